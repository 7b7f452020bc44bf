"""The page with who does what: the roles with their sources, all of one party, a matrix, and what nobody leads."""

from collections.abc import Mapping, Sequence

import streamlit as st

from index.retrieval import Index
from register.involvement import planning_of_party
from register.model import ROLES, Register, RoleEntry
from register.parties import parties_in_use
from register.words import role_word
from views.choosing import (
    choose_cell,
    choose_each,
    open_register_page,
    show_exports,
    show_lines,
    show_nothing_found,
    show_sources,
    with_words,
    words_filter,
)
from views.drawing import plain
from views.rows import by_date, has_words, matrix, of_cell, planning_row, role_row, unassigned_row

_ROLES, _PARTY, _MATRIX, _UNASSIGNED = "Rollen", "Eén partij", "Matrix", "Niet belegd"
_VIEW = "rollen-weergave"


def show_page() -> None:
    """Filters, and one of four views."""
    index, register, titles = open_register_page("Wie doet wat")
    if _VIEW not in st.session_state:
        st.session_state[_VIEW] = _PARTY if "partij" in st.query_params else _ROLES
    region, opgave, role, party = choose_each(
        {
            "Regio": index.regions,
            "Opgave": sorted(
                {e.opgave for e in register.rollen if e.opgave} | {e.opgave for e in register.unassigned if e.opgave}
            ),
            "Rol": [role_word(role) for role in ROLES],
            "Partij": register.parties,
        },
        "rollen",
        bound=["Partij"],
    )
    words = words_filter("rollen-woorden")
    view = st.segmented_control(
        "Weergave", [_ROLES, _PARTY, _MATRIX, _UNASSIGNED], key=_VIEW, label_visibility="collapsed", required=True
    )
    rows = {
        entry: role_row(entry, titles)
        for entry in register.rollen
        if region in (None, entry.region)
        and opgave in (None, entry.opgave)
        and role in (None, role_word(entry.role))
        and party in (None, entry.party)
    }
    roles = [entry for entry, row in rows.items() if has_words(row, words)]
    if view == _UNASSIGNED:
        st.caption(
            "Opgaven en activiteiten zonder trekker, penvoerder of coördinator, ook niet bij de opgave als geheel. Rol "
            "en partij tellen hier niet mee."
        )
        lines = [
            (unassigned_row(entry, titles), [entry.source])
            for entry in register.unassigned
            if region in (None, entry.region) and opgave in (None, entry.opgave)
        ]
        show_lines(index, with_words(lines, words), "niet-belegd", "niet-belegd")
    elif view == _MATRIX:
        show_matrix(index, roles)
    elif view == _ROLES:
        show_lines(index, [(rows[entry], [entry.source]) for entry in roles], "rollen", "wie-doet-wat")
    elif party is None:
        st.info(
            "Kies bij Partij een partij: u ziet dan haar rollen en haar regels van de planning.",
            icon=":material/groups:",
        )
    else:
        st.subheader(plain(party))
        for row in rows.values():
            row["Partij"] = row.pop("Partij")  # last: a phone shows the first columns, which say what the party does
        show_lines(index, [(rows[entry], [entry.source]) for entry in roles], "rollen", "rollen-van-partij")
        show_planning(index, register, titles, party, region, opgave, words)


def show_matrix(index: Index, roles: Sequence[RoleEntry]) -> None:
    """Parties and opgaven; a cell that is chosen shows the sources of its roles."""
    rows = matrix(roles)
    if not rows:
        show_nothing_found()
        return
    st.caption("Klik op een vak voor de bronnen, of op een partij voor al haar rollen.")
    chosen = choose_cell(rows, "matrix", ("single-cell",), pinned="Partij")
    if chosen is not None:
        party, column = rows[chosen[0]]["Partij"], chosen[1]
        found = of_cell(roles, party, column)
        if not found:
            st.caption(plain(f"{party} heeft volgens de documenten geen rol in de kolom ‘{column}’."))
        about = [f"{role_word(entry.role)}: {entry.for_what}" for entry in found]
        show_sources(index, [entry.source for entry in found], "matrix", about)
    show_exports(rows, "matrix", "matrix")


def show_planning(
    index: Index,
    register: Register,
    titles: Mapping[str, str],
    party: str,
    region: str | None,
    opgave: str | None,
    words: str,
) -> None:
    """The lines of the planning that have to do with a party, each with why it is shown."""
    st.subheader("Planning")
    why = dict(planning_of_party(register, party, parties_in_use()))
    if not why:
        st.caption("Geen regel van de planning noemt deze partij, en zij trekt geen thema met een planning.")
        return
    lines = [
        ({"Verband": why[entry], **planning_row(entry, titles)}, [entry.source])
        for entry in by_date(why)
        if region in (None, entry.region) and opgave in (None, entry.opgave)
    ]
    show_lines(index, with_words(lines, words), "partij-planning", "planning-van-partij")


show_page()
