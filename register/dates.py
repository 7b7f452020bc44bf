"""Periods in Dutch text: "Q1 2024", "vanaf begin 2025", "uiterlijk 1 juli 2024", "najaar", "2024-2026"."""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from ingest.model import DocumentInfo
from ingest.months import MONTHS, SHORT_MONTHS
from register.model import Precision

Bound = Literal["from", "until", "before", ""]

_MONTH_NUMBER = {name: number for names in (MONTHS, SHORT_MONTHS) for number, name in enumerate(names, start=1)} | {
    "sept": 9
}
_ORDINALS = {"eerste": 1, "tweede": 2, "derde": 3, "vierde": 4, "1e": 1, "2e": 2, "3e": 3, "4e": 4}
_SEASONS: dict[str, tuple[int, int, Precision]] = {
    "begin": (1, 3, "kwartaal"),
    "eind": (10, 12, "kwartaal"),
    "einde": (10, 12, "kwartaal"),
    "medio": (5, 8, "seizoen"),
    "voorjaar": (3, 5, "seizoen"),
    "lente": (3, 5, "seizoen"),
    "zomer": (6, 8, "seizoen"),
    "najaar": (9, 11, "seizoen"),
    "herfst": (9, 11, "seizoen"),
    "na de zomer": (9, 11, "seizoen"),
}

_MONTH = "(?:" + "|".join(sorted(_MONTH_NUMBER, key=len, reverse=True)) + r")\b\.?"
_YEAR = r"20\d\d"
_THEN_YEAR = rf"(?:\s+(?:van\s+)?(?P<{{name}}>{_YEAR})\b(?!\s*[-–/]\s*20\d\d))?"
_RANGE = r"\s*(?:[/&–-]|en|t/m|tot\s+en\s+met)\s*"

# What a period is made of. The names of groups end in a number, since a pattern cannot hold a name twice.
_ATOM = re.compile(
    rf"""
    (?<![\w/.-])(?:
      (?P<numeric_day>\d{{1,2}})[-/](?P<numeric_month>\d{{1,2}})[-/](?P<numeric_year>{_YEAR})
    | (?P<day>\d{{1,2}})\s+(?P<day_month>{_MONTH}){_THEN_YEAR.format(name="day_year")}
    | (?:(?:begin|medio|half|eind)\s+)?(?P<month>{_MONTH})(?:{_RANGE}(?P<month_to>{_MONTH}))?
      {_THEN_YEAR.format(name="month_year")}
    | (?:(?P<quarter_before>{_YEAR})\s+)?(?:(?:begin|medio|eind)\s+)?Q(?P<quarter>[1-4])
      (?:{_RANGE}Q?(?P<quarter_to>[1-4])(?!\d))?{_THEN_YEAR.format(name="quarter_year")}
    | (?P<ordinal>eerste|tweede|derde|vierde|[1-4]e)(?:\s+(?:en|t/m)\s+(?P<ordinal_to>tweede|derde|vierde|[2-4]e))?
      \s+kwartaal{_THEN_YEAR.format(name="ordinal_year")}
    | (?P<half>eerste|tweede|1e|2e)\s+(?:jaar)?helft(?P<half_of>\s+van\s+(?:het|dit)\s+jaar)?
      {_THEN_YEAR.format(name="half_year")}
    | (?P<edge>begin|medio|einde?)(?:\s+van)?\s+(?:(?P<edge_year>{_YEAR})|(?P<edge_this>(?:het|dit)\s+jaar))
    | (?P<season>na\s+de\s+zomer|(?:de\s+)?(?:voorjaar|lente|zomer|najaar|herfst))\b
      {_THEN_YEAR.format(name="season_year")}
    | (?P<year>{_YEAR})(?:\s*[-–/]\s*(?P<year_to>{_YEAR}))?
    )(?![\w%€])
    """,
    re.IGNORECASE | re.VERBOSE,
)
_FROM = r"(?:vanaf|sinds|per|met\s+ingang\s+van|ingaande|van\s+start\s+per)(?:\s+het)?"
_UNTIL = r"(?:uiterlijk(?:\s+(?:op|in|per|eind))?|t/m|tot\s+en\s+met|tot\s+uiterlijk)(?:\s+het)?"
_BEFORE = r"(?:tot|v[oó][oó]r)(?:\s+(?:het|de))?"
_BOUND = re.compile(
    rf"(?:\b(?P<from>{_FROM})|(?<!\w)(?P<until>{_UNTIL})|\b(?P<before>{_BEFORE}))\s+(?:de\s+)?$", re.IGNORECASE
)
_TO = re.compile(
    r"\s*(?:[-–]|t/m|tot(?:\s+en\s+met)?|t/m\s+uiterlijk|tot\s+uiterlijk|(?P<and>en))\s*(?:het\s+)?", re.IGNORECASE
)
_CONTINUES = re.compile(rf"(?:{_YEAR}|Q[1-4]){_TO.pattern}$", re.IGNORECASE)  # the year ends a range
_REFINED = re.compile(r"\s*\(\s*")
_OPEN = re.compile(r"\s*\)?\s*(?:en\s+(?:verder|later|daarna)|e\.?\s?v\.?(?!\w))", re.IGNORECASE)
# What can stand before a year that says when; behind another word a year is part of a name ("Wmo 2015").
_CUE = re.compile(
    r"(?:^|\b(?:in|vanaf|per|sinds|tot|t/m|met|uiterlijk|eind|begin|medio|gedurende|tussen|jaar|ingang\s+van"
    r"|tijdens|(?:in|over|tijdens)\s+de\s+(?:periode|jaren)|rond|v[oó]ór|na|loop\s+van)|[.(:;•–])\s*$",
    re.IGNORECASE,
)
_LABELS_ACTION = re.compile(r"\s+[a-zé]{3,}en\b")  # "Q2 2024 openen omgangshuis 2025 openen respijthuis"
_COMPARED = re.compile(
    r"(?:\b(?:dan|als|dat)\s+in|t\.?o\.?v\.?|ten\s+opzichte\s+van|vergeleken\s+met|situatie\s+in)\s+$", re.IGNORECASE
)
_THIS = re.compile(r"\b(?:dit|deze|komende?|aankomende?)\s+$", re.IGNORECASE)
_WORD = re.compile(r"\w")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+")


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time, both ends inclusive; None where it is open."""

    start: date | None
    end: date | None
    precision: Precision


@dataclass(frozen=True, slots=True)
class Mention:
    """A period where it stands in a text, with the words that bound it ("vanaf", "uiterlijk")."""

    at: int  # offsets into the text, half-open
    end: int
    period: Period
    bare: bool  # nothing stands before it but the beginning of the text: "2024: ...", "Q1 en Q2 2024 ..."


@dataclass(frozen=True, slots=True)
class DocumentYear:
    """Which year a document means by a period without one."""

    only: int | None  # the one year for which it is valid
    published: tuple[int, int] | None  # year and month

    def of(self, last_month: int, *, this: bool) -> int | None:
        """The year of a period that ends in ``last_month``, or None where that is not certain.

        A document that is valid for one year means that year. Otherwise the period has to lie in the year of
        publication and not before it; "dit najaar" says so itself.
        """
        if self.only is not None:
            return self.only
        if self.published is None:
            return None
        year, month = self.published
        return year if this or last_month > month else None


def document_year(info: DocumentInfo) -> DocumentYear:
    """What the sidecar of a document says about years."""
    first, last = (info.valid_from or "")[:4], (info.valid_until or "")[:4]
    only = int(first) if first and first == last else None
    published = (int(info.published[:4]), int(info.published[5:7])) if len(info.published) >= 7 else None
    return DocumentYear(only, published)


@dataclass(frozen=True, slots=True)
class _Atom:
    """One date word, from ``first`` to ``last`` month of a year; the year can be missing."""

    at: int
    end: int
    year: int | None
    first: int
    last: int
    precision: Precision
    day: int | None = None
    last_year: int | None = None  # of a range of years
    is_year: bool = False
    this_year: bool = False


NO_YEAR = DocumentYear(None, None)


def mentions(text: str, years: DocumentYear, year: int | None = None, *, heading: bool = False) -> list[Mention]:
    """The periods that a text names, in order; without a year that is certain, a period is left out.

    Args:
        text: Source text; white space may run over lines.
        years: What the document says about years.
        year: The year that a heading or announcing line gives, for periods without one.
        heading: True for a heading, in which a year needs no word before it: "Planning 2024".
    """
    text = _ADDRESS.sub(lambda match: " " * len(match.group()), text)
    matched = (_atom(match) for match in _ATOM.finditer(text))
    atoms = [atom for atom in matched if atom is not None and _says_when(text, atom, heading)]
    named = {atom.year for atom in atoms if atom.year is not None and atom.last_year is None}
    own = named.pop() if len(named) == 1 else None
    found = []
    at = 0
    while at < len(atoms):
        group = _joined(text, atoms[at:])
        at += len(group)
        if mention := _mention(text, group, own, year, years):
            found.append(mention)
    return found


def _atom(match: re.Match[str]) -> _Atom | None:
    """The date word that was matched, or None for a day or month that does not exist."""
    span = match.start(), match.end()

    def number(name: str) -> int | None:
        return int(match[name]) if match[name] else None

    if match["numeric_day"]:
        month, day = int(match["numeric_month"]), int(match["numeric_day"])
        return _Atom(*span, number("numeric_year"), month, month, "dag", day) if 1 <= month <= 12 else None
    if match["day"]:
        month = _month(match["day_month"])
        return _Atom(*span, number("day_year"), month, month, "dag", int(match["day"]))
    if match["month"]:
        first = _month(match["month"])
        last = _month(match["month_to"] or match["month"])
        return _Atom(*span, number("month_year"), first, last, "maand" if first == last else "reeks")
    if match["quarter"]:
        first, last = int(match["quarter"]), int(match["quarter_to"] or match["quarter"])
        return _quarters(span, number("quarter_year") or number("quarter_before"), first, last)
    if match["ordinal"]:
        first = _ORDINALS[match["ordinal"].lower()]
        last = _ORDINALS[(match["ordinal_to"] or match["ordinal"]).lower()]
        return _quarters(span, number("ordinal_year"), first, last)
    if match["half"]:
        half = _ORDINALS[match["half"].lower()]
        return _Atom(*span, number("half_year"), 6 * half - 5, 6 * half, "halfjaar", this_year=bool(match["half_of"]))
    if match["edge"]:
        first, last, precision = _SEASONS[match["edge"].lower()]
        return _Atom(*span, number("edge_year"), first, last, precision, this_year=bool(match["edge_this"]))
    if match["season"]:
        name = re.sub(r"\s+", " ", match["season"].lower())
        first, last, precision = _SEASONS[name if name in _SEASONS else name.removeprefix("de ")]
        return _Atom(*span, number("season_year"), first, last, precision)
    last_year = number("year_to")
    return _Atom(*span, number("year"), 1, 12, "reeks" if last_year else "jaar", last_year=last_year, is_year=True)


def _quarters(span: tuple[int, int], year: int | None, first: int, last: int) -> _Atom:
    precision: Precision = "kwartaal" if first == last else "halfjaar" if (first, last) in {(1, 2), (3, 4)} else "reeks"
    return _Atom(*span, year, 3 * first - 2, 3 * max(first, last), precision)


def _month(name: str) -> int:
    return _MONTH_NUMBER[name.lower().rstrip(".")]


def _says_when(text: str, atom: _Atom, heading: bool) -> bool:
    """False for a year in a name, a year that something is compared with, and "mei" or "mrt" that is no month."""
    before = text[: atom.at]
    if _COMPARED.search(before):
        return False
    if not atom.is_year or heading:
        return True
    labels = _ATOM.match(text.lstrip(" •\r\n\t")) is not None
    if labels and _LABELS_ACTION.match(text[atom.end :]):
        return True
    if _CONTINUES.search(before):
        return True
    if re.search(r"\bvoor\s+(?:het\s+jaar\s+|de\s+(?:periode|jaren)\s+)?$", before, re.IGNORECASE):
        # "prioriteiten voor 2024" says what the priorities are for; "Voor 2024 ligt de focus op ..." says when.
        return not before.strip(" \n\t").lower().removesuffix("voor").strip()
    return bool(_CUE.search(before))


def _joined(text: str, atoms: Sequence[_Atom]) -> list[_Atom]:
    """The first date word, with those that make one period with it: "Q3 en Q4 2024 en 2025"."""
    group = [atoms[0]]
    for atom in atoms[1:]:
        between = text[group[-1].end : atom.at]
        # "2025 en 2026" is one period; "in 2024 ... en in 2025" are two.
        joins = _TO.fullmatch(between) or re.fullmatch(r"\s*/\s*", between)
        if not joins or (atom.precision == "dag") != (group[-1].precision == "dag"):
            break
        group.append(atom)
    return group


def _mention(
    text: str, group: Sequence[_Atom], own: int | None, year: int | None, years: DocumentYear
) -> Mention | None:
    last_named = next((atom.year for atom in reversed(group) if atom.year is not None), None)
    this = bool(_THIS.search(text[: group[0].at])) or group[0].this_year

    def completed(atom: _Atom, *, first: bool) -> _Atom:
        if atom.year is not None:
            return atom
        found = (last_named if first else group[0].year or last_named) or own or year
        return replace(atom, year=found or years.of(atom.last, this=this))

    first = completed(group[0], first=True)
    last = completed(group[-1], first=len(group) == 1)
    if first.year is None or last.year is None:
        return None
    try:
        start, end = _first_day(first), _last_day(last)
    except ValueError:
        return None  # the thirty-first of a month that has thirty days
    if end < start:
        return None
    precision = first.precision if len(group) == 1 else _precision_of(start, end)
    at, until = group[0].at, group[-1].end
    period = Period(start, end, precision)
    bound = _BOUND.search(text[:at])
    if re.match(r"\s*\)?\s*(?:e\.?\s?v|en\s+(?:verder|later|daarna))", text[until:], re.IGNORECASE) and (
        further := _OPEN.match(text, until)
    ):
        until = further.end()
        period = replace(period, end=None)
    if bound:
        at = bound.start()
        period = _bounded(period, bound, text)
    return Mention(at, until, period, bare=not _WORD.search(text[:at]))


def _bounded(period: Period, bound: re.Match[str], text: str) -> Period:
    if bound["from"]:
        return replace(period, end=None)
    if bound["until"]:
        return replace(period, start=None)
    if period.precision == "dag":
        return replace(period, start=None)
    if bound["before"].lower().startswith("voor") and period.precision == "jaar":
        return period  # "Voor 2024 ligt de focus op ..."
    return Period(None, period.start - timedelta(days=1) if period.start else None, period.precision)


def refined(text: str, found: Sequence[Mention]) -> list[Mention]:
    """The mentions, "begin 2024 (Q1/Q2)" taken as the one period that the brackets give."""
    kept: list[Mention] = []
    for mention in found:
        before = kept[-1] if kept else None
        if before is not None and _REFINED.fullmatch(text[before.end : mention.at]):
            inner, outer = mention.period, before.period
            within = inner.start is not None and outer.start is not None and inner.start.year == outer.start.year
            if within and inner.precision in {"kwartaal", "halfjaar", "reeks"}:
                end = None if outer.end is None else inner.end
                start = inner.start
                kept[-1] = replace(before, end=mention.end, period=Period(start, end, inner.precision))
            continue
        kept.append(mention)
    return kept


def _precision_of(start: date, end: date) -> Precision:
    if (start.month, end.month) in {(1, 6), (7, 12)} and start.year == end.year:
        return "halfjaar"
    return "reeks"


def _first_day(atom: _Atom) -> date:
    return date(atom.year or 0, atom.first, atom.day or 1)


def _last_day(atom: _Atom) -> date:
    year = atom.last_year or atom.year or 0
    return date(year, atom.last, atom.day or monthrange(year, atom.last)[1])
