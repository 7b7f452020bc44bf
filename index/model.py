"""What this room returns."""

from dataclasses import dataclass

from ingest.model import Passage


@dataclass(frozen=True, slots=True)
class ScoredPassage:
    """A passage returned for a question; a higher score is better, rank 1 is best."""

    passage: Passage
    score: float
    rank: int
