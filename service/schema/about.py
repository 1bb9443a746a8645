"""What the service says about itself, as OpenAPI describes it."""

from typing import Self

from pydantic import Field

from service.schema.base import ApiModel
from service.settings import Settings


class Operator(ApiModel):
    """Wer den Dienst betreibt."""

    name: str | None = Field(description="Name der Stelle")
    contact_email: str | None = Field(description="E-Mail-Adresse für Fragen zum Dienst")
    contact_url: str | None = Field(description="Adresse einer Seite mit Kontakt oder Impressum")
    logo: bool = Field(description="Ob unter /betreiber/logo ein Logo liegt")

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """What the settings name."""
        return cls(
            name=settings.operator_name or None,
            contact_email=settings.contact_email,
            contact_url=settings.contact_url,
            logo=settings.operator_logo is not None,
        )


class About(ApiModel):
    """Was der Dienst ist und kann."""

    name: str = Field(description="Name des Produkts")
    version: str = Field(description="Fassung des Produkts")
    snapshot: str = Field(description="Kennung des Standes, aus dem geantwortet wird")
    documents: int = Field(description="Zahl der Dokumente")
    passages: int = Field(description="Zahl der Textstellen")
    operator: Operator = Field(description="Wer den Dienst betreibt")
    feedback: bool = Field(description="Ob Rückmeldungen zu Fundstellen angenommen werden")
    unanswered: bool = Field(description="Ob unbeantwortete Fragen gezählt werden")
    languages: list[str] = Field(description="Sprachen der Oberfläche")
