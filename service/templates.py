"""Renders the pages from their templates; nothing is compiled while a request waits."""

from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from service.settings import Settings

PAGE = Path(__file__).parent / "page"
NAVIGATION = (("suche", "", "Suche"), ("dokumente", "dokumente", "Dokumente"), ("einbetten", "einbetten", "Einbetten"))
"""Name, address and label of each page that the header names."""
_SENTENCES = {405: "Diese Seite lässt sich nur öffnen; abschicken lässt sich hier nichts."}
"""Where the sentence of a problem speaks to programs."""
_OF_THE_OPERATOR = (
    "operator_name",
    "operator_logo",
    "operator_colour",
    "contact_url",
    "contact_email",
    "contact_phone",
)


class Templates:
    """All templates, compiled, with what every page says about its operator."""

    def __init__(self, settings: Settings) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "vorlagen"),
            autoescape=True,
            auto_reload=False,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals |= {name: getattr(settings, name) for name in _OF_THE_OPERATOR}
        self._environment.globals |= {"navigation": NAVIGATION, "seite": ""}
        for name in self._environment.list_templates():
            self._environment.get_template(name)

    def page(self, name: str, request: Request, status: int = 200, **values: Any) -> HTMLResponse:
        """The page `name`, such as "suche.html"."""
        return HTMLResponse(self._render(name, request.scope.get("root_path", ""), **values), status)

    def error(self, root: str, status: int, title: str, sentence: str) -> str:
        """The page of an error."""
        return self._render("fehler.html", root, titel=title, satz=_SENTENCES.get(status, sentence))

    def _render(self, name: str, root: str, **values: Any) -> str:
        return self._environment.get_template(name).render(root=root, **values)
