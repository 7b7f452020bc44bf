"""Vectors in Chroma; the one door to chromadb. A distance becomes a score here, and nowhere else."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from weakref import finalize

import chromadb
import numpy as np
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError
from httpx import HTTPError

from errors import AssistantError
from index.ngrams import Floats
from settings import Settings

_COLLECTION = "passages"
_BATCH = 5000  # Chroma takes 5461 at most
_QUERIES = 500
# The graph that Chroma searches. With the smaller one, 3 of 101,000 vectors stayed out of reach, however often mended.
_GRAPH = {"ef_construction": 200, "max_neighbors": 32, "ef_search": 200}
_LARGE_GRAPH = {"ef_construction": 400, "max_neighbors": 48, "ef_search": 600}
_MANY = 20_000
_MENDINGS = 10
_SAME = 1e-5  # cosine distance below which two vectors are one


class StoreFailed(AssistantError):
    """Chroma cannot write or read its files."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"De vectoren in {folder} zijn niet te schrijven of te lezen. Kijk of de schijf vol is en maak de index "
            f"opnieuw met: regioplan ingest --opnieuw"
        )


class ServerFailed(AssistantError):
    """The Chroma server does not answer, refuses, or lacks the vectors."""

    def __init__(self, url: str) -> None:
        super().__init__(
            f"De Chroma-server op {url} geeft geen vectoren. Controleer REGIOPLAN_CHROMA_URL en REGIOPLAN_CHROMA_TOKEN "
            f"en of de server draait; ontbreken daar de vectoren, dan helpt: regioplan ingest --opnieuw"
        )


@dataclass(frozen=True, slots=True)
class VectorPlace:
    """Where the vectors of a generation are: in its own folder, or on a Chroma server under its name."""

    generation: Path
    url: str = ""  # of the server; empty for the folder
    token: str = ""  # sent to the server, or to the proxy before it, as "Authorization: Bearer ..."

    @property
    def collection(self) -> str:
        """The name of the collection."""
        return self.generation.name if self.url else _COLLECTION


def vector_place(generation: Path, settings: Settings) -> VectorPlace:
    """Where the vectors of a generation are under these settings."""
    return VectorPlace(generation, settings.chroma_url, settings.chroma_token.get_secret_value())


@contextmanager
def _translated(place: VectorPlace) -> Iterator[None]:
    try:
        yield
    except ChromaError as error:
        raise (ServerFailed(place.url) if place.url else StoreFailed(place.generation)) from error
    except (ValueError, OSError, RuntimeError, HTTPError) as error:
        # What the client raises when no server answers differs with the cause.
        if place.url:
            raise ServerFailed(place.url) from error
        raise


def _client(place: VectorPlace) -> Any:  # noqa: ANN401
    if place.url:
        parts = urlsplit(place.url)
        secure = parts.scheme == "https"
        return chromadb.HttpClient(
            host=parts.hostname or "",
            port=parts.port or (443 if secure else 80),
            ssl=secure,
            headers={"Authorization": f"Bearer {place.token}"} if place.token else {},
            settings=ChromaSettings(anonymized_telemetry=False),
        )
    folder = str(place.generation / "vectors")
    settings = ChromaSettings(anonymized_telemetry=False, is_persistent=True, persist_directory=folder)
    return chromadb.PersistentClient(path=folder, settings=settings)


@contextmanager
def _writing(place: VectorPlace) -> Iterator[Any]:
    """A client for as long as something is written; then the files of a folder are closed."""
    client = _client(place)
    try:
        yield client
    finally:
        if not place.url:
            client.close()


class VectorStore:
    """The vectors of one generation, read only."""

    def __init__(self, place: VectorPlace) -> None:
        self._place = place
        with _translated(place):
            client = _client(place)
            if not place.url:
                # Chroma keeps the files of a folder open, ten or so, until it is told to close them.
                finalize(self, client.close).atexit = False
            # Without an explicit None, Chroma attaches an embedding function that wants the network.
            self._collection = client.get_collection(place.collection, embedding_function=None)
            self._count = int(self._collection.count())  # a generation is complete before it is opened

    def __len__(self) -> int:
        return self._count

    def nearest(self, vector: Floats, limit: int) -> list[tuple[str, float]]:
        """Passage ids with their cosine similarity to ``vector`` (d,), most similar first; at most ``limit``."""
        if not len(self):
            return []
        with _translated(self._place):
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
            with _translated(self._place):
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
        stored: dict[str, Floats] = {}
        for start in range(0, len(passage_ids), _BATCH):
            with _translated(self._place):
                found = self._collection.get(ids=list(passage_ids[start : start + _BATCH]), include=["embeddings"])
            for passage_id, vector in zip(found["ids"], found["embeddings"], strict=True):
                stored[passage_id] = np.asarray(vector, dtype=np.float32)
        return stored


def write_vectors(
    place: VectorPlace, passage_ids: Sequence[str], vectors: Floats, metadata: Sequence[Mapping[str, str]]
) -> None:
    """Write a new collection: row i of ``vectors`` (n, d) belongs to ``passage_ids[i]``.

    Raises: StoreFailed, ServerFailed.
    """
    with _translated(place):
        _write(place, passage_ids, vectors, metadata)


def drop_vectors(place: VectorPlace) -> None:
    """Remove a collection from a server; in a folder they go with it. Nothing happens where there is none."""
    if place.url:
        with suppress(ServerFailed), _translated(place), _writing(place) as client:
            client.delete_collection(place.collection)


def mend_vectors(
    place: VectorPlace, passage_ids: Sequence[str], vectors: Floats, metadata: Sequence[Mapping[str, str]]
) -> list[str]:
    """Put vectors that do not come back first into the graph once more; returns the ids that are lost even so.

    The graph by which Chroma searches is approximate: among tens of thousands, a few nodes can be out of reach.
    """
    row_of = {passage_id: row for row, passage_id in enumerate(passage_ids)}
    lost = VectorStore(place).not_found_again(passage_ids, vectors)
    for _ in range(_MENDINGS):
        if not lost:
            break
        rows = [row_of[passage_id] for passage_id in lost]
        with _translated(place), _writing(place) as client:
            collection = client.get_collection(place.collection, embedding_function=None)
            collection.delete(ids=lost)
            _add(collection, rows, passage_ids, vectors, metadata)
        store = VectorStore(place)
        # Taking a node out can cut others off, so in the end all are looked for once more.
        lost = store.not_found_again(lost, vectors[rows]) or store.not_found_again(passage_ids, vectors)
    return lost


def _write(
    place: VectorPlace, passage_ids: Sequence[str], vectors: Floats, metadata: Sequence[Mapping[str, str]]
) -> None:
    with _writing(place) as client:
        collection = client.create_collection(
            place.collection,
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
