"""The text of a page of two columns whose lines were drawn straight across both -> the columns, one after the other.

Most programs write a PDF column by column, and then plain text is right as it stands. Some write it line by line, so
that every line of plain text is half a line of each column. The same page as a picture in characters shows where the
gutter is; the plain text is cut there and its pieces are put in order. Nothing is added, dropped or respelled.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_LEAST_LINES = 4  # of each column; fewer lines side by side are a heading with its date, or a signature
_SPREAD = 10  # characters: bullets hang out, and a place is exact only to a few characters in a proportional letter
_WIDEST_PAUSE = 3  # blank rows; after more of them a footer follows, not the rest of a column
_LEAST_READING_ON = 0.3  # share of the lines that begin in lower case: 0.6 and up in running text, near 0 in a table
_LEAST_WORDS = 2.5  # words a line on average; a narrow column of three to a page has about four

_BLANKS = re.compile(r" {2,}(?=\S)")  # one blank parts words


@dataclass(frozen=True, slots=True)
class _Row:
    left: tuple[str, ...]  # words
    right: tuple[str, ...]


def in_column_order(plain: str, picture: str) -> str:
    """``plain`` with the lines of two interleaved columns put column by column; ``plain`` itself where in doubt.

    Args:
        plain: The text of one page in the order in which it was drawn.
        picture: The same page, top to bottom, each line set out in characters at its place across the page.
    Returns: The same characters other than white space. Reordered are stretches of the page in which both columns are
        running text, and in which ``plain`` has exactly the words of the rows of ``picture`` in their order; so a
        table, a list of names with telephone numbers, or text already in column order stays as it is.
    """
    rows = picture.split("\n")
    gutter = _gutter(rows)
    if gutter is None:
        return plain
    words = [(found[0], found.start(), found.end()) for found in re.finditer(r"\S+", plain)]
    places: dict[str, list[int]] = {}
    for number, (word, _, _) in enumerate(words):
        places.setdefault(word, []).append(number)
    pieces: list[str] = []
    done = 0
    for region in _regions(rows, gutter):
        run = [word for row in region for word in (*row.left, *row.right)]
        first = _find(run, words, places)
        if first is None or words[first][1] < done:
            continue
        columns: tuple[list[str], list[str]] = ([], [])
        number = first
        for row in region:
            for column, part in zip(columns, (row.left, row.right), strict=True):
                if part:
                    column.append(plain[words[number][1] : words[number + len(part) - 1][2]])
                    number += len(part)
        pieces += [plain[done : words[first][1]], "\n".join(columns[0] + columns[1])]
        done = words[number - 1][2]
    return "".join(pieces) + plain[done:]


def _gutter(rows: Sequence[str]) -> range | None:
    """The character places at which lines of the right column begin, or None: where most text behind blanks begins."""
    starts = Counter(found.end() for row in rows for found in _BLANKS.finditer(row))
    if not starts:
        return None
    ordered = sorted(starts)

    def size(start: int) -> int:
        upto = bisect_left(ordered, start + _SPREAD)
        return sum(starts[place] for place in ordered[bisect_left(ordered, start) : upto])

    first = max(ordered, key=lambda start: (size(start), -start))
    return range(first, first + _SPREAD) if size(first) >= _LEAST_LINES else None


def _regions(rows: Sequence[str], gutter: range) -> list[list[_Row]]:
    """Stretches of rows that keep the gutter free and are two columns of running text."""
    stretches: list[list[_Row]] = [[]]
    pause = 0
    for text in rows:
        if not text.strip():
            pause += 1
            continue
        row = _cut(text, gutter)
        if row is None or pause > _WIDEST_PAUSE:
            stretches.append([])
        if row is not None:
            stretches[-1].append(row)
        pause = 0
    return [
        stretch
        for stretch in stretches
        if _is_running_text([row.left for row in stretch]) and _is_running_text([row.right for row in stretch])
    ]


def _cut(text: str, gutter: range) -> _Row | None:
    """The row of ``text`` cut at its widest blank that ends in the gutter; None if its words run across."""
    blanks = [found for found in _BLANKS.finditer(text) if found.end() in gutter]
    if blanks:
        place = max(blanks, key=lambda found: found.end() - found.start()).end()
    elif len(text) < gutter.stop:
        place = len(text)
    else:
        return None
    return _Row(tuple(text[:place].split()), tuple(text[place:].split()))


def _is_running_text(column: Sequence[Sequence[str]]) -> bool:
    """True if enough lines of a column are long enough and read on from the line above."""
    lines = [words for words in column if words]
    if len(lines) < _LEAST_LINES:
        return False
    reading_on = sum(words[0][0].islower() for words in lines[1:])
    return reading_on >= _LEAST_READING_ON * (len(lines) - 1) and sum(map(len, lines)) >= _LEAST_WORDS * len(lines)


def _find(run: Sequence[str], words: Sequence[tuple[str, int, int]], places: Mapping[str, Sequence[int]]) -> int | None:
    """The number of the word at which the words of ``run`` begin in ``words``, or None."""
    for first in places.get(run[0], ()):
        if all(word == found[0] for word, found in zip(run, words[first : first + len(run)], strict=False)) and (
            first + len(run) <= len(words)
        ):
            return first
    return None
