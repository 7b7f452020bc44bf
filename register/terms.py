"""Glossaries -> terms with their definitions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.tokens import fold
from ingest.fields import field_heading
from ingest.model import Passage, collapse
from ingest.units import lines_between, split_sentences, stripped
from register.model import TermEntry
from register.reading import DocumentReading, readable

_MOST_TERM_WORDS = 5
_MOST_TERM_LENGTH = 60
_HEADING = re.compile(r"(?:\d+\s+)?begrippenlijst\b|noodzaak tot\b", re.IGNORECASE)
_NO_TERM = re.compile(
    r"^(?:\d+\s+)?begrippenlijst\b|^(?:om|wat|dit|deze|zie|noodzaak|leeswijzer|bron|terug|inhoud)\b", re.IGNORECASE
)
_ABBREVIATION = re.compile(r"[A-Z][\w-]*[A-Z][\w-]*|[A-Z]?[a-z]{2,3}")
_SHORTENED = re.compile(r"(?P<term>[A-Z][\w-]*[A-Z][\w-]*|[A-Z][a-z]{2}|[a-z]{3})\s+(?P<rest>\S.*)", re.DOTALL)
_ONE_WORD = re.compile(r"(?P<term>[A-ZÀ-Þ0-9][\w-]+)\s+(?P<rest>[A-ZÀ-Þ].*)", re.DOTALL)
_WITH_COLON = re.compile(r"(?P<term>[A-ZÀ-Þ][^:.;,]{1,60}?):\s+(?P<rest>\S.*)", re.DOTALL)
_IS_A = re.compile(
    r"(?:(?:Het|De|Een)\s+)?(?P<term>[\w-]+(?:\s+[\w-]+){0,3}?)\s+(?:is|zijn)\s+"
    r"(?!hierin\b|hier\b|nodig\b|een voorbeeld\b)",
    re.DOTALL,
)
_NO_SUBJECT = re.compile(
    r"^(?:dit|dat|het|de|een|er|deze|die|dan|wat|hier\w*|daar\w*|doel|voorbeeld|naast|met|in|op|als|waar\w*|ook|zo|zij"
    r"|onmisbaar|factoren|onderdeel)\b",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"^(?P<term>.+?)\s*\((?P<inside>[^()]+)\)$")


@dataclass(frozen=True, slots=True)
class _Term:
    """A term with its definition, as spans of the source."""

    term: str
    definition: str
    start: int
    end: int


def terms_of(reading: DocumentReading) -> list[TermEntry]:
    """The terms of a document's glossaries, in order."""
    return [
        TermEntry(
            term=term.term,
            definition=term.definition,
            abbreviation=_abbreviation(term),
            region=passage.region,
            source=reading.source(passage, term.start, term.end),
        )
        for passage in reading.passages
        if passage.kind == "begrip" and not passage.broken
        for term in _of_passage(reading.document.source, passage)
    ]


def _of_passage(source: str, passage: Passage) -> Iterator[_Term]:
    """The terms of one passage: a paragraph with its term on a line of its own, before a colon, or in a sentence."""
    for lines in _groups(source, passage):
        yield from _of_group(source, lines)


def _groups(source: str, passage: Passage) -> list[list[tuple[int, int]]]:
    """The lines of a passage, headings left out, in groups of a term with its definition."""
    groups: list[list[tuple[int, int]]] = []
    gap = True
    for span in (stripped(source, *line) for line in lines_between(source, passage.start, passage.end)):
        if span[0] >= span[1]:
            gap = True
            continue
        line = source[slice(*span)]
        heading = field_heading(line)
        if (heading and heading.alone) or _HEADING.match(line):
            groups.append([])
            gap = True
            continue
        if not groups or not groups[-1]:
            groups.append([span])
        else:
            before = groups[-1]
            defined = sum(end - start for start, end in before) > _MOST_TERM_LENGTH
            ended = source[: before[-1][1]].endswith((".", "!", "?"))
            opens = _is_title(line) and defined and gap
            if opens or (defined and (gap or ended) and _opens_definition(line)):
                groups.append([span])
            else:
                before.append(span)
        gap = False
    return [group for group in groups if group]


def _is_title(line: str) -> bool:
    """True for a line that can be a term, or the first part of one."""
    words = line.split()
    return len(words) <= _MOST_TERM_WORDS and len(line) <= _MOST_TERM_LENGTH and not line.endswith((".", ",", ";", ":"))


def _opens_definition(line: str) -> bool:
    """True for a line that begins another definition: "Derdelijnszorg is ...", "Integrale benadering: ..."."""
    colon = _WITH_COLON.match(line)
    if colon and len(colon["term"].split()) <= _MOST_TERM_WORDS and not colon["term"].endswith("zoals"):
        return True
    found = _IS_A.match(line)
    return bool(found and _is_subject(line, found["term"]))


def _is_subject(sentence: str, term: str) -> bool:
    return sentence[:1].isupper() and not _NO_SUBJECT.match(term)


def _of_group(source: str, lines: list[tuple[int, int]]) -> Iterator[_Term]:
    titles = 0
    while titles < len(lines) - 1 and titles < _MOST_TERM_WORDS and _is_title(source[slice(*lines[titles])]):
        titles += 1
    start, end = lines[0][0], lines[-1][1]
    if titles and _is_title(readable(source[start : lines[titles - 1][1]])):
        term = readable(source[start : lines[titles - 1][1]])
        if not _NO_TERM.match(term):
            yield _Term(term, readable(source[lines[titles][0] : end]), start, end)
        return
    text = source[start:end]
    for pattern in (_WITH_COLON, _SHORTENED, _ONE_WORD):
        found = pattern.match(text)
        if not found or len(found["term"].split()) > _MOST_TERM_WORDS or _NO_SUBJECT.match(found["term"]):
            continue
        if pattern is _SHORTENED and not _stands_for(found["term"], collapse(found["rest"])):
            continue
        yield _Term(collapse(found["term"]), readable(found["rest"]), start, end)
        return
    yield from _in_sentences(source, start, end)


def _in_sentences(source: str, start: int, end: int) -> Iterator[_Term]:
    """ "Eerstelijnszorg is zorg waar ...": a paragraph that defines its subject, and the sentences that go with it."""
    opened: tuple[str, int, int] | None = None
    for first, last in split_sentences(source, start, end):
        sentence = source[first:last]
        found = _IS_A.match(sentence)
        if found and _is_subject(sentence, found["term"]):
            if opened:
                yield _sentences_term(source, *opened)
            opened = collapse(found["term"]), first, last
        elif opened:
            opened = opened[0], opened[1], last
    if opened:
        yield _sentences_term(source, *opened)


def _sentences_term(source: str, term: str, start: int, end: int) -> _Term:
    return _Term(f"{term[0].upper()}{term[1:]}", readable(source[start:end]), start, end)


def _stands_for(abbreviation: str, text: str) -> bool:
    """True if the letters of an abbreviation stand in the text in their order, its own name left out."""
    letters = iter(fold(text))
    return all(letter in letters for letter in fold(abbreviation) if letter.isalpha())


def _abbreviation(term: _Term) -> str | None:
    """The abbreviation that a term is, or has in brackets; None where the definition is not what it stands for."""
    if _ABBREVIATION.fullmatch(term.term):
        own = fold(term.definition).startswith(fold(term.term))
        return term.term if not own and _stands_for(term.term, term.definition) else None
    found = _IN_BRACKETS.match(term.term)
    if found and _ABBREVIATION.fullmatch(found["inside"]) and _stands_for(found["inside"], found["term"]):
        return found["inside"]
    return None
