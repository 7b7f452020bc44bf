"""Who leads a subject, or else the wider subject that it belongs to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from answer.compose import Choice
from answer.evidence import Candidate
from answer.question import Question
from answer.reading import Reader
from index.retrieval import Index
from index.thesaurus import Wider
from index.tokens import tokens
from ingest.model import WHOLE_REGION, Passage

_LEADS = re.compile(
    r"\b(?:kar)?trekkers?\b|\btrekkersrol\w*|\bpenvoer\w+|\bco[oö]rdinat\w+|\bprojectleid\w+|\bkwartiermaker\w*",
    re.IGNORECASE,
)
_SEARCHED = "trekker coördinator projectleider"
_ROLE_STEMS = frozenset(
    tokens(
        "trekker kartrekker penvoerder penvoering coördinator coördineren verantwoordelijk regie projectleider"
        " aanspreekpunt"
    )
)
_READ = 8
_MOST = 3
_MOST_WORDS = 60


@dataclass(frozen=True, slots=True)
class Leading:
    """Sentences that say who leads."""

    choices: tuple[Choice, ...]  # at least one, the newest document first
    wider: Wider | None  # the wider subject that they are about; None where they are about the subject itself


def asks_who_leads(question: Question) -> bool:
    """True for "wie trekt ...", "wie is de coördinator van ..." and the like."""
    return "lead" in question.wants and not question.wants & {"person", "money", "number", "share"}


def names_leader(choices: Sequence[Choice], question: Question) -> bool:
    """True if a sentence of the answer says who leads what the question is about."""
    topic = set(question.topic)
    return any(
        _LEADS.search(candidate.sentence.text) and topic & candidate.stems
        for choice in choices
        for candidate in choice.candidates
    )


def who_leads(index: Index, reader: Reader, question: Question) -> Leading | None:
    """Who leads the subject, or else the wider subject it belongs to, in the region that is asked about."""
    topic = [frozenset(question.topic) - _ROLE_STEMS]
    wider = index.wider(question.search)
    names = " ".join(question.topic)
    direct = [*topic, *(form for wide in wider for form in wide.narrow_forms)]
    if found := _leaders(index, reader, question, names, [form for form in direct if form], headings=True):
        return Leading(tuple(found), None)
    for wide in wider if question.regions else ():
        if found := _leaders(index, reader, question, wide.term, wide.forms, headings=False):
            return Leading(tuple(found), wide)
    return None


def _leaders(
    index: Index, reader: Reader, question: Question, subject: str, forms: Sequence[frozenset[str]], *, headings: bool
) -> list[Choice]:
    """The sentences that name a leading role and the subject, which may stand in the headings above them."""
    query = index.read(f"{_SEARCHED} {subject}", question.regions)
    found: list[Choice] = []
    words = 0
    for scored in index.rank(query, limit=_READ):
        if question.regions and scored.passage.region not in {*question.regions, WHOLE_REGION}:
            continue
        read = reader.read(index, scored.passage)
        for number, sentence in enumerate(read.sentences):
            candidate = Candidate(sentence, scored, read, number)
            stems = candidate.stems_with_headings if headings else candidate.stems
            if (
                _LEADS.search(sentence.text)
                and any(form <= stems for form in forms)
                and len(found) < _MOST
                and words + candidate.words <= _MOST_WORDS
            ):
                found.append(Choice((candidate,), scored.score))
                words += candidate.words
    return sorted(found, key=lambda choice: _published(index, choice.scored.passage), reverse=True)


def _published(index: Index, passage: Passage) -> str:
    return index.documents[passage.document_id].published
