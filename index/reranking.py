"""The best passages of a question in a better order, by a cross-encoder from a hub or a folder."""

from collections.abc import Sequence

import numpy as np

from index.embedding import ModelUnavailable
from index.ngrams import Floats

_BATCH = 16


class Reranker:
    """A sentence-transformers cross-encoder. Raises: ModelUnavailable when it cannot be loaded."""

    def __init__(self, name: str) -> None:
        from sentence_transformers import CrossEncoder
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            self._model = CrossEncoder(name, device="cpu")
        except (OSError, ValueError, ImportError) as error:
            raise ModelUnavailable(name, "REGIOPLAN_RERANKER") from error

    def scores(self, question: str, texts: Sequence[str]) -> Floats:
        """How well each text answers (n,), the higher the better."""
        if not texts:
            return np.zeros(0, dtype=np.float32)
        pairs = [(question, text) for text in texts]
        return np.asarray(self._model.predict(pairs, batch_size=_BATCH, show_progress_bar=False), dtype=np.float32)
