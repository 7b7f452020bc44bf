"""The planning as a timeline: as long and as precise as the documents say. No Streamlit here."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import cast

import altair as alt

from ingest.months import SHORT_MONTHS
from register.model import PlanningEntry
from register.words import period_of

SHOWN_LINES = 30
_LINE_PIXELS = 40
# Pixels from the middle of a line: the words stand above their bar, so both fit on a phone.
_TEXT_UP, _BAR_DOWN = -10, 8
_TEXT_SIZE = 13
_BAR = 10
_MARK = 90  # square pixels
_AXIS_AND_LEGEND = 110  # pixels: the page counts them in the height of a chart
_TWO_LABELS = 20  # pixels: Vega hangs the second line of a label below the first, over the chart
_MONTHS_IN_LABELS, _QUARTERS_IN_LABELS = 12, 36  # of the axis: a longer one counts quarters, then years
_NEW_YEAR = "month(datum.value) == 0 ? '' + year(datum.value) : ''"
_LABELS = {
    1: f"[{list(SHORT_MONTHS)}[month(datum.value)], {_NEW_YEAR}]",
    3: f"['Q' + quarter(datum.value), {_NEW_YEAR}]",
    12: "'' + year(datum.value)",
}


def timeline(
    entries: Sequence[PlanningEntry], window: tuple[date, date] | None = None, ink: str = "black"
) -> alt.LayerChart | None:
    """The first lines with a date, each as words above a mark; None where there is none.

    A period is a bar of its length, a day a diamond; a bar that the document leaves open is dashed, with an arrow.

    Args:
        entries: In the order in which they are drawn.
        window: First and last day to draw; by default the whole years of the entries. Nothing is drawn outside it.
        ink: Colour of the words.
    """
    dated = [entry for entry in entries if entry.start or entry.end][:SHOWN_LINES]
    if not dated:
        return None
    first, last = window or _whole_years(dated)
    after = last + timedelta(days=1)
    lines = [_line(number, entry, first, after) for number, entry in enumerate(dated)]
    months = 12 * (after.year - first.year) + after.month - first.month
    step = 1 if months <= _MONTHS_IN_LABELS else 3 if months <= _QUARTERS_IN_LABELS else 12
    axis = alt.Axis(
        values=[_moment(day) for day in _ticks(first, after, step)],
        labelExpr=_LABELS[step],
        labelAlign="left",
        labelOverlap="greedy",
        labelPadding=_TWO_LABELS,
        orient="top",
        grid=True,
    )
    regions = sorted({entry.region for entry in dated})
    rows = alt.Chart(alt.Data(values=lines)).encode(  # type: ignore[no-untyped-call]
        y=alt.Y("regel:O", axis=None), tooltip=["Wat:N", "Wanneer:N", "Regio:N", "Opgave:N"]
    )
    base = rows.encode(
        color=alt.Color(
            "Regio:N",
            scale=alt.Scale(domain=regions, scheme="tableau10"),
            legend=alt.Legend(orient="bottom", title=None, columns=3) if len(regions) > 1 else None,
        ),
    )
    x = alt.X("van:T", title=None, axis=axis, scale=alt.Scale(domain=[_moment(first), _moment(after)], nice=False))
    spans = base.encode(x=x, x2="tot:T")
    points = base.encode(x=x).mark_point(aria=False, yOffset=_BAR_DOWN, filled=True, opacity=1, size=_MARK)
    words = rows.encode(x=alt.value(0), text="Wat:N").mark_text(
        aria=False,
        align="left",
        baseline="middle",
        yOffset=_TEXT_UP,
        fontSize=_TEXT_SIZE,
        limit=alt.ExprRef("width"),
        color=ink,
    )
    chart = alt.layer(
        spans.transform_filter("datum.soort == 'periode'").mark_bar(aria=False, height=_BAR, yOffset=_BAR_DOWN),
        spans.transform_filter("datum.soort == 'open'").mark_bar(
            aria=False, height=_BAR, yOffset=_BAR_DOWN, filled=False, strokeDash=[4, 2]
        ),
        points.transform_filter("datum.soort == 'dag'").encode(shape=alt.value("diamond")),
        points.transform_filter("datum.geen_begin").encode(shape=alt.value("triangle-left")),
        points.transform_filter("datum.geen_eind").encode(x=alt.X("tot:T"), shape=alt.value("triangle-right")),
        words,
    )
    # The drawing is one picture with a table beside it; its parts have roles without a name.
    return cast(alt.LayerChart, chart.properties(height=_LINE_PIXELS * len(lines) + _AXIS_AND_LEGEND))


def _line(number: int, entry: PlanningEntry, first: date, after: date) -> dict[str, str | int | bool]:
    begin, end = entry.first_day, entry.last_day
    is_open = begin is None or end is None
    return {
        "regel": number,
        "soort": "open" if is_open else "dag" if begin == end else "periode",
        "van": _moment(max(begin or first, first)),
        # Drawn to the end of the last day.
        "tot": _moment(min(end + timedelta(days=1) if end else after, after)),
        "geen_begin": begin is None,
        "geen_eind": end is None,
        "Wat": entry.what,
        "Wanneer": period_of(entry),
        "Regio": entry.region,
        "Opgave": entry.opgave or "geen opgave",
    }


def _whole_years(entries: Sequence[PlanningEntry]) -> tuple[date, date]:
    days = [day for entry in entries for day in (entry.first_day, entry.last_day) if day]
    return date(min(days).year, 1, 1), date(max(days).year, 12, 31)


def _ticks(first: date, after: date, step: int) -> Iterator[date]:
    """The first days of months, ``step`` months apart; ``first`` is one."""
    year, month = first.year, first.month
    while (day := date(year, month, 1)) < after:
        yield day
        year, month = year + (month + step - 1) // 12, (month + step - 1) % 12 + 1


def _moment(day: date) -> str:
    """Midnight where the browser is, as the axis counts; a date alone would be midnight in Greenwich."""
    return f"{day.isoformat()}T00:00:00"
