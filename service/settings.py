"""All settings of the service: given on the command line, else by environment variable, else the default."""

from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from service.errors import NotServing


class Settings(BaseSettings):
    """Every field can be set by the environment variable of its name in capitals after FUNDSTELLE_."""

    model_config = SettingsConfigDict(env_prefix="FUNDSTELLE_", frozen=True)

    index: Path = Field(default=Path("index"), description="Ordner des Index")
    host: str = Field(default="127.0.0.1", description="Adresse, auf der der Dienst hört")
    port: int = Field(default=8000, ge=0, le=65535, description="Port; 0 nimmt einen freien")
    root_path: str = Field(
        default="",
        pattern=r"^(/[^/?#\s]+)*$",
        description="Pfad, unter dem ein vorgeschalteter Server den Dienst zeigt, zum Beispiel /suche",
    )
    threads: int = Field(default=2, ge=1, le=64, description="Wie viele Fragen zugleich bearbeitet werden")
    poll_seconds: float = Field(
        default=1.0, ge=0.05, le=3600, description="Wie oft nach einem neuen Stand des Index gesehen wird, in Sekunden"
    )


def settings_from(**given: object) -> Settings:
    """Settings with what the command line gives.

    :raises NotServing: with a German sentence that names the setting that cannot be used.
    """
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else ""
        raise NotServing(
            f"Die Einstellung „{name}“ (FUNDSTELLE_{name.upper()}) hat den unbrauchbaren Wert „{first['input']}“;"
            " die Einstellungen stehen in docs/betrieb.md."
        ) from error
