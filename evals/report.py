"""Runs -> tables and sentences for people to read, in Dutch: for the command line, and as plain rows for the page."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from evals.metrics import Figure, fewest_for_proof, risk_coverage
from evals.questions import SPLITS, TYPES
from evals.runs import SIGNIFICANT, Change, Changed, Run, figures_of
from evals.scoring import MEASURES, Row, confidences, figure_of, measure_named

_RETRIEVAL = ("recall@1", "recall@5", "recall@10", "recall@500w", "RR@10", "nDCG@10")
_ANSWERS = ("correct", "facts", "cited", "citation precision", "citation recall", "verbatim", "forbidden")
_REFUSALS = ("right refusal", "false refusal", "words", "ms p50", "ms p95")
_NO_REGION = "geen"
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")


def figures_table(runs: Sequence[Run], split: str) -> RenderableType:
    """The figures of several runs over one half of the questions."""
    groups = (("Vinden", _RETRIEVAL), ("Antwoorden", _ANSWERS), ("Weigeren en lengte", _REFUSALS))
    return Group(*(_figures(f"{title} ({split})", names, runs, split) for title, names in groups))


def _figures(title: str, names: Sequence[str], runs: Sequence[Run], split: str) -> Table:
    table = Table("pipeline", *names, title=title, title_justify="left")
    for run in runs:
        rows = run.of_split(split)
        table.add_row(run.head.pipeline, *(Text(_figure(name, rows)) for name in names))
    return table


def _figure(name: str, rows: Sequence[Row]) -> str:
    measure = measure_named(name)
    figure = figure_of(measure, rows)
    if not figure.n:
        return "-"
    if measure.summary != "mean":
        return f"{figure.mean:.0f}"
    return f"{figure.mean:.3f} [{figure.low:.2f}-{figure.high:.2f}]"


def _p(change: Change) -> str:
    return "<0.001" if change.difference.p < 0.001 else f"{change.difference.p:.3f}"


def _dutch(number: str) -> str:
    """A number as it is written in Dutch."""
    return number.replace(".", ",")


def counts_line(rows: Sequence[Row]) -> str:
    """How many questions there are, and what difference is noise."""
    answerable = sum(row.question.answerable for row in rows)
    fewest = fewest_for_proof()
    share = _dutch(f"{100 * fewest / answerable:.1f}") if answerable else "-"
    return (
        f"{answerable} vragen die de documenten beantwoorden, {len(rows) - answerable} die zij niet beantwoorden. "
        f"Slaan er minder dan {fewest} vragen dezelfde kant op om ({share} punten), dan is een verschil ruis; slaan er "
        f"ook terug, dan zijn er meer nodig."
    )


def by_group(rows: Sequence[Row], title: str, group: Callable[[Row], str]) -> Table:
    """The share found, right and refused, by type or region."""
    table = Table(title, "n", "recall@5", "correct", "right refusal", title_justify="left")
    for name, members in _grouped(rows, group):
        values = [_figure(measure, members) for measure in ("recall@5", "correct", "right refusal")]
        table.add_row(name, str(len(members)), *map(Text, values))
    return table


def _grouped(rows: Sequence[Row], group: Callable[[Row], str]) -> list[tuple[str, list[Row]]]:
    names: dict[str, list[Row]] = {}
    for row in rows:
        names.setdefault(group(row), []).append(row)
    return sorted(names.items())


def _share(name: str, rows: Sequence[Row]) -> str:
    figure = figure_for(name, rows)
    return f"{100 * figure.mean:.0f}%" if figure.n else "–"


def type_of(row: Row) -> str:
    """The type of a question, in Dutch."""
    return TYPES[row.question.type]


def region_of(row: Row) -> str:
    """The region of a question."""
    return row.question.region or _NO_REGION


def changes_table(title: str, found: Sequence[Change], before: str, after: str) -> Table:
    """Measures under two runs beside each other."""
    table = Table("maat", before, after, "verschil", "95%-interval", "p", "n", title=title, title_justify="left")
    for change in found:
        figure = change.difference.figure
        mark = " (slechter)" if change.is_worse else ""
        table.add_row(
            change.measure.name,
            f"{change.before:.3f}",
            f"{change.after:.3f}",
            f"{figure.mean:+.3f}{mark}",
            f"{figure.low:+.3f} tot {figure.high:+.3f}",
            _p(change),
            str(figure.n),
        )
    return table


def changed_lines(found: Iterable[Changed], most: int) -> list[str]:
    """Questions that got worse or better, both answers below each other; at most so many, and how many more."""
    found = list(found)
    lines = []
    for change in found[:most]:
        question = change.after.question
        lines += [
            f"{'slechter' if change.by < 0 else 'beter'}: {question.question_id}  {question.question}",
            f"   eerst: {_one_line(change.before.answer)}",
            f"   nu:    {_one_line(change.after.answer)}",
        ]
    if len(found) > most:
        lines.append(f"En nog {len(found) - most}.")
    return lines


def _one_line(text: str, most: int = 220) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[:most].rsplit(' ', 1)[0]} …"


def risk_line(rows: Sequence[Row]) -> str:
    """The risk-coverage curve in a few points: of the surest answers, the share that is wrong."""
    points = risk_coverage(confidences(rows))
    if not points:
        return "Er is niets beantwoord."
    parts = []
    for wanted in (0.25, 0.5, 0.75, 1.0):
        coverage, risk = next(point for point in points if point[0] >= wanted - 1e-9)
        parts.append(f"{100 * coverage:.0f}%: {100 * risk:.0f}% fout")
    return "Van de zekerste antwoorden is fout: " + ", ".join(parts) + "."


def print_report(console: Console, runs: Sequence[Run]) -> None:
    """Everything that a measurement says, each half of the questions apart."""
    for split in SPLITS:
        rows = runs[0].of_split(split)
        if not rows:
            continue
        console.print(figures_table(runs, split))
        console.print(Text(counts_line(rows)))
        console.print(Text(risk_line(rows)))
        if len(runs) == 1:
            console.print(by_group(rows, "soort", type_of), by_group(rows, "regio", region_of))


def as_json(runs: Sequence[Run]) -> list[dict[str, object]]:
    """The figures of runs for programs, each half of the questions apart."""
    found: list[dict[str, object]] = []
    for run in runs:
        head = run.head
        for split, figures in figures_of(run).items():
            values = {}
            for name, figure in figures.items():
                interval = {"low": figure.low, "high": figure.high} if measure_named(name).summary == "mean" else {}
                values[name] = {"value": figure.mean, **interval, "n": figure.n}
            found.append(
                {
                    "run": head.run_id,
                    "pipeline": head.pipeline,
                    "split": split,
                    "set": head.question_set,
                    "settings": dict(head.settings),
                    "passages": head.passages,
                    "figures": values,
                }
            )
    return found


# --- plain rows, for the page and for CSV -----------------------------------------------------------------------------

VERDICTS = ("fout beantwoord", "ten onrechte geweigerd", "beantwoord, hoewel het er niet staat", "goed")


def verdict(row: Row) -> str:
    """How a question ended, one of VERDICTS."""
    if row.right:
        return VERDICTS[3]
    if not row.question.answerable:
        return VERDICTS[2]
    return VERDICTS[0] if row.answered else VERDICTS[1]


def figure_for(name: str, rows: Sequence[Row]) -> Figure:
    """The figure of a measure over rows."""
    return figure_of(measure_named(name), rows)


def group_rows(rows: Sequence[Row], title: str, group: Callable[[Row], str]) -> list[dict[str, str | int]]:
    """A row a group: how many questions, and the shares found, right and refused."""
    return [
        {
            title: name,
            "n": len(members),
            "Gevonden": _share("recall@5", members),
            "Goed": _share("correct", members),
            "Terecht geweigerd": _share("right refusal", members),
        }
        for name, members in _grouped(rows, group)
    ]


def measure_rows(rows: Sequence[Row]) -> list[dict[str, str | int]]:
    """A row a measure."""
    return [
        {"Maat": measure.label, "Waarde": _dutch(_figure(measure.name, rows)), "n": figure_of(measure, rows).n}
        for measure in MEASURES
    ]


def change_rows(found: Sequence[Change]) -> list[dict[str, str | int]]:
    """A row a measure under two runs."""
    return [
        {
            "Maat": change.measure.label,
            "Eerst": _dutch(f"{change.before:.3f}"),
            "Daarna": _dutch(f"{change.after:.3f}"),
            "Verschil": _dutch(f"{change.difference.figure.mean:+.3f}"),
            "p": _dutch(_p(change)),
            "Meer dan ruis": "ja" if change.difference.p < SIGNIFICANT else "nee",
            "n": change.difference.figure.n,
        }
        for change in found
    ]


def rows_csv(rows: Sequence[Row]) -> str:
    """Questions with what was expected, given and retrieved."""
    return _csv(
        {
            "id": row.question.question_id,
            "vraag": row.question.question,
            "soort": type_of(row),
            "regio": region_of(row),
            "helft": row.question.split,
            "uitslag": verdict(row),
            "verwacht": row.question.answer,
            "gegeven": row.answer,
            "bewijs": "\n".join(evidence.quote for evidence in row.question.evidence),
            "citaten": "\n".join(str(citation["quote"]) for citation in row.citations),
            "eerste passage": str(row.retrieved[0]["text"]) if row.retrieved else "",
        }
        for row in rows
    )


def changed_csv(found: Iterable[Changed]) -> str:
    """Questions that changed, with both answers."""
    return _csv(
        {
            "id": change.after.question.question_id,
            "vraag": change.after.question.question,
            "verschil": _dutch(f"{change.by:+.3f}"),
            "verwacht": change.after.question.answer,
            "eerst": change.before.answer,
            "daarna": change.after.answer,
        }
        for change in found
    )


def _csv(tables: Iterable[dict[str, str]]) -> str:
    """With a byte order mark, by which spreadsheets know UTF-8."""
    target = io.StringIO(newline="")
    writer: csv.DictWriter[str] | None = None
    for table in tables:
        if writer is None:
            writer = csv.DictWriter(target, list(table))
            writer.writeheader()
        writer.writerow({key: _harmless(value) for key, value in table.items()})
    return "\ufeff" + target.getvalue()


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet does not take for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@")) and not _NUMBER.fullmatch(cell) else cell
