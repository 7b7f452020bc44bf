"""Filters and tables that the pages of the register share."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Literal
from zlib import crc32

import streamlit as st

from errors import AssistantError
from index.retrieval import Index
from register.build import register_of
from register.model import Register, Source
from views.citation import open_source
from views.drawing import STYLE, plain
from views.opened import opened_index
from views.rows import Row, as_csv, as_xlsx, has_words, source_line

Line = tuple[Row, Sequence[Source]]  # what a table shows, and what it was read from
_ALL = "Alle"
_TABLE_HEIGHT = 420
_PINNED = 140  # pixels: leaves room for another column on a phone
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def open_register_page(title: str) -> tuple[Index, Register, dict[str, str]]:
    """Draw the title; the index in use, its register, and the titles of its documents by id."""
    st.header(title)
    st.html(STYLE)
    index = opened_index()
    try:
        register = register_of(index)
    except AssistantError as error:
        st.error(plain(str(error)), icon=":material/error:")
        st.stop()
    return index, register, titles_of(index)


def titles_of(index: Index) -> dict[str, str]:
    """The titles of the documents by id."""
    return {name: info.title for name, info in index.documents.items()}


def show_nothing_found() -> None:
    """What to do where no row is left."""
    st.info("Niets gevonden. Kies een ruimer filter of haal woorden weg.", icon=":material/search_off:")


def choose_one(label: str, options: Sequence[str], key: str, bind: Literal["query-params"] | None = None) -> str | None:
    """One of the options, or None for all of them; bound, the address of the page has the choice under its key."""
    chosen = st.selectbox(label, [_ALL, *options], key=key, bind=bind)
    return None if chosen == _ALL else chosen


def choose_each(filters: Mapping[str, Sequence[str]], key: str, bound: Sequence[str] = ()) -> list[str | None]:
    """One of the options of each filter, two filters to a line, in their order; None for all.

    Args:
        filters: Labels with options.
        key: Of the page; the key of a filter is this and its label.
        bound: Labels of the filters that stand in the address of the page, under the label in lower case.
    """
    labels = list(filters)
    chosen = []
    for number in range(0, len(labels), 2):
        for column, label in zip(st.columns(2), labels[number : number + 2], strict=False):
            with column:
                if label in bound:
                    chosen.append(choose_one(label, filters[label], label.lower(), "query-params"))
                else:
                    chosen.append(choose_one(label, filters[label], f"{key}-{label.lower()}"))
    return chosen


def words_filter(key: str) -> str:
    """What is typed to look for."""
    return st.text_input("Zoeken", key=key, placeholder="Woorden die in de regel staan", max_chars=100)


def with_words(lines: Sequence[Line], words: str) -> list[Line]:
    """The lines in which all of the words stand."""
    return [line for line in lines if has_words(line[0], words)]


def show_lines(index: Index, lines: Sequence[Line], key: str, file_name: str) -> None:
    """A table of the lines, the sources of the one that is chosen, and files of all."""
    if not lines:
        show_nothing_found()
        return
    rows = [row for row, _ in lines]
    st.caption(f"{len(lines)} {'regel' if len(lines) == 1 else 'regels'}. Klik op een regel voor de bron.")
    chosen = choose_cell(rows, key, ("single-row", "single-cell"))
    if chosen is not None:
        show_sources(index, lines[chosen[0]][1], key)
    show_exports(rows, key, file_name)


def choose_cell(
    rows: Sequence[Row],
    key: str,
    modes: Sequence[Literal["single-row", "single-cell"]],
    pinned: str | None = None,
) -> tuple[int, str] | None:
    """A table; the number of the row and the column of what is chosen in it, no column for a whole row."""
    # Another key for other rows: a choice would otherwise stay on the line of that number.
    event = st.dataframe(
        rows,
        hide_index=True,
        column_config={pinned: st.column_config.Column(pinned=True, width=_PINNED)} if pinned else None,
        height=min(_TABLE_HEIGHT, 40 + 35 * len(rows)),
        on_select="rerun",
        selection_mode=modes,
        key=f"{key}-tabel-{crc32(repr(rows).encode()):08x}",
    )
    selection = event["selection"]
    if selection["cells"]:
        row, column = selection["cells"][0]
        return row, column
    return (selection["rows"][0], "") if selection["rows"] else None


def show_sources(index: Index, sources: Sequence[Source], key: str, about: Sequence[str] = ()) -> None:
    """The quotes behind a line with their places, each with a button that opens it in its document.

    Args:
        about: What each source is for, shown above it; empty where the line itself says so.
    """
    titles = titles_of(index)
    for number, source in enumerate(sources):
        with st.container(border=True):
            if about:
                st.markdown(f"**{plain(about[number])}**")
            st.caption(plain(f"{' › '.join(source.section)}. {source_line(source, titles)}"))
            st.text(source.quote)
            if st.button("Toon in het document", icon=":material/description:", key=f"{key}-bron-{number}"):
                open_source(index, source)


def show_exports(rows: Sequence[Row], key: str, file_name: str) -> None:
    """Buttons that keep the rows as a file for spreadsheets."""
    with st.container(horizontal=True, gap="small"):
        for name, make, suffix, kind in (("CSV", as_csv, "csv", "text/csv"), ("Excel", as_xlsx, "xlsx", _XLSX)):
            st.download_button(
                f"Bewaar als {name}",
                partial(make, rows),
                f"{file_name}.{suffix}",
                kind,
                icon=":material/download:",
                key=f"{key}-{suffix}",
                on_click="ignore",
            )
