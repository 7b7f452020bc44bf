"""The web app: navigation only."""

import streamlit as st

from views.frame import show_frame

# Pages have no icons: Streamlit would fetch the one of the page that is open from the internet, for the tab.
page = st.navigation(
    [
        st.Page("views/vragen.py", title="Vragen", default=True),
        st.Page("views/inwerken.py", title="Inwerken"),
        st.Page("views/opgaven.py", title="Opgaven"),
        st.Page("views/planning.py", title="Planning"),
        st.Page("views/wie_doet_wat.py", title="Wie doet wat"),
        st.Page("views/begrippen.py", title="Begrippen"),
        st.Page("views/documenten.py", title="Documenten"),
        st.Page("views/kwaliteit.py", title="Kwaliteit"),
    ],
    position="top",
)
show_frame(page.title)
page.run()
