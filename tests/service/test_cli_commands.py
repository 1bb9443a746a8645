"""What the commands do, and what they write where."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from indexer import current_id
from service.app import create_app
from service.settings import Settings

Run = Callable[..., Any]
BEIR_KEYS = ["ndcg@10", "recall@10", "recall@100", "mrr@10", "queries_per_second", "passages", "index_seconds"]


def test_index_reports_what_became_of_every_file(run: Run, folder: Path, tmp_path: Path) -> None:
    ended = run("index", folder, "--index", tmp_path / "index", "--json")
    assert ended.code == 0
    report = ended.json
    seconds = report.pop("seconds")
    assert seconds > 0
    files = report.pop("files")
    assert report == {
        "snapshot": current_id(tmp_path / "index"),
        "changed": True,
        "documents": 2,
        "passages": 2,
        "indexed": 2,
        "unchanged": 0,
        "left_out": 0,
        "removed": 0,
        "warnings": [],
    }
    assert [(file["path"], file["document_id"], file["status"], file["error"]) for file in files] == [
        ("rat.txt", "rat-txt", "indexed", None),
        ("wald.md", "wald-md", "indexed", None),
    ]


def test_index_shows_progress_on_the_error_output_only(run: Run, folder: Path, tmp_path: Path) -> None:
    ended = run("index", folder, "--index", tmp_path / "index")
    assert re.fullmatch(
        r"2 Dokumente mit 2 Textstellen durchsuchbar: 2 neu gelesen, 0 unverändert, 0 entfernt, 0 ausgelassen"
        r" \(\d+\.\d s\)\.\nGültig ist nun der Stand \S+\.\n",
        ended.out,
    )
    assert ended.err.splitlines() == [
        "Dokumente lesen und zerlegen (2)",
        "Index schreiben",
        "Index prüfen und freigeben",
    ]


def test_index_leaves_an_unchanged_index_as_it_is(run: Run, folder: Path, indexed: Path) -> None:
    before = current_id(indexed)
    ended = run("index", folder, "--index", indexed)
    assert (ended.code, current_id(indexed)) == (0, before)
    assert ended.out.endswith(f"Nichts hat sich geändert; es gilt weiter der Stand {before}.\n")


def test_index_names_a_broken_file_and_ends_with_the_code_3(run: Run, folder: Path, tmp_path: Path) -> None:
    (folder / "kaputt.pdf").write_bytes(b"%PDF-1.7\nkaputt")
    ended = run("index", folder, "--index", tmp_path / "index")
    assert ended.code == 3
    [left_out] = [line for line in ended.err.splitlines() if line.startswith("Ausgelassen: ")]
    assert "kaputt.pdf" in left_out
    assert "0 entfernt, 1 ausgelassen" in ended.out


def test_index_names_a_broken_file_also_in_json(run: Run, folder: Path, tmp_path: Path) -> None:
    (folder / "kaputt.pdf").write_bytes(b"%PDF-1.7\nkaputt")
    ended = run("index", folder, "--index", tmp_path / "index", "--json")
    assert ended.code == 3
    [left_out] = [file for file in ended.json["files"] if file["status"] == "left_out"]
    assert left_out["path"] == "kaputt.pdf"
    assert "kaputt.pdf" in left_out["error"]


def test_index_fails_where_no_file_can_be_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "leer").mkdir()
    ended = run("index", tmp_path / "leer", "--index", tmp_path / "index")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.endswith(
        "Fehler: Unter den angegebenen Pfaden liegt keine lesbare Datei; der gültige Index ist unverändert.\n"
    )


def test_index_repeats_warnings_on_the_index_as_a_whole(run: Run, folder: Path, indexed: Path) -> None:
    (indexed / "CURRENT").write_text("unsinn")
    warnings = run("index", folder, "--index", indexed, "--json").json["warnings"]
    (indexed / "CURRENT").write_text("unsinn")
    shown = [line for line in run("index", folder, "--index", indexed).err.splitlines() if line.startswith("Hinweis: ")]
    assert shown == [f"Hinweis: {warning}" for warning in warnings] != []


@pytest.fixture
def asked(papers_index: Path) -> Iterator[Callable[..., dict[str, Any]]]:
    """The API's answer without the time it took."""
    with TestClient(create_app(Settings(index=papers_index))) as client:

        def ask(**body: Any) -> dict[str, Any]:
            answer: dict[str, Any] = client.post("/api/v1/search", json=body).json()
            del answer["took_ms"]
            return answer

        yield ask


@pytest.mark.parametrize(
    ("options", "body"),
    [
        ([], {}),
        (["--limit", "1", "--mode", "lexical"], {"limit": 1, "mode": "lexical"}),
        (
            ["--municipality", "Tannfurt", "--year", "2021", "--year", "2023"],
            {"filters": {"municipality": ["Tannfurt"], "year": [2021, 2023]}},
        ),
        (
            ["--kind", "Handlungsempfehlung", "--field", "Engagement und Beteiligung", "--state", "Hessen"],
            {
                "filters": {
                    "kind": ["Handlungsempfehlung"],
                    "field_of_action": ["Engagement und Beteiligung"],
                    "federal_state": ["Hessen"],
                }
            },
        ),
        (["--kind", "Satzung"], {"filters": {"kind": ["Satzung"]}}),
    ],
)
def test_search_gives_the_same_object_as_the_api(
    run: Run,
    asked: Callable[..., dict[str, Any]],
    papers_index: Path,
    options: list[str],
    body: dict[str, Any],
) -> None:
    ended = run("search", "Ehrenamtliche gewinnen", "--index", papers_index, "--json", *options)
    answer = ended.json
    assert answer.pop("took_ms") >= 0
    assert (ended.code, ended.err) == (0, "")
    assert answer == asked(query="Ehrenamtliche gewinnen", **body)


def test_search_shows_title_place_and_text(run: Run, papers_index: Path) -> None:
    code, out, err = run("search", "Ehrenamtliche gewinnen", "--index", papers_index, "--limit", "1")
    assert (code, err) == (0, "")
    heading, place, *text = out.splitlines()
    assert re.fullmatch(r"1\. Ehrenamt in Tannfurt  gut passend, Relevanz 0\.\d\d", heading)
    shown = " ".join(" ".join([place, *text]).split())
    assert shown.startswith(
        "Handlungsempfehlung · Tannfurt · 2023-09-14 · Gewinnen · Seite 3 (gedruckt: iii) · akten/Ehrenamt.pdf"
        " Ehrenamtliche gewinnt eine Kommune am besten"
    )


def test_search_says_where_nothing_fits_and_shows_the_nearest(run: Run, papers_index: Path) -> None:
    out = run("search", "Wie repariert man einen Vergaser am Mofa?", "--index", papers_index, "--limit", "1").out
    first, _, heading, *_ = out.splitlines()
    assert first == "Dazu wurde nichts Passendes gefunden. Am nächsten kommen diese Stellen:"
    assert re.fullmatch(r"1\. .+  kaum passend, Relevanz 0\.\d\d", heading)


def test_search_explains_on_request(run: Run, papers_index: Path) -> None:
    question = "Ehrenamtliche gewinnt man mit Kamelen"
    out = run("search", question, "--index", papers_index, "--limit", "1", "--explain").out
    reasons = [line for line in out.splitlines() if line.startswith("  ")]
    assert reasons[0] == "  Wörter gefunden: Ehrenamtliche, gewinnt; fehlend: Kamelen"
    assert re.fullmatch(r"  Anteil des erreichbaren BM25 0\.\d{3}; Kosinus 0\.\d{3}, Platz 1 nach dem Sinn", reasons[1])
    assert "Ehrenamtliche ~ Ehrenamtliche (1.00)" in out
    assert re.fullmatch(r"  gemischt \d\.\d{3}; kalibriert 0\.\d{3}", reasons[-1])


def test_search_says_that_nothing_was_found(run: Run, papers_index: Path) -> None:
    ended = run("search", "Xyzzy", "--mode", "lexical", "--index", papers_index)
    assert ended == (0, "Dazu wurde nichts gefunden. Andere Worte oder weniger Filter helfen oft weiter.\n", "")


def test_the_index_can_be_named_by_the_environment(
    run: Run, papers_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FUNDSTELLE_INDEX", str(papers_index))
    assert run("search", "Friedhof", "--json").json["hits"][0]["document"]["id"] == "satzung"


def test_snapshots_are_listed_and_an_earlier_one_can_be_made_the_live_one_again(
    run: Run, folder: Path, indexed: Path
) -> None:
    first = current_id(indexed)
    (folder / "bus.txt").write_text("Der Bücherbus\n\nEr fährt am Dienstag.\n", encoding="utf-8")
    run("index", folder, "--index", indexed)
    second = current_id(indexed)
    assert run("snapshots", "--index", indexed, "--json").json == [
        {"id": second, "live": True, "documents": 3, "passages": 3},
        {"id": first, "live": False, "documents": 2, "passages": 2},
    ]
    assert run("back", first, "--index", indexed) == (0, "", f"Gültig ist nun der Stand {first}.\n")
    assert current_id(indexed) == first
    rows = [line.split("│")[1:-1] for line in run("snapshots", "--index", indexed).out.splitlines() if "Z-" in line]
    assert [[cell.strip() for cell in row] for row in rows] == [
        [second, "", "3", "3", "fundstelle-static-de"],
        [first, "ja", "2", "2", "fundstelle-static-de"],
    ]


@pytest.mark.parametrize("name", ["gestern", "../../x", "20250314T101500123Z-ab12cd34"])
def test_there_is_no_way_back_to_a_snapshot_that_does_not_exist(run: Run, indexed: Path, name: str) -> None:
    before = current_id(indexed)
    code, out, err = run("back", name, "--index", indexed)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert name in err
    assert current_id(indexed) == before


@pytest.fixture
def beir(tmp_path: Path) -> Path:
    """Three documents and two questions, one of them about the council."""
    made = tmp_path / "fragen [b]"
    (made / "qrels").mkdir(parents=True)
    corpus = {"rat": "Der Rat tagt am Montag.", "wald": "Im Wald wachsen Buchen.", "bus": "Der Bücherbus hält oft."}
    questions = {"q1": "Wann tagt der Rat?", "q2": "Was wächst im Wald?"}
    for name, texts in (("corpus", corpus), ("queries", questions)):
        lines = [json.dumps({"_id": key, "text": text}) for key, text in texts.items()]
        (made / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (made / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\trat\t1\nq2\twald\t1\n")
    return made


@pytest.mark.parametrize("mode", ["hybrid", "dense", "lexical"])
def test_evaluate_measures_a_beir_folder(run: Run, beir: Path, mode: str) -> None:
    ended = run("evaluate", beir, "--mode", mode, "--json")
    assert ended.code == 0
    assert list(ended.json) == BEIR_KEYS
    assert [ended.json[key] for key in BEIR_KEYS[:4]] == [1.0] * 4
    assert ended.json["passages"] == 3
    assert ended.json["queries_per_second"] > 0
    assert ended.err.splitlines()[-1] == "Fragen stellen (2)"


def test_evaluate_asks_the_questions_of_another_set_and_draws_plots(run: Run, beir: Path, tmp_path: Path) -> None:
    other = tmp_path / "andere"
    shutil.copytree(beir, other)
    row = json.dumps({"_id": "q1", "text": "Wie repariert man einen Vergaser am Mofa?"})
    (other / "queries.jsonl").write_text(row, encoding="utf-8")
    ended = run("evaluate", beir, "--foreign", other, "--plots", tmp_path / "bilder", "--json")
    assert list(ended.json) == [*BEIR_KEYS, "auroc", "foreign_none", "own_none"]
    assert [ended.json[name] for name in ("auroc", "foreign_none", "own_none")] == [1.0, 1.0, 0.0]
    assert sorted(path.name for path in (tmp_path / "bilder").iterdir()) == ["verlaesslichkeit.svg", "verteilungen.svg"]


def test_evaluate_shows_a_table(run: Run, beir: Path) -> None:
    cells = [[cell.strip() for cell in line.split("│")] for line in run("evaluate", beir).out.splitlines()]
    [row] = [row for row in cells if "fragen [b] (hybrid)" in row]
    assert row[2:6] == ["1.000"] * 4


def test_evaluate_names_what_a_folder_lacks(run: Run, tmp_path: Path) -> None:
    sentence = f"Die Datei „{tmp_path / 'corpus.jsonl'}“ fehlt; bitte die Schreibweise prüfen."
    assert run("evaluate", tmp_path) == (1, "", f"Fehler: {sentence}\n")


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    """Two questions that the index of two documents answers, and one that it cannot."""
    rows = [
        ("f1", "Wann tagt der Rat?", "verbatim", "rat-txt", "tagt am Montag"),
        ("f2", "Wachsen Buchen im Wald?", "verbatim", "wald-md", "Buchen"),
        ("f3", "Wie hoch ist der Mond?", "unanswerable", None, None),
    ]
    names = ("id", "question", "type", "document", "quote")
    lines = [json.dumps(dict(zip(names, row, strict=True))) for row in rows]
    path = tmp_path / "fragen.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_evaluate_measures_cited_questions_on_an_index(run: Run, indexed: Path, questions: Path) -> None:
    ended = run("evaluate", "--questions", questions, "--index", indexed, "--json")
    assert (ended.code, ended.err) == (0, "")
    figures = ended.json
    relevances = {name: row.pop("median_relevance") for name, row in figures.items()}
    assert figures == {
        "unanswerable": {"count": 1},
        "verbatim": {"count": 2, "first": 1.0, "in_first_three": 1.0, "document_first": 1.0, "mrr@10": 1.0},
    }
    assert relevances["verbatim"] > 0.5 > relevances["unanswerable"]


def test_evaluate_shows_a_table_of_cited_questions(run: Run, indexed: Path, questions: Path) -> None:
    out = run("evaluate", "--questions", questions, "--index", indexed).out
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in out.splitlines() if "│" in line]
    assert [(row[0], row[1]) for row in rows] == [("unanswerable", "1"), ("verbatim", "2")]
    assert rows[0][3:] == ["–"] * 4
    assert rows[1][3:] == ["1.000"] * 4


def test_evaluate_names_a_file_of_questions_that_does_not_exist(run: Run, indexed: Path, tmp_path: Path) -> None:
    path = tmp_path / "nichts.jsonl"
    ended = run("evaluate", "--questions", path, "--index", indexed)
    assert ended == (1, "", f"Fehler: Die Datei „{path}“ fehlt; bitte die Schreibweise prüfen.\n")
