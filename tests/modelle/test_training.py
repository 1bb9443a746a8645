"""How training texts become passages and pairs, and that the whole script runs on a small sample."""

import json
import lzma
import random
import subprocess
import sys
from pathlib import Path

import pytest

from modelle.training import pairs, texts, tokenizer

PARAGRAPH = (
    "Der Integrationsrat berät den Stadtrat in allen Fragen des Zusammenlebens. "
    "Er tagt viermal im Jahr öffentlich im großen Saal des Rathauses. "
    "Die Mitglieder werden von den wahlberechtigten Einwohnerinnen und Einwohnern gewählt."
)


def test_words_broken_at_a_line_end_are_mended() -> None:
    assert texts.mend("Integra-\ntionsrat, Ausländer-\nund Integrationsbeirat, CDU-\nFraktion") == (
        "Integrationsrat, Ausländer-\nund Integrationsbeirat, CDU-\nFraktion"
    )


def test_a_passage_keeps_title_heading_and_whole_sentences() -> None:
    (passage,) = texts.cut("Satzung", "§ 1 Aufgaben", PARAGRAPH)
    assert (passage.title, passage.heading) == ("Satzung", "§ 1 Aufgaben")
    assert len(passage.sentences) == 3
    assert passage.text == PARAGRAPH


def test_lists_of_numbers_are_left_out() -> None:
    assert list(texts.cut("Plan", "", "12.3 45.6 78.9 01.2 " * 20)) == []


def test_the_rest_of_a_passage_answers_its_sentence() -> None:
    passage = texts.TrainingPassage("Satzung", "", tuple(PARAGRAPH.split(". ")))
    made = [pair for seed in range(40) for pair in pairs.pairs_of(passage, random.Random(seed))]
    headings = [pair for pair in made if pair[0] == "Satzung"]
    cloze = [pair for pair in made if pair[0] != "Satzung"]
    assert headings
    assert all(pair[1] == passage.text for pair in headings)
    assert len(cloze) == 40
    assert sum(question in passage_text for question, passage_text in cloze) < 12


def test_the_tokenizer_folds_case_sharp_s_and_soft_hyphens() -> None:
    learned = tokenizer.learn([PARAGRAPH] * 10, 400)
    assert learned.encode("GROSSEN").tokens == learned.encode("gro\u00adßen").tokens


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_the_script_trains_a_model_that_opens(tmp_path: Path) -> None:
    pytest.importorskip("datasets", reason="Das Training braucht: pip install -e '.[training]'")
    pytest.importorskip("accelerate", reason="Das Training braucht: pip install -e '.[training]'")
    data = tmp_path / "data"
    data.mkdir()
    rows = [f"{PARAGRAPH} Im Jahr {year} kamen {year % 97} Anträge zur Sprache." for year in range(1900, 2000)]
    written = {
        "karlsruhe_dokumente": [{"paper_title": "Vorlage", "text": row} for row in rows],
        "klexikon_wiki_passages": [{"article": "Rat", "section": "", "subsection": "", "text": row} for row in rows],
        "gesetze_sections": [{"path": "Gesetz", "title": "§ 1", "text": row} for row in rows],
        "revosax_sections": [{"path": "Vorschrift", "title": "I.", "text": row} for row in rows],
        "bundestag_reden": [{"paragraphs": [row]} for row in rows],
        "karlsruhe_anfragen_qa": [{"question": "Wie oft tagt der Rat?", "passage": PARAGRAPH}] * 8,
        "integreat_fragen": [{"question": "Wer wählt die Mitglieder?", "passage": PARAGRAPH}] * 8,
        "karlsruhe_antrag_stellungnahme": [
            {"title": "Saal", "request": "Wir bitten um Prüfung.", "response": PARAGRAPH}
        ],
    }
    for name, lines in written.items():
        with lzma.open(data / f"{name}.jsonl.xz", "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(line) + "\n" for line in lines)
    output = tmp_path / "model"
    options = {"data": data, "work": tmp_path / "work", "output": output, "vocabulary": 500, "dimensions": 16}
    options |= {"steps": 4, "batch": 8}
    arguments = [text for name, value in options.items() for text in (f"--{name}", str(value))]
    done = subprocess.run(
        [sys.executable, "-m", "modelle.training.train", *arguments], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    from modelle import load_encoder

    assert load_encoder(str(output)).encode_query("Integrationsrat").shape == (16,)
    assert json.loads((output / "training.json").read_text())["steps"] == 4
