"""The page on which a document is read."""

import streamlit as st

from views.drawing import SCROLL_TO_QUOTE, STYLE, published, source_html
from views.opened import opened_index


def show_page() -> None:
    """Choose a document and read it; a citation that was opened is marked."""
    st.header("Documenten")
    index = opened_index()
    wanted = st.session_state.get("document", {})
    ids = sorted(index.documents)
    at = ids.index(wanted["id"]) if wanted.get("id") in ids else 0
    chosen = st.selectbox("Document", ids, index=at, format_func=lambda name: index.documents[name].title)
    document = index.document(chosen)
    info = document.info
    st.caption(f"{info.publisher}, {published(info.published)}. {info.obtained}")
    st.html(STYLE)
    marked = wanted if wanted.get("id") == chosen else {}
    if marked:
        st.caption("Het citaat is gemarkeerd.")
    start, end = int(marked.get("start", 0)), int(marked.get("end", 0))
    st.html(source_html(document, start, end, len(document.source)))
    if marked:
        st.html(SCROLL_TO_QUOTE, unsafe_allow_javascript=True)


show_page()
