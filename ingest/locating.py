"""Where a quote stands among the characters of a drawn page."""

import re
import unicodedata
from bisect import bisect_left

_AROUND = (0, 20, 60, 200)  # letters on both sides that tell two places with the same words apart
_CERTAIN = 15  # fewer letters can stand anywhere
_SIGNS_BEFORE = re.compile(r"^\s*([^\w\s]*)")
_SIGNS_BEHIND = re.compile(r"([^\w\s]*)\s*$")


def locate(text: str, start: int, end: int, drawn: str) -> tuple[int, int] | None:
    """Where ``text[start:end]`` stands in ``drawn``, half-open; None unless that is certain.

    Only letters and digits are compared, accents aside, since two readers of a page differ in spaces, hyphens and
    bullets. It is certain where they occur once in both, if need be together with the letters around them.

    Args:
        text: Of one page, as it was taken in.
        drawn: The characters of the same page, as they are drawn.
    """
    letters, places = _letters(text)
    drawn_letters, drawn_places = _letters(drawn)
    first, last = bisect_left(places, start), bisect_left(places, end)
    if first == last:
        return None
    for around in _AROUND:
        low, high = max(first - around, 0), min(last + around, len(letters))
        run = letters[low:high]
        if (len(run) >= _CERTAIN or run == letters) and _is_once(run, letters) and _is_once(run, drawn_letters):
            at = drawn_letters.index(run) + first - low
            return _with_signs(drawn, drawn_places[at], drawn_places[at + last - first - 1] + 1, text[start:end])
    return None


def _letters(text: str) -> tuple[str, list[int]]:
    """The letters and digits, ligatures and accents taken apart, and the offset of each."""
    found = [
        (part, offset)
        for offset, character in enumerate(text)
        for part in unicodedata.normalize("NFKD", character)
        if part.isalnum()
    ]
    return "".join(part for part, _ in found), [offset for _, offset in found]


def _is_once(run: str, letters: str) -> bool:
    at = letters.find(run)
    return at >= 0 and letters.find(run, at + 1) < 0


def _with_signs(drawn: str, start: int, end: int, quote: str) -> tuple[int, int]:
    """The span with the signs that the quote begins and ends with, where the same are drawn there."""
    before, behind = _SIGNS_BEFORE.findall(quote)[0], _SIGNS_BEHIND.findall(quote)[0]
    return (
        start - len(before) if drawn.endswith(before, 0, start) else start,
        end + len(behind) if drawn.startswith(behind, end) else end,
    )
