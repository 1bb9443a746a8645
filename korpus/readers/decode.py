"""Bytes to text, for formats that do not say their encoding."""

import codecs

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Control characters that no text has; tab, line breaks, form feed and escape sequences of old printers are left out.
_BINARY = frozenset(range(9)) | frozenset(range(14, 27)) | frozenset((28, 29, 30, 31))
_TOLERATED = 0.001


def decode(data: bytes) -> str:
    """Text of UTF-8, UTF-16 or UTF-32 with a byte order mark, else UTF-8, else Windows-1252.

    :raises UnicodeDecodeError: if the bytes are no text.
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data.decode(encoding)
    if b"\0" in data or sum(byte in _BINARY for byte in data[:65536]) > _TOLERATED * min(len(data), 65536):
        return _decode_unmarked_utf16(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def _decode_unmarked_utf16(data: bytes) -> str:
    """UTF-16 without its mark, known by every second byte of Western text being zero."""
    for zeros, encoding in ((data[1::2], "utf-16-le"), (data[::2], "utf-16-be")):
        if len(data) % 2 == 0 and len(zeros) > 3 and zeros.count(0) > 0.8 * len(zeros):
            return data.decode(encoding)
    raise UnicodeDecodeError("utf-8", data[:32], 0, 1, "control characters")
