"""The one entry point: a question and an opened index -> an answer."""

import time
from collections.abc import Sequence

from answer.citations import cite
from answer.compose import Choice, choose
from answer.model import Answer, Statement
from answer.question import read_question
from answer.sentences import Sentence, sentences_of
from index.retrieval import Index

ENGINE = "extractive"
_READ_PASSAGES = 10
_FRAGMENT_WORDS = 9


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
    Raises: EmptyQuestion, QuestionTooLong.
    """
    started = time.perf_counter()
    asked = read_question(question, index.regions, region=region, history=history)
    scored = index.retrieve(asked.search, limit=max(retrieved, _READ_PASSAGES), regions=asked.regions)
    found = time.perf_counter()
    sentences: list[Sentence] = []
    for passage in scored[:_READ_PASSAGES]:
        sentences.extend(sentences_of(index.document(passage.passage.document_id), passage))
    choices = choose(asked, sentences, index.rarity)
    citations = []
    statements = []
    for n, choice in enumerate(choices, start=1):
        first, last = choice.sentences[0], choice.sentences[-1]
        document = index.document(first.scored.passage.document_id)
        citation = cite(n, document, first.scored, first.start, last.end)
        citations.append(citation)
        statements.append(Statement(_lead(choice), tuple(sentence.text for sentence in choice.sentences), n))
    return Answer(
        question=question,
        status="answered" if citations else "not_found",
        statements=tuple(statements),
        citations=tuple(citations),
        retrieved=tuple(scored[:retrieved]),
        regions=asked.regions,
        engine=ENGINE,
        retrieve_ms=1000 * (found - started),
        answer_ms=1000 * (time.perf_counter() - found),
    )


def _lead(choice: Choice) -> str:
    """Words that let a fragment be understood: the line that announces it, or the heading it stands under."""
    first = choice.sentences[0]
    if first.lead_in:
        return f"{first.lead_in} "
    path = first.scored.passage.path
    if len(first.text.split()) < _FRAGMENT_WORDS and len(path) > 1:
        return f"Onder ‘{path[-1]}’: "
    return ""
