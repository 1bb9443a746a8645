"""The sample corpus and its questions keep what they promise."""

import re
from collections import Counter
from pathlib import Path

import pytest

from indexer import Passage
from indexer.passages import cut_passages
from korpus import Document, FieldOfAction, ReadResult
from korpus.beispiele.erzeugen import differences, generated_files
from korpus.beispiele.sources import DOCUMENTS, FOLDERS, QUESTIONS
from korpus.discovery import discover
from korpus.reading import file_reader
from korpus.source import ReadLimits
from modelle import load_analyser
from service.evaluate import CitedQuestion, load_questions

TYPES = ("verbatim", "paraphrase", "unanswerable")
FORMS = {
    "star": r"\w\*innen\b",
    "colon": r"\w:innen\b",
    "underscore": r"\w_innen\b",
    "inner capital": r"[a-zäöüß]Innen\b",
    "slash": r"\w/-?innen\b",
    "both": r"\b(\w+)innen und \1",
    "participle": r"\b(?:Mitarbeitende|Zugewanderte|Teilnehmende)n?\b",
}


@pytest.fixture(scope="module")
def results() -> list[ReadResult]:
    sources, failures = discover([DOCUMENTS])
    assert failures == []
    outcomes = [outcome for _, outcome in file_reader(ReadLimits())(sources)]
    read = [outcome for outcome in outcomes if isinstance(outcome, ReadResult)]
    assert read == outcomes
    return read


@pytest.fixture(scope="module")
def documents(results: list[ReadResult]) -> dict[str, Document]:
    return {result.document.id: result.document for result in results}


@pytest.fixture(scope="module")
def passages(results: list[ReadResult]) -> list[Passage]:
    return [passage for result in results for passage in cut_passages(result)]


@pytest.fixture(scope="module")
def questions() -> list[CitedQuestion]:
    return load_questions(QUESTIONS)


def squeezed(text: str) -> str:
    return " ".join(text.split())


def holding(question: CitedQuestion, passages: list[Passage]) -> list[Passage]:
    """Passages that hold the question's quote."""
    quote = squeezed(question.quote or "")
    return [passage for passage in passages if quote and quote in squeezed(passage.text)]


@pytest.mark.slow
def test_the_files_are_those_that_the_sources_give() -> None:
    assert differences(generated_files()) == []


def test_there_are_enough_documents_of_every_format(documents: dict[str, Document]) -> None:
    formats = Counter(Path(document.path).suffix for document in documents.values())
    assert formats == {".pdf": 16, ".docx": 8, ".html": 6, ".md": 3}


def test_every_field_of_action_has_its_documents(documents: dict[str, Document]) -> None:
    counts = Counter(document.fields_of_action[0] for document in documents.values())
    assert set(counts) == {field.value for field in FieldOfAction}
    assert min(counts.values()) >= 4
    for document in documents.values():
        assert document.fields_of_action[0] == FOLDERS[Path(document.path).parts[0]].value, document.path


def test_every_document_has_its_metadata(documents: dict[str, Document]) -> None:
    for document in documents.values():
        known = (document.kind, document.municipality, document.federal_state, document.date, document.publisher)
        assert all(known), document.path
        assert (document.language or "").split("-")[0] == "de", document.path
        assert document.licence == "CC BY-SA 4.0", document.path


def test_every_document_says_that_it_is_fictional(passages: list[Passage], documents: dict[str, Document]) -> None:
    said = {
        passage.document_id
        for passage in passages
        if re.search(r"erfunden|erfindung|fiktiv|ausgedacht|erdacht", passage.text, re.I)
    }
    assert said == set(documents)


def test_gendered_forms_of_every_kind_occur(passages: list[Passage]) -> None:
    text = "\n".join(passage.text for passage in passages)
    assert [name for name, pattern in FORMS.items() if not re.search(pattern, text)] == []


def test_a_third_of_the_questions_is_of_each_type(questions: list[CitedQuestion]) -> None:
    assert Counter(question.type for question in questions) == dict.fromkeys(TYPES, 42)
    assert len({question.id for question in questions}) == len({question.question for question in questions}) == 126


def test_every_quote_stands_in_its_document_on_its_page(
    questions: list[CitedQuestion], passages: list[Passage], documents: dict[str, Document]
) -> None:
    for question in questions:
        if question.type == "unanswerable":
            assert (question.document, question.page, question.quote) == (None, None, None), question.id
            continue
        found = holding(question, passages)
        assert {passage.document_id for passage in found} == {question.document}, question.id
        assert (question.page is None) == (documents[found[0].document_id].page_count is None), question.id
        if question.page is not None:
            pages = [(passage.first_page or 0, passage.last_page or 0) for passage in found]
            assert any(first <= question.page <= last for first, last in pages), question.id


def test_a_paraphrase_shares_no_content_word_with_its_passage(
    questions: list[CitedQuestion], passages: list[Passage], documents: dict[str, Document]
) -> None:
    terms = load_analyser().terms
    for question in questions:
        if question.type == "paraphrase":
            asked = set(terms(question.question))
            assert asked, question.id
            for passage in holding(question, passages):
                context = (passage.text, *passage.heading_path, documents[passage.document_id].title)
                assert asked & set(terms(" ".join(context))) == set(), question.id
