"""What visitors say about an answer. Closed unless the operator opens it."""

from collections.abc import Callable
from functools import partial

from fastapi import APIRouter, Depends

from service.errors import BadQuery, NotThere
from service.feedback import FeedbackFile, FeedbackKeeper, cleaned, feedback_path
from service.gate import Gate
from service.passages import passage_row
from service.problems import problems_of
from service.schema.feedback import FeedbackRequest, UnansweredRequest
from service.settings import Settings


def feedback_routes(gate: Gate, settings: Settings) -> APIRouter:
    """Routes that keep something; where both are closed, no file is ever made."""
    keeper = FeedbackKeeper(FeedbackFile(feedback_path(settings.feedback_file, settings.index), settings.feedback_days))
    is_open = settings.feedback or settings.unanswered
    router = APIRouter(
        prefix="/api/v1", tags=["Rückmeldung"], lifespan=(lambda _app: keeper.tidying()) if is_open else None
    )

    @router.post(
        "/feedback",
        summary="Sagen, ob eine Fundstelle geholfen hat",
        status_code=204,
        response_description="Die Rückmeldung ist gespeichert.",
        responses=problems_of(400, 404, 413, 422, 429, 503),
        dependencies=[Depends(_only_where(settings.feedback, "Rückmeldungen sind hier nicht eingeschaltet."))],
    )
    async def feedback(said: FeedbackRequest) -> None:
        """Speichert Ja oder Nein, die Textstelle, wie gut sie laut Antwort passt, die Anmerkung und den Tag. Wer das
        sagt und zu welcher Uhrzeit, wird nicht gespeichert."""
        await gate.ask(lambda engine: passage_row(engine.snapshot.store, said.passage))
        add = keeper.file.add_reply
        await keeper.keep(partial(add, said.passage, said.band, said.helpful, said.kept_comment))

    @router.post(
        "/unanswered",
        summary="Eine unbeantwortete Frage zählen oder übermitteln",
        status_code=204,
        response_description="Die Frage ist gezählt oder gespeichert.",
        responses=problems_of(400, 404, 413, 422, 429, 503),
        dependencies=[Depends(_only_where(settings.unanswered, "Unbeantwortete Fragen werden hier nicht gezählt."))],
    )
    async def unanswered(asked: UnansweredRequest) -> None:
        """Zählt je Tag und Stand des Index. Der Wortlaut wird nur gespeichert, wenn die fragende Person dem für diese
        eine Frage zugestimmt hat."""
        if not asked.consent:
            await keeper.keep(partial(keeper.file.count_unanswered, gate.live.snapshot_id))
        elif question := cleaned(asked.query or ""):
            await keeper.keep(partial(keeper.file.add_question, question))
        else:
            raise BadQuery("Die Frage, der zugestimmt wurde, fehlt; bitte das Feld „query“ ausfüllen.")

    return router


def _only_where(is_open: bool, sentence: str) -> Callable[[], None]:
    def check() -> None:
        if not is_open:
            raise NotThere(sentence)

    return check
