"""Passages -> the sentences an answer can be made of, each with its place in the source."""

from dataclasses import dataclass

from index.tokens import fold
from ingest.cleaning import for_search
from ingest.model import Document, Passage, collapse
from ingest.units import Unit, lead_in_after, split_sentences, split_units

_FEWEST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or list item of a passage: ``source[start:end]``, without its list mark."""

    passage: Passage
    start: int
    end: int
    text: str  # white space collapsed
    search_text: str
    listed: bool  # it stands in a list item
    lead_in: str  # the line that announces the list it is an item of, or empty
    unit: int  # which unit of the passage it stands in


def sentences_of(document: Document, passage: Passage) -> list[Sentence]:
    """The sentences of a passage, in order; headings are left out, and crumbs of fewer than three words
    but for "Trekker: X" and e-mail addresses."""
    marked = {heading.start for heading in document.headings}
    names = {fold(name) for name in passage.path}
    found = []
    lead_in = passage.lead_in
    for number, unit in enumerate(split_units(document.source, passage.start, passage.end, marked)):
        if unit.heading:
            lead_in = lead_in_after(document.source, unit, lead_in)
            continue
        for start, end in split_sentences(document.source, unit.body, unit.end):
            sentence = collapse(document.source[start:end])
            is_crumb = len(sentence.split()) < _FEWEST_WORDS and ": " not in sentence and "@" not in sentence
            if is_crumb or fold(sentence) in names:
                continue
            found.append(
                Sentence(
                    passage,
                    start,
                    end,
                    sentence,
                    for_search(document.source[start:end]),
                    unit.listed,
                    _lead(lead_in, unit),
                    number,
                )
            )
        lead_in = lead_in_after(document.source, unit, lead_in)
    return found


def _lead(lead_in: str, unit: Unit) -> str:
    return lead_in if unit.listed else ""
