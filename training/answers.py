"""``python -m training.answers``: learn which sentences answer and when nothing does; takes fifteen minutes.

The built-in embedding is trained on the labelled questions too, and that would flatter the likeness of a question to
its answer. So they are dealt into parts, and what is known of the questions of a part comes from an embedding that was
trained without them, as it is for a question that was never seen. The threshold is set on ``dev``.
"""

import argparse
import os
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from answer import absence, evidence
from answer.absence import Found
from answer.assistant import READ_PASSAGES, judged, read_for
from answer.judge import Judge, Layer
from answer.reading import Reader, reader_of
from answer.sentences import Sentence
from answer.weights import WEIGHTS_FILE, Weights, save_weights
from answer.wording import Wording
from evals.questions import read_questions
from index.build import build_index
from index.ngrams import Floats, NgramModel
from index.retrieval import Index, open_index
from ingest.model import Document
from settings import load_settings
from training.embedding import Recipe, WithEmbedding, begin, train
from training.judging import ANSWERS, SENTENCES, Rows, learn_network, learn_wording
from training.labelled import Labelled, Place, Span, read_labelled, spans_of
from training.material import read_material

_PARTS = 4
_OVERLAP = 0.5  # of the shorter of sentence and quote
_ALSO = 0.5  # weight of a sentence that is right as well, beside 1.0 for one of the best answer
_EASY = 0.3  # weight of an easy question beside 1.0 for the others, where it is learned whether to answer
_FALSE_REFUSALS = 0.03  # of the answerable questions of ``dev``


@dataclass(frozen=True, slots=True)
class Opened:
    """An index with an embedding, and the labelled questions that this embedding never saw."""

    index: Index
    reader: Reader
    unseen: list[Labelled]


def part_of(question: str) -> int:
    """The part that a question is dealt to, from 0; the same on every machine."""
    return zlib.crc32(question.encode()) % _PARTS


def embedding_without(part: int) -> NgramModel:
    """The built-in embedding, trained without the labelled questions of a part."""
    material = read_material(load_settings())
    unseen = {entry.question for entry in read_labelled() if part_of(entry.question) == part}
    kept = [number for number, pair in enumerate(material.pairs) if pair.question not in unseen]
    asked = [material.questions[number] for number in kept]
    recipe = Recipe()
    model = begin([*material.texts, *asked], recipe)
    return train(model, material.texts, asked, [material.pairs[number].rows for number in kept], recipe)


def opened_parts(index: Index, texts: Sequence[str], labelled: Sequence[Labelled]) -> Iterator[Opened]:
    """The index with the embedding of each part, trained in as many processes as there are cores.

    Args:
        index: The opened index.
        texts: Of its passages, as they are indexed.
        labelled: All labelled questions.
    """
    with ProcessPoolExecutor(min(_PARTS, os.cpu_count() or 1), mp_context=get_context("spawn")) as processes:
        for part, model in enumerate(processes.map(embedding_without, range(_PARTS))):
            unseen = [entry for entry in labelled if part_of(entry.question) == part]
            yield Opened(WithEmbedding(index, model.encode, model.encode(texts)), Reader(model), unseen)
            _say(f"deel {part + 1} van {_PARTS}: taalmodel zonder {len(unseen)} vragen")


def sentence_rows(opened: Opened) -> Iterator[Rows]:
    """The candidates of each question whose answer is among them."""
    for entry in opened.unseen:
        found = find(opened.index, opened.reader, None, entry.question, entry.history) if entry.best else None
        if found is not None:
            best, also = (_spans(places, opened.index.document) for places in (entry.best, entry.also))
            labels, weights = labels_of(found, best, also)
            if labels.any():
                yield found.features, labels, weights


def absence_rows(opened: Opened, sentences: Judge, wording: Wording) -> Iterator[Rows]:
    """Each question of which something was found; what its words tell was learned without it."""
    for entry in opened.unseen:
        found = find(opened.index, opened.reader, sentences, entry.question, entry.history)
        if found is not None:
            features = absence.features_of(found, wording)
            yield features[None, :], np.array([entry.answerable], dtype=np.float32), np.array([_weight(entry)])


def learn_words(index: Index, labelled: Sequence[Labelled]) -> Wording:
    """What the words of these questions tell."""
    answerable = np.array([entry.answerable for entry in labelled], dtype=np.float32)
    weights = np.array([_weight(entry) for entry in labelled])
    looked_for = [read_for(index, entry.question, history=entry.history)[1].text for entry in labelled]
    return learn_wording(looked_for, answerable, weights)


def _weight(entry: Labelled) -> np.float32:
    return np.float32(_EASY if entry.easy else 1.0)


def labels_of(found: Found, best: Sequence[Span], also: Sequence[Span] = ()) -> tuple[Floats, Floats]:
    """Labels (n,) and weights (n,) of the candidates.

    Where the question names no region, a copy of a right sentence in another region is right as well.

    Args:
        found: The candidates.
        best: Where the best answer stands.
        also: Where else a right answer stands.
    """
    sentences = [candidate.sentence for candidate in found.candidates]
    in_best = np.array([_is_in(sentence, best) for sentence in sentences])
    right = in_best | np.array([_is_in(sentence, also) for sentence in sentences])
    if not found.question.regions:
        texts = {sentence.text for sentence, good in zip(sentences, right, strict=True) if good}
        right |= np.array([sentence.text in texts for sentence in sentences])
    weights = np.where(right & ~in_best, _ALSO, 1.0)
    return right.astype(np.float32), weights.astype(np.float32)


def _spans(places: Sequence[Place], documents: Callable[[str], Document]) -> list[Span]:
    return [span for place in places for span in spans_of(place, documents)]


def _is_in(sentence: Sentence, spans: Sequence[Span]) -> bool:
    return any(
        sentence.passage.document_id == document
        and min(end, sentence.end) - max(start, sentence.start)
        >= _OVERLAP * min(end - start, sentence.end - sentence.start)
        for document, start, end in spans
    )


def find(index: Index, reader: Reader, judge: Judge | None, question: str, history: Sequence[str]) -> Found | None:
    """What the assistant knows of a question before it decides whether to answer."""
    asked, query = read_for(index, question, history=history)
    anywhere = index.rank(replace(query, regions=()), limit=READ_PASSAGES)
    scored = index.rank(query, limit=READ_PASSAGES) if query.regions else anywhere
    return judged(index, reader, judge or _NO_JUDGE, asked, query, scored, anywhere=anywhere[0])


_NO_JUDGE = Judge(
    evidence.FEATURES, (Layer(np.zeros((len(evidence.FEATURES), 1), dtype=np.float32), np.zeros(1, dtype=np.float32)),)
)


def main() -> int:
    """Learn, and write the weights."""
    parser = argparse.ArgumentParser(prog="training.answers", description="Leer welke zinnen antwoorden.")
    parser.add_argument("--naar", type=Path, default=WEIGHTS_FILE, help="bestand voor de gewichten")
    arguments = parser.parse_args()
    settings = load_settings()
    build_index(settings)
    index = open_index(settings)
    labelled = read_labelled()
    _say(f"{len(labelled)} vragen, waarvan {sum(bool(entry.best) for entry in labelled)} met zinnen")
    parts = list(opened_parts(index, read_material(settings).texts, labelled))
    rows = [row for opened in parts for row in sentence_rows(opened)]
    sentences = learn_network(rows, evidence.FEATURES, SENTENCES)
    _say(f"zinnen geleerd van {len(rows)} vragen")
    absent: list[Rows] = []
    for part, opened in enumerate(parts):
        wording = learn_words(index, [entry for entry in labelled if part_of(entry.question) != part])
        absent += absence_rows(opened, sentences, wording)
    answers = learn_network(absent, absence.FEATURES, ANSWERS)
    weights = Weights(sentences, learn_words(index, labelled), answers, threshold=0.0)
    weights = replace(weights, threshold=_threshold(index, reader_of(index), weights))
    save_weights(weights, arguments.naar)
    _say(f"drempel {weights.threshold:.3f}; geschreven naar {arguments.naar}")
    return 0


def _threshold(index: Index, reader: Reader, weights: Weights) -> float:
    """The probability below which the share _FALSE_REFUSALS of the answerable questions of ``dev`` is refused."""
    probabilities = []
    for question in read_questions():
        if question.split == "dev" and question.answerable:
            found = find(index, reader, weights.sentences, question.question, question.history)
            if found is not None and not absence.cannot_answer(found):
                features = absence.features_of(found, weights.wording)
                probabilities.append(float(weights.answers.probabilities(features[None, :])[0]))
    return float(np.quantile(probabilities, _FALSE_REFUSALS))


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
