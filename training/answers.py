"""``python -m training.answers``: learn which sentences answer and when nothing does; takes three minutes.

The labelled questions are among those that the built-in embedding is trained on, so an embedding is trained without
them first: else its likeness of a question to its answer would flatter. The threshold is set on ``dev``.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from answer import absence, evidence
from answer.absence import Found
from answer.assistant import READ_PASSAGES, judged, read_for
from answer.judge import Judge
from answer.reading import Reader, reader_of
from answer.sentences import Sentence
from answer.weights import WEIGHTS_FILE, Weights, save_weights
from evals.places import nearest_span, quote_spans
from evals.questions import read_questions
from index.build import build_index
from index.ngrams import Floats, NgramModel
from index.retrieval import Index, open_index
from ingest.model import Document
from settings import load_settings
from training.embedding import Recipe, WithEmbedding, begin, train
from training.material import Material, read_material

ANSWERS_DIR = Path(__file__).resolve().parent / "answers"
_OVERLAP = 0.5  # of the shorter of sentence and quote
_ALSO = 0.5  # weight of a sentence that is right as well, beside 1.0 for one of the best answer
_LABELLED = 0.05  # weight of a question with labelled sentences, of which most are easy, beside 1.0 for the others
_SENTENCE_STRENGTH = 0.05  # inverse of the regularisation
_ABSENCE_STRENGTH = 0.03
_FALSE_REFUSALS = 0.04  # of the answerable questions of ``dev``


Span = tuple[str, int, int]  # document, and offsets into its source text, half-open


@dataclass(frozen=True, slots=True)
class Place:
    """A quote with the line it stands on, to tell it from a copy."""

    document: str
    quote: str
    line: int


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question with the sentences that answer it."""

    question: str
    best: tuple[Place, ...]  # the smallest set that answers best
    also: tuple[Place, ...]  # right as well


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of which it is known whether the documents answer it."""

    question: str
    answerable: bool
    history: tuple[str, ...]
    why: str  # what kind of thing is missing; empty where it is answered
    document: str  # that answers it; empty where none does or where it was not written down
    quotes: tuple[str, ...]  # what answers it there, together; may be empty
    also: tuple[tuple[str, str], ...]  # document and quote of what answers it as well


def read_labelled(folder: Path = ANSWERS_DIR) -> list[Labelled]:
    """The questions whose sentences were labelled by hand."""
    return [
        Labelled(table["question"], _places(table["best"]), _places(table["also"]))
        for table in _lines(folder / "sentences.jsonl")
    ]


def read_asked(folder: Path = ANSWERS_DIR) -> list[Asked]:
    """Questions that the documents do not answer, and others that look like them and are answered."""
    return [
        Asked(
            table["question"],
            table["answerable"],
            tuple(table.get("history", ())),
            table.get("why", ""),
            table.get("document", ""),
            _quotes(table.get("quote", ())),
            tuple((document, quote) for document, quote in table.get("also", ())),
        )
        for table in _lines(folder / "absence.jsonl")
    ]


def _quotes(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def _places(rows: Sequence[dict[str, Any]]) -> tuple[Place, ...]:
    return tuple(Place(row["document"], row["quote"], row["line"]) for row in rows)


def embedding_without(material: Material, questions: Sequence[str]) -> NgramModel:
    """The built-in embedding, trained without these questions and the others on the same passages."""
    left_out = {pair.rows for pair in material.pairs if pair.question in set(questions)}
    kept = [number for number, pair in enumerate(material.pairs) if pair.rows not in left_out]
    asked = [material.questions[number] for number in kept]
    recipe = Recipe()
    model = begin([*material.texts, *asked], recipe)
    return train(model, material.texts, asked, [material.pairs[number].rows for number in kept], recipe)


def learn_sentences(rows: Sequence[tuple[Floats, Floats, Floats]]) -> Judge:
    """The judge of sentences, from features (n, k), labels (n,) and weights (n,) of each question."""
    return _learn(
        np.concatenate([features for features, _, _ in rows]),
        np.concatenate([labels for _, labels, _ in rows]),
        np.concatenate([weights for _, _, weights in rows]),
        evidence.FEATURES,
        _SENTENCE_STRENGTH,
    )


def _learn(features: Floats, labels: Floats, weights: Floats, names: Sequence[str], strength: float) -> Judge:
    """Logistic regression, with the scaling of the features worked into its weights."""
    scaler = StandardScaler().fit(features)
    model = LogisticRegression(C=strength, max_iter=5000).fit(scaler.transform(features), labels, sample_weight=weights)
    scaled = model.coef_[0] / scaler.scale_
    bias = float(model.intercept_[0] - scaled @ scaler.mean_)
    return Judge(tuple(names), scaled.astype(np.float32), bias)


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


def _span(place: Place, documents: Callable[[str], Document]) -> Span:
    """The copy of the quote that is meant."""
    source = documents(place.document).source
    spans = _spans_of(place.document, place.quote, documents)
    start, end = nearest_span([(start, end) for _, start, end in spans], source, place.line)
    return (place.document, start, end)


def _spans_of(document: str, quote: str, documents: Callable[[str], Document]) -> list[Span]:
    """All copies of a quote in a document. Raises: ValueError if it has none."""
    spans = quote_spans(quote, documents(document).source)
    if not spans:
        raise ValueError(f"a quote does not stand in {document}: {quote[:80]}")
    return [(document, start, end) for start, end in spans]


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


_NO_JUDGE = Judge(evidence.FEATURES, np.zeros(len(evidence.FEATURES), dtype=np.float32), 0.0)


def main() -> int:
    """Learn, and write the weights."""
    parser = argparse.ArgumentParser(prog="training.answers", description="Leer welke zinnen antwoorden.")
    parser.add_argument("--naar", type=Path, default=WEIGHTS_FILE, help="bestand voor de gewichten")
    arguments = parser.parse_args()
    settings = load_settings()
    build_index(settings)
    index = open_index(settings)
    labelled, asked = read_labelled(), read_asked()
    material = read_material(settings)
    _say(
        f"{len(labelled)} vragen met zinnen, {len(asked)} met en zonder antwoord; eerst een taalmodel zonder die vragen"
    )
    model = embedding_without(material, [entry.question for entry in labelled])
    apart, apart_reader = WithEmbedding(index, model.encode, model.encode(material.texts)), Reader(model)

    rows = []
    for entry in labelled:
        found = find(apart, apart_reader, None, entry.question, ())
        if found is not None and entry.best:
            best, also = ([_span(place, index.document) for place in places] for places in (entry.best, entry.also))
            rows.append((found.features, *labels_of(found, best, also)))
    # These questions are not among those that the embedding was trained on.
    reader = reader_of(index)
    for question in asked:
        found = find(index, reader, None, question.question, question.history)
        if found is not None and question.quotes:
            best = [span for quote in question.quotes for span in _spans_of(question.document, quote, index.document)]
            also = [span for document, quote in question.also for span in _spans_of(document, quote, index.document)]
            rows.append((found.features, *labels_of(found, best, also)))
    rows = [row for row in rows if row[1].any()]
    sentences = learn_sentences(rows)
    _say(f"zinnen geleerd van {len(rows)} vragen")

    features, answerable, weights_of = [], [], []
    for entry in labelled:
        found = find(apart, apart_reader, sentences, entry.question, ())
        if found is not None and entry.best:
            features.append(absence.features_of(found))
            answerable.append(1.0)
            weights_of.append(_LABELLED)
    for question in asked:
        found = find(index, reader, sentences, question.question, question.history)
        if found is not None:
            features.append(absence.features_of(found))
            answerable.append(float(question.answerable))
            weights_of.append(1.0)
    answers = _learn(
        np.array(features), np.array(answerable), np.array(weights_of), absence.FEATURES, _ABSENCE_STRENGTH
    )
    threshold = _threshold(index, reader, sentences, answers)
    save_weights(Weights(sentences, answers, threshold), arguments.naar)
    _say(f"drempel {threshold:.3f}; geschreven naar {arguments.naar}")
    return 0


def _threshold(index: Index, reader: Reader, sentences: Judge, answers: Judge) -> float:
    """The probability below which the share _FALSE_REFUSALS of the answerable questions of ``dev`` is refused."""
    probabilities = []
    for question in read_questions():
        if question.split == "dev" and question.answerable:
            found = find(index, reader, sentences, question.question, question.history)
            if found is not None and not absence.cannot_answer(found):
                features = absence.features_of(found)
                probabilities.append(float(answers.probabilities(features[None, :])[0]))
    return float(np.quantile(probabilities, _FALSE_REFUSALS))


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
