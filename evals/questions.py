"""The question set: its fields, reading and writing it, and checking it against itself and the documents."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from errors import AssistantError
from evals.places import quote_spans
from ingest.model import Document, collapse

QUESTIONS_DIR = Path(__file__).resolve().parent / "questions"
SPLITS = ("dev", "test")
UNANSWERABLE = "unanswerable"
TYPES = {
    "who": "wie",
    "when": "wanneer",
    "what": "wat is",
    "howmany": "hoeveel",
    "list": "opsomming",
    "why": "waarom",
    "how": "hoe",
    "compare": "vergelijking",
    "multihop": "twee plaatsen",
    "ambiguous": "geen regio genoemd",
    UNANSWERABLE: "niet te beantwoorden",
}
EVIDENCE_MODES = ("any", "all")
MOST_WORDS = 150  # of an answer


class QuestionInvalid(AssistantError):
    """A line of a question file is not a usable question."""

    def __init__(self, place: str, field: str, reason: str) -> None:
        super().__init__(f"{place}, veld {field}: {reason}. Verbeter dat.")


class QuestionsUnreadable(AssistantError):
    """A question file cannot be read at all."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is niet te lezen. Bewaar het bestand als tekst in UTF-8 en probeer het opnieuw.")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A verbatim quote that supports the answer."""

    document: str
    quote: str


@dataclass(frozen=True, slots=True)
class EvalQuestion:
    """A question with what a correct answer holds."""

    question_id: str
    question: str
    type: str  # one of TYPES
    region: str | None
    answer: str
    evidence: tuple[Evidence, ...]  # empty where the documents do not answer
    needs_all: bool  # all evidence together, rather than any of it
    facts: tuple[str, ...]  # patterns that a correct answer matches, case ignored
    forbidden: tuple[str, ...]  # patterns that a correct answer does not match
    split: str
    history: tuple[str, ...] = ()  # earlier questions that this one leans on, oldest first
    note: str = ""

    @property
    def answerable(self) -> bool:
        """True if the documents answer it."""
        return self.type != UNANSWERABLE

    @property
    def digest(self) -> str:
        """A hash of all that decides what a right answer is: two runs compare only questions that are the same."""
        table = {key: value for key, value in as_table(self).items() if key not in {"note", "split"}}
        return hashlib.sha256(json.dumps(table, sort_keys=True).encode()).hexdigest()[:16]

    def facts_found(self, text: str) -> list[bool]:
        """For each fact, whether ``text`` matches it."""
        return [bool(re.search(fact, text, re.IGNORECASE)) for fact in self.facts]

    def says_forbidden(self, text: str) -> bool:
        """True if ``text`` matches a pattern that a correct answer never matches."""
        return any(re.search(pattern, text, re.IGNORECASE) for pattern in self.forbidden)

    def correct(self, text: str) -> bool:
        """True if ``text`` has every fact, nothing forbidden, and at most MOST_WORDS words."""
        short = len(text.split()) <= MOST_WORDS
        return short and all(self.facts_found(text)) and not self.says_forbidden(text)


def split_of(question_id: str) -> str:
    """The half a question belongs to, fixed by its id."""
    return SPLITS[int(hashlib.sha256(question_id.encode()).hexdigest(), 16) % 2]


def as_table(question: EvalQuestion) -> dict[str, Any]:
    """The object that ``question_from`` reads, as a line of a question file holds it."""
    table: dict[str, Any] = {
        "id": question.question_id,
        "question": question.question,
        "type": question.type,
        "region": question.region,
        "answer": question.answer,
        "evidence": [{"document": row.document, "quote": row.quote} for row in question.evidence],
        "evidence_mode": "all" if question.needs_all else "any",
        "facts": list(question.facts),
        "forbidden": list(question.forbidden),
        "split": question.split,
    }
    if question.history:
        table["history"] = list(question.history)
    if question.note:
        table["note"] = question.note
    return table


def read_questions(folder: Path = QUESTIONS_DIR) -> list[EvalQuestion]:
    """All questions of the folder's ``.jsonl`` files.

    Raises: QuestionsUnreadable, or QuestionInvalid, which names file, line and field.
    """
    found: list[EvalQuestion] = []
    for path in sorted(folder.glob("*.jsonl")):
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise QuestionsUnreadable(path.name) from error
        found.extend(questions_from_lines(path.name, text))
    check_ids(found)
    return found


def questions_from_lines(name: str, text: str) -> list[EvalQuestion]:
    """The questions in the lines of a file ``name``. Raises: QuestionInvalid."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            place = f"{name}, regel {number}"
            try:
                table = json.loads(line)
            except ValueError as error:
                raise QuestionInvalid(place, "(alle)", "dit is geen geldige JSON") from error
            found.append(question_from(table, place))
    return found


def check_ids(questions: Iterable[EvalQuestion]) -> None:
    """Raises: QuestionInvalid if two questions have one id."""
    seen = set()
    for question in questions:
        if question.question_id in seen:
            raise QuestionInvalid(question.question_id, "id", "komt twee keer voor")
        seen.add(question.question_id)


def question_from(table: object, place: str) -> EvalQuestion:
    """The question that ``as_table`` made ``table`` of; ``place`` says where it stands, for a message.

    Raises: QuestionInvalid, which names the field.
    """
    if not isinstance(table, dict):
        raise QuestionInvalid(place, "(alle)", "dit is geen object met velden")
    for name in ("id", "question", "type", "answer"):
        _require(isinstance(table.get(name), str) and table[name].strip(), place, name, "ontbreekt of is geen tekst")
    for name in ("evidence", "facts", "forbidden"):
        _require(isinstance(table.get(name), list), place, name, "ontbreekt of is geen lijst")
    for name in ("facts", "forbidden", "history"):
        values = table.get(name, [])
        _require(isinstance(values, list) and all(isinstance(v, str) for v in values), place, name, "is geen tekst")
    for row in table["evidence"]:
        good = isinstance(row, dict) and all(isinstance(row.get(key), str) for key in ("document", "quote"))
        _require(good, place, "evidence", "heeft geen document en quote")
    region = table.get("region")
    _require(region is None or isinstance(region, str), place, "region", "is geen tekst")
    mode = table.get("evidence_mode", "any")
    _require(mode in EVIDENCE_MODES, place, "evidence_mode", f"‘{mode}’ is geen van {', '.join(EVIDENCE_MODES)}")
    _require(table["type"] in TYPES, place, "type", f"‘{table['type']}’ is geen van {', '.join(TYPES)}")
    question = EvalQuestion(
        question_id=table["id"],
        question=table["question"],
        type=table["type"],
        region=region,
        answer=table["answer"],
        evidence=tuple(Evidence(row["document"], row["quote"]) for row in table["evidence"]),
        needs_all=mode == "all",
        facts=tuple(table["facts"]),
        forbidden=tuple(table["forbidden"]),
        split=table.get("split", split_of(table["id"])),
        history=tuple(table.get("history", ())),
        note=str(table.get("note", "")),
    )
    _check(question, place)
    return question


def check_question(question: EvalQuestion) -> None:
    """Raises: QuestionInvalid, which names the field, where a question lacks something or contradicts itself."""
    question_from(as_table(question), f"Vraag {question.question_id}")


def _check(question: EvalQuestion, place: str) -> None:
    """Raises: QuestionInvalid where a question contradicts itself."""
    wanted = split_of(question.question_id)
    _require(question.split == wanted, place, "split", f"hoort {wanted} te zijn")
    for name, patterns in (("facts", question.facts), ("forbidden", question.forbidden)):
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise QuestionInvalid(place, name, f"‘{pattern}’ is geen geldig patroon") from error
    if not question.answerable:
        _require(not question.evidence, place, "evidence", "een vraag zonder antwoord heeft geen bewijs")
        return
    _require(bool(question.facts), place, "facts", "zonder feiten is niet te zeggen of een antwoord goed is")
    _require(all(question.facts_found(question.answer)), place, "facts", "passen niet op het eigen modelantwoord")
    wrong = question.says_forbidden(question.answer)
    _require(not wrong, place, "forbidden", "past op het eigen modelantwoord")


def _require(good: object, place: str, field: str, reason: str) -> None:
    if not good:
        raise QuestionInvalid(place, field, reason)


def evidence_spans(evidence: Evidence, documents: Mapping[str, Document]) -> list[tuple[int, int]]:
    """Where the quote stands in its document's source text, white space aside; empty if nowhere."""
    document = documents.get(evidence.document)
    return [] if document is None else quote_spans(evidence.quote, document.source)


def faults(questions: Sequence[EvalQuestion], documents: Mapping[str, Document]) -> list[str]:
    """What is wrong with questions beside the documents, a sentence each; empty when all is in order.

    A quote has to stand in its document, and what a correct answer must contain has to stand in the evidence: the
    assistant answers with sentences of the documents, and could not be right otherwise.
    """
    found = []
    for question in questions:
        quotes = [collapse(row.quote) for row in question.evidence]
        for row in question.evidence:
            if not evidence_spans(row, documents):
                found.append(f"{question.question_id}, veld evidence: staat niet in {row.document}: {row.quote[:80]}")
        for text in [" ".join(quotes)] if question.needs_all else quotes:
            missed = [fact for fact, hit in zip(question.facts, question.facts_found(text), strict=True) if not hit]
            if missed:
                found.append(f"{question.question_id}, veld facts: {missed[0]} staat niet in het bewijs {text[:60]}")
            if question.says_forbidden(text):
                found.append(f"{question.question_id}, veld forbidden: past op het bewijs {text[:60]}")
    return found
