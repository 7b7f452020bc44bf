"""The first hour of a newcomer: what to know of a region, from the register and from answers; no Streamlit."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, islice, zip_longest

from answer.assistant import ask
from answer.model import Answer, Citation
from index.retrieval import Index
from index.tokens import fold, tokens
from ingest.model import WHOLE_REGION
from register.model import LEADING, ROLES, OpgaveEntry, PlanningEntry, Register, RoleEntry, RoleName, Source, TermEntry
from views.rows import by_date, is_overdue
from views.suggesting import questions_about

CARDS = 6
MOST_TERMS = 10
MOST_QUESTIONS = 10
_OF_SHEETS = 7  # of the questions; the others ask for terms
_TRIES = 60
_SENTENCE_TOKENS = 4
_ABOUT_IZA = ("Wat is het Integraal Zorgakkoord?", r"\bIZA\b|zorg\s*-?akkoord")
_ABOUT_PLAN = (
    ("Waar gaat het regioplan over?", r"regioplan"),
    ("Hoe is het regioplan tot stand gekomen?", r"regioplan"),
    ("Wat is de ambitie?", r"ambitie"),
)
_ABOUT_TEAM = ("Wie zitten er in het programmateam?", r"programmateam")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a newcomer will work on: a region, or an opgave or theme of it."""

    region: str
    opgave: str | None = None
    thema: str | None = None

    def holds(self, entry: OpgaveEntry | PlanningEntry | RoleEntry) -> bool:
        """True for entries of the subject; what holds for a whole opgave holds for its themes."""
        return (
            entry.region == self.region
            and self.opgave in (None, entry.opgave)
            and (self.thema is None or entry.thema in (None, self.thema))
        )


@dataclass(frozen=True, slots=True)
class Line:
    """Source text with its place, behind a few words of our own."""

    lead: str
    text: str
    source: Source


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, with what of its answer is about it; without lines the documents give none."""

    question: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Dates:
    """Planned actions as they lie around a day."""

    ahead: tuple[PlanningEntry, ...]  # begin later, or end on that day or later; the earliest first
    going_on: tuple[PlanningEntry, ...]  # have begun, and no end is given; the latest first
    passed: tuple[PlanningEntry, ...]  # had to be ready before; the latest first
    undated: tuple[PlanningEntry, ...]


def subjects(register: Register, region: str) -> dict[str, Subject]:
    """The opgaven of a region and their themes, by what they are called."""
    found: dict[str, Subject] = {}
    for entry in register.topics:
        if entry.region == region and entry.opgave:
            found[entry.opgave] = Subject(region, entry.opgave)
            if entry.thema:
                found[f"{entry.opgave} › {entry.thema}"] = Subject(region, entry.opgave, entry.thema)
    return dict(sorted(found.items()))


def introduction(index: Index, region: str) -> tuple[Asked, ...]:
    """What the IZA is, asked of all documents; then the plan, asked for the region. No line comes back twice."""
    found: list[Asked] = []
    seen: set[Source] = set()
    for asked in (_asked(index, _ABOUT_IZA, region=None), *(_asked(index, one, region=region) for one in _ABOUT_PLAN)):
        new = tuple(line for line in asked.lines if line.source not in seen)
        seen.update(line.source for line in new)
        if new or not asked.lines:
            found.append(Asked(asked.question, new))
    return tuple(found)


def programme_team(index: Index, region: str) -> Asked:
    """Who is in the programmateam of a region."""
    return _asked(index, _ABOUT_TEAM, region=region)


def _asked(index: Index, about: tuple[str, str], *, region: str | None) -> Asked:
    """A question with the statements of its answer of which the source text itself names what was asked for.

    Asked for a region, nothing of other regions is kept, and of the whole only where the region itself is silent.
    """
    question, names = about
    lines = [
        (citation.passage.region, line)
        for citation, line in _lines(ask(question, index, region=region))
        if re.search(names, citation.quote, re.IGNORECASE) and citation.passage.kind != "begrip" and _says(line.text)
    ]
    if region is None:
        return Asked(question, tuple(line for _, line in lines))
    own = [line for found_in, line in lines if found_in == region]
    whole = [replace(line, lead=f"{name}: {line.lead}") for name, line in lines if name == WHOLE_REGION]
    return Asked(question, tuple(own or whole))


def _says(text: str) -> bool:
    """False for a heading, and for a line that only announces others."""
    return len(tokens(text)) >= _SENTENCE_TOKENS and not text.endswith(":")


def _lines(answer: Answer) -> Iterator[tuple[Citation, Line]]:
    citations = {citation.n: citation for citation in answer.citations}
    for statement in answer.statements:
        citation = citations[statement.n]
        text = statement.items[0] if len(statement.items) == 1 else "\n".join(f"- {item}" for item in statement.items)
        yield citation, Line(statement.lead, text, source_of(citation))


def source_of(citation: Citation) -> Source:
    """Where the quote of a citation stands."""
    passage = citation.passage
    return Source(
        document=passage.document_id,
        passage=passage.passage_id,
        start=citation.start,
        end=citation.end,
        quote=citation.quote,
        page=citation.page,
        page_label=citation.page_label,
        section=passage.path,
        first_line=citation.first_line,
        last_line=citation.last_line,
    )


def aim_of(sheet: OpgaveEntry) -> tuple[str, Source]:
    """The aim of a sheet, or else its target group, and where that stands; without either, the sheet itself."""
    fields = {field.kind: field.source for field in sheet.fields}
    for kind, text in (("doelstelling", sheet.doelstelling), ("doelgroep", sheet.doelgroep)):
        if text and kind in fields:
            return text, fields[kind]
    return "", sheet.source


def in_roles(entries: Iterable[RoleEntry]) -> dict[tuple[RoleName, str], list[RoleEntry]]:
    """Who leads or takes part, by role and by what for, leaders first; those who are only involved left out."""
    found: dict[tuple[RoleName, str], list[RoleEntry]] = {}
    known = [entry for entry in entries if entry.role != "betrokken"]
    for entry in sorted(known, key=lambda entry: (entry.role not in LEADING, ROLES.index(entry.role))):
        # Whom a party speaks for stands behind the colon, and in the remark of the party.
        for_what = entry.for_what.split(": ")[0] if entry.role == "vertegenwoordiger" else entry.for_what
        of_group = found.setdefault((entry.role, for_what), [])
        if all(entry.title != other.title for other in of_group):
            of_group.append(entry)
    return found


def most_involved(entries: Iterable[RoleEntry]) -> list[tuple[int, RoleEntry]]:
    """Each involved party where it is first named, with the number of times, most often first."""
    found: dict[str, list[RoleEntry]] = {}
    for entry in entries:
        if entry.role == "betrokken":
            found.setdefault(entry.party, []).append(entry)
    ranked = sorted(found.values(), key=lambda named: (-len(named), fold(named[0].party)))
    return [(len(named), named[0]) for named in ranked]


def dates_around(entries: Sequence[PlanningEntry], today: date) -> Dates:
    """Every action under one of four heads."""
    dated = by_date(entry for entry in entries if entry.precision is not None)
    passed = [entry for entry in dated if is_overdue(entry, today)]
    left = [entry for entry in dated if not is_overdue(entry, today)]
    return Dates(
        ahead=tuple(entry for entry in left if not _goes_on(entry, today)),
        going_on=tuple(entry for entry in reversed(left) if _goes_on(entry, today)),
        passed=tuple(sorted(passed, key=lambda entry: entry.end or "", reverse=True)),
        undated=tuple(entry for entry in entries if entry.precision is None),
    )


def _goes_on(entry: PlanningEntry, today: date) -> bool:
    return entry.last_day is None and entry.first_day is not None and entry.first_day <= today


def most_used(index: Index, register: Register, region: str) -> tuple[tuple[int, TermEntry], ...]:
    """The terms that most passages of a region use, with their number; glossaries do not count.

    Of a term that several glossaries explain, the explanation of the region itself, or else of the whole region.
    """
    nearest = {region: 0, WHOLE_REGION: 1}
    explained: dict[str, TermEntry] = {}
    for entry in sorted(register.begrippen, key=lambda entry: nearest.get(entry.region, 2)):
        explained.setdefault(fold(entry.name), entry)
    passages = [passage for passage in index.passages if passage.region == region and passage.kind != "begrip"]
    texts = [(passage.text, f" {' '.join(tokens(passage.text))} ") for passage in passages]
    counted = [(sum(_uses(entry, *text) for text in texts), entry) for entry in explained.values()]
    ranked = sorted(counted, key=lambda found: (-found[0], fold(found[1].term)))
    return tuple((number, entry) for number, entry in ranked[:MOST_TERMS] if number)


def _uses(entry: TermEntry, text: str, stems: str) -> bool:
    """True if a text has the term in any form, or its abbreviation as it is written."""
    short = entry.abbreviation or (entry.term if entry.term.isupper() else None)
    if short and re.search(rf"\b{re.escape(short)}\b", text):
        return True
    term = " ".join(tokens(entry.name))
    return entry.term != short and bool(term) and f" {term} " in stems


def questions_to_try(index: Index, register: Register, subject: Subject, terms: Iterable[TermEntry]) -> tuple[str, ...]:
    """Questions on the sheets of a subject and on terms, each of which is answered; at most MOST_QUESTIONS."""

    def answered(questions: Iterable[str], region: str | None) -> Iterator[str]:
        for question in islice(dict.fromkeys(questions), _TRIES):
            found = ask(question, index).citations
            if found and region in (None, *(citation.passage.region for citation in found)):
                yield question

    of_sheets = answered(_about_sheets(register, subject), subject.region)
    of_terms = answered((f"Wat betekent {_in_a_sentence(entry.name)}?" for entry in terms), None)
    chosen = [*islice(of_sheets, _OF_SHEETS), *islice(of_terms, MOST_QUESTIONS - _OF_SHEETS)]
    return (*chosen, *islice(of_sheets, MOST_QUESTIONS - len(chosen)))


def _about_sheets(register: Register, subject: Subject) -> Iterator[str]:
    """A question on each sheet, each of another kind than on the sheet before; then a second on each, and so on."""
    columns = []
    for number, sheet in enumerate(entry for entry in register.topics if subject.holds(entry)):
        questions = list(questions_about(register, sheet))
        at = number % len(questions) if questions else 0
        columns.append(questions[at:] + questions[:at])
    return (question for question in chain.from_iterable(zip_longest(*columns)) if question is not None)


def _in_a_sentence(term: str) -> str:
    return term[0].lower() + term[1:] if term[1:].islower() else term


def read_marks(values: Iterable[str], regions: Collection[str]) -> dict[str, frozenset[int]]:
    """Which cards of which regions were read, from an address: "Lekstroom:1,3". What is not understood is left out."""
    found: dict[str, frozenset[int]] = {}
    for value in values:
        region, _, numbers = value.rpartition(":")
        if region in regions:
            cards = {str(number): number for number in range(1, CARDS + 1)}
            found[region] = frozenset(cards[number] for number in numbers.split(",") if number in cards)
    return found


def as_marks(read: Mapping[str, Collection[int]]) -> list[str]:
    """The same for an address; regions of which nothing was read are left out."""
    return [f"{region}:{','.join(map(str, sorted(cards)))}" for region, cards in sorted(read.items()) if cards]
