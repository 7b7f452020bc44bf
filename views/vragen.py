"""The page on which questions are asked."""

from collections.abc import Callable
from datetime import date
from functools import partial

import streamlit as st

from answer.assistant import ask
from answer.language_model import LanguageModel, open_language_model
from answer.model import Answer
from answer.question import MOST_CHARACTERS
from answer.writing import Draft, write
from errors import AssistantError
from index.retrieval import Index
from ingest.place import place, place_of
from settings import load_settings
from views.citation import open_citation, open_passage
from views.conversation import Conversation, Conversations, Exchange, shortened
from views.conversation_list import conversations_here, show_conversations
from views.drawing import STYLE, answer_html, plain
from views.export import as_markdown, as_pdf, as_word
from views.feedback import show_feedback
from views.glossary import show_terms
from views.opened import opened_index
from views.suggesting import suggestions

_STARTERS = (
    "Wie trekt valpreventie in Lekstroom?",
    "Wat is een verkennend gesprek?",
    "Wanneer start de leerwerkplaats zelfredzaamheid in Lekstroom?",
)
_NEAREST = 3
_CHOSEN = "gekozen-vraag"  # in the state of the session
_TITLE = 34  # characters of a title on a button
_QUOTED = "Dit is een AI-systeem. Antwoorden bestaan uit citaten uit de documenten; open de bron voordat u erop bouwt."
_WORDED = (
    "Dit is een AI-systeem. Vraag en gevonden passages gaan naar {host}, model {name}. Wat dat model schrijft, wordt "
    "zin voor zin vergeleken met de documenten; open de bron voordat u erop bouwt."
)
_REGION = (
    "Antwoorden komen dan uit deze regio, of uit wat voor alle regio’s geldt. Noemt een vraag zelf een regio, dan gaat "
    "die voor. Klik nog eens op de regio om haar los te laten."
)
_FILES: tuple[tuple[str, str, Callable[[Conversation, date], str | bytes]], ...] = (
    ("Word", "docx", as_word),
    ("PDF", "pdf", as_pdf),
    ("Markdown", "md", as_markdown),
)


def show_page() -> None:
    """Title, conversation, question, answer."""
    st.header("Vraag het de regioplannen")
    st.html(STYLE)
    model = opened_model()
    st.caption(_QUOTED if model is None else plain(_WORDED.format(host=model.host, name=model.name)))
    index = opened_index()
    conversations = conversations_here()
    question, region = asked(index)
    # Answered before the conversation is drawn, so that it is drawn once for a question, with the answer.
    fault = answer_question(index, question, region, conversations) if question else None
    conversation = conversations.current
    show_conversations(conversations)
    for number in range(len(conversation.exchanges)):
        show_exchange(index, conversation, number)
    last = conversation.exchanges[-1] if conversation.exchanges else None
    if last:
        show_keeping(conversation)
        # Last on the page: nothing waits for it, and nothing moves when it comes.
        show_suggestions(index, last)
    else:
        show_starters()
    if fault:
        st.error(plain(str(fault)), icon=":material/error:")
    elif model is not None and last and last.to_word:
        word_last(index, model, conversation)


def opened_model() -> LanguageModel | None:
    """The language model that is set, if any; a setting that cannot be used is shown and leaves the quotations."""
    try:
        return open_language_model(load_settings())
    except AssistantError as error:
        st.warning(plain(str(error)), icon=":material/warning:")
        return None


def asked(index: Index) -> tuple[str | None, str | None]:
    """The question that has just been asked, by link, typed or chosen, and the region that it is about, if any."""
    linked = asked_by_link(index)
    region = show_regions(index)
    typed = st.chat_input("Stel een vraag over opgaven, planning of wie wat doet", max_chars=MOST_CHARACTERS)
    chosen = st.session_state.pop(_CHOSEN, None)
    return typed or chosen or linked, region


def offer(question: str, icon: str) -> None:
    """A button that asks a question: it comes as the one that has been chosen to the next run of the page."""
    st.button(
        plain(question),
        key=f"stel-{question}",
        icon=icon,
        width="content",
        on_click=st.session_state.update,
        kwargs={_CHOSEN: question},
    )


def asked_by_link(index: Index) -> str | None:
    """The question of the address, with its region; both are taken out of it, so that a reload does not ask again."""
    question, region = st.query_params.get("vraag"), st.query_params.get("regio")
    # Who goes back in the browser comes by the link once more: it stays, or there would be no going back beyond it.
    if not question or st.session_state.get("asked_by_link") == (question, region):
        return None
    st.session_state["asked_by_link"] = question, region
    for name in ("vraag", "regio"):
        st.query_params.pop(name, None)
    try:
        st.session_state["chat-regio"] = index.places().chosen(region)
    except AssistantError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return None
    return question


def show_regions(index: Index) -> str | None:
    """Regions to choose from, above the input; the one that the next questions are about, if any."""
    if st.session_state.get("chat-regio") not in index.regions:
        st.session_state["chat-regio"] = None
    with st.bottom:
        return st.pills(
            "Regio van de volgende vragen",
            index.regions,
            key="chat-regio",
            help=_REGION,
            wrap=False,
            persist_state="session",
        )


def word_last(index: Index, model: LanguageModel, conversation: Conversation) -> None:
    """Let the model word the last answer, which is on screen already, and draw the page with the outcome."""
    exchange = conversation.exchanges[-1]
    with st.chat_message("assistant", avatar=":material/edit_note:"):
        waiting = st.empty()
        waiting.caption("Het taalmodel formuleert het antwoord …")
        for value in write(exchange.answer, index, model, history=conversation.questions[:-1]):
            if isinstance(value, Draft):
                waiting.text(value.text)
            else:
                exchange.answer = value
    # Only now: who leaves the page or asks on meanwhile keeps the answer in quotations.
    exchange.to_word = False
    st.rerun()


def show_suggestions(index: Index, exchange: Exchange) -> None:
    """Questions to ask next."""
    if not exchange.answer.citations:
        return
    with st.container(key="verder"):
        heading = st.empty()
        if exchange.suggested is None:
            heading.caption("Zoekt vragen om verder te gaan …")
            exchange.suggested = suggestions(index, exchange.answer)
        heading.caption("Vraag verder:" if exchange.suggested else "")
        for question in exchange.suggested:
            offer(question, ":material/subdirectory_arrow_right:")


def show_keeping(conversation: Conversation) -> None:
    """Take the conversation along, as a file or as text to copy."""
    today = date.today()
    with st.popover("Bewaar of kopieer", icon=":material/download:", key="bewaar-gesprek"):
        with st.container(horizontal=True, gap="small"):
            for label, name, write_file in _FILES:
                st.download_button(
                    label,
                    partial(write_file, conversation, today),
                    f"gesprek.{name}",
                    key=f"bewaar-{name}",
                    on_click="ignore",
                )
        st.caption("Of kopieer het gesprek als Markdown, met de knop rechts in het vak:")
        st.code(as_markdown(conversation, today), language=None, wrap_lines=True, height=180)


def show_starters() -> None:
    """Three questions to begin with."""
    st.write("Bijvoorbeeld:")
    for starter in _STARTERS:
        offer(starter, ":material/help:")


def answer_question(
    index: Index, question: str, region: str | None, conversations: Conversations
) -> AssistantError | None:
    """Answer and remember the answer; returns why that cannot be done, if so."""
    try:
        answer = ask(question, index, region=region, history=conversations.current.questions)
    except AssistantError as error:
        return error
    conversations.add(Exchange(answer, region, to_word=answer.status == "answered"))
    return None


def show_exchange(index: Index, conversation: Conversation, number: int) -> None:
    """One question with its answer and its sources."""
    exchange = conversation.exchanges[number]
    answer = exchange.answer
    with st.chat_message("user", avatar=":material/person:"):
        st.text(answer.question)
    with st.chat_message("assistant", avatar=":material/library_books:"):
        for note in exchange.search_notes:
            st.caption(plain(note))
        if answer.status == "answered":
            st.html(answer_html(answer))
            if exchange.wording_note:
                st.caption(plain(exchange.wording_note))
            show_citations(index, answer, number)
            show_terms(index, answer, number)
        else:
            st.text(answer.text)
            show_nearest(index, answer, number)
        show_feedback(conversation, number)


def show_citations(index: Index, answer: Answer, number: int) -> None:
    """A numbered button for each citation."""
    with st.container(horizontal=True, gap="small"):
        for citation in answer.citations:
            label = f"{citation.n} · {plain(shortened(citation.title, _TITLE))}, {place_of(citation)}"
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
        title = shortened(index.documents[passage.document_id].title, _TITLE)
        page_label = index.document(passage.document_id).page_label_at(passage.start)
        where = place(passage.page, page_label, passage.first_line, passage.last_line)
        label = f"{title}, {where}: {passage.path[-1]}"
        if st.button(plain(label), key=f"nabij-{number}-{scored.rank}", icon=":material/description:"):
            open_passage(index, passage)


show_page()
