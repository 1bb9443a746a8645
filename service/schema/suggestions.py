"""What may be meant by what somebody begins to type, as OpenAPI describes it."""

from typing import Self

from pydantic import Field

from service.schema.base import ApiModel, JsonInteger
from service.suggest import MAX_PREFIX_CHARACTERS, Suggestion, SuggestionKind

MAX_SUGGESTIONS = 20
DEFAULT_SUGGESTIONS = 8
PREFIX_DESCRIPTION = f"Was bisher getippt wurde, 1 bis {MAX_PREFIX_CHARACTERS} Zeichen"
LIMIT_DESCRIPTION = "Höchstzahl der Vorschläge"


class SuggestRequest(ApiModel):
    """Der Anfang einer Frage."""

    prefix: str = Field(
        min_length=1, max_length=MAX_PREFIX_CHARACTERS, description=PREFIX_DESCRIPTION, examples=["integrationsr"]
    )
    limit: JsonInteger = Field(default=DEFAULT_SUGGESTIONS, ge=1, le=MAX_SUGGESTIONS, description=LIMIT_DESCRIPTION)


class SuggestedText(ApiModel):
    """Ein Vorschlag."""

    text: str = Field(description="Der vorgeschlagene Text", examples=["Integrationsrat"])
    kind: SuggestionKind = Field(
        description="Woher er stammt: title (Titel), heading (Überschrift) oder word (häufiges Wort)"
    )


class SuggestResponse(ApiModel):
    """Vorschläge zum Anfang einer Frage."""

    prefix: str = Field(description="Was getippt wurde")
    suggestions: list[SuggestedText] = Field(description="Vorschläge, der beste zuerst")

    @classmethod
    def of(cls, prefix: str, found: list[Suggestion]) -> Self:
        """Suggestions as the API shows them."""
        return cls(prefix=prefix, suggestions=[SuggestedText(text=one.text, kind=one.kind) for one in found])
