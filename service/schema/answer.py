"""What a question is answered with, as OpenAPI describes it."""

from typing import Self

from pydantic import Field

from service.calibration import Band
from service.places import Place
from service.result import Hit, SearchResult
from service.schema.alternatives import SearchAlternatives
from service.schema.base import ApiModel, address
from service.schema.documents import DocumentInfo, Facets
from service.schema.explanation import HitExplanation


class PassageText(ApiModel):
    """Die gefundene Textstelle."""

    id: str = Field(description="Kennung der Textstelle")
    text: str = Field(description="Text, wie er im Dokument steht; Absätze und Listenpunkte auf eigenen Zeilen")
    marks: list[tuple[int, int]] = Field(
        description="Treffende Wörter als [Anfang, Ende] in Unicode-Zeichen des Textes, Ende ausgeschlossen"
    )
    sentence: tuple[int, int] | None = Field(
        description="Der Satz, der am ehesten antwortet, als [Anfang, Ende]; null, wenn es nichts zu wählen gibt"
    )


class SamePassage(ApiModel):
    """Eine weitere Stelle, an der dasselbe steht."""

    passage: str = Field(description="Kennung der Textstelle")
    document: str = Field(description="Kennung des Dokuments")
    title: str = Field(description="Titel des Dokuments")
    page: int | None = Field(description="Erste Seite der Stelle, von 1 an gezählt")
    page_label: str | None = Field(description="Gedruckte Seitenzahl der ersten Seite")
    url: str | None = Field(description="Adresse des Originals an dieser Seite, wenn es eine gibt")

    @classmethod
    def of(cls, place: Place, root_path: str) -> Self:
        """A place as the API shows it."""
        passage = place.passage
        return cls(
            passage=passage.id,
            document=place.document.id,
            title=place.document.title,
            page=passage.first_page,
            page_label=passage.page_label,
            url=address(place.url, root_path),
        )


class SearchHit(ApiModel):
    """Eine Fundstelle in der Rangfolge."""

    rank: int = Field(description="Platz, von 1 an")
    relevance: float = Field(ge=0, le=1, description="Geschätzte Wahrscheinlichkeit, dass die Stelle antwortet")
    band: Band = Field(description="Wie gut die Stelle passt: good, possible oder none")
    passage: PassageText = Field(description="Die Textstelle")
    document: DocumentInfo = Field(description="Ihr Dokument")
    page: int | None = Field(description="Erste Seite der Stelle, von 1 an gezählt")
    last_page: int | None = Field(description="Letzte Seite der Stelle")
    page_label: str | None = Field(description="Gedruckte Seitenzahl der ersten Seite")
    heading_path: list[str] = Field(description="Überschriften über der Stelle, die äußerste zuerst")
    url: str | None = Field(description="Adresse des Originals an dieser Seite, wenn es eine gibt")
    page_image: str | None = Field(
        description="Adresse der ersten Seite als Bild, die Stelle hervorgehoben; null ohne aufbewahrtes PDF"
    )
    also_in: list[SamePassage] = Field(description="Weitere Stellen, an denen fast wörtlich dasselbe steht")
    explanation: HitExplanation | None = Field(default=None, description="Warum die Stelle dort steht, auf Wunsch")

    @classmethod
    def of(cls, hit: Hit, root_path: str = "") -> Self:
        """A hit as the API shows it."""
        passage = hit.passage
        return cls(
            rank=hit.rank,
            relevance=round(hit.relevance, 4),
            band=hit.band,
            passage=PassageText(id=passage.id, text=passage.text, marks=list(hit.marks), sentence=hit.sentence),
            document=DocumentInfo.of(hit.document),
            page=passage.first_page,
            last_page=passage.last_page,
            page_label=passage.page_label,
            heading_path=list(passage.heading_path),
            url=address(hit.url, root_path),
            page_image=address(hit.page_image, root_path),
            also_in=[SamePassage.of(place, root_path) for place in hit.also_in],
            explanation=None if hit.explanation is None else HitExplanation.of(hit.explanation),
        )


class SearchResponse(ApiModel):
    """Die Antwort auf eine Frage."""

    query: str = Field(description="Die Frage, wie sie gestellt wurde")
    hits: list[SearchHit] = Field(description="Fundstellen, die beste zuerst")
    total: int = Field(description="Wie viele Fundstellen sich durchblättern lassen")
    took_ms: float = Field(description="Dauer der Suche in Millisekunden")
    snapshot: str = Field(description="Kennung des Standes, aus dem geantwortet wurde")
    band: Band = Field(description="Wie gut die erste Fundstelle passt; none: dazu wurde nichts Passendes gefunden")
    searched: str | None = Field(
        default=None, description="Die Frage ohne Tippfehler, nach der gesucht wurde; null, wenn sie so blieb"
    )
    notice: str | None = Field(
        default=None, description="Was an der Antwort fehlt, zum Beispiel, dass nur nach Wörtern gesucht wurde"
    )
    facets: Facets | None = Field(
        default=None,
        description="Werte zum Eingrenzen mit der Zahl der Dokumente, zu denen die passenden Fundstellen gehören, auch"
        " die auf späteren Seiten (passt keine, zählen alle gefundenen). Die Werte eines Feldes, nach dem schon"
        " gefiltert wird, zählen ohne diesen einen Filter: So ist zu sehen, was ein weiterer Wert brächte. Gezählt wird"
        " unter den bis zu 800 besten Stellen; was null Dokumente hätte, fehlt. null, wenn nicht danach gefragt wurde",
    )

    alternatives: SearchAlternatives | None = Field(
        default=None, description="Was sich versuchen lässt, wenn nichts passt; null, wenn band nicht none ist"
    )

    @classmethod
    def from_result(cls, result: SearchResult, root_path: str = "") -> Self:
        """A result as the API shows it."""
        return cls(
            query=result.query,
            hits=[SearchHit.of(hit, root_path) for hit in result.hits],
            total=result.total,
            took_ms=round(result.took_ms, 2),
            snapshot=result.snapshot,
            band=result.band,
            notice=result.notice,
            searched=result.searched,
            facets=None if result.facets is None else Facets(**result.facets),
            alternatives=None if result.alternatives is None else SearchAlternatives.of(result.alternatives, root_path),
        )
