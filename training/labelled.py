"""Questions of which was marked by hand whether the documents answer them, and with which sentences."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.places import nearest_span, quote_spans
from ingest.model import Document

LABELLED_DIR = Path(__file__).resolve().parent / "answers"

Span = tuple[str, int, int]  # document, and offsets into its source text, half-open


@dataclass(frozen=True, slots=True)
class Place:
    """A quote, with white space collapsed, in a document."""

    document: str
    quote: str
    line: int | None = None  # on which it begins, to tell it from a copy; None where every copy is meant


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question with what answers it."""

    question: str
    history: tuple[str, ...]  # earlier questions, oldest first
    answerable: bool
    best: tuple[Place, ...]  # the smallest set that answers best; may be empty where it was not marked
    also: tuple[Place, ...]  # right as well
    easy: bool  # written for a passage, and not beside a question that nothing answers


def read_labelled(folder: Path = LABELLED_DIR) -> list[Labelled]:
    """All labelled questions: first those of which only the sentences were asked for."""
    written = [
        Labelled(row["question"], (), True, _places(row["best"]), _places(row["also"]), easy=True)
        for row in _rows(folder / "sentences.jsonl")
    ]
    others = [
        Labelled(
            row["question"],
            tuple(row.get("history", ())),
            row["answerable"],
            tuple(Place(row["document"], quote) for quote in row.get("quote", ())),
            tuple(Place(document, quote) for document, quote in row.get("also", ())),
            easy=False,
        )
        for row in _rows(folder / "questions.jsonl")
    ]
    return [*written, *others]


def spans_of(place: Place, documents: Callable[[str], Document]) -> list[Span]:
    """Where the quote stands: the copy that is meant, or all. Raises: ValueError if nowhere."""
    source = documents(place.document).source
    spans = quote_spans(place.quote, source)
    if not spans:
        raise ValueError(f"a quote does not stand in {place.document}: {place.quote[:80]}")
    if place.line is not None:
        spans = [nearest_span(spans, source, place.line)]
    return [(place.document, start, end) for start, end in spans]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def _places(rows: list[dict[str, Any]]) -> tuple[Place, ...]:
    return tuple(Place(row["document"], row["quote"], row["line"]) for row in rows)
