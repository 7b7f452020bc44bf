"""Documents and passages, or an opened index -> the register."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from index.retrieval import Index
from ingest.model import Document, Passage
from register.model import Register
from register.parties import PARTIES_FILE, Parties, read_parties
from register.planning import planning_of
from register.reading import DocumentReading
from register.roles import roles_of, unassigned
from register.sheets import topics_of
from register.terms import terms_of


def build_register(
    documents: Iterable[Document], passages: Sequence[Passage], parties: Parties | None = None
) -> Register:
    """The register of documents, by rules over their structure; the same input gives the same register.

    Args:
        documents: With their source text.
        passages: Of these documents; others are left out.
        parties: The names of parties; by default those of ``partijen.toml``.
    Raises: PartiesUnreadable.
    """
    known = read_parties() if parties is None else parties
    by_document: dict[str, list[Passage]] = {}
    for passage in passages:
        by_document.setdefault(passage.document_id, []).append(passage)
    readings = [
        DocumentReading(document, by_document[document.document_id])
        for document in documents
        if document.document_id in by_document
    ]
    topics = topics_of(readings)
    roles = [role for reading in readings for role in roles_of(reading, known)]
    return Register(
        topics=tuple(topics),
        planning=tuple(entry for reading in readings for entry in planning_of(reading)),
        rollen=tuple(roles),
        begrippen=tuple(entry for reading in readings for entry in terms_of(reading)),
        unassigned=tuple(unassigned(topics, roles)),
    )


def register_of(index: Index) -> Register:
    """The register of an opened index, made at the first call and kept; a change of ``partijen.toml`` makes it anew.

    Raises: PartiesUnreadable, IndexDamaged.
    """
    return _made(_Opened(index), PARTIES_FILE, PARTIES_FILE.stat().st_mtime_ns)


class _Opened:
    """An index by its generation, which never changes once it is published."""

    def __init__(self, index: Index) -> None:
        self.index = index

    def __hash__(self) -> int:
        return hash(self.index.generation)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Opened) and self.index.generation == other.index.generation


@lru_cache(maxsize=2)
def _made(opened: _Opened, parties: Path, changed: int) -> Register:
    index = opened.index
    documents = [index.document(name) for name in index.documents]
    return build_register(documents, index.passages, read_parties(parties, changed))
