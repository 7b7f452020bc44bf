"""Questions in English, put word by word into the Dutch of the documents: to search with, not to read."""

import re
from collections.abc import Mapping

from index.tokens import fold

_TOKEN = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*|\S")
_ENGLISH = frozenset(
    "the what which who whose how when where why does do did are were will for and about from with to should can this"
    " that there their has have been not by i you they".split()
)
_DUTCH = frozenset(
    "de het een wat wie welke hoe hoeveel waar wanneer waarom voor van en zijn er met op aan ik je dat die dit wordt"
    " worden heeft hebben niet naar bij door uit als om te kan ze wij".split()
)
_OPENS = frozenset("what which who whose how when where why".split())
_FEWEST = 2  # English function words; one is enough where it opens the question
_LONGEST = 6  # words of an entry


class English:
    """A word list from English to Dutch. Safe to share between threads."""

    def __init__(self, words: Mapping[str, str]) -> None:
        """``words``: English words, several in a row allowed, with how the documents say it; nothing is left out."""
        self._words = {_key(english): dutch for english, dutch in words.items()}

    def in_dutch(self, question: str) -> str:
        """The question with what the list knows in Dutch, the rest as typed; one that is not English as it is."""
        if not self._words or not is_english(question):
            return question
        tokens = _TOKEN.findall(question)
        found: list[str] = []
        at = 0
        while at < len(tokens):
            dutch, taken = self._longest(tokens[at : at + _LONGEST])
            found.append(dutch)
            at += taken
        return re.sub(r"\s+([?.!,;:])", r"\1", " ".join(part for part in found if part))

    def _longest(self, tokens: list[str]) -> tuple[str, int]:
        """What the longest known row at the start of the tokens becomes, and how many tokens it has."""
        for size in range(len(tokens), 0, -1):
            row = _key(" ".join(tokens[:size]))
            for form in (row, _singular(row)):
                if form in self._words:
                    return self._words[form], size
        return tokens[0], 1


def is_english(question: str) -> bool:
    """True where English function words outnumber Dutch ones."""
    words = [fold(word) for word in _TOKEN.findall(question)]
    english = sum(word in _ENGLISH for word in words)
    dutch = sum(word in _DUTCH for word in words)
    return english > dutch and (english >= _FEWEST or words[0] in _OPENS)


def _key(words: str) -> str:
    return fold(words).replace("’", "'")


def _singular(words: str) -> str:
    if words.endswith("ies"):
        return words[:-3] + "y"
    return words.removesuffix("s")
