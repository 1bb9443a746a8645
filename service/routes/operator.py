"""How the operator looks: colours and logo, as files of their own, so that pages need no inline style."""

from fastapi import APIRouter, HTTPException, Response

from service.colours import Accent, palette_of
from service.settings import Settings
from service.settings_values import logo_type

_LOGO_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
"""An SVG that somebody opens by itself must not run what may lie in it."""


def operator_routes(settings: Settings) -> APIRouter:
    """Routes below `/betreiber`; what is not set is not there."""
    router = APIRouter(prefix="/betreiber", include_in_schema=False)
    styles = _styles(settings.operator_colour) if settings.operator_colour else None
    # Read once: a tag that depends on the settings would not notice another file under the same name.
    logo = settings.operator_logo.read_bytes() if settings.operator_logo else None
    media_type = logo_type(settings.operator_logo) if settings.operator_logo else None

    @router.get("/farben.css")
    async def colours() -> Response:
        if styles is None:
            raise HTTPException(404)
        return Response(styles, media_type="text/css")

    @router.get("/logo")
    async def picture() -> Response:
        if logo is None:
            raise HTTPException(404)
        return Response(logo, media_type=media_type, headers={"Content-Security-Policy": _LOGO_POLICY})

    return router


def _styles(colour: str) -> str:
    """The properties of colours.css that have the operator's colour, and the widget's to be the same."""
    palette = palette_of(colour)
    same = "".join(f"--fundstelle-{name}: var(--{name}); " for name in ("accent", "accent-strong", "on-accent"))
    return (
        f":root {{ {_properties(palette.light)}{same}}}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ {_properties(palette.dark)}}} }}\n"
    )


def _properties(accent: Accent) -> str:
    values = {"accent": accent.plain, "accent-strong": accent.strong, "on-accent": accent.on, "focus": accent.plain}
    return "".join(f"--{name}: {value}; " for name, value in values.items())
