"""The n-gram model as a sentence-transformers module, so that it loads, trains and saves as any other model.

``NgramModel.save_packed`` writes the folder. ``SentenceTransformer(folder, trust_remote_code=True)`` reads it: the
class is this module's own, not a part of the library, and the library asks for that consent.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from sentence_transformers.base.modules.input_module import InputModule

from index.ngrams import Floats, NgramModel


class NgramInput(InputModule):
    """Texts -> unit vectors, by a weighted sum of n-gram rows."""

    save_in_root = False

    def __init__(self, model: NgramModel) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.model = model
        self.bag = torch.nn.EmbeddingBag.from_pretrained(torch.tensor(model.projection), mode="sum", freeze=False)

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401
        """Row numbers, weights and offsets, in the form that ``EmbeddingBag`` takes."""
        return collated([self.model.features((prompt or "") + str(text)) for text in inputs])

    def forward(self, features: dict[str, Any], **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401
        """Add ``sentence_embedding``, a tensor (n, d)."""
        summed = self.bag(features["rows"], features["offsets"], per_sample_weights=features["weights"])
        features["sentence_embedding"] = torch.nn.functional.normalize(summed, dim=1)
        return features

    def get_embedding_dimension(self) -> int:
        """The length d of an embedding."""
        return self.model.dimensions

    def save(self, output_path: str, *args: Any, safe_serialization: bool = True, **kwargs: Any) -> None:  # noqa: ANN401
        """Write the model with its weights as they are now."""
        weights = self.bag.weight.detach().cpu().numpy()
        NgramModel(self.model.rows, self.model.idf, weights).save(Path(output_path))

    @classmethod
    def load(  # type: ignore[override]  # our models are folders: no hub arguments
        cls,
        model_name_or_path: str,
        subfolder: str = "",
        **kwargs: Any,  # noqa: ANN401
    ) -> "NgramInput":
        """Read what ``save`` wrote."""
        return cls(NgramModel.load(Path(model_name_or_path) / subfolder))


def collated(features: Sequence[tuple[npt.NDArray[np.int64], Floats]]) -> dict[str, Any]:
    """The rows and weights of texts, as ``NgramModel.features`` gives them, in the form that the module takes."""
    return {
        "rows": torch.from_numpy(np.concatenate([rows for rows, _ in features])),
        "weights": torch.from_numpy(np.concatenate([weights for _, weights in features])),
        "offsets": torch.tensor(np.cumsum([0] + [len(rows) for rows, _ in features])[:-1]),
    }
