"""The index as the pages use it: made on the first start, opened once, and opened anew when it has changed."""

from functools import partial

import streamlit as st

from answer.assistant import warm_up
from errors import AssistantError
from index.build import build_index, is_up_to_date
from index.in_use import IndexInUse
from index.retrieval import Index, open_index
from settings import Settings, load_settings
from views.drawing import plain


@st.cache_resource(show_spinner=False)
def _in_use(settings: Settings) -> IndexInUse:
    return IndexInUse(settings.data_dir, partial(_open_warm, settings))


def _open_warm(settings: Settings) -> Index:
    index = open_index(settings)
    warm_up(index)
    return index


@st.cache_resource(show_spinner=False)
def _checked_at_start(settings: Settings) -> None:
    """Bring the index up to date once in the life of the server, with a progress bar on the page."""
    if is_up_to_date(settings):
        return
    bar = st.progress(0.0, text="De documenten worden klaargezet")

    def draw(share: float, what: str) -> None:
        bar.progress(share, text=f"{what} …")

    build_index(settings, draw)
    bar.empty()


def opened_index(*, newest: bool = False) -> Index:
    """The index in use; for a page that shows what has just been indexed, the ``newest``, even if it has to wait.

    Shows the error and stops the page when there is none and none can be made.
    """
    try:
        settings = load_settings()
        try:
            _checked_at_start(settings)
        except AssistantError as error:
            # An older index that works is better than none.
            try:
                index = _in_use(settings).get(newest=newest)
            except AssistantError:
                raise error from None
            st.warning(plain(str(error)), icon=":material/warning:")
            return index
        return _in_use(settings).get(newest=newest)
    except AssistantError as error:
        st.error(plain(str(error)), icon=":material/error:")
        st.stop()
