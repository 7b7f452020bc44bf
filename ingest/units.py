"""Running text -> units: the headings, list items and paragraphs of a stretch of source, and their sentences."""

import itertools
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from ingest.fields import field_heading
from ingest.model import collapse

_LIST_MARK = re.compile(r"(?:[•●▪·→]|[-–](?=\s)|o(?=\s)|\(?\d{1,2}[.)](?!\d)|[A-Za-z][.)](?=\s))\s*(?:\d{1,2}[.)]\s+)?")
_CODED_TITLE = re.compile(
    r"(?P<title>[A-ZÉË(].{2,90}?)\s?(?P<code>[1-9][a-h](?:\+[1-9][a-h])*)",
)
_REFERENCE = re.compile(r"\b(?:thema|bij|en|zie|onder|van|subthema)\s*$", re.IGNORECASE)
_PART = re.compile(r"\s*\(\d/\d\)\s*$")
_MARKDOWN_HEADING = re.compile(r"#{1,6}\s+")
_LONGEST_WORD = 60
_SENTENCE_END = re.compile(r"[.!?][\"’”')\]]*(?=\s+[\"“‘'(]*[A-ZÀ-Þ\d•●])")
_ABBREVIATIONS = frozenset(
    "art bijv bv ca cq d.m.v d.w.z dhr e.d e.v etc evt excl i.c.m i.o i.o.v i.p.v i.v.m incl jl m.b.t m.b.v m.i.v m.n "
    "m.u.v max min mr mw n.a.v nl nr o.a o.b.v o.i.d o.l.v p.p resp s.v.p st t.a.v t.b.v t.g.v t.m t.n.v t.o.v vgl vs "
    "z.s.m zgn".split()
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A heading, list item or paragraph: ``source[start:end]``, its list mark included."""

    start: int
    end: int
    heading: bool
    listed: bool  # begins with a bullet or number
    after_gap: bool  # a blank line stands before it
    body: int  # where the words begin, behind the list mark


@dataclass(frozen=True, slots=True)
class CodedTitle:
    """A sheet's title with its code: "Digitalisering2b" is title "Digitalisering", code "2b"."""

    title: str
    code: str


def coded_title(line: str) -> CodedTitle | None:
    """The title and code that ``line`` (stripped) consists of, or None."""
    found = _CODED_TITLE.fullmatch(line)
    if not found or _REFERENCE.search(found["title"]) or found["title"].endswith((".", ",", ";", ":")):
        return None
    title = _PART.sub("", found["title"]).rstrip("0123456789 ")
    return CodedTitle(title, found["code"]) if len(title) > 2 else None


def is_heading(line: str, before: str = "") -> bool:
    """True for a line (stripped) that is a field heading on its own, a coded title or a Markdown heading."""
    field = field_heading(line, before)
    return bool((field and field.alone) or coded_title(line) or _MARKDOWN_HEADING.match(line))


def lines_between(source: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Spans of the lines of ``source[start:end]``, line ends excluded; the first and last may be cut."""
    position = start
    while position < end:
        line_end = source.find("\n", position, end)
        line_end = end if line_end < 0 else line_end
        yield position, line_end
        position = line_end + 1


def stripped(source: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space at both ends."""
    text = source[start:end]
    return start + len(text) - len(text.lstrip()), start + len(text.rstrip())


def split_units(source: str, start: int, end: int, headings: Collection[int] = ()) -> list[Unit]:
    """The units of ``source[start:end]``, in order; white space between them is left out.

    ``headings`` are the offsets of lines that the format marks as headings.

    Slide text is wrapped at the width of a column, with blank lines inside sentences, so a blank line ends a
    paragraph only where the next line does not read on.
    """
    spans = [stripped(source, *span) for span in lines_between(source, start, end)]
    width = max((last - first for first, last in spans), default=0)
    units: list[Unit] = []
    gap = True
    before = (start, start)
    for first, last in spans:
        if first >= last:
            gap = True
            continue
        line = source[first:last]
        mark = _LIST_MARK.match(line)
        previous = source[slice(*before)]
        heading = first in headings or is_heading(line, previous)
        opens = (
            heading
            or mark
            or not units
            or units[-1].heading
            or not _reads_on(source, before, (first, last), gap, width)
        )
        if opens or field_heading(line, previous) is not None:
            body = first + (mark.end() if mark and mark.end() < len(line) else 0)
            units.append(Unit(first, last, heading, bool(mark), gap, body))
        else:
            open_unit = units[-1]
            units[-1] = Unit(
                open_unit.start, last, open_unit.heading, open_unit.listed, open_unit.after_gap, open_unit.body
            )
        gap = False
        before = (first, last)
    return units


def lead_in_after(source: str, unit: Unit, lead_in: str) -> str:
    """The line that announces a list that follows ``unit``, given the one in force before it; empty for none.

    A line that ends with a colon announces what follows; so does a year on its own. Within a list it stays in force.
    """
    text = collapse(source[unit.body : unit.end])
    if unit.heading:
        heading = field_heading(text)
        return f"{heading.label}:" if heading and heading.period else ""
    if text.endswith(":"):
        return text
    return lead_in if unit.listed else ""


def _reads_on(source: str, before: tuple[int, int], span: tuple[int, int], gap: bool, width: int) -> bool:
    """True if the line at ``span`` continues the sentence of the line at ``before``."""
    previous, line = source[slice(*before)], source[slice(*span)]
    if previous.endswith(("-", "–", ",", "&", "/")):
        return True
    starts_low = line[0].islower() or line[0] in "(&‘’"
    ended = previous.endswith((".", ":", "!", "?", ";"))
    is_full = len(previous) >= 0.6 * width
    if gap:
        # A wrapped line keeps the space at which it was wrapped.
        return not ended and (starts_low or (is_full and source[before[1] : before[1] + 1] == " "))
    return starts_low or (is_full and not previous.endswith(":"))


def split_sentences(source: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans of the sentences of ``source[start:end]``; Dutch abbreviations and list numbers do not end one."""
    text = source[start:end]
    cuts = [0]
    for found in _SENTENCE_END.finditer(text):
        before = text[max(0, found.start() - _LONGEST_WORD) : found.start()].rsplit(None, 1)
        word = before[-1].lstrip("(‘“'\"").lower() if before else ""
        is_number = word.isdigit() and len(word) <= 2
        if text[found.start()] == "." and (word in _ABBREVIATIONS or is_number or len(word) == 1):
            continue
        cuts.append(found.end())
    cuts.append(len(text))
    spans = (stripped(source, start + first, start + last) for first, last in itertools.pairwise(cuts))
    return [(first, last) for first, last in spans if first < last]
