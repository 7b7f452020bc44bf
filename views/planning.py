"""The page with what is planned: a timeline, a table, what had to be ready, and a file for the calendar."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import cast

import altair as alt
import streamlit as st

from register.model import PlanningEntry
from views.agenda_file import as_icalendar
from views.choosing import choose_one, open_register_page, show_rows, words_filter
from views.rows import by_date, is_overdue, planning_row, shortened, touches

_DATED, _OVERDUE, _UNDATED = "Met datum", "Had klaar moeten zijn", "Zonder datum"
_SHOWN_BARS = 30
_BAR_HEIGHT = 22
_LABEL_CHARACTERS = 34
_LABEL_PIXELS = 200


def show_page() -> None:
    """Filters, timeline, table."""
    index, register, titles = open_register_page("Planning")
    planning = register.planning
    left, middle, right = st.columns(3)
    with left:
        region = choose_one("Regio", index.regions, "planning-regio")
    with middle:
        opgave = choose_one("Opgave", sorted({e.opgave for e in planning if e.opgave}), "planning-opgave")
    with right:
        year = choose_one("Jaar", _years(planning), "planning-jaar")
    words = words_filter("planning-woorden")
    view = st.segmented_control("Weergave", [_DATED, _OVERDUE, _UNDATED], default=_DATED, label_visibility="collapsed")
    entries = [e for e in planning if region in (None, e.region) and opgave in (None, e.opgave)]
    if view == _UNDATED:
        entries = [entry for entry in entries if entry.precision is None]
    else:
        entries = by_date(entry for entry in entries if entry.precision is not None)
        if year is not None:
            first, last = date(int(year), 1, 1), date(int(year), 12, 31)
            entries = [entry for entry in entries if touches(entry, first, last)]
    if view == _OVERDUE:
        on = st.date_input("Peildatum", date.today(), format="DD-MM-YYYY", key="planning-peildatum")
        entries = [entry for entry in entries if isinstance(on, date) and is_overdue(entry, on)]
        st.caption(
            "Volgens de documenten had dit vóór de peildatum klaar moeten zijn; of het klaar is, staat er niet bij."
        )
    rows = [planning_row(entry, titles) for entry in entries]
    found = show_rows(index, entries, rows, words, "planning", "planning")
    if found and view != _UNDATED:
        st.download_button(
            "Bewaar voor de agenda (ics)",
            as_icalendar(found, titles),
            "planning.ics",
            "text/calendar",
            icon=":material/event:",
            key="planning-ics",
        )
    chart = timeline(found) if view == _DATED else None
    if chart is not None:
        st.subheader("Tijdlijn")
        st.caption(f"Hoogstens {_SHOWN_BARS} regels met begin en eind; met een filter ziet u de andere.")
        st.altair_chart(chart, width="stretch")


def timeline(entries: Sequence[PlanningEntry]) -> alt.Chart | None:
    """A bar for each action with a beginning and an end, the first of them; None where there is none."""
    bars = [
        {
            # Rows keep this order; the chart shows what stands behind the number.
            "regel": f"{number:03d} {shortened(entry.what, _LABEL_CHARACTERS)}",
            "wat": entry.what,
            "begin": entry.start,
            "eind": entry.end,
            # Drawn to the end of the last day.
            "tot": (date.fromisoformat(entry.end) + timedelta(days=1)).isoformat(),
            "Opgave": entry.opgave or "geen opgave",
            "regio": entry.region,
        }
        for number, entry in enumerate(entries)
        if entry.start and entry.end
    ][:_SHOWN_BARS]
    if not bars:
        return None
    chart = (
        alt.Chart(alt.Data(values=bars))  # type: ignore[no-untyped-call]
        .mark_bar(cornerRadius=3)
        .encode(
            x=alt.X("begin:T", title=None, axis=alt.Axis(format="%Y", tickCount="year", grid=True, orient="top")),
            x2="tot:T",
            y=alt.Y(
                "regel:O",
                title=None,
                axis=alt.Axis(
                    labelExpr="slice(datum.label, 4)", labelLimit=_LABEL_PIXELS, labelOverlap=False, ticks=False
                ),
            ),
            color=alt.Color("Opgave:N", legend=alt.Legend(orient="bottom", columns=2, labelLimit=300)),
            tooltip=[
                alt.Tooltip("wat:N", title="Wat"),
                alt.Tooltip("regio:N", title="Regio"),
                alt.Tooltip("begin:T", title="Van", format="%d-%m-%Y"),
                alt.Tooltip("eind:T", title="Tot en met", format="%d-%m-%Y"),
            ],
        )
        .properties(height=max(120, _BAR_HEIGHT * len(bars)))
    )
    return cast(alt.Chart, chart)


def _years(planning: Sequence[PlanningEntry]) -> list[str]:
    found = {moment[:4] for entry in planning for moment in (entry.start, entry.end) if moment}
    return sorted(found)


show_page()
