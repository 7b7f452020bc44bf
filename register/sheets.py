"""Passages -> the opgaven: a sheet or theme each, with its doelgroep, its doelstelling and its other fields."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from index.tokens import STOP_WORDS, fold, words
from ingest.model import Passage
from register.model import Field, OpgaveEntry
from register.reading import DocumentReading, readable

_TELLS_OF_A_SHEET = frozenset({"doelgroep", "doelstelling"})
_TELLS_OF_A_PLAN = frozenset({"doelgroep", "doelstelling", "aanpak", "ambitie", "planning"})
_BULLETINS = frozenset({"update", "infographic", "nieuwsbrief"})  # kinds of document that tell of a plan and are none
_POINTS_TO_TEXT = re.compile(r"toelichting\b|omschrijving van\b", re.IGNORECASE)  # headings drawn into the text
_SHORT = 12  # words
_NO_FIELD = frozenset({"situatieschets", "overig", "begrip", "bijlage"})  # they say nothing of what is planned
_LABEL = re.compile(
    r"^(?:doel(?:groep|stelling)(?:en)?(?: en sector(?:\(en\)|en)?)?|doel)\s*(?::\s*|(?=\())|^:\s*", re.IGNORECASE
)


@dataclass(slots=True)
class _Sheet:
    """The passages of a sheet, by document."""

    parts: list[tuple[DocumentReading, Passage]] = field(default_factory=list)

    def newest_first(self) -> list[tuple[DocumentReading, Passage]]:
        """The parts, those of the document published last before the others, each in its order."""
        return sorted(self.parts, key=lambda part: part[0].document.info.published, reverse=True)


def opgaven_of(readings: Sequence[DocumentReading]) -> list[OpgaveEntry]:
    """The sheets and themes of all documents. What two documents say of one theme becomes one entry.

    Where both have a field, that of the document published last counts.
    """
    sheets: dict[tuple[object, ...], _Sheet] = {}
    for reading in readings:
        for passage in reading.passages:
            sheets.setdefault(_key(passage), _Sheet()).parts.append((reading, passage))
    return [_entry(sheet) for sheet in sheets.values() if _is_sheet(sheet)]


def _key(passage: Passage) -> tuple[object, ...]:
    """What tells a sheet from others; "Behoud medewerkers" and "Behoud van medewerkers" are one theme."""
    thema = tuple(word for word in words(fold(passage.thema or "")) if word not in STOP_WORDS)
    return passage.region, passage.opgave, thema or passage.thema, passage.code


def _is_sheet(sheet: _Sheet) -> bool:
    """True for a coded sheet, for a theme of a plan, and for an opgave on its own that says whom or what it is for."""
    first = sheet.parts[0][1]
    kinds = {passage.kind for reading, passage in sheet.parts if reading.document.info.kind not in _BULLETINS}
    if first.thema is None:
        tells = any(_text(sheet.parts, kind) for kind in sorted(_TELLS_OF_A_SHEET & kinds))
        return first.opgave is not None and tells
    if first.opgave is None:
        return bool(kinds & (_TELLS_OF_A_SHEET | {"aanpak"}))
    return bool(kinds and first.code) or bool(kinds & _TELLS_OF_A_PLAN)


def _entry(sheet: _Sheet) -> OpgaveEntry:
    parts = sheet.newest_first()
    passage = parts[0][1]
    names = [each.thema for _, each in parts if each.thema]
    title = names[0] if names else passage.opgave or passage.region
    opening = max(parts, key=lambda part: (part[1].kind in _TELLS_OF_A_SHEET, part[1].kind not in _NO_FIELD))
    return OpgaveEntry(
        region=passage.region,
        opgave=passage.opgave,
        thema=names[0] if names else None,
        code=passage.code,
        title=title,
        doelgroep=_text(parts, "doelgroep"),
        doelstelling=_text(parts, "doelstelling"),
        fields=tuple(_fields(parts)),
        source=opening[0].source(opening[1], opening[1].start, opening[1].end),
    )


def _fields(parts: Iterable[tuple[DocumentReading, Passage]]) -> Iterator[Field]:
    """Each field once in each document, with its first passage."""
    seen = set()
    for reading, passage in parts:
        place = passage.document_id, passage.kind
        if passage.kind not in _NO_FIELD and place not in seen:
            seen.add(place)
            yield Field(passage.kind, reading.source(passage, passage.start, passage.end))


def _text(parts: Sequence[tuple[DocumentReading, Passage]], kind: str) -> str:
    """The text of a field, without its heading; empty where the sheet has none."""
    document = next((passage.document_id for _, passage in parts if passage.kind == kind), None)
    found: list[str] = []
    for reading, passage in parts:
        if passage.kind != kind or passage.document_id != document or passage.broken:
            continue
        names = {fold(name) for name in passage.path}
        for piece in reading.pieces(passage):
            text = _without_names(readable(piece.text), passage.path)
            is_text = not piece.unit.heading and re.search(r"[^\W\d]", text) and fold(text) not in names
            if is_text and text not in found and not (_POINTS_TO_TEXT.match(text) and len(text.split()) < _SHORT):
                found.append(text)
    return " ".join(found)


def _without_names(text: str, path: Sequence[str]) -> str:
    """The text without the label of its field, and without a heading that was drawn onto its line."""
    for name in path:
        if len(name.split()) > 1 and text.startswith(f"{name} "):
            text = text[len(name) :].strip()
    return _LABEL.sub("", text).lstrip(": ")
