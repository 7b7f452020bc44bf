"""A quote marked in its document: in the text, and for a PDF on the page as it looks."""

from pathlib import Path

import streamlit as st

from ingest.model import Document
from ingest.page_picture import PageNotDrawn, PagePicture, draw_page
from ingest.place import place
from settings import load_settings
from views.drawing import SCROLL_TO_QUOTE, plain, source_html

_PAGE, _TEXT = "Pagina", "Tekst"
_AROUND = 700
_WIDTH = 700  # pixels, at most: a page of A4 then fits a large screen nearly whole
_UNMARKED = (
    "De gekozen tekst is op deze pagina niet met zekerheid terug te vinden en daarom niet gemarkeerd. Kies ‘Tekst’ om "
    "de plek te zien."
)

# A page is a few hundred kB as a picture.
_drawn = st.cache_data(show_spinner="De pagina wordt getekend …", max_entries=24)(draw_page)


def show_marked(document: Document, start: int, end: int, *, whole: bool = False) -> None:
    """The quote from ``start`` to ``end``, marked, with what stands around it or the ``whole`` text."""
    page = document.page_at(start)
    if page is not None and Path(document.info.file).suffix.lower() == ".pdf":
        view = st.segmented_control(
            "Bron als", [_PAGE, _TEXT], default=_PAGE, required=True, label_visibility="collapsed"
        )
        if view == _PAGE and _show_page(document, page, start, end):
            return
    st.html(source_html(document, start, end, len(document.source) if whole else _AROUND, whole=whole))
    st.html(SCROLL_TO_QUOTE, unsafe_allow_javascript=True)
    st.caption("De gemarkeerde tekst is letterlijk overgenomen uit het document.")


def _show_page(document: Document, page: int, start: int, end: int) -> bool:
    """The page on which the quote begins, as it looks; False, with the reason, where it cannot be drawn."""
    try:
        picture = page_picture(document, page, start, end)
    except PageNotDrawn as error:
        st.warning(plain(str(error)), icon=":material/warning:")
        return False
    where = place(page, document.page_label_at(start), 0, 0)
    runs_on = " De tekst loopt door op de volgende pagina." if document.page_at(end - 1) != page else ""
    st.caption(f"De gekozen tekst is gemarkeerd op {plain(where)}.{runs_on}" if picture.marked else _UNMARKED)
    st.image(picture.png, alt=f"{document.info.title}, {where}", width=_WIDTH)
    return True


def page_picture(document: Document, page: int, start: int, end: int) -> PagePicture:
    """The page with the part of the quote that stands on it marked. Raises: PageNotDrawn."""
    first, *later = [*document.page_starts[page - 1 :], len(document.source)]
    text = document.source[first : later[0]]
    path = load_settings().corpus_dir / document.info.file
    return _drawn(path, document.info.sha256, page, text, start - first, min(end, later[0]) - first)
