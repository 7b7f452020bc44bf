"""Entries of the register -> rows that people filter, read and take along; no Streamlit."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from xlsxwriter import Workbook

from index.tokens import fold
from ingest.place import place_of
from register.model import OpgaveEntry, PlanningEntry, RoleEntry, Source, TermEntry
from register.words import period_of, role_word

Row = dict[str, str]
_NONE = "-"
_NO_OPGAVE = "Zonder opgave"  # in the matrix
_OPEN = "open"  # of a period: the document names no beginning, or no end
_MOST_IN_CELL = 32_767  # characters, of Excel
_WIDEST = 60  # of a column, in characters
_MADE_ON = datetime(2024, 1, 1)  # the same rows give the same file
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def source_line(source: Source, titles: Mapping[str, str]) -> str:
    """The document and the place in it."""
    return f"{titles[source.document]}, {place_of(source)}"


def planning_row(entry: PlanningEntry, titles: Mapping[str, str]) -> Row:
    """A planned action."""
    return {
        "Wanneer": period_of(entry),
        "Wat": entry.what,
        "Regio": entry.region,
        "Opgave": entry.opgave or _NONE,
        "Thema": entry.thema or _NONE,
        "Van": _day(entry.first_day, entry),
        "Tot en met": _day(entry.last_day, entry),
        "Precisie": entry.precision or _NONE,
        "Bron": source_line(entry.source, titles),
    }


def _day(day: date | None, entry: PlanningEntry) -> str:
    if entry.precision is None:
        return _NONE
    return f"{day:%d-%m-%Y}" if day else _OPEN


def role_row(entry: RoleEntry, titles: Mapping[str, str]) -> Row:
    """A party in a role."""
    return {
        "Partij": entry.title,
        "Rol": role_word(entry.role),
        "Waarvoor": entry.for_what,
        "Regio": entry.region,
        "Opgave": entry.opgave or _NONE,
        "Thema": entry.thema or _NONE,
        "Bron": source_line(entry.source, titles),
    }


def by_term(entries: Iterable[TermEntry]) -> list[tuple[TermEntry, ...]]:
    """The definitions of each term together, in the order of the alphabet; what stands in brackets behind it aside."""
    groups: dict[str, list[TermEntry]] = {}
    for entry in entries:
        groups.setdefault(fold(entry.name), []).append(entry)
    return [tuple(groups[term]) for term in sorted(groups)]


def term_row(entries: Sequence[TermEntry], titles: Mapping[str, str]) -> Row:
    """A term with its definitions, each after its region where there are several."""
    several = len(entries) > 1
    return {
        "Begrip": entries[0].term,
        "Afkorting": next((entry.abbreviation for entry in entries if entry.abbreviation), ""),
        "Betekenis": "\n".join(f"{e.region}: {e.definition}" if several else e.definition for e in entries),
        "Regio": ", ".join(dict.fromkeys(entry.region for entry in entries)),
        "Bron": "\n".join(source_line(entry.source, titles) for entry in entries),
    }


def opgave_row(entry: OpgaveEntry, titles: Mapping[str, str]) -> Row:
    """An opgave, or a theme or activity of it."""
    return {
        "Regio": entry.region,
        "Opgave": entry.opgave or _NONE,
        "Soort": entry.level,
        "Thema": entry.thema or _NONE,
        "Code": entry.code or "",
        "Doelgroep": entry.doelgroep,
        "Doelstelling": entry.doelstelling,
        "Bron": source_line(entry.source, titles),
    }


def unassigned_row(entry: OpgaveEntry, titles: Mapping[str, str]) -> Row:
    """A sheet that nobody leads."""
    return {
        "Regio": entry.region,
        "Opgave": entry.opgave or _NONE,
        "Thema": entry.thema or entry.title,
        "Trekker": "niet belegd",
        "Bron": source_line(entry.source, titles),
    }


def cut(text: str, most: int) -> str:
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


def periods(entries: Iterable[PlanningEntry]) -> dict[str, tuple[date, date]]:
    """The years of the planning and their quarters by name, with the first and the last day."""
    years = [int(moment[:4]) for entry in entries for moment in (entry.start, entry.end) if moment]
    found = {}
    for year in range(min(years), max(years) + 1) if years else ():
        found[str(year)] = date(year, 1, 1), date(year, 12, 31)
        for quarter in (1, 2, 3, 4):
            after = date(year + quarter // 4, 3 * quarter % 12 + 1, 1)
            found[f"Q{quarter} {year}"] = date(year, 3 * quarter - 2, 1), after - timedelta(days=1)
    return found


def matrix(entries: Iterable[RoleEntry]) -> list[Row]:
    """A row a party, a column an opgave, the roles in the cells; parties with most roles first."""
    roles: dict[str, dict[str, list[str]]] = {}
    for entry in entries:
        cell = roles.setdefault(entry.party, {}).setdefault(entry.opgave or _NO_OPGAVE, [])
        if role_word(entry.role) not in cell:
            cell.append(role_word(entry.role))
    columns = sorted({opgave for row in roles.values() for opgave in row})
    ranked = sorted(roles.items(), key=lambda item: (-sum(map(len, item[1].values())), fold(item[0])))
    return [{"Partij": party} | {name: ", ".join(row.get(name, [])) for name in columns} for party, row in ranked]


def of_cell(entries: Iterable[RoleEntry], party: str, column: str) -> list[RoleEntry]:
    """The roles behind a cell of the matrix; the column with the names of parties stands for the whole row."""
    return [e for e in entries if e.party == party and column in ("Partij", e.opgave or _NO_OPGAVE)]


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


def as_xlsx(rows: Sequence[Row]) -> bytes:
    """The rows as a workbook in which every cell is text, whatever it begins with; the same rows give the same file."""
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"created": _MADE_ON})
        sheet, head, text = book.add_worksheet(), book.add_format({"bold": True}), book.add_format({"text_wrap": True})
        text.set_align("top")
        names = list(rows[0]) if rows else []
        for column, name in enumerate(names):
            longest = max(len(row[name]) for row in rows)
            sheet.set_column(column, column, min(max(longest, len(name)) + 2, _WIDEST))
            sheet.write_string(0, column, name, head)
            for number, row in enumerate(rows, 1):
                # Excel refuses longer cells, and the library would leave them out.
                sheet.write_string(number, column, cut(row[name], _MOST_IN_CELL - 1), text)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(rows), max(len(names) - 1, 0))
    return file.getvalue()


def _is_formula(value: str) -> bool:
    return value != _NONE and value.startswith(_FORMULA)
