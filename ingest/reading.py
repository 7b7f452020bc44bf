"""What a reader of a file format yields: the source text, once, and where its pages and headings begin."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that the format itself marks as one."""

    start: int  # offset of its first character in the source text
    level: int  # 1 is the widest
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The source text of a file; all offsets anywhere count its characters, and it is never changed afterwards."""

    source: str
    page_starts: tuple[int, ...] = ()  # offset at which page 1, 2, ... begins; empty where the format has no pages
    page_labels: tuple[str, ...] = ()  # what is printed on each page ("iv", "12"); empty where there are none
    headings: tuple[Heading, ...] = ()
    empty_pages: tuple[int, ...] = ()  # numbers (from 1) of pages without text, such as scans
    hidden: tuple[tuple[int, int], ...] = ()  # spans of the source text that a reader of the file does not see
    remarks: tuple[str, ...] = ()  # what whoever adds the file has to know, such as text that was left out; in Dutch
