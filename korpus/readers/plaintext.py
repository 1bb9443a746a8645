"""Plain text: paragraphs by blank lines or by line, clear headings, and pages saved as text from the web."""

import re
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from statistics import median

from korpus.document import Block, BlockKind
from korpus.errors import DamagedFile
from korpus.metadata_values import iso_date
from korpus.readers.base import RawDocument
from korpus.readers.decode import decode
from korpus.readers.outline import Outline
from korpus.source import ReadLimits
from korpus.text import clean, seam

_PREAMBLE_LINES = 12
_MAX_TITLE = 200
_MAX_HEADING = 80
# Text wrapped by an editor or a mail program has lines of about 55 to 100 characters.
_WRAPPED_WIDTH = range(40, 111)

_PLACE_AND_DATE = re.compile(r"[A-ZÄÖÜ][\w .()/-]{1,40}, (?:den |der |am )?(\d[\d. A-Za-zä]{5,20}\d{4})\.?")
_TOPIC = re.compile(r"(?:Thema|Themen|Rubrik|Kategorie|Schlagworte?): ?\S.{0,100}")
_UNDERLINE = re.compile(r"(={3,}|-{3,})")
_RULE = re.compile(r"[-=_*~·. ]{3,}")
_ITEM = re.compile(r"(?:[-–—•*·▪‣○●■◦]|\d{1,2}[.)]|[a-z]\)|\(\d{1,2}\)) (?=\S)")
_BULLET = re.compile(r"[–—•*·▪‣○●■◦] ")
_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2})*)\.? [A-ZÄÖÜ]")
_CAPITALS = re.compile(r"[A-ZÄÖÜẞ][A-ZÄÖÜẞ\d &/,.:()–-]{3,59}")
_FINAL_MARKS = ".!?:;…"
_CLOSING_MARKS = "“”\"'»«)]"
_BROKEN_WORD = re.compile(r"[A-Za-zÄÖÜäöüß][-\u00ad]$")


@dataclass(slots=True)
class PlainText:
    """Blocks of a plain text and what its head says of it (`title`, `date`)."""

    blocks: tuple[Block, ...]
    found: dict[str, str] = field(default_factory=dict)


def read(path: Path, _limits: ReadLimits) -> RawDocument:
    """Reads a text file; its size was checked before.

    :raises DamagedFile: if the bytes are no text.
    """
    try:
        text = decode(path.read_bytes())
    except UnicodeDecodeError as error:
        message = (
            f"„{path.name}“ ist keine Textdatei oder hat einen unbekannten Zeichensatz; bitte als UTF-8 speichern."
        )
        raise DamagedFile(message) from error
    plain = read_plain(text)
    return RawDocument(plain.blocks, found=plain.found)


def read_plain(text: str) -> PlainText:
    """Blocks of a plain text. It also reads large evaluation sets, so it stays fast: 2 ms for 10,000 characters."""
    lines = [line.strip() for line in clean(text, keep_soft_hyphens=True).split("\n")]
    found: dict[str, str] = {}
    outline = Outline()
    start = _read_head(lines, outline, found)
    chunks = _chunks(lines[start:])
    wrapped = _is_wrapped(chunks)
    for chunk in chunks:
        _add_chunk(outline, chunk, wrapped)
    return PlainText(tuple(outline.blocks), found)


@cache
def _navigation_lines() -> frozenset[str]:
    text = files("korpus").joinpath("words", "navigationszeilen.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


def _read_head(lines: list[str], outline: Outline, found: dict[str, str]) -> int:
    """Takes a saved page's head: navigation, title, place and date, topic. Returns the first line of the content."""
    filled = [number for number, line in enumerate(lines) if line][:_PREAMBLE_LINES]
    after = 0
    while after < len(filled) and lines[filled[after]].lower() in _navigation_lines():
        after += 1
    rest = filled[after:]
    if not rest:
        return 0
    told = _told_by_head(lines, rest[1:4], found)
    title = lines[rest[0]]
    if (after or told) and len(title) <= _MAX_TITLE and not _ends_sentence(title):
        found["title"] = title
        outline.heading(1, title)
        for number in rest[1 : told + 1]:
            outline.add(BlockKind.PARAGRAPH, lines[number])
        return rest[told] + 1
    found.clear()
    return rest[0]


def _told_by_head(lines: list[str], numbers: list[int], found: dict[str, str]) -> int:
    """How many of the lines below the title are place and date or topic; puts the date into `found`."""
    for count, number in enumerate(numbers):
        place_and_date = _PLACE_AND_DATE.fullmatch(lines[number])
        date = iso_date(place_and_date[1]) if place_and_date else None
        if date:
            found["date"] = date
        elif not _TOPIC.fullmatch(lines[number]):
            return count
    return len(numbers)


def _chunks(lines: list[str]) -> list[list[str]]:
    """Runs of lines between blank lines."""
    chunks: list[list[str]] = [[]]
    for line in lines:
        if line:
            chunks[-1].append(line)
        elif chunks[-1]:
            chunks.append([])
    return chunks if chunks[-1] else chunks[:-1]


def _ends_sentence(line: str) -> bool:
    bare = line.rstrip(_CLOSING_MARKS)
    return bare != "" and bare[-1] in _FINAL_MARKS


def _is_wrapped(chunks: list[list[str]]) -> bool:
    """Whether lines were broken at a width, known by most of them ending within a sentence."""
    inner = [line for chunk in chunks for line in chunk[:-1] if not _ITEM.match(line)]
    if not inner:
        return False
    open_ends = sum(not _ends_sentence(line) for line in inner)
    return open_ends > 0.5 * len(inner) and int(median(map(len, inner))) in _WRAPPED_WIDTH


def _add_chunk(outline: Outline, chunk: list[str], wrapped: bool) -> None:
    if len(chunk) == 1 and (level := _heading_level(chunk[0])):
        outline.heading(level, chunk[0])
        return
    items: list[str] = []
    for line, is_heading_level in _joined(chunk, wrapped):
        if not is_heading_level and _ITEM.match(line):
            items.append(_BULLET.sub("- ", line, count=1) if _BULLET.match(line) else line)
            continue
        outline.add(BlockKind.LIST, "\n".join(items))
        items = []
        if is_heading_level:
            outline.heading(is_heading_level, line)
        elif not _RULE.fullmatch(line):
            outline.add(BlockKind.PARAGRAPH, line)
    outline.add(BlockKind.LIST, "\n".join(items))


def _heading_level(line: str) -> int:
    """Level of a line that stands alone and is clearly a heading, else 0."""
    if len(line) > _MAX_HEADING or _ends_sentence(line) or line.endswith(","):
        return 0
    if numbered := _NUMBERED.match(line):
        return min(numbered[1].count(".") + 2, 6)
    return 2 if _is_capitals(line) else 0


def _is_capitals(line: str) -> bool:
    return bool(_CAPITALS.fullmatch(line)) and sum(char.isalpha() for char in line) >= 4


def _joined(chunk: list[str], wrapped: bool) -> list[tuple[str, int]]:
    """Lines of a chunk put together to paragraphs and list items; the number is a heading's level, else 0."""
    width = max(map(len, chunk))
    joined: list[tuple[str, int]] = []
    last = ""  # the line above as it stands in the file; empty where nothing may be added to it
    for number, line in enumerate(chunk):
        if last and (underline := _UNDERLINE.fullmatch(line)) and number == 1 and len(last) <= _MAX_HEADING:
            joined[-1] = (joined[-1][0], 1 if underline[1][0] == "=" else 2)
            last = ""
        elif last and not _ITEM.match(line) and _continues(last, line, width if wrapped else 0):
            joined[-1] = (_glue(joined[-1][0], line), 0)
            last = line
        elif _is_capitals(line) and " " not in line[:1] and not wrapped and len(chunk) > 1:
            joined.append((line, 2 if number + 1 < len(chunk) else 0))
            last = ""
        else:
            joined.append((line, 0))
            last = line
    return joined


def _continues(last: str, line: str, width: int) -> bool:
    """Whether a line goes on with the sentence above; `width` is the widest line of wrapped text, else 0."""
    ends = _ends_sentence(last)
    if _BROKEN_WORD.search(last[-2:]):
        return True
    if width:
        return len(last) >= 0.6 * width or not ends
    return not ends and line[0].islower() and len(last) > 20


def _glue(text: str, line: str) -> str:
    cut, between = seam(text, line)
    return (text[:-cut] if cut else text) + between + line
