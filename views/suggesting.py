"""Questions to ask next, made from the register around an answer, and each tried first: none leads to a refusal."""

from collections import Counter
from collections.abc import Iterator
from weakref import WeakKeyDictionary

from answer.assistant import ask
from answer.model import Answer
from index.retrieval import Index
from index.tokens import tokens
from ingest.model import WHOLE_REGION, Passage
from register.build import register_of
from register.model import OpgaveEntry, Register

MOST = 3


def suggestions(index: Index, answer: Answer) -> tuple[str, ...]:
    """At most MOST questions about the subject of an answer, each of which is answered; none where nothing is cited."""
    if not answer.citations:
        return ()
    found: list[str] = []
    passages = [citation.passage for citation in answer.citations]
    about = next((passage for passage in passages if passage.thema), passages[0])
    for question in questions_about(register_of(index), about):
        is_new = all(set(tokens(question)) != set(tokens(other)) for other in (answer.question, *found))
        if is_new and _is_answered(index, question):
            found.append(question)
        if len(found) == MOST:
            break
    return tuple(found)


# Whether a question is answered, by index: as many as the register gives, asked for by all users.
_TRIED: WeakKeyDictionary[Index, dict[str, bool]] = WeakKeyDictionary()


def _is_answered(index: Index, question: str) -> bool:
    tried = _TRIED.setdefault(index, {})
    if question not in tried:
        tried[question] = ask(question, index).status == "answered"
    return tried[question]


def questions_about(register: Register, passage: Passage | OpgaveEntry) -> Iterator[str]:
    """Questions on the sheet that a passage stands in, or on a sheet itself; then on its opgave."""
    where = "" if passage.region == WHOLE_REGION else f" in {passage.region}"
    sheets = [
        entry
        for entry in register.topics
        if (entry.region, entry.opgave, entry.thema) == (passage.region, passage.opgave, passage.thema)
    ]
    if passage.thema:
        kinds = {field.kind for sheet in sheets for field in sheet.fields}
        if "doelstelling" in kinds:
            yield f"Wat is de doelstelling van {passage.thema}{where}?"
        if "partijen" in kinds:
            yield f"Welke partijen zijn betrokken bij {passage.thema}{where}?"
        if "randvoorwaarden" in kinds:
            yield f"Welke randvoorwaarden gelden er voor {passage.thema}{where}?"
        if "doelgroep" in kinds:
            yield f"Wat is de doelgroep van {passage.thema}{where}?"
    years = Counter(
        entry.start[:4]
        for entry in register.planning
        if entry.start and entry.region == passage.region and passage.opgave in (None, entry.opgave)
    )
    if years:
        subject = f" voor {passage.opgave}" if passage.opgave else ""
        yield f"Wat staat er in {years.most_common(1)[0][0]} op de planning{subject}{where}?"
    if passage.opgave:
        yield f"Wie trekt {passage.opgave}{where}?"
