"""The opgaven of a region, all of them, from the register, each where the documents of the region name it."""

import re
from collections import Counter
from dataclasses import dataclass

from answer.question import Question
from index.retrieval import Index
from index.tokens import tokens
from ingest.model import Passage
from register.build import register_of

_ASKS = re.compile(
    r"\b(?:welke|wat zijn|noem|som|alle|overzicht|lijst|hoeveel|which|what are)\b.{0,40}\bopgaven?\b"
    r"|\bopgaven\b.{0,30}\b(?:overzicht|lijst)\b|^\W*opgaven\b",
    re.IGNORECASE,
)
_OWN_WORDS = frozenset(
    tokens(
        "opgave opgaven thema themas inhoudelijke gezamenlijke regionale gekozen kiest werkt werken overzicht lijst"
        " heeft hebben een twee drie vier vijf zes zeven acht negen tien apply"
    )
)
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Named:
    """The name of an opgave, where a document of the region has it."""

    passage: Passage
    start: int  # offsets into the document's source text, half-open
    end: int


@dataclass(frozen=True, slots=True)
class Assigned:
    """The opgaven of a region."""

    named: tuple[Named, ...]  # at least two, in the order of the register
    unnamed: tuple[str, ...]  # those that no text of the region writes as the register does


def assigned(index: Index, question: Question) -> Assigned | None:
    """All opgaven of the one region that a question asks about; None where it asks something else."""
    if len(question.regions) != 1 or not _ASKS.search(question.text) or set(question.topic) - _OWN_WORDS:
        return None
    region = question.regions[0]
    entries = register_of(index).topics
    names = list(dict.fromkeys(entry.opgave for entry in entries if entry.region == region and entry.opgave))
    passages = [passage for passage in index.passages if passage.region == region and not passage.broken]
    places = {name: _places(index, name, passages) for name in names}
    # An overview that has many of the names is a better place to read on than a mention here and there.
    together = Counter(place.passage.passage_id for found in places.values() for place in found)
    named = [max(found, key=lambda place: together[place.passage.passage_id]) for found in places.values() if found]
    if len(named) < _FEWEST:
        return None
    return Assigned(tuple(named), tuple(name for name, found in places.items() if not found))


def _places(index: Index, name: str, passages: list[Passage]) -> list[Named]:
    """The first place of a name in each passage."""
    words = (r"(?:&|en)" if word in {"&", "en"} else re.escape(word) for word in name.split())
    pattern = re.compile(r"(?<!\w)" + r"\s+".join(words) + r"(?!\w)", re.IGNORECASE)
    found = []
    for passage in passages:
        match = pattern.search(index.document(passage.document_id).source, passage.start, passage.end)
        if match:
            found.append(Named(passage, *match.span()))
    return found
