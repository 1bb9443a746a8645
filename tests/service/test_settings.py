"""Settings by environment variable, and their place in the handbook."""

from datetime import date
from pathlib import Path

import pytest
from pydantic import SecretStr

from service.errors import NotServing
from service.settings import AccessibilityStatus, Settings, environment_of, settings_from
from service.settings_values import logo_type

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
        "workers": 1,
        "max_waiting": 100,
        "question_seconds": 10.0,
        "rate_limit": 120,
        "trusted_proxies": (),
        "reranker": "",
        "poll_seconds": 1.0,
        "admin_token": None,
        "log_format": "text",
        "log_level": "warning",
        "access_log": False,
        "operator_name": "",
        "operator_logo": None,
        "operator_colour": None,
        "contact_email": None,
        "contact_url": None,
        "contact_phone": None,
        "accessibility_status": None,
        "accessibility_checked": None,
        "accessibility_law": "",
        "accessibility_body": "",
        "accessibility_languages": "",
        "privacy_officer": "",
        "privacy_basis": "",
        "privacy_authority": "",
        "privacy_logs": "",
        "privacy_model_service": "",
        "cors_origins": (),
        "feedback": False,
        "unanswered": False,
        "feedback_file": None,
        "feedback_days": 365,
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
        ("workers", "4", 4),
        ("admin_token", "0123456789abcdef", SecretStr("0123456789abcdef")),
        ("max_waiting", "0", 0),
        ("question_seconds", "2.5", 2.5),
        ("rate_limit", "0", 0),
        ("trusted_proxies", "127.0.0.1, 10.0.0.0/24 ::1", ("127.0.0.1", "10.0.0.0/24", "::1")),
        ("reranker", "bge-reranker-v2-m3", "bge-reranker-v2-m3"),
        ("poll_seconds", "0.5", 0.5),
        ("log_format", "json", "json"),
        ("log_level", "debug", "debug"),
        ("access_log", "true", True),
        ("operator_name", "Stadt Tannfurt", "Stadt Tannfurt"),
        ("operator_colour", "#00589C", "#00589C"),
        ("accessibility_status", "partial", AccessibilityStatus.PARTIAL),
        ("accessibility_checked", "2026-03-02", date(2026, 3, 2)),
        ("contact_email", "integration@tannfurt.example", "integration@tannfurt.example"),
        ("contact_email", "büro.süd+suche@köln-süd.example", "büro.süd+suche@köln-süd.example"),
        ("contact_url", "https://tannfurt.example/kontakt?amt=5", "https://tannfurt.example/kontakt?amt=5"),
        ("contact_phone", "+49 (0)30 123-456", "+49 (0)30 123-456"),
        ("contact_phone", "115 00", "115 00"),
        ("cors_origins", "https://www.tannfurt.example", ("https://www.tannfurt.example",)),
        (
            "cors_origins",
            "https://Www.Tannfurt.example:443, http://intranet:8080 https://www.tannfurt.example https://[::1]:8443",
            ("https://www.tannfurt.example", "http://intranet:8080", "https://[::1]:8443"),
        ),
        ("feedback", "true", True),
        ("unanswered", "1", True),
        ("feedback_file", "/srv/rueckmeldungen", Path("/srv/rueckmeldungen")),
        ("feedback_days", "90", 90),
        ("contact_email", "", None),
        ("port", "", 8000),
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
        ("workers", "0"),
        ("max_waiting", "-1"),
        ("question_seconds", "0"),
        ("rate_limit", "-1"),
        ("poll_seconds", "0"),
        ("poll_seconds", "nie"),
        ("poll_seconds", "nan"),
        ("log_format", "xml"),
        ("log_level", "laut"),
        ("operator_name", "x" * 121),
        ("accessibility_status", "gut"),
        ("accessibility_checked", "gestern"),
        ("privacy_basis", "x" * 501),
        ("feedback", "vielleicht"),
        ("feedback_days", "0"),
        ("feedback_days", "3651"),
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


EMAIL = "erwartet wird eine E-Mail-Adresse wie integration@tannfurt.example"
URL = "erwartet wird eine Adresse wie https://tannfurt.example/kontakt"
NETWORK = "„{}“ ist weder eine Adresse noch ein Netz; erwartet wird zum Beispiel 10.0.0.5 oder 10.0.0.0/24"
COLOUR = "erwartet wird eine Farbe wie #00589c"
UNREADABLE = (
    "diese Farbe ist als Schrift auf hellem Grund nicht lesbar (verlangt ist ein Kontrast von 4,5 zu 1); lesbar wäre"
    " zum Beispiel #806605"
)
PHONE = "erwartet wird eine Telefonnummer wie +49 30 123456"


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("contact_email", "tannfurt.example", EMAIL),
        ("contact_email", "integration@tannfurt", EMAIL),
        ("contact_email", "a b@tannfurt.example", EMAIL),
        ("contact_email", "a@tannfurt.example\nBcc: b@c.example", EMAIL),
        ("contact_email", "a@b@tannfurt.example", EMAIL),
        ("contact_email", f"a@{'b' * 250}.example", EMAIL),
        ("contact_url", "tannfurt.example/kontakt", URL),
        ("contact_url", "javascript:alert(1)", URL),
        ("contact_url", "https:///kontakt", URL),
        ("contact_url", "https://tannfurt.example:x/", URL),
        ("contact_url", "https://[::1/", URL),
        ("contact_url", "https://amt:geheim@tannfurt.example/", URL),
        ("contact_url", "https://tannfurt.example/a b", URL),
        ("contact_url", f"https://tannfurt.example/{'a' * 500}", URL),
        ("contact_phone", "Zimmer 12", PHONE),
        ("contact_phone", "115", PHONE),
        ("operator_colour", "blau", COLOUR),
        ("operator_colour", "#00589", COLOUR),
        ("operator_colour", "#ffcc00", UNREADABLE),
        ("trusted_proxies", "*", NETWORK.format("*")),
        ("trusted_proxies", "proxy.tannfurt.example", NETWORK.format("proxy.tannfurt.example")),
        ("trusted_proxies", "10.0.0.1/24", NETWORK.format("10.0.0.1/24")),
        ("operator_logo", "/nirgends/logo.svg", "die Datei lässt sich nicht lesen"),
    ],
)
def test_a_bad_value_that_has_a_form_says_which_one_is_wanted(
    monkeypatch: pytest.MonkeyPatch, name: str, text: str, reason: str
) -> None:
    monkeypatch.setenv(NAMES[name], text)
    with pytest.raises(NotServing) as refused:
        settings_from()
    assert str(refused.value) == (
        f"Die Einstellung „{name}“ ({NAMES[name]}) hat den unbrauchbaren Wert „{text}“: {reason};"
        " die Einstellungen stehen in docs/betrieb.md."
    )


@pytest.mark.parametrize("text", ["geheimnis", "0123456789 abcdef", "0123456789äbcdef", "0123456789\tabcdef"])
def test_a_bad_token_is_refused_and_not_repeated(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv(NAMES["admin_token"], text)
    with pytest.raises(NotServing) as refused:
        settings_from()
    assert str(refused.value) == (
        "Die Einstellung „admin_token“ (FUNDSTELLE_ADMIN_TOKEN) hat den unbrauchbaren Wert: erwartet werden mindestens"
        " 16 Zeichen ohne Leerzeichen und Umlaute, zum Beispiel aus „openssl rand -hex 32“; die Einstellungen stehen in"
        " docs/betrieb.md."
    )


@pytest.mark.parametrize(
    "text",
    [
        "*",
        "null",
        "https://*.tannfurt.example",
        "https://tannfurt.example/",
        "https://tannfurt.example?",
        "https://tannfurt.example:",
        "https://amt@tannfurt.example",
        "https://köln.example",
        "tannfurt.example",
        "ftp://tannfurt.example",
    ],
)
def test_an_origin_is_protocol_host_and_port_and_nothing_else(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv(NAMES["cors_origins"], f"https://www.tannfurt.example,{text}")
    with pytest.raises(NotServing) as refused:
        settings_from()
    assert (
        f": „{text}“ ist keine Herkunft; erwartet werden Protokoll, Name und gegebenenfalls Port, ohne Pfad und ohne"
        " Platzhalter, wie https://www.tannfurt.example (Umlaute in der Form xn--);"
    ) in str(refused.value)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml"),
        (
            b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>',
            "image/svg+xml",
        ),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image/png"),
    ],
)
def test_a_logo_is_known_by_what_its_file_holds(tmp_path: Path, content: bytes, media_type: str) -> None:
    file = tmp_path / "logo"
    file.write_bytes(content)
    assert settings_from(operator_logo=file).operator_logo == file
    assert logo_type(file) == media_type


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "die Datei ist weder ein SVG noch ein PNG"),
        (b"\xff\xd8\xff\xe0 JFIF", "die Datei ist weder ein SVG noch ein PNG"),
        (b"<svg>", "die Datei ist weder ein SVG noch ein PNG"),
        (b"<html/>", "die Datei ist weder ein SVG noch ein PNG"),
        (b'<?xml version="1.0" encoding="fantasie"?><svg/>', "die Datei ist weder ein SVG noch ein PNG"),
        (b'<?xml version="1.0" encoding="utf-7"?><svg/>', "die Datei ist weder ein SVG noch ein PNG"),
        (b"\x89PNG\r\n\x1a\n".ljust((1 << 20) + 1), "die Datei ist größer als 1 MiB"),
    ],
)
def test_a_file_that_is_no_logo_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    file = tmp_path / "logo"
    file.write_bytes(content)
    with pytest.raises(NotServing, match=reason):
        settings_from(operator_logo=file)


def test_settings_can_be_handed_on_by_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    logo = tmp_path / "logo.png"
    logo.write_bytes(b"\x89PNG\r\n\x1a\n")
    made = settings_from(
        index=tmp_path,
        port=0,
        threads=3,
        question_seconds=2.5,
        cors_origins=("https://a.example", "https://b.example"),
        operator_name="Stadt Köln, Amt 5",
        operator_logo=logo,
        accessibility_status="partial",
        accessibility_checked="2026-03-02",
        log_format="json",
        admin_token="0123456789abcdef",
        feedback=True,
    )
    monkeypatch.setenv(NAMES["threads"], "7")
    for settings in (made, settings_from()):
        for variable, text in environment_of(settings).items():
            monkeypatch.setenv(variable, text)
        assert settings_from() == settings


def shown(default: object) -> str:
    """A default as the handbook writes it."""
    if default in (None, "", ()):
        return "leer"
    return f"`{str(default).lower()}`" if isinstance(default, bool) else f"`{default}`"


@pytest.mark.parametrize("name", NAMES)
def test_each_setting_has_a_row_in_the_handbook_with_its_default(repository: Path, name: str) -> None:
    row = f"| `{NAMES[name]}` | {shown(Settings.model_fields[name].default)} | "
    assert row in (repository / "docs" / "betrieb.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_each_setting_is_described(name: str) -> None:
    assert Settings.model_fields[name].description


@pytest.mark.parametrize(
    "heading",
    [
        "## Einstellungen",
        "## Mehrere Prozesse",
        "## Hinter einem Reverse Proxy",
        "## Wie viel gefragt werden darf",
        "## Von anderen Seiten aus suchen lassen",
        "## Protokoll",
        "## Verwaltung und Messwerte",
        "## Den Index erneuern, ohne den Dienst anzuhalten",
        "## Stände und Zurückgehen",
        "## Rückmeldungen und unbeantwortete Fragen",
        "## Rückgabewerte",
    ],
)
def test_the_handbook_has_a_section_on_all_that_keeps_the_service_running(repository: Path, heading: str) -> None:
    assert f"\n{heading}\n" in (repository / "docs" / "betrieb.md").read_text(encoding="utf-8")
