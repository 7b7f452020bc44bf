"""The page with who does what: a matrix of parties and opgaven, what nobody leads, and the roles with their sources."""

import streamlit as st

from register.model import ROLES
from views.choosing import choose_one, open_register_page, show_rows, words_filter
from views.rows import matrix, role_row

_ROLES, _MATRIX, _UNASSIGNED = "Rollen", "Matrix", "Niet belegd"


def show_page() -> None:
    """Filters, and one of three views."""
    index, register, titles = open_register_page("Wie doet wat")
    left, middle, right = st.columns(3)
    with left:
        region = choose_one("Regio", index.regions, "rollen-regio")
    with middle:
        opgave = choose_one("Opgave", sorted({e.opgave for e in register.rollen if e.opgave}), "rollen-opgave")
    with right:
        role = choose_one("Rol", ROLES, "rollen-rol")
    view = st.segmented_control(
        "Weergave", [_ROLES, _MATRIX, _UNASSIGNED], default=_ROLES, label_visibility="collapsed"
    )
    entries = [
        entry
        for entry in register.rollen
        if region in (None, entry.region) and opgave in (None, entry.opgave) and role in (None, entry.role)
    ]
    if view == _UNASSIGNED:
        sheets = [e for e in register.unassigned if region in (None, e.region) and opgave in (None, e.opgave)]
        st.caption("Bladen waarop geen trekker, penvoerder of coördinator staat, en ook niet bij de opgave als geheel.")
        st.dataframe(
            [
                {"Regio": e.region, "Opgave": e.opgave or "-", "Thema": e.thema or e.title, "Trekker": "niet belegd"}
                for e in sheets
            ],
            hide_index=True,
        )
        return
    if view == _MATRIX:
        st.dataframe(matrix(entries), hide_index=True)
        return
    party = choose_one("Partij", sorted({entry.party for entry in entries}, key=str.lower), "rollen-partij")
    entries = [entry for entry in entries if party in (None, entry.party)]
    words = words_filter("rollen-woorden")
    show_rows(index, entries, [role_row(entry, titles) for entry in entries], words, "rollen", "wie-doet-wat")


show_page()
