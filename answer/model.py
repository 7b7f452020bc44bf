"""What this room returns: answers, their citations, and the JSON that programs read."""

from dataclasses import dataclass
from typing import Any, Literal

from index.model import ScoredPassage
from ingest.model import Passage

NOT_FOUND = "Dat staat niet in de documenten."
MOST_WORDS = 150

Status = Literal["answered", "not_found"]


@dataclass(frozen=True, slots=True)
class Citation:
    """The place and the words behind a statement; ``quote`` is the source text from ``start`` to ``end``."""

    n: int
    title: str
    published: str
    passage: Passage
    start: int  # offsets into the document's source text, half-open
    end: int
    page: int | None
    page_label: str  # what is printed on that page; empty where there are no labels
    first_line: int
    last_line: int
    quote: str
    score: float


@dataclass(frozen=True, slots=True)
class Statement:
    """One point of an answer: connective words of our own, then source text, with the number of its citation.

    A written statement is one sentence of a language model instead, which its citations bear out.
    """

    lead: str  # our own words or the line that announces a list, or empty
    items: tuple[str, ...]  # pieces of source text that lie within the quote of citation n; at least one
    n: int
    also: tuple[int, ...] = ()  # numbers of further citations
    written: bool = False  # by a language model: then its item is no source text

    @property
    def markers(self) -> str:
        """The numbers of its citations, as they are shown: "[1][3]"."""
        return "".join(f"[{number}]" for number in (self.n, *self.also))

    def __str__(self) -> str:
        if len(self.items) == 1:
            return f"{self.lead}{self.items[0]} {self.markers}"
        lines = [f"- {item}" for item in self.items]
        lines[-1] += f" {self.markers}"
        return "\n".join([self.lead.strip(), *lines] if self.lead else lines)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, or the statement that the documents do not give one.

    ``status`` is "not_found" exactly when there are no citations; ``retrieved`` holds the best passages either way.
    """

    question: str
    status: Status
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    retrieved: tuple[ScoredPassage, ...]
    regions: tuple[str, ...]  # the regions that the question was taken to be about; empty for any
    confidence: float  # how much of the question is found in what was read, 0 to 1; it decides whether to answer
    engine: str
    retrieve_ms: float
    answer_ms: float
    searched_also: tuple[str, ...] = ()  # what the thesaurus added to the words of the question
    in_dutch: str = ""  # the question as it was looked for, where it was asked in English
    corrected: tuple[tuple[str, str], ...] = ()  # words taken for misspelled: as typed, as looked for
    remarks: tuple[str, ...] = ()  # sentences of our own: what was asked and is not in the documents
    note: str = ""  # why the question could not be asked, in one sentence
    model_note: str = ""  # why a language model that was asked did not word the answer, in one sentence

    def __post_init__(self) -> None:
        answered = self.status == "answered"
        if answered != bool(self.citations) or answered != bool(self.statements):
            raise ValueError("an answer cites its passages, or is not found")
        known = {citation.n for citation in self.citations}
        if {number for statement in self.statements for number in (statement.n, *statement.also)} != known:
            raise ValueError("every statement has its citation, and every citation its statement")

    @property
    def written(self) -> bool:
        """True if a language model worded it."""
        return any(statement.written for statement in self.statements)

    @property
    def search_note(self) -> str:
        """What was looked for beside the words of the question, in Dutch; empty where there is nothing to tell."""
        translated = [f"de vraag is gelezen als ‘{self.in_dutch}’"] if self.in_dutch else []
        read = [f"‘{typed}’ gelezen als ‘{word}’" for typed, word in self.corrected]
        also = [f"gezocht ook op: {', '.join(self.searched_also)}"] if self.searched_also else []
        note = "; ".join([*translated, *read, *also])
        return f"{note[0].upper()}{note[1:]}." if note else ""

    @property
    def text(self) -> str:
        """The answer as text, a line a statement, list item or remark, with [n] markers."""
        if self.note:
            return self.note
        if not self.statements:
            return " ".join((NOT_FOUND, *self.remarks))
        return "\n".join((*map(str, self.statements), *self.remarks))


def as_table(answer: Answer, question_id: str | None = None) -> dict[str, Any]:
    """The object that ``regioplan ask --json`` prints; its shape is relied on from outside."""
    return {
        "id": question_id,
        "question": answer.question,
        "status": answer.status,
        "answer": answer.text,
        "citations": [
            {
                "n": citation.n,
                "document": citation.passage.document_id,
                "title": citation.title,
                "page": citation.page,
                "section": list(citation.passage.path),
                "lines": [citation.first_line, citation.last_line],
                "quote": citation.quote,
                "passage": citation.passage.text,
                "score": round(citation.score, 4),
            }
            for citation in answer.citations
        ],
        "retrieved": [
            {
                "document": scored.passage.document_id,
                "section": list(scored.passage.path),
                "text": scored.passage.text,
                "score": round(scored.score, 4),
            }
            for scored in answer.retrieved
        ],
        "engine": answer.engine,
        "timings_ms": {
            "retrieve": round(answer.retrieve_ms, 2),
            "answer": round(answer.answer_ms, 2),
            "total": round(answer.retrieve_ms + answer.answer_ms, 2),
        },
    }
