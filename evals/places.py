"""Quotes -> where they stand in a source text, white space aside."""

import re
from collections.abc import Sequence

Span = tuple[int, int]  # offsets into the source text, half-open


def quote_spans(quote: str, source: str, start: int = 0, end: int | None = None) -> list[Span]:
    """All places of a quote in ``source[start:end]``, in order; empty if it stands nowhere or holds no text."""
    if not quote.strip():
        return []
    words = re.compile(r"\s+".join(map(re.escape, quote.split())))
    return [match.span() for match in words.finditer(source, start, len(source) if end is None else end)]


def nearest_span(spans: Sequence[Span], source: str, line: int) -> Span:
    """Of several copies (at least one) the one that begins nearest to a line, counted from 1."""
    return min(spans, key=lambda span: abs(source.count("\n", 0, span[0]) + 1 - line))
