"""The planning as an iCalendar file (RFC 5545), for the calendar of whoever needs it."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from ingest.place import place_of
from register.model import PlanningEntry
from register.words import period_of
from views.rows import cut

_LINE_OCTETS = 75
_SUMMARY_CHARACTERS = 90


def as_icalendar(entries: Iterable[PlanningEntry], titles: Mapping[str, str]) -> bytes:
    """All-day events, one for each dated action; what has no end or no beginning takes one day.

    The description says how precise the date is, with the quote and its place.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Regioplan-assistent//Planning//NL", "CALSCALE:GREGORIAN"]
    for entry in entries:
        first, last = entry.first_day or entry.last_day, entry.last_day or entry.first_day
        if first and last:
            lines += _event(entry, first, last, titles[entry.source.document])
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line)).encode()


def _event(entry: PlanningEntry, first: date, last: date, title: str) -> list[str]:
    source = entry.source
    number = hashlib.sha256(
        f"{source.document} {source.start} {source.end} {entry.start} {entry.end} {entry.what}".encode()
    ).hexdigest()[:32]
    told = f"{period_of(entry)}, {entry.region}. {entry.source.quote} ({title}, {place_of(source)})"
    return [
        "BEGIN:VEVENT",
        f"UID:{number}@regioplan-assistent",
        f"DTSTAMP:{first:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{first:%Y%m%d}",
        f"DTEND;VALUE=DATE:{last + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(cut(entry.what, _SUMMARY_CHARACTERS))}",
        f"DESCRIPTION:{_escaped(told)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> list[str]:
    """The line in pieces of at most 75 octets, each further one begun with a space; no character is cut."""
    pieces, piece, room = [], "", _LINE_OCTETS
    for character in line:
        size = len(character.encode())
        if size > room:
            pieces.append(piece)
            piece, room = " ", _LINE_OCTETS - 1
        piece += character
        room -= size
    return [*pieces, piece]
