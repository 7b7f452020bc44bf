"""Entries in words: periods and roles in Dutch, for people to read."""

from datetime import date

from ingest.months import MONTHS
from register.model import PlanningEntry, Precision, RoleName

_SEASONS = {(3, 5): "voorjaar", (5, 8): "medio", (6, 8): "zomer", (9, 11): "najaar"}
_UNDATED = "zonder datum"


def role_word(role: RoleName) -> str:
    """A role as Dutch writes it."""
    return "coördinator" if role == "coordinator" else role


def period_of(entry: PlanningEntry) -> str:
    """When an action is planned: "Q1 2024", "vanaf 2025", "uiterlijk 1 januari 2025", "2024-2026"."""
    start, end = entry.first_day, entry.last_day
    if entry.precision is None or (start is None and end is None):
        return _UNDATED
    if start is None:
        return f"uiterlijk {_moment(end or date.min, entry.precision)}"
    if end is None:
        return f"vanaf {_moment(start, entry.precision)}"
    return _span(start, end, entry.precision)


def _span(start: date, end: date, precision: Precision) -> str:
    months = start.month, end.month
    if precision == "halfjaar" and months in {(1, 6), (7, 12)}:
        return f"{'eerste' if start.month == 1 else 'tweede'} helft {start.year}"
    if precision == "seizoen" and months in _SEASONS:
        return f"{_SEASONS[months]} {start.year}"
    if precision != "reeks":
        return _moment(start, precision)
    if months == (1, 12):
        return f"{start.year}-{end.year}" if start.year != end.year else str(start.year)
    first = MONTHS[start.month - 1] if start.year == end.year else f"{MONTHS[start.month - 1]} {start.year}"
    return f"{first} t/m {MONTHS[end.month - 1]} {end.year}"


def _moment(day: date, precision: Precision) -> str:
    if precision == "dag":
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    if precision == "kwartaal":
        return f"Q{(day.month + 2) // 3} {day.year}"
    return str(day.year) if precision == "jaar" else f"{MONTHS[day.month - 1]} {day.year}"
