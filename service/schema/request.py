"""What a question brings, as OpenAPI describes it."""

from typing import Annotated

from pydantic import Field, StrictBool, StringConstraints

from indexer import Filters
from service.mode import Mode
from service.query import MAX_QUESTION_CHARACTERS, MAX_RANK, Query
from service.schema.base import ONLY_NUMBER, ApiModel, JsonInteger

MAX_LIMIT = 100
MAX_DOCUMENTS = 200
MAX_OFFSET = 1_000_000
_MAX_VALUES = 50
_Value = Annotated[str, StringConstraints(min_length=1, max_length=500)]
_Values = Annotated[list[_Value], Field(max_length=_MAX_VALUES)]


class SearchFilters(ApiModel):
    """Welche Dokumente zählen: Werte eines Feldes gelten wahlweise, die Felder gelten zusammen."""

    kind: _Values = Field(default=[], description="Arten von Dokumenten")
    field_of_action: _Values = Field(default=[], description="Handlungsfelder")
    municipality: _Values = Field(default=[], description="Kommunen")
    federal_state: _Values = Field(default=[], description="Bundesländer")
    year: list[Annotated[int, Field(ge=0, le=9999), ONLY_NUMBER]] = Field(
        default=[], max_length=_MAX_VALUES, description="Jahre des Dokumentdatums"
    )

    def to_filters(self) -> Filters:
        """The same as the indexer knows it."""
        return Filters(
            tuple(self.kind),
            tuple(self.field_of_action),
            tuple(self.municipality),
            tuple(self.federal_state),
            tuple(self.year),
        )


class DocumentsRequest(SearchFilters):
    """Welche Dokumente aufgelistet werden."""

    # In an address every number is text.
    year: list[Annotated[int, Field(ge=0, le=9999)]] = Field(
        default=[], max_length=_MAX_VALUES, description="Jahre des Dokumentdatums"
    )
    offset: int = Field(default=0, ge=0, le=MAX_OFFSET, description="Wie viele Dokumente übersprungen werden")
    limit: int = Field(default=50, ge=1, le=MAX_DOCUMENTS, description="Höchstzahl der Dokumente")


class SearchRequest(ApiModel):
    """Eine Frage an den Index."""

    query: str = Field(
        description=f"Die Frage in eigenen Worten, höchstens {MAX_QUESTION_CHARACTERS} Zeichen",
        min_length=1,
        max_length=MAX_QUESTION_CHARACTERS,
        examples=["Wie gewinnt eine Kommune Ehrenamtliche?"],
    )
    limit: JsonInteger = Field(default=10, ge=1, le=MAX_LIMIT, description="Höchstzahl der Fundstellen")
    offset: JsonInteger = Field(
        default=0, ge=0, le=MAX_RANK - 1, description="Wie viele Fundstellen übersprungen werden"
    )
    mode: Mode = Field(default=Mode.HYBRID, description="Suche nach Sinn und Wörtern, nur Sinn oder nur Wörtern")
    filters: SearchFilters = Field(default_factory=SearchFilters, description="Welche Dokumente zählen")
    per_document: JsonInteger = Field(
        default=2, ge=1, le=MAX_LIMIT, description="Höchstzahl der Fundstellen je Dokument"
    )
    spelling: StrictBool = Field(
        default=True, description="Ob Tippfehler in Wörtern, die der Index nicht kennt, verziehen werden"
    )
    sentences: StrictBool = Field(
        default=True, description="Ob jede Fundstelle sagt, welcher Satz am ehesten antwortet"
    )
    collapse: StrictBool = Field(
        default=True, description="Fast gleichlautende Stellen unter der besten zusammenfassen"
    )

    explain: StrictBool = Field(default=False, description="Ob jede Fundstelle sagt, warum sie dort steht")
    facets: StrictBool = Field(
        default=False,
        description="Ob die Dokumente der passenden Fundstellen nach Werten der Filter gezählt werden",
    )

    def to_query(self) -> Query:
        """The same as the engine takes it."""
        return Query(
            self.query,
            min(self.limit, MAX_RANK - self.offset),  # the ranking ends there, and so does its last page
            self.offset,
            self.mode,
            self.filters.to_filters(),
            per_document=self.per_document,
            collapse=self.collapse,
            spelling=self.spelling,
            sentences=self.sentences,
            explain=self.explain,
            facets=self.facets,
            alternatives=True,
        )
