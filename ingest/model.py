"""The values that travel from this room to the others: documents, sections, passages."""

from bisect import bisect_right
from dataclasses import dataclass

from ingest.reading import Heading

WHOLE_REGION = "Regionaal"  # what holds for all parts of the region
REGIONS = (WHOLE_REGION, "Lekstroom", "Utrecht Stad", "Utrecht West", "Zuidoost Utrecht", "Eemland")

KINDS = (
    "doelgroep",
    "doelstelling",
    "aanpak",
    "planning",
    "partijen",
    "rollen",
    "randvoorwaarden",
    "aandachtspunten",
    "monitoring",
    "situatieschets",
    "ambitie",
    "begrip",
    "bijlage",
    "overig",
)


def collapse(text: str) -> str:
    """The text with every run of white space made one space, and nothing else changed: the form of a quote."""
    return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """One curated heading of a document: from ``anchor`` on, the text stands in this part.

    A field that is None is inherited from the entry before, except that a new region clears opgave, thema and code,
    and a new opgave clears thema and code. An empty string clears the field.
    """

    anchor: str  # the first words of a line, white space aside; searched from the entry before onwards
    region: str | None = None
    opgave: str | None = None
    thema: str | None = None
    code: str | None = None
    kind: str | None = None  # the field of text that stands under no field heading
    titles: str | None = None  # "first" or "last": where a sheet's coded title stands


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """What the sidecar says of a document."""

    document_id: str
    title: str
    publisher: str
    published: str  # "2023", "2023-12": year or month, as precise as the document itself
    valid_from: str | None
    valid_until: str | None
    region: str
    kind: str
    sha256: str
    obtained: str
    file: str
    outline: tuple[OutlineEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A document with its source text, unaltered; every offset anywhere counts characters of this text."""

    info: DocumentInfo
    source: str
    page_starts: tuple[int, ...] = ()  # offset at which page 1, 2, ... begins; empty where the format has no pages
    page_labels: tuple[str, ...] = ()  # what is printed on each page; empty where there are no labels
    headings: tuple[Heading, ...] = ()  # headings that the format itself marks
    empty_pages: tuple[int, ...] = ()  # numbers of pages without text, such as scans
    hidden: tuple[tuple[int, int], ...] = ()  # spans that a reader of the file does not see; they are in no passage
    remarks: tuple[str, ...] = ()  # what whoever adds the document has to know of it, in Dutch

    @property
    def document_id(self) -> str:
        """The id of the sidecar."""
        return self.info.document_id

    def page_at(self, offset: int) -> int | None:
        """The page (from 1) on which the character at ``offset`` stands, or None where there are no pages."""
        return bisect_right(self.page_starts, offset) or None if self.page_starts else None

    def page_label_at(self, offset: int) -> str:
        """What is printed on that page, such as "iv"; empty where there are no pages or no labels."""
        page = self.page_at(offset)
        return self.page_labels[page - 1] if page is not None and self.page_labels else ""


@dataclass(frozen=True, slots=True)
class Section:
    """A run of source text under one heading path; sections do not overlap and never cross a slide."""

    start: int
    end: int
    region: str
    opgave: str | None
    thema: str | None
    code: str | None
    kind: str
    path: tuple[str, ...]  # headings from wide to narrow, for people to read
    broken: bool = False  # the text ran through columns: its reading order cannot be trusted


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A run of source text that stands in no passage, with the reason."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of text cut from one section: the unit that is embedded, ranked and cited."""

    passage_id: str  # "<document_id>#<ordinal>", the same on every rebuild
    document_id: str
    start: int  # offsets into the document's source text, characters, half-open
    end: int
    page: int | None
    first_line: int  # from 1, inclusive
    last_line: int
    region: str
    opgave: str | None
    thema: str | None
    code: str | None
    kind: str
    path: tuple[str, ...]
    text: str  # the source between start and end, white space collapsed
    search_text: str  # the same for searching: broken words joined, no bullets
    broken: bool = False  # the text ran through columns: its reading order cannot be trusted
    lead_in: str = ""  # where it begins within a list: the line that announces the list, white space collapsed
