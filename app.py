"""The web app: navigation only."""

import streamlit as st

from views.frame import show_frame, show_icon

show_icon()
page = st.navigation(
    [
        st.Page("views/vragen.py", title="Vragen", icon=":material/forum:", default=True),
        st.Page("views/inwerken.py", title="Inwerken", icon=":material/school:"),
        st.Page("views/opgaven.py", title="Opgaven", icon=":material/account_tree:"),
        st.Page("views/planning.py", title="Planning", icon=":material/calendar_month:"),
        st.Page("views/wie_doet_wat.py", title="Wie doet wat", icon=":material/groups:"),
        st.Page("views/begrippen.py", title="Begrippen", icon=":material/dictionary:"),
        st.Page("views/documenten.py", title="Documenten", icon=":material/menu_book:"),
        st.Page("views/kwaliteit.py", title="Kwaliteit", icon=":material/monitoring:"),
    ],
    position="top",
)
show_frame(page.title)
page.run()
