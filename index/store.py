"""Vectors in Chroma; the one door to chromadb. A distance becomes a score here, and nowhere else."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError

from errors import AssistantError
from index.ngrams import Floats

_COLLECTION = "passages"
_BATCH = 5000  # Chroma takes 5461 at most
_QUERIES = 500
# The graph that Chroma searches. With the smaller one, 29 of 81,000 vectors were out of reach.
_GRAPH = {"ef_construction": 200, "max_neighbors": 32, "ef_search": 200}
_LARGE_GRAPH = {"ef_construction": 400, "max_neighbors": 48, "ef_search": 600}
_MANY = 20_000
_MENDINGS = 3
_SAME = 1e-5  # cosine distance below which two vectors are one


class StoreFailed(AssistantError):
    """Chroma cannot write or read its files."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"De vectoren in {folder} zijn niet te schrijven of te lezen. Kijk of de schijf vol is en maak de index "
            f"opnieuw met: regioplan ingest --opnieuw"
        )


@contextmanager
def _translated(folder: Path) -> Iterator[None]:
    try:
        yield
    except ChromaError as error:
        raise StoreFailed(folder) from error


def _client(folder: Path) -> Any:  # noqa: ANN401
    settings = ChromaSettings(anonymized_telemetry=False, is_persistent=True, persist_directory=str(folder))
    return chromadb.PersistentClient(path=str(folder), settings=settings)


class VectorStore:
    """The vectors of one generation, read only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with _translated(folder):
            # Without an explicit None, Chroma attaches an embedding function that wants the network.
            self._collection = _client(folder).get_collection(_COLLECTION, embedding_function=None)

    def __len__(self) -> int:
        return int(self._collection.count())

    def nearest(self, vector: Floats, limit: int) -> list[tuple[str, float]]:
        """Passage ids with their cosine similarity to ``vector`` (d,), most similar first; at most ``limit``."""
        if not len(self):
            return []
        with _translated(self._folder):
            found = self._collection.query(
                query_embeddings=[vector.tolist()], n_results=min(limit, len(self)), include=["distances"]
            )
        return [
            (passage_id, 1.0 - float(distance))
            for passage_id, distance in zip(found["ids"][0], found["distances"][0], strict=True)
        ]

    def not_found_again(self, passage_ids: Sequence[str], vectors: Floats) -> list[str]:
        """The ids whose vector (row i of ``vectors``) does not come back first when it is looked for.

        Near-copies can have one vector between them; then any of them may come first.
        """
        lost = []
        shared: dict[str, Floats] = {}
        rows = [row for row in range(len(passage_ids)) if np.any(vectors[row])]
        for start in range(0, len(rows), _QUERIES):
            part = rows[start : start + _QUERIES]
            with _translated(self._folder):
                found = self._collection.query(query_embeddings=vectors[part], n_results=1, include=["distances"])
            for row, ids, distances in zip(part, found["ids"], found["distances"], strict=True):
                if not ids or (ids[0] != passage_ids[row] and distances[0] > _SAME):
                    lost.append(passage_ids[row])
                elif ids[0] != passage_ids[row]:
                    shared[passage_ids[row]] = vectors[row]
        stored = self.vectors(list(shared)) if shared else {}
        for passage_id, vector in shared.items():
            if passage_id not in stored or not np.allclose(stored[passage_id], vector, atol=1e-4):
                lost.append(passage_id)
        return lost

    def vectors(self, passage_ids: Sequence[str]) -> dict[str, Floats]:
        """The stored vectors of the ids that are known."""
        with _translated(self._folder):
            found = self._collection.get(ids=list(passage_ids), include=["embeddings"])
        return {
            passage_id: np.asarray(vector, dtype=np.float32)
            for passage_id, vector in zip(found["ids"], found["embeddings"], strict=True)
        }


def write_vectors(
    folder: Path, passage_ids: Sequence[str], vectors: Floats, metadata: Sequence[Mapping[str, str]]
) -> None:
    """Write a new collection: row i of ``vectors`` (n, d) belongs to ``passage_ids[i]``. Raises: StoreFailed."""
    with _translated(folder):
        _write(folder, passage_ids, vectors, metadata)


def mend_vectors(
    folder: Path, passage_ids: Sequence[str], vectors: Floats, metadata: Sequence[Mapping[str, str]]
) -> list[str]:
    """Put vectors that do not come back first into the graph once more; returns the ids that are lost even so.

    The graph by which Chroma searches is approximate: among tens of thousands, a few nodes can be out of reach.
    """
    row_of = {passage_id: row for row, passage_id in enumerate(passage_ids)}
    lost = VectorStore(folder).not_found_again(passage_ids, vectors)
    for _ in range(_MENDINGS):
        if not lost:
            break
        with _translated(folder):
            collection = _client(folder).get_collection(_COLLECTION, embedding_function=None)
            collection.delete(ids=lost)
            _add(collection, [row_of[passage_id] for passage_id in lost], passage_ids, vectors, metadata)
        lost = VectorStore(folder).not_found_again(passage_ids, vectors)
    return lost


def _write(folder: Path, passage_ids: Sequence[str], vectors: Floats, metadata: Sequence[Mapping[str, str]]) -> None:
    collection = _client(folder).create_collection(
        _COLLECTION,
        embedding_function=None,
        configuration={"hnsw": {"space": "cosine", **(_GRAPH if len(passage_ids) <= _MANY else _LARGE_GRAPH)}},
    )
    # A zero vector has no direction, and would come back for any question.
    rows = [row for row in range(len(passage_ids)) if np.any(vectors[row])]
    _add(collection, rows, passage_ids, vectors, metadata)


def _add(
    collection: Any,  # noqa: ANN401
    rows: Sequence[int],
    passage_ids: Sequence[str],
    vectors: Floats,
    metadata: Sequence[Mapping[str, str]],
) -> None:
    for start in range(0, len(rows), _BATCH):
        part = rows[start : start + _BATCH]
        collection.upsert(
            ids=[passage_ids[row] for row in part],
            embeddings=vectors[part],
            metadatas=[dict(metadata[row]) for row in part],
        )
