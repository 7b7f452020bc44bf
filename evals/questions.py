"""The fixed question set: read, and checked against the documents."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from errors import AssistantError
from ingest.model import Document

QUESTIONS_DIR = Path(__file__).resolve().parent / "questions"
SPLITS = ("dev", "test")


class QuestionInvalid(AssistantError):
    """A line of a question file is not a usable question."""

    def __init__(self, place: str, field: str, reason: str) -> None:
        super().__init__(f"{place}, veld {field}: {reason}. Verbeter de regel.")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A verbatim quote that supports the answer."""

    document: str
    quote: str


@dataclass(frozen=True, slots=True)
class EvalQuestion:
    """A question with what a correct answer holds; ``design.md`` of the project describes the fields."""

    question_id: str
    question: str
    type: str
    region: str | None
    answer: str
    evidence: tuple[Evidence, ...]  # empty where the documents do not answer
    needs_all: bool  # all evidence together, rather than any of it
    facts: tuple[str, ...]  # patterns that a correct answer matches
    forbidden: tuple[str, ...]
    split: str
    history: tuple[str, ...]

    @property
    def answerable(self) -> bool:
        """True if the documents answer it."""
        return bool(self.evidence)

    def correct(self, text: str) -> bool:
        """True if ``text`` matches every fact and nothing forbidden."""
        return all(re.search(fact, text, re.IGNORECASE) for fact in self.facts) and not any(
            re.search(pattern, text, re.IGNORECASE) for pattern in self.forbidden
        )


def split_of(question_id: str) -> str:
    """The half a question belongs to, fixed by its id."""
    return SPLITS[int(hashlib.sha256(question_id.encode()).hexdigest(), 16) % 2]


def read_questions(folder: Path = QUESTIONS_DIR) -> list[EvalQuestion]:
    """All questions of the folder's ``.jsonl`` files. Raises: QuestionInvalid, which names file, line and field."""
    found: list[EvalQuestion] = []
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if line.strip():
                found.append(_read_line(f"{path.name}, regel {number}", line))
    ids = [question.question_id for question in found]
    for question_id in ids:
        if ids.count(question_id) > 1:
            raise QuestionInvalid(question_id, "id", "komt twee keer voor")
    return found


def _read_line(place: str, line: str) -> EvalQuestion:
    try:
        table: dict[str, Any] = json.loads(line)
        question = EvalQuestion(
            question_id=table["id"],
            question=table["question"],
            type=table["type"],
            region=table["region"],
            answer=table["answer"],
            evidence=tuple(Evidence(row["document"], row["quote"]) for row in table["evidence"]),
            needs_all=table["evidence_mode"] == "all",
            facts=tuple(table["facts"]),
            forbidden=tuple(table["forbidden"]),
            split=table["split"],
            history=tuple(table.get("history", ())),
        )
    except ValueError as error:
        raise QuestionInvalid(place, "(alle)", "geen geldige JSON") from error
    except KeyError as error:
        raise QuestionInvalid(place, str(error.args[0]), "ontbreekt") from error
    except (TypeError, AttributeError) as error:
        raise QuestionInvalid(place, "(onbekend)", "een waarde heeft een verkeerde soort") from error
    if question.split != split_of(question.question_id):
        raise QuestionInvalid(place, "split", f"hoort {split_of(question.question_id)} te zijn")
    for name, patterns in (("facts", question.facts), ("forbidden", question.forbidden)):
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise QuestionInvalid(place, name, f"‘{pattern}’ is geen geldig patroon") from error
    if question.answerable and not question.correct(question.answer):
        raise QuestionInvalid(place, "facts", "het modelantwoord voldoet niet aan de eigen patronen")
    return question


def evidence_spans(evidence: Evidence, documents: Mapping[str, Document]) -> list[tuple[int, int]]:
    """Where the quote stands in its document's source text, white space aside; empty if nowhere."""
    document = documents.get(evidence.document)
    if document is None:
        return []
    words = r"\s+".join(re.escape(word) for word in evidence.quote.split())
    return [match.span() for match in re.finditer(words, document.source)]


def missing_evidence(questions: Iterable[EvalQuestion], documents: Mapping[str, Document]) -> list[str]:
    """The ids of questions with a quote that does not stand in its document."""
    return [
        question.question_id
        for question in questions
        if not all(evidence_spans(evidence, documents) for evidence in question.evidence)
    ]
