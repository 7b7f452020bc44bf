"""What in a text is right or wrong and not a matter of wording: periods, numbers and names."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import simplemma

from index.tokens import STOP_WORDS, fold, tokens

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan january",
            "februari feb february",
            "maart mrt march",
            "april apr",
            "mei may",
            "juni jun june",
            "juli jul july",
            "augustus aug august",
            "september sept sep",
            "oktober okt october",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_ORDINALS = {"eerste": 1, "tweede": 2, "derde": 3, "vierde": 4, "1e": 1, "2e": 2, "3e": 3, "4e": 4}
_ORDINALS |= {"1ste": 1, "2de": 2, "3de": 3, "4de": 4}
_SEASONS = {"voorjaar": 1, "lente": 1, "zomer": 2, "najaar": 3, "herfst": 3, "winter": 4}
_MOMENTS = {"begin": 1, "medio": 2, "halverwege": 2, "eind": 3, "einde": 3, "ultimo": 3}
_ORDINAL = "|".join(_ORDINALS)
_PERIOD = re.compile(
    rf"""
    \b(?P<date>(?P<day>\d{{1,2}})[-/.](?P<month>\d{{1,2}})[-/.](?P<of>(?:19|20)\d\d))\b
    |\b(?P<iso>(?:19|20)\d\d)-(?P<iso_month>[01]\d)(?:-(?P<iso_day>[0-3]\d))?\b
    |(?<![\d.,])(?P<year>(?:19|20)\d\d)(?![\d%])(?![.,]\d)
    |\bq(?P<quarter>[1-4])\b|\bkwartaal\ (?P<quarter_after>[1-4])\b|\b(?P<nth>{_ORDINAL})\ kwartaal\b
    |\b(?P<half>{_ORDINAL})\ (?:helft|halfjaar|half\ jaar)\b
    |\b(?P<season>{"|".join(_SEASONS)})\b
    |\b(?P<moment>{"|".join(_MOMENTS)})\b(?=\ (?:van\ )?(?:het\ jaar\ )?(?:(?:19|20)\d\d|{"|".join(_MONTHS)}))
    |(?:\b(?P<month_day>\d{{1,2}})\ )?\b(?P<named>{"|".join(_MONTHS)})\b
    """,
    re.VERBOSE,
)
_BETWEEN = re.compile(r"(?:[\s,;:/()–-]|\b(?:van|in|het|jaar|en|of|tot|t/m|t\.m\.|and|of)\b)*")
_NUMBER = re.compile(
    r"(?<![\w.,])(?P<digits>\d+(?:[.,:]\d+)*)(?P<percent>\s?%|\s?procent\b)?(?:\s?(?P<size>miljoen|mln|miljard|mld)\b)?"
)
_SIZES = {"miljoen": "mln", "mln": "mln", "miljard": "mld", "mld": "mld", None: ""}
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+")
_WRITTEN = dict(zip("twee drie vier vijf zes zeven acht negen tien elf twaalf".split(), range(2, 13), strict=True)) | {
    "twintig": 20,
    "dertig": 30,
    "veertig": 40,
    "vijftig": 50,
    "honderd": 100,
    "duizend": 1000,
}
_SHARES = frozenset({"helft", "kwart", "verdubbeling", "halvering"})
_WORD = re.compile(r"[^\W_]+(?:[-'’&.][^\W_]+)*")
_LINKS = frozenset("van de den der het 't ter ten te in op en & aan".split())
_OPENERS = frozenset(
    """
    daarnaast daarbij daarmee daarvoor daarna daarom hierbij hiermee hiervoor bovendien tevens verder vervolgens
    tenslotte uiteindelijk allereerst inmiddels momenteel volgens binnen samen zowel uiterlijk vanaf sinds vanuit
    ingezet gericht doel ander andere anderen
    """.split()
)
_NEAR_NUMBER = 4  # words from a number to what it counts


@dataclass(frozen=True, slots=True)
class Period:
    """A day, month, quarter, half, season or moment; with its year where one belongs to it."""

    kind: str
    value: int
    year: int | None


@dataclass(frozen=True, slots=True)
class Number:
    """A number, and the stems of the telling words that follow it in its clause: what it counts is among them."""

    value: str  # "12", "12.5", "12%", "3mln"
    counts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What a text states that must not be invented."""

    periods: frozenset[Period]
    years: frozenset[int]
    numbers: frozenset[Number]
    addresses: frozenset[str]  # of mail and the web


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    kind: str
    value: int
    year: int | None = None


@lru_cache(maxsize=4096)
def facts_of(text: str) -> Facts:
    """The periods, years, numbers and addresses of ``text``."""
    folded = " ".join(fold(text).split())
    marks = list(_marks(folded))
    periods = {Period(mark.kind, mark.value, year) for mark, year in _with_years(folded, marks) if mark.kind != "year"}
    years = {mark.value for mark in marks if mark.kind == "year"} | {mark.year for mark in marks if mark.year}
    rest = list(folded)
    for mark in marks:
        # Of another length than a word, so that nothing counts across it.
        rest[mark.start : mark.end] = " ; " if mark.end - mark.start == 3 else ";" * (mark.end - mark.start)
    return Facts(
        frozenset(periods),
        frozenset(year for year in years if year is not None),
        frozenset(_numbers("".join(rest))),
        frozenset(re.findall(r"https?://[^\s)>\]]+|www\.[^\s)>\]]+|[^\s<(]+@[^\s>),;]+\w", folded)),
    )


def _marks(folded: str) -> Iterable[_Mark]:
    """The periods and years, in order of place."""
    for found in _PERIOD.finditer(folded):
        start, end = found.span()
        name = found.lastgroup or ""
        if found["date"]:
            yield _Mark(start, end, "day", 100 * int(found["month"]) + int(found["day"]), int(found["of"]))
        elif found["iso"]:
            if found["iso_day"]:
                yield _Mark(start, end, "day", 100 * int(found["iso_month"]) + int(found["iso_day"]), int(found["iso"]))
            else:
                yield _Mark(start, end, "month", int(found["iso_month"]), int(found["iso"]))
        elif found["year"]:
            yield _Mark(start, end, "year", int(found["year"]))
        elif found["named"]:
            month = _MONTHS[found["named"]]
            if found["month_day"]:
                yield _Mark(start, end, "day", 100 * month + int(found["month_day"]))
            elif found["named"] not in {"mei", "may", "jan", "mrt", "dec", "sep"} or _is_month(folded, start, end):
                yield _Mark(start, end, "month", month)
        elif name in {"quarter", "quarter_after"}:
            yield _Mark(start, end, "quarter", int(found[name]))
        elif name == "nth":
            yield _Mark(start, end, "quarter", _ORDINALS[found[name]])
        elif name == "half":
            if _ORDINALS[found[name]] <= 2:
                yield _Mark(start, end, "half", _ORDINALS[found[name]])
        elif name == "season":
            yield _Mark(start, end, "season", _SEASONS[found[name]])
        elif name == "moment":
            yield _Mark(start, end, "moment", _MOMENTS[found[name]])


def _is_month(folded: str, start: int, end: int) -> bool:
    """Is "jan" a month here, and not a man? Where a year, number or another month stands beside it."""
    beside = folded[max(0, start - 12) : start] + folded[end : end + 12]
    return bool(re.search(r"\d", beside)) or any(re.search(rf"\b{name}\b", beside) for name in _MONTHS)


def _with_years(folded: str, marks: list[_Mark]) -> Iterable[tuple[_Mark, int | None]]:
    """Each period with the year that follows it, or else stands before it, with nothing else in between."""
    linked = [bool(_BETWEEN.fullmatch(folded[one.end : other.start])) for one, other in pairwise(marks)]
    for number, mark in enumerate(marks):
        year = mark.year
        place = number
        while year is None and place + 1 < len(marks) and linked[place]:
            place += 1
            year = marks[place].value if marks[place].kind == "year" else marks[place].year
        place = number
        while year is None and place > 0 and linked[place - 1]:
            place -= 1
            year = marks[place].value if marks[place].kind == "year" else marks[place].year
        yield mark, year


def _numbers(folded: str) -> Iterable[Number]:
    """The numbers, also those written as words, and shares such as "de helft"."""
    places: list[tuple[int, int, str]] = []
    for found in _NUMBER.finditer(folded):
        digits = found["digits"].rstrip(".,:")
        plain = digits.replace(".", "") if _THOUSANDS.fullmatch(digits) else digits.replace(",", ".")
        value = plain.lstrip("0") or "0"
        places.append((*found.span(), f"{value}{'%' if found['percent'] else ''}{_SIZES[found['size']]}"))
    for word in _WORD.finditer(folded):
        if word[0] in _WRITTEN:
            places.append((*word.span(), str(_WRITTEN[word[0]])))
        elif word[0] in _SHARES:
            places.append((*word.span(), word[0]))
    for _, end, value in places:
        yield Number(value, _counted(folded[end:]))


def _counted(rest: str) -> tuple[str, ...]:
    """The stems of the telling words behind a number, up to the next number or the end of the clause."""
    found: list[str] = []
    for word in re.findall(r"[^\W\d_]+|\d+|[.,;:()]", rest)[:_NEAR_NUMBER]:
        if not word[0].isalpha():
            break
        found += tokens(word)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Name:
    """A name: words with a capital or of capitals, that stand beside each other."""

    words: tuple[str, ...]  # folded, what stands between them included
    capitals: tuple[str, ...]  # those of them that are written with a capital


def names_of(text: str) -> list[Name]:
    """The names in a sentence; a capital at its beginning makes a name of a word that Dutch does not know."""
    found: list[Name] = []
    run: list[str] = []
    capitals: list[str] = []
    end_before = 0

    def close() -> None:
        while run and run[-1] not in capitals:
            run.pop()
        if capitals:
            found.append(Name(tuple(run), tuple(capitals)))
        run.clear()
        capitals.clear()

    for number, word in enumerate(_WORD.finditer(text)):
        plain = fold(word[0])
        if re.search(r"[^\s&'’-]", text[end_before : word.start()]):
            close()
        end_before = word.end()
        is_name = any(character.isupper() for character in word[0])
        if number == 0 and is_name and word[0][1:].islower():
            is_name = plain not in STOP_WORDS | _OPENERS and not simplemma.is_known(word[0].lower(), lang="nl")
        if number == 0 and len(word[0]) == 1:
            is_name = False
        if is_name:
            run.append(plain)
            capitals.append(plain)
        elif run and plain in _LINKS:
            run.append(plain)
        else:
            close()
    close()
    return found


def is_ordinary(word: str) -> bool:
    """True for a word that Dutch knows as one, such as "gemeente" or "stichting": with a capital it is half a name."""
    return simplemma.is_known(word, lang="nl")
