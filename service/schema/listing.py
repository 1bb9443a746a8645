"""What the address of the list of documents says."""

from typing import Annotated

from pydantic import ConfigDict, Field

from indexer import Filters, Order
from service.schema.base import ApiModel

_MAX_VALUES = 50
_MAX_PAGE = 100_000
_Value = Annotated[str, Field(max_length=500)]
_Values = Annotated[tuple[_Value, ...], Field(max_length=_MAX_VALUES)]


class Listing(ApiModel):
    """Welche Dokumente gezeigt werden. Was andere an die Adresse hängen, zählt nicht."""

    model_config = ConfigDict(extra="ignore")

    kind: _Values = ()
    field_of_action: _Values = ()
    municipality: _Values = ()
    federal_state: _Values = ()
    year: Annotated[tuple[Annotated[int, Field(ge=0, le=9999)], ...], Field(max_length=_MAX_VALUES)] = ()
    sort: Order = Order.TITLE
    page: Annotated[int, Field(ge=1, le=_MAX_PAGE)] = 1

    def to_filters(self) -> Filters:
        """The same as the indexer knows it, each value once."""
        texts = (self.kind, self.field_of_action, self.municipality, self.federal_state)
        kinds, fields, municipalities, states = (tuple(dict.fromkeys(values)) for values in texts)
        return Filters(kinds, fields, municipalities, states, tuple(dict.fromkeys(self.year)))
