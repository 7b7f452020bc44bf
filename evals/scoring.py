"""A reply to a question -> its scores; a row of a run."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from evals.metrics import (
    Figure,
    Ranked,
    citation_scores,
    evidence_found,
    mean_with_interval,
    overlap,
    percentile,
    rank_measures,
    relevant,
    within_words,
)
from evals.pipelines import Pipeline, Reply
from evals.questions import EvalQuestion, Evidence, evidence_spans
from ingest.model import Document, collapse

CUTS = (1, 5, 10)
MOST_READ_WORDS = 500
_SHOWN = 10  # retrieved passages kept with a row
_SHOWN_CHARACTERS = 400

Documents = Mapping[str, Document]


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured, and how the values of questions become one figure."""

    name: str
    label: str
    better: Literal["higher", "lower"] = "higher"
    headline: bool = False  # a fall of it fails the check
    summary: Literal["mean", "median", "p95"] = "mean"
    of: str = ""  # the score that is summarised, where the name differs


MEASURES = (
    Measure("recall@1", "bewijs in de eerste passage"),
    Measure("recall@5", "bewijs in de eerste 5 passages", headline=True),
    Measure("recall@10", "bewijs in de eerste 10 passages"),
    Measure("recall@500w", "bewijs in de eerste 500 woorden", headline=True),
    Measure("RR@10", "1 / rang van de eerste goede passage"),
    Measure("nDCG@10", "nDCG over 10 passages"),
    Measure("correct", "helemaal goed beantwoord", headline=True),
    Measure("facts", "aandeel van de feiten"),
    Measure("cited", "goed, met een juiste bron", headline=True),
    Measure("citation precision", "citaten op de plaats van het bewijs"),
    Measure("citation recall", "bewijs in de citaten"),
    Measure("verbatim", "citaten letterlijk in het bestand", headline=True),
    Measure("forbidden", "antwoorden met iets onjuists", better="lower", headline=True),
    Measure("false refusal", "ten onrechte geweigerd", better="lower", headline=True),
    Measure("right refusal", "terecht geweigerd", headline=True),
    Measure("words", "woorden, mediaan", better="lower", summary="median"),
    Measure("ms p50", "milliseconden, mediaan", better="lower", summary="median", of="ms"),
    Measure("ms p95", "milliseconden, 95e percentiel", better="lower", summary="p95", of="ms"),
)
_BY_NAME = {measure.name: measure for measure in MEASURES}


def measure_named(name: str) -> Measure:
    """Raises: KeyError."""
    return _BY_NAME[name]


@dataclass(frozen=True, slots=True)
class Row:
    """One question under one pipeline: what was given, and how good it is."""

    question: EvalQuestion
    answered: bool
    answer: str
    confidence: float
    citations: tuple[dict[str, Any], ...]  # document, start, end, quote
    retrieved: tuple[dict[str, Any], ...]  # document, start, end, text, relevant
    scores: Mapping[str, float]  # name of a score -> value; without those that do not apply

    @property
    def right(self) -> bool:
        """True for a right answer, and for a refusal where the documents do not answer."""
        return bool(self.scores.get("correct", self.scores.get("right refusal", 0.0)))


def judge(
    pipeline: Pipeline,
    questions: Sequence[EvalQuestion],
    documents: Documents,
    is_verbatim: Callable[[str, str], bool],
    progress: Callable[[int], None] = lambda done: None,
) -> list[Row]:
    """Ask a pipeline all questions, and score its replies.

    Args:
        pipeline: What is asked.
        questions: In any order; the rows have the same.
        documents: The documents by id.
        is_verbatim: True if a quote (second argument) stands in the file of a document (first).
        progress: Hears how many questions are done.
    """
    replies = []
    for done, question in enumerate(questions, start=1):
        replies.append(pipeline.reply(question))
        progress(done)
    numbers = {(read.document_id, read.start, read.end): number for number, read in enumerate(pipeline.passages)}
    rankings = {}
    evidences = {question.question_id: spans_of(question.evidence, documents) for question in questions}
    for question, reply in zip(questions, replies, strict=True):
        if evidence := evidences[question.question_id]:
            ranked = [numbers[read.document_id, read.start, read.end] for read in reply.retrieved]
            rankings[question.question_id] = Ranked(ranked, relevant(evidence, pipeline.passages))
    of_ranks = rank_measures(rankings)
    rows = []
    for question, reply in zip(questions, replies, strict=True):
        evidence = evidences[question.question_id]
        scores = {**_retrieval_scores(question, reply, evidence), **of_ranks.get(question.question_id, {})}
        scores |= _answer_scores(question, reply, evidence, is_verbatim)
        rows.append(_row(question, reply, evidence, scores))
    return rows


def spans_of(evidence: Sequence[Evidence], documents: Documents) -> list[list[tuple[str, int, int]]]:
    """For each quote, the places where it stands."""
    return [[(row.document, start, end) for start, end in evidence_spans(row, documents)] for row in evidence]


def _retrieval_scores(
    question: EvalQuestion, reply: Reply, evidence: Sequence[Sequence[tuple[str, int, int]]]
) -> dict[str, float]:
    if not evidence:
        return {}

    def found(passages: Sequence[Any]) -> float:
        return float(evidence_found(evidence, needs_all=question.needs_all, passages=passages))

    scores = {f"recall@{k}": found(reply.retrieved[:k]) for k in CUTS}
    scores[f"recall@{MOST_READ_WORDS}w"] = found(within_words(reply.retrieved, MOST_READ_WORDS))
    return scores


def _answer_scores(
    question: EvalQuestion,
    reply: Reply,
    evidence: Sequence[Sequence[tuple[str, int, int]]],
    is_verbatim: Callable[[str, str], bool],
) -> dict[str, float]:
    scores = {"ms": 1000 * reply.seconds}
    if reply.answered:
        scores["words"] = float(len(reply.text.split()))
        scores["forbidden"] = float(question.says_forbidden(reply.text))
    if reply.quotes:
        scores["verbatim"] = sum(is_verbatim(q.document_id, q.text) for q in reply.quotes) / len(reply.quotes)
    if not question.answerable:
        scores["right refusal"] = float(not reply.answered)
        return scores
    scores["false refusal"] = float(not reply.answered)
    hits = question.facts_found(reply.text) if reply.answered else [False] * len(question.facts)
    scores["facts"] = sum(hits) / len(hits)
    scores["correct"] = float(reply.answered and question.correct(reply.text))
    if evidence:
        precision, recall = citation_scores(evidence, needs_all=question.needs_all, quotes=reply.quotes)
        if reply.answered:
            scores["citation precision"] = precision
        scores["citation recall"] = recall
        scores["cited"] = float(scores["correct"] and precision > 0)
    return scores


def _row(
    question: EvalQuestion,
    reply: Reply,
    evidence: Sequence[Sequence[tuple[str, int, int]]],
    scores: Mapping[str, float],
) -> Row:
    places = [place for spans in evidence for place in spans]
    return Row(
        question=question,
        answered=reply.answered,
        answer=reply.text,
        confidence=reply.confidence,
        citations=tuple(
            {"document": q.document_id, "start": q.start, "end": q.end, "quote": q.text} for q in reply.quotes
        ),
        retrieved=tuple(
            {
                "document": read.document_id,
                "start": read.start,
                "end": read.end,
                "text": collapse(read.text)[:_SHOWN_CHARACTERS],
                "relevant": any(overlap(place, read) for place in places),
            }
            for read in reply.retrieved[:_SHOWN]
        ),
        scores=scores,
    )


def figure_of(measure: Measure, rows: Sequence[Row]) -> Figure:
    """The figure over the rows to which the measure applies; a median or percentile has no interval."""
    name = measure.of or measure.name
    values = [row.scores[name] for row in rows if name in row.scores]
    if measure.summary == "mean":
        return mean_with_interval(values)
    value = percentile(values, 0.5 if measure.summary == "median" else 0.95)
    return Figure(value, value, value, len(values))


def confidences(rows: Sequence[Row]) -> list[tuple[float, bool]]:
    """Confidence and rightness of the answers that were given, for ``metrics.risk_coverage``."""
    return [(row.confidence, row.right) for row in rows if row.answered]
