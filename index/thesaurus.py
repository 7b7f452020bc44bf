"""The words of the field beside the words that people use, and where a question looks: read from editable files."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from errors import AssistantError
from index.compounds import is_dutch
from index.english import English
from index.tokens import STOP_WORDS, fold, stem, words

CONCEPTS_FILE = "begrippen.toml"
REGIONS_FILE = "regios.toml"
ENGLISH_FILE = "engels.toml"
_SAME = 0.5
_NEAR = 0.2
_SHORTEST_ABBREVIATION = 3

Stems = tuple[str, ...]


class ThesaurusUnreadable(AssistantError):
    """A file of the thesaurus is not as it should be."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"De thesaurus {path} is niet te lezen: {reason}. Verbeter het bestand of zet het oude terug.")


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept with all its words."""

    term: str
    alternatives: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()
    related: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RegionNames:
    """How a question can name a region."""

    name: str
    aliases: tuple[str, ...] = ()  # say where to look
    places: tuple[str, ...] = ()  # say where to look, and stay part of what is looked for


@dataclass(frozen=True, slots=True)
class Expansion:
    """A term that a question is searched with as well."""

    term: str
    stems: Stems
    weight: float  # of each stem, beside 1.0 for a word of the question
    of_the_field: bool  # a term or abbreviation of the field, and not one of the many ways to say it


@dataclass(frozen=True, slots=True)
class Wider:
    """A wider concept that something in a question belongs to."""

    narrow: str  # the term of what the question names
    narrow_forms: tuple[frozenset[str], ...]  # the stems of its term and abbreviations
    term: str
    forms: tuple[frozenset[str], ...]  # the stems of each way to name the wider concept


class Thesaurus:
    """Concepts by their words. Safe to share between threads."""

    def __init__(self, concepts: Sequence[Concept]) -> None:
        self._concepts = concepts
        self._by_term = {concept.term: concept for concept in concepts}
        self._by_first: dict[str, list[tuple[Stems, Concept]]] = {}
        self._capitals: dict[str, list[Concept]] = {}
        for concept in concepts:
            forms = {_stems(form) for form in (concept.term, *concept.alternatives)}
            for abbreviation in concept.abbreviations:
                if _needs_capitals(abbreviation):
                    self._capitals.setdefault(abbreviation, []).append(concept)
                else:
                    forms.add(_stems(abbreviation))
            for form in sorted(forms):
                if form:
                    self._by_first.setdefault(form[0], []).append((form, concept))

    def expansions(self, text: str) -> list[Expansion]:
        """What a question is searched with as well, the heaviest first; words of the question are left out."""
        asked = _stems(text)
        present = set(asked)
        found: dict[Stems, Expansion] = {}
        for concept in self._named(text, asked):
            for term, weight, of_the_field in _related_terms(concept, self._by_term):
                stems = _stems(term)
                if not stems or set(stems) <= present:
                    continue
                expansion = Expansion(term, stems, weight / len(stems), of_the_field)
                if stems not in found or found[stems].weight < expansion.weight:
                    found[stems] = expansion
        return sorted(found.values(), key=lambda expansion: -expansion.weight)

    def wider(self, text: str) -> list[Wider]:
        """The wider concepts of what a question names, which it does not name itself."""
        asked = _stems(text)
        named = list(self._named(text, asked))
        present = {concept.term for concept in named}
        found = []
        for concept in named:
            for term in concept.broader:
                if term in self._by_term and term not in present:
                    wide = self._by_term[term]
                    own = _forms((concept.term, *concept.abbreviations))
                    forms = _forms((wide.term, *wide.alternatives, *wide.abbreviations))
                    found.append(Wider(concept.term, own, wide.term, forms))
        return found

    def _named(self, text: str, asked: Sequence[str]) -> Iterator[Concept]:
        seen: set[str] = set()
        named = [
            concept
            for at, first in enumerate(asked)
            for form, concept in self._by_first.get(first, ())
            if tuple(asked[at : at + len(form)]) == form
        ]
        in_capitals = [concept for word in re.findall(r"[\w-]+", text) for concept in self._capitals.get(word, ())]
        for concept in (*named, *in_capitals):
            if concept.term not in seen:
                seen.add(concept.term)
                yield concept


def _related_terms(concept: Concept, by_term: dict[str, Concept]) -> Iterator[tuple[str, float, bool]]:
    """Terms with their weight, and whether they are of the field."""
    for form in (concept.term, *concept.abbreviations):
        yield form, _SAME, True
    for form in concept.alternatives:
        yield form, _SAME, False
    for name in (*concept.broader, *concept.related):
        yield name, _NEAR, True
        for abbreviation in by_term[name].abbreviations if name in by_term else ():
            yield abbreviation, _NEAR, True


@lru_cache(maxsize=20_000)
def _stems(text: str) -> Stems:
    return tuple(stem(word) for word in words(text) if fold(word) not in STOP_WORDS)


def _forms(names: Iterable[str]) -> tuple[frozenset[str], ...]:
    return tuple(dict.fromkeys(frozenset(_stems(name)) for name in names if _stems(name)))


def _needs_capitals(abbreviation: str) -> bool:
    """True where the small letters are a word, or say too little."""
    return len(abbreviation) < _SHORTEST_ABBREVIATION or is_dutch(abbreviation.lower())


class Vocabulary(NamedTuple):
    """What the files of a folder say."""

    concepts: Thesaurus
    regions: list[RegionNames]
    english: English


class WatchedFolder:
    """The thesaurus as it is in a folder now: read again when a file has changed. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: tuple[object, Vocabulary] | None = None

    def current(self) -> Vocabulary:
        """Concepts, names of regions and English words. Raises: ThesaurusUnreadable."""
        state = [_state(self._folder / name) for name in (CONCEPTS_FILE, REGIONS_FILE, ENGLISH_FILE)]
        if self._read is None or self._read[0] != state:
            folder = self._folder
            concepts, regions = Thesaurus(read_concepts(folder)), read_region_names(folder)
            self._read = (state, Vocabulary(concepts, regions, English(read_english(folder))))
        return self._read[1]


def _state(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def read_concepts(folder: Path) -> list[Concept]:
    """The concepts of a folder; none where it has no such file. Raises: ThesaurusUnreadable, which says where."""
    path = folder / CONCEPTS_FILE
    return [
        Concept(
            _text(path, table, "term"),
            _texts(path, table, "ook"),
            _texts(path, table, "afkorting"),
            _texts(path, table, "breder"),
            _texts(path, table, "verwant"),
        )
        for table in _tables(path, "begrip", {"term", "ook", "afkorting", "breder", "verwant"})
    ]


def read_region_names(folder: Path) -> list[RegionNames]:
    """How regions are named; empty where the folder has no such file. Raises: ThesaurusUnreadable."""
    path = folder / REGIONS_FILE
    return [
        RegionNames(_text(path, table, "naam"), _texts(path, table, "ook"), _texts(path, table, "gemeenten"))
        for table in _tables(path, "regio", {"naam", "ook", "gemeenten"})
    ]


def read_english(folder: Path) -> dict[str, str]:
    """English words with their Dutch ones; empty where the folder has no such file. Raises: ThesaurusUnreadable."""
    path = folder / ENGLISH_FILE
    found: dict[str, str] = {}
    for name, table in _toml(path).items():
        if not isinstance(table, dict):
            raise ThesaurusUnreadable(path, f"‘{name}’ staat niet onder een kop tussen rechte haken")
        for english, dutch in table.items():
            if not isinstance(dutch, str):
                raise ThesaurusUnreadable(path, f"wat achter ‘{english}’ staat, is geen tekst")
            found[english] = dutch
    return found


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise ThesaurusUnreadable(path, "het is geen tekst in UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise ThesaurusUnreadable(path, f"het is geen geldig TOML ({error})") from error


def _tables(path: Path, name: str, allowed: Iterable[str]) -> list[dict[str, Any]]:
    tables = _toml(path)
    rows = tables.get(name, [])
    if set(tables) - {name} or not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ThesaurusUnreadable(path, f"alleen [[{name}]] mag erin staan")
    known = set(allowed)
    for row in rows:
        if unknown := sorted(set(row) - known):
            raise ThesaurusUnreadable(path, f"[[{name}]] heeft een onbekend veld ‘{unknown[0]}’")
    return rows


def _text(path: Path, table: dict[str, Any], key: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise ThesaurusUnreadable(path, f"een deel heeft geen ‘{key}’")
    return value


def _texts(path: Path, table: dict[str, Any], key: str) -> tuple[str, ...]:
    values = table.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, str) and value.strip() for value in values):
        raise ThesaurusUnreadable(path, f"‘{key}’ is geen lijst van teksten")
    return tuple(values)
