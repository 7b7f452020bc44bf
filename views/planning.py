"""The page with what is planned: a timeline, a table, what had to be ready, and a file for the calendar."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from register.involvement import planning_of_party
from register.model import PlanningEntry
from register.parties import parties_in_use
from views.agenda_file import as_icalendar
from views.choosing import choose_each, open_register_page, show_lines, words_filter
from views.rows import by_date, has_words, is_overdue, periods, planning_row, touches
from views.timeline import SHOWN_LINES, timeline

_DATED, _OVERDUE, _UNDATED = "Met datum", "Had klaar moeten zijn", "Zonder datum"


def show_page() -> None:
    """Filters, table, timeline."""
    index, register, titles = open_register_page("Planning")
    windows = periods(register.planning)
    region, opgave, period, party = choose_each(
        {
            "Regio": index.regions,
            "Opgave": sorted({entry.opgave for entry in register.planning if entry.opgave}),
            "Periode": list(windows),
            "Partij": register.parties,
        },
        "planning",
    )
    words = words_filter("planning-woorden")
    view = st.segmented_control(
        "Weergave", [_DATED, _OVERDUE, _UNDATED], default=_DATED, label_visibility="collapsed", required=True
    )
    planning: Sequence[PlanningEntry] = register.planning
    if party is not None:
        planning = [entry for entry, _ in planning_of_party(register, party, parties_in_use())]
        st.caption("Regels waarin de partij staat, of die bij een thema staan dat zij trekt.")
    window = windows[period] if period is not None and view != _UNDATED else None
    rows = {
        entry: planning_row(entry, titles)
        for entry in planning
        if region in (None, entry.region)
        and opgave in (None, entry.opgave)
        and (entry.precision is None) == (view == _UNDATED)
        and (window is None or touches(entry, *window))
    }
    entries = [entry for entry, row in rows.items() if has_words(row, words)]
    if view == _OVERDUE:
        on = st.date_input("Peildatum", date.today(), format="DD-MM-YYYY", key="planning-peildatum")
        entries = [entry for entry in entries if isinstance(on, date) and is_overdue(entry, on)]
        st.caption(
            "Volgens de documenten had dit vóór de peildatum klaar moeten zijn; of het klaar is, staat er niet bij."
        )
    entries = by_date(entries)
    show_lines(index, [(rows[entry], [entry.source]) for entry in entries], "planning", "planning")
    if entries and view != _UNDATED:
        st.download_button(
            "Bewaar voor de agenda (ics)",
            as_icalendar(entries, titles),
            "planning.ics",
            "text/calendar",
            icon=":material/event:",
            key="planning-ics",
        )
        show_timeline(entries, window)


def show_timeline(entries: Sequence[PlanningEntry], window: tuple[date, date] | None) -> None:
    """The timeline with what its marks mean."""
    # Streamlit colours the axes of a chart by the theme, and leaves words in it black.
    chart = timeline(entries, window, str(st.get_option(f"theme.{st.context.theme.type or 'light'}.textColor")))
    if chart is None:
        return
    st.subheader("Tijdlijn")
    drawn = min(len(entries), SHOWN_LINES)
    some = (
        f"De eerste {drawn} van {len(entries)} regels; met een filter ziet u de andere. "
        if drawn < len(entries)
        else ""
    )
    st.caption(
        f"{some}Een balk beslaat de periode die het document noemt, een ruit is één dag. Bij een open balk met "
        "een pijl noemt het document geen begin of geen eind."
    )
    st.altair_chart(chart, width="stretch", alt=f"Tijdlijn van {drawn} regels; de tabel heeft dezelfde regels.")


show_page()
