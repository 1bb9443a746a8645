"""Pages that the law asks for: they say what the service does as it is set up, and mark what the operator must add."""

from typing import Any

from fastapi import APIRouter, Request, Response

from modelle import Encoder
from service.gate import Gate
from service.in_words import date_in_words
from service.settings import Settings
from service.templates import Templates

_CONTACT = ("contact_email", "contact_url", "contact_phone")
_ACCESSIBILITY = (
    "accessibility_status",
    "accessibility_checked",
    "accessibility_law",
    "accessibility_body",
    "accessibility_languages",
)
_PRIVACY = ("privacy_officer", "privacy_basis", "privacy_authority", "privacy_logs")
_CONDUCT = ("rate_limit", "access_log", "admin_token", "feedback", "unanswered", "feedback_days")


def legal_routes(gate: Gate, templates: Templates, settings: Settings) -> APIRouter:
    """Routes of `/barrierefreiheit` and `/datenschutz`."""
    router = APIRouter(include_in_schema=False)
    known = _values(settings, *_ACCESSIBILITY, *_PRIVACY, *_CONDUCT, "privacy_model_service")
    known["geprueft"] = date_in_words(str(settings.accessibility_checked)) if settings.accessibility_checked else ""

    @router.get("/barrierefreiheit")
    async def accessibility(request: Request) -> Response:
        incomplete = _lacks(settings, *_ACCESSIBILITY)
        return templates.page(
            "barrierefreiheit.html", request, seite="barrierefreiheit", unvollstaendig=incomplete, **known
        )

    @router.get("/datenschutz")
    async def privacy(request: Request) -> Response:
        elsewhere = gate.ask_at_once(lambda engine: _asked_elsewhere(engine.encoder))
        incomplete = _lacks(settings, *_PRIVACY, *(["privacy_model_service"] if elsewhere else []))
        return templates.page(
            "datenschutz.html",
            request,
            seite="datenschutz",
            unvollstaendig=incomplete,
            fremder_dienst=elsewhere,
            **known,
        )

    return router


def _values(settings: Settings, *names: str) -> dict[str, Any]:
    return {name: getattr(settings, name) for name in names}


def _lacks(settings: Settings, *names: str) -> bool:
    """Whether something is missing that the page has to say."""
    wanted = _values(settings, "operator_name", *names)
    return not all(wanted.values()) or not any(_values(settings, *_CONTACT).values())


def _asked_elsewhere(encoder: Encoder) -> str | None:
    """The address that questions are sent to, None where they stay in the house."""
    from modelle.endpoint import EndpointEncoder

    return encoder.url if isinstance(encoder, EndpointEncoder) else None
