"""Agendas and bulletins -> their chapters: each about an opgave, under the name that the document itself gives it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.tokens import fold
from ingest.model import Passage
from ingest.structure import opgave_named
from register.reading import DocumentReading, readable

AGENDAS = frozenset({"werkagenda", "jaarplan"})  # kinds of document that work opgaven out into activities
BULLETINS = frozenset({"update", "infographic", "nieuwsbrief"})  # kinds of document that tell of a plan and are none
_NUMBER = re.compile(r"(\d{1,2})\.\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Chapter:
    """The text of one opgave in an agenda or bulletin."""

    region: str
    opgave: str
    title: str  # as the document has it, without its number
    code: str | None  # its number: "2" of "2. Gezond ouder worden"
    passages: tuple[Passage, ...]  # those of the opgave itself; where it has none, those of all its parts


def chapters_of(reading: DocumentReading) -> list[Chapter]:
    """The chapters of a document, in order: the opgaven at whose beginning a line names them. A plan has none."""
    if reading.document.info.kind not in AGENDAS | BULLETINS:
        return []
    texts: dict[tuple[str, str], list[Passage]] = {}
    for passage in reading.passages:
        if passage.opgave is not None:
            texts.setdefault((passage.region, passage.opgave), []).append(passage)
    return list(_named(reading, texts))


def _named(reading: DocumentReading, texts: dict[tuple[str, str], list[Passage]]) -> Iterator[Chapter]:
    for (region, opgave), passages in texts.items():
        for line in reading.opening_lines(passages[0]):
            number = _NUMBER.match(line)
            title = readable(line[number.end() :] if number else line)
            if fold(title) == fold(opgave) or opgave_named(title) == opgave:
                own = tuple(passage for passage in passages if passage.thema is None)
                yield Chapter(region, opgave, title, number[1] if number else None, own or tuple(passages))
                break
