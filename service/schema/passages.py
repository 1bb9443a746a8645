"""Single passages, those around them and those like them, as OpenAPI describes them."""

from typing import Self

from pydantic import Field

from service.passages import Neighbourhood
from service.places import Place
from service.schema.base import ApiModel, address
from service.schema.documents import DocumentInfo, DocumentPassage


class PassageInDocument(ApiModel):
    """Eine Textstelle mit ihrem Dokument."""

    document: DocumentInfo = Field(description="Ihr Dokument")
    passage: DocumentPassage = Field(description="Die Textstelle")
    url: str | None = Field(description="Adresse des Originals an dieser Seite, wenn es eine gibt")
    page_image: str | None = Field(
        description="Adresse der ersten Seite als Bild, die Stelle hervorgehoben; null ohne aufbewahrtes PDF"
    )

    @classmethod
    def of(cls, place: Place, root_path: str) -> Self:
        """A place as the API shows it."""
        return cls(
            document=DocumentInfo.of(place.document),
            passage=DocumentPassage.of(place.passage),
            url=address(place.url, root_path),
            page_image=address(place.page_image, root_path),
        )


class PassageResponse(PassageInDocument):
    """Eine Textstelle mit denen, die im Dokument vor und nach ihr stehen."""

    before: list[DocumentPassage] = Field(description="Textstellen davor, in der Reihenfolge des Dokuments")
    after: list[DocumentPassage] = Field(description="Textstellen danach, in der Reihenfolge des Dokuments")

    @classmethod
    def of_neighbourhood(cls, found: Neighbourhood, root_path: str) -> Self:
        """A passage with its neighbours as the API shows it."""
        shown = PassageInDocument.of(found.place, root_path)
        return cls(
            document=shown.document,
            passage=shown.passage,
            url=shown.url,
            page_image=shown.page_image,
            before=[DocumentPassage.of(passage) for passage in found.before],
            after=[DocumentPassage.of(passage) for passage in found.after],
        )


class SimilarResponse(ApiModel):
    """Textstellen, die von Ähnlichem handeln."""

    passages: list[PassageInDocument] = Field(
        description="Die ähnlichste zuerst, die aus anderen Dokumenten vor denen aus demselben"
    )
