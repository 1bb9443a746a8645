"""Errors of the service. Messages are German sentences that say what to do.

ServiceError
├── BadQuery      the question or its limits cannot be used
├── NotThere      no document, passage or original of that id
├── NotServing    the service cannot start or has no index to answer from
└── Busy          the service has too much to do, or this took too long
"""


class ServiceError(Exception):
    """Base of all errors of this room."""


class BadQuery(ServiceError):
    """The question or its limits cannot be used."""


class NotThere(ServiceError):
    """No document, passage or original of that id."""


class NotServing(ServiceError):
    """The service cannot start or has no index to answer from."""


class Busy(ServiceError):
    """The service has too much to do, or this took too long; `retry_after_s` says when to try again."""

    def __init__(self, sentence: str, retry_after_s: int) -> None:
        super().__init__(sentence)
        self.retry_after_s = retry_after_s
