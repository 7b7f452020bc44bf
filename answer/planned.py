"""What is planned in a period: the lines of the register, where a question asks for them and not for one moment."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from answer.question import Question
from index.retrieval import Index
from index.tokens import tokens
from register.build import register_of
from register.dates import NO_YEAR, Period, mentions
from register.model import PlanningEntry

_ASKS = re.compile(
    r"\bplanning\b|\bgepland\b|\bmijlpa\w+|\bacties?\b|\bactiviteit\w*|\bagenda\b|\bop de rol\b"
    r"|\bwat (?:gebeurt|staat|doet|gaat|komt|wordt|moet|is)\b.{0,25}\b(?:in|voor|op)\b",
    re.IGNORECASE,
)
_OWN_WORDS = frozenset(
    tokens(
        "planning gepland mijlpaal mijlpalen actie acties activiteit activiteiten agenda rol gebeurt gebeuren staat"
        " komt kwartaal jaar helft eerste tweede derde vierde begin eind voorjaar najaar zomer doen regio"
        " ronde thema opgave q1 q2 q3 q4 welke"
    )
)
_MOST_WORDS = 95
_MOST_LINES = 7
_LONGEST_LINE = 45  # words; a longer one is left to the page with the planning
_TOPIC = 0.99  # of the words of the subject: a line about half of it is about something else


@dataclass(frozen=True, slots=True)
class Planned:
    """Lines of the planning that answer."""

    shown: tuple[PlanningEntry, ...]  # at least one, the earliest first
    total: int  # how many there are in the period


def planned(index: Index, question: Question) -> Planned | None:
    """What is planned in the period that the question names; None where it asks something else, or nothing fits."""
    period = _asked_period(question)
    if period is None:
        return None
    subject = [token for token in question.topic if token not in _OWN_WORDS and not token.isdecimal()]
    entries = [
        entry
        for entry in register_of(index).planning
        if (not question.regions or entry.region in question.regions)
        and _within(entry, period)
        and _is_about(entry, subject)
    ]
    shown = _first(entries)
    return Planned(shown, len(entries)) if shown else None


def _asked_period(question: Question) -> Period | None:
    if {"why", "number", "share", "money"} & question.wants or not _ASKS.search(question.text):
        return None
    found = mentions(question.text, NO_YEAR, heading=True)
    return found[0].period if len(found) == 1 and found[0].period.start and found[0].period.end else None


def _within(entry: PlanningEntry, period: Period) -> bool:
    """True for an action of which beginning and end lie in the period."""
    first, last = entry.first_day or entry.last_day, entry.last_day or entry.first_day
    if not (first and last and period.start and period.end):
        return False
    return period.start <= first and last <= period.end


def _is_about(entry: PlanningEntry, subject: Sequence[str]) -> bool:
    if not subject:
        return True
    stems = set(tokens(" ".join((entry.what, entry.opgave or "", entry.thema or "", *entry.source.section))))
    return sum(token in stems for token in subject) >= _TOPIC * len(subject)


def _first(entries: Sequence[PlanningEntry]) -> tuple[PlanningEntry, ...]:
    """The earliest lines that fit an answer, each said once."""
    shown: list[PlanningEntry] = []
    said: set[str] = set()
    words = 0
    for entry in sorted(entries, key=lambda entry: (entry.start or entry.end or "", entry.end or "")):
        length = len(entry.source.quote.split())
        if len(shown) == _MOST_LINES or entry.source.quote in said or length > _LONGEST_LINE:
            continue
        if words + length <= _MOST_WORDS:
            shown.append(entry)
            said.add(entry.source.quote)
            words += length
    return tuple(shown)
