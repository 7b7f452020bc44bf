"""The page with the terms of the documents."""

import streamlit as st

from index.tokens import fold
from register.build import register_of
from views.choosing import choose_one, show_rows, words_filter
from views.drawing import STYLE
from views.opened import opened_index
from views.rows import term_row


def show_page() -> None:
    """Search, and a table of the terms in alphabetical order."""
    st.header("Begrippen")
    st.html(STYLE)
    index = opened_index()
    titles = {name: info.title for name, info in index.documents.items()}
    terms = sorted(register_of(index).begrippen, key=lambda entry: fold(entry.term))
    region = choose_one("Regio", sorted({entry.region for entry in terms}), "begrippen-regio")
    words = words_filter("begrippen-woorden")
    terms = [entry for entry in terms if region in (None, entry.region)]
    show_rows(index, terms, [term_row(entry, titles) for entry in terms], words, "begrippen", "begrippen")


show_page()
