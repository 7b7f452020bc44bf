"""The page for newcomers, and what its cards are made of."""

from dataclasses import replace
from datetime import date

import pytest
from conftest import MakeCorpus
from streamlit.testing.v1 import AppTest

from answer.assistant import ask
from index.build import build_index
from index.retrieval import Index, open_index
from ingest.model import collapse
from register.build import register_of
from register.model import Register, Source
from settings import Settings
from views.first_hour import (
    CARDS,
    MOST_QUESTIONS,
    MOST_TERMS,
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

TODAY = date(2025, 6, 1)
OPEN_CARD = ":material/circle:"
READ_CARD = ":material/check_circle:"


@pytest.fixture(scope="module")
def register(index: Index) -> Register:
    return register_of(index)


def is_source_text(index: Index, source: Source) -> bool:
    return collapse(index.document(source.document).source[source.start : source.end]) == source.quote


def opened(app: AppTest, region: str | None = None) -> AppTest:
    app.run()
    app.switch_page("views/inwerken.py").run()
    if region is not None:
        app.selectbox(key="regio").set_value(region).run()
    assert not app.exception
    return app


def remarks(app: AppTest) -> str:
    return " ".join(block.value for block in app.caption)


def test_every_region_has_an_introduction_of_source_text_of_its_own_or_of_the_whole(index: Index) -> None:
    for region in index.regions:
        iza, *plan = introduction(index, region)

        assert iza.question == "Wat is het Integraal Zorgakkoord?"
        assert iza.lines
        assert any(asked.lines for asked in plan)
        sources = [line.source for asked in (iza, *plan) for line in asked.lines]
        assert len(set(sources)) == len(sources)
        assert not any(line.text.endswith(":") for asked in (iza, *plan) for line in asked.lines)
        assert all(is_source_text(index, source) for source in sources)
        for line in (line for asked in plan for line in asked.lines):
            found_in = index.passage(line.source.passage).region
            assert found_in == region or (found_in == "Regionaal" and line.lead.startswith("Regionaal: "))
            assert all(item.removeprefix("- ") in line.source.quote for item in line.text.split("\n"))


def test_a_question_answered_with_what_was_shown_already_is_left_out(make_corpus: MakeCorpus) -> None:
    corpus = make_corpus(
        {"plan": "Het regioplan gaat over gezond ouder worden. Het regioplan is tot stand gekomen met inwoners."}
    )
    other = Settings(data_dir=corpus.parent / "data", corpus_dir=corpus)
    build_index(other)
    index = open_index(other)

    asked = [one.question for one in introduction(index, "Lekstroom")]

    assert ask("Hoe is het regioplan tot stand gekomen?", index, region="Lekstroom").status == "answered"
    assert "Waar gaat het regioplan over?" in asked
    assert "Hoe is het regioplan tot stand gekomen?" not in asked


def test_what_was_shown_already_is_not_shown_again(index: Index) -> None:
    for region in index.regions:
        texts = [line.text for asked in introduction(index, region) for line in asked.lines]

        assert len(set(texts)) == len(texts)


def test_a_programme_team_is_only_told_where_the_source_names_one(index: Index) -> None:
    told = {region: programme_team(index, region).lines for region in index.regions}

    assert [region for region, lines in told.items() if lines] == ["Lekstroom"]
    assert "programmateam" in told["Lekstroom"][0].source.quote


def test_a_subject_holds_what_is_said_of_its_region_opgave_and_theme(register: Register) -> None:
    of_region = subjects(register, "Lekstroom")
    theme = of_region["Mentale weerbaarheid & gezondheid › Verkennend gesprek"]

    held = [entry for entry in register.rollen if theme.holds(entry)]

    assert {entry.region for entry in held} == {"Lekstroom"}
    assert {entry.opgave for entry in held} == {"Mentale weerbaarheid & gezondheid"}
    assert {entry.thema for entry in held} <= {None, "Verkennend gesprek"}
    assert subjects(register, "Nergens") == {}


def test_the_aim_of_a_sheet_opens_the_field_that_it_stands_in(index: Index, register: Register) -> None:
    sheets = [sheet for sheet in register.opgaven if sheet.doelstelling]

    aims = [aim_of(sheet) for sheet in sheets]

    assert len(aims) > 50
    assert all(text == sheet.doelstelling for (text, _), sheet in zip(aims, sheets, strict=True))
    # Bullets and the name of the field stand between: the first words are enough.
    assert all(text.split()[0] in source.quote and is_source_text(index, source) for text, source in aims)


def test_leaders_come_first_and_nobody_is_named_twice_in_a_role(register: Register) -> None:
    entries = [entry for entry in register.rollen if entry.region == "Lekstroom"]

    groups = in_roles(entries)

    roles = [role for role, _ in groups]
    assert roles[0] == "trekker"
    assert "betrokken" not in roles
    assert [entry.party for entry in groups["trekker", "Lekstroom"]] == ["Altrecht", "Unicum", "ZorgSpectrum"]
    assert len(groups["vertegenwoordiger", "werkgroep Mentale gezondheid"]) == 7
    for group in groups.values():
        assert len({entry.title for entry in group}) == len(group)


def test_the_involved_are_counted(register: Register) -> None:
    entries = [entry for entry in register.rollen if entry.region == "Eemland"]

    involved = most_involved(entries)

    numbers = [number for number, _ in involved]
    assert numbers == sorted(numbers, reverse=True)
    assert sum(numbers) == sum(entry.role == "betrokken" for entry in entries)


def test_every_action_lies_on_one_side_of_today(register: Register) -> None:
    dates = dates_around(register.planning, TODAY)

    parts = (dates.ahead, dates.going_on, dates.passed, dates.undated)
    assert sum(map(len, parts)) == len(register.planning)
    assert all(parts)
    assert all((entry.last_day or entry.first_day or date.min) >= TODAY for entry in dates.ahead)
    assert all(entry.last_day is None and entry.first_day <= TODAY for entry in dates.going_on if entry.first_day)
    assert all(entry.last_day is not None and entry.last_day < TODAY for entry in dates.passed)
    last_days = [entry.end or "" for entry in dates.passed]
    assert last_days == sorted(last_days, reverse=True)
    assert not any(entry.precision for entry in dates.undated)


def test_terms_are_those_that_the_region_uses_most_each_explained_once(index: Index, register: Register) -> None:
    terms = most_used(index, register, "Lekstroom")

    assert len(terms) == MOST_TERMS
    assert [number for number, _ in terms] == sorted((number for number, _ in terms), reverse=True)
    named = [entry.term for _, entry in terms]
    assert len([term for term in named if term.startswith("Reablement")]) == 1
    # The glossary of the region goes before that of the whole, which explains it too.
    assert next(entry.region for _, entry in terms if entry.term == "Sociaal domein") == "Lekstroom"
    assert most_used(index, register, "Nergens") == ()


def test_ten_questions_of_every_region_are_answered_from_it(index: Index, register: Register) -> None:
    for region in index.regions:
        terms = [entry for _, entry in most_used(index, register, region)]

        questions = questions_to_try(index, register, Subject(region), terms)

        assert len(set(questions)) == len(questions) == MOST_QUESTIONS
        for question in questions:
            citations = ask(question, index).citations
            assert citations
            # A term may be explained by another region.
            assert question.startswith("Wat betekent") or region in {citation.passage.region for citation in citations}


def test_a_question_without_an_answer_is_not_offered(index: Index, register: Register) -> None:
    term = replace(register.begrippen[0], term="Kwantumcomputer")

    assert ask("Wat betekent kwantumcomputer?", index).status == "not_found"
    assert questions_to_try(index, register, Subject("Nergens"), [term]) == ()


def test_what_was_read_survives_in_an_address_and_nonsense_in_it_is_left_out() -> None:
    regions = ("Noord", "Zuid: oost, west")
    read = {"Noord": frozenset({1, 3}), "Zuid: oost, west": frozenset({CARDS})}

    assert as_marks(read) == ["Noord:1,3", f"Zuid: oost, west:{CARDS}"]
    assert read_marks(as_marks(read), regions) == read
    assert read_marks(["", "Noord", "Oost:1", "Noord:0,7,-1,²,<b>,2", "Zuid"], regions) == {"Noord": frozenset({2})}
    assert as_marks({"Noord": frozenset()}) == []


def test_the_page_asks_for_a_region_first(app: AppTest) -> None:
    opened(app)

    assert app.info[0].value == "Kies een regio om te beginnen."
    assert not app.expander


def test_ticking_a_card_moves_the_progress_and_opens_the_next(app: AppTest) -> None:
    opened(app, "Lekstroom")
    assert [card.icon for card in app.expander] == [OPEN_CARD] * CARDS

    app.checkbox(key="gelezen-Lekstroom-1").check().run()

    assert [card.icon for card in app.expander] == [READ_CARD, *[OPEN_CARD] * (CARDS - 1)]
    assert [card.proto.expanded for card in app.expander] == [False, True, False, False, False, False]
    assert app.query_params["gelezen"] == "Lekstroom:1"
    app.selectbox(key="regio").set_value("Eemland").run()
    assert [card.icon for card in app.expander] == [OPEN_CARD] * CARDS
    app.checkbox(key="gelezen-Eemland-2").check().run()
    assert app.query_params["gelezen"] == ["Eemland:2", "Lekstroom:1"]
    app.checkbox(key="gelezen-Eemland-2").uncheck().run()
    assert app.query_params["gelezen"] == "Lekstroom:1"


def test_an_address_brings_back_what_was_read_in_a_new_visit(app: AppTest) -> None:
    app.query_params["gelezen"] = ["Lekstroom:1,2", "<script>:3"]

    opened(app, "Lekstroom")

    assert [card.icon for card in app.expander][:3] == [READ_CARD, READ_CARD, OPEN_CARD]


@pytest.mark.parametrize("region", ["Regionaal", "Utrecht Stad", "Utrecht West", "Zuidoost Utrecht", "Eemland"])
def test_every_region_is_drawn_and_each_statement_opens_its_source(app: AppTest, region: str) -> None:
    opened(app, region)

    labels = [button.label for button in app.button]
    assert len([label for label in labels if ", regel" in label]) > 20
    app.button(key="inleiding-0-0").click().run()
    assert not app.exception
    assert [block for block in app.get("html") if "<mark" in str(getattr(block, "body", ""))]


def test_a_theme_narrows_the_cards(app: AppTest) -> None:
    opened(app, "Lekstroom")
    sheets = len([button for button in app.button if (button.key or "").startswith("blad-")])

    app.selectbox(key="onderdeel-Lekstroom").set_value("Mentale weerbaarheid & gezondheid › Verkennend gesprek").run()

    assert not app.exception
    assert 0 < len([button for button in app.button if (button.key or "").startswith("blad-")]) < sheets


def test_what_a_corpus_of_another_region_lacks_is_told(
    app: AppTest, settings: Settings, make_corpus: MakeCorpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = make_corpus({"plan": "Wonen\n\nWij bouwen <b>woningen</b> voor ouderen in het dorp."}, region="Veluwe")
    other = Settings(data_dir=corpus.parent / "data", corpus_dir=corpus)
    build_index(other)
    assert open_index(other).regions == ("Veluwe",)
    monkeypatch.setenv("REGIOPLAN_DATA_DIR", str(other.data_dir))
    monkeypatch.setenv("REGIOPLAN_CORPUS_DIR", str(corpus))

    opened(app, "Veluwe")

    told = remarks(app)
    assert "Daarop geven de documenten geen antwoord" in told
    assert "De documenten beschrijven geen opgaven van Veluwe." in told
    assert "De documenten noemen geen trekker, penvoerder of coördinator voor Veluwe." in told
    assert "De documenten noemen geen data na vandaag voor Veluwe." in told
    assert "De begrippenlijsten leggen geen woorden uit die bij Veluwe voorkomen." in told
    assert "Over Veluwe is geen vraag gevonden die de documenten beantwoorden." in told
