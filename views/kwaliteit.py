"""The page on which quality is looked at, measured and compared, and on which evaluators keep their own questions."""

import streamlit as st

from errors import AssistantError
from settings import load_settings
from views.drawing import STYLE, plain
from views.measuring import show_measuring
from views.opened import opened_index
from views.own_questions import show_own_questions
from views.quality import show_comparison, show_figures, show_questions

_VIEWS = ("Stand", "Vragen", "Vergelijken", "Meten", "Eigen vragen")


def show_page() -> None:
    """Choose what to look at; a message and a view can be left behind by what was done before."""
    st.header("Kwaliteit")
    st.caption(
        "Elke wijziging wordt beoordeeld op een vaste set vragen, waarvan vooraf vaststaat wat een goed antwoord is."
    )
    st.html(STYLE)
    settings = load_settings()
    index = opened_index()
    if message := st.session_state.pop("quality_message", None):
        st.success(message, icon=":material/check:")
    if wanted := st.session_state.pop("quality_wanted_view", None):
        st.session_state["quality_view"] = wanted
    view = st.segmented_control("Weergave", _VIEWS, default=_VIEWS[0], key="quality_view", label_visibility="collapsed")
    try:
        if view == "Vragen":
            show_questions(settings)
        elif view == "Vergelijken":
            show_comparison(settings)
        elif view == "Meten":
            show_measuring(settings)
        elif view == "Eigen vragen":
            show_own_questions(index, settings)
        else:
            show_figures(settings)
    except AssistantError as error:
        st.error(plain(str(error)), icon=":material/error:")


show_page()
