"""``make eval``: the fixed question set as numbers, ours beside itself with one part switched off."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence

from rich.console import Console
from rich.table import Table

from answer.assistant import ask
from answer.citations import is_verbatim
from errors import AssistantError
from evals.metrics import (
    Figure,
    evidence_found,
    mean_with_interval,
    percentile,
    reciprocal_rank,
    within_words,
)
from evals.questions import SPLITS, EvalQuestion, evidence_spans, missing_evidence, read_questions
from index.build import build_index
from index.retrieval import Index, open_index
from ingest.model import Document, Passage
from settings import Settings, load_settings

Pipeline = Callable[[str], list[Passage]]
_DEPTH = 30


def pipelines(index: Index) -> dict[str, Pipeline]:
    """Ways to retrieve, by name; each takes a question and returns passages, best first."""

    def passages(question: str, **options: float | bool) -> list[Passage]:
        return [scored.passage for scored in index.retrieve(question, limit=_DEPTH, **options)]  # type: ignore[arg-type]

    return {
        "ours": passages,
        "lexical alone": lambda question: passages(question, dense_weight=0.0),
        "dense alone": lambda question: passages(question, dense_weight=1.0),
        "without regions": lambda question: passages(question, prefer_region=False),
    }


def retrieval_figures(
    questions: Sequence[EvalQuestion], documents: dict[str, Document], retrieve: Pipeline
) -> dict[str, Figure]:
    """Recall and MRR over the answerable questions that stand on their own."""
    rows: dict[str, list[float]] = {name: [] for name in ("recall@1", "recall@5", "recall@10", "500 words", "MRR@10")}
    for question in questions:
        if not question.answerable or question.history:
            continue
        evidence = [
            [(row.document, start, end) for start, end in evidence_spans(row, documents)] for row in question.evidence
        ]
        found = retrieve(question.question)

        def seen(passages: Sequence[Passage], evidence: list[list[tuple[str, int, int]]] = evidence) -> float:
            return float(evidence_found(evidence, needs_all=question.needs_all, passages=passages))  # noqa: B023

        for k in (1, 5, 10):
            rows[f"recall@{k}"].append(seen(found[:k]))
        rows["500 words"].append(seen(within_words(found, 500)))
        rows["MRR@10"].append(reciprocal_rank(evidence, needs_all=question.needs_all, passages=found[:10]))
    return {name: mean_with_interval(values) for name, values in rows.items()}


def answer_figures(questions: Sequence[EvalQuestion], index: Index, settings: Settings) -> dict[str, Figure | float]:
    """Correctness, refusals, verbatim quotes, length and time of the answers."""
    correct, false_refusals, right_refusals, verbatim, words, times = [], [], [], [], [], []
    for question in questions:
        answer = ask(question.question, index, history=question.history)
        times.append(answer.retrieve_ms + answer.answer_ms)
        refused = answer.status == "not_found"
        if question.answerable:
            good = not refused and question.correct(answer.text) and len(answer.text.split()) <= 150
            correct.append(float(good))
            false_refusals.append(float(refused))
        else:
            right_refusals.append(float(refused))
        if not refused:
            words.append(float(len(answer.text.split())))
        for citation in answer.citations:
            file = index.documents[citation.passage.document_id].file
            verbatim.append(float(is_verbatim(citation.quote, settings.corpus_dir / file)))
    return {
        "fully correct": mean_with_interval(correct),
        "false refusals": mean_with_interval(false_refusals),
        "right refusals": mean_with_interval(right_refusals),
        "quotes verbatim": mean_with_interval(verbatim),
        "words, median": percentile(words, 0.5),
        "ms, p50": percentile(times, 0.5),
        "ms, p95": percentile(times, 0.95),
    }


def main() -> int:
    """Print the tables (or JSON) for one split; exit status 1 when the question set is not in order."""
    parser = argparse.ArgumentParser(prog="evals.runner", description="Meet de vaste vragenset.")
    parser.add_argument("--split", choices=SPLITS, default="dev", help="test alleen om te rapporteren")
    parser.add_argument("--json", action="store_true", dest="as_json")
    arguments = parser.parse_args()
    try:
        settings = load_settings()
        build_index(settings)
        index = open_index(settings)
        index.warm_up()
        questions = [question for question in read_questions() if question.split == arguments.split]
    except AssistantError as error:
        print(error, file=sys.stderr)
        return 1
    documents = {document_id: index.document(document_id) for document_id in index.documents}
    if missing := missing_evidence(questions, documents):
        print(f"Citaten staan niet in de documenten: {', '.join(missing)}", file=sys.stderr)
        return 1
    retrieval = {name: retrieval_figures(questions, documents, way) for name, way in pipelines(index).items()}
    answers = answer_figures(questions, index, settings)
    if arguments.as_json:
        shown = {name: {key: figure.mean for key, figure in figures.items()} for name, figures in retrieval.items()}
        own = {key: figure.mean if isinstance(figure, Figure) else figure for key, figure in answers.items()}
        print(json.dumps({"split": arguments.split, "retrieval": shown, "answers": own}, ensure_ascii=False))
        return 0
    console = Console(width=160)
    table = Table("pipeline", *next(iter(retrieval.values())), title=f"Retrieval, {arguments.split}")
    for name, figures in retrieval.items():
        table.add_row(name, *(str(figure).replace("[", "\\[") for figure in figures.values()))
    console.print(table)
    table = Table("figure", "value", title=f"Answers, {arguments.split}")
    for name, value in answers.items():
        table.add_row(name, str(value).replace("[", "\\[") if isinstance(value, Figure) else f"{value:.1f}")
    console.print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
