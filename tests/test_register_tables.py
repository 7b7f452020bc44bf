"""What the pages of the register show and give along: parties, periods, terms, the timeline, and workbooks."""

import io
import json
from datetime import date
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

import cli
from index.retrieval import Index
from register.build import register_of
from register.involvement import NAMED, planning_of_party, sheets_of_party
from register.model import PlanningEntry, Precision, Register, RoleEntry, RoleName, Source, TermEntry
from register.parties import Parties
from register.words import role_word
from settings import Settings
from views.rows import as_xlsx, by_term, matrix, of_cell, periods, planning_row, term_row
from views.timeline import SHOWN_LINES, timeline

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SOURCE = Source("plan", "plan#0001", 0, 5, "quote", None, "", ("Lekstroom",), 1, 1)
TITLES = {"plan": "Plan"}


@pytest.fixture(scope="module")
def register(index: Index) -> Register:
    return register_of(index)


def planned(
    what: str, start: str | None, end: str | None, precision: Precision | None = "kwartaal", thema: str | None = None
) -> PlanningEntry:
    return PlanningEntry(what, "Lekstroom", "Preventie", thema, start, end, precision, SOURCE)


def led(party: str, role: RoleName, thema: str) -> RoleEntry:
    return RoleEntry(party, "", role, thema, "Lekstroom", "Preventie", thema, SOURCE)


def register_with(planning: tuple[PlanningEntry, ...], rollen: tuple[RoleEntry, ...]) -> Register:
    return Register(topics=(), planning=planning, rollen=rollen, begrippen=(), unassigned=())


def opened(app: AppTest, page: str) -> AppTest:
    app.run()
    app.switch_page(f"views/{page}.py").run()
    assert not app.exception
    return app


def cells(file: bytes) -> list[list[str]]:
    """The texts of a workbook by row; fails on a cell that is anything but text."""
    with ZipFile(io.BytesIO(file)) as book:
        shared = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    texts = ["".join(part.text or "" for part in item.iter(f"{SHEET}t")) for item in shared.iter(f"{SHEET}si")]
    assert not list(sheet.iter(f"{SHEET}f"))
    rows = []
    for row in sheet.iter(f"{SHEET}row"):
        assert all(cell.get("t") == "s" for cell in row)
        rows.append([texts[int(cell.findtext(f"{SHEET}v") or "")] for cell in row])
    return rows


def drawn(entries: list[PlanningEntry], window: tuple[date, date] | None = None) -> tuple[list[dict[str, Any]], Any]:
    """The lines of a timeline, and its axis."""
    chart = timeline(entries, window)
    assert chart is not None
    spec = chart.to_dict()
    return spec["data"]["values"], spec["layer"][0]["encoding"]["x"]["axis"]


@pytest.mark.parametrize("text", ["=1+1", "+31 30", "-5", "@SUM(A1)", "12", "https://example.org", ""])
def test_every_cell_of_a_workbook_is_the_text_it_was(text: str) -> None:
    assert cells(as_xlsx([{"Wat": text}])) == [["Wat"], [text]]


def test_the_same_rows_give_the_same_workbook_and_a_long_cell_is_cut_and_not_lost() -> None:
    rows = [{"Wat": "x" * 40_000}]

    assert as_xlsx(rows) == as_xlsx(rows)
    assert cells(as_xlsx(rows))[1] == ["x" * 32_766 + "…"]


def test_the_periods_are_the_years_of_the_planning_and_their_quarters() -> None:
    found = periods([planned("a", "2024-10-01", "2025-03-31"), planned("b", None, None, None)])

    assert list(found) == "2024,Q1 2024,Q2 2024,Q3 2024,Q4 2024,2025,Q1 2025,Q2 2025,Q3 2025,Q4 2025".split(",")
    assert found["Q4 2024"] == (date(2024, 10, 1), date(2024, 12, 31))
    assert found["Q1 2025"] == (date(2025, 1, 1), date(2025, 3, 31))
    assert periods([]) == {}


def test_the_planning_of_a_party_names_it_or_stands_under_a_theme_it_leads() -> None:
    parties = Parties([("ONZe", "netwerk", []), ("Zilveren Kruis", "verzekeraar", ["ZK"])])
    ours = planned("Het ONZe-netwerk start", "2024-01-01", "2024-03-31")
    bare = planned("Wij starten onze pilot", "2024-01-01", "2024-03-31")
    other = planned("ZK betaalt", "2024-01-01", "2024-03-31")
    under = planned("Evaluatie", "2024-01-01", "2024-03-31", thema="Valpreventie")
    register = register_with((ours, bare, other, under), (led("ONZe", "coordinator", "Valpreventie"),))

    assert planning_of_party(register, "ONZe", parties) == [(ours, NAMED), (under, "coördinator bij dit thema")]
    assert planning_of_party(register, "Zilveren Kruis", parties) == [(other, NAMED)]


def test_taking_part_in_a_theme_does_not_make_its_planning_that_of_the_party() -> None:
    under = planned("Evaluatie", "2024-01-01", "2024-03-31", thema="Valpreventie")

    found = planning_of_party(register_with((under,), (led("GGD", "betrokken", "Valpreventie"),)), "GGD", Parties([]))

    assert found == []


def test_the_sheets_of_a_party_are_those_on_which_it_has_a_role(register: Register) -> None:
    sheets = sheets_of_party(register, "Zilveren Kruis")

    assert 0 < len(sheets) < len(register.topics)
    roles = {(e.region, e.opgave, e.thema) for e in register.rollen if e.party == "Zilveren Kruis"}
    assert {(sheet.region, sheet.opgave, sheet.thema) for sheet in sheets} <= roles


def test_a_term_has_one_row_with_the_definition_of_each_region(register: Register) -> None:
    terms = by_term(register.begrippen)

    assert sum(map(len, terms)) == len(register.begrippen)
    entries = next(entries for entries in terms if entries[0].term == "Sociale basis")
    assert [entry.region for entry in entries] == ["Regionaal", "Lekstroom", "Zuidoost Utrecht"]


def test_a_term_is_the_same_with_something_in_brackets_behind_it() -> None:
    first = TermEntry("Reablement", "Leren.", None, "Regionaal", SOURCE)
    second = TermEntry("reablement (Nederland)", "Zelf doen.", None, "Lekstroom", SOURCE)

    row = term_row(by_term([first, second])[0], TITLES)

    assert row["Begrip"] == "Reablement"
    assert row["Betekenis"] == "Regionaal: Leren.\nLekstroom: Zelf doen."
    assert row["Regio"] == "Regionaal, Lekstroom"


def test_a_cell_of_the_matrix_leads_to_its_roles_and_a_party_to_all_of_its_own(register: Register) -> None:
    for row in matrix(register.rollen):
        party = row["Partij"]
        assert of_cell(register.rollen, party, "Partij") == [e for e in register.rollen if e.party == party]
        for column, text in list(row.items())[1:]:
            words = list(dict.fromkeys(role_word(e.role) for e in of_cell(register.rollen, party, column)))
            assert text == ", ".join(words)


def test_the_timeline_is_as_long_and_as_precise_as_the_document() -> None:
    lines, _ = drawn(
        [
            planned("kwartaal", "2024-04-01", "2024-06-30"),
            planned("dag", "2024-05-15", "2024-05-15", "dag"),
            planned("vanaf", "2024-07-01", None),
            planned("uiterlijk", None, "2024-09-30"),
            planned("zonder", None, None, None),
        ]
    )

    assert [(line["Wat"], line["soort"], line["van"][:10], line["tot"][:10]) for line in lines] == [
        ("kwartaal", "periode", "2024-04-01", "2024-07-01"),
        ("dag", "dag", "2024-05-15", "2024-05-16"),
        ("vanaf", "open", "2024-07-01", "2025-01-01"),
        ("uiterlijk", "open", "2024-01-01", "2024-10-01"),
    ]
    assert [(line["geen_begin"], line["geen_eind"]) for line in lines[2:]] == [(False, True), (True, False)]
    assert [line["Wanneer"] for line in lines] == ["Q2 2024", "15 mei 2024", "vanaf Q3 2024", "uiterlijk Q3 2024"]


@pytest.mark.parametrize(
    ("end", "ticks", "label"),
    [
        pytest.param("2024-12-31", 12, "mrt", id="months of a year"),
        pytest.param("2026-12-31", 12, "'Q'", id="quarters of three years"),
        pytest.param("2028-12-31", 5, "year", id="years"),
    ],
)
def test_the_axis_counts_months_quarters_or_years(end: str, ticks: int, label: str) -> None:
    _, axis = drawn([planned("a", "2024-01-01", end, "reeks")])

    assert len(axis["values"]) == ticks
    assert label in axis["labelExpr"]


def test_nothing_is_drawn_outside_the_period_that_is_chosen() -> None:
    lines, axis = drawn([planned("a", "2023-01-01", None)], (date(2024, 4, 1), date(2024, 6, 30)))

    assert (lines[0]["van"][:10], lines[0]["tot"][:10]) == ("2024-04-01", "2024-07-01")
    assert [value[:7] for value in axis["values"]] == ["2024-04", "2024-05", "2024-06"]


def test_a_timeline_of_nothing_is_none_and_a_long_one_ends() -> None:
    assert timeline([planned("a", None, None, None)]) is None
    assert len(drawn([planned("a", "2024-01-01", "2024-03-31")] * 99)[0]) == SHOWN_LINES


def test_the_table_says_what_the_timeline_draws() -> None:
    row = planning_row(planned("a", "2024-07-01", None), TITLES)

    assert (row["Van"], row["Tot en met"], row["Precisie"]) == ("01-07-2024", "open", "kwartaal")
    assert planning_row(planned("a", None, None, None), TITLES)["Van"] == "-"


def test_a_link_to_a_party_opens_all_of_that_party(app: AppTest, register: Register) -> None:
    app.query_params["partij"] = "Trijn"
    opened(app, "wie_doet_wat")

    roles, planning = (table.value for table in app.dataframe)
    assert [block.value for block in app.subheader] == ["Trijn", "Planning"]
    assert roles.columns[0] == "Rol"
    assert len(roles) == sum(entry.party == "Trijn" for entry in register.rollen)
    assert set(planning["Verband"]) == {NAMED, "trekker bij dit thema"}


def test_without_a_party_or_with_an_unknown_one_the_page_says_what_to_choose(app: AppTest) -> None:
    app.query_params["partij"] = "Niemand"
    opened(app, "wie_doet_wat")

    assert app.info[0].value.startswith("Kies bij Partij een partij")


def test_a_party_without_planning_is_told_so(app: AppTest) -> None:
    app.query_params["partij"] = "Lister"
    opened(app, "wie_doet_wat")

    assert any(block.value.startswith("Geen regel van de planning noemt") for block in app.caption)


@pytest.mark.parametrize(("view", "column"), [("Matrix", None), ("Niet belegd", "Regio"), ("Rollen", "Regio")])
def test_each_view_of_who_does_what_is_filtered_by_region_opgave_and_words(
    app: AppTest, view: str, column: str | None
) -> None:
    opened(app, "wie_doet_wat")
    app.segmented_control[0].set_value(view).run()
    everything = len(app.dataframe[0].value)

    app.selectbox(key="rollen-regio").set_value("Zuidoost Utrecht").run()
    of_region = app.dataframe[0].value
    app.selectbox(key="rollen-opgave").set_value("Gezond ouder worden").run()
    of_opgave = app.dataframe[0].value
    app.text_input(key="rollen-woorden").set_value("xyzzy").run()

    assert everything > len(of_region) > len(of_opgave) > 0
    assert column is None or set(of_region[column]) == {"Zuidoost Utrecht"}
    assert not app.dataframe
    assert app.info[0].value.startswith("Niets gevonden.")


def test_the_planning_of_a_party_is_less_than_the_planning(app: AppTest) -> None:
    opened(app, "planning")
    everything = len(app.dataframe[0].value)

    app.selectbox(key="planning-partij").set_value("Zilveren Kruis").run()

    assert not app.exception
    assert 0 < len(app.dataframe[0].value) < everything


def test_roles_are_read_in_dutch_and_programs_keep_their_value(
    app: AppTest, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REGIOPLAN_DATA_DIR", str(settings.data_dir))
    opened(app, "wie_doet_wat")

    app.selectbox(key="rollen-rol").set_value("coördinator").run()
    printed = CliRunner().invoke(cli.app, ["register", "rollen", "--json"]).stdout.splitlines()

    assert set(app.dataframe[0].value["Rol"]) == {"coördinator"}
    assert sum(json.loads(line)["role"] == "coordinator" for line in printed) == len(app.dataframe[0].value)
