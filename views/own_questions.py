"""The evaluator's own questions on the page: drafts from feedback, adding, changing, importing, removing."""

import streamlit as st

from evals import own
from evals.questions import TYPES, UNANSWERABLE, EvalQuestion, Evidence, check_question, faults, split_of
from index.retrieval import Index
from settings import Settings
from views.drawing import plain

_NEW = "Nieuwe vraag"


def show_own_questions(index: Index, settings: Settings) -> None:
    """Drafts first, then the list, the form for one question, and import and export."""
    questions = own.own_questions(settings.data_dir)
    _show_drafts(settings)
    st.subheader(f"Eigen vragen ({len(questions)})")
    if questions:
        st.dataframe(
            [
                {
                    "Id": question.question_id,
                    "Vraag": question.question,
                    "Soort": TYPES[question.type],
                    "Regio": question.region or "",
                    "Antwoord": question.answer,
                }
                for question in questions
            ],
            hide_index=True,
        )
    else:
        st.caption("Nog geen. Voeg er hieronder een toe, of importeer een bestand.")
    _show_form(index, settings, questions)
    _show_files(settings, questions)


def _show_drafts(settings: Settings) -> None:
    found = own.drafts(settings.data_dir)
    if not found:
        return
    st.subheader(f"Concepten ({len(found)})")
    st.caption("Antwoorden die iemand met een reden goed- of afkeurde. Maak er een vraag van, of verwijder ze.")
    for draft in found:
        with st.expander(plain(f"{draft.question} ({own.verdict(draft.reason).lower()})")):
            st.caption("Gegeven antwoord")
            st.text(draft.given)
            with st.container(horizontal=True):
                if st.button("Maak er een vraag van", key=f"make-{draft.draft_id}", icon=":material/edit:"):
                    st.session_state["own_draft"] = draft
                    st.session_state["own_chosen"] = _NEW
                if st.button("Verwijder", key=f"drop-{draft.draft_id}", icon=":material/delete:"):
                    own.remove_draft(settings.data_dir, draft.draft_id)
                    st.rerun()


def _show_form(index: Index, settings: Settings, questions: list[EvalQuestion]) -> None:
    by_id = {question.question_id: question for question in questions}
    chosen = st.selectbox(
        "Toevoegen of wijzigen",
        [_NEW, *by_id],
        key="own_chosen",
        format_func=lambda name: f"{name} · {by_id[name].question}" if name in by_id else name,
    )
    old = by_id.get(chosen)
    draft = st.session_state.get("own_draft") if old is None else None
    first = old.evidence[0] if old and old.evidence else None
    documents = ["", *sorted(index.documents)]
    with st.form(f"vraag-{chosen}-{draft.draft_id if draft else ''}"):
        text = st.text_input("Vraag", old.question if old else draft.question if draft else "")
        kind = st.selectbox(
            "Soort", list(TYPES), list(TYPES).index(old.type) if old else 0, format_func=TYPES.__getitem__
        )
        regions = ["", *index.regions]
        region = (old.region if old else draft.region if draft else "") or ""
        region = st.selectbox("Regio", regions, regions.index(region) if region in regions else 0, format_func=_or_none)
        answer = st.text_area("Modelantwoord", old.answer if old else "")
        document = st.selectbox(
            "Document met het bewijs",
            documents,
            documents.index(first.document) if first and first.document in documents else 0,
            format_func=_or_none,
        )
        quote = st.text_area("Letterlijk citaat dat het antwoord draagt", first.quote if first else "")
        facts = st.text_area(
            "Feiten die een goed antwoord bevat, een per regel",
            "\n".join(old.facts) if old else "",
            help="Woorden, of een patroon (reguliere expressie) zoals: 2025|eind volgend jaar",
        )
        forbidden = st.text_area(
            "Wat een goed antwoord nooit bevat, een per regel", "\n".join(old.forbidden) if old else ""
        )
        history = st.text_area(
            "Eerdere vragen waar deze op leunt, een per regel",
            "\n".join(old.history if old else draft.history if draft else ()),
        )
        note = st.text_input("Notitie", old.note if old else own.verdict(draft.reason) if draft else "")
        with st.container(horizontal=True):
            saved = st.form_submit_button("Bewaar", icon=":material/save:")
            removed = st.form_submit_button("Verwijder", icon=":material/delete:", disabled=old is None)
    if removed and old:
        own.remove_question(settings.data_dir, old.question_id)
        _done(f"Verwijderd: {old.question_id}")
    if not saved:
        return
    question_id = old.question_id if old else own.next_id(questions)
    made = EvalQuestion(
        question_id=question_id,
        question=text,
        type=kind,
        region=region or None,
        answer=answer or ("Dat staat niet in de documenten." if kind == UNANSWERABLE else ""),
        evidence=(Evidence(document, quote), *(old.evidence[1:] if old else ())) if document or quote else (),
        needs_all=bool(old and old.needs_all),
        facts=_lines(facts),
        forbidden=_lines(forbidden),
        split=split_of(question_id),
        history=_lines(history),
        note=note,
    )
    check_question(made)
    if wrong := faults([made], {name: index.document(name) for name in index.documents}):
        st.error(plain(f"{wrong[0]}. Verbeter het veld."), icon=":material/error:")
        return
    own.save_question(settings.data_dir, made)
    if draft:
        own.remove_draft(settings.data_dir, draft.draft_id)
    _done(f"Bewaard: {question_id}")


def _or_none(name: str) -> str:
    return name or "geen"


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _show_files(settings: Settings, questions: list[EvalQuestion]) -> None:
    with st.expander("Importeren en exporteren"):
        upload = st.file_uploader("Vragenbestand", type=["jsonl", "csv"])
        st.caption(
            plain(f"CSV: een regel per vraag, met de kolommen {', '.join(own.CSV_FIELDS)}; items met | ertussen.")
        )
        if st.button("Importeer", disabled=upload is None, icon=":material/upload:") and upload is not None:
            count = own.import_questions(settings.data_dir, upload.name, upload.getvalue())
            _done(f"Geïmporteerd: {count} vragen")
        st.download_button(
            "Download als CSV", own.as_csv(questions), "eigen-vragen.csv", "text/csv", icon=":material/download:"
        )


def _done(message: str) -> None:
    st.session_state["quality_message"] = plain(message)
    st.session_state.pop("own_draft", None)
    st.session_state.pop("own_chosen", None)
    st.rerun()
