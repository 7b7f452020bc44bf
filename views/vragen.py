"""The page on which questions are asked."""

import streamlit as st

from answer.assistant import ask
from answer.citations import place, place_of
from answer.model import Answer
from answer.question import MOST_CHARACTERS
from errors import AssistantError
from evals.own import REASONS, add_draft
from index.retrieval import Index
from settings import load_settings
from views.citation import open_citation, open_passage
from views.drawing import STYLE, answer_html, plain
from views.opened import opened_index

_STARTERS = (
    "Wie trekt valpreventie in Lekstroom?",
    "Wat is een verkennend gesprek?",
    "Wanneer start de leerwerkplaats zelfredzaamheid in Lekstroom?",
)
_NEAREST = 3


def show_page() -> None:
    """Title, conversation, question, answer."""
    st.header("Vraag het de regioplannen")
    st.caption(
        "Dit is een AI-systeem. Antwoorden bestaan uit citaten uit de documenten; open de bron voordat u erop bouwt."
    )
    st.html(STYLE)
    index = opened_index()
    answers: list[Answer] = st.session_state.setdefault("answers", [])
    for number, answer in enumerate(answers):
        show_exchange(index, answer, number)
    question = st.chat_input("Stel een vraag over opgaven, planning of wie wat doet", max_chars=MOST_CHARACTERS)
    if not answers and not question:
        question = show_starters()
    if question:
        answer_question(index, question, answers)


def show_starters() -> str | None:
    """Three questions to begin with; returns the one that was chosen."""
    st.write("Bijvoorbeeld:")
    chosen = [st.button(starter, icon=":material/help:", width="content") for starter in _STARTERS]
    return next((starter for starter, pressed in zip(_STARTERS, chosen, strict=True) if pressed), None)


def answer_question(index: Index, question: str, answers: list[Answer]) -> None:
    """Answer, remember the answer and draw the page with it."""
    try:
        answers.append(ask(question, index, history=[answer.question for answer in answers]))
    except AssistantError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    st.rerun()


def show_exchange(index: Index, answer: Answer, number: int) -> None:
    """One question with its answer and its sources."""
    with st.chat_message("user", avatar=":material/person:"):
        st.text(answer.question)
    with st.chat_message("assistant", avatar=":material/library_books:"):
        if answer.search_note:
            st.caption(plain(answer.search_note))
        if answer.status == "answered":
            st.html(answer_html(answer))
            show_citations(index, answer, number)
        else:
            st.text(answer.text)
            show_nearest(index, answer, number)
        show_feedback(answer, number)


def show_citations(index: Index, answer: Answer, number: int) -> None:
    """A numbered button for each citation."""
    with st.container(horizontal=True, gap="small"):
        for citation in answer.citations:
            label = f"{citation.n} · {_short(citation.title)}, {place_of(citation)}"
            if st.button(label, key=f"bron-{number}-{citation.n}", help="Toon het citaat in het document"):
                open_citation(index, citation)


def show_nearest(index: Index, answer: Answer, number: int) -> None:
    """What comes nearest where nothing answers, with the place of each."""
    nearest = [scored for scored in answer.retrieved[:_NEAREST] if scored.score > 0]
    if not nearest:
        return
    st.caption(f"Gezocht in {len(index.documents)} documenten. Dit komt er het dichtst bij:")
    for scored in nearest:
        passage = scored.passage
        title = _short(index.documents[passage.document_id].title)
        page_label = index.document(passage.document_id).page_label_at(passage.start)
        where = place(passage.page, page_label, passage.first_line, passage.last_line)
        label = f"{title}, {where}: {passage.path[-1]}"
        if st.button(plain(label), key=f"nabij-{number}-{scored.rank}", icon=":material/description:"):
            open_passage(index, passage)


def show_feedback(answer: Answer, number: int) -> None:
    """Disapproval with a reason: two clicks, and the question lies with the evaluator as a draft."""
    if number in st.session_state.get("disapproved", {}):
        reason = st.session_state["disapproved"][number]
        st.caption(f"Afgekeurd: {reason}. Bewaard als concept op de pagina Kwaliteit, bij ‘Eigen vragen’.")
        return
    with st.popover("Niet goed", icon=":material/thumb_down:"):
        st.caption(
            "Wat is er mis? De vraag en dit antwoord worden op deze computer bewaard voor wie de kwaliteit beoordeelt."
        )
        with st.container(horizontal=True):
            for reason in REASONS:
                key = f"afkeur-{number}-{reason}"
                st.button(reason.capitalize(), key=key, on_click=disapprove, args=(answer, number, reason))


def disapprove(answer: Answer, number: int, reason: str) -> None:
    """Keep the question, the answer and the reason."""
    earlier = [one.question for one in st.session_state["answers"][:number]]
    region = answer.regions[0] if len(answer.regions) == 1 else None
    add_draft(
        load_settings().data_dir,
        question=answer.question,
        region=region,
        history=earlier,
        given=answer.text,
        reason=reason,
    )
    st.session_state.setdefault("disapproved", {})[number] = reason


def _short(title: str, most: int = 34) -> str:
    if len(title) <= most:
        return plain(title)
    return plain(title[:most].rsplit(" ", 1)[0].rstrip(" (:,-") + "…")


show_page()
