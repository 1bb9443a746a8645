"""Texts that a caller brings along."""

from dataclasses import replace
from pathlib import Path

import pytest

from korpus.discovery import FileSource
from korpus.document import ReadFailure, ReadResult
from korpus.texts import TextSource, read_texts


def test_a_text_becomes_a_document_with_what_is_known_of_it() -> None:
    source = TextSource(
        "d1", "Titel", "Titel\n\nEin Absatz.", kind="Leitfaden", date="2023", municipality="Musterstadt"
    )
    ((given, outcome),) = read_texts([source])
    assert given is source
    assert isinstance(outcome, ReadResult)
    assert [block.text for block in outcome.blocks] == ["Ein Absatz."]
    document = outcome.document
    assert (document.id, document.title, document.kind, document.date) == ("d1", "Titel", "Leitfaden", "2023")
    assert (document.municipality, document.path, document.media_type) == ("Musterstadt", "d1", "text/plain")


def test_a_text_of_its_title_only_keeps_it() -> None:
    ((_, outcome),) = read_texts([TextSource("d1", "Titel", "Titel")])
    assert isinstance(outcome, ReadResult)
    assert [block.text for block in outcome.blocks] == ["Titel"]


def test_a_missing_title_and_date_come_from_the_text_then_from_the_id() -> None:
    head = "Navigation\nNeues Projekt\nMusterstadt, 07.11.2019\nEin Absatz."
    outcomes = [outcome for _, outcome in read_texts([TextSource("d1", "", head), TextSource("d2", "", "Nur Text.")])]
    assert all(isinstance(outcome, ReadResult) for outcome in outcomes)
    titles = [
        (outcome.document.title, outcome.document.date) for outcome in outcomes if isinstance(outcome, ReadResult)
    ]
    assert titles == [("Neues Projekt", "2019-11-07"), ("d2", None)]


def test_an_empty_text_fails_with_one_sentence_and_the_rest_goes_on() -> None:
    outcomes = [outcome for _, outcome in read_texts([TextSource("d1", "T", " \n"), TextSource("d2", "T", "Text.")])]
    assert outcomes[0] == ReadFailure("d1", "EmptyFile", "Der Text „d1“ ist leer; bitte den Inhalt prüfen.")
    assert isinstance(outcomes[1], ReadResult)


@pytest.mark.parametrize("changed", [{"text": "anders"}, {"title": "U"}, {"date": "2024"}, {"licence": "CC0"}])
def test_the_fingerprint_changes_with_everything_that_is_read(changed: dict[str, str]) -> None:
    source = TextSource("d1", "T", "Text.")
    assert replace(source).fingerprint == source.fingerprint
    assert replace(source, **changed).fingerprint != source.fingerprint  # type: ignore[arg-type]


def test_other_sources_are_refused(tmp_path: Path) -> None:
    source = FileSource("d", "d.txt", "f", tmp_path, tmp_path, "s")
    with pytest.raises(TypeError, match="read_texts reads TextSource only, not FileSource"):
        list(read_texts([source]))


def test_a_text_has_no_file_to_keep() -> None:
    assert TextSource("d1", "T", "Text.").original is None
