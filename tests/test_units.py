"""Headings, list items, paragraphs and sentences."""

import pytest

from ingest.cleaning import for_search, is_label, is_running_header
from ingest.fields import field_heading
from ingest.layout import is_broken
from ingest.model import collapse
from ingest.units import coded_title, split_sentences, split_units


def texts(source: str) -> list[str]:
    return [collapse(source[unit.start : unit.end]) for unit in split_units(source, 0, len(source))]


def sentences(source: str) -> list[str]:
    return [source[start:end] for start, end in split_sentences(source, 0, len(source))]


def test_each_bullet_is_a_unit_with_its_wrapped_lines() -> None:
    source = "• Inzet van wijkteams waar disciplines \nsamenwerken\n\n• Steunpunten in de wijk\n"

    assert texts(source) == ["• Inzet van wijkteams waar disciplines samenwerken", "• Steunpunten in de wijk"]


def test_a_blank_line_inside_a_sentence_does_not_end_it() -> None:
    assert texts("Doelgroep: de oudere en het formele en \n\ninformele netwerk eromheen.\n\nNieuwe alinea.") == [
        "Doelgroep: de oudere en het formele en informele netwerk eromheen.",
        "Nieuwe alinea.",
    ]


def test_a_field_heading_is_a_unit_of_its_own() -> None:
    units = split_units("Aanpak\n\nWe beginnen.", 0, 20)

    assert [unit.heading for unit in units] == [True, False]


def test_the_body_of_a_list_item_begins_behind_its_mark() -> None:
    source = "• 1. Eerst dit"

    (unit,) = split_units(source, 0, len(source))

    assert source[unit.body : unit.end] == "Eerst dit"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("Dit is een. Dat is twee.", ["Dit is een.", "Dat is twee."], id="two"),
        pytest.param(
            "Met o.a. Unicum en bijv. Altrecht. Klaar.", ["Met o.a. Unicum en bijv. Altrecht.", "Klaar."], id="abbr"
        ),
        pytest.param("In 2024 dhr. Jansen.", ["In 2024 dhr. Jansen."], id="title"),
        pytest.param("Groei van 12.5 procent. Meer.", ["Groei van 12.5 procent.", "Meer."], id="number"),
        pytest.param("Waarom? Omdat “het” kan! Ja.", ["Waarom?", "Omdat “het” kan!", "Ja."], id="other marks"),
        pytest.param("", [], id="empty"),
        pytest.param("   \n ", [], id="blank"),
    ],
)
def test_sentences_end_where_they_end(source: str, expected: list[str]) -> None:
    assert sentences(source) == expected


@pytest.mark.parametrize(
    ("line", "title", "code"),
    [
        pytest.param("Digitalisering2b", "Digitalisering", "2b", id="glued"),
        pytest.param("Gebieds- en wijkgerichte aanpak 1b", "Gebieds- en wijkgerichte aanpak", "1b", id="with space"),
        pytest.param("Preventie (2/4)1a", "Preventie", "1a", id="part of a sheet"),
        pytest.param(
            "Netwerken Mentale Gezondheid (NMG)12a", "Netwerken Mentale Gezondheid (NMG)", "2a", id="footnote"
        ),
        pytest.param("Toeleiding & Hulpbronnen1b+1c", "Toeleiding & Hulpbronnen", "1b+1c", id="two codes"),
    ],
)
def test_a_coded_title_is_taken_apart(line: str, title: str, code: str) -> None:
    found = coded_title(line)

    assert found is not None
    assert (found.title, found.code) == (title, code)


@pytest.mark.parametrize(
    "line", ["Doelgroep: zie thema 1a", "2a", "punten gelden ook voor thema 1b en 1c", "als bij 1a"]
)
def test_a_reference_is_no_coded_title(line: str) -> None:
    assert coded_title(line) is None


@pytest.mark.parametrize(
    ("line", "kind", "alone"),
    [
        pytest.param("Doelgroep & doelstelling", "doelstelling", True, id="double"),
        pytest.param("Doelgroep en sector(en): alle inwoners", "doelgroep", False, id="with text"),
        pytest.param("Organisatie en vervolg", "planning", True, id="organisation"),
        pytest.param("Betrokken partijen:", "partijen", True, id="colon"),
        pytest.param("• Doelstelling: minder vallen", "doelstelling", False, id="bullet"),
        pytest.param("Realisatie in 2025:", "planning", True, id="year"),
        pytest.param("Randvoorwaarden, nodig om dit plan uit te voeren:", "randvoorwaarden", True, id="with a clause"),
        pytest.param("Grove planning Zie aanpak.", "planning", False, id="with a reference"),
        pytest.param(
            "Doelgroep (zie hiervoor doelgroep op thema-niveau)", "doelgroep", False, id="reference in brackets"
        ),
        pytest.param("Doelgroepen die extra aandacht verdienen: jongeren", "doelgroep", False, id="which groups"),
        pytest.param(
            "Ambitie en omschrijving van de gewenste situatie over 3-5 jaar", "ambitie", True, id="two at once"
        ),
        pytest.param("Specifiek aandachtspunt:", "aandachtspunten", True, id="one point"),
        pytest.param("Lopende initiatieven", "situatieschets", True, id="what exists"),
        pytest.param("2025 – fase 2", "planning", True, id="phase"),
    ],
)
def test_a_field_heading_is_recognised(line: str, kind: str, alone: bool) -> None:
    found = field_heading(line)

    assert found is not None
    assert (found.kind, found.alone) == (kind, alone)


@pytest.mark.parametrize(
    "line",
    [
        "randvoorwaarden",
        "De aanpak werkt goed.",
        "Aanpak van de wachtlijsten",
        "Organisatie, vervolg en randvoorwaarden zijn idem als bij 1a",
        "Aanpak, zoals die nu loopt, wordt voortgezet.",
        "",
    ],
)
def test_other_lines_are_no_field_heading(line: str) -> None:
    assert field_heading(line) is None


def test_a_year_on_its_own_opens_a_planning_unless_a_sentence_reads_on() -> None:
    found = field_heading("2024", "Organisatie & vervolg")

    assert found is not None
    assert (found.kind, found.period) == ("planning", True)
    assert field_heading("2024", "353 duizend ouderen in") is None
    assert field_heading("2040", "") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Januari Februari Maart April Mei Juni Juli\nMTVP start", True, id="calendar"),
        pytest.param("\n".join(["functie", "GGZ", "vastgelegd", "Domein", "Peer"] * 4), True, id="scraps"),
        pytest.param("\n".join(["• een punt", "• nog een punt"] * 10), False, id="list"),
        pytest.param("In januari en februari 2025 starten we.", False, id="sentence"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_text_that_ran_through_columns_is_recognised(text: str, expected: bool) -> None:
    assert is_broken(text) is expected


def test_words_broken_at_a_line_end_are_joined_for_searching() -> None:
    assert for_search("ketenaan- \n\npak val- \n\npreventie") == "ketenaanpak valpreventie"


def test_a_hyphen_before_a_conjunction_stays() -> None:
    assert for_search("zorg- \nen welzijnsorganisaties") == "zorg- en welzijnsorganisaties"


@pytest.mark.parametrize(
    "line", ["Terug naar", "overzicht", "141", "1 Sterk sociaal domein & eerstelijn", "Utrecht West"]
)
def test_labels_are_furniture(line: str) -> None:
    assert is_label(line) or is_running_header(line)


@pytest.mark.parametrize("line", ["Gezond ouder worden is een opgave.", "In 2024 141 plaatsen", "Lekstroom groeit"])
def test_text_is_not_furniture(line: str) -> None:
    assert not is_label(line)
    assert not is_running_header(line)
