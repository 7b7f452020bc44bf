"""The index as the pages use it: made on the first start, opened once, and opened anew when it has changed."""

import streamlit as st

from answer.assistant import warm_up
from errors import AssistantError
from index.build import build_index, is_up_to_date
from index.generations import current_generation
from index.retrieval import Index, open_index
from settings import Settings, load_settings
from views.drawing import plain


@st.cache_resource(show_spinner=False, max_entries=2)
def _index(generation: str, settings: Settings) -> Index:
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


def opened_index() -> Index:
    """The index in use. Shows the error and stops the page when there is none and none can be made."""
    try:
        settings = load_settings()
        try:
            _checked_at_start(settings)
        except AssistantError as error:
            # An older index that works is better than none.
            try:
                index = _index(current_generation(settings.data_dir).name, settings)
            except AssistantError:
                raise error from None
            st.warning(plain(str(error)), icon=":material/warning:")
            return index
        return _index(current_generation(settings.data_dir).name, settings)
    except AssistantError as error:
        st.error(plain(str(error)), icon=":material/error:")
        st.stop()
