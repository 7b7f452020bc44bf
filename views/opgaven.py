"""The page with the opgaven of a region, or of two regions side by side, with their themes and activities."""

from collections.abc import Sequence

import streamlit as st

from index.retrieval import Index
from register.involvement import sheets_of_party
from register.model import OpgaveEntry, Register
from views.choosing import choose_each, open_register_page, show_exports, show_nothing_found, words_filter
from views.citation import open_source
from views.drawing import plain
from views.rows import Row, has_words, opgave_row

_SHORT = 320  # characters of a field on a card


def show_page() -> None:
    """Choose one or two regions, and read the sheets by opgave."""
    index, register, titles = open_register_page("Opgaven")
    regions = [name for name in index.regions if any(entry.region == name for entry in register.topics)]
    if not regions:
        st.info("In de documenten zijn geen opgaven gevonden. Voeg een plan toe op de pagina Documenten.")
        return
    left, right = st.columns(2)
    with left:
        first = st.selectbox("Regio", regions, key="opgaven-regio")
    with right:
        second = st.selectbox(
            "Naast", [name for name in regions if name != first], index=None, placeholder="Geen", key="opgaven-naast"
        )
    opgave, party = choose_each(
        {
            "Opgave": sorted({entry.opgave for entry in register.topics if entry.opgave}),
            "Partij": register.parties,
        },
        "opgaven",
    )
    words = words_filter("opgaven-woorden")
    of_party = set(register.topics) if party is None else sheets_of_party(register, party)
    chosen = [name for name in (first, second) if name is not None]
    shown: list[Row] = []
    for column, region in zip(st.columns(len(chosen)), chosen, strict=True):
        rows = {
            entry: opgave_row(entry, titles)
            for entry in register.topics
            if entry.region == region and opgave in (None, entry.opgave) and entry in of_party
        }
        found = {entry: row for entry, row in rows.items() if has_words(row, words)}
        shown += found.values()
        with column:
            st.subheader(plain(region))
            show_sheets(index, register, list(found))
    if shown:
        show_exports(shown, "opgaven", "opgaven")


def show_sheets(index: Index, register: Register, entries: Sequence[OpgaveEntry]) -> None:
    """The sheets of one region, grouped by opgave."""
    if not entries:
        show_nothing_found()
    unassigned = set(register.unassigned)
    for opgave in dict.fromkeys(entry.opgave for entry in entries):
        of_opgave = [entry for entry in entries if entry.opgave == opgave]
        with st.expander(
            f"{plain(opgave or 'Zonder opgave')} ({len(of_opgave)})", expanded=len(entries) == len(of_opgave)
        ):
            for entry in of_opgave:
                show_sheet(index, entry, is_unassigned=entry in unassigned)


def show_sheet(index: Index, entry: OpgaveEntry, *, is_unassigned: bool) -> None:
    """One opgave, theme or activity as a card: title, target group, aim, and a button for each field."""
    with st.container(border=True):
        st.markdown(f"**{plain(entry.heading)}**")
        if entry.level != "opgave":
            st.caption(entry.level.capitalize())
        if is_unassigned:
            st.caption("Trekker: niet belegd")
        for name, text in (("Doelgroep", entry.doelgroep), ("Doelstelling", entry.doelstelling)):
            if text:
                st.caption(name)
                st.text(text if len(text) <= _SHORT else f"{text[:_SHORT].rsplit(' ', 1)[0]} …")
        with st.container(horizontal=True, gap="small"):
            for number, field in enumerate(entry.fields):
                key = f"blad-{entry.level}-{entry.source.start}-{entry.source.document}-{number}"
                if st.button(plain(field.kind.capitalize()), key=key, help="Toon dit deel in het document"):
                    open_source(index, field.source)


show_page()
