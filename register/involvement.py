"""What a party has to do with: the lines of the planning and the sheets."""

import re
from collections.abc import Sequence

from index.tokens import fold
from register.model import LEADING, OpgaveEntry, PlanningEntry, Register
from register.parties import Parties
from register.words import role_word

NAMED = "staat in de regel"
_SHORT = 5  # characters: "ONZe" is a party where "onze" is not


def planning_of_party(register: Register, party: str, parties: Parties) -> list[tuple[PlanningEntry, str]]:
    """The lines of the planning that name a party or stand under a theme that it leads, each with which of the two."""
    is_named = _pattern(parties.spellings(party))
    leads: dict[tuple[str, str | None, str], str] = {}
    for role in register.rollen:
        if role.party == party and role.role in LEADING and role.thema:
            leads.setdefault((role.region, role.opgave, role.thema), f"{role_word(role.role)} bij dit thema")
    found = []
    for entry in register.planning:
        text = f"{entry.what} {entry.source.quote}"
        lead = leads.get((entry.region, entry.opgave, entry.thema)) if entry.thema else None
        if is_named[0].search(text) or is_named[1].search(fold(text)):
            found.append((entry, NAMED))
        elif lead:
            found.append((entry, lead))
    return found


def sheets_of_party(register: Register, party: str) -> set[OpgaveEntry]:
    """The sheets on which a party has a role."""
    places = {(role.region, role.opgave, role.thema) for role in register.rollen if role.party == party}
    return {entry for entry in register.topics if (entry.region, entry.opgave, entry.thema) in places}


def _pattern(spellings: Sequence[str]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Patterns for abbreviations, in their own capitals, and for other names, in folded text; as whole words."""
    short = [name for name in spellings if len(name) <= _SHORT and name[1:].lower() != name[1:]]
    long = [fold(name) for name in spellings if name not in short]
    return _words(short), _words(long)


def _words(names: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names)) or '(?!)'})(?!\w)")
