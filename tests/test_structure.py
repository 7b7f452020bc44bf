"""Slides, parts, titles and fields: on small texts, and on the documents themselves."""

import pytest
from conftest import MakeDocument, corpus_documents

from ingest.model import Document, DocumentInfo, OutlineEntry, Passage
from ingest.passages import passages
from ingest.reading import Heading
from ingest.structure import OutlineBroken, divide, slide_spans

BIG = "regioplan-midden-nederland-totaaldocument"
SHEET = """ Digitalisering2b

Doelgroep & doelstelling
Doelgroep: alle inwoners

Aanpak
We werken samen.

Organisatie & vervolg
Betrokken partijen: gemeenten
 Een sterke basis2a

Aanpak
Een tweede blad.
"""


def test_a_line_that_begins_with_exactly_one_space_opens_a_slide(make_document: MakeDocument) -> None:
    document = make_document("begin\n een\n  ingesprongen\n\ttab\n twee\n")

    starts = [document.source[start:end].strip().split()[0] for start, end in slide_spans(document)]

    assert starts == ["begin", "een", "twee"]


def test_a_title_with_a_code_names_its_sheet(make_document: MakeDocument) -> None:
    found = [(section.thema, section.code, section.kind) for section in divide(make_document(SHEET))[0]]

    assert found == [
        ("Digitalisering", "2b", "doelgroep"),
        ("Digitalisering", "2b", "aanpak"),
        ("Digitalisering", "2b", "partijen"),
        ("Een sterke basis", "2a", "aanpak"),
    ]


def test_titles_can_stand_at_the_end_of_a_sheet(make_document: MakeDocument) -> None:
    source = " Aanpak\nWe doen dit.\n\nEerste blad1a\n Aanpak\nWe doen dat.\n\nTweede blad1b\n"

    found = [(s.thema, s.code) for s in divide(make_document(source, OutlineEntry("Aanpak", titles="last")))[0]]

    assert found == [("Eerste blad", "1a"), ("Tweede blad", "1b")]


def test_titles_in_a_table_of_contents_name_no_sheet(make_document: MakeDocument) -> None:
    source = (
        " Overzicht\nEen taal1a\nEen aanpak1b\nGelijke kansen1c\nHier volgt de ambitie van dit thema.\n Slot\nTekst.\n"
    )

    assert {section.code for section in divide(make_document(source))[0]} == {None}


def test_a_reference_to_a_code_is_no_title(make_document: MakeDocument) -> None:
    source = " Aanpak\nDoelgroep: zie thema 1a\n Slot\nTekst\n"

    assert {section.code for section in divide(make_document(source))[0]} == {None}


def test_a_heading_at_the_end_of_a_slide_names_the_text_above_it(make_document: MakeDocument) -> None:
    source = " De vraag naar zorg stijgt in de regio.\n\nSituatieschets\n Aanpak\nWe doen iets.\n"

    assert divide(make_document(source))[0][0].kind == "situatieschets"


def test_a_heading_at_the_end_of_a_slide_leaves_a_part_whose_field_the_outline_names(
    make_document: MakeDocument,
) -> None:
    source = " We verkennen een netwerk.\n\nSamen maken we het verschil.\n\nAanpak\n Slot\nTekst.\n"
    outline = OutlineEntry("Samen maken", kind="ambitie")

    assert [section.kind for section in divide(make_document(source, outline))[0]][:2] == ["aanpak", "ambitie"]


def test_a_field_heading_above_a_title_stands_for_the_text_below_both(make_document: MakeDocument) -> None:
    first = " Preventie (1/2)1a\n\nDoelstelling\nMinder vallen.\n"
    source = first + " Aanpak\n\nPreventie (2/2)1a\n\nWe trainen.\n Zo ook dit.\n"

    found = [(section.kind, section.code) for section in divide(make_document(source))[0]]

    assert found == [("doelstelling", "1a"), ("aanpak", "1a"), ("aanpak", "1a")]


def test_a_field_on_a_list_item_holds_for_that_item(make_document: MakeDocument) -> None:
    items = "• In 2024 starten we\n• Voorwaarde: genoeg mensen\nen middelen\n• In 2025 volgt meer\n"
    source = f" Organisatie & vervolg\n{items} Slot\n"

    found = [(section.kind, section.path[-1]) for section in divide(make_document(source))[0]][:3]

    assert found == [
        ("planning", "Organisatie & vervolg"),
        ("randvoorwaarden", "Voorwaarde"),
        ("planning", "Organisatie & vervolg"),
    ]


def test_an_explanation_closes_the_field_before_it_and_names_the_theme(make_document: MakeDocument) -> None:
    first = " Toelichting transfer\nDoel: korter wachten.\n"
    source = first + "\nToelichting verkennend gesprek*\nWe spreken elkaar.\n Slot\nTekst.\n"

    found = [(section.thema, section.kind) for section in divide(make_document(source))[0]][:2]

    assert found == [("Transfer", "doelstelling"), ("Verkennend gesprek", "overig")]


def test_a_heading_does_not_outlast_the_theme_it_stands_in(make_document: MakeDocument) -> None:
    source = " Toelichting ketens\nTekst een.\nGezond ouder worden\nTekst twee.\n Slot\nTekst.\n"
    outline = OutlineEntry("Gezond ouder", opgave="Gezond ouder worden")

    found = [(section.opgave, section.thema) for section in divide(make_document(source, outline))[0]]

    assert found[:2] == [(None, "Ketens"), ("Gezond ouder worden", None)]


def test_in_running_text_the_heading_under_an_opgave_is_the_theme(make_document: MakeDocument) -> None:
    source = "2. Gezond ouder worden\n\nMantelzorgacademie\n\nTekst een.\n\nPlanning\n\nTekst twee.\n"
    outline = OutlineEntry("2. Gezond", opgave="Gezond ouder worden")

    found = [(section.thema, section.kind) for section in divide(make_document(source, outline))[0]]

    assert found == [("Mantelzorgacademie", "overig"), ("Mantelzorgacademie", "planning")]


def test_a_wrapped_theme_title_is_read_whole_and_stays_in_the_text(make_document: MakeDocument) -> None:
    source = " Thema 1 | Het beste middel voor\nde inwoner.\n\nDoelstelling\nMinder zoeken.\n Slot\nTekst.\n"
    document = make_document(source)

    sections, _ = divide(document)

    assert [section.thema for section in sections[:2]] == ["Het beste middel voor de inwoner"] * 2
    assert document.source[sections[0].start :].startswith("Thema 1 |")


def test_a_field_that_the_outline_names_within_a_sheet_goes_before_that_of_the_sheet(
    make_document: MakeDocument,
) -> None:
    source = " Digitalisering2b\n\nWe starten.\n\nIedereen doet mee.\n Een sterke basis2a\n\nWe bouwen.\n"
    outline = OutlineEntry("Iedereen doet", kind="doelstelling")

    found = [section.kind for section in divide(make_document(source, outline))[0]]

    assert found == ["aanpak", "doelstelling", "aanpak"]


def test_a_wrapped_sentence_is_no_heading(make_document: MakeDocument) -> None:
    source = " Deel een\nOok de\nrandvoorwaarden\nzijn uitgewerkt.\n Deel twee\nTekst.\n"

    assert {section.kind for section in divide(make_document(source))[0]} == {"overig"}


def test_a_line_at_the_head_of_most_pages_is_kept_out_of_the_text() -> None:
    pages = [
        f"Regioplan Oost | {number}\nOp blad {word} staat iets over zorg.\n" for number, word in enumerate("abcde")
    ]
    info = DocumentInfo("plan", "P", "G", "2025", None, None, "Eemland", "regioplan", "0", "x", "plan.pdf")
    starts = tuple(sum(len(page) for page in pages[:number]) for number in range(5))

    found = [passage.text for passage in passages(Document(info, "".join(pages), page_starts=starts))]

    assert found == [f"Op blad {word} staat iets over zorg." for word in "abcde"]


def test_headings_of_the_format_make_the_path_until_a_wider_one() -> None:
    source = "Plan\nIntro.\nDeel een\nTekst een.\nAanpak\nTekst twee.\nDeel twee\nTekst drie.\n"
    info = DocumentInfo("plan", "P", "G", "2025", None, None, "Eemland", "regioplan", "0", "x", "plan.docx")
    levels = (("Plan", 1), ("Deel een", 2), ("Aanpak", 3), ("Deel twee", 2))
    headings = tuple(Heading(source.index(text), level, text) for text, level in levels)

    found = [(section.path, section.kind) for section in divide(Document(info, source, headings=headings))[0]]

    assert found == [
        (("Eemland", "Plan"), "overig"),
        (("Eemland", "Plan", "Deel een"), "overig"),
        (("Eemland", "Plan", "Deel een", "Aanpak"), "aanpak"),
        (("Eemland", "Plan", "Deel twee"), "overig"),
    ]


def test_without_an_outline_the_headings_name_the_opgave() -> None:
    source = "Mentale gezondheid\nIntro.\nAanpak\nTekst.\nFinanciën\nTekst.\n"
    info = DocumentInfo("plan", "P", "G", "2025", None, None, "Oost", "regioplan", "0", "x", "plan.docx")
    levels = (("Mentale gezondheid", 1), ("Aanpak", 2), ("Financiën", 1))
    headings = tuple(Heading(source.index(text), level, text) for text, level in levels)

    found = [section.opgave for section in divide(Document(info, source, headings=headings))[0]]

    assert found == ["Mentale weerbaarheid & gezondheid", "Mentale weerbaarheid & gezondheid", None]


def test_the_outline_gives_region_and_opgave_until_the_next_anchor(make_document: MakeDocument) -> None:
    source = " Voorwoord\nTekst nul.\n Deel een\nTekst een.\n Deel twee\nTekst twee.\n"
    outline = (
        OutlineEntry("Deel een", region="Eemland", opgave="Preventie"),
        OutlineEntry("Deel twee", region="Utrecht West"),
    )

    found = [(section.region, section.opgave) for section in divide(make_document(source, *outline))[0]]

    assert found == [("Lekstroom", None), ("Eemland", "Preventie"), ("Utrecht West", None)]


def test_an_anchor_that_is_not_there_is_named(make_document: MakeDocument) -> None:
    with pytest.raises(OutlineBroken, match="Deel negen"):
        divide(make_document(" Deel een\nTekst.\n", OutlineEntry("Deel negen", region="Eemland")))


@pytest.fixture(scope="module")
def big() -> list[Passage]:
    (document,) = (document for document in corpus_documents() if document.document_id == BIG)
    return passages(document)


@pytest.mark.parametrize(
    ("text", "region", "opgave", "code", "kind"),
    [
        pytest.param(
            "Zorg die geleverd wordt door mantelzorgers, vrijwilligers en familie",
            "Regionaal",
            None,
            None,
            "begrip",
            id="glossary",
        ),
        pytest.param(
            "De huisarts kan een inwoner aanmelden.",
            "Regionaal",
            "Mentale weerbaarheid & gezondheid",
            "2b",
            "aanpak",
            id="regional sheet",
        ),
        pytest.param(
            "Medewerkers van zorg- en welzijnsorganisaties worden geschoold",
            "Utrecht West",
            "Sterk sociaal domein & eerstelijn",
            "1a",
            "aanpak",
            id="sheet over two slides",
        ),
        pytest.param(
            "Alle jeugdigen gaan 5 dagen in de week naar school.",
            "Utrecht West",
            "Sterk sociaal domein & eerstelijn",
            "1c",
            "aanpak",
            id="title at the end",
        ),
        pytest.param(
            "Alle leden van Bestuurlijk overleg Lekstroom.",
            "Lekstroom",
            "Sterk sociaal domein & eerstelijn",
            "2c",
            "partijen",
            id="two sheets in a slide",
        ),
        pytest.param(
            "Start trainingsprogramma bij de coaches van Reable Nederland",
            "Lekstroom",
            "Gezond ouder worden",
            "1b",
            "planning",
            id="planning",
        ),
        pytest.param(
            "Trijn is verantwoordelijk voor de centrale agenda",
            "Utrecht Stad",
            "Gezond ouder worden",
            "2b",
            "planning",
            id="city",
        ),
        pytest.param(
            "Ter ondersteuning van de integrale benadering in de wijkteams is het wenselijk",
            "Zuidoost Utrecht",
            "Sterk sociaal domein & eerstelijn",
            "1b",
            "aandachtspunten",
            id="title last",
        ),
        pytest.param(
            "VVT-organisaties zijn de kartrekkers.",
            "Zuidoost Utrecht",
            "Gezond ouder worden",
            "2b",
            "planning",
            id="title last, other opgave",
        ),
        pytest.param(
            "Afname aandeel ziekenhuisopnamen na valongevallen",
            "Eemland",
            "Preventie",
            "5c",
            "doelstelling",
            id="outline names the sheet",
        ),
        pytest.param(
            "Opdracht en uitgangspunten rond cruciale ggz zijn concreet geformuleerd",
            "Eemland",
            "Psychische kwetsbaarheid",
            "2c",
            "randvoorwaarden",
            id="own theme",
        ),
        pytest.param("JGZ Jeugdgezondheidszorg", "Eemland", None, None, "begrip", id="second glossary"),
    ],
)
def test_a_passage_knows_where_it_stands(
    big: list[Passage], text: str, region: str, opgave: str | None, code: str | None, kind: str
) -> None:
    (found,) = {
        (p.region, p.opgave, p.code, p.kind) for p in big if text in p.text and (not region or p.region == region)
    }

    assert found == (region, opgave, code, kind)
