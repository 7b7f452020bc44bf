"""The pages of the register, and the rows and files behind them."""

import csv
import io
import re
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from answer.assistant import ask
from index.retrieval import Index
from register.build import register_of
from register.model import PlanningEntry, Register
from register.words import role_word
from views.agenda_file import as_icalendar
from views.rows import as_csv, by_date, has_words, is_overdue, matrix, planning_row, touches
from views.suggesting import suggestions

PAGES = ("opgaven", "planning", "wie_doet_wat", "begrippen")


@pytest.fixture(scope="module")
def register(index: Index) -> Register:
    return register_of(index)


@pytest.fixture(scope="module")
def titles(index: Index) -> dict[str, str]:
    return {name: info.title for name, info in index.documents.items()}


def opened(app: AppTest, page: str) -> AppTest:
    app.run()
    app.switch_page(f"views/{page}.py").run()
    assert not app.exception
    return app


@pytest.mark.parametrize("page", PAGES)
def test_each_page_shows_its_title_and_rows(app: AppTest, page: str) -> None:
    opened(app, page)

    assert app.header[0].value
    assert app.dataframe or app.expander


@pytest.mark.parametrize("page", PAGES)
def test_words_that_stand_nowhere_give_a_hint_what_to_do(app: AppTest, page: str) -> None:
    opened(app, page)

    app.text_input[0].set_value("xyzzy").run()

    assert not app.exception
    assert app.info[0].value.startswith("Niets gevonden. Kies een ruimer filter")


def test_the_planning_of_a_region_and_a_year(app: AppTest) -> None:
    opened(app, "planning")

    app.selectbox(key="planning-regio").set_value("Lekstroom").run()
    app.selectbox(key="planning-periode").set_value("Q1 2025").run()

    table = app.dataframe[0].value
    assert set(table["Regio"]) == {"Lekstroom"}
    assert len(table) > 10


def test_what_had_to_be_ready_depends_on_a_date_that_is_chosen(app: AppTest) -> None:
    opened(app, "planning")

    app.segmented_control[0].set_value("Had klaar moeten zijn").run()
    now = len(app.dataframe[0].value)
    app.date_input(key="planning-peildatum").set_value(date(2024, 2, 1)).run()

    assert len(app.dataframe[0].value) < now


def test_sheets_without_a_leader_are_named(app: AppTest) -> None:
    opened(app, "wie_doet_wat")

    app.segmented_control[0].set_value("Niet belegd").run()

    assert set(app.dataframe[0].value["Trekker"]) == {"niet belegd"}


def test_two_regions_stand_side_by_side(app: AppTest) -> None:
    opened(app, "opgaven")

    app.selectbox(key="opgaven-regio").set_value("Lekstroom").run()
    app.selectbox(key="opgaven-naast").set_value("Eemland").run()

    assert [block.value for block in app.subheader] == ["Lekstroom", "Eemland"]


def test_a_row_has_words_accents_and_order_aside() -> None:
    assert has_words({"Wat": "De coördinator start", "Regio": "Eemland"}, "eemland COORDINATOR")
    assert not has_words({"Wat": "De coördinator start"}, "coordinator stopt")


def test_a_period_touches_a_year_and_an_open_one_goes_on(register: Register) -> None:
    dated = [entry for entry in register.planning if entry.precision is not None]
    year = [entry for entry in dated if touches(entry, date(2025, 1, 1), date(2025, 12, 31))]

    assert year
    assert all((entry.start or "2025")[:4] <= "2025" <= (entry.end or "2025")[:4] for entry in year)
    assert not any(touches(e, date(2025, 1, 1), date(2025, 12, 31)) for e in register.planning if e.precision is None)
    assert not any(is_overdue(entry, date(2020, 1, 1)) for entry in dated if (entry.end or "") >= "2020")


def test_the_matrix_has_a_row_a_party_and_every_role(register: Register) -> None:
    rows = matrix(register.rollen)

    assert len(rows) == len({entry.party for entry in register.rollen})
    cells = {
        role for row in rows for name, cell in row.items() if name != "Partij" for role in cell.split(", ") if role
    }
    assert cells == {role_word(entry.role) for entry in register.rollen}
    assert "coördinator" in cells


def test_a_file_for_spreadsheets_reads_back_and_holds_no_formula(register: Register, titles: dict[str, str]) -> None:
    rows = [planning_row(entry, titles) for entry in by_date(register.planning)]

    text = as_csv([*rows, {**rows[0], "Wat": "=1+1"}]).decode("utf-8-sig")
    read = list(csv.DictReader(io.StringIO(text), delimiter=";"))

    assert len(read) == len(rows) + 1
    assert read[-1]["Wat"] == "'=1+1"
    assert as_csv([{"Afkorting": "", "Opgave": "-"}]).decode("utf-8-sig").endswith(";-\r\n")


def test_the_calendar_file_has_an_event_for_each_dated_action(register: Register, titles: dict[str, str]) -> None:
    dated = [entry for entry in register.planning if entry.start or entry.end]

    text = as_icalendar(register.planning, titles).decode()

    assert text.count("BEGIN:VEVENT") == text.count("END:VEVENT") == len(dated)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    unfolded = text.replace("\r\n ", "")
    assert len(set(re.findall(r"^UID:.*$", unfolded, re.MULTILINE))) == len(dated)
    assert text.endswith("END:VCALENDAR\r\n")


def test_an_event_lasts_until_the_day_after_its_last(register: Register, titles: dict[str, str]) -> None:
    entry: PlanningEntry = next(e for e in register.planning if (e.start, e.end) == ("2025-01-01", "2025-03-31"))

    text = as_icalendar([entry], titles).decode()

    assert "DTSTART;VALUE=DATE:20250101\r\nDTEND;VALUE=DATE:20250401\r\n" in text


def test_every_question_that_is_suggested_is_answered_and_is_another(index: Index) -> None:
    questions = (
        "Wie trekt valpreventie in Lekstroom?",
        "Wat is een verkennend gesprek?",
        "Wat is de doelstelling van wijkteams in Zuidoost Utrecht?",
        "Hoe wordt de voortgang gemonitord in Lekstroom?",
    )
    suggested = {question: suggestions(index, ask(question, index)) for question in questions}

    assert sum(map(len, suggested.values())) >= 6
    for question, found in suggested.items():
        assert question not in found
        assert all(ask(one, index).status == "answered" for one in found)
    assert suggestions(index, ask("Wat is de hoofdstad van Australië?", index)) == ()


def test_a_link_with_a_question_asks_it_once(app: AppTest) -> None:
    app.query_params["vraag"] = "Wat is reablement?"
    app.run()

    assert not app.exception
    assert [block.value for block in app.text if block.value == "Wat is reablement?"]
    app.button(key="nieuw-gesprek").click().run()
    assert not [block.value for block in app.text if block.value == "Wat is reablement?"]
