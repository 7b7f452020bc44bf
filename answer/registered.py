"""Answers that come from the register as a whole: what is planned in a period, and which opgaven a region has."""

from collections.abc import Iterable
from dataclasses import dataclass

from answer.assigned import assigned
from answer.citations import cite
from answer.model import Citation, Statement
from answer.phrasing import assigned_count, planned_count, planned_lead
from answer.planned import planned
from answer.question import Question
from index.model import ScoredPassage
from index.retrieval import Index
from ingest.model import Passage
from register.words import period_of


@dataclass(frozen=True, slots=True)
class Registered:
    """An answer from the register: a citation and a statement for each entry, in order, with remarks of our own."""

    citations: tuple[Citation, ...]
    statements: tuple[Statement, ...]
    remarks: tuple[str, ...]


def from_register(index: Index, asked: Question) -> Registered | None:
    """The answer; None where something else is asked, or the register has nothing of it."""
    if lines := planned(index, asked):
        places = (
            (
                planned_lead(period_of(entry), entry.source.quote, "" if asked.regions else entry.region),
                index.passage(entry.source.passage),
                entry.source.start,
                entry.source.end,
            )
            for entry in lines.shown
        )
        return _said(index, places, planned_count(len(lines.shown), lines.total))
    if opgaven := assigned(index, asked):
        named = (("", name.passage, name.start, name.end) for name in opgaven.named)
        return _said(index, named, assigned_count(asked.regions[0], len(opgaven.named), opgaven.unnamed))
    return None


def _said(index: Index, places: Iterable[tuple[str, Passage, int, int]], remark: str) -> Registered:
    """The words at each place, behind its lead."""
    citations, statements = [], []
    for n, (lead, passage, start, end) in enumerate(places, start=1):
        citation = cite(n, index.document(passage.document_id), ScoredPassage(passage, 1.0, n), start, end)
        citations.append(citation)
        statements.append(Statement(lead, (citation.quote,), n))
    return Registered(tuple(citations), tuple(statements), (remark,) if remark else ())
