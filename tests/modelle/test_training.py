"""How training texts become passages and pairs, and that the whole script runs on a small sample."""

import json
import lzma
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tokenizers import Tokenizer, models

from modelle.training import texts, tokenizer
from modelle.training.batches import BatchMaker, BatchSettings, Source, pack
from modelle.training.clusters import similar_passages
from modelle.training.sampling import PairSampler, SamplingSettings, token_rarity
from modelle.training.smoothing import smoothed
from modelle.training.token_corpus import TokenCorpus, TokenTexts, tokenise, tokenise_passages

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


def test_a_passage_of_sentences_that_were_seen_is_left_out(tmp_path: Path) -> None:
    other = "Ganz anders geht es in der zweiten Satzung zu, die nur für den Markt am Samstag gilt. "
    numbers = "Der Beitrag beträgt im Jahr 2023 genau 40 Euro und wird am 1. März für das ganze Jahr fällig. "
    papers = [numbers + PARAGRAPH, numbers.replace("2023", "2024") + PARAGRAPH, other * 2, other + PARAGRAPH]
    with lzma.open(tmp_path / "karlsruhe_dokumente.jsonl.xz", "wt", encoding="utf-8") as file:
        for number, text in enumerate(papers):
            file.write(json.dumps({"paper_title": f"Papier {number}", "text": text}) + "\n")
    kept = list(texts.passages(tmp_path, "karlsruhe_dokumente"))
    assert [passage.title for passage in kept] == ["Papier 0", "Papier 2"]


@pytest.fixture
def learned() -> Tokenizer:
    return tokenizer.learn([PARAGRAPH, "Satzung", "Wie?"] * 10, 400)


@pytest.fixture
def corpus(learned: Tokenizer) -> TokenCorpus:
    """One passage of three sentences under a title, and one of a single sentence."""
    sentences = texts.split_sentences(PARAGRAPH)
    passages = [
        texts.TrainingPassage("Satzung", "", tuple(sentences)),
        texts.TrainingPassage("", "", (sentences[0],)),
    ]
    return tokenise_passages(learned, passages)


def sampler(learned: Tokenizer, corpus: TokenCorpus, **shares: float) -> PairSampler:
    """A sampler in which nothing happens but what `shares` say."""
    settings = dict.fromkeys(("heading", "keywords", "crop", "keep", "title", "opening"), 0.0) | shares
    openings = tokenise(learned, ["Wie", "?"])
    rarity = token_rarity([corpus], learned.get_vocab_size())
    return PairSampler(corpus, rarity, openings, SamplingSettings(**settings), random.Random(7))


def text_of(learned: Tokenizer, ids: Any) -> str:
    return learned.decode(ids.tolist()).replace(" ", "")


def plain(text: str) -> str:
    return text.lower().replace("ß", "ss").replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace(" ", "")


def test_a_corpus_survives_the_disk(corpus: TokenCorpus, tmp_path: Path) -> None:
    corpus.save(tmp_path / "corpus.npz")
    read = TokenCorpus.load(tmp_path / "corpus.npz")
    np.testing.assert_array_equal(read.sentences.ids, corpus.sentences.ids)
    np.testing.assert_array_equal(read.sentences.starts, corpus.sentences.starts)
    np.testing.assert_array_equal(read.titles.offsets, corpus.titles.offsets)
    np.testing.assert_array_equal(read.first, [0, 3, 4])


def test_the_rest_of_a_passage_answers_its_sentence(learned: Tokenizer, corpus: TokenCorpus) -> None:
    drawn = sampler(learned, corpus)
    sentences = [plain(sentence) for sentence in texts.split_sentences(PARAGRAPH)]
    for _ in range(20):
        pair = drawn.pair(0)
        assert pair is not None
        asked, rest = (text_of(learned, ids) for ids in pair)
        assert asked in sentences
        assert rest == "".join(sentence for sentence in sentences if sentence != asked)


def test_a_heading_is_answered_by_its_passage(learned: Tokenizer, corpus: TokenCorpus) -> None:
    pair = sampler(learned, corpus, heading=1.0).pair(0)
    assert pair is not None
    assert [text_of(learned, ids) for ids in pair] == ["satzung", plain(PARAGRAPH)]


def test_a_question_gets_its_opening_and_its_mark(learned: Tokenizer, corpus: TokenCorpus) -> None:
    pair = sampler(learned, corpus, heading=1.0, opening=1.0).pair(0)
    assert pair is not None
    assert text_of(learned, pair[0]) == "wiesatzung?"


def test_keywords_are_words_of_one_sentence_in_their_order(learned: Tokenizer, corpus: TokenCorpus) -> None:
    drawn = sampler(learned, corpus, keywords=1.0)
    sentences = [plain(sentence) for sentence in texts.split_sentences(PARAGRAPH)]
    for _ in range(20):
        pair = drawn.pair(0)
        assert pair is not None
        letters = iter(next(s for s in sentences if s not in text_of(learned, pair[1])))
        assert all(letter in letters for letter in text_of(learned, pair[0]))


def test_a_single_sentence_without_a_heading_gives_no_pair(learned: Tokenizer, corpus: TokenCorpus) -> None:
    assert sampler(learned, corpus).pair(1) is None


def test_a_token_that_comes_twice_is_packed_once_and_counts_less_than_twice() -> None:
    packed = pack([np.array([5, 3, 5], np.int32), np.array([3], np.int32)], vocabulary=10, count_power=0.5)
    assert packed.ids.tolist() == [3, 5, 3]
    assert packed.offsets.tolist() == [0, 2]
    assert packed.weights.tolist() == pytest.approx([1.0, 2**0.5, 1.0])


def test_a_hard_batch_holds_similar_passages_with_each_heading_once() -> None:
    pair = (np.array([1], np.int32), np.array([2], np.int32))
    asked: list[int] = []

    def draw(number: int) -> Any:
        asked.append(number)
        return pair

    clusters = [np.array([0, 1, 2]), np.array([3, 4, 5])]
    source = Source(6, 1.0, draw, lambda number: bytes([number // 2]), clusters)
    settings = BatchSettings(pairs=4, vocabulary=10, count_power=1.0, hard_share=1.0, cluster_size=3)
    next(iter(BatchMaker([source], settings, random.Random(7))))
    assert len(asked) == 4
    assert {0, 1} - set(asked), "both passages under the same heading"


def test_similar_passages_come_into_one_cluster() -> None:
    ids = np.repeat(np.arange(5, dtype=np.int32), 64)
    texts_of = TokenTexts(ids, np.ones(320, np.bool_), np.arange(321))
    corpus = TokenCorpus(texts_of, texts_of, np.arange(321))
    vectors = np.eye(5, 128, dtype=np.float32)
    clusters = similar_passages(corpus, vectors, 0.75)
    assert sorted(number for cluster in clusters for number in cluster.tolist()) == list(range(320))
    assert all(len(set(ids[cluster])) == 1 for cluster in clusters)


@pytest.mark.parametrize("form", ["Bürger*innen", "Bürger:innen", "Bürger_innen", "BürgerInnen", "Buerger/-innen"])
def test_gendered_forms_and_written_out_umlauts_are_the_same_tokens(learned: Tokenizer, form: str) -> None:
    assert learned.encode(form).ids == learned.encode("Bürgerinnen").ids


def test_the_tokenizer_folds_case_sharp_s_and_soft_hyphens(learned: Tokenizer) -> None:
    assert learned.encode("GROSSEN").ids == learned.encode("gro\u00adßen").ids


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_the_script_trains_a_model_that_opens(tmp_path: Path) -> None:
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
    options |= {"steps": 4, "first-steps": 2, "batch": 8}
    arguments = [text for name, value in options.items() for text in (f"--{name}", str(value))]
    done = subprocess.run(
        [sys.executable, "-m", "modelle.training.train", *arguments], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    from modelle import load_encoder

    assert load_encoder(str(output)).encode_query("Integrationsrat").shape == (16,)
    assert json.loads((output / "training.json").read_text())["steps"] == 4


def test_rare_forms_and_compounds_borrow_from_what_is_known() -> None:
    learned = tokenizer.new_tokenizer()
    words = ["[UNK]", "beirat", "beiraete", "jugend", "arbeit", "jugendarbeit", "und"]
    learned.model = models.WordLevel({word: number for number, word in enumerate(words)})
    vectors = np.eye(7, dtype=np.float32)
    often, seldom = 1_000_000, 10
    mixed = smoothed(vectors, learned, np.array([0, often, seldom, often, often, seldom, often]))
    assert mixed[2] @ mixed[1] > 0.9
    np.testing.assert_allclose(mixed[1], vectors[1], atol=0.01)
    np.testing.assert_allclose(mixed[5], vectors[3] + vectors[4], atol=0.1)
    np.testing.assert_allclose(mixed[6], vectors[6])
    assert mixed.dtype == np.float32
