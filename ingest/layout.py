"""Can the reading order of text be trusted? Text drawn from a slide can run through its columns."""

import re

from ingest.months import ANY_MONTH

_MONTHS = re.compile(rf"(?:{ANY_MONTH})\b", re.IGNORECASE)
_FEWEST_LINES = 14
_SHORT_WORDS = 3
_LIST_MARK = re.compile(r"[•●▪\-–]|\d{1,2}[.)]|[A-Za-z][.)] ")


def is_broken(text: str) -> bool:
    """True if the lines of ``text`` seem to come from a grid: a calendar's months on one line, or scraps of cells.

    Scraps are many lines of at most three words that neither begin a list item nor end a sentence.
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if any(len(_MONTHS.findall(line)) >= 6 for line in lines):
        return True
    if len(lines) < _FEWEST_LINES:
        return False
    scraps = [
        line
        for line in lines
        if len(line.split()) <= _SHORT_WORDS and not _LIST_MARK.match(line) and not line.endswith((".", ":", ";"))
    ]
    return len(scraps) >= 0.6 * len(lines)
