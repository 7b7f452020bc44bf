"""The objects that ``regioplan register ... --json`` prints; their shape is relied on from outside."""

from typing import Any

from register.model import OpgaveEntry, PlanningEntry, RoleEntry, Source, TermEntry


def opgave_table(entry: OpgaveEntry) -> dict[str, Any]:
    """A sheet or theme."""
    return {
        "region": entry.region,
        "opgave": entry.opgave,
        "thema": entry.thema,
        "code": entry.code,
        "title": entry.title,
        "doelgroep": entry.doelgroep,
        "doelstelling": entry.doelstelling,
        "citation": _citation(entry.source),
    }


def planning_table(entry: PlanningEntry) -> dict[str, Any]:
    """A planned action."""
    return {
        "what": entry.what,
        "region": entry.region,
        "opgave": entry.opgave,
        "thema": entry.thema,
        "start": entry.start,
        "end": entry.end,
        "precision": entry.precision,
        "citation": _citation(entry.source),
    }


def role_table(entry: RoleEntry) -> dict[str, Any]:
    """A party in a role."""
    return {
        "party": entry.party,
        "role": entry.role,
        "for_what": entry.for_what,
        "region": entry.region,
        "opgave": entry.opgave,
        "thema": entry.thema,
        "citation": _citation(entry.source),
    }


def term_table(entry: TermEntry) -> dict[str, Any]:
    """A term of a glossary."""
    return {
        "term": entry.term,
        "definition": entry.definition,
        "abbreviation": entry.abbreviation,
        "region": entry.region,
        "citation": _citation(entry.source),
    }


def _citation(source: Source) -> dict[str, Any]:
    return {
        "document": source.document,
        "quote": source.quote,
        "page": source.page,
        "section": list(source.section),
        "lines": [source.first_line, source.last_line],
    }
