"""HTML: the page's own content without navigation, banners, asides and footers, found by trafilatura."""

import codecs
import re
from pathlib import Path
from typing import TYPE_CHECKING

from korpus.errors import DamagedFile, EmptyFile
from korpus.metadata_values import iso_date
from korpus.readers.base import RawDocument
from korpus.readers.decode import MARKS, decode
from korpus.readers.html_content import UNSTATED_LEVEL, content_of, words_of_element
from korpus.source import ReadLimits

if TYPE_CHECKING:
    from lxml.etree import _Element

_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_NEVER_CONTENT = (
    "//script|//style|//noscript|//template|//nav|//dialog|//*[@role='navigation']|//*[@hidden]|//comment()"
)
_BESIDE_CONTENT = "//aside|//body/footer|//*[@role='contentinfo']|//*[@role='complementary']"
_BANNER = re.compile(r"cookie|consent|breadcrumb|brotkrumen|skip-?link|sharing|social-?media", re.IGNORECASE)
_ACCORDION = re.compile(r"accordion|akkordeon|collaps|toggle", re.IGNORECASE)
_PUBLISHER = ("og:site_name", "publisher", "dc.publisher", "dcterms.publisher")


def read(path: Path, _limits: ReadLimits) -> RawDocument:
    """Reads a saved web page. Nothing is loaded from the network.

    :raises DamagedFile: if the bytes are no text.
    :raises EmptyFile: if nothing is left without navigation and the like.
    """
    try:
        text = _decode_page(path.read_bytes())
    except UnicodeDecodeError as error:
        message = f"„{path.name}“ ist keine Webseite oder hat einen unbekannten Zeichensatz; bitte neu speichern."
        raise DamagedFile(message) from error
    raw = read_html(text)
    if raw is None:
        raise EmptyFile(f"„{path.name}“ enthält außer Navigation keinen Text; bitte die Seite mit Inhalt speichern.")
    return raw


def _decode_page(data: bytes) -> str:
    """Byte order mark, else the encoding that the page declares, else as any text."""
    declared = _CHARSET.search(data[:4096])
    if declared and b"\0" not in data and not any(data.startswith(mark) for mark, _ in MARKS):
        name = declared[1].decode("ascii")
        # Browsers read Latin-1 as Windows-1252 (WHATWG Encoding Standard).
        name = "cp1252" if name.lower() in {"iso-8859-1", "latin1", "us-ascii", "windows-1252"} else name
        try:
            return data.decode(codecs.lookup(name).name)
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data)


def read_html(text: str) -> RawDocument | None:
    """Content and metadata of a page, None where it has no content."""
    from lxml import etree, html

    try:
        page = html.document_fromstring(_XML_DECLARATION.sub("", text))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    found = _found(page)
    _prune(page)
    if not words_of_element(page.find("body")):
        return None
    blocks, title = content_of(page)
    if title and "title" not in found:
        found["title"] = title
    return RawDocument(blocks, found=found) if blocks else None


def _found(page: "_Element") -> dict[str, str]:
    """What the page's head says; dates from markup only, never searched for in the text."""
    metas = [(meta.get("name") or meta.get("property") or "", meta.get("content") or "") for meta in page.iter("meta")]
    named = {name.lower(): content.strip() for name, content in reversed(metas) if content.strip()}
    found = {"language": page.get("lang") or ""}
    found["publisher"] = next((named[name] for name in _PUBLISHER if name in named), "")
    links = page.xpath("//link[@rel='canonical']/@href")
    found["url"] = str(links[0]).strip() if links else named.get("og:url", "")
    stated = [named.get(name, "") for name in ("date", "dc.date", "dcterms.date", "article:published_time")]
    stated += [str(value) for value in page.xpath("(//main|//article)//time/@datetime")[:1]]
    dates = (iso_date(value) for value in stated)
    found["date"] = next((date for date in dates if date), "")
    return {name: value for name, value in found.items() if value}


def _prune(page: "_Element") -> None:
    """Takes out what is no content on any page, and makes plain what extractors do not know.

    The switches of accordions become headings, tables that frame the page become parts of it.
    """
    for element in [*page.xpath(_NEVER_CONTENT), *page.xpath(_BESIDE_CONTENT)]:
        _drop(element)
    for element in list(page.iter("div", "section", "ul", "ol", "p", "form")):
        if _BANNER.search(f"{element.get('id', '')} {element.get('class', '')}"):
            _drop(element)
    for element in list(page.iter("time", "data")):
        element.tag = "span"  # the extractor leaves out the text of elements that it does not know
    for button in list(page.iter("button")):
        marks = f"{button.get('class', '')} {'toggle' if button.get('aria-expanded') else ''}"
        if _ACCORDION.search(marks) and len(words_of_element(button)) > 1:
            button.tag = f"h{UNSTATED_LEVEL}"
    for table in list(page.iter("table")):
        if _is_frame(table):
            _unframe(table)
    for terms in list(page.iter("dl")):
        _list_terms(terms)


def _is_frame(table: "_Element") -> bool:
    """Whether a table only places parts of the page, as older pages do, and holds no data."""
    if table.get("role") == "presentation":
        return True
    if next(table.iter("th", "caption"), None) is not None:
        return False
    rows = len(list(table.iter("tr")))
    parts = table.xpath(".//td/table | .//td/h1 | .//td/h2 | .//td/ul | .//td/p[following-sibling::p]")
    return rows == 1 or bool(parts)


def _unframe(table: "_Element") -> None:
    """Makes a table's cells parts of the page; tables within its cells are left alone."""
    for element in [table, *table.xpath("./tbody | ./tr | ./tbody/tr | ./tr/td | ./tbody/tr/td")]:
        element.tag = "div"


def _list_terms(terms: "_Element") -> None:
    """Makes a list of terms and descriptions a list with one item for each term."""
    item: _Element | None = None
    for child in list(terms.iter("dt", "dd")):
        words = " ".join(words_of_element(child))
        if item is None or child.tag == "dt":
            item = terms.makeelement("li")
            item.text = words
            terms.append(item)
        else:
            item.text = f"{item.text}, {words}" if ": " in (item.text or "") else f"{item.text}: {words}"
    for child in list(terms):
        if child.tag != "li":
            terms.remove(child)
    terms.tag = "ul"


def _drop(element: "_Element") -> None:
    """Removes an element but keeps the text behind it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)
