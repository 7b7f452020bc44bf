"""A citation, opened: where it stands, and the quote marked in its surroundings."""

import streamlit as st

from answer.model import Citation
from index.retrieval import Index
from ingest.model import Passage
from ingest.place import place, place_of
from register.model import Source
from views.drawing import published
from views.linking import Place, link_to
from views.marking import show_marked


@st.dialog("Bron", width="large")
def open_citation(index: Index, citation: Citation) -> None:
    """Show a citation in a window over the page."""
    _show(index, citation.passage, citation.start, citation.end, place_of(citation))


@st.dialog("Bron", width="large")
def open_passage(index: Index, passage: Passage) -> None:
    """Show a whole passage in a window over the page."""
    label = index.document(passage.document_id).page_label_at(passage.start)
    where = place(passage.page, label, passage.first_line, passage.last_line)
    _show(index, passage, passage.start, passage.end, where)


@st.dialog("Bron", width="large")
def open_source(index: Index, source: Source) -> None:
    """Show the words that an entry of the register was read from, in a window over the page."""
    _show(index, index.passage(source.passage), source.start, source.end, place_of(source))


def _show(index: Index, passage: Passage, start: int, end: int, where: str) -> None:
    document = index.document(passage.document_id)
    st.text(f"{document.info.title} ({published(document.info.published)})")
    st.text(f"{' › '.join(passage.path)}\n{where}")
    show_marked(document, start, end)
    with st.popover("Link naar deze plek", icon=":material/link:"):
        st.code(link_to(passage, st.context.url or ""), language=None, wrap_lines=True)
    if st.button("Lees het hele document", icon=":material/menu_book:"):
        st.session_state["document"] = Place(passage.document_id, start, end)
        st.switch_page("views/documenten.py")
