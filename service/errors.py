"""Errors of the service. Messages are German sentences that say what to do.

ServiceError
├── BadQuery      the question or its limits cannot be used
├── NotThere      no document, passage or original of that id
├── NotServing    the service cannot start or has no index to answer from
├── Busy          the service has too much to do, or this took too long
├── NotKept       a reply or a question could not be kept
└── FeedbackFileUnusable    the file for feedback cannot be read or written
"""

import traceback
from pathlib import Path


class ServiceError(Exception):
    """Base of all errors of this room."""


class BadQuery(ServiceError):
    """The question or its limits cannot be used."""


class NotThere(ServiceError):
    """No document, passage or original of that id."""


class NotKept(ServiceError):
    """A reply or a question could not be kept."""


class FeedbackFileUnusable(ServiceError):
    """The file for feedback cannot be read or written. The message names it, and is for the operator alone."""


class NotServing(ServiceError):
    """The service cannot start or has no index to answer from."""


class Busy(ServiceError):
    """The service has too much to do, or this took too long; `retry_after_s` says when to try again."""

    def __init__(self, sentence: str, retry_after_s: int) -> None:
        super().__init__(sentence)
        self.retry_after_s = retry_after_s


def kind_and_place(error: BaseException) -> str:
    """Class of the error and where it was raised; not its message, which may hold what was asked."""
    places = traceback.extract_tb(error.__traceback__)
    place = f" in {Path(places[-1].filename).name}, Zeile {places[-1].lineno}" if places else ""
    return f"{type(error).__name__}{place}"
