"""Runs: what a pipeline made of the questions, kept as a file each, so that two can be laid side by side."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from typing import Any

from errors import AssistantError
from evals.files import write_whole
from evals.metrics import Difference, Figure, paired_difference
from evals.questions import SPLITS, as_table, question_from
from evals.scoring import MEASURES, Measure, Row, figure_of
from settings import PROJECT_ROOT

ACCEPTED = PROJECT_ROOT / "evals" / "accepted.json"
_FORMAT = 1
SIGNIFICANT = 0.05


class NoRuns(AssistantError):
    """There is nothing to compare with."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"In {folder} staat nog geen meting. Meet eerst met: regioplan eval")


class UnknownRun(AssistantError):
    """A run that is not there."""

    def __init__(self, run_id: str, folder: Path) -> None:
        super().__init__(f"De meting ‘{run_id}’ staat niet in {folder}. Kijk welke er zijn met: regioplan eval runs")


class RunUnreadable(AssistantError):
    """A file of a run is damaged."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"De meting in {path} is beschadigd en niet te lezen. Verwijder het bestand en meet opnieuw.")


@dataclass(frozen=True, slots=True)
class Head:
    """What a run was, without what became of each question."""

    run_id: str  # "20261125-101500-eigen": moment and pipeline, so that ids sort by time
    at: str  # ISO date and time
    pipeline: str
    question_set: str  # "vast" or "eigen"
    settings: Mapping[str, Any]  # what shaped the answers: passage words, weights, model
    corpus: str  # hash of the documents
    passages: int
    seconds: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """A pipeline asked a set of questions, once."""

    head: Head
    rows: tuple[Row, ...]

    @property
    def run_id(self) -> str:
        """The id of its head."""
        return self.head.run_id

    def of_split(self, split: str | None) -> list[Row]:
        """The rows of one half of the questions, or all."""
        return [row for row in self.rows if split is None or row.question.split == split]


Figures = Mapping[str, Mapping[str, Figure]]  # half of the questions -> measure -> figure


@dataclass(frozen=True, slots=True)
class Summary:
    """A run with its figures, quick to read."""

    head: Head
    figures: Figures


def run_id_for(at: str, pipeline: str) -> str:
    """The id of a run that began at an ISO moment."""
    return f"{at.replace('-', '').replace(':', '').replace('T', '-')[:15]}-{pipeline}"


def runs_dir(data_dir: Path) -> Path:
    """Where runs are kept: a file ``ID.json`` with the figures, and ``ID.rows`` with a line a question."""
    return data_dir / "evals" / "runs"


def figures_of(run: Run) -> Figures:
    """The figures of a run, each half of the questions apart; without those that apply to no question."""
    found = {}
    for split in SPLITS:
        figures = {measure.name: figure_of(measure, run.of_split(split)) for measure in MEASURES}
        found[split] = {name: figure for name, figure in figures.items() if figure.n}
    return {split: figures for split, figures in found.items() if figures}


def save_run(run: Run, folder: Path) -> Path:
    """Keep a run. Each file is written in one step and the head last, so an interrupted run is none.

    Raises: Unwritable.
    """
    figures = {split: {name: astuple(f) for name, f in row.items()} for split, row in figures_of(run).items()}
    rows = "".join(f"{json.dumps(_row_table(row), ensure_ascii=False)}\n" for row in run.rows)
    write_whole(folder / f"{run.run_id}.rows", rows)
    path = folder / f"{run.run_id}.json"
    table = {"format": _FORMAT, "head": {**asdict(run.head), "settings": dict(run.head.settings)}, "figures": figures}
    write_whole(path, json.dumps(table, ensure_ascii=False))
    return path


def run_ids(folder: Path) -> list[str]:
    """The runs that were kept, oldest first."""
    return sorted(path.stem for path in folder.glob("[!.]*.json"))


def load_summary(run_id: str, folder: Path) -> Summary:
    """A run that was kept, without its rows. Raises: UnknownRun, RunUnreadable."""
    path = folder / f"{run_id}.json"
    if run_id not in run_ids(folder):
        raise UnknownRun(run_id, folder)
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        if table["format"] != _FORMAT:
            raise ValueError
        figures = {split: {name: Figure(*f) for name, f in row.items()} for split, row in table["figures"].items()}
        return Summary(Head(**table["head"]), figures)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunUnreadable(path) from error


def load_run(run_id: str, folder: Path) -> Run:
    """A run that was kept. Raises: UnknownRun, RunUnreadable."""
    head = load_summary(run_id, folder).head
    path = folder / f"{run_id}.rows"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return Run(head, tuple(_row_from(json.loads(line)) for line in lines))
    except (OSError, ValueError, KeyError, TypeError, AssistantError) as error:
        raise RunUnreadable(path) from error


def remove_run(run_id: str, folder: Path) -> None:
    """Forget a run; nothing happens where it is not there."""
    for suffix in (".json", ".rows"):
        (folder / f"{run_id}{suffix}").unlink(missing_ok=True)


def newest(folder: Path, pipeline: str, question_set: str) -> Summary | None:
    """The newest run of a pipeline on a question set, or None. Raises: RunUnreadable."""
    for run_id in reversed(run_ids(folder)):
        if run_id.endswith(f"-{pipeline}"):
            summary = load_summary(run_id, folder)
            if (summary.head.pipeline, summary.head.question_set) == (pipeline, question_set):
                return summary
    return None


def _row_table(row: Row) -> dict[str, Any]:
    return {**{name: getattr(row, name) for name in row.__slots__}, "question": as_table(row.question)}


def _row_from(table: Mapping[str, Any]) -> Row:
    question = question_from(table["question"], "meting")
    lists = {name: tuple(table[name]) for name in ("citations", "retrieved")}
    return Row(**{**table, **lists, "question": question})


# --- the accepted run ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Accepted:
    """The figures that later runs are held to: the scores of each question, without the texts."""

    run_id: str
    settings: Mapping[str, Any]
    scores: Mapping[str, Mapping[str, float]]  # digest of a question -> its scores


def accept(run: Run, path: Path = ACCEPTED) -> None:
    """Make a run the one that later runs are held to. Raises: Unwritable."""
    names = sorted({measure.of or measure.name for measure in MEASURES if measure.headline})
    lines = []
    for row in sorted(run.rows, key=lambda row: row.question.question_id):
        scores = {name: round(row.scores[name], 4) for name in names if name in row.scores}
        entry = {"id": row.question.question_id, "digest": row.question.digest, "split": row.question.split}
        lines.append(json.dumps({**entry, "scores": scores}, ensure_ascii=False))
    head = json.dumps({"run": run.run_id, "settings": dict(run.head.settings)}, ensure_ascii=False)[1:-1]
    # A line a question, so that a later acceptance shows in a diff which questions changed.
    write_whole(path, "{" + head + ', "questions": [\n' + ",\n".join(lines) + "\n]}\n")


def accepted(path: Path = ACCEPTED) -> Accepted | None:
    """The accepted run; None where there is none. Raises: RunUnreadable."""
    if not path.exists():
        return None
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        questions = table["questions"]
        return Accepted(
            table["run"],
            table["settings"],
            {row["digest"]: row["scores"] for row in questions},
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunUnreadable(path) from error


# --- comparing -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """A measure under two runs, over the questions that both have, unchanged."""

    measure: Measure
    before: float
    after: float
    difference: Difference

    @property
    def is_worse(self) -> bool:
        """True if it fell by more than chance explains."""
        down = self.after < self.before if self.measure.better == "higher" else self.after > self.before
        return down and self.difference.p < SIGNIFICANT


Scores = Mapping[str, Mapping[str, float]]  # digest of a question -> its scores


def scores_of(rows: Iterable[Row]) -> dict[str, Mapping[str, float]]:
    """The scores of rows, by digest of their question."""
    return {row.question.digest: row.scores for row in rows}


def changes(before: Scores, after: Scores, measures: Sequence[Measure] = MEASURES) -> list[Change]:
    """How measures that are means differ between two runs; a measure without shared questions is left out."""
    found = []
    for measure in measures:
        name = measure.of or measure.name
        shared = [key for key in before if key in after and name in before[key] and name in after[key]]
        if measure.summary != "mean" or not shared:
            continue
        one, two = [before[key][name] for key in shared], [after[key][name] for key in shared]
        found.append(Change(measure, sum(one) / len(one), sum(two) / len(two), paired_difference(one, two)))
    return found


@dataclass(frozen=True, slots=True)
class Changed:
    """A question whose score differs between two runs."""

    before: Row
    after: Row
    by: float  # after minus before, of the score that was asked for; positive is better


def changed_questions(before: Sequence[Row], after: Sequence[Row], measure: Measure) -> list[Changed]:
    """The questions that got better or worse by a measure, the worst first.

    A question without the score in one of the runs is left out.
    """
    name = measure.of or measure.name
    sign = 1.0 if measure.better == "higher" else -1.0
    known = {row.question.digest: row for row in before}
    pairs = [(known[row.question.digest], row) for row in after if row.question.digest in known]
    found = [
        Changed(one, two, sign * (two.scores[name] - one.scores[name]))
        for one, two in pairs
        if name in one.scores and name in two.scores and one.scores[name] != two.scores[name]
    ]
    return sorted(found, key=lambda change: (change.by, change.after.question.question_id))


def since_accepted(before: Accepted, rows: Sequence[Row]) -> list[Change]:
    """How the headline figures differ from the accepted ones, over the questions that are still the same."""
    return changes(before.scores, scores_of(rows), [measure for measure in MEASURES if measure.headline])
