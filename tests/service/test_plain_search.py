"""Searching without JavaScript: a form in, a page out, and the question in no address."""

import re
from html import unescape

import pytest
from fastapi.testclient import TestClient

from service.in_words import date_in_words, pages_in_words
from service.plain_hits import Piece, pieces
from service.routes import plain_search

QUESTION = "Wie gewinnt eine Kommune Ehrenamtliche?"


def asked(client: TestClient, **fields: str) -> str:
    answer = client.post("/suche", data=fields)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    return answer.text


def titles(page: str) -> list[str]:
    return [unescape(re.sub("<[^>]+>", "", title)) for title in re.findall(r"<h2[^>]*>(.*?)</h2>", page)]


def test_a_form_is_answered_with_the_hits_that_the_api_gives(client: TestClient) -> None:
    page = asked(client, frage=QUESTION)
    hits = client.post("/api/v1/search", json={"query": QUESTION, "spelling": True}).json()["hits"]
    assert titles(page) == [hit["document"]["title"] for hit in hits]
    assert f'value="{QUESTION}"' in page
    for hit in hits:
        assert f'href="{hit["url"]}"' in unescape(page)


def test_a_button_leads_to_the_next_hits(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    every = titles(asked(client, frage=QUESTION))
    monkeypatch.setattr(plain_search, "HITS", 1)
    first = asked(client, frage=QUESTION)
    assert titles(first) == every[:1]
    assert '<input type="hidden" name="ab" value="1">' in first
    second = asked(client, frage=QUESTION, ab="1")
    assert titles(second) == every[1:2]
    assert 'start="2"' in second
    last = asked(client, frage=QUESTION, ab=str(len(every) - 1))
    assert "Weitere Fundstellen" not in last


def test_the_start_page_holds_the_form_for_those_without_script(client: TestClient) -> None:
    page = client.get("/").text
    inside = page.partition("<fundstelle-suche")[2].partition("</fundstelle-suche>")[0]
    assert '<form class="ask" method="post" action="/suche">' in inside
    assert 'name="frage"' in inside


def test_where_nothing_fits_the_nearest_sections_are_named(client: TestClient) -> None:
    question = "Wie repariert man einen Vergaser am Mofa?"
    page = asked(client, frage=question)
    answer = client.post("/api/v1/search", json={"query": question}).json()
    assert answer["band"] == "none"
    near = answer["alternatives"]["headings"]
    assert near
    listed = page.partition('<ul class="nearest"')[2].partition("</ul>")[0]
    named = [unescape(name) for name in re.findall(r"<a [^>]*>(.*?)</a>", listed)]
    assert named == [heading["heading_path"][-1] if heading["heading_path"] else heading["title"] for heading in near]


def test_markup_in_a_question_is_text(client: TestClient) -> None:
    page = asked(client, frage='"><script>alert(1)</script>')
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Die Frage ist leer; bitte eine Frage eingeben."),
        ({"frage": "  "}, "Die Frage ist leer; bitte eine Frage eingeben."),
        ({"frage": "a" * 1001}, "Die Frage hat 1001 Zeichen, erlaubt sind 1000; bitte kürzer fragen."),
        ({"frage": "Ehrenamt", "ab": "995"}, "Die Rangfolge endet bei Platz 1000; bitte die Frage genauer stellen."),
    ],
)
def test_what_cannot_be_asked_is_said_on_the_page(client: TestClient, fields: dict[str, str], said: str) -> None:
    answer = client.post("/suche", data=fields)
    assert answer.status_code == 422
    assert f'<p class="failure" role="alert">{said}</p>' in answer.text


def test_a_body_that_is_no_form_is_an_empty_question(client: TestClient) -> None:
    assert client.post("/suche", content=b"\xff\xfe%%%=&&ab=-1").status_code == 422


def test_pieces_are_cut_at_marks_and_at_the_best_sentence() -> None:
    text = "Ein Fest. Es ist bunt."
    assert pieces(text, ((4, 8), (17, 21)), (10, 22)) == [
        Piece("Ein ", False, False),
        Piece("Fest", True, False),
        Piece(". ", False, False),
        Piece("Es ist ", False, True),
        Piece("bunt", True, True),
        Piece(".", False, True),
    ]
    assert pieces("Kurz.", (), None) == [Piece("Kurz.", False, False)]


@pytest.mark.parametrize(
    ("iso", "said"),
    [
        ("2023-09-14", "14. September 2023"),
        ("2023-03", "März 2023"),
        ("2023", "2023"),
        (None, ""),
    ],
)
def test_dates_are_written_out(iso: str | None, said: str) -> None:
    assert date_in_words(iso) == said


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ((12, 12, "10"), "Seite 12 (gedruckt: 10)"),
        ((12, 12, "12"), "Seite 12"),
        ((3, 4, "i"), "Seiten 3 bis 4 (gedruckt: i)"),
        ((3, None, None), "Seite 3"),
        ((None, None, None), ""),
    ],
)
def test_pages_are_said_with_the_printed_number_where_it_is_another(
    place: tuple[int | None, int | None, str | None], said: str
) -> None:
    assert pages_in_words(*place) == said
