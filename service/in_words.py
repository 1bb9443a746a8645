"""How pages say in German what the API gives as values."""

from service.calibration import Band

BANDS = {Band.GOOD: "gut passend", Band.POSSIBLE: "möglicherweise passend", Band.NONE: "kaum passend"}
_MONTHS = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)
_FILE_KINDS = {
    "application/pdf": "PDF",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "text/html": "Webseite",
}


def date_in_words(iso: str | None) -> str:
    """ "2023-09-14" as "14. September 2023", "2023-09" as "September 2023"; "" where there is none."""
    year, *rest = (iso or "").split("-")
    if not rest:
        return year
    month = f"{_MONTHS[int(rest[0]) - 1]} {year}"
    return f"{int(rest[1])}. {month}" if len(rest) > 1 else month


def pages_in_words(first: int | None, last: int | None, label: str | None) -> str:
    """ "Seite 12 (gedruckt: 10)"; the printed number only where it is another one; "" for formats without pages."""
    if first is None:
        return ""
    said = f"Seite {first}" if last in {None, first} else f"Seiten {first} bis {last}"
    return said if label in {None, "", str(first)} else f"{said} (gedruckt: {label})"


def file_kind_in_words(media_type: str) -> str:
    """What kind of file an original is."""
    return _FILE_KINDS.get(media_type, "Text")


def counted(count: int, one: str, many: str) -> str:
    """ "1 Dokument", "1.204 Dokumente"."""
    return f"{count:,} {one if count == 1 else many}".replace(",", ".")
