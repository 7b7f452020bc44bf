"""Corpus -> a new generation of the index."""

import hashlib
import json
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np

from errors import AssistantError
from index.embedding import Embedder, open_embedder, version_of
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
from index.store import (
    ServerFailed,
    StoreFailed,
    VectorStore,
    drop_vectors,
    mend_vectors,
    vector_place,
    write_vectors,
)
from index.tokens import TOKENS_VERSION
from ingest.corpus import Corpus, CorpusUnreadable, Refusal, scan_corpus
from ingest.model import Document, Passage
from ingest.parsing import Parsed, rules_version
from settings import Settings

Progress = Callable[[float, str], None]
Status = Literal["nieuw", "gewijzigd", "ongewijzigd", "verwijderd", "geweigerd"]

_STEP = 256  # passages embedded between two reports of progress


class VectorsLost(AssistantError):
    """Not every vector can be found again."""

    def __init__(self, lost: int) -> None:
        super().__init__(
            f"Van {lost} passages is de vector niet terug te vinden; de nieuwe index is niet in gebruik genomen. "
            f"Probeer opnieuw: regioplan ingest --opnieuw"
        )


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """What a build did with one document or file."""

    name: str  # id of the document, or the name of a file that was refused
    status: Status
    pages: int | None = None  # None where the format has no pages
    passages: int = 0
    detail: str = ""  # why it was refused, or what to know of it


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did."""

    rows: tuple[DocumentRow, ...]
    passages: int
    changed: bool  # False when the index was up to date and was left alone
    embedded: int  # passages whose vector had to be computed
    seconds: float

    @property
    def documents(self) -> int:
        """Documents in the index."""
        return sum(row.status not in {"verwijderd", "geweigerd"} for row in self.rows)


def search_text(passage: Passage, title: str) -> str:
    """What is indexed for a passage: where it stands, then its words."""
    path = " ".join(name for name in (passage.region, passage.opgave, passage.thema, *passage.path[-2:]) if name)
    return f"{title} {path} {passage.search_text}"


def build_index(
    settings: Settings, progress: Progress = lambda share, what: None, *, again: bool = False
) -> BuildReport:
    """Bring the index up to date with the corpus; ``progress`` hears the share done (0 to 1) and what goes on.

    Nothing is written when nothing changed, unless ``again``. The index in use stays in use until the new one is
    complete. A document that cannot be read is refused and does not cost the others.

    Raises: CorpusUnreadable, IndexBusy, DataFolderUnwritable, ModelUnavailable, VectorsLost.
    """
    started = time.perf_counter()
    with one_writer(settings.data_dir):
        progress(0.02, "Documenten zoeken")
        corpus = scan_corpus(settings.corpus_dir)
        fingerprint = _fingerprint(corpus, settings)
        before = _manifest_in_use(settings.data_dir)
        if not again and before.get("fingerprint") == fingerprint:
            return _unchanged(before, time.perf_counter() - started)
        try:
            report = _build(settings, corpus, fingerprint, before, progress)
        except OSError as error:
            raise DataFolderUnwritable(settings.data_dir) from error
        return replace(report, seconds=time.perf_counter() - started)


def is_up_to_date(settings: Settings) -> bool:
    """True if the index in use was made of the corpus as it is now. Raises: CorpusUnreadable."""
    fingerprint = _fingerprint(scan_corpus(settings.corpus_dir), settings)
    return _manifest_in_use(settings.data_dir).get("fingerprint") == fingerprint


def rows_in_use(settings: Settings) -> tuple[DocumentRow, ...]:
    """The documents of the index in use, and what was refused when it was made; empty without an index."""
    return _unchanged(_manifest_in_use(settings.data_dir), 0.0).rows


def _build(
    settings: Settings, corpus: Corpus, fingerprint: str, before: dict[str, Any], progress: Progress
) -> BuildReport:
    # llama-index takes over a second to import, and an index that is up to date needs none of it.
    from ingest.pipeline import parse_all

    parsed, refused = parse_all(
        corpus.files,
        settings.data_dir / "cache",
        lambda done, name: progress(0.05 + 0.2 * done / len(corpus.files), f"{name} gelezen"),
        passage_words=settings.passage_words,
    )
    refusals = (*corpus.refusals, *refused)
    if not parsed:
        reason = refusals[0].reason if refusals else ""
        raise CorpusUnreadable(settings.corpus_dir, f"bevat geen leesbaar document ({reason.rstrip('.')})")
    generation = new_generation(settings.data_dir)
    try:
        passages, embedded = _fill(settings, parsed, generation, progress)
    except BaseException:
        # Nothing points to it yet. A process that is killed leaves it; the next generation clears it away.
        shutil.rmtree(generation, ignore_errors=True)
        drop_vectors(vector_place(generation, settings))
        raise
    rows = _rows(corpus, parsed, refusals, before)
    removed = publish(
        generation,
        {
            "format": FORMAT,
            "fingerprint": fingerprint,
            "embedding": settings.embedding,
            "passage_words": settings.passage_words,
            "chroma_url": settings.chroma_url,
            "tokens": TOKENS_VERSION,
            "passages": passages,
            "documents": {file.info.document_id: file.digest for file in corpus.files},
            "rows": [asdict(row) for row in rows if row.status != "verwijderd"],
        },
    )
    for folder in removed:
        drop_vectors(vector_place(folder, settings))
    progress(1.0, "Klaar")
    return BuildReport(rows, passages, True, embedded, 0.0)


def _fill(settings: Settings, parsed: Sequence[Parsed], generation: Path, progress: Progress) -> tuple[int, int]:
    """Write all of a generation but its manifest; returns how many passages it has and how many were embedded."""
    passages = [passage for file in parsed for passage in file.passages]
    titles = {file.document.document_id: file.document.info.title for file in parsed}
    texts = [search_text(passage, titles[passage.document_id]) for passage in passages]
    _write_texts(generation, [file.document for file in parsed], passages)
    progress(0.27, "Woorden tellen")
    LexicalIndex.build(texts, generation / "lexical")
    progress(0.35, "Het taalmodel voorbereiden")
    embedder = open_embedder(settings.embedding)
    probe = embedder.encode_queries([PROBE])
    hashes = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    vectors, embedded = _vectors(settings, embedder, probe, texts, hashes, progress)
    progress(0.85, "Vectoren opslaan")
    ids = [passage.passage_id for passage in passages]
    metadata = [{"document": p.document_id, "region": p.region, "kind": p.kind} for p in passages]
    place = vector_place(generation, settings)
    write_vectors(place, ids, vectors, metadata)
    progress(0.95, "Vectoren nazoeken")
    if lost := mend_vectors(place, ids, vectors, metadata):
        raise VectorsLost(len(lost))
    np.save(generation / "probe.npy", probe)
    (generation / "hashes.json").write_text(json.dumps(hashes), encoding="utf-8")
    return len(passages), embedded


def _manifest_in_use(data_dir: Path) -> dict[str, Any]:
    """The manifest of the index in use; empty when there is none."""
    try:
        return read_manifest(current_generation(data_dir))
    except (IndexMissing, IndexDamaged):
        return {}


def _fingerprint(corpus: Corpus, settings: Settings) -> str:
    """A hash of all that shapes an index: documents with sidecars, refusals, rules, tokens, format and embedding."""
    shape = [
        FORMAT,
        TOKENS_VERSION,
        settings.embedding,
        version_of(settings.embedding),
        settings.passage_words,
        settings.chroma_url,
        rules_version(),
        [(file.info.document_id, file.digest) for file in corpus.files],
        [asdict(refusal) for refusal in corpus.refusals],
    ]
    return hashlib.sha256(json.dumps(shape).encode()).hexdigest()


def _unchanged(manifest: dict[str, Any], seconds: float) -> BuildReport:
    rows = [DocumentRow(**row) for row in manifest.get("rows", [])]
    rows = [row if row.status == "geweigerd" else replace(row, status="ongewijzigd") for row in rows]
    return BuildReport(tuple(rows), int(manifest.get("passages", 0)), False, 0, seconds)


def _rows(
    corpus: Corpus, parsed: Sequence[Parsed], refusals: Sequence[Refusal], before: dict[str, Any]
) -> tuple[DocumentRow, ...]:
    """A row a document, then what disappeared, then what was refused."""
    digests = {file.info.document_id: file for file in corpus.files}
    known: dict[str, str] = before.get("documents", {})
    rows = []
    for file in parsed:
        document = file.document
        name = document.document_id
        status: Status = "nieuw"
        if name in known:
            status = "ongewijzigd" if known[name] == digests[name].digest else "gewijzigd"
        details = []
        if digests[name].path.name != document.info.file:
            details.append(f"staat nu als {digests[name].path.name}")
        if document.empty_pages:
            pages = ", ".join(str(page) for page in document.empty_pages)
            details.append(f"scan, geen tekst op pagina {pages}")
        details.extend(document.remarks)
        pages_count = len(document.page_starts) or None
        rows.append(DocumentRow(name, status, pages_count, len(file.passages), "; ".join(details)))
    rows.extend(DocumentRow(name, "verwijderd") for name in sorted(set(known) - set(digests)))
    rows.extend(DocumentRow(refusal.name, "geweigerd", detail=refusal.reason) for refusal in refusals)
    return tuple(rows)


def _write_texts(generation: Path, documents: Sequence[Document], passages: Sequence[Passage]) -> None:
    sources = generation / "sources"
    sources.mkdir()
    tables = []
    for document in documents:
        (sources / f"{document.document_id}.txt").write_bytes(document.source.encode())
        tables.append({**asdict(document), "source": ""})
    (generation / "documents.json").write_text(json.dumps(tables, ensure_ascii=False), encoding="utf-8")
    with (generation / "passages.jsonl").open("w", encoding="utf-8") as lines:
        lines.writelines(json.dumps(asdict(passage), ensure_ascii=False) + "\n" for passage in passages)


def _vectors(
    settings: Settings,
    embedder: Embedder,
    probe: Floats,
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
    for start in range(0, len(missing), _STEP):
        rows = missing[start : start + _STEP]
        progress(0.5 + 0.35 * start / len(missing), f"Passage {start + 1} van {len(missing)} verwerken")
        vectors[rows] = embedder.encode_passages([texts[row] for row in rows])
    return vectors, len(missing)


def _known_vectors(settings: Settings, probe: Floats) -> dict[str, Floats]:
    """Text hash -> vector of the index in use, if the same model made it."""
    try:
        generation = current_generation(settings.data_dir)
        manifest = read_manifest(generation)
        before = np.load(generation / "probe.npy")
        hashes = json.loads((generation / "hashes.json").read_text(encoding="utf-8"))
        with (generation / "passages.jsonl").open(encoding="utf-8") as lines:
            ids = [json.loads(line)["passage_id"] for line in lines]
    except (IndexMissing, IndexDamaged, OSError, ValueError):
        return {}
    same = before.shape == probe.shape and np.allclose(before, probe, atol=1e-4)
    elsewhere = manifest.get("chroma_url") != settings.chroma_url
    if manifest.get("embedding") != settings.embedding or not same or elsewhere:
        return {}
    try:
        stored = VectorStore(vector_place(generation, settings)).vectors(ids)
    except (StoreFailed, ServerFailed):
        return {}  # they are made anew
    return {digest: stored[passage_id] for passage_id, digest in zip(ids, hashes, strict=True) if passage_id in stored}
