"""How the service writes its log: as text or JSON, with the request's name, and never what was asked.

Messages of errors may hold a part of the question, so of an error only its kind and its places are written.
"""

import json
import logging
import logging.config
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from service.middleware.observing import Answered
from service.middleware.request_id import request_id
from service.settings import LogFormat, Settings

_PLACES = 5
_service = logging.getLogger("service.serving")
_access = logging.getLogger("service.access")

_ErrorInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def configure_logs(settings: Settings) -> None:
    """Lets everything that is logged go to the error stream in the form that is set."""
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"ours": {"()": _FORMATTERS[settings.log_format]}},
            "handlers": {"errors": {"class": "logging.StreamHandler", "formatter": "ours"}},
            "root": {"handlers": ["errors"], "level": settings.log_level.upper()},
            # These two are asked for by name, whatever else is left out.
            "loggers": {"service.access": {"level": "INFO"}, "service.serving": {"level": "INFO"}},
        }
    )


def log_access(answered: Answered) -> None:
    """Writes a line on a request: never its address or body."""
    _access.info(
        "%s %s %d %.1f ms %d B",
        answered.method,
        answered.route,
        answered.status,
        answered.seconds * 1000,
        answered.size,
        extra={"answered": answered},
    )


def announce(sentence: str, settings: Settings) -> None:
    """Tells whoever started the service, in the form of the log; to people, as the command line speaks."""
    if settings.log_format is LogFormat.JSON:
        _service.info(sentence)
    else:
        sys.stderr.write(f"{sentence}\n")
        sys.stderr.flush()


class _Discreet(logging.Formatter):
    """Writes the kind of an error and where it came from, not its message."""

    def formatException(self, ei: _ErrorInfo) -> str:  # noqa: N802
        kind, _, trace = ei
        if kind is None:
            return ""
        frames = traceback.extract_tb(trace)[-_PLACES:]
        places = " > ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
        return f"{kind.__name__} ({places})"


class TextFormatter(_Discreet):
    """Lines for people."""

    def format(self, record: logging.LogRecord) -> str:
        name = request_id.get()
        named = f" [{name}]" if name else ""
        error = f": {self.formatException(record.exc_info)}" if record.exc_info else ""
        return f"{_time(record)} {record.levelname} {record.name}{named} {record.getMessage()}{error}"


class JsonFormatter(_Discreet):
    """Lines for programs: one JSON object each."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": request_id.get() or None,
        }
        answered = getattr(record, "answered", None)
        if isinstance(answered, Answered):
            line |= {
                "method": answered.method,
                "route": answered.route,
                "status": answered.status,
                "duration_ms": round(answered.seconds * 1000, 1),
                "bytes": answered.size,
            }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


_FORMATTERS = {LogFormat.TEXT: TextFormatter, LogFormat.JSON: JsonFormatter}


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
