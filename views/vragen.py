"""The page on which questions are asked."""

from datetime import date

import streamlit as st

from answer.assistant import ask
from answer.language_model import LanguageModel, open_language_model
from answer.model import Answer
from answer.question import MOST_CHARACTERS
from answer.writing import Draft, write
from errors import AssistantError
from evals.own import REASONS, add_draft
from index.retrieval import Index
from ingest.place import place, place_of
from settings import load_settings
from views.citation import open_citation, open_passage
from views.conversation import as_markdown
from views.drawing import STYLE, answer_html, plain
from views.glossary import show_terms
from views.opened import opened_index
from views.suggesting import suggestions

_STARTERS = (
    "Wie trekt valpreventie in Lekstroom?",
    "Wat is een verkennend gesprek?",
    "Wanneer start de leerwerkplaats zelfredzaamheid in Lekstroom?",
)
_NEAREST = 3
_QUOTED = "Dit is een AI-systeem. Antwoorden bestaan uit citaten uit de documenten; open de bron voordat u erop bouwt."
_WORDED = (
    "Dit is een AI-systeem. Vraag en gevonden passages gaan naar {host}, model {name}. Wat dat model schrijft, wordt "
    "zin voor zin vergeleken met de documenten; open de bron voordat u erop bouwt."
)
_WRITTEN = (
    "Geformuleerd door taalmodel {name}; dit is geen brontekst. De genummerde bronnen tonen de letterlijke tekst."
)


def show_page() -> None:
    """Title, conversation, question, answer."""
    st.header("Vraag het de regioplannen")
    st.html(STYLE)
    model = opened_model()
    st.caption(_QUOTED if model is None else plain(_WORDED.format(host=model.host, name=model.name)))
    index = opened_index()
    answers: list[Answer] = st.session_state.setdefault("answers", [])
    for number, answer in enumerate(answers):
        show_exchange(index, answer, number)
    asked = st.query_params.get("vraag") if "asked_by_link" not in st.session_state else None
    typed = st.chat_input("Stel een vraag over opgaven, planning of wie wat doet", max_chars=MOST_CHARACTERS)
    # Drawn after the input, which stands below them all the same: they take as long as several answers.
    suggested = show_suggestions(index, answers) if answers else None
    if answers:
        show_keeping(answers)
    question = typed or suggested or asked
    if asked:
        st.session_state["asked_by_link"] = True
    if not answers and not question:
        question = show_starters()
    if question:
        answer_question(index, question, answers)
    elif model is not None and answers and st.session_state.get("to_word") == len(answers) - 1:
        word_last(index, model, answers)


def opened_model() -> LanguageModel | None:
    """The language model that is set, if any; a setting that cannot be used is shown and leaves the quotations."""
    try:
        return open_language_model(load_settings())
    except AssistantError as error:
        st.warning(plain(str(error)), icon=":material/warning:")
        return None


def word_last(index: Index, model: LanguageModel, answers: list[Answer]) -> None:
    """Let the model word the last answer, which is on screen already, and draw the page with the outcome."""
    answer = answers[-1]
    with st.chat_message("assistant", avatar=":material/edit_note:"):
        waiting = st.empty()
        waiting.caption("Het taalmodel formuleert het antwoord …")
        history = [one.question for one in answers[:-1]]
        for value in write(answer, index, model, history=history):
            if isinstance(value, Draft):
                waiting.text(value.text)
            else:
                answers[-1] = value
    # Only now: who leaves the page or asks on meanwhile keeps the answer in quotations.
    del st.session_state["to_word"]
    st.rerun()


def show_suggestions(index: Index, answers: list[Answer]) -> str | None:
    """Questions to ask next; returns the one that was chosen."""
    made: dict[int, tuple[str, ...]] = st.session_state.setdefault("suggested", {})
    last = len(answers) - 1
    if last not in made:
        made[last] = suggestions(index, answers[-1])
    if not made[last]:
        return None
    st.caption("Vraag verder:")
    chosen = [
        st.button(plain(question), key=f"verder-{last}-{number}", icon=":material/subdirectory_arrow_right:")
        for number, question in enumerate(made[last])
    ]
    return next((question for question, pressed in zip(made[last], chosen, strict=True) if pressed), None)


def show_keeping(answers: list[Answer]) -> None:
    """Take the conversation along, or begin a new one."""
    with st.container(horizontal=True, gap="small"):
        text = as_markdown(answers, date.today())
        st.download_button(
            "Bewaar gesprek",
            text,
            "gesprek.md",
            "text/markdown",
            icon=":material/download:",
            key="bewaar-gesprek",
            on_click="ignore",
        )
        if st.button("Nieuw gesprek", icon=":material/add_comment:", key="nieuw-gesprek"):
            for name in ("answers", "suggested", "disapproved", "to_word"):
                st.session_state.pop(name, None)
            st.rerun()


def show_starters() -> str | None:
    """Three questions to begin with; returns the one that was chosen."""
    st.write("Bijvoorbeeld:")
    chosen = [st.button(starter, icon=":material/help:", width="content") for starter in _STARTERS]
    return next((starter for starter, pressed in zip(_STARTERS, chosen, strict=True) if pressed), None)


def answer_question(index: Index, question: str, answers: list[Answer]) -> None:
    """Answer, remember the answer and draw the page with it."""
    try:
        answers.append(ask(question, index, history=[answer.question for answer in answers]))
        if answers[-1].status == "answered":
            st.session_state["to_word"] = len(answers) - 1
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
            if answer.written:
                st.caption(plain(_WRITTEN.format(name=answer.engine)))
            elif answer.model_note:
                st.caption(plain(answer.model_note))
            show_citations(index, answer, number)
            show_terms(index, answer, number)
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
