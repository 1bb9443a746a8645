"""Settings by environment variable, and their place in the handbook."""

from pathlib import Path

import pytest

from service.errors import NotServing
from service.settings import Settings, settings_from

NAMES = {name: f"FUNDSTELLE_{name.upper()}" for name in Settings.model_fields}


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in NAMES.values():
        monkeypatch.delenv(variable, raising=False)


def test_without_anything_given_the_defaults_hold() -> None:
    assert settings_from().model_dump() == {
        "index": Path("index"),
        "host": "127.0.0.1",
        "port": 8000,
        "root_path": "",
        "threads": 2,
        "poll_seconds": 1.0,
    }


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("index", "/srv/index", Path("/srv/index")),
        ("host", "0.0.0.0", "0.0.0.0"),
        ("port", "8080", 8080),
        ("port", "0", 0),
        ("root_path", "/suche", "/suche"),
        ("root_path", "/stadt/suche", "/stadt/suche"),
        ("threads", "16", 16),
        ("poll_seconds", "0.5", 0.5),
    ],
)
def test_each_setting_can_be_given_by_an_environment_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, text: str, value: object
) -> None:
    monkeypatch.setenv(NAMES[name], text)
    assert getattr(settings_from(), name) == value


def test_what_the_command_line_gives_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FUNDSTELLE_PORT", "8080")
    assert settings_from(port=9090).port == 9090


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("port", "viele"),
        ("port", "65536"),
        ("port", "-1"),
        ("root_path", "suche"),
        ("root_path", "/suche/"),
        ("root_path", "/a?b"),
        ("threads", "0"),
        ("threads", "65"),
        ("poll_seconds", "0"),
        ("poll_seconds", "nie"),
        ("poll_seconds", "nan"),
    ],
)
def test_a_bad_value_gives_one_sentence_that_names_the_setting(
    monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    monkeypatch.setenv(NAMES[name], text)
    with pytest.raises(NotServing) as refused:
        settings_from()
    assert str(refused.value) == (
        f"Die Einstellung „{name}“ ({NAMES[name]}) hat den unbrauchbaren Wert „{text}“;"
        " die Einstellungen stehen in docs/betrieb.md."
    )


@pytest.mark.parametrize("name", NAMES)
def test_each_setting_has_a_row_in_the_handbook_with_its_default(repository: Path, name: str) -> None:
    default = Settings.model_fields[name].default
    shown = f"`{default}`" if default != "" else "leer"
    assert f"| `{NAMES[name]}` | {shown} | " in (repository / "docs" / "betrieb.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_each_setting_is_described(name: str) -> None:
    assert Settings.model_fields[name].description


@pytest.mark.parametrize(
    "heading",
    [
        "## Einstellungen",
        "## Hinter einem Reverse Proxy",
        "## Den Index erneuern, ohne den Dienst anzuhalten",
        "## Stände und Zurückgehen",
        "## Rückgabewerte",
    ],
)
def test_the_handbook_has_a_section_on_all_that_keeps_the_service_running(repository: Path, heading: str) -> None:
    assert f"\n{heading}\n" in (repository / "docs" / "betrieb.md").read_text(encoding="utf-8")
