"""Texts -> embeddings: the built-in model through its light encoder, any other through sentence-transformers."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from errors import AssistantError
from index.ngrams import MODULE_FOLDER, Floats, NgramModel, fit
from settings import BUILT_IN_EMBEDDING

_BATCH = 32


class ModelUnavailable(AssistantError):
    """An embedding model cannot be loaded."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"Het taalmodel ‘{name}’ is niet te laden. Geef in REGIOPLAN_EMBEDDING de map van een "
            f"sentence-transformers-model, of een naam als er internet is; zonder de instelling werkt het ingebouwde "
            f"model."
        )


class Embedder(Protocol):
    """What turns texts into unit vectors."""

    def encode_queries(self, texts: Sequence[str]) -> Floats:
        """Embeddings (n, d) of questions."""

    def encode_passages(self, texts: Sequence[str]) -> Floats:
        """Embeddings (n, d) of passages."""


class NgramEmbedder:
    """The built-in model; needs numpy alone."""

    def __init__(self, model: NgramModel) -> None:
        self._model = model

    def encode_queries(self, texts: Sequence[str]) -> Floats:
        """Embeddings (n, d) of questions."""
        return self._model.encode(texts)

    def encode_passages(self, texts: Sequence[str]) -> Floats:
        """Embeddings (n, d) of passages."""
        return self._model.encode(texts)


class SentenceTransformerEmbedder:
    """Any sentence-transformers model, with its own query and passage prompts."""

    def __init__(self, name: str) -> None:
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            self._model = SentenceTransformer(name, device="cpu")
        except (OSError, ValueError, ImportError) as error:
            raise ModelUnavailable(name) from error

    def encode_queries(self, texts: Sequence[str]) -> Floats:
        """Embeddings (n, d) of questions."""
        return _unit(
            self._model.encode_query(list(texts), batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False)
        )

    def encode_passages(self, texts: Sequence[str]) -> Floats:
        """Embeddings (n, d) of passages."""
        return _unit(
            self._model.encode_document(
                list(texts), batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False
            )
        )


def _unit(vectors: object) -> Floats:
    return np.asarray(vectors, dtype=np.float32)


def make_embedder(name: str, folder: Path, texts: Sequence[str]) -> Embedder:
    """The embedder for a new index: the built-in one is fitted on ``texts`` and written into ``folder`` first."""
    if name != BUILT_IN_EMBEDDING:
        return SentenceTransformerEmbedder(name)
    fit(texts).save_packed(folder)
    return open_embedder(name, folder)


def open_embedder(name: str, folder: Path) -> Embedder:
    """The embedder of an existing index. Raises: ModelUnavailable."""
    if name != BUILT_IN_EMBEDDING:
        return SentenceTransformerEmbedder(name)
    try:
        return NgramEmbedder(NgramModel.load(folder / MODULE_FOLDER))
    except OSError as error:
        raise ModelUnavailable(str(folder)) from error
