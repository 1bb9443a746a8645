"""Where metadata come from, which wins, and what is said of values that cannot be used."""

from collections.abc import Callable
from pathlib import Path

import pytest

from korpus.errors import MetadataError
from korpus.metadata import settle_metadata
from korpus.metadata_values import iso_date
from korpus.metadata_yaml import MAX_BYTES, load_mapping

WriteFile = Callable[[str, str], Path]


def test_sidecar_wins_over_front_matter_over_the_file_over_the_folders(write: WriteFile, tmp_path: Path) -> None:
    file = write("a/b/bericht.md", "Text")
    write("a/b/bericht.md.meta.yaml", "titel: Aus dem Beiblatt")
    write("a/b/bericht.meta.yaml", "titel: Zweites Beiblatt\nkommune: Musterstadt")
    write("a/b/_ordner.meta.yaml", "land: Hessen\nherausgeber: Naher Ordner")
    write("a/_ordner.meta.yaml", "land: Bayern\nlizenz: CC BY 4.0\nsprache: de")
    declared = {"titel": "Aus dem Kopf", "kommune": "Andersstadt", "datum": "14.9.2023"}
    found = {"title": "Aus der Datei", "date": "2020-01-01", "publisher": "Die Datei"}
    metadata = settle_metadata(file, tmp_path, declared, found)
    assert metadata.values == {
        "title": "Aus dem Beiblatt",
        "municipality": "Musterstadt",
        "date": "2023-09-14",
        "publisher": "Die Datei",
        "federal_state": "Hessen",
        "licence": "CC BY 4.0",
        "language": "de",
    }
    assert metadata.warnings == ()


def test_folder_defaults_above_the_indexed_folder_do_not_count(write: WriteFile, tmp_path: Path) -> None:
    file = write("a/b/bericht.md", "Text")
    write("a/_ordner.meta.yaml", "land: Bayern")
    assert settle_metadata(file, tmp_path / "a" / "b", {}, {}).values == {}
    assert settle_metadata(file, tmp_path / "a", {}, {}).values == {"federal_state": "Bayern"}


@pytest.mark.parametrize(
    ("declared", "values", "warnings"),
    [
        ({"Handlungs-Felder": ["management und steuerung"]}, {"fields_of_action": ("Management und Steuerung",)}, ()),
        ({"zielgruppen": "Fachkräfte, Ehrenamt; Politik"}, {"audience": ("Fachkräfte", "Ehrenamt", "Politik")}, ()),
        ({"art": "handlungsempfehlung"}, {"kind": "Handlungsempfehlung"}, ()),
        ({"titel": ""}, {}, ()),
        ({"titel": "null"}, {}, ()),
        (
            {"art": "Flugblatt"},
            {"kind": "Flugblatt"},
            ("Kopf der Datei: Die Dokumentart „Flugblatt“ ist nicht bekannt und wird so übernommen.",),
        ),
        (
            {"datum": "31.2.2023"},
            {},
            (
                "Kopf der Datei: Das Feld „datum“ wird nicht verwendet, denn „31.2.2023“ ist kein Datum wie 2023, "
                "2023-09, 2023-09-14 oder 14.9.2023.",
            ),
        ),
        (
            {"titel": ["a", "b"]},
            {},
            ("Kopf der Datei: Das Feld „titel“ wird nicht verwendet, denn erwartet wird ein Text.",),
        ),
        (
            {"zielgruppe": {"a": "b"}},
            {},
            (
                "Kopf der Datei: Das Feld „zielgruppe“ wird nicht verwendet, denn "
                "erwartet wird ein Text oder eine Liste von Texten.",
            ),
        ),
        (
            {"titel": "x" * 501},
            {},
            ("Kopf der Datei: Das Feld „titel“ wird nicht verwendet, denn der Wert ist länger als 500 Zeichen.",),
        ),
        (
            {"link": "javascript:alert(1)"},
            {},
            (
                "Kopf der Datei: Das Feld „link“ wird nicht verwendet, denn „javascript:alert(1)“ ist keine Adresse, "
                "die mit http:// oder https:// beginnt.",
            ),
        ),
        (
            {"link": "https://[kaputt"},
            {},
            (
                "Kopf der Datei: Das Feld „link“ wird nicht verwendet, denn „https://[kaputt“ ist keine Adresse, "
                "die mit http:// oder https:// beginnt.",
            ),
        ),
        ({"sprache": "de_DE"}, {"language": "de-de"}, ()),
        (
            {"sprache": "de!"},
            {},
            ("Kopf der Datei: Das Feld „sprache“ wird nicht verwendet, denn „de!“ ist kein Sprachkürzel wie „de“.",),
        ),
        (
            {"handlungsfelder": ["Zusammenhalt und Begegnung", "Management und Steurung"]},
            {"fields_of_action": ("Zusammenhalt und Begegnung",)},
            (
                "Kopf der Datei: Das Feld „handlungsfelder“ wird nur zum Teil verwendet, denn "
                "„Management und Steurung“ ist keines der sieben Handlungsfelder; "
                "gemeint ist vielleicht „Management und Steuerung“.",
            ),
        ),
        (
            {"herausgber": "Stadt"},
            {},
            ("Kopf der Datei: Das Feld „herausgber“ ist unbekannt; gemeint ist vielleicht „herausgeber“.",),
        ),
        ({"xyz": "?"}, {}, ("Kopf der Datei: Das Feld „xyz“ ist unbekannt.",)),
        (
            {"id": "a"},
            {},
            ("Kopf der Datei: Eine Kennung lässt sich nicht angeben; sie ergibt sich aus dem Dateipfad.",),
        ),
    ],
)
def test_values_are_checked_and_what_cannot_be_used_is_said(
    write: WriteFile, tmp_path: Path, declared: dict[str, object], values: dict[str, object], warnings: tuple[str, ...]
) -> None:
    metadata = settle_metadata(write("a.md", "Text"), tmp_path, declared, {})
    assert metadata.values == values
    assert metadata.warnings == warnings


def test_an_unusable_value_leaves_room_for_the_next_source(write: WriteFile, tmp_path: Path) -> None:
    file = write("a.md", "Text")
    write("a.meta.yaml", "datum: bald")
    metadata = settle_metadata(file, tmp_path, {"datum": "2023"}, {})
    assert metadata.values == {"date": "2023"}
    assert len(metadata.warnings) == 1
    assert metadata.warnings[0].startswith("„a.meta.yaml“: Das Feld „datum“ wird nicht verwendet")


def test_what_the_file_says_of_itself_is_dropped_in_silence(write: WriteFile, tmp_path: Path) -> None:
    metadata = settle_metadata(write("a.md", "Text"), tmp_path, {}, {"date": "irgendwann", "title": "T"})
    assert metadata.values == {"title": "T"}
    assert metadata.warnings == ()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"titel: [offen", "der Aufbau ist kein gültiges YAML (Zeile 1)"),
        (b"- nur\n- eine Liste", "erwartet werden Zeilen der Form „Feld: Wert“"),
        (b"a: &x [1]\nb: *x", "Verweise mit „*“ sind nicht erlaubt"),
        (b"titel: " + b"x" * MAX_BYTES, "es sind mehr als 64 KiB"),
        (b"titel: \x00\x01", "die Datei ist nicht lesbar"),
    ],
)
def test_a_sidecar_that_is_no_mapping_is_named_in_a_warning(
    write: WriteFile, tmp_path: Path, content: bytes, reason: str
) -> None:
    file = write("a.txt", "Text")
    (tmp_path / "a.meta.yaml").write_bytes(content)
    metadata = settle_metadata(file, tmp_path, {}, {})
    assert metadata.values == {}
    assert metadata.warnings == (f"Die Angaben in „a.meta.yaml“ werden nicht verwendet, denn {reason}.",)


def test_yaml_values_stay_the_text_that_was_written() -> None:
    assert load_mapping("datum: 2023-02-31\nja: no\nzahl: 007") == {"datum": "2023-02-31", "ja": "no", "zahl": "007"}
    assert load_mapping("") == {}


def test_yaml_nested_absurdly_deep_is_refused() -> None:
    with pytest.raises(MetadataError, match="kein gültiges YAML"):
        load_mapping("a: " + "[" * 30000)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2023", "2023"),
        ("2023-9", "2023-09"),
        ("2023-09-14", "2023-09-14"),
        ("2023-09-14T10:00:00+02:00", "2023-09-14"),
        ("14.9.2023", "2023-09-14"),
        ("14. 09. 2023", "2023-09-14"),
        ("9/2023", "2023-09"),
        ("14. September 2023", "2023-09-14"),
        ("März 2023", "2023-03"),
        ("29.2.2024", "2024-02-29"),
        ("29.2.2023", None),
        ("13/2023", None),
        ("14. Brumaire 2023", None),
        ("1492", None),
        ("bald", None),
    ],
)
def test_dates_are_read_as_people_write_them(text: str, iso: str | None) -> None:
    assert iso_date(text) == iso
