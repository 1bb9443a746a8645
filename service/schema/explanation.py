"""Why a hit stands where it stands, as OpenAPI describes it."""

from typing import Self

from pydantic import Field

from service.explanation import Explanation
from service.schema.base import ApiModel


class WordMeeting(ApiModel):
    """Ein Wort der Stelle, das einem Wort der Frage am nächsten kommt."""

    passage: tuple[int, int] = Field(description="[Anfang, Ende] in Zeichen der Stelle")
    question: tuple[int, int] = Field(description="[Anfang, Ende] in Zeichen der Frage")
    cosine: float = Field(description="Ähnlichkeit der beiden Wörter, höchstens 1")


class HitExplanation(ApiModel):
    """Warum eine Fundstelle dort steht: was jede Stufe der Suche ihr gab."""

    words_found: list[str] = Field(description="Wörter der Frage, die in der Stelle vorkommen, auch gebeugt")
    words_missing: list[str] = Field(description="Wörter der Frage, die dort nicht vorkommen")
    words_share: float = Field(description="BM25 als Anteil dessen, was die Frage erreichen könnte, ab 0")
    cosine: float = Field(description="Ähnlichkeit von Frage und Stelle im Ganzen, -1 bis 1")
    dense_rank: int | None = Field(description="Platz nach dem Sinn allein; null, wenn nicht nach dem Sinn gefunden")
    late: float = Field(description="Ähnlichkeit Wort für Wort, gewichtet, -1 bis 1")
    meetings: list[WordMeeting] = Field(description="Welche Wörter der Stelle welchen der Frage am nächsten kommen")
    mixed: float = Field(description="Wert, nach dem geordnet wird; nur innerhalb einer Antwort vergleichbar")
    reranked: float | None = Field(
        description="Wert des Modells, das die besten Fundstellen neu ordnet, und nach dem sie dann stehen; sonst null"
    )
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
            reranked=None if explanation.reranked is None else round(explanation.reranked, 4),
            calibrated=round(explanation.calibrated, 4),
        )
