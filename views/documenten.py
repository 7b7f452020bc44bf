"""The page with the documents: which there are, reading one, adding and removing them."""

import tempfile
from datetime import date
from pathlib import Path

import streamlit as st

from errors import AssistantError
from index.build import DocumentRow, build_index, rows_in_use
from index.retrieval import Index
from ingest.adding import KINDS_OF_DOCUMENT, add_document, remove_document
from ingest.corpus import SUFFIXES
from ingest.model import DocumentInfo
from settings import Settings, load_settings
from views.drawing import STYLE, age, plain, published, source_html
from views.linking import Place, UnknownPlace, linked_place
from views.marking import show_marked
from views.opened import opened_index

_OVERVIEW, _READ, _ADD = "Overzicht", "Lezen", "Toevoegen"


def show_page() -> None:
    """Choose between the overview, reading and adding; a citation that was opened is shown in its document."""
    st.header("Documenten")
    st.html(STYLE)
    settings = load_settings()
    index = opened_index(newest=True)
    if message := st.session_state.pop("documents_message", None):
        st.success(message, icon=":material/check:")
    if warning := st.session_state.pop("documents_warning", None):
        st.warning(warning, icon=":material/visibility_off:")
    open_link(index)
    start = _READ if "document" in st.session_state else _OVERVIEW
    view = st.segmented_control("Weergave", [_OVERVIEW, _READ, _ADD], default=start, label_visibility="collapsed")
    if view == _READ:
        show_document(index)
    elif view == _ADD:
        show_adding(index, settings)
    else:
        show_overview(index, settings)


def open_link(index: Index) -> None:
    """Open the place that the address names; what is not there is told."""
    wanted = st.query_params.get("document")
    if wanted is None:
        return
    try:
        st.session_state["document"] = linked_place(index, wanted, st.query_params.get("passage"))
    except UnknownPlace as error:
        st.warning(plain(str(error)), icon=":material/link_off:")


def show_overview(index: Index, settings: Settings) -> None:
    """A row a document, what was refused, and removing."""
    rows = rows_in_use(settings)
    today = date.today()
    st.dataframe(
        [_table_row(row, index.documents.get(row.name), today) for row in rows],
        hide_index=True,
        column_config={"Titel": st.column_config.TextColumn(width=270)},
    )
    for row in rows:
        if row.status == "geweigerd":
            st.warning(plain(row.detail), icon=":material/block:")
    chosen = st.selectbox(
        "Document verwijderen",
        sorted(index.documents),
        index=None,
        format_func=lambda name: index.documents[name].title,
        placeholder="Kies een document",
    )
    if st.button("Verwijderen", icon=":material/delete:", disabled=chosen is None):
        st.session_state["removing"] = chosen
    if (removing := st.session_state.get("removing")) in index.documents:
        confirm_removal(settings, removing, index.documents[removing].title)


def _table_row(row: DocumentRow, info: DocumentInfo | None, today: date) -> dict[str, str | int]:
    """What the overview says of a document in the index, or of a file that was refused."""
    return {
        "Titel": info.title if info else row.name,
        "Staat": "in gebruik" if info else row.status,
        "Uitgegeven": published(info.published) if info else "",
        "Leeftijd": age(info.published, today) if info else "",
        "Pagina's": str(row.pages or "–"),
        "Passages": row.passages,
        "Regio": info.region if info else "",
        "Soort": info.kind if info else "",
        "Opmerking": row.detail,
    }


def confirm_removal(settings: Settings, document_id: str, title: str) -> None:
    """Ask once more, then remove the document with its file."""
    st.warning(
        f"{plain(title)}: het bestand en zijn beschrijving worden verwijderd. Dat is niet terug te draaien.",
        icon=":material/delete:",
    )
    with st.container(horizontal=True):
        sure = st.button("Definitief verwijderen")
        kept = st.button("Annuleren")
    if not (sure or kept):
        return
    del st.session_state["removing"]
    if sure:
        try:
            remove_document(settings.corpus_dir, document_id)
            update(settings)
        except AssistantError as error:
            st.error(plain(str(error)), icon=":material/error:")
            return
        st.session_state["documents_message"] = f"Verwijderd: {plain(title)}"
        st.session_state.pop("document", None)
        st.query_params.clear()
    st.rerun()


def show_document(index: Index) -> None:
    """One document, with the quote marked where a citation led here."""
    wanted: Place | None = st.session_state.get("document")
    ids = sorted(index.documents)
    at = ids.index(wanted.document_id) if wanted and wanted.document_id in ids else 0
    chosen = st.selectbox("Document", ids, index=at, format_func=lambda name: index.documents[name].title)
    document = index.document(chosen)
    info = document.info
    st.caption(plain(f"{info.publisher}, {published(info.published)}. {info.obtained}"))
    if wanted and wanted.document_id == chosen and wanted.end:
        show_marked(document, wanted.start, wanted.end, whole=True)
    else:
        st.html(source_html(document, 0, 0, len(document.source), whole=True))


def show_adding(index: Index, settings: Settings) -> None:
    """A form that takes a document in."""
    with st.form("toevoegen", clear_on_submit=False):
        upload = st.file_uploader("Bestand", type=[suffix.lstrip(".") for suffix in SUFFIXES])
        title = st.text_input("Titel", help="Zoals die in het document zelf staat.")
        publisher = st.text_input("Uitgever")
        date_text = st.text_input("Uitgegeven", placeholder="2025 of 2025-03")
        region = st.selectbox("Regio", index.regions, accept_new_options=True)
        kind = st.selectbox("Soort", KINDS_OF_DOCUMENT)
        sent = st.form_submit_button("Toevoegen")
    if not sent:
        return
    if upload is None:
        st.error("Kies eerst een bestand.", icon=":material/error:")
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / Path(upload.name).name
        file.write_bytes(upload.getvalue())
        try:
            name = add_document(
                settings.corpus_dir,
                file,
                title=title,
                publisher=publisher,
                published=date_text,
                region=region or "",
                kind=kind,
                obtained="Toegevoegd in de app.",
            )
            remarks = update(settings)
        except AssistantError as error:
            st.error(plain(str(error)), icon=":material/error:")
            return
    added = remarks.get(name)
    if added is not None and added.status == "geweigerd":
        remove_document(settings.corpus_dir, name)
        st.error(plain(added.detail), icon=":material/error:")
        return
    st.session_state["documents_message"] = f"Toegevoegd: {plain(title)}"
    if added is not None and added.detail:
        st.session_state["documents_warning"] = f"{plain(title)}: {plain(added.detail)}."
    st.rerun()


def update(settings: Settings) -> dict[str, DocumentRow]:
    """Bring the index up to date with a progress bar; returns what became of each document, by id."""
    bar = st.progress(0.0, text="De index wordt bijgewerkt")

    def draw(share: float, what: str) -> None:
        bar.progress(share, text=f"{what} …")

    report = build_index(settings, draw)
    bar.empty()
    return {Path(row.name).stem if row.status == "geweigerd" else row.name: row for row in report.rows}


show_page()
