"""Words of a question that nobody knows -> the nearest words of the documents; the one door to rapidfuzz."""

from collections.abc import Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from index.tokens import fold

_SHORTEST = 5
_LONG = 8  # from so many letters on, two mistakes are forgiven


def nearest(word: str, vocabulary: Sequence[str]) -> str | None:
    """The word of the documents that ``word`` was meant to be, or None where none is near enough.

    Letters added, left out, changed and swapped count one each, accents none (optimal string alignment). The first
    letter has to be right, as it nearly always is, so that a word is not taken for a quite different one.

    Args:
        word: Lower case.
        vocabulary: Words of the documents, lower case, the more frequent first.
    """
    folded = fold(word)
    if len(folded) < _SHORTEST:
        return None
    most = 2 if len(folded) >= _LONG else 1
    same_start = [known for known in vocabulary if fold(known[:1]) == folded[:1]]
    found = process.extractOne(folded, same_start, processor=fold, scorer=OSA.distance, score_cutoff=most)
    return found[0] if found else None
