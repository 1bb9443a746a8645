"""What whoever runs the service is told, as OpenAPI describes it."""

from collections.abc import Mapping
from typing import Any, Self

from pydantic import Field

from service.schema.base import ApiModel


class Model(ApiModel):
    """Das Einbettungsmodell, mit dem der Stand gebaut ist."""

    name: str = Field(description="Name des Modells")
    version: str = Field(description="Fassung des Modells")
    dimensions: int = Field(description="Länge eines Vektors")


class Status(ApiModel):
    """Wie es dem Dienst geht."""

    version: str = Field(description="Fassung des Produkts")
    process: int = Field(description="Nummer des Prozesses, der geantwortet hat")
    started: str = Field(description="Wann dieser Prozess begann, UTC nach ISO 8601")
    uptime_seconds: float = Field(description="Wie lange er läuft, in Sekunden")
    workers: int = Field(description="Zahl der Prozesse, die Anfragen beantworten")
    snapshot: str = Field(description="Kennung des Standes, aus dem dieser Prozess antwortet")
    created: str = Field(description="Wann der Stand gebaut wurde, UTC nach ISO 8601")
    documents: int = Field(description="Zahl der Dokumente")
    passages: int = Field(description="Zahl der Textstellen")
    model: Model = Field(description="Das Einbettungsmodell")
    threads: int = Field(description="Wie viele Fragen dieser Prozess zugleich bearbeitet")
    waiting: int = Field(description="Wie viele Fragen gerade auf einen freien Platz warten")
    warning: str | None = Field(description="Warum ein neuerer Stand nicht geöffnet werden konnte")


class Reloaded(ApiModel):
    """Was das Nachsehen nach einem neuen Stand ergab."""

    changed: bool = Field(description="Ob auf einen anderen Stand gewechselt wurde")
    snapshot: str = Field(description="Kennung des Standes, aus dem nun geantwortet wird")
    warning: str | None = Field(description="Warum ein neuerer Stand nicht geöffnet werden konnte")


class ReportedFile(ApiModel):
    """Was aus einer Datei wurde."""

    path: str = Field(description="Pfad der Datei")
    document_id: str | None = Field(description="Kennung des Dokuments, null, wenn keines daraus wurde")
    status: str = Field(description="indexed, unchanged, left_out oder removed")
    passages: int = Field(description="Zahl der Textstellen")
    pages: int | None = Field(description="Zahl der Seiten, null bei Formaten ohne Seiten")
    words: int = Field(description="Zahl der Wörter")
    warnings: list[str] = Field(description="Hinweise beim Lesen")
    error: str | None = Field(description="Warum die Datei außen vor blieb")
    error_kind: str | None = Field(description="Art dieses Fehlers")
    seconds: float = Field(description="Dauer des Lesens in Sekunden")


class Report(ApiModel):
    """Was beim Bauen des Standes aus jeder Datei wurde."""

    snapshot: str = Field(description="Kennung des Standes")
    changed: bool = Field(description="Ob dieser Lauf den Stand geschrieben hat")
    documents: int = Field(description="Zahl der Dokumente")
    passages: int = Field(description="Zahl der Textstellen")
    indexed: int = Field(description="Neu gelesene Dateien")
    unchanged: int = Field(description="Unveränderte Dateien")
    left_out: int = Field(description="Dateien, die außen vor blieben")
    removed: int = Field(description="Dateien, die es nicht mehr gibt")
    seconds: float = Field(description="Dauer des Laufes in Sekunden")
    warnings: list[str] = Field(description="Hinweise zum ganzen Index")
    files: list[ReportedFile] = Field(description="Jede Datei")

    @classmethod
    def of(cls, snapshot: str, kept: Mapping[str, Any]) -> Self:
        """The report that a snapshot keeps, which was written before the snapshot had its name."""
        return cls.model_validate({"snapshot": snapshot, **kept})
