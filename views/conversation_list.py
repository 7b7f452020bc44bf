"""The conversations of this browser tab, in the bar beside the page: open, begin, rename and remove."""

import streamlit as st

from views.conversation import MOST_NAME, NEW, Conversation, Conversations, shortened
from views.drawing import plain


def conversations_here() -> Conversations:
    """The conversations of this browser tab: Streamlit keeps them in memory, for no other tab, until it is closed."""
    found: Conversations = st.session_state.setdefault("conversations", Conversations())
    return found


def show_conversations(conversations: Conversations) -> None:
    """A button to begin anew, the list, and what can be done with the conversation that is open."""
    with st.sidebar:
        st.button(
            NEW, icon=":material/add_comment:", key="nieuw-gesprek", width="stretch", on_click=conversations.begin
        )
        with st.container(key="gesprekken", gap="xsmall"):
            for number, conversation in enumerate(conversations.kept):
                is_open = conversation is conversations.current
                st.button(
                    plain(conversation.title),
                    key=f"gesprek-{len(conversations.kept) - number}",
                    type="secondary" if is_open else "tertiary",
                    icon=":material/chat:" if is_open else ":material/chat_bubble_outline:",
                    width="stretch",
                    on_click=conversations.open,
                    args=(conversation,),
                )
                if is_open:
                    _show_actions(conversations)
        st.caption(
            "Gesprekken staan alleen in het geheugen van dit tabblad. Ze zijn weg zodra u het sluit of opnieuw laadt; "
            "bewaar wat u wilt houden."
        )


def _show_actions(conversations: Conversations) -> None:
    with st.container(horizontal=True, gap="small"):
        if st.button("Hernoem", icon=":material/edit:", key="hernoem", type="tertiary"):
            _show_renaming(conversations.current)
        if st.button("Verwijder", icon=":material/delete:", key="verwijder", type="tertiary"):
            _confirm_removal(conversations)


@st.dialog("Naam van het gesprek")
def _show_renaming(conversation: Conversation) -> None:
    with st.form("naam", border=False):
        st.text_input(
            "Naam; laat leeg voor de eerste vraag", conversation.title, max_chars=MOST_NAME, key="naam-van-gesprek"
        )
        if st.form_submit_button("Bewaar", icon=":material/save:", on_click=_rename, args=(conversation,)):
            st.rerun()


def _rename(conversation: Conversation) -> None:
    conversation.name = shortened(st.session_state["naam-van-gesprek"], MOST_NAME)


@st.dialog("Gesprek verwijderen?")
def _confirm_removal(conversations: Conversations) -> None:
    chosen = conversations.current
    st.text(chosen.title)
    st.caption("De vragen en antwoorden van dit gesprek verdwijnen. Dat is niet terug te draaien.")
    with st.container(horizontal=True):
        sure = st.button(
            "Definitief verwijderen", icon=":material/delete:", on_click=conversations.remove, args=(chosen,)
        )
        kept = st.button("Annuleren")
    if sure or kept:
        st.rerun()
