"""Measure pipelines on a question set, each in a run of its own."""

import hashlib
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

from answer.citations import is_verbatim
from errors import AssistantError
from evals.pipelines import make_pipeline
from evals.questions import EvalQuestion, faults
from evals.runs import Head, Run, run_id_for
from evals.scoring import judge
from index.build import build_index
from index.retrieval import Index, open_index
from settings import Settings

Progress = Callable[[float, str], None]

FIXED, OWN_SET = "vast", "eigen"


class QuestionsDoNotFit(AssistantError):
    """Questions that the documents contradict."""

    def __init__(self, found: Sequence[str]) -> None:
        more = f" (en nog {len(found) - 1})" if len(found) > 1 else ""
        super().__init__(f"De vragen passen niet bij de documenten: {found[0]}{more}. Verbeter de vraag of het citaat.")


class NoQuestions(AssistantError):
    """There is nothing to ask."""

    def __init__(self) -> None:
        super().__init__("Er zijn geen vragen om te meten. Kies een andere helft of voeg eerst vragen toe.")


def varied(settings: Settings, *, passage_words: int | None = None, dense_weight: float | None = None) -> Settings:
    """Settings with other values, and where these shape the index, with an index of their own.

    The index in use is left alone, so that users notice nothing of a trial.
    """
    changed: dict[str, object] = {}
    if dense_weight is not None:
        changed["dense_weight"] = dense_weight
    if passage_words is not None and passage_words != settings.passage_words:
        changed |= {"passage_words": passage_words, "data_dir": settings.data_dir / "evals" / "variant"}
    return settings.model_copy(update=changed)


def measure_pipelines(
    settings: Settings,
    pipelines: Sequence[str],
    questions: Sequence[EvalQuestion],
    *,
    question_set: str = FIXED,
    note: str = "",
    progress: Progress = lambda share, what: None,
) -> list[Run]:
    """Ask every pipeline all questions; the index is brought up to date first.

    Raises: NoQuestions, QuestionsDoNotFit, UnknownPipeline, PeersMissing, and what building and opening an index raise.
    """
    if not questions:
        raise NoQuestions
    build_index(settings, lambda share, what: progress(0.3 * share, what))
    index = open_index(settings)
    documents = {name: index.document(name) for name in index.documents}
    if found := faults(questions, documents):
        raise QuestionsDoNotFit(found)
    corpus = hashlib.sha256(repr(sorted((d.document_id, d.sha256) for d in index.documents.values())).encode())
    runs = []
    for number, name in enumerate(pipelines):
        begin, step = 0.3 + 0.7 * number / len(pipelines), 0.7 / len(pipelines)
        progress(begin, f"Pipeline ‘{name}’ klaarzetten")
        at = datetime.now().astimezone().isoformat(timespec="seconds")
        started = time.perf_counter()
        pipeline = make_pipeline(name, index, documents)

        def asked(done: int, begin: float = begin, step: float = step, name: str = name) -> None:
            progress(begin + step * done / len(questions), f"{name}: vraag {done} van {len(questions)}")

        rows = judge(pipeline, questions, documents, verbatim_in(index, settings.corpus_dir), asked)
        runs.append(
            Run(
                Head(
                    run_id=run_id_for(at, name),
                    at=at,
                    pipeline=name,
                    question_set=question_set,
                    settings=_shaping(settings),
                    corpus=corpus.hexdigest()[:16],
                    passages=len(pipeline.passages),
                    seconds=round(time.perf_counter() - started, 2),
                    note=note,
                ),
                tuple(rows),
            )
        )
    return runs


def _shaping(settings: Settings) -> dict[str, object]:
    """The settings that shape answers, for the record of a run."""
    return {name: getattr(settings, name) for name in ("passage_words", "dense_weight", "embedding")}


def verbatim_in(index: Index, corpus_dir: Path) -> Callable[[str, str], bool]:
    """Whether a quote stands in the file of a document as it lies in the corpus, not in what the index kept of it.

    A format that has to be taken apart to find its text has no such file; there the reader's text is looked in.
    """

    @cache
    def check(document_id: str, quote: str) -> bool:
        path = corpus_dir / index.documents[document_id].file
        if path.suffix in {".txt", ".md"}:
            return is_verbatim(quote, path)
        return bool(quote) and quote in " ".join(index.document(document_id).source.split())

    return check
