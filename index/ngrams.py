"""The built-in embedding: character n-grams of words, each with a weight vector, summed.

"ketenaanpakken" and "ketenaanpak valpreventie" have n-grams in common, so forms and compounds come near each other;
what else belongs together is learned from questions and passages (``training``). Using the model takes numpy alone, so
a question is embedded without torch; ``sentence_module`` reads and writes the same model as a SentenceTransformer.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from index.tokens import fold

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Floats = npt.NDArray[np.float32]

SMALLEST, LARGEST = 3, 5
_FEW = 8
MODULE_FOLDER = "0_NgramInput"
WEIGHTS_FILE = "projection.npy"
_VOCABULARY = "ngrams.json"


def ngrams(text: str) -> list[str]:
    """Character 3- to 5-grams within words, each word padded with one space; as scikit-learn's ``char_wb``."""
    found = []
    for word in fold(text).split():
        padded = f" {word} "
        for size in range(SMALLEST, LARGEST + 1):
            found.append(padded[:size])
            if len(padded) <= size:
                break
            found.extend(padded[at : at + size] for at in range(1, len(padded) - size + 1))
    return found


@dataclass(frozen=True)
class NgramModel:
    """A model: n-gram -> row, and a row of d weights per n-gram with its inverse document frequency in it."""

    rows: dict[str, int]
    idf: Floats  # (v,)
    projection: Floats  # (v, d)

    @property
    def dimensions(self) -> int:
        """The length d of an embedding."""
        return int(self.projection.shape[1])

    def features(self, text: str) -> tuple[npt.NDArray[np.int64], Floats]:
        """Row numbers and TF-IDF weights (scaled to unit length) of the known n-grams of ``text``; may be empty."""
        counts = Counter(row for gram in ngrams(text) if (row := self.rows.get(gram)) is not None)
        rows = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
        frequency = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
        weights = (1 + np.log(frequency)) * self.idf[rows]
        length = float(np.linalg.norm(weights))
        return rows, (weights / length if length else weights).astype(np.float32)

    def encode(self, texts: Sequence[str]) -> Floats:
        """Embeddings (n, d) of unit length; a text without known n-grams gets the zero vector."""
        features = [self.features(text) for text in texts]
        if len(texts) > _FEW:
            sums = sparse_rows(features, len(self.rows)) @ self.projection
        else:  # without scipy, which takes a question longer to import than to embed
            parts = [weights @ self.projection[rows] for rows, weights in features]
            sums = np.array(parts, dtype=np.float32).reshape(len(parts), self.dimensions)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        return np.asarray(sums / np.where(lengths > 0, lengths, 1), dtype=np.float32)

    def save(self, folder: Path) -> None:
        """Write the weights (half precision) and the vocabulary into an existing folder."""
        np.save(folder / WEIGHTS_FILE, self.projection.astype(np.float16))
        vocabulary = {"ngrams": list(self.rows), "idf": [round(float(value), 5) for value in self.idf]}
        (folder / _VOCABULARY).write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")

    def save_packed(self, folder: Path) -> None:
        """Write a folder that is a SentenceTransformer of one module; torch is needed to read it so, not here."""
        module = folder / MODULE_FOLDER
        module.mkdir(parents=True, exist_ok=True)
        self.save(module)
        modules = [{"idx": 0, "name": "0", "path": MODULE_FOLDER, "type": "index.sentence_module.NgramInput"}]
        (folder / "modules.json").write_text(json.dumps(modules, indent=1), encoding="utf-8")
        settings = {"model_type": "SentenceTransformer", "similarity_fn_name": "cosine"}
        (folder / "config_sentence_transformers.json").write_text(json.dumps(settings, indent=1), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "NgramModel":
        """Read what ``save`` wrote. Raises: OSError where a file is missing."""
        vocabulary = json.loads((folder / _VOCABULARY).read_text(encoding="utf-8"))
        return cls(
            rows={gram: row for row, gram in enumerate(vocabulary["ngrams"])},
            idf=np.array(vocabulary["idf"], dtype=np.float32),
            projection=np.load(folder / WEIGHTS_FILE).astype(np.float32),
        )


def sparse_rows(features: Sequence[tuple[npt.NDArray[np.int64], Floats]], columns: int) -> "csr_matrix":
    """The rows and weights of texts as a sparse matrix (n, v)."""
    from scipy.sparse import csr_matrix

    return csr_matrix(
        (
            np.concatenate([weights for _, weights in features]),
            np.concatenate([rows for rows, _ in features]),
            np.cumsum([0] + [len(rows) for rows, _ in features]),
        ),
        shape=(len(features), columns),
    )
