"""Measuring from the page: with the settings in use, or with others as a trial."""

import streamlit as st

from evals import runs
from evals.own import own_questions
from evals.pipelines import OWN
from evals.questions import SPLITS, read_questions
from evals.runner import FIXED, OWN_SET, measure_pipelines, varied
from settings import Settings

_HALVES = {SPLITS[0]: "dev, om op te verbeteren", SPLITS[1]: "test, alleen om te rapporteren", "": "beide"}
_SETS = {FIXED: "vaste set", OWN_SET: "eigen vragen"}


def show_measuring(settings: Settings) -> None:
    """A form that starts a run; afterwards the comparison with the run before is one click away."""
    if measured := st.session_state.pop("measured", None):
        _offer_comparison(*measured)
    st.write(
        "Een meting stelt alle vragen van een set en bewaart wat ervan terechtkwam. Dat duurt meestal een halve minuut."
    )
    with st.form("meten"):
        question_set = st.selectbox("Vragen", list(_SETS), format_func=_SETS.__getitem__)
        half = st.selectbox("Helft", list(_HALVES), format_func=_HALVES.__getitem__)
        st.caption("Proef met andere instellingen; de app zelf verandert er niet door.")
        words = st.number_input("Woorden per passage", 30, 400, settings.passage_words, step=10)
        weight = st.slider("Gewicht van de embedding naast de woorden", 0.0, 1.0, settings.dense_weight, step=0.05)
        note = st.text_input("Notitie", placeholder="Wat is er anders aan deze meting?", max_chars=120)
        sent = st.form_submit_button("Meet", icon=":material/speed:")
    if not sent:
        return
    questions = read_questions() if question_set == FIXED else own_questions(settings.data_dir)
    folder = runs.runs_dir(settings.data_dir)
    before = runs.newest(folder, OWN, question_set)
    bar = st.progress(0.0, text="De meting begint")

    def draw(share: float, what: str) -> None:
        bar.progress(min(share, 1.0), text=f"{what} …")

    (run,) = measure_pipelines(
        varied(settings, passage_words=int(words), dense_weight=float(weight)),
        [OWN],
        [question for question in questions if half in ("", question.split)],
        question_set=question_set,
        note=note,
        progress=draw,
    )
    runs.save_run(run, folder)
    bar.empty()
    st.session_state["measured"] = (before.head.run_id if before else None, run.run_id)
    st.rerun()


def _offer_comparison(before: str | None, after: str) -> None:
    st.success("De meting is bewaard.", icon=":material/check:")

    def show(view: str) -> None:
        st.session_state["quality_wanted_view"] = view
        st.session_state["figures_run"] = st.session_state["questions_run"] = after
        if before:
            st.session_state["compare_before"], st.session_state["compare_after"] = before, after

    with st.container(horizontal=True):
        st.button("Bekijk de cijfers", on_click=show, args=("Stand",), icon=":material/monitoring:")
        if before:
            st.button("Vergelijk met de meting ervoor", on_click=show, args=("Vergelijken",), icon=":material/compare:")
