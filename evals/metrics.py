"""Figures over questions: pure functions, each with its hand-worked test."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import ir_measures
import numpy as np
from ir_measures import RR, nDCG
from scipy import stats

COVERED = 0.6  # the share of a quote's characters that has to be read for the quote to count as found
_PARTLY = 0.3  # where no passage holds that much of a quote, holding so much of it counts
_SUPPORTS = 0.5  # of the shorter of the two: citation and evidence are about the same place
_DRAWS = 2000

Spans = Sequence[tuple[str, int, int]]  # document id, start, end


class Read(Protocol):
    """A run of source text that was retrieved or cited; offsets half-open."""

    @property
    def document_id(self) -> str:
        """The document."""

    @property
    def start(self) -> int:
        """Offset of the first character."""

    @property
    def end(self) -> int:
        """Offset behind the last character."""


class ReadText(Read, Protocol):
    """The same with its words."""

    @property
    def text(self) -> str:
        """What is read."""


AnyRead = TypeVar("AnyRead", bound=ReadText)


def overlap(place: tuple[str, int, int], read: Read) -> int:
    """Characters of a place that are read."""
    document_id, start, end = place
    return max(0, min(end, read.end) - max(start, read.start)) if read.document_id == document_id else 0


def is_found(places: Spans, passages: Sequence[Read]) -> bool:
    """True if one of the places of a quote is read when ``passages``, which do not overlap, are read."""
    return any(
        sum(overlap(place, passage) for passage in passages) >= COVERED * (place[2] - place[1]) for place in places
    )


def evidence_found(evidence: Sequence[Spans], *, needs_all: bool, passages: Sequence[Read]) -> bool:
    """True if the evidence (any quote, or all of them) is read when ``passages`` are read."""
    found = [is_found(places, passages) for places in evidence]
    return all(found) if needs_all else any(found)


def within_words(passages: Sequence[AnyRead], most: int) -> list[AnyRead]:
    """The passages from the first on that together have at most ``most`` words."""
    kept: list[AnyRead] = []
    words = 0
    for passage in passages:
        words += len(passage.text.split())
        if words > most:
            break
        kept.append(passage)
    return kept


def relevant(evidence: Sequence[Spans], passages: Sequence[Read]) -> list[int]:
    """The numbers of the passages that hold enough of a quote; where none does, of those that hold part of it."""
    found: set[int] = set()
    for place in (place for places in evidence for place in places):
        shares = [(number, overlap(place, read) / (place[2] - place[1])) for number, read in enumerate(passages)]
        whole = {number for number, share in shares if share >= COVERED}
        found |= whole or {number for number, share in shares if share >= _PARTLY}
    return sorted(found)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A ranking of passages by their numbers, best first, and the numbers of the relevant ones."""

    ranked: Sequence[int]
    relevant: Sequence[int]


def rank_measures(rankings: Mapping[str, Ranked]) -> dict[str, dict[str, float]]:
    """RR@10 and nDCG@10 (binary gain) by question id, as trec_eval has them; 0.0 where nothing relevant exists."""
    qrels = {name: {str(n): 1 for n in row.relevant} for name, row in rankings.items() if row.relevant}
    run = {name: {str(n): -float(rank) for rank, n in enumerate(row.ranked)} for name, row in rankings.items()}
    found = {name: {"RR@10": 0.0, "nDCG@10": 0.0} for name in rankings}
    for metric in ir_measures.iter_calc([RR @ 10, nDCG @ 10], qrels, run):
        found[metric.query_id][str(metric.measure)] = float(metric.value)
    return found


def citation_scores(evidence: Sequence[Spans], *, needs_all: bool, quotes: Sequence[Read]) -> tuple[float, float]:
    """Precision and recall of citations.

    Precision is the share of quotes that stand where evidence stands: they share at least half of the shorter of the
    two. Recall is the share of evidence that the quotes hold; where any evidence will do, 1.0 or 0.0.
    """
    places = [place for spans in evidence for place in spans]
    right = sum(
        any(overlap(place, quote) >= _SUPPORTS * min(place[2] - place[1], quote.end - quote.start) for place in places)
        for quote in quotes
    )
    found = [is_found(spans, quotes) for spans in evidence]
    recall = (sum(found) / len(found) if needs_all else float(any(found))) if found else 0.0
    return (right / len(quotes) if quotes else 0.0), recall


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean with its 95% interval."""

    mean: float
    low: float
    high: float
    n: int

    def __str__(self) -> str:
        return f"{self.mean:.3f} [{self.low:.3f}-{self.high:.3f}] n={self.n}" if self.n else "-"


def mean_with_interval(values: Sequence[float]) -> Figure:
    """The mean and its percentile bootstrap interval (Efron & Tibshirani, 1993); of nothing, all 0.0."""
    if not values:
        return Figure(0.0, 0.0, 0.0, 0)
    chance = np.random.default_rng(0)
    numbers = np.asarray(values, dtype=float)
    means = numbers[chance.integers(0, len(numbers), (_DRAWS, len(numbers)))].mean(axis=1)
    low, high = np.quantile(means, (0.025, 0.975))
    return Figure(float(numbers.mean()), float(low), float(high), len(numbers))


@dataclass(frozen=True, slots=True)
class Difference:
    """The mean of paired differences with its 95% interval, and how likely one as large is by chance."""

    figure: Figure
    p: float  # two-sided


def paired_difference(before: Sequence[float], after: Sequence[float]) -> Difference:
    """After minus before over the same questions, with a paired randomisation test (Smucker et al., 2007).

    Raises: ValueError when the two are not of the same length.
    """
    differences = [b - a for a, b in zip(before, after, strict=True)]
    if len(differences) < 2 or not any(differences):
        return Difference(mean_with_interval(differences), 1.0)
    test = stats.permutation_test(
        (np.asarray(differences),),
        lambda values, axis: np.mean(values, axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=9999,
        rng=np.random.default_rng(0),
    )
    return Difference(mean_with_interval(differences), float(test.pvalue))


def fewest_for_proof(level: float = 0.05) -> int:
    """How many questions have to change the same way, and none the other, before chance is ruled out at ``level``.

    By the two-sided sign test: 2 / 2**n.
    """
    n = 1
    while 2 / 2**n >= level:
        n += 1
    return n


def risk_coverage(answers: Sequence[tuple[float, bool]]) -> list[tuple[float, float]]:
    """Points (coverage, risk) as more questions are answered, the surest first (El-Yaniv & Wiener, 2010).

    Args:
        answers: For each question its confidence, and whether the answer given is right. Answers of one confidence
            enter together: no threshold parts them.
    Returns: For each distinct confidence, falling: the share of questions answered, and the share of those answers
        that are wrong.
    """
    ranked = sorted(answers, key=lambda answer: -answer[0])
    points = []
    wrong = 0
    for number, (confidence, right) in enumerate(ranked, start=1):
        wrong += not right
        if number == len(ranked) or ranked[number][0] != confidence:
            points.append((number / len(ranked), wrong / number))
    return points


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least ``share`` of the values do not exceed (nearest rank); 0.0 of nothing."""
    ranked = sorted(values)
    return ranked[max(0, min(len(ranked) - 1, -int(-share * len(ranked) // 1) - 1))] if ranked else 0.0
