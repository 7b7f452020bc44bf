"""The one entry point: a question and an opened index -> an answer."""

import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from answer.absence import Found, cannot_answer, features_of
from answer.citations import cite
from answer.compose import Choice, choose, fitted
from answer.evidence import Asked, candidates_of
from answer.judge import Judge
from answer.leading import Leading, asks_who_leads, names_leader, who_leads
from answer.model import MOST_WORDS, Answer, Citation, Statement
from answer.phrasing import (
    belongs_to,
    is_medical,
    items_of,
    leads_of,
    no_leader,
    refusal_remark,
    silent_region,
)
from answer.question import Question, read_question
from answer.reading import Reader, reader_of
from answer.registered import from_register
from answer.wants import wants_of
from answer.weights import load_weights
from index.model import ScoredPassage
from index.retrieval import Index, Query
from index.tokens import stem
from ingest.model import WHOLE_REGION
from register.build import register_of

ENGINE = "extractive"
READ_PASSAGES = 10  # of which the sentences are weighed
_MOST_ALSO = 4
_MOST_REGIONS = 3  # that are answered one by one
_REMARK_WORDS = 12
_TOGETHER_WORDS = 120  # of the sentences for several regions; what announces them comes on top
_BY_REGION = frozenset({"when", "number", "who"})  # what differs between regions
_AS_GOOD = 0.7  # of the best score, for the best passage of a region to count as an answer
_SHARE = 0.7  # of the usual length, for each of several regions


@dataclass(frozen=True, slots=True)
class _Part:
    """What is found for a question, or for a part of it."""

    asked: Question
    scored: Sequence[ScoredPassage]
    choices: Sequence[Choice]  # none where it has no answer
    confidence: float


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
    limit = max(retrieved, READ_PASSAGES)
    asked, query = read_for(index, question, region=region, history=history)
    anywhere = index.rank(replace(query, regions=()), limit=limit)
    several = _several(asked, query, anywhere[:READ_PASSAGES])
    share = 1.0 if len(several) == 1 else _SHARE
    rankings = [index.rank(part, limit=limit) if part.regions else anywhere for _, part in several]
    found = time.perf_counter()
    parts = [
        _part(index, *part, ranking, anywhere=anywhere[0], share=share)
        for part, ranking in zip(several, rankings, strict=True)
    ]
    choices = fitted([part.choices for part in parts], _TOGETHER_WORDS)
    remarks = [silent_region(part.asked) for part in parts if asked.regions and choices and not part.choices]
    if not choices and (remark := refusal_remark(asked)):
        remarks.append(remark)
    registered = from_register(index, asked)
    leading = None if registered else _leading(index, asked, choices)
    if leading:
        choices = [*leading.choices, *choices[:1]]
    if registered:
        citations, statements, remarks = registered.citations, registered.statements, [*registered.remarks]
    else:
        citations, statements = _said(index, asked, choices)
    if leading and leading.wider:
        opening = belongs_to(leading.wider.narrow, leading.wider.term)
        statements = (replace(statements[0], lead=opening + statements[0].lead), *statements[1:])
        remarks = [no_leader(leading.wider.narrow)]
    while sum(len(str(statement).split()) for statement in statements) > MOST_WORDS - _REMARK_WORDS:
        citations, statements = citations[:-1], statements[:-1]
    return Answer(
        question=question,
        status="answered" if statements else "not_found",
        statements=statements,
        citations=citations,
        retrieved=tuple(_merged(rankings)[:retrieved]),
        confidence=max(part.confidence for part in parts),
        searched_also=query.also[:_MOST_ALSO],
        in_dutch=asked.text if asked.text != question else "",
        corrected=query.terms.corrected,
        regions=asked.regions,
        remarks=tuple(remarks),
        engine=ENGINE,
        retrieve_ms=1000 * (found - started),
        answer_ms=1000 * (time.perf_counter() - found),
    )


def warm_up(index: Index) -> None:
    """Load and make what is otherwise made by the first question. Raises: as ``ask`` and the opening of an index."""
    index.warm_up()
    load_weights()
    register_of(index)


def read_for(
    index: Index, question: str, *, region: str | None = None, history: Sequence[str] = ()
) -> tuple[Question, Query]:
    """The question, read, and what is looked for. Raises: EmptyQuestion, QuestionTooLong, UnknownRegion."""
    places = index.places()
    text, earlier = index.in_dutch(question), [index.in_dutch(before) for before in history]
    asked = read_question(text, places, region=places.chosen(region), history=earlier)
    query = index.read(asked.search, asked.regions)
    better = {stem(typed): stem(word) for typed, word in query.terms.corrected}
    topic = tuple(dict.fromkeys(better.get(token, token) for token in asked.topic))
    spelled = asked.text.lower()
    for typed, word in query.terms.corrected:
        spelled = spelled.replace(typed, word)
    return replace(asked, topic=topic, wants=asked.wants | wants_of(spelled) if better else asked.wants), query


def not_asked(question: str, reason: str) -> Answer:
    """The answer to a question that cannot be asked: not found, with the reason in one sentence."""
    return Answer(question, "not_found", (), (), (), (), 0.0, ENGINE, 0.0, 0.0, note=reason)


def _several(asked: Question, query: Query, anywhere: Sequence[ScoredPassage]) -> list[tuple[Question, Query]]:
    """A question that a few regions are asked about, or that a few answer, as one for each; any other as it is."""
    names = asked.regions or _answering(asked, anywhere)
    if not 1 < len(names) <= _MOST_REGIONS:
        return [(asked, query)]
    return [(replace(asked, regions=(name,)), replace(query, regions=(name,))) for name in names]


def _answering(asked: Question, anywhere: Sequence[ScoredPassage]) -> tuple[str, ...]:
    """The subregions that answer a question for a moment, a number or a party that names none; empty for the whole."""
    if not asked.wants & _BY_REGION:
        return ()
    best: dict[str, float] = {}
    for scored in anywhere:
        best.setdefault(scored.passage.region, scored.score)
    highest = max(best.values(), default=0.0)
    if best.get(WHOLE_REGION) == highest:
        return ()
    near = [name for name, score in best.items() if score >= _AS_GOOD * highest and name != WHOLE_REGION]
    return tuple(near[:_MOST_REGIONS])


def _leading(index: Index, asked: Question, choices: Sequence[Choice]) -> Leading | None:
    """Who leads, where that is asked and the answer, which may be empty, does not say it."""
    if is_medical(asked.text) or len(asked.regions) > 1 or not asks_who_leads(asked) or names_leader(choices, asked):
        return None
    return who_leads(index, reader_of(index), asked)


def _part(
    index: Index,
    asked: Question,
    query: Query,
    scored: Sequence[ScoredPassage],
    *,
    anywhere: ScoredPassage,
    share: float,
) -> _Part:
    """The answer from one ranking of passages; ``anywhere`` is the best passage where no region goes first."""
    if is_medical(asked.text):
        return _Part(asked, scored, (), 0.0)
    reader, weights = reader_of(index), load_weights()
    best = scored[:READ_PASSAGES]
    found = judged(index, reader, weights.sentences, asked, query, best, anywhere=anywhere, share=share)
    if found is None:
        return _Part(asked, scored, (), 0.0)
    features = features_of(found, weights.wording)
    confidence = float(weights.answers.probabilities(features[None, :])[0])
    answered = confidence >= weights.threshold and not cannot_answer(found)
    return _Part(asked, scored, found.choices if answered else (), confidence)


def judged(
    index: Index,
    reader: Reader,
    judge: Judge,
    asked: Question,
    query: Query,
    scored: Sequence[ScoredPassage],
    *,
    anywhere: ScoredPassage,
    share: float = 1.0,
) -> Found | None:
    """All that is known before it is decided whether to answer; None where the passages hold no sentence."""
    passages = [(passage, reader.read(index, passage.passage)) for passage in scored]
    read = Asked(asked, query, reader, index.rarity)
    candidates, features = candidates_of(read, passages)
    if not candidates:
        return None
    probabilities = judge.probabilities(features)
    choices = choose(asked, candidates, probabilities, share=share)
    return Found(
        asked, query.text, read.telling, read.like, scored, anywhere, candidates, features, probabilities, choices
    )


def _said(
    index: Index, asked: Question, choices: Sequence[Choice]
) -> tuple[tuple[Citation, ...], tuple[Statement, ...]]:
    """A citation and a statement for each choice."""
    documents = [index.document(choice.scored.passage.document_id) for choice in choices]
    regions = {choice.scored.passage.region for choice in choices}
    by_region = len(asked.regions) != 1 and (len(regions) > 1 or not asked.regions)
    leads = leads_of(asked, choices, [document.info for document in documents], by_region=by_region)
    citations = tuple(
        cite(n, document, choice.scored, choice.sentences[0].start, choice.sentences[-1].end)
        for n, (choice, document) in enumerate(zip(choices, documents, strict=True), start=1)
    )
    statements = tuple(
        Statement(lead, items_of(choice), n)
        for n, (choice, lead) in enumerate(zip(choices, leads, strict=True), start=1)
    )
    return citations, statements


def _merged(rankings: Sequence[Sequence[ScoredPassage]]) -> list[ScoredPassage]:
    """Rankings of several regions as one: the best of each, then the second of each, and so on."""
    if len(rankings) == 1:
        return list(rankings[0])
    best: dict[str, ScoredPassage] = {}
    for row in itertools.zip_longest(*rankings):
        for scored in row:
            if scored is not None:
                best.setdefault(scored.passage.passage_id, scored)
    return [replace(scored, rank=rank) for rank, scored in enumerate(best.values(), start=1)]
