"""Passages -> the pieces of text that the rules read, each with its place and with what announces it."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from ingest.cleaning import for_search
from ingest.model import Document, Passage, collapse
from ingest.units import Unit, split_sentences, split_units
from register.model import Source

_MARKUP = re.compile(r"\[([^\]\n]*)\]\([^)\s]*\)|[*_]{1,2}(?=\S)|(?<=\S)[*_]{1,2}")
_FOOTNOTE = re.compile(r"(?<=\w)[¹²³⁴]|\s[¹²³⁴](?=\s|$)")
_HASHES = re.compile(r"^#{1,6}\s+")


def readable(text: str) -> str:
    """Source text as people read it: words broken at a line end joined, bullets, markup and footnote marks dropped."""
    return " ".join(_FOOTNOTE.sub("", _MARKUP.sub(lambda m: m[1] or "", _HASHES.sub("", for_search(text)))).split())


@dataclass(frozen=True)
class Piece:
    """A heading, list item or paragraph of a passage."""

    reading: "DocumentReading"
    passage: Passage
    unit: Unit

    @cached_property
    def text(self) -> str:
        """Its words, white space collapsed, without its list mark."""
        return collapse(self.reading.document.source[self.unit.body : self.unit.end])

    @property
    def mark(self) -> str:
        """What kind of list mark it has: "" for none, "1" for a number, "a" for a letter, else the bullet."""
        sign = self.reading.document.source[self.unit.start : self.unit.body].strip()
        if not self.unit.listed or not sign:
            return ""
        if any(character.isdigit() for character in sign):
            return "1"
        return "a" if sign[0].isalpha() and sign != "o" else sign[0]

    def sentences(self) -> list[tuple[int, int]]:
        """Spans of its sentences in the source."""
        return split_sentences(self.reading.document.source, self.unit.body, self.unit.end)

    def words(self, start: int, end: int) -> str:
        """The source between two offsets, white space collapsed."""
        return collapse(self.reading.document.source[start:end])

    def source(self, start: int | None = None, end: int | None = None) -> Source:
        """The place of the piece, or of a part of it."""
        first = self.unit.body if start is None else start
        return self.reading.source(self.passage, first, self.unit.end if end is None else end)


class DocumentReading:
    """A document with its passages, and the places of its lines."""

    def __init__(self, document: Document, passages: Sequence[Passage]) -> None:
        self.document = document
        self.passages = passages
        self._marked = {heading.start for heading in document.headings}
        self._lines = [0] + [at + 1 for at, character in enumerate(document.source) if character == "\n"]

    def pieces(self, passage: Passage) -> list[Piece]:
        """The pieces of a passage, in order."""
        units = split_units(self.document.source, passage.start, passage.end, self._marked)
        return [Piece(self, passage, unit) for unit in units]

    def all_pieces(self) -> Iterator[Piece]:
        """The pieces of all passages whose reading order can be trusted, in order."""
        for passage in self.passages:
            if not passage.broken:
                yield from self.pieces(passage)

    def opening_lines(self, passage: Passage) -> list[str]:
        """The line with text before a passage, where there is one, and the first line of the passage."""
        before = self.document.source[: passage.start].rstrip().rpartition("\n")[2].strip()
        first = self.document.source[passage.start : passage.end].lstrip().partition("\n")[0].strip()
        return [line for line in (before, first) if line]

    def source(self, passage: Passage, start: int, end: int) -> Source:
        """The place of ``document.source[start:end]``.

        Raises: ValueError if it lies outside the passage, or holds no text.
        """
        quote = collapse(self.document.source[start:end])
        if not (passage.start <= start < end <= passage.end) or not quote:
            raise ValueError(f"{start}:{end} is no quote from passage {passage.passage_id}")
        return Source(
            document=self.document.document_id,
            passage=passage.passage_id,
            start=start,
            end=end,
            quote=quote,
            page=self.document.page_at(start),
            page_label=self.document.page_label_at(start),
            section=passage.path,
            first_line=bisect_right(self._lines, start),
            last_line=bisect_right(self._lines, end - 1),
        )
