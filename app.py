"""The web app: navigation only."""

import streamlit as st

st.set_page_config(page_title="Regioplan-assistent", page_icon=":material/library_books:", layout="centered")
st.navigation(
    [
        st.Page("views/vragen.py", title="Vragen", icon=":material/forum:", default=True),
        st.Page("views/document.py", title="Documenten", icon=":material/menu_book:"),
    ],
    position="top",
).run()
