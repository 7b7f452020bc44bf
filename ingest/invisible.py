"""Characters that nobody sees: they carry hidden text, split words for a program and join them for a reader."""

import re

# Zero-width spaces and joiners, marks and overrides of the direction of writing, invisible operators, fillers, the tag
# characters in which whole sentences can be hidden, and the variation selectors that can carry bytes. A soft hyphen and
# the selectors for emoji are ordinary in text.
_INVISIBLE = (
    "\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff9-\ufffb\U000e0000-\U000e0fff"
)
_ANY = re.compile(f"[{_INVISIBLE}]")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_TAGS = re.compile("[\U000e0020-\U000e007e]+")
_FIRST_TAG = 0xE0000


def without_invisible(text: str) -> str:
    """``text`` without characters that nobody sees; a zero-width character between letters joins them."""
    return _ANY.sub("", text)


def only_visible(text: str) -> str:
    """``text`` without these and without control characters, but for tabs and line ends."""
    return _CONTROLS.sub(" ", without_invisible(text))


def is_invisible(text: str) -> bool:
    """True for text that holds characters, white space aside, none of which can be seen."""
    return bool(text.strip()) and not without_invisible(text).strip()


def count_invisible(text: str) -> int:
    """How many characters of ``text`` cannot be seen; a byte-order mark at its beginning is not counted."""
    return len(_ANY.findall(text.removeprefix("\ufeff")))


def tagged_text(text: str) -> str:
    """What is written in tag characters, as letters; empty where nothing is."""
    found = (match[0] for match in _TAGS.finditer(text))
    return " ".join("".join(chr(ord(character) - _FIRST_TAG) for character in run) for run in found)
