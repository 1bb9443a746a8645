"""Checks of single settings. Each raises ValueError with the end of a German sentence that says what is wanted."""

import ipaddress
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from pydantic import SecretStr

from service.colours import palette_of

_MAX_LOGO_BYTES = 1 << 20
_MAX_EMAIL = 254  # RFC 5321, 4.5.3.1.3
_MAX_URL = 500
_LEAST_TOKEN = 16
_EMAIL = re.compile(r"[^\s@<>(),;:\"\[\]\\]+@([^\W_]([\w-]*[^\W_])?\.)+[^\W\d_]{2,}")
_PHONE = re.compile(r"\+?[\d (][\d ()/.-]{3,38}\d")
_FOREIGN = re.compile(r"[\s*<>\"\\^`{|}]")
"""What no address holds unless it is escaped (RFC 3986, 2), and the placeholder."""
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_PORTS = {"http": ":80", "https": ":443"}
_PNG = b"\x89PNG\r\n\x1a\n"
_SVG = "{http://www.w3.org/2000/svg}svg"


def check_email(text: str) -> str:
    """An address of the usual form."""
    if len(text) > _MAX_EMAIL or not _EMAIL.fullmatch(text):
        raise ValueError("erwartet wird eine E-Mail-Adresse wie integration@tannfurt.example")
    return text


def check_url(text: str) -> str:
    """The address of a page."""
    parts = split_url(text)
    if parts is None or parts.username is not None or len(text) > _MAX_URL:
        raise ValueError("erwartet wird eine Adresse wie https://tannfurt.example/kontakt")
    return text


def check_phone(text: str) -> str:
    """A number as it is dialled or written."""
    if not _PHONE.fullmatch(text):
        raise ValueError("erwartet wird eine Telefonnummer wie +49 30 123456")
    return text


def check_token(token: SecretStr) -> SecretStr:
    """A token that nobody guesses and that a header can carry."""
    text = token.get_secret_value()
    if len(text) < _LEAST_TOKEN or not text.isascii() or not text.isprintable() or " " in text:
        raise ValueError(
            f"erwartet werden mindestens {_LEAST_TOKEN} Zeichen ohne Leerzeichen und Umlaute, zum Beispiel aus"
            " „openssl rand -hex 32“"
        )
    return token


def split(given: object) -> object:
    """The values of a list as an environment variable holds it: parted by commas or spaces."""
    return given.replace(",", " ").split() if isinstance(given, str) else given


def check_origins(origins: tuple[str, ...]) -> tuple[str, ...]:
    """Origins as browsers send them (RFC 6454, 6.2): in lower case and without the port of the scheme."""
    return tuple(dict.fromkeys(map(_origin, origins)))


def check_networks(networks: tuple[str, ...]) -> tuple[str, ...]:
    """Addresses and networks of machines."""
    for text in networks:
        try:
            ipaddress.ip_network(text)
        except ValueError:
            raise ValueError(
                f"„{text}“ ist weder eine Adresse noch ein Netz; erwartet wird zum Beispiel 10.0.0.5 oder 10.0.0.0/24"
            ) from None
    return networks


def _origin(text: str) -> str:
    text = text.lower()
    parts = split_url(text)
    bare = parts and text == f"{parts.scheme}://{parts.netloc}" and parts.username is None and not text.endswith(":")
    if parts is None or not bare or not text.isascii():
        raise ValueError(
            f"„{text}“ ist keine Herkunft; erwartet werden Protokoll, Name und gegebenenfalls Port, ohne Pfad und ohne"
            " Platzhalter, wie https://www.tannfurt.example (Umlaute in der Form xn--)"
        )
    return text.removesuffix(_PORTS[parts.scheme])


def split_url(text: str) -> SplitResult | None:
    """The parts of an http(s) address; None if it is none."""
    try:
        parts = urlsplit(text)
        usable = parts.scheme in {"http", "https"} and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        return None
    return parts if usable and text.isprintable() and not _FOREIGN.search(text) else None


def check_colour(colour: str) -> str:
    """A colour that can be read in both themes."""
    if not _COLOUR.fullmatch(colour):
        raise ValueError("erwartet wird eine Farbe wie #00589c")
    palette_of(colour)
    return colour


def check_logo(file: Path) -> Path:
    """A logo that browsers can show."""
    logo_type(file)
    return file


def logo_type(file: Path) -> str:
    """Media type of a logo, by what the file holds."""
    try:
        content = file.read_bytes()
    except OSError:
        raise ValueError("die Datei lässt sich nicht lesen") from None
    if len(content) > _MAX_LOGO_BYTES:
        raise ValueError("die Datei ist größer als 1 MiB")
    if content.startswith(_PNG):
        return "image/png"
    try:
        is_svg = ET.fromstring(content).tag == _SVG
    except (ET.ParseError, ValueError, LookupError):  # the latter two by an encoding that it names
        is_svg = False
    if not is_svg:
        raise ValueError("die Datei ist weder ein SVG noch ein PNG")
    return "image/svg+xml"
