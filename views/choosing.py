"""Filters and tables that the pages of the register share."""

from collections.abc import Sequence
from typing import TypeVar

import streamlit as st

from index.retrieval import Index
from register.build import register_of
from register.model import OpgaveEntry, PlanningEntry, Register, RoleEntry, Source, TermEntry
from views.citation import open_source
from views.drawing import STYLE
from views.opened import opened_index
from views.rows import Row, as_csv, has_words

AnyEntry = TypeVar("AnyEntry", OpgaveEntry, PlanningEntry, RoleEntry, TermEntry)
_ALL = "Alle"
_TABLE_HEIGHT = 420


def open_register_page(title: str) -> tuple[Index, Register, dict[str, str]]:
    """Draw the title; the index in use, its register, and the titles of its documents by id."""
    st.header(title)
    st.html(STYLE)
    index = opened_index()
    return index, register_of(index), {name: info.title for name, info in index.documents.items()}


def show_nothing_found() -> None:
    """What to do where no row is left."""
    st.info("Niets gevonden. Kies een ruimer filter of haal woorden weg.", icon=":material/search_off:")


def choose_one(label: str, options: Sequence[str], key: str) -> str | None:
    """One of the options, or None for all of them."""
    chosen = st.selectbox(label, [_ALL, *options], key=key)
    return None if chosen == _ALL else chosen


def words_filter(key: str) -> str:
    """What is typed to look for."""
    return st.text_input("Zoeken", key=key, placeholder="Woorden die in de regel staan", max_chars=100)


def show_rows(
    index: Index, entries: Sequence[AnyEntry], rows: Sequence[Row], words: str, key: str, file_name: str
) -> list[AnyEntry]:
    """A table of the rows that have the words, a file of it, and the source of the row that is chosen."""
    found = [(entry, row) for entry, row in zip(entries, rows, strict=True) if has_words(row, words)]
    if not found:
        show_nothing_found()
        return []
    shown = [row for _, row in found]
    st.caption(f"{len(found)} {'regel' if len(found) == 1 else 'regels'}. Klik links op een regel voor de bron.")
    event = st.dataframe(
        shown,
        hide_index=True,
        height=min(_TABLE_HEIGHT, 40 + 35 * len(shown)),
        on_select="rerun",
        selection_mode="single-row",
        key=f"{key}-tabel",
    )
    chosen = event["selection"]["rows"]
    if chosen and chosen[0] < len(found):
        show_source(index, found[chosen[0]][0].source, key)
    st.download_button(
        "Bewaar als CSV", as_csv(shown), f"{file_name}.csv", "text/csv", icon=":material/download:", key=f"{key}-csv"
    )
    return [entry for entry, _ in found]


def show_source(index: Index, source: Source, key: str) -> None:
    """The quote behind an entry, with a button that opens it in its document."""
    with st.container(border=True):
        st.text(source.quote)
        if st.button("Toon in het document", icon=":material/description:", key=f"{key}-bron"):
            open_source(index, source)
