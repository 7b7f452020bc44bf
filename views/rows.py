"""Entries of the register -> rows that people filter, read and take along; no Streamlit."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from index.tokens import fold
from ingest.place import place_of
from register.model import OpgaveEntry, PlanningEntry, RoleEntry, TermEntry
from register.words import period_of

Row = dict[str, str]
_NONE = "-"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def planning_row(entry: PlanningEntry, titles: Mapping[str, str]) -> Row:
    """A planned action."""
    return {
        "Wanneer": period_of(entry),
        "Wat": entry.what,
        "Regio": entry.region,
        "Opgave": entry.opgave or _NONE,
        "Thema": entry.thema or _NONE,
        "Bron": f"{titles[entry.source.document]}, {place_of(entry.source)}",
    }


def role_row(entry: RoleEntry, titles: Mapping[str, str]) -> Row:
    """A party in a role."""
    return {
        "Partij": entry.title,
        "Rol": entry.role,
        "Waarvoor": entry.for_what,
        "Regio": entry.region,
        "Opgave": entry.opgave or _NONE,
        "Bron": f"{titles[entry.source.document]}, {place_of(entry.source)}",
    }


def term_row(entry: TermEntry, titles: Mapping[str, str]) -> Row:
    """A term with its definition."""
    return {
        "Begrip": entry.term,
        "Afkorting": entry.abbreviation or "",
        "Betekenis": entry.definition,
        "Regio": entry.region,
        "Bron": f"{titles[entry.source.document]}, {place_of(entry.source)}",
    }


def opgave_row(entry: OpgaveEntry, titles: Mapping[str, str]) -> Row:
    """A sheet of a plan."""
    return {
        "Regio": entry.region,
        "Opgave": entry.opgave or _NONE,
        "Thema": entry.thema or _NONE,
        "Code": entry.code or "",
        "Doelgroep": entry.doelgroep,
        "Doelstelling": entry.doelstelling,
        "Bron": f"{titles[entry.source.document]}, {place_of(entry.source)}",
    }


def shortened(text: str, most: int) -> str:
    """The text, or its first ``most`` characters with a sign that there is more."""
    return text if len(text) <= most else f"{text[:most].rstrip()}…"


def has_words(row: Row, text: str) -> bool:
    """True if every word of ``text`` stands somewhere in the row, accents and capitals aside."""
    everything = fold(" ".join(row.values()))
    return all(word in everything for word in fold(text).split())


def touches(entry: PlanningEntry, first: date, last: date) -> bool:
    """True for an action of which some day lies from ``first`` to ``last``; never for one without a date."""
    start, end = entry.first_day, entry.last_day
    if start is None and end is None:
        return False
    return (start or end or first) <= last and (end or last) >= first


def is_overdue(entry: PlanningEntry, on: date) -> bool:
    """True for an action that had to be ready before ``on``; whether it was done, the documents need not say."""
    return entry.last_day is not None and entry.last_day < on


def by_date(entries: Iterable[PlanningEntry]) -> list[PlanningEntry]:
    """The earliest first; those without a date last."""
    return sorted(entries, key=lambda entry: (entry.start or entry.end or "9999", entry.end or "9999"))


def matrix(entries: Iterable[RoleEntry]) -> list[Row]:
    """A row a party, a column an opgave, the roles in the cells; parties with most roles first."""
    roles: dict[str, dict[str, list[str]]] = {}
    for entry in entries:
        cell = roles.setdefault(entry.party, {}).setdefault(entry.opgave or _NONE, [])
        if entry.role not in cell:
            cell.append(entry.role)
    columns = sorted({opgave for row in roles.values() for opgave in row})
    ranked = sorted(roles.items(), key=lambda item: (-sum(map(len, item[1].values())), fold(item[0])))
    return [{"Partij": party} | {name: ", ".join(row.get(name, [])) for name in columns} for party, row in ranked]


def as_csv(rows: Sequence[Row]) -> bytes:
    """The rows as a file that Dutch spreadsheets open: semicolons, UTF-8 with a byte order mark.

    A cell that a spreadsheet would take for a formula is preceded by an apostrophe.
    """
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]) if rows else [], delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: f"'{value}" if _is_formula(value) else value for name, value in row.items()})
    return text.getvalue().encode("utf-8-sig")


def _is_formula(value: str) -> bool:
    return value != _NONE and value.startswith(_FORMULA)
