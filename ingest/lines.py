"""Headings, paragraphs, list items and table rows in order of reading -> one source text with its headings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Literal

from ingest.reading import Heading


@dataclass(frozen=True, slots=True)
class Line:
    """A heading, paragraph, list item or table row; its text may hold line ends of its own."""

    text: str
    kind: Literal["heading", "paragraph", "item", "row"] = "paragraph"
    headings: tuple[Heading, ...] = ()  # those inside it; offsets count from the beginning of ``text``


def heading(text: str, level: int) -> Line:
    """A heading on a line of its own."""
    return Line(text, "heading", (Heading(0, level, " ".join(text.split())),))


def item(text: str, mark: str, depth: int) -> Line:
    """A list item behind its bullet or number; ``depth`` 0 is the outer list, each further one is indented by two.

    Two, because a line that opens with exactly one space opens a slide in text drawn from slides.
    """
    return Line("  " * depth + f"{mark} {text}", "item")


def row(cells: Sequence[Sequence[Line]]) -> list[Line]:
    """A table row: its cells joined by a tab, empty ones included, so that columns can be counted from the left.

    The lines of a cell are joined by a space; those of the last cell with text keep their line ends, which is how a
    form reads best: label, tab, then the paragraphs or list it asks for. A row of one cell is no row but a frame
    around its lines. A row without text gives nothing.
    """
    if len(cells) == 1:
        return list(cells[0])
    last = max((number for number, lines in enumerate(cells) if any(line.text for line in lines)), default=-1)
    text = ""
    headings: list[Heading] = []
    for number, lines in enumerate(cells[: last + 1]):
        text += "\t" if number else ""
        for place, line in enumerate(lines):
            text += ("\n" if number == last else " ") if place else ""
            # A tab or line end inside a cell would pass for the end of the cell or row.
            words = line.text if number == last else _on_one_line(line.text)
            headings += [replace(found, start=found.start + len(text)) for found in line.headings]
            text += words
    return [Line(text, "row", tuple(headings))] if last >= 0 else []


def joined(lines: Iterable[Line]) -> tuple[str, tuple[Heading, ...]]:
    """The source text of ``lines`` and its headings; lines without text are left out.

    List items follow each other line by line, and so do table rows; everything else stands apart by a blank line.
    """
    kept = [line for line in lines if line.text.strip()]
    pieces: list[str] = []
    headings: list[Heading] = []
    position = 0
    for line, following in zip_longest(kept, kept[1:]):
        headings += [replace(found, start=found.start + position) for found in line.headings]
        close = following is None or (line.kind == following.kind and line.kind in {"item", "row"})
        pieces += [line.text, "\n" if close else "\n\n"]
        position += len(line.text) + len(pieces[-1])
    return "".join(pieces), tuple(headings)


def _on_one_line(text: str) -> str:
    """``text`` with every tab and line end made a space: of the same length, so offsets stay right."""
    return text.translate({ord("\t"): " ", ord("\n"): " "})
