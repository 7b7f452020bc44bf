"""Vectors in Chroma; the one door to chromadb. A distance becomes a score here, and nowhere else."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
from chromadb.config import Settings as ChromaSettings

from index.ngrams import Floats

_COLLECTION = "passages"
_BATCH = 5000  # Chroma takes 5461 at most


def _client(folder: Path) -> Any:  # noqa: ANN401
    settings = ChromaSettings(anonymized_telemetry=False, is_persistent=True, persist_directory=str(folder))
    return chromadb.PersistentClient(path=str(folder), settings=settings)


class VectorStore:
    """The vectors of one generation, read only."""

    def __init__(self, folder: Path) -> None:
        # Without an explicit None, Chroma attaches an embedding function that wants the network.
        self._collection = _client(folder).get_collection(_COLLECTION, embedding_function=None)

    def __len__(self) -> int:
        return int(self._collection.count())

    def nearest(self, vector: Floats, limit: int) -> list[tuple[str, float]]:
        """Passage ids with their cosine similarity to ``vector`` (d,), most similar first; at most ``limit``."""
        found = self._collection.query(
            query_embeddings=[vector.tolist()], n_results=min(limit, len(self)), include=["distances"]
        )
        return [
            (passage_id, 1.0 - float(distance))
            for passage_id, distance in zip(found["ids"][0], found["distances"][0], strict=True)
        ]

    def vectors(self, passage_ids: Sequence[str]) -> dict[str, Floats]:
        """The stored vectors of the ids that are known."""
        found = self._collection.get(ids=list(passage_ids), include=["embeddings"])
        return {
            passage_id: np.asarray(vector, dtype=np.float32)
            for passage_id, vector in zip(found["ids"], found["embeddings"], strict=True)
        }


def write_vectors(
    folder: Path, passage_ids: Sequence[str], vectors: Floats, metadata: Sequence[Mapping[str, str]]
) -> None:
    """Write a new collection: row i of ``vectors`` (n, d) belongs to ``passage_ids[i]``."""
    collection = _client(folder).create_collection(
        _COLLECTION,
        embedding_function=None,
        configuration={"hnsw": {"space": "cosine", "ef_construction": 200, "max_neighbors": 32, "ef_search": 200}},
    )
    for start in range(0, len(passage_ids), _BATCH):
        end = start + _BATCH
        collection.upsert(
            ids=list(passage_ids[start:end]),
            embeddings=vectors[start:end],
            metadatas=[dict(row) for row in metadata[start:end]],
        )
