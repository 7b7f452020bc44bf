"""The evaluator's own questions: added, changed, imported and taken from feedback, in the data folder.

They are kept apart from the set of the project. A draft is a question of which somebody approved or disapproved of the
answer: it has no facts yet, and is measured only once the evaluator has completed it.
"""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock

from errors import AssistantError
from evals.files import write_whole
from evals.questions import (
    EvalQuestion,
    QuestionInvalid,
    QuestionsUnreadable,
    as_table,
    check_ids,
    check_question,
    question_from,
    questions_from_lines,
    split_of,
)

_PREFIX = "eigen-"
_LIST_FIELDS = ("facts", "forbidden", "history")
CSV_FIELDS = (
    "id", "question", "type", "region", "answer", "document", "quote", "evidence_mode", "facts", "forbidden", "history",
    "note",
)  # fmt: skip
APPROVALS = ("juist en volledig", "goede bron", "duidelijk")
REASONS = ("onjuist", "onvolledig", "verkeerde bron", "verkeerde regio", "verouderd", "ten onrechte geweigerd")


class UnknownFormat(AssistantError):
    """A file of questions that is neither JSONL nor CSV."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is geen vragenbestand. Kies een bestand met de naam ….jsonl of ….csv.")


@dataclass(frozen=True, slots=True)
class Draft:
    """A question with an answer that somebody approved or disapproved of."""

    draft_id: str
    question: str
    region: str | None
    history: tuple[str, ...]
    given: str  # the answer that was given
    reason: str


def verdict(reason: str) -> str:
    """A reason with what it is a reason for, in Dutch: "Afgekeurd: onvolledig"."""
    return f"{'Goedgekeurd' if reason in APPROVALS else 'Afgekeurd'}: {reason}"


def own_dir(data_dir: Path) -> Path:
    """Where the evaluator's questions are kept."""
    return data_dir / "evals" / "vragen"


def own_questions(data_dir: Path) -> list[EvalQuestion]:
    """The evaluator's questions, in the order of their ids. Raises: QuestionInvalid, QuestionsUnreadable."""
    path = own_dir(data_dir) / "eigen.jsonl"
    return questions_from_lines(path.name, _text(path))


def save_question(data_dir: Path, question: EvalQuestion) -> None:
    """Add a question, or put it in the place of the one with its id. Raises: QuestionInvalid, Unwritable."""
    check_question(question)
    with _lock(data_dir):
        kept = [one for one in own_questions(data_dir) if one.question_id != question.question_id]
        _write_questions(data_dir, [*kept, question])


def remove_question(data_dir: Path, question_id: str) -> None:
    """Remove a question; nothing happens where it is not there."""
    with _lock(data_dir):
        _write_questions(data_dir, [one for one in own_questions(data_dir) if one.question_id != question_id])


def import_questions(data_dir: Path, name: str, content: bytes) -> int:
    """Add the questions of a JSONL or CSV file; those with a known id take its place. Returns how many there are.

    Nothing is kept unless all of them are in order.

    Raises: UnknownFormat, QuestionsUnreadable, or QuestionInvalid, which names file, line and field.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise QuestionsUnreadable(name) from error
    if name.lower().endswith(".csv"):
        found = _from_csv(name, text)
    elif name.lower().endswith((".jsonl", ".json")):
        found = questions_from_lines(name, text)
    else:
        raise UnknownFormat(name)
    check_ids(found)
    with _lock(data_dir):
        new = {question.question_id for question in found}
        _write_questions(data_dir, [*(one for one in own_questions(data_dir) if one.question_id not in new), *found])
    return len(found)


def next_id(questions: Sequence[EvalQuestion]) -> str:
    """An id that no question has."""
    numbers = [question.question_id.removeprefix(_PREFIX) for question in questions]
    return f"{_PREFIX}{max((int(number) for number in numbers if number.isdecimal()), default=0) + 1:03d}"


def _from_csv(name: str, text: str) -> list[EvalQuestion]:
    """A row a question; lists are written with a line or a vertical bar between their items."""
    separator = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    if reader.fieldnames is None or "question" not in reader.fieldnames:
        raise QuestionInvalid(f"{name}, regel 1", "question", "de kop van de tabel ontbreekt")
    found = []
    for row in reader:
        place = f"{name}, regel {reader.line_num}"
        table: dict[str, Any] = {key: (value or "").strip() for key, value in row.items() if isinstance(key, str)}
        for field in _LIST_FIELDS:
            parts = table.get(field, "").replace("\n", "|").split("|")
            table[field] = [part.strip() for part in parts if part.strip()]
        document, quote = table.pop("document", ""), table.pop("quote", "")
        table["evidence"] = [{"document": document, "quote": quote}] if document or quote else []
        table["region"] = table.get("region") or None
        table["evidence_mode"] = table.get("evidence_mode") or "any"
        table.pop("split", None)
        found.append(question_from(table, place))
    return found


def as_csv(questions: Sequence[EvalQuestion]) -> str:
    """Questions as ``import_questions`` reads them; of several quotes of evidence only the first has a place."""
    target = io.StringIO(newline="")
    writer = csv.DictWriter(target, CSV_FIELDS, extrasaction="ignore")
    writer.writeheader()
    for question in questions:
        table = as_table(question)
        first = table["evidence"][0] if table["evidence"] else {"document": "", "quote": ""}
        lists = {field: " | ".join(table.get(field, [])) for field in _LIST_FIELDS}
        writer.writerow({**table, **first, **lists, "region": question.region or ""})
    return target.getvalue()


# --- drafts ----------------------------------------------------------------------------------------------------------


def drafts(data_dir: Path) -> list[Draft]:
    """The drafts, oldest first. Raises: QuestionsUnreadable."""
    path = own_dir(data_dir) / "concepten.jsonl"
    found = []
    for line in _text(path).splitlines():
        try:
            table = json.loads(line)
            found.append(Draft(**{**table, "history": tuple(table["history"])}))
        except (ValueError, KeyError, TypeError) as error:
            raise QuestionsUnreadable(path.name) from error
    return found


def add_draft(
    data_dir: Path, *, question: str, region: str | None, history: Sequence[str], given: str, reason: str
) -> Draft:
    """Keep a question with its answer and what somebody thought of it; the same verdict twice is kept once."""
    with _lock(data_dir):
        known = drafts(data_dir)
        for one in known:
            if (one.question, one.given, one.reason) == (question, given, reason):
                return one
        numbers = [int(one.draft_id.rpartition("-")[2]) for one in known]
        draft = Draft(f"concept-{max(numbers, default=0) + 1:03d}", question, region, tuple(history), given, reason)
        _write_drafts(data_dir, [*known, draft])
    return draft


def remove_draft(data_dir: Path, draft_id: str) -> None:
    """Remove a draft; nothing happens where it is not there."""
    with _lock(data_dir):
        _write_drafts(data_dir, [one for one in drafts(data_dir) if one.draft_id != draft_id])


def _write_questions(data_dir: Path, questions: Sequence[EvalQuestion]) -> None:
    ranked = sorted(questions, key=lambda question: question.question_id)
    lines = [json.dumps({**as_table(one), "split": split_of(one.question_id)}, ensure_ascii=False) for one in ranked]
    write_whole(own_dir(data_dir) / "eigen.jsonl", "".join(f"{line}\n" for line in lines))


def _write_drafts(data_dir: Path, found: Sequence[Draft]) -> None:
    lines = [json.dumps({name: getattr(one, name) for name in one.__slots__}, ensure_ascii=False) for one in found]
    write_whole(own_dir(data_dir) / "concepten.jsonl", "".join(f"{line}\n" for line in lines))


def _text(path: Path) -> str:
    """The text of a file; empty where there is none."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionsUnreadable(path.name) from error


def _lock(data_dir: Path) -> FileLock:
    """Two people who save at once wait for each other."""
    own_dir(data_dir).mkdir(parents=True, exist_ok=True)
    return FileLock(own_dir(data_dir) / ".lock")
