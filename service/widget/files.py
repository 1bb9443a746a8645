"""The widget's files as they are served, and what a page needs to embed one version of them and no other."""

import base64
import hashlib
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from typing import Self

from service.widget.join import FOLDER, joined

SCRIPT = "fundstelle.js"
_MEDIA_TYPES = {
    SCRIPT: "text/javascript; charset=utf-8",
    "texte.de.json": "application/json",
    "texte.en.json": "application/json",
}


@dataclass(frozen=True)
class WidgetFiles:
    """The script and its texts, `contents` by file name."""

    contents: dict[str, bytes]

    @classmethod
    def read(cls) -> Self:
        """The script, joined from its sources, and the texts as they lie in the product."""
        texts = {name: (FOLDER / name).read_bytes() for name in _MEDIA_TYPES if name != SCRIPT}
        return cls({SCRIPT: joined().encode(), **texts})

    @cached_property
    def version(self) -> str:
        """The product's version and a hash of all files: it changes whenever one of them does."""
        digest = hashlib.sha256(b"\0".join(self.contents[name] for name in _MEDIA_TYPES)).hexdigest()
        return f"{version('fundstelle')}-{digest[:10]}"

    @cached_property
    def integrity(self) -> str:
        """The script's hash as the attribute `integrity` takes it (W3C Subresource Integrity)."""
        return "sha384-" + base64.b64encode(hashlib.sha384(self.contents[SCRIPT]).digest()).decode()

    def media_type(self, name: str) -> str:
        """What kind of file it is."""
        return _MEDIA_TYPES[name]
