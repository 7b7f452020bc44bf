"""Features -> a probability, by learned weights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from index.ngrams import Floats


@dataclass(frozen=True)
class Judge:
    """Weights that turn features into a probability (logistic regression); trained by ``training.answers``."""

    names: tuple[str, ...]
    weights: Floats  # (k,), of the features as they are
    bias: float

    def probabilities(self, features: Floats) -> Floats:
        """Probabilities (n,) for features (n, k)."""
        return np.asarray(1 / (1 + np.exp(-(features @ self.weights + self.bias))), dtype=np.float32)

    @classmethod
    def from_table(cls, table: Mapping[str, Any], names: Sequence[str]) -> "Judge":
        """What ``as_table`` gave. Raises: ValueError if it was made for other features."""
        weights = table["weights"]
        if not isinstance(weights, Mapping) or set(weights) != set(names):
            raise ValueError("these weights are of other features")
        return cls(tuple(names), np.array([weights[name] for name in names], dtype=np.float32), float(table["bias"]))

    def as_table(self) -> dict[str, Any]:
        """As it is written to a file."""
        pairs = zip(self.names, map(float, self.weights), strict=True)
        return {"bias": round(self.bias, 5), "weights": {name: round(weight, 5) for name, weight in pairs}}
