"""What a reader does with one answer: approve, disapprove, or pass its question on."""

import streamlit as st

from evals.own import APPROVALS, REASONS, add_draft, verdict
from settings import load_settings
from views.conversation import Conversation, link_to

_KEPT = "De vraag en dit antwoord worden op deze computer bewaard voor wie de kwaliteit beoordeelt."


def show_feedback(conversation: Conversation, number: int) -> None:
    """Two clicks, and the question lies with the evaluator as a draft; or a link that asks it."""
    exchange = conversation.exchanges[number]
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if exchange.reason:
            st.caption(f"{verdict(exchange.reason)}. Bewaard als concept op de pagina Kwaliteit, bij ‘Eigen vragen’.")
        else:
            _show_reasons(conversation, number, "Goed", "Wat is er goed?", APPROVALS)
            _show_reasons(conversation, number, "Niet goed", "Wat is er mis?", REASONS)
        with st.popover("Deel", icon=":material/link:", type="tertiary"):
            st.caption("Een link die deze vraag opnieuw stelt, zonder de vragen ervoor. Kopieer hem rechts.")
            address = st.context.url or ""
            st.code(link_to(address, exchange.answer.question, exchange.region), language=None, wrap_lines=True)


def _show_reasons(conversation: Conversation, number: int, label: str, ask: str, reasons: tuple[str, ...]) -> None:
    icon = ":material/thumb_up:" if reasons is APPROVALS else ":material/thumb_down:"
    with st.popover(label, icon=icon, type="tertiary"):
        st.caption(f"{ask} {_KEPT}")
        with st.container(horizontal=True):
            for reason in reasons:
                key = f"oordeel-{number}-{reason}"
                st.button(reason.capitalize(), key=key, on_click=_judge, args=(conversation, number, reason))


def _judge(conversation: Conversation, number: int, reason: str) -> None:
    """Keep the question, the answer and the reason."""
    exchange = conversation.exchanges[number]
    regions = exchange.answer.regions
    add_draft(
        load_settings().data_dir,
        question=exchange.answer.question,
        region=regions[0] if len(regions) == 1 else None,
        history=conversation.questions[:number],
        given=exchange.answer.text,
        reason=reason,
    )
    exchange.reason = reason
