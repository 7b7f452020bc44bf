"""Texts -> embeddings: the built-in model through its light encoder, any other through sentence-transformers."""

import hashlib
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np

from errors import AssistantError
from index.ngrams import MODULE_FOLDER, WEIGHTS_FILE, Floats, NgramModel
from settings import BUILT_IN_EMBEDDING, BUILT_IN_MODEL_DIR

_BATCH = 32
_E5 = re.compile(r"(?:^|[^a-z])e5(?:[^a-z]|$)", re.IGNORECASE)


def version_of(name: str) -> str:
    """A hash of the weights of the built-in model, which change with the project; empty for any other, or none."""
    weights = BUILT_IN_MODEL_DIR / MODULE_FOLDER / WEIGHTS_FILE
    if name != BUILT_IN_EMBEDDING or not weights.is_file():
        return ""
    return hashlib.sha256(weights.read_bytes()).hexdigest()


class ModelUnavailable(AssistantError):
    """An embedding model cannot be loaded."""

    def __init__(self, name: str, variable: str = "REGIOPLAN_EMBEDDING") -> None:
        super().__init__(
            f"Het taalmodel ‘{name}’ is niet te laden. Geef in {variable} de map van een sentence-transformers-model, "
            f"of een naam als er internet is; zonder de instelling werkt het ingebouwde model."
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
        if _E5.search(Path(name).name) and not any(self._model.prompts.values()):
            # Models of the E5 family were trained with these prompts, and most do not say so in their settings.
            self._model.prompts = {"query": "query: ", "document": "passage: "}

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


def open_embedder(name: str) -> Embedder:
    """The embedder of that name or folder, or the built-in one. Raises: ModelUnavailable."""
    if name != BUILT_IN_EMBEDDING:
        return SentenceTransformerEmbedder(name)
    try:
        return NgramEmbedder(built_in_model())
    except OSError as error:
        raise ModelUnavailable(str(BUILT_IN_MODEL_DIR)) from error


@cache
def built_in_model() -> NgramModel:
    """The model that comes with the project, read once. Raises: OSError."""
    return NgramModel.load(BUILT_IN_MODEL_DIR / MODULE_FOLDER)
