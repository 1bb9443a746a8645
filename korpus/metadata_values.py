"""Checks of single metadata values, as people write them."""

import datetime
import re
import unicodedata
from collections.abc import Callable
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from korpus.document import FieldOfAction
from korpus.metadata_yaml import load_mapping

MAX_LENGTH = 500
_YEARS = range(1800, 2101)
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[T ]\d{1,2}:\d{2}.*)?")
_GERMAN = re.compile(r"(?:(?:(\d{1,2})\.\s*)?(\d{1,2})[./]\s*)?(\d{4})")
_GERMAN_MONTH = re.compile(r"(?:(\d{1,2})\.\s*)?([A-Za-zÄäz]+)\s+(\d{4})")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")


class UnusableError(ValueError):
    """A value that cannot be used; the message completes "denn ..."; `usable` is the part of it that can."""

    def __init__(self, reason: str, usable: tuple[str, ...] = ()) -> None:
        super().__init__(reason)
        self.usable = usable


@cache
def data() -> dict[str, Any]:
    """Names of fields, kinds and months."""
    return load_mapping(files("korpus").joinpath("words", "metadatenfelder.yaml").read_text(encoding="utf-8"))


def iso_date(text: str) -> str | None:
    """ISO 8601 of "2023", "2023-09", "2023-09-14", "14.9.2023", "9/2023" or "14. September 2023", else None."""
    text = text.strip()
    if match := _ISO.fullmatch(text):
        year, month, day = match.groups()
    elif match := _GERMAN.fullmatch(text):
        day, month, year = match.groups()
    elif match := _GERMAN_MONTH.fullmatch(text):
        day, name, year = match.groups()
        months: list[str] = data()["monate"]
        if name.lower() not in months:
            return None
        month = str(months.index(name.lower()) + 1)
    else:
        return None
    return _assembled(int(year), int(month) if month else None, int(day) if day else None)


def _assembled(year: int, month: int | None, day: int | None) -> str | None:
    if year not in _YEARS:
        return None
    try:
        valid = datetime.date(year, month or 1, day or 1)
    except ValueError:
        return None
    return valid.isoformat()[: 10 if day else 7 if month else 4]


@cache
def _kinds() -> dict[str, str]:
    return {kind.lower(): kind for kind in data()["dokumentarten"]}


def known_kind(kind: str) -> bool:
    return kind.lower() in _kinds()


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise UnusableError("erwartet wird ein Text")
    text = unicodedata.normalize("NFC", " ".join(value.split()))
    if len(text) > MAX_LENGTH:
        raise UnusableError(f"der Wert ist länger als {MAX_LENGTH} Zeichen")
    return text


def _texts(value: object) -> tuple[str, ...]:
    """A list, or one text with entries separated by commas or semicolons."""
    parts = re.split(r"[,;]", value) if isinstance(value, str) else value
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        raise UnusableError("erwartet wird ein Text oder eine Liste von Texten")
    return tuple(dict.fromkeys(text for text in map(_text, parts) if text))


def _fields_of_action(value: object) -> tuple[str, ...]:
    known = {field.value.lower(): field.value for field in FieldOfAction}
    given = _texts(value)
    usable = tuple(dict.fromkeys(known[text.lower()] for text in given if text.lower() in known))
    for text in given:
        if text.lower() not in known:
            near = get_close_matches(text.lower(), known, n=1, cutoff=0.4)
            hint = f"; gemeint ist vielleicht „{known[near[0]]}“" if near else ""
            raise UnusableError(f"„{text}“ ist keines der sieben Handlungsfelder{hint}", usable)
    return usable


def _kind(value: object) -> str:
    text = _text(value)
    return _kinds().get(text.lower(), text)


def _date(value: object) -> str:
    date = iso_date(_text(value))
    if date is None:
        raise UnusableError(f"„{_text(value)}“ ist kein Datum wie 2023, 2023-09, 2023-09-14 oder 14.9.2023")
    return date


def _url(value: object) -> str:
    text = _text(value)
    try:
        parts = urlsplit(text)
        valid = parts.scheme in {"http", "https"} and bool(parts.hostname) and " " not in text
    except ValueError:
        valid = False
    if not valid:
        raise UnusableError(f"„{text}“ ist keine Adresse, die mit http:// oder https:// beginnt")
    return text


def _language(value: object) -> str:
    text = _text(value)
    if not _LANGUAGE.fullmatch(text):
        raise UnusableError(f"„{text}“ ist kein Sprachkürzel wie „de“")
    return text.replace("_", "-").lower()


CHECKS: dict[str, Callable[[object], str | tuple[str, ...]]] = {
    "title": _text,
    "kind": _kind,
    "fields_of_action": _fields_of_action,
    "municipality": _text,
    "federal_state": _text,
    "audience": _texts,
    "date": _date,
    "publisher": _text,
    "url": _url,
    "licence": _text,
    "language": _language,
}
"""What makes a given value ours, by field; each raises UnusableError."""
