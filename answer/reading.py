"""Passages read for answering: their sentences with stems and embeddings, kept for as long as they are asked for."""

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np

from answer.sentences import Sentence, sentences_of
from index.embedding import built_in_model
from index.ngrams import Floats, NgramModel
from index.retrieval import Index
from index.tokens import STOP_WORDS, fold, tokens, words
from ingest.model import Passage

_MOST_KEPT = 4000  # passages; about 10 kB each
_MOST_WORDS = 100_000  # about 1 kB each
_HEADINGS = 3  # the nearest of them are read with a sentence


@dataclass(frozen=True, slots=True)
class ReadPassage:
    """A passage, taken apart."""

    passage: Passage
    sentences: tuple[Sentence, ...]  # n of them, in order; may be none
    stems: tuple[frozenset[str], ...]  # of sentence i
    lead_stems: tuple[frozenset[str], ...]  # of the line that announces sentence i
    heading_stems: frozenset[str]
    all_stems: frozenset[str]  # of the text and the headings
    vectors: Floats  # (n, d), of unit length: sentence i with the line that announces it
    headed_vectors: Floats  # (n, d), of unit length: the same under its headings
    vector: Floats  # (d,), of the whole passage
    words: tuple[str, ...]  # of the text, its headings and what announces its lists, each once, stop words left out
    own_words: tuple[tuple[int, ...], ...]  # of sentence i, as places in ``words``
    around_words: tuple[tuple[int, ...], ...]  # of the line that announces sentence i and of its headings


class Reader:
    """Reads passages of one index, and remembers them. Safe to share between threads."""

    def __init__(self, model: NgramModel | None = None) -> None:
        self.model = model or built_in_model()  # whatever model the index is made with: this one costs next to nothing
        self._kept: OrderedDict[str, ReadPassage] = OrderedDict()
        self._vectors: dict[str, Floats] = {}
        self._lock = threading.Lock()

    def word_vectors(self, words: Iterable[str]) -> Floats:
        """Embeddings (n, d) of single words, of unit length; remembered, since passages share most of their words."""
        wanted = list(words)
        with self._lock:
            if len(self._vectors) > _MOST_WORDS:
                self._vectors.clear()
            if new := [word for word in dict.fromkeys(wanted) if word not in self._vectors]:
                self._vectors |= dict(zip(new, self.model.encode(new), strict=True))
            found = [self._vectors[word] for word in wanted]
        return np.array(found, dtype=np.float32).reshape(len(wanted), self.model.dimensions)

    def read(self, index: Index, passage: Passage) -> ReadPassage:
        """The passage, taken apart."""
        with self._lock:
            if passage.passage_id in self._kept:
                self._kept.move_to_end(passage.passage_id)
                return self._kept[passage.passage_id]
        read = _take_apart(index, passage, self.model)
        with self._lock:
            self._kept[passage.passage_id] = read
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        return read


_READERS: WeakKeyDictionary[Index, Reader] = WeakKeyDictionary()
_READERS_LOCK = threading.Lock()


def reader_of(index: Index) -> Reader:
    """The reader that belongs to an opened index."""
    with _READERS_LOCK:
        return _READERS.setdefault(index, Reader())


def _take_apart(index: Index, passage: Passage, model: NgramModel) -> ReadPassage:
    sentences = tuple(sentences_of(index.document(passage.document_id), passage))
    headings = " ".join(passage.path[-_HEADINGS:])
    plain = [f"{sentence.lead_in} {sentence.search_text}" for sentence in sentences]
    vectors = model.encode([*plain, *(f"{headings} {text}" for text in plain), passage.search_text])
    n = len(sentences)
    places: dict[str, int] = {}
    own_words = tuple(_places(sentence.search_text, places) for sentence in sentences)
    around_words = tuple(_places(f"{sentence.lead_in} {headings}", places) for sentence in sentences)
    _places(f"{passage.search_text} {' '.join(passage.path)}", places)
    heading_stems = frozenset(tokens(" ".join(passage.path)))
    return ReadPassage(
        passage=passage,
        sentences=sentences,
        stems=tuple(frozenset(tokens(sentence.search_text)) for sentence in sentences),
        lead_stems=tuple(frozenset(tokens(sentence.lead_in)) for sentence in sentences),
        heading_stems=heading_stems,
        all_stems=frozenset(tokens(passage.search_text)) | heading_stems,
        vectors=vectors[:n],
        headed_vectors=vectors[n : 2 * n],
        vector=np.asarray(vectors[2 * n]),
        words=tuple(places),
        own_words=own_words,
        around_words=around_words,
    )


def _places(text: str, places: dict[str, int]) -> tuple[int, ...]:
    """The places of the words of a text, each once, stop words left out; words without a place get the next."""
    found = dict.fromkeys(word for word in words(text) if fold(word) not in STOP_WORDS)
    return tuple(places.setdefault(word, len(places)) for word in found)
