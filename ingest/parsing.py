"""A file and its sidecar -> the document with its passages; the work that is done in the sandbox."""

import hashlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ingest.corpus import DocumentRefused
from ingest.hidden import remarks_on
from ingest.model import Document, DocumentInfo, OutlineEntry, Passage
from ingest.passages import AIM_WORDS, passages
from ingest.reading import Heading, Reading
from ingest.text import read_text

MOST_CHARACTERS = 20_000_000
MOST_PAGES = 2_000


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document with its passages."""

    document: Document
    passages: tuple[Passage, ...]


def read_file(path: Path) -> Reading:
    """The source text of a file, by the reader of its kind. Raises: AssistantError with what to do."""
    suffix = path.suffix.lower()
    if suffix == ".pdf":
        from ingest.pdf import read_pdf

        return read_pdf(path, most_pages=MOST_PAGES)
    if suffix == ".docx":
        from ingest.docx import read_docx

        return read_docx(path)
    if suffix == ".pptx":
        from ingest.pptx import read_pptx

        return read_pptx(path)
    if suffix in {".html", ".htm"}:
        from ingest.html import read_html

        return read_html(path)
    return read_text(path)


def parse(info: DocumentInfo, path: Path, passage_words: int = AIM_WORDS) -> Parsed:
    """Read a file and cut it into passages of about ``passage_words`` words.

    Raises: AssistantError with what to do when the file cannot be read, is too long, or holds no text.
    """
    reading = read_file(path)
    if len(reading.source) > MOST_CHARACTERS:
        raise DocumentRefused(
            f"{info.file} bevat te veel tekst: {len(reading.source)} tekens, en {MOST_CHARACTERS} is het meeste. "
            f"Splits het document."
        )
    document = document_of(info, reading)
    found = tuple(passages(document, passage_words))
    if not found:
        raise DocumentRefused(f"{info.file} bevat geen tekst. Controleer of het het juiste bestand is.")
    return Parsed(document, found)


def document_of(info: DocumentInfo, reading: Reading) -> Document:
    """The document that a sidecar and a reading make."""
    return Document(
        info,
        source=reading.source,
        page_starts=reading.page_starts,
        page_labels=reading.page_labels,
        headings=reading.headings,
        empty_pages=reading.empty_pages,
        hidden=reading.hidden,
        remarks=(*reading.remarks, *remarks_on(reading.source)),
    )


def as_table(parsed: Parsed) -> dict[str, Any]:
    """What ``from_table`` makes the same value of again, in JSON's own types."""
    return {"document": asdict(parsed.document), "passages": [asdict(passage) for passage in parsed.passages]}


def from_table(table: dict[str, Any]) -> Parsed:
    """The value that ``as_table`` was given. Raises: KeyError or TypeError when it was something else."""
    return Parsed(document_from(table["document"]), tuple(passage_from(row) for row in table["passages"]))


def document_from(table: dict[str, Any]) -> Document:
    """The document that ``dataclasses.asdict`` and JSON made ``table`` of."""
    return Document(
        info=info_from(table["info"]),
        source=table["source"],
        page_starts=tuple(table["page_starts"]),
        page_labels=tuple(table["page_labels"]),
        headings=tuple(Heading(**row) for row in table["headings"]),
        empty_pages=tuple(table["empty_pages"]),
        hidden=tuple((start, end) for start, end in table.get("hidden", ())),  # an index made before has none
        remarks=tuple(table.get("remarks", ())),
    )


def info_from(table: dict[str, Any]) -> DocumentInfo:
    """The sidecar that ``dataclasses.asdict`` and JSON made ``table`` of."""
    return DocumentInfo(**{**table, "outline": tuple(OutlineEntry(**entry) for entry in table["outline"])})


def passage_from(table: dict[str, Any]) -> Passage:
    """The passage that ``dataclasses.asdict`` and JSON made ``table`` of."""
    return Passage(**{**table, "path": tuple(table["path"])})


def rules_version() -> str:
    """A hash of the code of this room: passages cut by other rules are other passages."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
