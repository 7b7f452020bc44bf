"""Questions written for training, each with the passage that answers it; kept apart from the fixed question set."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process

from evals.places import nearest_span, quote_spans
from evals.questions import EvalQuestion
from index.tokens import fold, tokens
from ingest.model import Document, Passage
from training.labelled import Labelled, Span, spans_of

PAIRS_DIR = Path(__file__).resolve().parent / "pairs"
_SHARED = 0.5  # of the shorter of quote and passage, for the passage to count as the one that is meant
_SAME_WORDS = 0.7  # share of the stems of two questions together
_SAME_LETTERS = 82  # out of 100
_FULL = "Volledig: "  # opens the note of a follow-up that is written out


@dataclass(frozen=True, slots=True)
class Written:
    """The questions that were written for a stretch of a document."""

    document: str
    quote: str  # source text, white space collapsed
    lines: tuple[int, int]  # where it stands, to tell it from a copy
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and the numbers of the passages that answer it."""

    question: str
    rows: tuple[int, ...]  # at least one
    document: str


def read_written(folder: Path = PAIRS_DIR) -> list[Written]:
    """All that was written, in order of the file names."""
    found = []
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            table = json.loads(line)
            first, last = table["lines"]
            found.append(Written(table["document"], table["quote"], (first, last), tuple(table["questions"])))
    return found


def place_of(written: Written, source: str) -> tuple[int, int]:
    """Where the quote stands: of several copies, the one nearest to its lines. Raises: ValueError if nowhere."""
    spans = quote_spans(written.quote, source)
    if not spans:
        raise ValueError(f"a quote does not stand in {written.document}: {written.quote[:80]}")
    return nearest_span(spans, source, written.lines[0])


def pairs_of(written: Iterable[Written], documents: Mapping[str, Document], passages: Sequence[Passage]) -> list[Pair]:
    """A pair for each question; one whose quote shares too little with any passage is left out."""
    found: list[Pair] = []
    for entry in written:
        span = (entry.document, *place_of(entry, documents[entry.document].source))
        if rows := rows_of([span], passages):
            found.extend(Pair(question, rows, entry.document) for question in entry.questions)
    return found


def pairs_of_labelled(
    labelled: Iterable[Labelled], documents: Mapping[str, Document], passages: Sequence[Passage]
) -> list[Pair]:
    """A pair for each question whose answer was marked; questions that lean on earlier ones are left out."""
    found = []
    for entry in labelled:
        if entry.best and not entry.history:
            spans = [span for place in (*entry.best, *entry.also) for span in spans_of(place, documents.__getitem__)]
            if rows := rows_of(spans, passages):
                found.append(Pair(entry.question, rows, entry.best[0].document))
    return found


def rows_of(spans: Iterable[Span], passages: Sequence[Passage]) -> tuple[int, ...]:
    """The numbers of the passages that share enough with one of the spans, each once, in order."""
    rows = {
        row
        for document, start, end in spans
        for row, passage in enumerate(passages)
        if passage.document_id == document
        and min(end, passage.end) - max(start, passage.start) >= _SHARED * min(end - start, passage.end - passage.start)
    }
    return tuple(sorted(rows))


class NearCopies:
    """Finds questions that are, but for a few words or letters, one of the fixed question set."""

    def __init__(self, questions: Iterable[EvalQuestion]) -> None:
        texts = [text for question in questions for text in (question.question, question.note.removeprefix(_FULL))]
        self._folded = [fold(text) for text in texts if text]
        self._stems = [frozenset(tokens(text)) for text in texts if text]

    def has(self, question: str) -> bool:
        """True for a near-copy, and for a question without a telling word."""
        own = frozenset(tokens(question))
        if not own:
            return True
        if any(len(own & other) >= _SAME_WORDS * len(own | other) for other in self._stems if other):
            return True
        return (
            process.extractOne(fold(question), self._folded, scorer=fuzz.ratio, score_cutoff=_SAME_LETTERS) is not None
        )
