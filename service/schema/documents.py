"""Documents and their passages, as OpenAPI describes them."""

from typing import Self

from pydantic import Field

from indexer import Entry, Passage, Selection
from korpus.document import Document
from service.schema.base import ApiModel, plain


class DocumentInfo(ApiModel):
    """Angaben zu einem Dokument; was nicht bekannt ist, ist null oder leer."""

    id: str = Field(description="Kennung des Dokuments")
    title: str = Field(description="Titel")
    kind: str | None = Field(description="Art, zum Beispiel Handlungsempfehlung")
    fields_of_action: list[str] = Field(description="Handlungsfelder")
    municipality: str | None = Field(description="Kommune")
    federal_state: str | None = Field(description="Bundesland")
    audience: list[str] = Field(description="Zielgruppen")
    date: str | None = Field(description="Datum: JJJJ, JJJJ-MM oder JJJJ-MM-TT")
    publisher: str | None = Field(description="Herausgebende Stelle")
    url: str | None = Field(description="Veröffentlichte Adresse")
    licence: str | None = Field(description="Lizenz")
    language: str | None = Field(description="Sprachkürzel")
    media_type: str = Field(description="Dateityp des Originals")
    page_count: int | None = Field(description="Zahl der Seiten, null bei Formaten ohne Seiten")

    @classmethod
    def of(cls, document: Document) -> Self:
        """A document as the API shows it."""
        return cls(**{name: plain(getattr(document, name)) for name in cls.model_fields})


class DocumentPassage(ApiModel):
    """Eine Textstelle in ihrem Dokument."""

    id: str = Field(description="Kennung der Textstelle")
    position: int = Field(description="Stelle im Dokument, von 0 an")
    text: str = Field(description="Text der Stelle")
    page: int | None = Field(description="Erste Seite")
    last_page: int | None = Field(description="Letzte Seite")
    page_label: str | None = Field(description="Gedruckte Seitenzahl der ersten Seite")
    heading_path: list[str] = Field(description="Überschriften über der Stelle")

    @classmethod
    def of(cls, passage: Passage) -> Self:
        """A passage as the API shows it."""
        return cls(
            id=passage.id,
            position=passage.position,
            text=passage.text,
            page=passage.first_page,
            last_page=passage.last_page,
            page_label=passage.page_label,
            heading_path=list(passage.heading_path),
        )


class DocumentResponse(DocumentInfo):
    """Ein Dokument mit allen seinen Textstellen in ihrer Reihenfolge."""

    original: str | None = Field(description="Adresse des Originals, wenn es aufbewahrt ist")
    passages: list[DocumentPassage] = Field(description="Textstellen")


class ListedDocument(DocumentInfo):
    """Angaben zu einem Dokument in einer Liste."""

    passages: int = Field(description="Zahl seiner Textstellen")

    @classmethod
    def of_entry(cls, entry: Entry) -> Self:
        """An entry of the catalogue as the API shows it."""
        return cls(**DocumentInfo.of(entry.document).model_dump(), passages=entry.passages)


class Facets(ApiModel):
    """Werte, nach denen sich eingrenzen lässt, mit der Zahl ihrer Dokumente."""

    kind: dict[str, int] = Field(description="Arten")
    field_of_action: dict[str, int] = Field(description="Handlungsfelder")
    municipality: dict[str, int] = Field(description="Kommunen")
    federal_state: dict[str, int] = Field(description="Bundesländer")
    year: dict[str, int] = Field(description="Jahre")


class DocumentsResponse(ApiModel):
    """Dokumente des Index, nach Titel sortiert."""

    documents: list[ListedDocument] = Field(description="Die Dokumente dieses Abschnitts")
    total: int = Field(description="Wie viele Dokumente zu den Filtern passen")
    facets: Facets = Field(
        description="Werte zum Eingrenzen; die eines gefilterten Feldes zählen ohne dessen eigenen Filter"
    )

    @classmethod
    def of(cls, found: Selection, offset: int, limit: int) -> Self:
        """A part of a selection as the API shows it."""
        return cls(
            documents=[ListedDocument.of_entry(entry) for entry in found.entries[offset : offset + limit]],
            total=len(found.entries),
            facets=Facets(**found.facets),
        )
