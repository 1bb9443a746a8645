"""What the API takes and gives, as OpenAPI describes it. Fields are English, descriptions German."""

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from indexer import Filters, Passage
from korpus.document import Document
from service.calibration import Band
from service.explanation import Explanation
from service.mode import Mode
from service.search import MAX_QUESTION_CHARACTERS, MAX_RANK, Hit, Place, Query, SearchResult

MAX_LIMIT = 100
_MAX_VALUES = 50
_Value = Annotated[str, StringConstraints(min_length=1, max_length=500)]
_Values = Annotated[list[_Value], Field(max_length=_MAX_VALUES)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SearchFilters(_Model):
    """Welche Dokumente zählen: Werte eines Feldes gelten wahlweise, die Felder gelten zusammen."""

    kind: _Values = Field(default=[], description="Arten von Dokumenten")
    field_of_action: _Values = Field(default=[], description="Handlungsfelder")
    municipality: _Values = Field(default=[], description="Kommunen")
    federal_state: _Values = Field(default=[], description="Bundesländer")
    year: list[Annotated[int, Field(ge=0, le=9999)]] = Field(
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


class SearchRequest(_Model):
    """Eine Frage an den Index."""

    query: str = Field(
        description=f"Die Frage in eigenen Worten, höchstens {MAX_QUESTION_CHARACTERS} Zeichen",
        min_length=1,
        max_length=MAX_QUESTION_CHARACTERS,
        examples=["Wie gewinnt eine Kommune Ehrenamtliche?"],
    )
    limit: int = Field(default=10, ge=1, le=MAX_LIMIT, description="Höchstzahl der Fundstellen")
    offset: int = Field(default=0, ge=0, le=MAX_RANK - 1, description="Wie viele Fundstellen übersprungen werden")
    mode: Mode = Field(default=Mode.HYBRID, description="Suche nach Sinn und Wörtern, nur Sinn oder nur Wörtern")
    filters: SearchFilters = Field(default_factory=SearchFilters, description="Welche Dokumente zählen")
    per_document: int = Field(default=2, ge=1, le=MAX_LIMIT, description="Höchstzahl der Fundstellen je Dokument")
    spelling: bool = Field(
        default=True, description="Ob Tippfehler in Wörtern, die der Index nicht kennt, verziehen werden"
    )
    sentences: bool = Field(default=True, description="Ob jede Fundstelle sagt, welcher Satz am ehesten antwortet")
    collapse: bool = Field(default=True, description="Fast gleichlautende Stellen unter der besten zusammenfassen")

    explain: bool = Field(default=False, description="Ob jede Fundstelle sagt, warum sie dort steht")

    def to_query(self) -> Query:
        """The same as the engine takes it."""
        return Query(
            self.query,
            self.limit,
            self.offset,
            self.mode,
            self.filters.to_filters(),
            per_document=self.per_document,
            collapse=self.collapse,
            spelling=self.spelling,
            sentences=self.sentences,
            explain=self.explain,
        )


class PassageText(_Model):
    """Die gefundene Textstelle."""

    id: str = Field(description="Kennung der Textstelle")
    text: str = Field(description="Text, wie er im Dokument steht; Absätze und Listenpunkte auf eigenen Zeilen")
    marks: list[tuple[int, int]] = Field(
        description="Treffende Wörter als [Anfang, Ende] in Unicode-Zeichen des Textes, Ende ausgeschlossen"
    )
    sentence: tuple[int, int] | None = Field(
        description="Der Satz, der am ehesten antwortet, als [Anfang, Ende]; null, wenn es nichts zu wählen gibt"
    )


class DocumentInfo(_Model):
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
        return cls(**{name: _plain(getattr(document, name)) for name in cls.model_fields})


class WordMeeting(_Model):
    """Ein Wort der Stelle, das einem Wort der Frage am nächsten kommt."""

    passage: tuple[int, int] = Field(description="[Anfang, Ende] in Zeichen der Stelle")
    question: tuple[int, int] = Field(description="[Anfang, Ende] in Zeichen der Frage")
    cosine: float = Field(description="Ähnlichkeit der beiden Wörter, höchstens 1")


class HitExplanation(_Model):
    """Warum eine Fundstelle dort steht: was jede Stufe der Suche ihr gab."""

    words_found: list[str] = Field(description="Wörter der Frage, die in der Stelle vorkommen, auch gebeugt")
    words_missing: list[str] = Field(description="Wörter der Frage, die dort nicht vorkommen")
    words_share: float = Field(description="BM25 als Anteil dessen, was die Frage erreichen könnte, ab 0")
    cosine: float = Field(description="Ähnlichkeit von Frage und Stelle im Ganzen, -1 bis 1")
    dense_rank: int | None = Field(description="Platz nach dem Sinn allein; null, wenn nicht nach dem Sinn gefunden")
    late: float = Field(description="Ähnlichkeit Wort für Wort, gewichtet, -1 bis 1")
    meetings: list[WordMeeting] = Field(description="Welche Wörter der Stelle welchen der Frage am nächsten kommen")
    mixed: float = Field(description="Wert, nach dem geordnet wird; nur innerhalb einer Antwort vergleichbar")
    calibrated: float = Field(description="Relevanz, bevor sie auf die der Fundstelle davor begrenzt wird")

    @classmethod
    def of(cls, explanation: Explanation) -> Self:
        """An explanation as the API shows it."""
        return cls(
            words_found=list(explanation.words_found),
            words_missing=list(explanation.words_missing),
            words_share=round(explanation.words_share, 4),
            cosine=round(explanation.cosine, 4),
            dense_rank=explanation.dense_rank,
            late=round(explanation.late, 4),
            meetings=[
                WordMeeting(
                    passage=(meeting.start, meeting.end),
                    question=(meeting.question_start, meeting.question_end),
                    cosine=round(meeting.cosine, 4),
                )
                for meeting in explanation.meetings
            ],
            mixed=round(explanation.mixed, 4),
            calibrated=round(explanation.calibrated, 4),
        )


class SamePassage(_Model):
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
            url=_address(place.url, root_path),
        )


class SearchHit(_Model):
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
            url=_address(hit.url, root_path),
            also_in=[SamePassage.of(place, root_path) for place in hit.also_in],
            explanation=None if hit.explanation is None else HitExplanation.of(hit.explanation),
        )


def _address(url: str | None, root_path: str) -> str | None:
    return root_path + url if url and url.startswith("/") else url


class SearchResponse(_Model):
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
        )


class DocumentPassage(_Model):
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


class Facets(_Model):
    """Werte, nach denen sich eingrenzen lässt, mit der Zahl ihrer Dokumente."""

    kind: dict[str, int] = Field(description="Arten")
    field_of_action: dict[str, int] = Field(description="Handlungsfelder")
    municipality: dict[str, int] = Field(description="Kommunen")
    federal_state: dict[str, int] = Field(description="Bundesländer")
    year: dict[str, int] = Field(description="Jahre")


class Health(_Model):
    """Ob der Dienst läuft und antworten kann."""

    status: str = Field(description="„ok“, wenn alles in Ordnung ist")
    snapshot: str | None = Field(default=None, description="Kennung des Standes, aus dem geantwortet wird")
    warning: str | None = Field(default=None, description="Warum ein neuerer Stand nicht geöffnet werden konnte")


class Problem(BaseModel):
    """Ein Fehler nach RFC 9457 (application/problem+json)."""

    type: str = Field(default="about:blank", description="Art des Fehlers")
    title: str = Field(description="Kurze Bezeichnung")
    status: int = Field(description="HTTP-Status")
    detail: str = Field(description="Ein deutscher Satz: was nicht ging und was hilft")


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
