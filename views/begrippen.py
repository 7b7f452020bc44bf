"""The page with the terms of the documents."""

from index.tokens import fold
from views.choosing import choose_one, open_register_page, show_rows, words_filter
from views.rows import term_row


def show_page() -> None:
    """Search, and a table of the terms in alphabetical order."""
    index, register, titles = open_register_page("Begrippen")
    terms = sorted(register.begrippen, key=lambda entry: fold(entry.term))
    region = choose_one("Regio", sorted({entry.region for entry in terms}), "begrippen-regio")
    words = words_filter("begrippen-woorden")
    terms = [entry for entry in terms if region in (None, entry.region)]
    show_rows(index, terms, [term_row(entry, titles) for entry in terms], words, "begrippen", "begrippen")


show_page()
