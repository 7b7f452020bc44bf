"""The verb ``regioplan eval``: measure, compare, accept. Heavy libraries are imported inside the verbs."""

import json
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from errors import AssistantError
from settings import Settings, load_settings

if TYPE_CHECKING:
    from rich.console import Console

    from evals.questions import EvalQuestion
    from evals.runs import Run

app = typer.Typer(help="Meet de kwaliteit op een vragenset, en vergelijk metingen.", invoke_without_command=True)

_ALL = "alles"
_SHOWN_CHANGES = 5


class Half(StrEnum):
    """Which questions are asked."""

    dev = "dev"
    test = "test"
    both = "alle"


class QuestionSet(StrEnum):
    """The set in the repository, or the evaluator's own."""

    fixed = "vast"
    own = "eigen"


class BaselineFell(AssistantError):
    """A headline figure fell below the accepted run by more than chance explains."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(
            f"Slechter dan de aanvaarde meting, meer dan toeval verklaart: {', '.join(names)}. Herstel de oorzaak, of "
            f"aanvaard de nieuwe meting met: regioplan eval accept"
        )


@app.callback()
def measure(
    context: typer.Context,
    split: Annotated[Half, typer.Option(help="Welke helft; test alleen om te rapporteren.")] = Half.dev,
    pipeline: Annotated[
        list[str] | None, typer.Option(help=f"Naam van een pipeline; vaker mag, of ‘{_ALL}’ voor alle.")
    ] = None,
    question_set: Annotated[QuestionSet, typer.Option("--set", help="Welke vragenset.")] = QuestionSet.fixed,
    passage_words: Annotated[int | None, typer.Option(min=30, max=400, help="Proef: woorden per passage.")] = None,
    dense_weight: Annotated[float | None, typer.Option(min=0, max=1, help="Proef: gewicht van de embedding.")] = None,
    note: Annotated[str, typer.Option(help="Wat er anders is aan deze meting.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Geef de cijfers als JSON.")] = False,
) -> None:
    """Meet de kwaliteit op een vragenset, en bewaar de meting."""
    if context.invoked_subcommand is not None:
        return
    from rich.text import Text

    from evals import report, runs
    from evals.pipelines import OWN, pipelines_in
    from evals.runner import measure_pipelines, varied
    from terminal import output, progress_bar

    settings = load_settings()
    folder = runs.runs_dir(settings.data_dir)
    names = pipelines_in(settings) if pipeline and _ALL in pipeline else (pipeline or [OWN])
    with progress_bar() as progress:
        found = measure_pipelines(
            varied(settings, passage_words=passage_words, dense_weight=dense_weight),
            names,
            _questions(settings, question_set, split),
            question_set=question_set.value,
            note=note,
            progress=progress,
        )
    before = {name: runs.newest(folder, name, question_set.value) for name in names}
    for run in found:
        runs.save_run(run, folder)
    if as_json:
        print(json.dumps({"runs": report.as_json(found)}, ensure_ascii=False))
        return
    console = output()
    report.print_report(console, found)
    for run in found[1:]:
        table = report.changes_table(
            f"{found[0].head.pipeline} naast {run.head.pipeline}",
            runs.changes(runs.scores_of(run.rows), runs.scores_of(found[0].rows)),
            run.head.pipeline,
            found[0].head.pipeline,
        )
        console.print(table)
    if len(found) == 1:
        if earlier := before[found[0].head.pipeline]:
            _show_comparison(console, runs.load_run(earlier.head.run_id, folder), found[0])
        if found[0].head.pipeline == OWN and question_set is QuestionSet.fixed:
            _show_accepted(console, found[0])
    console.print(Text(f"Bewaard: {', '.join(run.run_id for run in found)}"))


@app.command("runs")
def list_runs() -> None:
    """Toon de bewaarde metingen, de nieuwste onderaan."""
    from evals import runs

    folder = runs.runs_dir(load_settings().data_dir)
    if not runs.run_ids(folder):
        raise runs.NoRuns(folder)
    for run_id in runs.run_ids(folder):
        summary = runs.load_summary(run_id, folder)
        right = ", ".join(
            f"{split} n={row['correct'].n} correct {row['correct'].mean:.3f}"
            for split, row in summary.figures.items()
            if "correct" in row
        )
        shape = ", ".join(f"{name}={value}" for name, value in summary.head.settings.items())
        print(f"{run_id}\tset {summary.head.question_set}\t{right}\t{shape}\t{summary.head.note}")


@app.command()
def compare(
    before: Annotated[str, typer.Argument(help="De eerste meting.")],
    after: Annotated[str, typer.Argument(help="De tweede meting.")],
    name: Annotated[str, typer.Option("--maat", help="De maat waarop vragen beter of slechter werden.")] = "correct",
) -> None:
    """Leg twee metingen naast elkaar: cijfers, en de vragen die beter of slechter werden met beide antwoorden."""
    from evals import runs
    from evals.scoring import MEASURES
    from terminal import output

    folder = runs.runs_dir(load_settings().data_dir)
    if name not in {measure.name for measure in MEASURES}:
        raise typer.BadParameter(f"kies de maat uit: {', '.join(measure.name for measure in MEASURES)}")
    one, two = runs.load_run(before, folder), runs.load_run(after, folder)
    _show_comparison(output(), one, two, name, most=len(two.rows))


@app.command("register")
def measure_register(
    shown: Annotated[
        bool, typer.Option("--verschillen", help="Toon ook wat de regels en de labels niet delen.")
    ] = False,
) -> None:
    """Leg het register naast labels die met de hand zijn gemaakt."""
    from evals.register import agreements
    from index.retrieval import open_index
    from register.build import register_of

    index = open_index(load_settings())
    documents = {name: index.document(name) for name in index.documents}
    for found in agreements(register_of(index), documents):
        half = "ontwikkeling" if found.half == "tune" else "apart gehouden"
        print(f"{found.kind}\t{half}\tprecisie {found.precision}\tvolledigheid {found.recall}")
        if shown and found.half == "tune":
            for title, rows in (("te veel", found.wrong), ("gemist", found.missed)):
                for row in rows:
                    print(f"  {title}: {row}")


@app.command("accept")
def accept_run(
    run_id: Annotated[
        str | None, typer.Argument(help="De meting; zonder deze de laatste van de eigen pipeline.")
    ] = None,
) -> None:
    """Maak een meting de maatstaf, waar latere metingen niet onder mogen zakken."""
    from evals import runs
    from evals.pipelines import OWN

    folder = runs.runs_dir(load_settings().data_dir)
    if run_id is None:
        summary = runs.newest(folder, OWN, QuestionSet.fixed.value)
        if summary is None:
            raise runs.NoRuns(folder)
        run_id = summary.head.run_id
    run = runs.load_run(run_id, folder)
    runs.accept(run)
    print(f"Aanvaard: {run.run_id}, {len(run.rows)} vragen. Bewaard in {runs.ACCEPTED.name}.")


@app.command()
def check() -> None:
    """Meet, en eindig met een fout als een hoofdcijfer meer dan toeval onder de aanvaarde meting ligt."""
    from evals import runs
    from evals.pipelines import OWN
    from evals.runner import measure_pipelines
    from terminal import output, progress_bar

    settings = load_settings()
    with progress_bar() as progress:
        (run,) = measure_pipelines(
            settings, [OWN], _questions(settings, QuestionSet.fixed, Half.both), progress=progress
        )
    console = output()
    _show_accepted(console, run)
    known = runs.accepted()
    fallen = (
        [change.measure.name for change in runs.since_accepted(known, run.rows) if change.is_worse] if known else []
    )
    if fallen:
        raise BaselineFell(fallen)


def _questions(settings: Settings, question_set: QuestionSet, half: Half) -> "list[EvalQuestion]":
    from evals.own import own_questions
    from evals.questions import read_questions

    questions = read_questions() if question_set is QuestionSet.fixed else own_questions(settings.data_dir)
    return [question for question in questions if half is Half.both or question.split == half.value]


def _show_comparison(
    console: "Console", before: "Run", after: "Run", measure_name: str = "correct", most: int = _SHOWN_CHANGES
) -> None:
    from rich.text import Text

    from evals import report, runs
    from evals.scoring import measure_named

    found = runs.changes(runs.scores_of(before.rows), runs.scores_of(after.rows))
    if not found:
        console.print(Text(f"{before.run_id} en {after.run_id} hebben geen vraag gemeen."))
        return
    console.print(report.changes_table("Naast de eerdere meting", found, before.run_id, after.run_id))
    changed = runs.changed_questions(before.rows, after.rows, measure_named(measure_name))
    if not changed:
        console.print(Text(f"Geen vraag werd beter of slechter op ‘{measure_name}’."))
    for line in report.changed_lines(changed, most):
        console.print(Text(line))


def _show_accepted(console: "Console", run: "Run") -> None:
    from rich.text import Text

    from evals import report, runs

    known = runs.accepted()
    if known is None:
        console.print(Text("Er is nog geen aanvaarde meting; aanvaard deze met: regioplan eval accept"))
        return
    found = runs.since_accepted(known, run.rows)
    console.print(report.changes_table("Naast de aanvaarde meting", found, known.run_id, run.run_id))
