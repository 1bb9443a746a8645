"""What visitors say about an answer, as OpenAPI describes it."""

from pydantic import Field, StrictBool

from service.calibration import Band
from service.feedback import MAX_COMMENT_CHARACTERS, cleaned
from service.query import MAX_QUESTION_CHARACTERS
from service.schema.base import ApiModel

_MAX_ID = 1000


class FeedbackRequest(ApiModel):
    """Ob eine Fundstelle geholfen hat."""

    passage: str = Field(min_length=1, max_length=_MAX_ID, description="Kennung der Textstelle")
    band: Band = Field(description="Wie gut die Stelle laut Antwort passt: good, possible oder none")
    helpful: StrictBool = Field(description="Ob sie geholfen hat")
    comment: str | None = Field(
        default=None,
        max_length=MAX_COMMENT_CHARACTERS,
        description=f"Anmerkung, höchstens {MAX_COMMENT_CHARACTERS} Zeichen; bitte ohne persönliche Angaben",
    )

    @property
    def kept_comment(self) -> str | None:
        """The comment as it is kept; None where it says nothing."""
        return cleaned(self.comment or "") or None


class UnansweredRequest(ApiModel):
    """Eine Frage, zu der nichts Passendes gefunden wurde."""

    query: str | None = Field(
        default=None,
        max_length=MAX_QUESTION_CHARACTERS,
        description="Die Frage; sie wird verworfen, wenn nicht zugestimmt wurde",
    )
    consent: StrictBool = Field(
        description="Ob die fragende Person eben zugestimmt hat, dass diese Frage gespeichert wird. Ohne Zustimmung"
        " wird nur gezählt; mit Zustimmung kommt der Wortlaut hinzu, gezählt wird nicht noch einmal."
    )
