"""Where a text stands in a document, in Dutch."""

from typing import Protocol


class Placed(Protocol):
    """What knows its place: a citation, or the source of an entry of the register."""

    @property
    def page(self) -> int | None:
        """The page (from 1), or None where there are no pages."""

    @property
    def page_label(self) -> str:
        """What is printed on that page; empty where there are no labels."""

    @property
    def first_line(self) -> int:
        """From 1, inclusive."""

    @property
    def last_line(self) -> int:
        """Inclusive."""


def place(page: int | None, page_label: str, first_line: int, last_line: int) -> str:
    """The page, with what is printed on it if that differs; else the lines."""
    if page is not None:
        return f"pagina {page}" if page_label in {"", str(page)} else f"pagina {page} (gedrukt: {page_label})"
    return f"regel {first_line}" if first_line == last_line else f"regels {first_line}-{last_line}"


def place_of(placed: Placed) -> str:
    """The same for what knows its place."""
    return place(placed.page, placed.page_label, placed.first_line, placed.last_line)
