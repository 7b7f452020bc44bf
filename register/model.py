"""What this room returns: the entries of the register, each with the words it was read from."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from index.tokens import fold

Precision = Literal["dag", "maand", "kwartaal", "halfjaar", "seizoen", "jaar", "reeks"]
RoleName = Literal[
    "trekker",
    "penvoerder",
    "coordinator",
    "opdrachtgever",
    "uitvoerder",
    "betrokken",
    "financier",
    "vertegenwoordiger",
    "deelnemer",
]
Level = Literal["thema", "opgave", "activiteit"]  # what stands above the opgaven, these, and what stands below them
ROLES: tuple[RoleName, ...] = get_args(RoleName)
PRECISIONS: tuple[Precision, ...] = get_args(Precision)
_BRACKETS = re.compile(r"\s*\([^()]*\)$")
LEADING: frozenset[RoleName] = frozenset({"trekker", "penvoerder", "coordinator"})  # with one, a sheet is assigned


@dataclass(frozen=True, slots=True)
class Source:
    """Where an entry was read: ``quote`` is the source text from ``start`` to ``end``, white space collapsed."""

    document: str
    passage: str  # id of the passage that holds the first word of the quote
    start: int  # offsets into the document's source text, half-open
    end: int
    quote: str
    page: int | None
    page_label: str  # what is printed on that page; empty where there are no labels
    section: tuple[str, ...]  # headings from wide to narrow
    first_line: int  # from 1, inclusive
    last_line: int


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a sheet, such as "aanpak", with where it begins."""

    kind: str
    source: Source


@dataclass(frozen=True, slots=True)
class OpgaveEntry:
    """What a document describes as a whole. Region, opgave, thema and code together are unique in a register.

    An opgave is a sheet of a plan, or a chapter of an agenda or bulletin; a thema stands above sheets or apart from all
    of them; an activiteit is what an agenda does for an opgave.
    """

    level: Level
    region: str
    opgave: str | None
    thema: str | None
    code: str | None
    title: str
    doelgroep: str  # the text of the field, white space collapsed; empty where the sheet has none
    doelstelling: str
    fields: tuple[Field, ...]  # in the order of the document
    source: Source

    @property
    def heading(self) -> str:
        """The title behind its code."""
        return f"{self.code} {self.title}" if self.code else self.title


@dataclass(frozen=True, slots=True)
class PlanningEntry:
    """An action with the period the document gives it; without any, ``start``, ``end`` and ``precision`` are None."""

    what: str
    region: str
    opgave: str | None
    thema: str | None
    start: str | None  # ISO date; None where the period has no beginning
    end: str | None  # ISO date, inclusive; None where the period is open
    precision: Precision | None
    source: Source

    @property
    def first_day(self) -> date | None:
        """``start`` as a date."""
        return date.fromisoformat(self.start) if self.start else None

    @property
    def last_day(self) -> date | None:
        """``end`` as a date."""
        return date.fromisoformat(self.end) if self.end else None


@dataclass(frozen=True, slots=True)
class RoleEntry:
    """A party in a role."""

    party: str  # by its preferred name
    remark: str  # what stands in brackets behind it in the document, such as on whose behalf; empty for nothing
    role: RoleName
    for_what: str
    region: str
    opgave: str | None
    thema: str | None
    source: Source

    @property
    def title(self) -> str:
        """The party with the remark."""
        return f"{self.party} ({self.remark})" if self.remark else self.party


@dataclass(frozen=True, slots=True)
class TermEntry:
    """A term of a glossary."""

    term: str
    definition: str
    abbreviation: str | None
    region: str
    source: Source

    @property
    def name(self) -> str:
        """The term without what stands in brackets behind it."""
        return _BRACKETS.sub("", self.term)


@dataclass(frozen=True, slots=True)
class Register:
    """All entries, each kind in the order of the documents."""

    topics: tuple[OpgaveEntry, ...]  # the opgaven with their themes and activities
    planning: tuple[PlanningEntry, ...]
    rollen: tuple[RoleEntry, ...]
    begrippen: tuple[TermEntry, ...]
    unassigned: tuple[
        OpgaveEntry, ...
    ]  # opgaven and activities without a trekker, penvoerder or coordinator: "niet belegd"

    @property
    def opgaven(self) -> tuple[OpgaveEntry, ...]:
        """The opgaven alone."""
        return tuple(topic for topic in self.topics if topic.level == "opgave")

    @property
    def parties(self) -> list[str]:
        """All parties with a role, in the order of the alphabet."""
        return sorted({entry.party for entry in self.rollen}, key=fold)
