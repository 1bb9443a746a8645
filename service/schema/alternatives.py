"""What to try where nothing fits, as OpenAPI describes it."""

from typing import Self

from pydantic import Field

from service.alternatives import Alternatives, Heading
from service.schema.base import ApiModel, address


class NearHeading(ApiModel):
    """Eine Überschrift in der Nähe der Frage."""

    document: str = Field(description="Kennung des Dokuments")
    title: str = Field(description="Titel des Dokuments")
    heading_path: list[str] = Field(
        description="Die Überschrift als letzte, davor die über ihr; leer, wenn der Titel mehr sagt",
        examples=[["Ehrenamt", "Engagierte gewinnen"]],
    )
    passage: str = Field(description="Kennung der besten Textstelle darunter")
    page: int | None = Field(description="Erste Seite dieser Stelle, von 1 an gezählt")
    url: str | None = Field(description="Adresse des Originals an dieser Seite, wenn es eine gibt")

    @classmethod
    def of(cls, heading: Heading, root_path: str) -> Self:
        """A heading as the API shows it."""
        place = heading.place
        return cls(
            document=place.document.id,
            title=place.document.title,
            heading_path=list(heading.path),
            passage=place.passage.id,
            page=place.passage.first_page,
            url=address(place.url, root_path),
        )


class ExcludingFilter(ApiModel):
    """Ein Filter, der passende Fundstellen ausschließt."""

    field: str = Field(description="Feld, nach dem gefiltert wird", examples=["year"])
    hits: int = Field(description="Wie viele Fundstellen ohne diesen einen Filter passen", examples=[3])


class SearchAlternatives(ApiModel):
    """Was sich versuchen lässt, wenn nichts passt."""

    headings: list[NearHeading] = Field(description="Überschriften in der Nähe der Frage, die nächste zuerst")
    filters: list[ExcludingFilter] = Field(description="Filter, ohne die etwas passt, der ergiebigste zuerst")
    spelling: str | None = Field(
        description="„Meinten Sie …?“: die Frage in anderer Schreibweise, sonst null",
        examples=["Wer fördert die Integration?"],
    )

    @classmethod
    def of(cls, found: Alternatives, root_path: str) -> Self:
        """Alternatives as the API shows them."""
        return cls(
            headings=[NearHeading.of(heading, root_path) for heading in found.headings],
            filters=[ExcludingFilter(field=hint.field, hits=hint.hits) for hint in found.filters],
            spelling=found.spelling,
        )
