"""Corpus -> a new generation of the index."""

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from index.embedding import Embedder, make_embedder
from index.generations import (
    FORMAT,
    PROBE,
    DataFolderUnwritable,
    IndexDamaged,
    IndexMissing,
    current_generation,
    new_generation,
    one_writer,
    publish,
    read_manifest,
)
from index.lexical import LexicalIndex
from index.ngrams import Floats
from index.store import VectorStore, write_vectors
from index.tokens import TOKENS_VERSION
from ingest.corpus import read_corpus
from ingest.model import Document, Passage
from settings import BUILT_IN_EMBEDDING, Settings

Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did."""

    documents: int
    passages: int
    changed: bool  # False when the index was up to date and was left alone
    embedded: int  # passages whose vector had to be computed
    seconds: float


def search_text(passage: Passage, title: str) -> str:
    """What is indexed for a passage: where it stands, then its words."""
    path = " ".join(name for name in (passage.region, passage.opgave, passage.thema, *passage.path[-2:]) if name)
    return f"{title} {path} {passage.search_text}"


def build_index(
    settings: Settings, progress: Progress = lambda share, what: None, *, again: bool = False
) -> BuildReport:
    """Bring the index up to date with the corpus; ``progress`` hears the share done (0 to 1) and what goes on.

    Nothing is written when nothing changed, unless ``again``. The index in use stays in use until the new one is
    complete.

    Raises: what reading the corpus raises; IndexBusy, DataFolderUnwritable, ModelUnavailable.
    """
    started = time.perf_counter()
    with one_writer(settings.data_dir):
        progress(0.02, "Documenten lezen")
        documents = read_corpus(settings.corpus_dir)
        fingerprint = _fingerprint(documents, settings)
        if not again and (passages := _up_to_date(settings.data_dir, fingerprint)) is not None:
            return BuildReport(len(documents), passages, False, 0, time.perf_counter() - started)
        try:
            return _build(settings, documents, fingerprint, progress, started)
        except (PermissionError, NotADirectoryError) as error:
            raise DataFolderUnwritable(settings.data_dir) from error


def _build(
    settings: Settings, documents: Sequence[Document], fingerprint: str, progress: Progress, started: float
) -> BuildReport:
    # llama-index takes over a second to import, and an index that is up to date needs none of it.
    from ingest.pipeline import cut_into_passages

    passages = cut_into_passages(
        documents,
        settings.data_dir / "cache",
        lambda done: progress(0.05 + 0.15 * done / len(documents), f"Document {done} van {len(documents)} indelen"),
    )
    titles = {document.document_id: document.info.title for document in documents}
    texts = [search_text(passage, titles[passage.document_id]) for passage in passages]
    generation = new_generation(settings.data_dir)
    _write_texts(generation, documents, passages)
    progress(0.25, "Woorden tellen")
    LexicalIndex.build(texts, generation / "lexical")
    progress(0.35, "Het taalmodel voorbereiden")
    embedder = make_embedder(settings.embedding, generation / "model", texts)
    probe = embedder.encode_queries([PROBE])
    hashes = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    vectors, embedded = _vectors(settings, embedder, probe, passages, texts, hashes, progress)
    progress(0.9, "Vectoren opslaan")
    write_vectors(
        generation / "vectors",
        [passage.passage_id for passage in passages],
        vectors,
        [{"document": passage.document_id, "region": passage.region, "kind": passage.kind} for passage in passages],
    )
    np.save(generation / "probe.npy", probe)
    (generation / "hashes.json").write_text(json.dumps(hashes), encoding="utf-8")
    publish(
        generation,
        {
            "format": FORMAT,
            "fingerprint": fingerprint,
            "embedding": settings.embedding,
            "tokens": TOKENS_VERSION,
            "passages": len(passages),
            "documents": {document.document_id: document.info.sha256 for document in documents},
        },
    )
    progress(1.0, "Klaar")
    return BuildReport(len(documents), len(passages), True, embedded, time.perf_counter() - started)


def _fingerprint(documents: Sequence[Document], settings: Settings) -> str:
    """A hash of all that shapes an index: documents with sidecars, rules, tokens, format and embedding."""
    parts = [asdict(document.info) for document in documents]
    code = [path.read_bytes() for path in sorted((Path(__file__).parent.parent / "ingest").glob("*.py"))]
    shape = json.dumps([FORMAT, TOKENS_VERSION, settings.embedding, parts], sort_keys=True).encode()
    return hashlib.sha256(b"\0".join([shape, *code])).hexdigest()


def is_up_to_date(settings: Settings) -> bool:
    """True if the index in use was made of the corpus as it is now. Raises: what reading the corpus raises."""
    return _up_to_date(settings.data_dir, _fingerprint(read_corpus(settings.corpus_dir), settings)) is not None


def _up_to_date(data_dir: Path, fingerprint: str) -> int | None:
    """The number of passages of the index in use if it was made of the same things, else None."""
    try:
        manifest = read_manifest(current_generation(data_dir))
    except (IndexMissing, IndexDamaged):
        return None
    return int(manifest["passages"]) if manifest.get("fingerprint") == fingerprint else None


def _write_texts(generation: Path, documents: Sequence[Document], passages: Sequence[Passage]) -> None:
    sources = generation / "sources"
    sources.mkdir()
    for document in documents:
        (sources / f"{document.document_id}.txt").write_bytes(document.source.encode())
    tables = [{**asdict(document.info), "page_starts": document.page_starts} for document in documents]
    (generation / "documents.json").write_text(json.dumps(tables, ensure_ascii=False), encoding="utf-8")
    with (generation / "passages.jsonl").open("w", encoding="utf-8") as lines:
        lines.writelines(json.dumps(asdict(passage), ensure_ascii=False) + "\n" for passage in passages)


def _vectors(
    settings: Settings,
    embedder: Embedder,
    probe: Floats,
    passages: Sequence[Passage],
    texts: Sequence[str],
    hashes: Sequence[str],
    progress: Progress,
) -> tuple[Floats, int]:
    """Vectors (n, d) of all passages and how many were computed; the others come from the index in use."""
    known = _known_vectors(settings, probe)
    missing = [row for row, digest in enumerate(hashes) if digest not in known]
    vectors = np.zeros((len(texts), probe.shape[1]), dtype=np.float32)
    for row, digest in enumerate(hashes):
        if digest in known:
            vectors[row] = known[digest]
    step = 256
    for start in range(0, len(missing), step):
        rows = missing[start : start + step]
        progress(0.5 + 0.4 * start / len(missing), f"Passage {start + 1} van {len(missing)} verwerken")
        vectors[rows] = embedder.encode_passages([texts[row] for row in rows])
    return vectors, len(missing)


def _known_vectors(settings: Settings, probe: Floats) -> dict[str, Floats]:
    """Text hash -> vector of the index in use, if the same model made it; the built-in model is fitted anew."""
    if settings.embedding == BUILT_IN_EMBEDDING:
        return {}
    try:
        generation = current_generation(settings.data_dir)
        manifest = read_manifest(generation)
        before = np.load(generation / "probe.npy")
        hashes = json.loads((generation / "hashes.json").read_text(encoding="utf-8"))
    except (IndexMissing, IndexDamaged, OSError, ValueError):
        return {}
    if (
        manifest.get("embedding") != settings.embedding
        or before.shape != probe.shape
        or not np.allclose(before, probe, atol=1e-4)
    ):
        return {}
    with (generation / "passages.jsonl").open(encoding="utf-8") as lines:
        ids = [json.loads(line)["passage_id"] for line in lines]
    stored = VectorStore(generation / "vectors").vectors(ids)
    return {digest: stored[passage_id] for passage_id, digest in zip(ids, hashes, strict=True) if passage_id in stored}
