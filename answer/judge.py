"""Features -> a probability, by learned weights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from index.ngrams import Floats


@dataclass(frozen=True)
class Layer:
    """A linear step: weights (in, out) and bias (out,)."""

    weights: Floats
    bias: Floats


@dataclass(frozen=True)
class Judge:
    """Weights that turn features into a probability; trained by ``training.answers``.

    One layer is a logistic regression; more are a network with a rectifier between them. The last layer has one output.
    """

    names: tuple[str, ...]  # of the k features
    layers: tuple[Layer, ...]  # the first takes the features as they are

    def probabilities(self, features: Floats) -> Floats:
        """Probabilities (n,) for features (n, k)."""
        values = features @ self.layers[0].weights + self.layers[0].bias
        for layer in self.layers[1:]:
            values = np.maximum(values, 0.0) @ layer.weights + layer.bias
        return np.asarray(1 / (1 + np.exp(-values[:, 0])), dtype=np.float32)

    @classmethod
    def from_table(cls, table: Mapping[str, Any], names: Sequence[str]) -> "Judge":
        """What ``as_table`` gave. Raises: ValueError if it was made for other features."""
        layers = [
            Layer(np.array(layer["weights"], dtype=np.float32), np.array(layer["bias"], dtype=np.float32))
            for layer in table["layers"]
        ]
        if table["names"] != list(names) or not layers or layers[0].weights.shape[:1] != (len(names),):
            raise ValueError("these weights are of other features")
        return cls(tuple(names), tuple(layers))

    def as_table(self) -> dict[str, Any]:
        """As it is written to a file."""
        return {
            "names": list(self.names),
            "layers": [{"weights": _rounded(layer.weights), "bias": _rounded(layer.bias)} for layer in self.layers],
        }


def _rounded(values: Floats) -> Any:  # noqa: ANN401
    return np.round(values.astype(np.float64), 5).tolist()
