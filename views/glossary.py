"""The terms of the glossaries that occur in an answer."""

import re
from collections.abc import Sequence
from html import escape

import streamlit as st

from answer.model import Answer
from index.retrieval import Index
from ingest.model import WHOLE_REGION, collapse
from ingest.place import place_of
from register.build import register_of
from register.model import TermEntry
from views.citation import open_source


def show_terms(index: Index, answer: Answer, number: int) -> None:
    """A button that opens the definitions of the terms in the answer, each with its source; nothing without terms."""
    terms = terms_in(answer, register_of(index).begrippen)
    if not terms:
        return
    with st.popover("Begrippen in dit antwoord", icon=":material/dictionary:"):
        for place, entry in enumerate(terms):
            title = index.documents[entry.source.document].title
            st.html(term_html(entry, title))
            key = f"begrip-{number}-{place}"
            if st.button("Toon in het document", key=key, icon=":material/description:", type="tertiary"):
                open_source(index, entry.source)


def term_html(entry: TermEntry, title: str) -> str:
    """A term with its definition and its place in the document of that title."""
    source = f"{title}, begrippen van {entry.region}, {place_of(entry.source)}"
    return f"<b>{escape(entry.term)}</b><br>{escape(entry.definition)}<br><small>{escape(source)}</small>"


def terms_in(answer: Answer, terms: Sequence[TermEntry]) -> list[TermEntry]:
    """The entries whose term stands in the answer as a whole word, in the order of the answer.

    Of a term that several glossaries define: those of the parts that are cited, else of the whole region, else the
    others. A term that the answer itself defines is left out, and so is a term within a longer one.
    """
    names = {name for entry in terms for name in _names(entry)}
    if not names:
        return []
    either = "|".join(_pattern(name) for name in sorted(names, key=len, reverse=True))
    cited = {citation.passage.region for citation in answer.citations}
    # Without our own words: "Regionaal:" before a statement is no term.
    text = "\n".join(item for statement in answer.statements for item in statement.items)
    found: list[TermEntry] = []
    for match in re.finditer(rf"(?<![\w-])(?:{either})(?![\w-])", text):
        entries = [entry for entry in terms if any(re.fullmatch(_pattern(name), match[0]) for name in _names(entry))]
        if any(_is_cited(entry, answer) for entry in entries):
            continue
        tiers = (cited - {WHOLE_REGION}, {WHOLE_REGION}, {entry.region for entry in entries})
        found += next(near for tier in tiers if (near := [entry for entry in entries if entry.region in tier]))
    return list(dict.fromkeys(found))


def _names(entry: TermEntry) -> set[str]:
    """How a text can name the term: with or without what stands in brackets behind it, or by its abbreviation."""
    names = {entry.term, entry.name, entry.abbreviation or ""}
    return {collapse(name) for name in names if name.strip()}


def _pattern(name: str) -> str:
    """A name as it can be written: with its own capitals where it has any behind the first letter ("TO" is no "to")."""
    words = r"\s+".join(map(re.escape, name.split()))
    return words if name[1:] != name[1:].lower() else f"(?i:{words})"


def _is_cited(entry: TermEntry, answer: Answer) -> bool:
    source = entry.source
    return any(
        citation.passage.document_id == source.document and citation.start < source.end and source.start < citation.end
        for citation in answer.citations
    )
