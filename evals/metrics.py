"""Figures over questions: pure functions, each with its hand-worked test."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.model import Passage

COVERED = 0.6  # the share of a quote's characters that has to be read for the quote to count as found

Spans = Sequence[tuple[str, int, int]]  # document id, start, end


def is_found(places: Spans, passages: Sequence[Passage]) -> bool:
    """True if one of the places of a quote is read when ``passages`` are read."""
    for document_id, start, end in places:
        read = sum(
            max(0, min(end, passage.end) - max(start, passage.start))
            for passage in passages
            if passage.document_id == document_id
        )
        if read >= COVERED * (end - start):
            return True
    return False


def evidence_found(evidence: Sequence[Spans], *, needs_all: bool, passages: Sequence[Passage]) -> bool:
    """True if the evidence (any quote, or all of them) is read when ``passages`` are read."""
    found = [is_found(places, passages) for places in evidence]
    return all(found) if needs_all else any(found)


def within_words(passages: Sequence[Passage], most: int) -> list[Passage]:
    """The passages from the first on that together have at most ``most`` words."""
    kept: list[Passage] = []
    words = 0
    for passage in passages:
        words += len(passage.text.split())
        if words > most:
            break
        kept.append(passage)
    return kept


def reciprocal_rank(evidence: Sequence[Spans], *, needs_all: bool, passages: Sequence[Passage]) -> float:
    """1 / the number of passages one has to read, in order, to have read the evidence; 0.0 if never."""
    for rank in range(1, len(passages) + 1):
        if evidence_found(evidence, needs_all=needs_all, passages=passages[:rank]):
            return 1 / rank
    return 0.0


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean with its 95% interval."""

    mean: float
    low: float
    high: float
    n: int

    def __str__(self) -> str:
        return f"{self.mean:.3f} [{self.low:.3f}-{self.high:.3f}] n={self.n}" if self.n else "-"


def mean_with_interval(values: Sequence[float], *, draws: int = 1000, seed: int = 0) -> Figure:
    """The mean and its percentile bootstrap interval (Efron & Tibshirani, 1993); of nothing, all 0.0."""
    if not values:
        return Figure(0.0, 0.0, 0.0, 0)
    chance = random.Random(seed)
    means = sorted(sum(chance.choices(values, k=len(values))) / len(values) for _ in range(draws))
    low, high = means[int(0.025 * draws)], means[min(int(0.975 * draws), draws - 1)]
    return Figure(sum(values) / len(values), low, high, len(values))


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least ``share`` of the values do not exceed (nearest rank); 0.0 of nothing."""
    ranked = sorted(values)
    return ranked[max(0, min(len(ranked) - 1, -int(-share * len(ranked) // 1) - 1))] if ranked else 0.0
