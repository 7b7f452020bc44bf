"""The page for newcomers: a guided first hour on a region, in cards that are ticked off."""

from collections.abc import Callable, Collection, Iterable
from datetime import date
from textwrap import shorten

import streamlit as st

from index.retrieval import Index
from ingest.place import place_of
from register.model import LEADING, PlanningEntry, Register, Source, TermEntry
from register.words import period_of, role_word
from views.choosing import open_register_page
from views.citation import open_source
from views.drawing import plain, published, scroll_to_card
from views.first_hour import (
    CARDS,
    Asked,
    Subject,
    aim_of,
    as_marks,
    dates_around,
    in_roles,
    introduction,
    most_involved,
    most_used,
    programme_team,
    questions_to_try,
    read_marks,
    subjects,
)

_WHOLE = "Alle opgaven"
_MORE = "\u00a0…"
_SHORT = 200  # characters of an aim or an action
_TITLE_CHARACTERS = 30
_SHOWN_DATES = 8
_SHOWN_PARTIES = 10
_KEPT = (
    "De app bewaart niet wat u hebt gelezen: het staat alleen in het adres van deze pagina. Maak een bladwijzer van "
    "dat adres om later verder te gaan."
)


def show_page() -> None:
    """Choose a region and what of it; then the cards in order."""
    index, register, _ = open_register_page("Inwerken")
    st.caption("Een eerste uur in zes kaarten. Alles op de kaarten komt uit de documenten; de knoppen openen de bron.")
    # A question that is chosen here is asked, also where a link asked one before.
    st.session_state.pop("asked_by_link", None)
    left, right = st.columns(2)
    with left:
        region = st.selectbox(
            "Regio", index.regions, index=None, placeholder="Kies een regio", key="regio", bind="query-params"
        )
    marks = keep_marks(index.regions)
    if region is None:
        st.info("Kies een regio om te beginnen.", icon=":material/school:")
        return
    parts = subjects(register, region)
    with right:
        part = st.selectbox("Opgave of thema", [_WHOLE, *parts], key=f"onderdeel-{region}", persist_state="session")
    show_cards(index, register, parts.get(part, Subject(region)), marks.get(region, frozenset()))


def keep_marks(regions: Collection[str]) -> dict[str, frozenset[int]]:
    """Which cards of which regions were read: from the address at the start of a visit, from then on into it."""
    if "read" not in st.session_state:
        st.session_state["read"] = read_marks(st.query_params.get_all("gelezen"), regions)
    marks: dict[str, frozenset[int]] = st.session_state["read"]
    if st.query_params.get_all("gelezen") != as_marks(marks):
        st.query_params["gelezen"] = as_marks(marks)
    return marks


def mark(region: str, card: int) -> None:
    """Tick a card, or take its tick away."""
    marks = st.session_state["read"]
    marks[region] = marks.get(region, frozenset()) ^ {card}
    st.session_state["just_marked"] = True


def show_cards(index: Index, register: Register, subject: Subject, read: frozenset[int]) -> None:
    """The progress, and the cards with the first unread one open."""
    st.progress(len(read) / CARDS, text=f"{plain(subject.region)}: {len(read)} van {CARDS} kaarten gelezen")
    st.caption(_KEPT)
    current = next((card for card in range(1, CARDS + 1) if card not in read), None)
    for card, (title, show) in enumerate(_CARDS, start=1):
        icon = ":material/check_circle:" if card in read else ":material/circle:"
        with st.expander(f"{card}. {title}", expanded=card == current, icon=icon):
            show(index, register, subject)
            key = f"gelezen-{subject.region}-{card}"
            st.checkbox("Gelezen", card in read, key=key, on_change=mark, args=(subject.region, card))
    if st.session_state.pop("just_marked", False) and current:
        st.html(scroll_to_card(current), unsafe_allow_javascript=True)


def show_introduction(index: Index, register: Register, subject: Subject) -> None:
    """Questions on the IZA and the plan, with what the documents answer."""
    for number, asked in enumerate(_introduction(index.generation.name, subject.region, index)):
        show_asked(index, asked, subject.region, f"inleiding-{number}")


def show_opgaven(index: Index, register: Register, subject: Subject) -> None:
    """The sheets by opgave, each with its aim or else its target group."""
    sheets = [entry for entry in register.topics if subject.holds(entry)]
    if not sheets:
        tell(f"De documenten beschrijven geen opgaven van {subject.region}.")
    for opgave in dict.fromkeys(sheet.opgave for sheet in sheets):
        show_heading(opgave or "Zonder opgave")
        for number, sheet in enumerate(sheets):
            if sheet.opgave == opgave:
                text, source = aim_of(sheet)
                show_line(index, sheet.heading, shorten(text, _SHORT, placeholder=_MORE), source, f"blad-{number}")
    show_way("opgaven", "Meer op de pagina Opgaven")


def show_parties(index: Index, register: Register, subject: Subject) -> None:
    """Who leads, who takes part, who is involved most often, and the programmateam."""
    entries = [entry for entry in register.rollen if subject.holds(entry)]
    groups = in_roles(entries)
    for (role, for_what), group in groups.items():
        name = role_word(role).capitalize()
        show_names(index, f"{name}: {for_what}", ((entry.title, entry.source) for entry in group))
    if not any(entry.role in LEADING for entry in entries):
        tell(f"De documenten noemen geen trekker, penvoerder of coördinator voor {named(subject)}.")
    if involved := most_involved(entries):
        parties = ((f"{entry.party} ({number})", entry.source) for number, entry in involved[:_SHOWN_PARTIES])
        show_names(index, "Vaakst genoemd als betrokken, met het aantal keren", parties)
    show_asked(index, _programme_team(index.generation.name, subject.region, index), subject.region, "programmateam")
    show_way("wie_doet_wat", "Meer op de pagina Wie doet wat")


def show_dates(index: Index, register: Register, subject: Subject) -> None:
    """What lies ahead, what goes on, what should be ready, and how much has no date."""
    today = date.today()
    dates = dates_around([entry for entry in register.planning if subject.holds(entry)], today)
    st.caption(f"Vergeleken met vandaag, {published(today.isoformat())}.")
    if not dates.ahead:
        tell(f"De documenten noemen geen data na vandaag voor {named(subject)}.")
    show_planned(index, "Komt nog, of loopt tot na vandaag", dates.ahead)
    show_planned(index, "Begonnen, zonder einddatum", dates.going_on)
    show_planned(index, "Had klaar moeten zijn; of het klaar is, staat er niet bij", dates.passed)
    if dates.undated:
        tell(f"Zonder datum: {counted(len(dates.undated), 'regel', 'regels')}.")
    show_way("planning", "Meer op de pagina Planning")


def show_planned(index: Index, heading: str, entries: tuple[PlanningEntry, ...]) -> None:
    """The first of some planned actions, with the number of all."""
    if entries:
        show_heading(f"{heading} ({len(entries)})")
        for number, entry in enumerate(entries[:_SHOWN_DATES]):
            what = shorten(entry.what, _SHORT, placeholder=_MORE)
            show_line(index, period_of(entry), what, entry.source, f"{heading}-{number}")
        if len(entries) > _SHOWN_DATES:
            tell(f"En nog {counted(len(entries) - _SHOWN_DATES, 'regel', 'regels')}.")


def show_terms(index: Index, register: Register, subject: Subject) -> None:
    """The terms that the region uses most, with their explanation."""
    terms = _terms(index.generation.name, subject.region, index, register)
    if not terms:
        tell(f"De begrippenlijsten leggen geen woorden uit die bij {subject.region} voorkomen.")
    for number, entry in terms:
        title = f"{entry.term} ({counted(number, 'passage', 'passages')})"
        show_line(index, title, entry.definition, entry.source, f"begrip-{entry.term}")
    show_way("begrippen", "Meer op de pagina Begrippen")


def show_questions(index: Index, register: Register, subject: Subject) -> None:
    """Questions that were tried, each a link that asks it."""
    questions = _questions(index.generation.name, subject, index, register)
    if not questions:
        tell(f"Over {named(subject)} is geen vraag gevonden die de documenten beantwoorden.")
    else:
        st.caption("Elk van deze vragen is uitgeprobeerd en heeft een antwoord.")
    for question in questions:
        st.page_link(
            "views/vragen.py", label=plain(question), icon=":material/forum:", query_params={"vraag": question}
        )


def show_asked(index: Index, asked: Asked, region: str, key: str) -> None:
    """A question with its answer, or that the documents give none."""
    show_heading(asked.question)
    if not asked.lines:
        tell(f"Daarop geven de documenten geen antwoord voor {region}.")
    for number, line in enumerate(asked.lines):
        show_line(index, line.lead, line.text, line.source, f"{key}-{number}")


def show_line(index: Index, lead: str, text: str, source: Source, key: str) -> None:
    """Words of the documents, with a button that opens them there."""
    with st.container(gap=None):
        if lead:
            st.markdown(f"**{plain(lead.strip(': '))}**")
        if text:
            st.text(text)
        title = shorten(index.documents[source.document].title, _TITLE_CHARACTERS, placeholder="…")
        if st.button(plain(f"{title}, {place_of(source)}"), key=key, type="tertiary", icon=":material/description:"):
            open_source(index, source)


def show_names(index: Index, heading: str, names: Iterable[tuple[str, Source]]) -> None:
    """A row of names, each a button that opens where it stands."""
    with st.container(gap="xxsmall"):
        st.markdown(f"**{plain(heading)}**")
        with st.container(horizontal=True, gap="xsmall"):
            for name, source in names:
                if st.button(plain(name), key=f"{heading}-{name}", help="Toon de bron"):
                    open_source(index, source)


def show_heading(text: str) -> None:
    """A heading within a card."""
    st.markdown(f"##### {plain(text)}")


def show_way(page: str, label: str) -> None:
    """A link to the page that has more."""
    st.page_link(f"views/{page}.py", label=label, icon=":material/arrow_forward:")


def tell(sentence: str) -> None:
    """A remark of our own, such as what is lacking."""
    st.caption(plain(sentence))


def named(subject: Subject) -> str:
    """A subject in words."""
    return f"{subject.thema or subject.opgave} in {subject.region}" if subject.opgave else subject.region


def counted(number: int, one: str, more: str) -> str:
    """A number with its noun."""
    return f"{number} {one if number == 1 else more}"


@st.cache_resource(show_spinner=False, max_entries=50)
def _introduction(generation: str, region: str, _index: Index) -> tuple[Asked, ...]:
    return introduction(_index, region)


@st.cache_resource(show_spinner=False, max_entries=50)
def _programme_team(generation: str, region: str, _index: Index) -> Asked:
    return programme_team(_index, region)


@st.cache_resource(show_spinner=False, max_entries=50)
def _terms(generation: str, region: str, _index: Index, _register: Register) -> tuple[tuple[int, TermEntry], ...]:
    return most_used(_index, _register, region)


@st.cache_resource(show_spinner="De vragen worden uitgeprobeerd", max_entries=200)
def _questions(generation: str, subject: Subject, _index: Index, _register: Register) -> tuple[str, ...]:
    terms = [entry for _, entry in reversed(_terms(generation, subject.region, _index, _register))]
    return questions_to_try(_index, _register, subject, terms)


_CARDS: tuple[tuple[str, Callable[[Index, Register, Subject], None]], ...] = (
    ("Wat is het IZA en dit plan?", show_introduction),
    ("De opgaven", show_opgaven),
    ("Wie is wie", show_parties),
    ("Wat komt er, en wat is voorbij", show_dates),
    ("Begrippen om te kennen", show_terms),
    ("Tien vragen om te proberen", show_questions),
)

show_page()
