"""What stands on a slide without being text: navigation bars, running headers, page numbers; and broken words."""

import re
from collections import Counter
from collections.abc import Sequence

from ingest.invisible import without_invisible

_NAVIGATION_STARTS = re.compile(r"Regionaal Subregionaal Lekstroom|Passende MSZ Acute zorg Digitalisering Digivaardig")
_NAVIGATION_LINES = re.compile(
    r"Sociaal &|eerste lijn|Gezond ouder|worden|Mentale|weerbaarheid|Utrecht Zuid-|Oost|EemlandUtrecht West"
    r"|Regionaal Subregionaal Lekstroom|(?:Passende MSZ )?Acute zorg Digitalisering Digivaardig.*|Passende|MSZ"
)
_LABELS = re.compile(
    r"(?:Terug naar|overzicht|Terug naar overzicht|Klik voor toelichting|Zie volgende pagina|Overzicht inhoud regioplan"
    r"|Klik op een van onderstaande.*"
    r")",
)
_PAGE_NUMBER = re.compile(r"\d{1,3}|[¹²³⁴]")
_REGION_NAMES = r"Regionaal|Lekstroom|Utrecht Stad|Utrecht West|Utrecht Zuid-? ?[Oo]ost|Zuid-?[Oo]ost Utrecht|Eemland"
_RUNNING_HEADERS = re.compile(
    rf"(?:\d ?)?(?:{_REGION_NAMES})(?: ?\d)?"
    rf"|(?:{_REGION_NAMES})? ?\d?\.? ?(?:Sterk sociaal domein(?: (?:&|en) eerstelijn)?|& eerstelijn|Gezond ouder worden"
    rf"|Mentale weerbaarheid (?:&|en) gezondheid|Mentale weerbaarheid|& gezondheid|Passende MSZ|Digitaalvaardig maken"
    rf"|Digitaal netwerkplatform \(DNP\)|Preventie|Spoedzorg|Psychische|Kwetsbare|Chronische|Arbeidsmarkt"
    rf"|ouderen|kwetsbaarheid|aandoeningen"
    rf"|Wonen en zorg) ?\d? ?(?:{_REGION_NAMES})? ?\d?",
)
_NUMBER = re.compile(r"\d+")
_EDGE = 2  # lines at the head and at the foot of a page
_FEWEST_PAGES = 4
_WORD = r"[^\W\d_]"
_BROKEN_WORD = re.compile(rf"({_WORD}{{2,}})-[ \t]*\r?\n\s*({_WORD}{{2,}})")
_SPELLED_CONJUNCTION = re.compile(r"(?:en|of|tot)\b", re.IGNORECASE)
_BULLETS = re.compile(r"^\s*(?:[•●▪·→]|-(?=\s)|o(?=\s))\s*", re.MULTILINE)


def is_navigation_start(line: str) -> bool:
    """True for a line that opens the navigation bar that is printed on every page of a slide deck."""
    return bool(_NAVIGATION_STARTS.match(line))


def is_navigation(line: str) -> bool:
    """True for a line that can be part of such a bar, once it is open."""
    return bool(_NAVIGATION_LINES.fullmatch(line))


def is_label(line: str) -> bool:
    """True for a label that is there to be clicked: "Terug naar", "Klik voor toelichting"."""
    return bool(_LABELS.fullmatch(line))


def is_running_header(line: str) -> bool:
    """True for a page number, or the name of a region or opgave that is printed on every page of its part."""
    return bool(_PAGE_NUMBER.fullmatch(line) or _RUNNING_HEADERS.fullmatch(line))


def without_numbers(line: str) -> str:
    """The line with every number made one sign, so that "Regioplan | 12" and "Regioplan | 13" are the same."""
    return _NUMBER.sub("#", line)


def repeated_lines(pages: Sequence[Sequence[str]]) -> frozenset[str]:
    """Lines, without their numbers, that stand at the head or foot of at least half of the pages, and of four.

    Args:
        pages: The lines of each page that hold text, in order.
    """
    counts = Counter(
        edge for lines in pages for edge in {without_numbers(line) for line in (*lines[:_EDGE], *lines[-_EDGE:])}
    )
    least = max(_FEWEST_PAGES, 0.5 * len(pages))
    return frozenset(line for line, count in counts.items() if count >= least)


def for_search(text: str) -> str:
    """``text`` as it is searched: words broken at a line end joined, bullets and what nobody sees dropped, white space
    collapsed.

    Dutch compounds have real hyphens, so only a hyphen at a line end is joined, and not before a conjunction
    ("zorg- \\n en ondersteuning" keeps its hyphen).
    """

    def join(match: re.Match[str]) -> str:
        first, second = match.groups()
        if _SPELLED_CONJUNCTION.fullmatch(second):
            return f"{first}- {second}"
        return first + second

    text = without_invisible(text).replace("\u00ad", "")
    return " ".join(_BULLETS.sub("", _BROKEN_WORD.sub(join, text)).split())
