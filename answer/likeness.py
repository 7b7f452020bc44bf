"""How near in meaning the words of a text come to the words that a question is about."""

from collections.abc import Callable, Sequence

import numpy as np

from answer.question import Question
from answer.reading import Reader
from index.ngrams import Floats
from index.tokens import STOP_WORDS, fold, stem, words


class LikeWords:
    """The words a question is about, with the nearest words of texts; q words, which may be none.

    Late interaction (Khattab & Zaharia, 2020, ColBERT) over embeddings of single words, each weighed by its rarity.
    """

    def __init__(self, question: Question, rarity: Callable[[str], float], reader: Reader) -> None:
        topic = set(question.topic)
        asked = [word for word in dict.fromkeys(words(question.text)) if fold(word) not in STOP_WORDS]
        asked = [word for word in asked if stem(word) in topic]
        self._reader = reader
        self._vectors = reader.word_vectors(asked)
        self._weights = np.array([min(1.0, rarity(stem(word))) for word in asked], dtype=np.float32)
        self._total = float(self._weights.sum()) or 1.0

    def cosines(self, others: Sequence[str]) -> Floats:
        """The likeness (q, n) of each word of the question to each of ``others``, from -1 to 1."""
        return np.asarray(self._vectors @ self._reader.word_vectors(others).T, dtype=np.float32)

    def like(self, nearest: Floats) -> float:
        """How much of the question has a word near, from 0 to 1, given the likeness (q,) of the nearest; 1.0 for no
        words."""
        return float(self._weights @ nearest) / self._total if len(nearest) else 1.0

    def unlike(self, nearest: Floats) -> float:
        """How far the word is from its nearest that is missed most, from 0 to 1; 0.0 for no words."""
        return float((self._weights * (1 - nearest)).max(initial=0.0))


def nearest_of(cosines: Floats) -> Floats:
    """The best of n others for each of q words: (q, n) -> (q,); zeros where n is 0."""
    return np.asarray(cosines.max(axis=1, initial=0.0), dtype=np.float32)
