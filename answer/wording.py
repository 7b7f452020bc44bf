"""What the words of a question alone tell: documents like these give aims and plans, but few names and amounts."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from index.tokens import stem, words


@dataclass(frozen=True)
class Wording:
    """Weights of the words of a question, and of words in a row; trained by ``training.answers``."""

    weights: Mapping[str, float]  # of what ``grams`` gives
    bias: float

    def leaning(self, question: str) -> float:
        """Log-odds that the documents answer it, from its words alone; names of regions are best left out."""
        return self.bias + sum(self.weights.get(gram, 0.0) for gram in set(grams(question)))

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> "Wording":
        """What ``as_table`` gave."""
        return cls({str(gram): float(weight) for gram, weight in table["weights"].items()}, float(table["bias"]))

    def as_table(self) -> dict[str, Any]:
        """As it is written to a file."""
        return {"bias": round(self.bias, 4), "weights": {gram: round(self.weights[gram], 4) for gram in self.weights}}


def grams(question: str) -> list[str]:
    """The stems of a question and its pairs of stems in a row, stop words included: they tell what is asked."""
    stems = [stem(word) for word in words(question)]
    return [*stems, *(f"{first} {second}" for first, second in pairwise(stems))]
