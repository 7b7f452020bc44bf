"""The one entry point: a question and an opened index -> an answer."""

import itertools
import time
from collections.abc import Sequence

from answer.citations import cite
from answer.compose import Choice, choose
from answer.model import Answer, Statement
from answer.question import read_question
from answer.sentences import Sentence, sentences_of
from errors import AssistantError
from index.regions import Regions
from index.retrieval import Index
from index.tokens import fold


class UnknownRegion(AssistantError):
    """A region that no document is about."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(f"De regio ‘{name}’ komt in de documenten niet voor. Kies uit: {', '.join(known)}.")


ENGINE = "extractive"
_READ_PASSAGES = 10
_MOST_ALSO = 4
_FRAGMENT_WORDS = 9
_LEAD_WORDS = 20  # a longer announcement is left to the source


def ask(
    question: str, index: Index, *, region: str | None = None, history: Sequence[str] = (), retrieved: int = 10
) -> Answer:
    """Answer a question from the indexed documents, or say that they do not answer it.

    Args:
        question: As typed.
        index: The opened index.
        region: Where to look if the question names no region.
        history: Earlier questions, oldest first.
        retrieved: How many passages to return with the answer.
    Raises: EmptyQuestion, QuestionTooLong, UnknownRegion.
    """
    started = time.perf_counter()
    places = index.places()
    asked = read_question(question, places, region=_region(region, places), history=history)
    query = index.read(asked.search, asked.regions)
    scored = index.rank(query, limit=max(retrieved, _READ_PASSAGES))
    found = time.perf_counter()
    sentences: list[Sentence] = []
    for passage in scored[:_READ_PASSAGES]:
        sentences.extend(sentences_of(index.document(passage.passage.document_id), passage))
    chosen = choose(asked, sentences, index.rarity)
    citations = []
    statements: list[Statement] = []
    for n, choice in enumerate(chosen.choices, start=1):
        first, last = choice.sentences[0], choice.sentences[-1]
        document = index.document(first.scored.passage.document_id)
        citation = cite(n, document, first.scored, first.start, last.end)
        citations.append(citation)
        lead = _lead(choice)
        if lead in {statement.lead for statement in statements}:
            lead = ""
        statements.append(Statement(lead, _items(choice), n))
    return Answer(
        question=question,
        status="answered" if citations else "not_found",
        statements=tuple(statements),
        citations=tuple(citations),
        retrieved=tuple(scored[:retrieved]),
        confidence=chosen.confidence,
        searched_also=query.also[:_MOST_ALSO],
        corrected=query.terms.corrected,
        regions=asked.regions,
        engine=ENGINE,
        retrieve_ms=1000 * (found - started),
        answer_ms=1000 * (time.perf_counter() - found),
    )


def not_asked(question: str, reason: str) -> Answer:
    """The answer to a question that cannot be asked: not found, with the reason in one sentence."""
    return Answer(question, "not_found", (), (), (), (), 0.0, ENGINE, 0.0, 0.0, note=reason)


def _region(name: str | None, places: Regions) -> str | None:
    """The region that ``name`` stands for, None for none. Raises: UnknownRegion."""
    if name is None or not name.strip():
        return None
    exact = next((region for region in places.known if fold(region) == fold(name.strip())), None)
    found = exact or next(iter(places.named_in(name)), None)
    if found is None:
        raise UnknownRegion(name, places.known)
    return found


def _items(choice: Choice) -> tuple[str, ...]:
    """The source text of a choice, a piece for each list item."""
    units = itertools.groupby(choice.sentences, key=lambda sentence: sentence.unit)
    return tuple(" ".join(sentence.text for sentence in unit) for _, unit in units)


def _lead(choice: Choice) -> str:
    """Words that let a fragment be understood: the line that announces it, or the heading it stands under."""
    first = choice.sentences[0]
    if first.lead_in and len(first.lead_in.split()) <= _LEAD_WORDS:
        return f"{first.lead_in} "
    path = first.scored.passage.path
    if len(first.text.split()) < _FRAGMENT_WORDS and len(path) > 1:
        return f"Onder ‘{path[-1]}’: "
    return ""
