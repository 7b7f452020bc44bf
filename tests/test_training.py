"""Training pairs stand in the documents and apart from the question set; training is deterministic and helps."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from answer.wording import Wording
from evals.questions import read_questions
from index.ngrams import MODULE_FOLDER, NgramModel
from settings import BUILT_IN_MODEL_DIR, Settings
from training.answers import part_of
from training.embedding import Recipe, begin, train
from training.judging import SENTENCES, learn_network, learn_wording
from training.labelled import read_labelled, spans_of
from training.material import Material, read_material
from training.pairs import NearCopies, Pair, Written, pairs_of, place_of, read_written

PASSAGES = ["De huisarts belt ouderen.", "Wij bouwen woningen.", "De gemeente helpt met schulden.", "De wijk sport."]
QUESTIONS = ["Wie telefoneert met bejaarden?", "Komen er huizen?", "Hulp bij geldzorgen?", "Waar kan ik bewegen?"]
RECIPE = Recipe(dimensions=4, fewest_texts=1, epochs=30, batch=4, dropout=0.0, learning_rate=0.01)


@pytest.fixture(scope="module")
def material() -> Material:
    return read_material(Settings())


def test_there_are_thousands_of_pairs_on_nearly_all_passages_of_all_regions_and_kinds(material: Material) -> None:
    rows = {row for pair in material.pairs for row in pair.rows}
    asked = [material.passages[row] for row in rows]

    assert len(material.pairs) >= 3000
    assert len(rows) >= 0.85 * len(material.passages)
    assert {passage.region for passage in asked} == {passage.region for passage in material.passages}
    assert {passage.kind for passage in asked} == {passage.kind for passage in material.passages}


def test_every_quote_stands_in_its_document(material: Material) -> None:
    for written in read_written():
        place_of(written, material.documents[written.document].source)


def test_no_question_of_the_question_set_or_near_copy_is_trained_on() -> None:
    copies = NearCopies(read_questions())

    assert [question for written in read_written() for question in written.questions if copies.has(question)] == []


def test_nothing_that_answers_are_learned_from_is_of_the_question_set_or_a_near_copy() -> None:
    copies = NearCopies(read_questions())
    learned = [entry.question for entry in read_labelled() if not entry.history]

    assert len(learned) > 4000
    assert not [question for question in learned if copies.has(question)]


def test_what_answers_are_learned_from_has_both_kinds_and_stands_in_the_documents(material: Material) -> None:
    labelled = read_labelled()

    assert sum(not entry.answerable for entry in labelled) > 1000
    assert sum(bool(entry.best) for entry in labelled) > 3000
    assert all(bool(entry.best) <= entry.answerable for entry in labelled)
    assert all(
        spans_of(place, material.documents.__getitem__) for entry in labelled for place in (*entry.best, *entry.also)
    )


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        pytest.param("Wie is penvoerder digitaalvaardig maken", True, id="the same words"),
        pytest.param("wie is de penvoerder van digitaalvaardig maken?", True, id="a few words more"),
        pytest.param("Hoeveel bomen staan er in Doorn?", False, id="another question"),
        pytest.param("de het een", True, id="no telling word"),
    ],
)
def test_a_near_copy_is_recognised(question: str, expected: bool) -> None:
    assert NearCopies(read_questions()).has(question) is expected


def test_a_question_belongs_to_the_passages_that_share_its_quote(material: Material) -> None:
    first, second = material.passages[:2]
    written = Written(first.document_id, first.text, (first.first_line, first.last_line), ("Wat?", "Wie?"))

    found = pairs_of([written], material.documents, [first, second])

    assert found == [Pair("Wat?", (0,), first.document_id), Pair("Wie?", (0,), first.document_id)]


def test_a_quote_that_stands_nowhere_is_an_error(material: Material) -> None:
    document = material.passages[0].document_id

    with pytest.raises(ValueError, match="does not stand in"):
        place_of(Written(document, "Dit staat nergens", (1, 1), ()), material.documents[document].source)


def test_training_brings_a_question_to_its_passage_and_is_the_same_twice() -> None:
    start = begin([*PASSAGES, *QUESTIONS], RECIPE)
    rows = [(0,), (1,), (2,), (3,)]

    one, two = (train(start, PASSAGES, QUESTIONS, rows, RECIPE) for _ in range(2))

    nearest = np.argmax(one.encode(QUESTIONS) @ one.encode(PASSAGES).T, axis=1)
    assert list(nearest) == [0, 1, 2, 3]
    assert np.array_equal(one.projection, two.projection)


def test_the_model_that_comes_with_the_project_is_small_and_knows_everyday_words() -> None:
    size = sum(path.stat().st_size for path in Path(BUILT_IN_MODEL_DIR).rglob("*") if path.is_file())
    model = NgramModel.load(BUILT_IN_MODEL_DIR / MODULE_FOLDER)
    dokter, huisarts, woning = model.encode(["dokter", "huisarts", "woningbouw"])

    assert size < 40_000_000
    assert dokter @ huisarts > dokter @ woning + 0.2


def test_a_network_learns_what_no_line_tells_and_is_the_same_twice() -> None:
    chance = np.random.default_rng(0)
    rows = []
    for _ in range(200):
        features = chance.random((6, 2), dtype=np.float32)
        features[0] = (0.1, 0.9)  # at least one is right
        rows.append(
            (
                features,
                ((features[:, 0] > 0.5) != (features[:, 1] > 0.5)).astype(np.float32),
                np.ones(6, dtype=np.float32),
            )
        )
    recipe = replace(SENTENCES, rounds=60, dropout=0.0)

    one, two = (learn_network(rows, ("a", "b"), recipe) for _ in range(2))

    corners = np.array([[0.1, 0.1], [0.1, 0.9], [0.9, 0.1], [0.9, 0.9]], dtype=np.float32)
    assert list(one.probabilities(corners) > 0.5) == [False, True, True, False]
    assert np.array_equal(one.probabilities(corners), two.probabilities(corners))


def test_words_of_questions_that_are_seldom_answered_lower_the_odds() -> None:
    questions = ["Wat is het telefoonnummer van de huisarts?", "Wat doet de huisarts?"] * 20

    wording = learn_wording(questions, np.array([0.0, 1.0] * 20, dtype=np.float32), np.ones(40, dtype=np.float32))

    assert wording.leaning("telefoonnummer van de gemeente") < 0 < wording.leaning("Wat doet de gemeente?")
    assert Wording.from_table(wording.as_table()).leaning("Wat doet u?") == pytest.approx(
        wording.leaning("Wat doet u?"), abs=0.001
    )


def test_questions_are_dealt_into_parts_of_about_one_size() -> None:
    sizes = Counter(part_of(entry.question) for entry in read_labelled())

    assert len(sizes) == 4
    assert max(sizes.values()) < 1.1 * min(sizes.values())
