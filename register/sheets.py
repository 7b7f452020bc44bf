"""Passages -> the opgaven, their themes and activities, each with its doelgroep, doelstelling and other fields."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from index.tokens import STOP_WORDS, fold, words
from ingest.model import Passage
from register.chapters import AGENDAS, BULLETINS, chapters_of
from register.model import Field, Level, OpgaveEntry
from register.reading import DocumentReading, readable

_TELLS_OF_A_SHEET = frozenset({"doelgroep", "doelstelling"})
_PLANNED = frozenset({"aanpak", "planning"})
_TELLS_OF_A_PLAN = _TELLS_OF_A_SHEET | _PLANNED | {"ambitie"}
_POINTS_TO_TEXT = re.compile(r"toelichting\b|omschrijving van\b", re.IGNORECASE)  # headings drawn into the text
_SHORT = 12  # words
_NO_FIELD = frozenset({"situatieschets", "overig", "begrip", "bijlage"})  # they say nothing of what is planned
_LABEL = re.compile(
    r"^(?:doel(?:groep|stelling)(?:en)?(?: en sector(?:\(en\)|en)?)?|doel)\s*(?::\s*|(?=\())|^:\s*", re.IGNORECASE
)

_Place = tuple[str, str | None]  # region and opgave


@dataclass(slots=True)
class _Sheet:
    """The passages of a sheet or chapter, by document."""

    code: str | None
    parts: list[tuple[DocumentReading, Passage]] = field(default_factory=list)
    titles: list[tuple[str, str]] = field(default_factory=list)  # of chapters: when it was published, and its title

    def newest_first(self) -> list[tuple[DocumentReading, Passage]]:
        """The parts, those of the document published last before the others, each in its order."""
        return sorted(self.parts, key=lambda part: part[0].document.info.published, reverse=True)

    @property
    def place(self) -> _Place:
        """The region and the opgave."""
        passage = self.parts[0][1]
        return passage.region, passage.opgave

    @property
    def thema(self) -> str | None:
        """The theme, as the document published last writes it; None for the text of an opgave as a whole."""
        return None if self.titles else self.newest_first()[0][1].thema

    @property
    def title(self) -> str:
        """The newest title of a chapter; else the fullest spelling of the theme, or the opgave."""
        if self.titles:
            return max(self.titles)[1]
        themes = [passage.thema for _, passage in self.newest_first() if passage.thema]
        region, opgave = self.place
        return max(themes, key=len, default=opgave or region)


@dataclass(slots=True)
class _Layout:
    """How the plans are divided: what can be above or below what."""

    with_sheets: set[_Place] = field(default_factory=set)
    with_coded_sheets: set[_Place] = field(default_factory=set)
    with_opgaven: set[str] = field(default_factory=set)  # ids of documents

    def note(self, reading: DocumentReading, passage: Passage) -> None:
        """What one passage shows of it; only plans are divided into sheets."""
        if passage.opgave is not None:
            self.with_opgaven.add(passage.document_id)
        if passage.thema is not None and reading.document.info.kind not in AGENDAS | BULLETINS:
            self.with_sheets.add((passage.region, passage.opgave))
            if passage.code is not None:
                self.with_coded_sheets.add((passage.region, passage.opgave))


def topics_of(readings: Sequence[DocumentReading]) -> list[OpgaveEntry]:
    """The opgaven of all documents with their themes and activities. What two documents say of one becomes one entry.

    Where both have a field, that of the document published last counts.
    """
    sheets: dict[tuple[object, ...], _Sheet] = {}
    layout = _Layout()
    for reading in readings:
        chapters = chapters_of(reading)
        of_chapters = {passage.passage_id for chapter in chapters for passage in chapter.passages}
        for passage in reading.passages:
            layout.note(reading, passage)
            if passage.thema is not None or passage.passage_id not in of_chapters:
                sheet = sheets.setdefault(_key(passage), _Sheet(passage.code))
                sheet.parts.append((reading, passage))
        for chapter in chapters:
            sheet = sheets.setdefault((chapter.region, chapter.opgave, None, chapter.code), _Sheet(chapter.code))
            sheet.parts.extend((reading, passage) for passage in chapter.passages)
            sheet.titles.append((reading.document.info.published, chapter.title))
    levels = ((sheet, _level(sheet, layout)) for sheet in sheets.values())
    return [_entry(sheet, level) for sheet, level in levels if level is not None]


def _key(passage: Passage) -> tuple[object, ...]:
    """What tells a sheet from others; "Behoud medewerkers" and "Behoud van medewerkers" are one theme."""
    thema = tuple(word for word in words(fold(passage.thema or "")) if word not in STOP_WORDS)
    return passage.region, passage.opgave, thema or passage.thema, passage.code


def _level(sheet: _Sheet, layout: _Layout) -> Level | None:
    """What a sheet is in its plan; None for text that describes no theme as a whole."""
    if sheet.titles:
        return "opgave"
    described = [(reading, passage) for reading, passage in sheet.parts if reading.document.info.kind not in BULLETINS]
    kinds = {passage.kind for _, passage in described}
    if sheet.thema is None:
        tells = any(_text(sheet.parts, kind) for kind in sorted(_TELLS_OF_A_SHEET & kinds))
        if sheet.place[1] is None or not tells:
            return None
        # Where its plan stands elsewhere, the document only says what the opgave is about.
        return "opgave" if kinds & _PLANNED and sheet.place not in layout.with_sheets else "thema"
    if sheet.place[1] is None:
        if not kinds & (_TELLS_OF_A_SHEET | {"aanpak"}):
            return None
        # A document that divides itself into opgaven has themes beside them that hold for all.
        return "thema" if {passage.document_id for _, passage in described} & layout.with_opgaven else "opgave"
    if not (kinds if sheet.code else kinds & _TELLS_OF_A_PLAN):
        return None
    if sheet.code:
        return "opgave"
    if all(reading.document.info.kind in AGENDAS for reading, _ in described):
        return "activiteit"
    return "thema" if sheet.place in layout.with_coded_sheets else "opgave"


def _entry(sheet: _Sheet, level: Level) -> OpgaveEntry:
    parts = sheet.newest_first()
    region, opgave = sheet.place
    opening = max(parts, key=lambda part: (part[1].kind in _TELLS_OF_A_SHEET, part[1].kind not in _NO_FIELD))
    return OpgaveEntry(
        level=level,
        region=region,
        opgave=opgave,
        thema=sheet.thema,
        code=sheet.code,
        title=sheet.title,
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
