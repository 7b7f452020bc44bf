"""Dutch compounds taken apart: "valpreventieprogramma" finds "valpreventie", and "keten aanpak" a "ketenaanpak"."""

from collections.abc import Callable
from functools import lru_cache

import simplemma

from index.tokens import fold

_SHORTEST_COMPOUND = 8
_SHORTEST_HEAD = 3
_SHORTEST_TAIL = 4
_LINKS = ("", "s", "en", "e", "n")  # between two parts: "ervaring-s-deskundige", "wacht-tijd-en-overzicht"
# Endings that are words too: an "ouderling" is no compound of "ouder" and "ling".
_ENDINGS = frozenset("heid lijk loos baar zaam ende eren tie ties atie aties ling schap isch ing ingen ster".split())

IsKnown = Callable[[str], bool]


@lru_cache(maxsize=100_000)
def is_dutch(word: str) -> bool:
    """True if a word list of Dutch holds the word; it holds many compounds, but not those of a field."""
    return bool(simplemma.is_known(word, lang="nl"))


def parts(word: str, in_corpus: IsKnown) -> tuple[str, ...]:
    """The parts of a compound, lower case, from left to right, those of parts included; empty if it is none.

    A word that stands in the word list is taken for one word. Of several ways, one with a word of the field as a part
    is taken, else the one with the longest last part: the last part says what a Dutch compound is.

    Args:
        word: Lower case.
        in_corpus: Whether a word occurs in the documents; compounds of the field can be parts of longer ones.
    """
    if len(word) < _SHORTEST_COMPOUND or is_dutch(word):
        return ()
    ways = [
        (head, tail)
        for cut in range(_SHORTEST_HEAD, len(word) - _SHORTEST_TAIL + 1)
        if (tail := word[cut:]) not in _ENDINGS
        and (is_dutch(tail) or in_corpus(tail))
        and (head := _head(word[:cut], in_corpus))
    ]
    if not ways:
        return ()
    of_the_field = (way for way in ways if any(in_corpus(part) and not is_dutch(part) for part in way))
    head, tail = next(of_the_field, ways[0])
    return (head, *parts(head, in_corpus), tail, *parts(tail, in_corpus))


def _head(text: str, in_corpus: IsKnown) -> str:
    """The word that ``text`` is, without the letters that link it to what follows; empty if it is none."""
    for link in _LINKS:
        if text.endswith(link):
            head = text[: len(text) - len(link)]
            if len(head) >= _SHORTEST_HEAD and (is_dutch(head) or in_corpus(head)) and fold(head) not in _ENDINGS:
                return head
    return ""
