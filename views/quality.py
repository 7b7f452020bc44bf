"""Runs, drawn: the figures now and over time, question by question, and two runs beside each other."""

from datetime import datetime
from pathlib import Path
from typing import Any

import altair as alt
import streamlit as st

from evals import report, runs
from evals.metrics import Figure, risk_coverage
from evals.pipelines import OWN
from evals.questions import SPLITS
from evals.runner import FIXED, OWN_SET
from evals.runs import Head, Run
from evals.scoring import Measure, Row, confidences, measure_named
from settings import Settings
from views.drawing import compared_html, plain, retrieved_html

_BOTH = "alle vragen"
_SETS = {FIXED: "vaste set", OWN_SET: "eigen vragen"}
_OVER_TIME = ("recall@5", "correct", "right refusal")
_SHOWN = ("correct", "recall@5", "cited", "right refusal", "false refusal", "forbidden")
_COLOURS = ("#0b7d88", "#b4530a", "#6b5bd2")  # told apart in light and dark, and by those who see no red or green


@st.cache_data(show_spinner=False, max_entries=6)
def _run(run_id: str, folder: Path) -> Run:
    return runs.load_run(run_id, folder)


@st.cache_data(show_spinner=False, max_entries=500)
def _head(run_id: str, folder: Path) -> runs.Summary:
    return runs.load_summary(run_id, folder)


def show_figures(settings: Settings) -> None:
    """The figures of one run, how they went over time, by type and by region."""
    folder = runs.runs_dir(settings.data_dir)
    run = _chosen_run(folder, "Meting", key="figures_run")
    if run is None:
        return
    rows = run.of_split(_chosen_split(run, key="figures_split"))
    _show_metrics(rows)
    st.text(report.counts_line(rows))
    _show_over_time(folder, run.head.question_set)
    st.subheader("Per soort vraag en per regio")
    st.dataframe(report.group_rows(rows, "Soort", report.type_of), hide_index=True, height="content")
    st.dataframe(report.group_rows(rows, "Regio", report.region_of), hide_index=True, height="content")
    _show_risk(rows)
    with st.expander("Alle cijfers, met 95%-interval"):
        st.dataframe(report.measure_rows(rows), hide_index=True)
    with st.expander("Deze meting verwijderen"):
        st.caption("De cijfers en antwoorden van deze meting verdwijnen; dat is niet terug te draaien.")
        if st.button("Definitief verwijderen", icon=":material/delete:"):
            runs.remove_run(run.run_id, folder)
            st.session_state["quality_message"] = "De meting is verwijderd."
            st.rerun()


def show_questions(settings: Settings) -> None:
    """The questions of one run, those that failed first to hand, and one of them in full."""
    folder = runs.runs_dir(settings.data_dir)
    run = _chosen_run(folder, "Meting", key="questions_run")
    if run is None:
        return
    there = [split for split in SPLITS if run.of_split(split)]
    with st.container(horizontal=True):
        verdict = st.selectbox("Uitslag", ["fout", *report.VERDICTS, "alle"], key="questions_verdict")
        kind = st.selectbox("Soort", ["alle", *sorted({report.type_of(row) for row in run.rows})])
        region = st.selectbox("Regio van de vraag", ["alle", *sorted({report.region_of(row) for row in run.rows})])
        split = st.selectbox("Helft", [*there, "alle"])
    text = st.text_input("Zoek in vraag en antwoord")
    rows = [
        row
        for row in run.rows
        if (verdict == "alle" or (verdict == "fout" and not row.right) or verdict == report.verdict(row))
        and kind in ("alle", report.type_of(row))
        and region in ("alle", report.region_of(row))
        and split in ("alle", row.question.split)
        and text.casefold() in f"{row.question.question} {row.answer} {row.question.answer}".casefold()
    ]
    st.caption(f"{len(rows)} van {len(run.rows)} vragen")
    if not rows:
        return
    st.dataframe(
        [
            {
                "Id": row.question.question_id,
                "Vraag": row.question.question,
                "Uitslag": report.verdict(row),
                "Soort": report.type_of(row),
                "Regio": report.region_of(row),
            }
            for row in rows
        ],
        hide_index=True,
        height=260,
    )
    st.download_button(
        "Download als CSV", report.rows_csv(rows), f"vragen-{run.run_id}.csv", "text/csv", icon=":material/download:"
    )
    chosen = st.selectbox("Vraag bekijken", rows, format_func=_question_label, key="questions_chosen")
    if chosen:
        show_row(chosen)


def show_row(row: Row) -> None:
    """One question: what was expected and given, the evidence, and what was retrieved."""
    question = row.question
    for earlier in question.history:
        st.caption(f"Eerder gevraagd: {plain(earlier)}")
    st.markdown(f"**{plain(question.question)}**")
    left, right = st.columns(2)
    with left:
        st.caption("Verwacht")
        st.text(question.answer)
        if question.facts:
            st.caption("Een goed antwoord bevat")
            st.text("\n".join(question.facts))
        for evidence in question.evidence:
            st.caption(f"Bewijs in {plain(evidence.document)}")
            st.text(evidence.quote)
    with right:
        st.caption(f"Gegeven ({report.verdict(row)})")
        st.text(row.answer)
        for citation in row.citations:
            st.caption(f"Citaat uit {plain(str(citation['document']))}")
            st.text(str(citation["quote"]))
    with st.expander("Gevonden passages; die met bewijs zijn gemarkeerd"):
        st.html(retrieved_html(row.retrieved))


def show_comparison(settings: Settings) -> None:
    """Two runs: the figures, and the questions that got worse or better with both answers side by side."""
    folder = runs.runs_dir(settings.data_dir)
    ids = runs.run_ids(folder)
    if len(ids) < 2:
        st.info(
            "Voor een vergelijking zijn twee metingen nodig. Meet hier bij ‘Meten’, of met: regioplan eval",
            icon=":material/info:",
        )
        return
    before = _chosen_run(folder, "Eerst", key="compare_before", at=1)
    after = _chosen_run(folder, "Daarna", key="compare_after")
    if before is None or after is None:
        return
    found = runs.changes(runs.scores_of(before.rows), runs.scores_of(after.rows))
    if not found:
        st.warning("Deze metingen hebben geen vraag gemeen.", icon=":material/warning:")
        return
    st.dataframe(report.change_rows(found), hide_index=True)
    st.caption(
        "p is de kans dat een verschil als dit toeval is (gepaarde randomisatietoets). Onder 0,05 is het meer dan ruis."
    )
    names = [change.measure for change in found]
    measure = st.selectbox(
        "Toon vragen die veranderden op",
        names,
        index=names.index(measure_named("correct")) if measure_named("correct") in names else 0,
        format_func=lambda measure: measure.label,
        key="compare_measure",
    )
    _show_changed(before, after, measure)


def _show_changed(before: Run, after: Run, measure: Measure) -> None:
    changed = runs.changed_questions(before.rows, after.rows, measure)
    worse = [change for change in changed if change.by < 0]
    better = [change for change in changed if change.by > 0]
    which = st.segmented_control(
        "Welke",
        [f"{len(worse)} slechter", f"{len(better)} beter"],
        default=f"{len(worse)} slechter",
        key="compare_which",
    )
    shown = better if which == f"{len(better)} beter" and which != f"{len(worse)} slechter" else worse
    if not shown:
        st.text("Geen vragen.")
        return
    st.download_button(
        "Download als CSV",
        report.changed_csv(shown),
        f"vergelijking-{before.run_id}-{after.run_id}.csv",
        "text/csv",
        icon=":material/download:",
    )
    for change in shown:
        with st.expander(plain(_question_label(change.after))):
            st.html(compared_html(change.before.answer, change.after.answer, change.after.question.answer))


def _question_label(row: Row) -> str:
    return f"{row.question.question_id} · {row.question.question}"


def _chosen_run(folder: Path, label: str, *, key: str, at: int = 0) -> Run | None:
    """The run that is chosen, the newest of the assistant by default; None where there is none, with what to do."""
    ids = list(reversed(runs.run_ids(folder)))
    if not ids:
        st.info(
            "Er is nog geen meting. Meet hier bij ‘Meten’, of op de opdrachtregel met: regioplan eval",
            icon=":material/info:",
        )
        return None
    if st.session_state.get(key) not in ids:
        # Measured beside ours, a simpler pipeline can be the newest run; it is not what one comes to see.
        own = [run_id for run_id in ids if run_id.endswith(f"-{OWN}")] or ids
        st.session_state[key] = own[min(at, len(own) - 1)]
    chosen = st.selectbox(label, ids, key=key, format_func=lambda run_id: run_label(_head(run_id, folder).head))
    return _run(chosen, folder)


def run_label(head: Head) -> str:
    """A run in a list: when, what, and what was different about it."""
    moment = datetime.fromisoformat(head.at)
    words = f", passages van {head.settings['passage_words']} woorden" if "passage_words" in head.settings else ""
    note = f": {head.note}" if head.note else ""
    return f"{moment:%d-%m-%Y %H:%M} · {head.pipeline}, {_SETS.get(head.question_set, head.question_set)}{words}{note}"


def _chosen_split(run: Run, *, key: str) -> str | None:
    there = [split for split in SPLITS if run.of_split(split)]
    if len(there) < 2:
        return None
    chosen = st.segmented_control("Helft van de vragen", [_BOTH, *there], default=there[0], key=key)
    return chosen if chosen in SPLITS else None


def _show_metrics(rows: list[Row]) -> None:
    figures = [(measure_named(name), report.figure_for(name, rows)) for name in _SHOWN]
    for start in range(0, len(figures), 3):
        for column, (measure, figure) in zip(st.columns(3), figures[start : start + 3], strict=True):
            column.metric(measure.label.capitalize(), _percent(figure), help=_interval(figure))


def _percent(figure: Figure) -> str:
    return f"{100 * figure.mean:.0f}%" if figure.n else "–"


def _interval(figure: Figure) -> str:
    return f"95%-interval {100 * figure.low:.0f} tot {100 * figure.high:.0f}%, over {figure.n} vragen"


def _show_over_time(folder: Path, question_set: str) -> None:
    points: list[dict[str, Any]] = []
    for run_id in runs.run_ids(folder):
        summary = _head(run_id, folder)
        if (summary.head.pipeline, summary.head.question_set) != (OWN, question_set):
            continue
        for split, figures in summary.figures.items():
            if split == SPLITS[0]:
                points.extend(
                    {
                        "moment": summary.head.at,
                        "maat": measure_named(name).label,
                        "waarde": figures[name].mean,
                        "meting": run_label(summary.head),
                    }
                    for name in _OVER_TIME
                    if name in figures
                )
    if len({point["moment"] for point in points}) < 2:
        return
    st.subheader(f"In de tijd ({SPLITS[0]})")
    labels = [measure_named(name).label for name in _OVER_TIME]
    chart = (
        alt.Chart(alt.InlineData(values=points))
        .mark_line(point=True)
        .encode(
            x=alt.X("moment:T", title=None, axis=alt.Axis(format="%d-%m %H:%M", labelAngle=0, tickCount=5)),
            y=alt.Y("waarde:Q", title=None, axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1])),
            color=alt.Color(
                "maat:N",
                title=None,
                scale=alt.Scale(domain=labels, range=list(_COLOURS)),
                legend=alt.Legend(orient="top", columns=1, labelLimit=400),
            ),
            shape=alt.Shape("maat:N", title=None, scale=alt.Scale(domain=labels)),
            tooltip=["meting:N", "maat:N", alt.Tooltip("waarde:Q", format=".1%")],
        )
        .properties(height=340)
    )
    st.altair_chart(chart, width="stretch")


def _show_risk(rows: list[Row]) -> None:
    points = [{"beantwoord": coverage, "fout": risk} for coverage, risk in risk_coverage(confidences(rows))]
    if len(points) < 2:
        return
    st.subheader("Zekerheid")
    st.caption(
        "Hoe groter het deel van de antwoorden dat wordt gegeven, de zekerste eerst, hoe groter het deel dat fout is."
    )
    chart = (
        alt.Chart(alt.InlineData(values=points))
        .mark_line(color=_COLOURS[0], interpolate="step-after")
        .encode(
            x=alt.X("beantwoord:Q", title="deel van de antwoorden", axis=alt.Axis(format="%")),
            y=alt.Y("fout:Q", title="waarvan fout", axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1])),
        )
        .properties(height=220)
    )
    st.altair_chart(chart, width="stretch")
