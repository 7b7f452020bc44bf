"""Sections -> passages of about as many words as is aimed at, never across a field, with offsets into the source."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.cleaning import for_search
from ingest.model import Document, Passage, collapse
from ingest.structure import divide
from ingest.units import Unit, lead_in_after, split_sentences, split_units

AIM_WORDS = 110
_TERM_WORDS = 5
_ABBREVIATION = re.compile(r"[A-Z][\w-]*[A-Z][\w-]*$|[A-Z]?[a-z]{2,3}$")


@dataclass(frozen=True, slots=True)
class _Sizes:
    """Words of a passage, all in proportion to what is aimed at."""

    aim: int

    @property
    def enough(self) -> int:
        """From so many words on, a heading opens a new passage."""
        return round(0.41 * self.aim)

    @property
    def most(self) -> int:
        """No passage is longer, but for a sentence that cannot be cut."""
        return round(1.36 * self.aim)

    @property
    def crumb(self) -> int:
        """A last passage with fewer words joins the one before it."""
        return round(0.23 * self.aim)


def passages(document: Document, aim_words: int = AIM_WORDS) -> list[Passage]:
    """The passages of a document, in order of place; ids count from 0001 and are the same on every rebuild.

    Args:
        document: The document.
        aim_words: Words that a passage aims at, at least 1.
    """
    sizes = _Sizes(aim_words)
    line_starts = [0] + [i + 1 for i, character in enumerate(document.source) if character == "\n"]
    marked = {heading.start for heading in document.headings}
    found: list[Passage] = []
    for section in divide(document)[0]:
        units = split_units(document.source, section.start, section.end, marked)
        lead_ins = _lead_ins(document.source, units)
        for start, end in _spans(document.source, section.kind, units, sizes):
            text = document.source[start:end]
            lead_in = lead_ins.get(start, "")
            found.append(
                Passage(
                    passage_id=f"{document.document_id}#{len(found) + 1:04d}",
                    document_id=document.document_id,
                    start=start,
                    end=end,
                    page=document.page_at(start),
                    first_line=bisect_right(line_starts, start),
                    last_line=bisect_right(line_starts, end - 1),
                    region=section.region,
                    opgave=section.opgave,
                    thema=section.thema,
                    code=section.code,
                    kind=section.kind,
                    path=section.path,
                    text=collapse(text),
                    search_text=for_search(f"{lead_in} {text}" if lead_in else text),
                    broken=section.broken,
                    lead_in=lead_in,
                )
            )
    return found


def _lead_ins(source: str, units: Sequence[Unit]) -> dict[int, str]:
    """Offset of a list item -> the line that announces its list, where there is one."""
    found = {}
    lead_in = ""
    for unit in units:
        if unit.listed and lead_in:
            found[unit.start] = lead_in
        lead_in = lead_in_after(source, unit, lead_in)
    return found


def _spans(source: str, kind: str, units: Sequence[Unit], sizes: _Sizes) -> list[tuple[int, int]]:
    """Spans of a section's passages; a long paragraph is cut between sentences, a glossary between terms."""
    groups: list[list[Unit]] = []
    words = 0
    for piece in _pieces(source, units, sizes):
        size = _words(source, piece)
        if kind == "begrip":
            explained = bool(groups) and _is_explained(source[groups[-1][0].start : groups[-1][-1].end])
            starts = piece.after_gap and not piece.listed and explained
        else:
            starts = words >= sizes.enough and (piece.heading or words + size > sizes.aim)
        if not groups or starts or words + size > sizes.most:
            groups.append([])
            words = 0
        groups[-1].append(piece)
        words += size
    spans = [(group[0].start, group[-1].end) for group in groups]
    if len(spans) > 1 and kind != "begrip":
        (before, _), (last, end) = spans[-2:]
        size = len(source[last:end].split())
        if size < sizes.crumb and len(source[before:end].split()) <= sizes.most:
            spans[-2:] = [(before, end)]
    return spans


def _is_explained(text: str) -> bool:
    """True for a term with its definition: an abbreviation with anything behind it, or more words than a term has."""
    words = text.split()
    return len(words) > _TERM_WORDS or (len(words) > 1 and bool(_ABBREVIATION.match(words[0])))


def _pieces(source: str, units: Sequence[Unit], sizes: _Sizes) -> list[Unit]:
    """The units, those above the aimed size cut into sentences, and sentences without end into equal parts."""
    pieces = []
    for unit in units:
        if _words(source, unit) <= sizes.aim:
            pieces.append(unit)
            continue
        for start, end in split_sentences(source, unit.start, unit.end):
            first = start == unit.start
            pieces.extend(
                Unit(a, b, False, unit.listed and first and a == start, unit.after_gap and first and a == start, a)
                for a, b in _equal_parts(source, start, end, sizes.most)
            )
    return pieces


def _equal_parts(source: str, start: int, end: int, most: int) -> list[tuple[int, int]]:
    size = len(source[start:end].split())
    if size <= most:
        return [(start, end)]
    middle = source.find(" ", (start + end) // 2, end)
    if middle < 0:
        return [(start, end)]
    return _equal_parts(source, start, middle, most) + _equal_parts(source, middle + 1, end, most)


def _words(source: str, unit: Unit) -> int:
    return len(source[unit.start : unit.end].split())
