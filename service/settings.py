"""All settings of the service: given on the command line, else by environment variable, else the default."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from service.errors import NotServing
from service.settings_values import (
    check_colour,
    check_email,
    check_logo,
    check_networks,
    check_origins,
    check_phone,
    check_token,
    check_url,
    split,
)

_Sentence = Annotated[str, Field(max_length=500)]


class LogFormat(StrEnum):
    """Form of the log: lines for people, or one JSON object in each."""

    TEXT = "text"
    JSON = "json"


class AccessibilityStatus(StrEnum):
    """How far the operator found the service to meet the requirements, in the terms of the statement."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"

    @property
    def in_words(self) -> str:
        """As it stands behind "ist mit den Anforderungen"."""
        return {"full": "vollständig", "partial": "teilweise", "none": "nicht"}[self.value] + " vereinbar"


class LogLevel(StrEnum):
    """From which level on something is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Settings(BaseSettings):
    """Every field can be set by the environment variable of its name in capitals after FUNDSTELLE_.

    An empty variable is as good as none: a compose file cannot leave one out.
    """

    model_config = SettingsConfigDict(env_prefix="FUNDSTELLE_", env_ignore_empty=True, frozen=True)

    index: Path = Field(default=Path("index"), description="Ordner des Index")
    host: str = Field(default="127.0.0.1", description="Adresse, auf der der Dienst hört")
    port: int = Field(default=8000, ge=0, le=65535, description="Port; 0 nimmt einen freien")
    root_path: str = Field(
        default="",
        pattern=r"^(/[^/?#\s]+)*$",
        description="Pfad, unter dem ein vorgeschalteter Server den Dienst zeigt, zum Beispiel /suche",
    )
    threads: int = Field(default=2, ge=1, le=64, description="Wie viele Fragen zugleich bearbeitet werden")
    workers: int = Field(default=1, ge=1, le=64, description="Zahl der Prozesse, die Anfragen beantworten")
    max_waiting: int = Field(
        default=100, ge=0, le=10_000, description="Wie viele Fragen auf einen freien Platz warten dürfen"
    )
    question_seconds: float = Field(
        default=10.0, ge=0.1, le=300, description="Wie lange eine Antwort dauern darf, in Sekunden"
    )
    rate_limit: int = Field(
        default=120, ge=0, le=100_000, description="Wie viele Fragen je Minute eine Adresse stellen darf; 0 hebt es auf"
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode, BeforeValidator(split), AfterValidator(check_networks)] = (
        Field(default=(), description="Vorgeschaltete Server, deren X-Forwarded-For gilt, durch Komma getrennt")
    )
    reranker: str = Field(
        default="", description="Modell, das die besten Fundstellen neu ordnet: Name oder Pfad eines Modellordners"
    )
    poll_seconds: float = Field(
        default=1.0, ge=0.05, le=3600, description="Wie oft nach einem neuen Stand des Index gesehen wird, in Sekunden"
    )

    admin_token: Annotated[SecretStr, AfterValidator(check_token)] | None = Field(
        default=None, description="Token für Verwaltung und Messwerte; ohne ist beides geschlossen"
    )

    log_format: LogFormat = Field(default=LogFormat.TEXT, description="Form des Protokolls: text oder json")
    log_level: LogLevel = Field(
        default=LogLevel.WARNING, description="Ab welcher Stufe protokolliert wird: debug, info, warning oder error"
    )
    access_log: bool = Field(default=False, description="Ob jede Anfrage eine Zeile im Protokoll bekommt")

    operator_name: str = Field(default="", max_length=120, description="Name der Stelle, die den Dienst betreibt")
    operator_logo: Annotated[Path, AfterValidator(check_logo)] | None = Field(
        default=None, description="Datei mit dem Logo dieser Stelle, SVG oder PNG"
    )
    operator_colour: Annotated[str, AfterValidator(check_colour)] | None = Field(
        default=None, description="Farbe dieser Stelle, zum Beispiel #00589c"
    )
    contact_email: Annotated[str, AfterValidator(check_email)] | None = Field(
        default=None, description="E-Mail-Adresse für Fragen zum Dienst"
    )
    contact_url: Annotated[str, AfterValidator(check_url)] | None = Field(
        default=None, description="Adresse einer Seite mit Kontakt oder Impressum"
    )
    contact_phone: Annotated[str, AfterValidator(check_phone)] | None = Field(
        default=None, description="Telefonnummer für Fragen zum Dienst"
    )

    accessibility_status: AccessibilityStatus | None = Field(
        default=None, description="Ergebnis der eigenen Prüfung auf Barrierefreiheit: full, partial oder none"
    )
    accessibility_checked: date | None = Field(default=None, description="Tag dieser Prüfung, JJJJ-MM-TT")
    accessibility_law: _Sentence = Field(default="", description="Maßgebliches Recht des Landes zur Barrierefreiheit")
    accessibility_body: _Sentence = Field(
        default="", description="Durchsetzungs- oder Schlichtungsstelle mit Anschrift"
    )
    accessibility_languages: _Sentence = Field(
        default="", description="Wo es Erläuterungen in Leichter Sprache und Gebärdensprache gibt"
    )
    privacy_officer: _Sentence = Field(default="", description="Kontakt der datenschutzbeauftragten Person")
    privacy_basis: _Sentence = Field(default="", description="Rechtsgrundlage der Verarbeitung")
    privacy_authority: _Sentence = Field(default="", description="Aufsichtsbehörde für den Datenschutz mit Anschrift")
    privacy_logs: _Sentence = Field(
        default="", description="Was ein vorgeschalteter Server festhält, und Fristen aller Protokolle"
    )
    privacy_model_service: _Sentence = Field(
        default="", description="Angaben zu einem Einbettungsdienst, wenn Fragen an einen gehen"
    )

    cors_origins: Annotated[tuple[str, ...], NoDecode, BeforeValidator(split), AfterValidator(check_origins)] = Field(
        default=(), description="Seiten anderer Herkunft, die das Widget einbinden dürfen, durch Komma getrennt"
    )

    feedback: bool = Field(default=False, description="Ob Rückmeldungen zu Fundstellen angenommen werden")
    unanswered: bool = Field(default=False, description="Ob unbeantwortete Fragen gezählt werden")
    feedback_file: Path | None = Field(
        default=None,
        description="Datei für Rückmeldungen und unbeantwortete Fragen; sonst rueckmeldungen.sqlite neben dem Index",
    )
    feedback_days: int = Field(
        default=365, ge=1, le=3650, description="Wie viele Tage Rückmeldungen und Fragen aufbewahrt werden"
    )


_SECRETS = {name for name, field in Settings.model_fields.items() if "SecretStr" in str(field.annotation)}


def environment_of(settings: Settings) -> dict[str, str]:
    """Environment variables that give the same settings, for a process that is started."""
    return {f"FUNDSTELLE_{name.upper()}": _as_text(value) for name, value in settings}


def _as_text(value: object) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, tuple):
        return ",".join(value)
    return "" if value is None else str(value)


def settings_from(**given: object) -> Settings:
    """Settings with what the command line gives.

    :raises NotServing: with a German sentence that names the setting that cannot be used.
    """
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        raise NotServing(_sentence(error.errors()[0])) from error


def _sentence(error: Mapping[str, Any]) -> str:
    name = str(error["loc"][0]) if error["loc"] else ""
    reason = f": {error['ctx']['error']}" if error["type"] == "value_error" else ""
    value = "den unbrauchbaren Wert" if name in _SECRETS else f"den unbrauchbaren Wert „{error['input']}“"
    return (
        f"Die Einstellung „{name}“ (FUNDSTELLE_{name.upper()}) hat {value}{reason};"
        " die Einstellungen stehen in docs/betrieb.md."
    )
