"""The page with the terms of the documents."""

from views.choosing import choose_one, open_register_page, show_lines, with_words, words_filter
from views.rows import by_term, term_row


def show_page() -> None:
    """Search, and a table of the terms in alphabetical order, each with its definitions."""
    index, register, titles = open_register_page("Begrippen")
    region = choose_one("Regio", sorted({entry.region for entry in register.begrippen}), "begrippen-regio")
    words = words_filter("begrippen-woorden")
    terms = by_term(entry for entry in register.begrippen if region in (None, entry.region))
    lines = [(term_row(entries, titles), [entry.source for entry in entries]) for entries in terms]
    show_lines(index, with_words(lines, words), "begrippen", "begrippen")


show_page()
