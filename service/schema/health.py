"""What the service says about itself and about errors."""

from pydantic import BaseModel, Field

from service.schema.base import ApiModel


class Health(ApiModel):
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
