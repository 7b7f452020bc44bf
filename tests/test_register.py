"""The register: what is planned when, who has which role, the terms and the sheets, each with its place."""

from dataclasses import replace
from pathlib import Path

import pytest
from conftest import CORPUS, MakeDocument
from hypothesis import given
from hypothesis import strategies as st

from index.retrieval import Index
from ingest.model import Document, OutlineEntry, collapse
from ingest.passages import passages
from ingest.place import place_of
from register.build import build_register, register_of
from register.dates import DocumentYear, document_year, mentions, refined
from register.model import PRECISIONS, ROLES, OpgaveEntry, PlanningEntry, Register, RoleEntry, Source
from register.parties import PartiesUnreadable, Party, read_parties
from register.tables import opgave_table, planning_table, role_table, term_table
from register.words import period_of

PIECES = (
    "Q1", "Q4", "2024", "1999", "31", "30 februari", "1 juli", "mei", "eind", "begin", "na de zomer", "tweede helft",
    "en", "t/m", "tot", "vanaf", "voor", "uiterlijk", "in", "van", "e.v.", "kwartaal",
    "-", "–", "/", "(", ")", ":", " ", "\n", "\r\n",
)  # fmt: skip
YEARS = DocumentYear(only=None, published=(2024, 7))


def period(
    text: str, years: DocumentYear = YEARS, year: int | None = None
) -> tuple[str | None, str | None, str] | None:
    """The first period of a text: start, end, precision."""
    found = refined(text, mentions(text, years, year))
    if not found:
        return None
    first = found[0].period
    return (
        first.start.isoformat() if first.start else None,
        first.end.isoformat() if first.end else None,
        first.precision,
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Q1 2024: start", ("2024-01-01", "2024-03-31", "kwartaal")),
        ("2024 Q3", ("2024-07-01", "2024-09-30", "kwartaal")),
        ("het eerste kwartaal van 2024", ("2024-01-01", "2024-03-31", "kwartaal")),
        ("Eind Q2 2024 hebben we", ("2024-04-01", "2024-06-30", "kwartaal")),
        ("in 2025 starten we", ("2025-01-01", "2025-12-31", "jaar")),
        ("vanaf 2024", ("2024-01-01", None, "jaar")),
        ("sinds Q2 2024", ("2024-04-01", None, "kwartaal")),
        ("per 1 januari 2024", ("2024-01-01", None, "dag")),
        ("met ingang van 1 januari 2024", ("2024-01-01", None, "dag")),
        ("2025 en verder", ("2025-01-01", None, "jaar")),
        ("Q2 2025 e.v.", ("2025-04-01", None, "kwartaal")),
        ("uiterlijk 2025", (None, "2025-12-31", "jaar")),
        ("t/m 2025", (None, "2025-12-31", "jaar")),
        ("tot en met december 2025", (None, "2025-12-31", "maand")),
        ("voor 1 juli 2024", (None, "2024-07-01", "dag")),
        ("loopt tot juli 2024", (None, "2024-06-30", "maand")),
        ("begin 2024", ("2024-01-01", "2024-03-31", "kwartaal")),
        ("eind 2024", ("2024-10-01", "2024-12-31", "kwartaal")),
        ("medio 2024", ("2024-05-01", "2024-08-31", "seizoen")),
        ("in het voorjaar van 2024", ("2024-03-01", "2024-05-31", "seizoen")),
        ("zomer 2024", ("2024-06-01", "2024-08-31", "seizoen")),
        ("najaar 2024", ("2024-09-01", "2024-11-30", "seizoen")),
        ("na de zomer 2024", ("2024-09-01", "2024-11-30", "seizoen")),
        ("begin 2024 (jan/feb)", ("2024-01-01", "2024-02-29", "reeks")),
        ("januari t/m maart 2025", ("2025-01-01", "2025-03-31", "reeks")),
        ("eerste helft 2024", ("2024-01-01", "2024-06-30", "halfjaar")),
        ("Q1/Q2 2024", ("2024-01-01", "2024-06-30", "halfjaar")),
        ("Q1\r\n en Q2 2024: Visie", ("2024-01-01", "2024-06-30", "halfjaar")),
        ("Q3 en Q4 van 2024", ("2024-07-01", "2024-12-31", "halfjaar")),
        ("Q2-Q4 2024", ("2024-04-01", "2024-12-31", "reeks")),
        ("Q4 2023 – Q1 2024", ("2023-10-01", "2024-03-31", "reeks")),
        ("2024-2026", ("2024-01-01", "2026-12-31", "reeks")),
        ("Q3 en Q4 2024 en 2025: uitbreiden", ("2024-07-01", "2025-12-31", "reeks")),
        ("start eind 2023 t/m eind 2024", ("2023-10-01", "2024-12-31", "reeks")),
        ("Vanaf begin 2024 (Q1/Q2) wordt gestart", ("2024-01-01", None, "halfjaar")),
        ("januari 2024", ("2024-01-01", "2024-01-31", "maand")),
        ("15 januari 2024", ("2024-01-15", "2024-01-15", "dag")),
        ("februari 2024", ("2024-02-01", "2024-02-29", "maand")),  # 2024 is a leap year
    ],
)
def test_a_period_in_words_has_its_first_and_last_day(text: str, expected: tuple[str | None, str | None, str]) -> None:
    assert period(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("conform IZA 2023", id="agreement"),
        pytest.param("de Wmo 2015 en de Jeugdwet", id="act"),
        pytest.param("Uitvoeringsplan Herstelnetwerk 2024 – 2026 vormgeven", id="plan"),
        pytest.param("de visie eerstelijnszorg 2030", id="vision"),
        pytest.param("een overzicht met prioriteiten voor 2025", id="what priorities are for"),
        pytest.param("minder dan in 2023", id="comparison"),
        pytest.param("https://www.utrecht.nl/rapport-2022", id="address"),
        pytest.param("31 februari 2024", id="no such day"),
        pytest.param("binnen 2 jaar gerealiseerd", id="term"),
        pytest.param("jaarlijks gemonitord", id="every year"),
    ],
)
def test_a_year_that_says_nothing_of_when_is_no_period(text: str) -> None:
    assert period(text) is None


def test_a_period_without_a_year_takes_it_from_the_document_only_where_that_is_certain() -> None:
    one_year = DocumentYear(only=2025, published=None)
    unknown = DocumentYear(only=None, published=None)

    assert period("Start Q1", one_year) == ("2025-01-01", "2025-03-31", "kwartaal")
    assert period("Start Q1", unknown) is None
    assert period("na de zomer verwacht") == ("2024-09-01", "2024-11-30", "seizoen")  # published in July
    assert period("in maart gepresenteerd") is None  # before it was published, so of any year
    assert period("Dit najaar willen we", DocumentYear(None, (2023, 12))) == ("2023-09-01", "2023-11-30", "seizoen")


def test_a_period_without_a_year_takes_it_from_its_sentence_before_its_heading() -> None:
    assert period("in Q2 en Q3 verkend, met als streven eind 2024", year=2025) == ("2024-04-01", "2024-09-30", "reeks")
    assert period("Q2: planvorming", year=2025) == ("2025-04-01", "2025-06-30", "kwartaal")


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_any_row_of_date_words_gives_periods_that_run_forward(pieces: list[str]) -> None:
    for year in (None, 2024):
        for mention in refined("".join(pieces), mentions("".join(pieces), YEARS, year)):
            start, end = mention.period.start, mention.period.end
            assert start is not None or end is not None
            assert start is None or end is None or start <= end


def test_the_sidecar_says_for_which_year_a_document_is(make_document: MakeDocument) -> None:
    info = make_document("Tekst.").info

    assert document_year(replace(info, valid_from="2025-01", valid_until="2025")).only == 2025
    assert document_year(replace(info, valid_from="2025", valid_until="2026")).only is None
    assert document_year(replace(info, published="2024-07")).published == (2024, 7)


def register(document: Document) -> Register:
    """The register of one document."""
    return build_register([document], passages(document))


def planned(document: Document) -> list[tuple[str, str | None, str | None]]:
    """What is planned: the action with its period."""
    return [(entry.what, entry.start, entry.end) for entry in register(document).planning]


SHEET = OutlineEntry("Organisatie", opgave="Gezond ouder worden", thema="Reablement", code="1b")


def test_list_items_under_a_dated_heading_have_its_period(make_document: MakeDocument) -> None:
    source = (
        "Organisatie & vervolg\n\nQ1 2024\n• Start van het trainingsprogramma\n\n2025\n"
        "• Vervolg van het leertraject\n• Uiterlijk 1 juli 2025 zijn de afspraken gemaakt\n"
    )

    assert planned(make_document(source, SHEET)) == [
        ("Start van het trainingsprogramma", "2024-01-01", "2024-03-31"),
        ("Vervolg van het leertraject", "2025-01-01", "2025-12-31"),
        ("Uiterlijk 1 juli 2025 zijn de afspraken gemaakt", None, "2025-07-01"),
    ]


def test_a_dated_line_holds_for_the_list_that_it_announces_and_no_longer(make_document: MakeDocument) -> None:
    source = (
        "Organisatie & vervolg\n\nQ1 en Q2 2024:\n• Visie opstellen met partners\n\nBevorderen van doelmatigheid:\n"
        "• Ombuiging van de instroom\n• Q3 en Q4: Evaluatie van de pilot\n• Q1 2025: Uitrol in de regio\n"
    )

    assert planned(make_document(source, SHEET)) == [
        ("Visie opstellen met partners", "2024-01-01", "2024-06-30"),
        ("Bevorderen van doelmatigheid: Ombuiging van de instroom", None, None),
        ("Bevorderen van doelmatigheid: Q3 en Q4: Evaluatie van de pilot", None, None),  # of which year?
        ("Bevorderen van doelmatigheid: Uitrol in de regio", "2025-01-01", "2025-03-31"),
    ]


def test_a_fragment_is_completed_with_the_line_that_announces_it(make_document: MakeDocument) -> None:
    source = "Organisatie & vervolg\n\nUitgaan van de leefvraag:\n• Q3 2024: toolkit\n\n• Q4 2024: implementatie.\n"

    assert [what for what, _, _ in planned(make_document(source, SHEET))] == [
        "Uitgaan van de leefvraag: toolkit",
        "Uitgaan van de leefvraag: implementatie.",
    ]


def test_sentences_with_a_date_are_entries_and_lean_on_the_one_before(make_document: MakeDocument) -> None:
    source = (
        "Organisatie & vervolg\n\nDe wijken zijn gekozen. Dit wordt in 2025 uitgebreid naar andere wijken. "
        "Iedereen doet mee.\n"
    )

    assert planned(make_document(source, SHEET)) == [
        ("De wijken zijn gekozen. Dit wordt in 2025 uitgebreid naar andere wijken.", "2025-01-01", "2025-12-31")
    ]


def test_labels_that_follow_each_other_on_a_line_are_entries_each(make_document: MakeDocument) -> None:
    text = "Q2 2024 openen huis in Doorn Q3 2024 uitwerken functie 18+ 2025 openen huis in Bunnik"

    assert planned(make_document(f"Organisatie & vervolg\n\n{text}\n", SHEET)) == [
        ("Openen huis in Doorn", "2024-04-01", "2024-06-30"),
        ("Uitwerken functie 18+", "2024-07-01", "2024-09-30"),
        ("Openen huis in Bunnik", "2025-01-01", "2025-12-31"),
    ]


def test_a_sentence_that_begins_with_its_period_on_a_line_apart_is_whole(make_document: MakeDocument) -> None:
    source = "Organisatie & vervolg\n\n1 Januari 2026\n\nHebben alle gemeenten een woonzorgvisie gereed.\n"

    assert planned(make_document(source, SHEET)) == [
        ("1 Januari 2026 hebben alle gemeenten een woonzorgvisie gereed.", "2026-01-01", "2026-01-01")
    ]


def test_under_a_period_what_was_before_it_is_history(make_document: MakeDocument) -> None:
    source = "Organisatie & vervolg\n\n2025\n• Vervolg op de acties die in 2024 zijn vastgesteld\n"

    assert [start for _, start, _ in planned(make_document(source, SHEET))] == ["2025-01-01"]


def test_under_a_period_what_is_so_already_is_no_plan(make_document: MakeDocument) -> None:
    source = (
        "Organisatie & vervolg\n\n2024\n• In Soest, Baarn en Nijkerk is een werkgroep actief\n"
        "• Inmiddels zijn er afspraken gemaakt\n• Alle gemeenten zijn aangesloten\n"
    )

    assert [what for what, _, _ in planned(make_document(source, SHEET))] == ["Alle gemeenten zijn aangesloten"]


def test_what_belongs_to_an_action_is_no_action_of_its_own(make_document: MakeDocument) -> None:
    source = (
        "Organisatie & vervolg\n\n2024\n"
        "• Opstellen van een regionaal plan van aanpak door een projectleider, met aandacht voor\n"
        "• Het formuleren van doelstellingen\n• Voldoende aanbod beschikbaar hebben\n"
        "• Inrichting van de ketenaanpak in alle gemeenten binnen de regio:\n• Houten werkt aan onderdelen\n"
    )

    assert [what for what, _, _ in planned(make_document(source, SHEET))] == [
        "Opstellen van een regionaal plan van aanpak door een projectleider, met aandacht voor",
        "Inrichting van de ketenaanpak in alle gemeenten binnen de regio",
        "Inrichting van de ketenaanpak in alle gemeenten binnen de regio: Houten werkt aan onderdelen",
    ]


def test_a_period_at_the_head_of_a_sentence_holds_for_both_its_clauses(make_document: MakeDocument) -> None:
    source = (
        "Organisatie & vervolg\n\nIn 2025 heeft elke gemeente de aanpak ingevoerd en is de communicatie eenvoudiger. "
        "In 2026 is in beeld wat nodig is en hier zijn afspraken over gemaakt.\n"
    )

    assert planned(make_document(source, SHEET)) == [
        ("In 2025 heeft elke gemeente de aanpak ingevoerd", "2025-01-01", "2025-12-31"),
        ("In 2025 is de communicatie eenvoudiger.", "2025-01-01", "2025-12-31"),
        ("In 2026 is in beeld wat nodig is", "2026-01-01", "2026-12-31"),
        ("In 2026 zijn hier afspraken over gemaakt.", "2026-01-01", "2026-12-31"),
    ]


def test_in_a_table_all_that_stands_between_two_periods_is_of_the_second(make_document: MakeDocument) -> None:
    source = (
        "Organisatie & vervolg\n\nUitvoeren van de pilot.\n\nQ2 2024, regionaal.\n\nOntwikkelen van een programma.\n\n"
        "Organisaties verbeteren hun diensten.\n\nQ3 2024, regionaal.\n"
    )

    assert planned(make_document(source, SHEET)) == [
        ("Uitvoeren van de pilot.", "2024-04-01", "2024-06-30"),
        ("Ontwikkelen van een programma.", "2024-07-01", "2024-09-30"),
        ("Organisaties verbeteren hun diensten.", "2024-07-01", "2024-09-30"),
    ]


def test_history_and_forecasts_are_not_planned(make_document: MakeDocument) -> None:
    source = (
        "Aanpak\n\nIn 2019 hebben de gemeenten een convenant gesloten. In 2040 is een op de vier ouder dan 65. "
        "Deze werkagenda beschrijft wat er in 2025 gebeurt.\n\nSituatieschets\n\nIn 2025 wonen hier veel ouderen.\n"
    )

    assert planned(make_document(source)) == []


def test_undated_paragraphs_and_references_are_no_entries(make_document: MakeDocument) -> None:
    source = (
        "Organisatie & vervolg\n\nWe werken samen in de wijk.\n• Zie aanpak van het thema\n• Hoe doen we dat samen?\n"
    )

    assert planned(make_document(source, SHEET)) == []


def roles(document: Document) -> list[tuple[str, str, str]]:
    """Party, role, and what for."""
    return [(entry.party, entry.role, entry.for_what) for entry in register(document).rollen]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Penvoering: Raedelijn", [("Raedelijn", "penvoerder")]),
        ("Trekkersrol: HUS en Lokalis", [("HUS", "trekker"), ("Lokalis", "trekker")]),
        ("VVT-organisaties zijn de kartrekkers.", [("VVT", "trekker")]),
        ("In de eerste fase is Raedelijn in de lead.", [("Raedelijn", "trekker")]),
        ("Zorgspectrum is penvoerder.", [("ZorgSpectrum", "penvoerder")]),
        ("De regie op dit subthema ligt bij de gemeenten.", [("gemeenten", "coordinator")]),
        ("RSO Trijn coördineert de aansluiting.", [("Trijn", "coordinator")]),
        ("Zilveren Kruis financiert de pilot.", [("Zilveren Kruis", "financier")]),
        ("Zorgorganisaties vertegenwoordigd door UNICUM en Altrecht (ggz).", [
            ("Unicum", "vertegenwoordiger"), ("Altrecht", "vertegenwoordiger"),
        ]),
        ("Elke huisarts in de regio Lekstroom neemt deel aan het programma.", [("huisartsen", "deelnemer")]),
        ("Betrokken partijen: gemeenten, zorgaanbieders en Zilveren Kruis", [
            ("gemeenten", "betrokken"), ("zorgaanbieders", "betrokken"), ("Zilveren Kruis", "betrokken"),
        ]),
        ("Bij de uitwerking wordt in ieder geval Zilveren Kruis betrokken.", [("Zilveren Kruis", "betrokken")]),
        ("De uitvoering gebeurt o.l.v. Raedelijn.", [("Raedelijn", "trekker")]),
        pytest.param("Inrichten projectteam (Trijn in de lead?).", [], id="a question"),
        pytest.param("De GGD of gemeenten kunnen als trekker fungeren.", [], id="a possibility"),
        pytest.param("Eén van de partijen is in de lead.", [], id="nobody in particular"),
        pytest.param("Inwoners hebben zelf de regie over hun leven.", [], id="regie of inwoners"),
        pytest.param("Zij blijven thuis onder regie van de huisarts.", [], id="care"),
    ],
)  # fmt: skip
def test_a_word_for_a_role_gives_it_to_the_parties_beside_it(
    make_document: MakeDocument, text: str, expected: list[tuple[str, str]]
) -> None:
    document = make_document(f"Aanpak\n\n{text}\n")

    assert [(party, role) for party, role, _ in roles(document)] == expected


def test_members_of_a_body_and_on_whose_behalf(make_document: MakeDocument) -> None:
    document = make_document(
        "Organisatie\n\n• Samenstelling werkgroep Gezond ouder worden: Altrecht (als ggz-kerninstelling), "
        "welzijn (Pulse), Movactor (namens de welzijnsorganisaties)\n"
    )

    assert roles(document) == [
        ("Altrecht", "deelnemer", "werkgroep Gezond ouder worden"),
        ("welzijn", "deelnemer", "werkgroep Gezond ouder worden"),
        ("Stichting Pulse", "deelnemer", "werkgroep Gezond ouder worden"),
        ("Movactor", "vertegenwoordiger", "werkgroep Gezond ouder worden: welzijnsorganisaties"),
    ]
    assert {entry.opgave for entry in register(document).rollen} == {"Gezond ouder worden"}
    assert register(document).rollen[0].title == "Altrecht (als ggz-kerninstelling)"


def test_a_field_that_lists_parties_gives_them_its_role(make_document: MakeDocument) -> None:
    document = make_document(
        "Betrokken organisaties\n\n• Handje Helpen\n• Gemeente Houten\n• Stichting Onbekend\n\n"
        "Penvoering: Karin Schuldink (zzp)\n"
    )

    assert [(party, role) for party, role, _ in roles(document)] == [
        ("Handjehelpen", "betrokken"),
        ("Gemeente Houten", "betrokken"),
        ("Stichting Onbekend", "betrokken"),
        ("Karin Schuldink", "penvoerder"),
    ]


def test_who_is_involved_on_behalf_of_others_represents_them_as_well(make_document: MakeDocument) -> None:
    document = make_document("Betrokken organisaties\n\n• Jellinek (als vertegenwoordiger voor Arkin)\n• Pulse\n")

    assert roles(document) == [
        ("Jellinek", "betrokken", "Lekstroom"),
        ("Jellinek", "vertegenwoordiger", "Arkin"),
        ("Stichting Pulse", "betrokken", "Lekstroom"),
    ]


def test_a_field_of_parties_can_name_many_at_once(make_document: MakeDocument) -> None:
    document = make_document("Alle leden van het netwerk.\n", OutlineEntry("Alle leden", kind="partijen"))

    assert [(party, role) for party, role, _ in roles(document)] == [("leden van het netwerk", "betrokken")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("gemeenten, zorgaanbieders en Zilveren Kruis", ["gemeenten", "zorgaanbieders", "Zilveren Kruis"]),
        ("gemeente Zeist, de Bilt en Wijk bij Duurstede, GGDrU", [
            "Gemeente Zeist", "Gemeente De Bilt", "Gemeente Wijk bij Duurstede", "GGDrU",
        ]),
        ("Van Houten en Co, St. Antonius", ["Van Houten & Co", "St. Antonius"]),
        ("VVT en/of wijkverpleging", ["VVT", "wijkverpleging"]),
        ("geboorte- en jeugdgezondheidszorg en wijkteams, ggz", [
            "geboorte- en jeugdgezondheidszorg en wijkteams", "ggz",
        ]),
        ("Alle organisaties in nulde, eerste en tweede lijn", ["organisaties in nulde, eerste en tweede lijn"]),
        ("huisartsen en in mindere mate tweedelijnszorg", ["huisartsen", "tweedelijnszorg"]),
        ("etc., andere partijen, 12", []),
        ("", []),
    ],
)  # fmt: skip
def test_a_list_is_taken_apart_into_parties(text: str, expected: list[str]) -> None:
    assert [party.name for party in read_parties().listed(text)] == expected


@pytest.mark.parametrize("spelling", ["Zorgspectrum", "ZORGSPECTRUM", "zorg spectrum", "ZorgSpectrum (ouderenzorg)"])
def test_other_spellings_are_the_same_party(spelling: str) -> None:
    found = read_parties().known(spelling)

    assert found is not None
    assert found.name == "ZorgSpectrum"
    assert found.is_named


def test_the_remark_in_brackets_is_kept() -> None:
    assert read_parties().party("Zilveren Kruis (incl. zorgkantoor)") == Party(
        "Zilveren Kruis", "verzekeraar", "incl. zorgkantoor"
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("[[partij]", "geen geldig TOML", id="no TOML"),
        pytest.param("[[party]]\n", r"alleen \[\[partij\]\]", id="another table"),
        pytest.param('[[partij]]\nsoort = "ggz"\n', "een partij heeft geen ‘naam’", id="no name"),
        pytest.param('[[partij]]\nnaam = "X"\nsoort = "club"\n', "geen ‘soort’ die bestaat", id="unknown kind"),
        pytest.param('[[partij]]\nnaam = "X"\nsoort = "ggz"\nook = "Y"\n', "geen lijst van teksten", id="no list"),
        pytest.param(
            '[[partij]]\nnaam = "X"\nsoort = "ggz"\nalias = []\n', "onbekend veld ‘alias’", id="unknown field"
        ),
    ],
)
def test_a_file_of_parties_that_cannot_be_read_is_named(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "partijen.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(PartiesUnreadable, match=reason):
        read_parties(path)


def test_a_missing_file_of_parties_is_named(tmp_path: Path) -> None:
    with pytest.raises(PartiesUnreadable, match=r"weg\.toml is niet te lezen"):
        read_parties(tmp_path / "weg.toml")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Sociale basis\nHet geheel van informele sociale verbanden in buurten en gezinnen.",
            [("Sociale basis", "Het geheel van informele sociale verbanden in buurten en gezinnen.", None)],
            id="on a line of its own",
        ),
        pytest.param(
            "Regio Midden \nNederland\n\nDit is de zorgkantoorregio Utrecht",
            [("Regio Midden Nederland", "Dit is de zorgkantoorregio Utrecht", None)],
            id="on two lines",
        ),
        pytest.param("HAP Huisartsenpost", [("HAP", "Huisartsenpost", "HAP")], id="abbreviation"),
        pytest.param("Zvw Zorgverzekeringswet", [("Zvw", "Zorgverzekeringswet", "Zvw")], id="in small letters"),
        pytest.param("Klankbord Brede vertegenwoordiging uit de regio", [
            ("Klankbord", "Brede vertegenwoordiging uit de regio", None),
        ], id="one word, then a capital"),
        pytest.param("Peer support: het samenbrengen van inwoners", [
            ("Peer support", "het samenbrengen van inwoners", None),
        ], id="before a colon"),
        pytest.param(
            "Tweedelijnszorg is alleen toegankelijk na een verwijzing van de huisarts. "
            "De ziekenhuiszorg valt hieronder.\nDerdelijnszorg is zorg in academische ziekenhuizen.",
            [
                ("Tweedelijnszorg", "Tweedelijnszorg is alleen toegankelijk na een verwijzing van de huisarts. "
                 "De ziekenhuiszorg valt hieronder.", None),
                ("Derdelijnszorg", "Derdelijnszorg is zorg in academische ziekenhuizen.", None),
            ],
            id="in a sentence",
        ),
        pytest.param("U16\nHiermee worden de zestien gemeenten bedoeld", [
            ("U16", "Hiermee worden de zestien gemeenten bedoeld", None),
        ], id="no abbreviation of its definition"),
        pytest.param("Om goed samen te werken is het nodig dat we elkaar verstaan.", [], id="introduction"),
    ],
)  # fmt: skip
def test_a_glossary_gives_terms(
    make_document: MakeDocument, text: str, expected: list[tuple[str, str, str | None]]
) -> None:
    document = make_document(f"{text}\n", OutlineEntry(text.split("\n")[0].strip(), kind="begrip"))

    assert [(term.term, term.definition, term.abbreviation) for term in register(document).begrippen] == expected


def test_a_sheet_has_its_fields_and_is_unique(make_document: MakeDocument) -> None:
    source = (
        "Organisatie\n\nDoelgroep: thuiswonende ouderen\n\nDoelstelling: ouderen wonen langer thuis\n\n"
        "Aanpak\n\nWe trainen de wijkverpleging.\n\nVervolg\n\n• In 2025 starten we in twee wijken\n"
    )

    (entry,) = register(make_document(source, SHEET)).opgaven

    assert (entry.region, entry.opgave, entry.thema, entry.code) == (
        "Lekstroom",
        "Gezond ouder worden",
        "Reablement",
        "1b",
    )
    assert (entry.doelgroep, entry.doelstelling) == ("thuiswonende ouderen", "ouderen wonen langer thuis")
    assert [field.kind for field in entry.fields] == ["doelgroep", "doelstelling", "aanpak", "planning"]
    assert (entry.source.first_line, entry.source.last_line) == (1, 3)


def test_a_bulletin_has_no_sheets_of_its_own(make_document: MakeDocument) -> None:
    document = make_document("Organisatie\n\nAanpak\n\nWe trainen de wijkverpleging.\n", replace(SHEET, code=None))
    bulletin = replace(document, info=replace(document.info, kind="update"))

    assert [entry.title for entry in register(document).opgaven] == ["Reablement"]
    assert register(bulletin).opgaven == ()


def levels(*documents: Document) -> dict[str, str]:
    """What each title of the documents is."""
    made = build_register(documents, [passage for document in documents for passage in passages(document)])
    return {entry.heading: entry.level for entry in made.topics}


def test_what_stands_above_coded_sheets_is_a_theme(make_document: MakeDocument) -> None:
    source = "Visie\n\nDoelgroep: ouderen\n\nOrganisatie\n\nAanpak\n\nWe trainen de wijkverpleging.\n"
    above = OutlineEntry("Visie", opgave="Gezond ouder worden", thema="Langer thuis")

    assert levels(make_document(source, above, SHEET)) == {"Langer thuis": "thema", "1b Reablement": "opgave"}
    assert levels(make_document(source, above, replace(SHEET, code=None))) == {
        "Langer thuis": "opgave",
        "Reablement": "opgave",
    }


def test_an_opgave_of_its_own_is_one_where_it_says_what_is_done_and_has_no_sheets(make_document: MakeDocument) -> None:
    source = "Doelstelling: inwoners denken mee\n\nAanpak\n\nWe benoemen een coördinator.\n"
    alone = OutlineEntry("Doelstelling", opgave="Inwonersparticipatie")
    only_aim = make_document("Doelstelling: inwoners denken mee\n", alone)
    with_sheet = OutlineEntry("Aanpak", thema="Panel")

    assert levels(make_document(source, alone)) == {"Inwonersparticipatie": "opgave"}
    assert levels(only_aim) == {"Inwonersparticipatie": "thema"}
    assert levels(make_document(source, alone, with_sheet)) == {"Inwonersparticipatie": "thema", "Panel": "opgave"}


def test_an_agenda_has_its_chapters_as_opgaven_and_what_it_works_out_as_activities(make_document: MakeDocument) -> None:
    source = "2. Gezond ouder worden\n\nWe werken samen.\n\nOrganisatie\n\nAanpak\n\nWe trainen de wijkverpleging.\n"
    chapter = OutlineEntry("2. Gezond", opgave="Gezond ouder worden", kind="ambitie")
    plan = make_document(source, chapter, replace(SHEET, code=None))
    agenda = replace(plan, info=replace(plan.info, kind="werkagenda"))
    bulletin = replace(plan, info=replace(plan.info, kind="update"))

    assert levels(plan) == {"Reablement": "opgave"}
    assert levels(agenda) == {"2 Gezond ouder worden": "opgave", "Reablement": "activiteit"}
    assert levels(bulletin) == {"2 Gezond ouder worden": "opgave"}


def test_themes_beside_the_opgaven_of_a_plan_are_none_and_a_plan_without_opgaven_has_its_themes(
    make_document: MakeDocument,
) -> None:
    source = "Communicatie\n\nAanpak\n\nWe informeren.\n\nOrganisatie\n\nAanpak\n\nWe trainen de wijkverpleging.\n"
    beside = OutlineEntry("Communicatie", thema="Communicatie")

    assert levels(make_document(source, beside)) == {"Communicatie": "opgave"}
    assert levels(make_document(source, beside, SHEET)) == {"Communicatie": "thema", "1b Reablement": "opgave"}


def test_a_sheet_without_somebody_who_leads_it_is_not_assigned(make_document: MakeDocument) -> None:
    led = make_document("Organisatie\n\nAanpak\n\nWe trainen. ZorgSpectrum is de trekker.\n", SHEET)
    unled = make_document("Organisatie\n\nAanpak\n\nWe trainen. ZorgSpectrum is betrokken.\n", SHEET)

    assert register(led).unassigned == ()
    assert [entry.title for entry in register(unled).unassigned] == ["Reablement"]


def test_a_register_of_nothing_is_empty() -> None:
    assert build_register([], []) == Register((), (), (), (), ())


def source(**changes: object) -> Source:
    """A place."""
    at = Source("plan", "plan#0001", 0, 5, "Tekst", None, "", ("Lekstroom",), 3, 3)
    return replace(at, **changes)  # type: ignore[arg-type]


def entry(start: str | None, end: str | None, precision: str | None) -> PlanningEntry:
    """An action with a period."""
    return PlanningEntry("Starten", "Lekstroom", None, None, start, end, precision, source())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("start", "end", "precision", "words"),
    [
        (None, None, None, "zonder datum"),
        ("2024-01-01", "2024-03-31", "kwartaal", "Q1 2024"),
        ("2024-07-01", None, "kwartaal", "vanaf Q3 2024"),
        ("2024-01-01", "2024-06-30", "halfjaar", "eerste helft 2024"),
        ("2024-09-01", "2024-11-30", "seizoen", "najaar 2024"),
        (None, "2025-01-01", "dag", "uiterlijk 1 januari 2025"),
        ("2025-03-01", "2025-03-31", "maand", "maart 2025"),
        ("2025-01-01", "2025-12-31", "jaar", "2025"),
        ("2024-01-01", "2026-12-31", "reeks", "2024-2026"),
        ("2023-10-01", "2024-12-31", "reeks", "oktober 2023 t/m december 2024"),
        ("2024-04-01", "2024-09-30", "reeks", "april t/m september 2024"),
    ],
)
def test_a_period_reads_as_people_write_it(start: str | None, end: str | None, precision: str, words: str) -> None:
    assert period_of(entry(start, end, precision)) == words


def test_a_place_is_a_page_or_lines() -> None:
    assert place_of(source()) == "regel 3"
    assert place_of(source(last_line=5)) == "regels 3-5"
    assert place_of(source(page=4, page_label="4")) == "pagina 4"
    assert place_of(source(page=4, page_label="ii")) == "pagina 4 (gedrukt: ii)"


def every_source(made: Register) -> list[Source]:
    """All places of a register."""
    return [
        *(each.source for each in made.opgaven),
        *(field.source for each in made.opgaven for field in each.fields),
        *(each.source for each in made.planning),
        *(each.source for each in made.rollen),
        *(each.source for each in made.begrippen),
    ]


def test_every_quote_of_the_real_register_stands_in_the_file(index: Index) -> None:
    files = {path.stem: path.read_bytes().decode() for path in CORPUS.glob("*.txt")}

    sources = every_source(register_of(index))

    assert len(sources) > 1000
    for place in sources:
        assert place.quote == collapse(files[place.document][place.start : place.end])
        assert files[place.document].count("\n", 0, place.start) + 1 == place.first_line
        assert files[place.document].count("\n", 0, place.end - 1) + 1 == place.last_line


def test_broken_text_gives_no_dates_and_no_roles(index: Index) -> None:
    broken = {passage.passage_id for passage in index.passages if passage.broken}
    made = register_of(index)

    assert broken
    assert not broken & {place.passage for place in every_source(replace(made, topics=()))}


def test_the_real_register_keeps_its_own_rules(index: Index) -> None:
    made = register_of(index)

    keys = [(each.region, each.opgave, each.thema, each.code) for each in made.opgaven]
    assert len(keys) == len(set(keys))
    for planning in made.planning:
        assert planning.what.strip()
        assert (planning.precision is None) == (planning.start is None and planning.end is None)
        assert planning.precision in {None, *PRECISIONS}
        assert planning.start is None or planning.end is None or planning.start <= planning.end
    assert {each.role for each in made.rollen} <= set(ROLES)
    assert all(each.party.strip() and each.for_what.strip() for each in made.rollen)
    assert set(made.unassigned) <= set(made.opgaven)


def find_roles(index: Index, **wanted: str) -> list[RoleEntry]:
    """Entries with these values."""
    return [each for each in register_of(index).rollen if all(getattr(each, k) == v for k, v in wanted.items())]


def test_what_the_real_documents_say(index: Index) -> None:
    made = register_of(index)

    assert find_roles(index, region="Utrecht Stad", opgave="Gezond ouder worden", role="penvoerder")[0].party == "IG&H"
    assert find_roles(index, party="Movactor", role="vertegenwoordiger")
    assert [each.definition for each in made.begrippen if each.term == "HAP"] == ["Huisartsenpost"]
    kansrijk = [each for each in made.planning if each.region == "Utrecht West" and "wijkscans in 2024" in each.what]
    assert [(each.start, each.end, each.precision) for each in kansrijk] == [("2024-01-01", "2024-12-31", "jaar")]
    (calendar,) = [each for each in made.opgaven if each.thema == "Valpreventie"]
    assert (calendar.region, calendar.code) == ("Eemland", "5c")


def test_the_register_is_made_once_for_an_index(index: Index) -> None:
    assert register_of(index) is register_of(index)


def test_the_same_input_gives_the_same_register(index: Index) -> None:
    documents = [index.document(name) for name in index.documents]

    assert build_register(documents, index.passages) == register_of(index)


def test_what_programs_read_has_the_agreed_fields(index: Index) -> None:
    made = register_of(index)
    citation = ["document", "quote", "page", "section", "lines"]

    assert list(opgave_table(made.opgaven[0])) == [
        "region", "opgave", "thema", "code", "title", "doelgroep", "doelstelling", "citation",
    ]  # fmt: skip
    assert list(planning_table(made.planning[0])) == [
        "what", "region", "opgave", "thema", "start", "end", "precision", "citation",
    ]  # fmt: skip
    assert list(role_table(made.rollen[0])) == [
        "party", "role", "for_what", "region", "opgave", "thema", "citation",
    ]  # fmt: skip
    assert list(term_table(made.begrippen[0])) == ["term", "definition", "abbreviation", "region", "citation"]
    for table in (opgave_table(made.opgaven[0]), role_table(made.rollen[0])):
        assert list(table["citation"]) == citation


def test_a_sheet_entry_is_of_one_region(index: Index) -> None:
    def place(each: OpgaveEntry) -> str:
        return each.source.section[0]

    assert all(place(each) == each.region for each in register_of(index).opgaven)
