"""The web app: navigation only."""

import streamlit as st

from settings import PROJECT_ROOT

# A picture of our own: Streamlit fetches the icon of a name from the internet.
LOGO = str(PROJECT_ROOT / "views" / "logo.png")

st.set_page_config(page_title="Regioplan-assistent", page_icon=LOGO, layout="centered")
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
# Streamlit calls every page English, and screen readers would read Dutch that way.
st.html('<script>document.documentElement.lang = "nl";</script>', unsafe_allow_javascript=True)
page.run()
