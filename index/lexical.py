"""Lexical ranking (BM25) over our own Dutch tokens; the one door to bm25s."""

from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np

from index.ngrams import Floats
from index.tokens import tokens

_K1 = 1.2
_B = 0.75


class LexicalIndex:
    """BM25 scores of all passages for a question."""

    def __init__(self, ranking: bm25s.BM25, passages: int) -> None:
        self._ranking = ranking
        self._passages = passages

    def scores(self, question: str) -> Floats:
        """Scores (n,), one a passage, at least 0; all zero when no word of the question is in the index."""
        known = [token for token in tokens(question) if token in self._ranking.vocab_dict]
        if not known:
            return np.zeros(self._passages, dtype=np.float32)
        return np.asarray(self._ranking.get_scores(known), dtype=np.float32)

    def rarity(self, token: str) -> float:
        """How telling a token is, from 0 (in every passage) to 1 (in none, or in one)."""
        if token not in self._ranking.vocab_dict:
            return 1.0
        holding = int(np.count_nonzero(self._ranking.get_scores([token])))
        return float(np.log((self._passages + 1) / (holding + 0.5)) / np.log((self._passages + 1) / 0.5))

    @classmethod
    def build(cls, texts: Sequence[str], folder: Path) -> "LexicalIndex":
        """Index ``texts`` (at least one) and write the index into ``folder``."""
        ranking = bm25s.BM25(k1=_K1, b=_B, method="lucene")
        # A text without words still has to keep its row.
        ranking.index([tokens(text) or ["\0"] for text in texts], show_progress=False)
        ranking.save(str(folder), show_progress=False)
        return cls(ranking, len(texts))

    @classmethod
    def load(cls, folder: Path, passages: int) -> "LexicalIndex":
        """Read what ``build`` wrote."""
        return cls(bm25s.BM25.load(str(folder), show_progress=False), passages)
