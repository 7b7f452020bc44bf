"""Lexical ranking (BM25) over our own Dutch tokens; the one door to bm25s."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import bm25s
import numpy as np

from index.compounds import is_dutch, parts
from index.ngrams import Floats
from index.spelling import nearest
from index.thesaurus import Expansion
from index.tokens import QUESTION_WORDS, STOP_WORDS, fold, stem, words

_K1 = 1.2
_B = 0.75
_FEW = 3  # a word that so many passages have can be a part of a compound
_PART = 0.5  # weight of a part of a compound that the documents have as a whole, beside 1.0 for the whole
_WORDS_FILE = "words.json"


@dataclass(frozen=True, slots=True)
class Term:
    """A token that is looked for, with its weight."""

    token: str
    weight: float


@dataclass(frozen=True, slots=True)
class Terms:
    """The tokens of a question, and the words that were taken for misspelled."""

    terms: tuple[Term, ...]
    corrected: tuple[tuple[str, str], ...] = ()  # (as typed, as looked for)

    @property
    def tokens(self) -> tuple[str, ...]:
        """The tokens without their weights, each once."""
        return tuple(dict.fromkeys(term.token for term in self.terms))


class LexicalIndex:
    """BM25 scores of all passages for a question. Safe to share between threads."""

    def __init__(self, ranking: bm25s.BM25, passages: int, frequencies: dict[str, int]) -> None:
        self._ranking = ranking
        self._passages = passages
        self._frequencies = frequencies  # word -> how many passages have it, the most frequent first
        self._rarities: dict[str, float] = {}  # of the tokens that were asked for: counting reads all passages
        # Words that only frame a question are not in the index, and can be misspelled all the same.
        self._spellings = [*sorted(STOP_WORDS | QUESTION_WORDS), *frequencies]

    def terms(self, question: str, expansions: Sequence[Expansion] = ()) -> Terms:
        """What is looked for: the words, the parts of compounds, and what the thesaurus adds.

        A word that neither the documents nor a Dutch word list have is taken for the nearest word of the documents.
        """
        found: dict[str, float] = {}
        corrected = []
        for word in words(question):
            if fold(word) in STOP_WORDS:
                continue
            if not self._is_known(word) and (better := nearest(word, self._spellings)):
                if fold(better) in STOP_WORDS or better in QUESTION_WORDS:
                    continue
                corrected.append((word, better))
                word = better
            token = stem(word)
            has_whole = token in self._ranking.vocab_dict
            found[token] = 1.0
            for part in parts(word, self._in_corpus):
                found[stem(part)] = max(found.get(stem(part), 0.0), _PART if has_whole else 1.0)
        for expansion in expansions:
            for token in expansion.stems:
                found[token] = max(found.get(token, 0.0), expansion.weight)
        known = tuple(Term(token, weight) for token, weight in found.items() if token in self._ranking.vocab_dict)
        return Terms(known, tuple(corrected))

    def scores(self, terms: Sequence[Term]) -> Floats:
        """Scores (n,), one a passage, at least 0; all zero when no term is in the index."""
        total = np.zeros(self._passages, dtype=np.float32)
        for weight in {term.weight for term in terms}:
            same = [term.token for term in terms if term.weight == weight]
            total += weight * np.asarray(self._ranking.get_scores(same), dtype=np.float32)
        return total

    def rarity(self, token: str) -> float:
        """How telling a token is, from 0 (in every passage) to 1 (in none, or in one)."""
        if token not in self._ranking.vocab_dict:
            return 1.0
        if token not in self._rarities:
            holding = int(np.count_nonzero(self._ranking.get_scores([token])))
            rarity = np.log((self._passages + 1) / (holding + 0.5)) / np.log((self._passages + 1) / 0.5)
            self._rarities[token] = float(rarity)
        return self._rarities[token]

    def has_token(self, token: str) -> bool:
        """True if a passage has the token."""
        return token in self._ranking.vocab_dict

    def _is_known(self, word: str) -> bool:
        if word[0].isdecimal() or word in self._frequencies or self.has_token(stem(word)) or is_dutch(word):
            return True
        return bool(parts(word, self._in_corpus))

    def _in_corpus(self, word: str) -> bool:
        return self._frequencies.get(word, 0) >= _FEW

    @classmethod
    def build(cls, texts: Sequence[str], folder: Path) -> "LexicalIndex":
        """Index ``texts`` (at least one) and write the index into ``folder``."""
        spread = Counter(word for text in texts for word in set(words(text)))
        frequencies = dict(sorted(spread.items(), key=lambda item: (-item[1], item[0])))

        def in_corpus(word: str) -> bool:
            return spread[word] >= _FEW

        of_word = {word: (stem(word), *map(stem, parts(word, in_corpus))) for word in frequencies}
        ranking = bm25s.BM25(k1=_K1, b=_B, method="lucene")
        rows = [[t for word in words(text) if fold(word) not in STOP_WORDS for t in of_word[word]] for text in texts]
        # A text without words still has to keep its row.
        ranking.index([row or ["\0"] for row in rows], show_progress=False)
        ranking.save(str(folder), show_progress=False)
        (folder / _WORDS_FILE).write_text(json.dumps(frequencies, ensure_ascii=False), encoding="utf-8")
        return cls(ranking, len(texts), frequencies)

    @classmethod
    def load(cls, folder: Path, passages: int) -> "LexicalIndex":
        """Read what ``build`` wrote."""
        frequencies = json.loads((folder / _WORDS_FILE).read_text(encoding="utf-8"))
        return cls(bm25s.BM25.load(str(folder), show_progress=False), passages, frequencies)
