"""How to embed the widget: the page's lines are right, and page and handbook name all that there is."""

import html
import json
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from service.app import create_app
from service.routes.embedding import INTERFACE
from service.settings import Settings
from service.widget.files import FOLDER, WidgetFiles

FILES = WidgetFiles.read()
STATED: dict[str, list[dict[str, str]]] = json.loads(INTERFACE.read_text("utf-8"))
SOURCES = "\n".join(path.read_text("utf-8") for path in sorted((FOLDER / "quellen").glob("*.js")))
STYLES = (FOLDER / "fundstelle.css").read_text("utf-8")
FILTERS = ("kind", "field-of-action", "municipality", "federal-state", "year")


def names(of: str) -> list[str]:
    return sorted(one["name"] for one in STATED[of])


def test_every_attribute_of_the_element_is_stated() -> None:
    entry = (FOLDER / "quellen" / "fundstelle-suche.js").read_text("utf-8")
    read = set(re.findall(r'this\.(?:get|has)Attribute\("([\w-]+)"\)', entry)) | {"lang"}
    styled = set(re.findall(r":host\(\[([\w-]+)", STYLES)) - {"hidden"}
    assert names("attributes") == sorted(read | styled | {f"filter-{field}" for field in FILTERS})


def test_every_event_property_and_part_is_stated() -> None:
    assert names("events") == sorted(f"fundstelle:{name}" for name in set(re.findall(r'#tell\("(\w+)"', SOURCES)))
    assert names("properties") == sorted(set(re.findall(r"var\((--fundstelle-[a-z-]+)", STYLES)))
    looks = set(re.findall(r'button\("(\w+)"', SOURCES))
    parts = {name for part in re.findall(r'part: "([a-z ]+)"', SOURCES) for name in part.split()}
    assert names("parts") == sorted(looks | parts)


@pytest.mark.parametrize("of", list(STATED))
def test_the_handbook_says_the_same_as_the_page(repository: Path, of: str) -> None:
    rows = [[f"`{value}`" if key == "name" else value for key, value in one.items()] for one in STATED[of]]
    handbook = (repository / "docs" / "widget.md").read_text("utf-8").splitlines()
    assert [row for row in rows if f"| {' | '.join(row)} |" not in handbook] == []


def test_the_lines_to_copy_name_this_service_and_this_file(client: TestClient) -> None:
    page = client.get("/einbetten")
    assert page.status_code == 200
    pieces = [html.unescape(text) for text in re.findall(r"<pre id=\"\w+\"><code>(.*?)</code></pre>", page.text, re.S)]
    latest, checked, policy = pieces
    service = str(client.base_url).rstrip("/")
    assert latest.startswith(
        f'<script type="module" src="{service}/widget/fundstelle.js"></script>\n<fundstelle-suche>'
    )
    address, integrity = re.findall(r'(?:src|integrity)="([^"]+)"', checked)
    assert address == f"{service}/widget/{FILES.version}/fundstelle.js"
    assert client.get(address).content == FILES.contents["fundstelle.js"]
    assert integrity == FILES.integrity
    assert policy == f"script-src {service}; connect-src {service}; img-src {service}"


def test_every_row_stands_on_the_page(client: TestClient) -> None:
    text = client.get("/einbetten").text
    stated = [f'<th scope="row"><code>{name}</code></th>' for of in STATED for name in names(of)]
    assert [row for row in stated if row not in text] == []


def test_origins_that_the_operator_has_named_are_told(client: TestClient, papers_index: Path) -> None:
    assert "bisher für keine fremde Herkunft freigegeben" in client.get("/einbetten").text
    settings = Settings(index=papers_index, cors_origins="https://a.example,https://b.example")
    with TestClient(create_app(settings)) as asking:
        page = asking.get("/einbetten").text
    assert "freigegeben für: <code>https://a.example</code>, <code>https://b.example</code>." in page


def test_below_a_path_the_lines_name_it(papers_index: Path) -> None:
    with TestClient(create_app(Settings(index=papers_index)), root_path="/suche") as asking:
        page = html.unescape(asking.get("/suche/einbetten").text)
    assert 'src="http://testserver/suche/widget/fundstelle.js"' in page
    assert "script-src http://testserver; " in page
    assert 'href="/suche/page/text.css"' in page
