"""Every passage against the pages it cites, as poppler's pdftotext sees them.

`python tests/test_cited_pages.py [folder]` prints the figures.

Both sides are normalised alike (`words_of`): NFKC, case-folded, soft hyphens and hyphens within words removed; words
are runs of letters and digits. Where a line of the page ends in a hyphen, both readings count, joined and apart, since
only the reader has to decide. Words count as often as they occur: a passage cannot have more of one than its pages.

Running lines are found without the reader's help: the outermost lines of a page by height, the same words with digits
masked on three pages or more. A passage holds one where it has a page's line more often than the rest of the cited
pages explains, so that a sentence that names the same words is no false alarm, and a page number within a sentence
is none that goes unseen.
"""

import re
import subprocess
import sys
import unicodedata
import xml.etree.ElementTree as ET
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from indexer.passage import Passage
from indexer.passages import cut_passages
from korpus.discovery import discover
from korpus.document import ReadFailure, ReadResult
from korpus.reading import file_reader
from korpus.source import ReadLimits

NEEDED_WORDS = 0.9
NEEDED_PASSAGES = 0.99
LOST_WORDS = 0.01
REPEATED_PAGES = 3
EDGE_LINES = 3
EDGE_SHARE = 0.1
CONJUNCTIONS = ("und", "oder", "bzw")

_WORD = re.compile(r"[^\W_]+")
_INNER_HYPHEN = re.compile(r"(?<=\w)[-\u2010\u2011](?=\w)")
_LAST_HYPHEN = re.compile(r"[-\u2010\u2011\u00ad]$")
_DIGITS = re.compile(r"\d+")
_XHTML = "{http://www.w3.org/1999/xhtml}"
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def words_of(text: str) -> list[str]:
    """Words as both sides are compared."""
    plain = unicodedata.normalize("NFKC", text.replace("\u00ad", "")).casefold()
    return _WORD.findall(_INNER_HYPHEN.sub("", plain))


@dataclass
class Page:
    """Lines of a page as pdftotext sees them, in its reading order, and which of them stand outermost."""

    lines: list[str]
    edge: list[str]
    running: list[list[str]] = field(default_factory=list)

    def words(self) -> Counter[str]:
        """All words; a word cut by a line's end also counts joined with the rest of it."""
        found: Counter[str] = Counter()
        for line, following in zip(self.lines, [*self.lines[1:], ""], strict=True):
            words, rest = words_of(line), words_of(following)
            found.update(words)
            if words and rest and _LAST_HYPHEN.search(line):
                found[words[-1] + rest[0]] += 1
        return found

    def body_words(self) -> list[str]:
        """Words of the lines that do not run from page to page, one after the other, cut words joined."""
        left = Counter(map(tuple, self.running))
        body: list[str] = []
        cut = False
        for line in self.lines:
            words = words_of(line)
            if left[tuple(words)] > 0:
                left[tuple(words)] -= 1
                continue
            if cut and words[0] not in CONJUNCTIONS:
                words[0] = body.pop() + words[0]
            body += words
            cut = bool(_LAST_HYPHEN.search(line))
        return body


def pages_of(pdf: Path) -> list[Page]:
    """Pages of a PDF; those lines at the edge that repeat are marked as running."""
    command = ["pdftotext", "-q", "-bbox-layout", str(pdf), "-"]
    output = subprocess.run(command, capture_output=True, check=True, timeout=120).stdout.decode("utf-8", "replace")
    pages = [_seen_page(element) for element in ET.fromstring(_NO_XML.sub("", output)).iter(_XHTML + "page")]
    on_pages: dict[str, set[int]] = defaultdict(set)
    for number, page in enumerate(pages):
        for line in page.edge:
            on_pages[_masked(line)].add(number)
    for page in pages:
        page.running = [words_of(line) for line in page.edge if len(on_pages[_masked(line)]) >= REPEATED_PAGES]
    return pages


def _seen_page(element: ET.Element) -> Page:
    height = float(element.get("height", 0))
    lines = []
    for line in element.iter(_XHTML + "line"):
        text = " ".join(word.text or "" for word in line.iter(_XHTML + "word"))
        if words_of(text):
            lines.append((float(line.get("yMin", 0)), float(line.get("yMax", 0)), text))
    tops = sorted(top for top, _, _ in lines)
    highest, lowest = (tops[:EDGE_LINES][-1], tops[-EDGE_LINES:][0]) if tops else (0.0, 0.0)
    highest, lowest = max(highest, EDGE_SHARE * height), min(lowest, (1 - EDGE_SHARE) * height)
    return Page([text for *_, text in lines], [text for top, _, text in lines if top <= highest or top >= lowest])


def _masked(line: str) -> str:
    return _DIGITS.sub("#", " ".join(words_of(line)))


def share_on_pages(passage: Passage, pages: Sequence[Page]) -> float:
    """Share of a passage's words that stand on its cited pages."""
    wanted = Counter(words_of(passage.text))
    there: Counter[str] = Counter()
    for page in _cited(passage, pages):
        there += page.words()
    return (wanted & there).total() / wanted.total() if wanted else 1.0


def running_lines_in(passage: Passage, pages: Sequence[Page]) -> list[str]:
    """Running lines of the cited pages that the passage has more often than the rest of those pages explains."""
    cited = _cited(passage, pages)
    text = words_of(passage.text)
    body = [page.body_words() for page in cited]
    lines = {tuple(line) for page in cited for line in page.running}
    return [" ".join(line) for line in lines if _count(text, line) > sum(_count(words, line) for words in body)]


def _cited(passage: Passage, pages: Sequence[Page]) -> Sequence[Page]:
    assert passage.first_page is not None
    assert passage.last_page is not None
    return pages[passage.first_page - 1 : passage.last_page]


def _count(words: Sequence[str], line: Sequence[str]) -> int:
    return sum(tuple(words[start : start + len(line)]) == line for start in range(len(words) - len(line) + 1))


@dataclass
class Comparison:
    """What became of the files, and what is wrong with their passages: (share or lines, file, passage)."""

    files: list[str] = field(default_factory=list)
    failures: list[ReadFailure] = field(default_factory=list)
    read: list[ReadResult] = field(default_factory=list)
    shares: list[tuple[float, str, Passage]] = field(default_factory=list)
    running: list[tuple[list[str], str, Passage]] = field(default_factory=list)
    running_lines: int = 0
    page_words: int = 0
    lost_words: int = 0

    @property
    def good_passages(self) -> float:
        return sum(share >= NEEDED_WORDS for share, _, _ in self.shares) / len(self.shares)

    @property
    def lost_share(self) -> float:
        return self.lost_words / self.page_words


def compare(folder: Path) -> Comparison:
    """Reads and cuts all PDFs below a folder and holds their passages against the pages."""
    sources, failures = discover([folder])
    found = Comparison([source.path for source in sources], failures)
    for source, outcome in file_reader(ReadLimits())(sources):
        if isinstance(outcome, ReadFailure):
            found.failures.append(outcome)
            continue
        found.read.append(outcome)
        if source.original is not None and source.original.suffix.lower() == ".pdf":
            _compare_pdf(found, pages_of(source.original), cut_passages(outcome))
    return found


def _compare_pdf(found: Comparison, pages: Sequence[Page], passages: Sequence[Passage]) -> None:
    path = found.read[-1].document.path
    there: Counter[str] = Counter()
    for passage in passages:
        found.shares.append((share_on_pages(passage, pages), path, passage))
        if lines := running_lines_in(passage, pages):
            found.running.append((lines, path, passage))
        there.update(words_of(" ".join((passage.text, *passage.heading_path))))
    for page in pages:
        found.running_lines += len(page.running)
        words = Counter(page.body_words())
        found.page_words += words.total()
    whole: Counter[str] = sum((Counter(page.body_words()) for page in pages), Counter())
    found.lost_words += (whole - there).total()


def report(found: Comparison) -> str:
    """The figures in German, with the passages that fit their pages least."""
    worst = sorted(found.shares, key=lambda entry: entry[0])[:5]
    lines = [
        f"Dateien: {len(found.files)}, gelesen: {len(found.read)}, ausgelassen: {len(found.failures)}",
        *(f"  {failure.path}: {failure.message}" for failure in found.failures),
        f"Textstellen aus PDF: {len(found.shares)}",
        f"  mit mindestens {NEEDED_WORDS:.0%} ihrer Wörter auf den genannten Seiten: {found.good_passages:.2%}",
        f"Kopf- und Fußzeilen auf den Seiten: {found.running_lines}, davon in Textstellen: {len(found.running)}",
        *(f"  {path}, {passage.id}: {lines}" for lines, path, passage in found.running),
        f"Wörter der Seiten ohne Kopf- und Fußzeilen: {found.page_words}, "
        f"davon in keiner Textstelle (vor allem Inhaltsverzeichnisse): {found.lost_share:.2%}",
        "Am wenigsten passend:",
        *(f"  {share:.1%} {path}, Seite {passage.first_page}" for share, path, passage in worst),
    ]
    return "\n".join(lines)


@pytest.fixture(scope="module")
def comparison(shared_folder: Path) -> Comparison:
    return compare(shared_folder / "documents")


@pytest.mark.shared
def test_the_words_of_a_passage_stand_on_the_pages_it_cites(comparison: Comparison) -> None:
    assert comparison.good_passages >= NEEDED_PASSAGES, report(comparison)


@pytest.mark.shared
def test_no_passage_holds_a_running_header_or_footer(comparison: Comparison) -> None:
    assert comparison.running_lines > 0
    assert comparison.running == [], report(comparison)


@pytest.mark.shared
def test_hardly_a_word_of_the_pages_is_lost(comparison: Comparison) -> None:
    assert comparison.lost_share <= LOST_WORDS, report(comparison)


@pytest.mark.shared
def test_every_file_becomes_a_document_or_a_failure_with_one_sentence(comparison: Comparison) -> None:
    read = [result.document.path for result in comparison.read]
    failed = [failure.path for failure in comparison.failures]
    assert sorted(read + failed) == sorted(comparison.files)
    assert failed == ["erlangen/2021-04-14_Anhang_Erlangen-Massnahmenplan_2035-5.pdf"]
    assert comparison.failures[0].error == "ScannedWithoutText"
    assert re.fullmatch(r"Die Datei „2021-04-14_[^ ]+“ enthält nur Bilder .*\.", comparison.failures[0].message)


@pytest.mark.shared
def test_the_press_release_has_title_date_place_and_topic_and_the_answer_in_one_passage(comparison: Comparison) -> None:
    result = next(result for result in comparison.read if result.document.path.startswith("plattform/"))
    assert result.document.title == 'Neues Modellprojekt „Weltoffene Kommunen"'
    assert result.document.date == "2019-11-07"
    assert [block.text for block in result.blocks[1:3]] == ["Berlin, 07.11.2019", "Thema: Veranstaltungen"]
    assert not any("Sidebarnavigation" in block.text for block in result.blocks)
    answers = [passage.text for passage in cut_passages(result) if "erste Modellkommune" in passage.text]
    assert len(answers) == 1
    assert "Landeshauptstadt Potsdam" in answers[0]


def _page(*lines: str, running: Sequence[str] = ()) -> Page:
    return Page([*lines, *running], list(running), [words_of(line) for line in running])


def _passage(text: str, first: int = 1, last: int = 1) -> Passage:
    return Passage("d.0", "d", 0, text, (), first, last, None)


def test_a_cut_word_on_the_page_may_be_read_joined_or_apart() -> None:
    pages = [_page("Der Integra-", "tionsrat und der Ausländer-", "und Integrationsbeirat")]
    assert share_on_pages(_passage("Der Integrationsrat und der Ausländer- und Integrationsbeirat"), pages) == 1.0


def test_words_of_another_page_do_not_count() -> None:
    pages = [_page("eins zwei drei vier"), _page("fünf sechs sieben acht")]
    assert share_on_pages(_passage("eins zwei drei acht"), pages) == 0.75
    assert share_on_pages(_passage("eins zwei drei acht", 1, 2), pages) == 1.0


def test_a_word_counts_only_as_often_as_the_page_has_it() -> None:
    assert share_on_pages(_passage("Rat Rat Rat Rat"), [_page("Rat der Stadt")]) == 0.25


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Der Rat beschließt Seite 2 den Antrag.", ["seite 2"]),
        ("Der Rat beschließt den Antrag.", []),
        ("Der Rat beschließt den Antrag, siehe Seite 2.", ["seite 2"]),
    ],
)
def test_a_running_line_within_a_sentence_is_seen(text: str, found: list[str]) -> None:
    pages = [_page("Der Rat beschließt", "den Antrag", running=["Seite 2"])]
    assert running_lines_in(_passage(text), pages) == found


def test_words_that_the_text_itself_has_are_no_running_line() -> None:
    pages = [_page("Der Stadtteilbeirat Büchenbach tagt.", running=["Stadtteilbeirat Büchenbach"])]
    assert running_lines_in(_passage("Der Stadtteilbeirat Büchenbach tagt."), pages) == []


if __name__ == "__main__":
    sys.stdout.write(report(compare(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/documents"))) + "\n")
