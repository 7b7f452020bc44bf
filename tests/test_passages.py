"""Every passage is a slice of its document, within one slide and one field."""

import statistics

import pytest
from conftest import MakeDocument, corpus_documents
from hypothesis import given
from hypothesis import strategies as st

from ingest.model import Document, DocumentInfo, collapse
from ingest.passages import passages
from ingest.structure import divide, slide_spans

DOCUMENTS = corpus_documents()
LINES = st.sampled_from(
    [
        " Aanpak",
        "Doelgroep: ouderen",
        "• een punt",
        "Randvoorwaarden",
        "",
        "We werken samen aan zorg.",
        "Titel van blad1a",
        "Regionaal Subregionaal Lekstroom",
        "Sociaal &",
        "Utrecht West",
        "12",
        " " * 3,
        "o punt\ttab",
        "woord " * 170,
        "é\u00a0ü",
    ]
)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.document_id)
def test_a_passage_is_a_slice_of_the_source(document: Document) -> None:
    for passage in passages(document):
        assert collapse(document.source[passage.start : passage.end]) == passage.text
        lines = document.source.split("\n")[passage.first_line - 1 : passage.last_line]
        assert passage.text in collapse("\n".join(lines))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.document_id)
def test_no_passage_crosses_a_slide_and_none_overlap(document: Document) -> None:
    starts = {start for start, _ in slide_spans(document)}
    before = 0
    for passage in passages(document):
        assert passage.start >= before
        assert not any(passage.start < start < passage.end for start in starts)
        before = passage.end


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.document_id)
def test_no_navigation_bar_is_searched(document: Document) -> None:
    for passage in passages(document):
        assert "Regionaal Subregionaal Lekstroom" not in passage.search_text
        assert "Acute zorg Digitalisering Digivaardig" not in passage.search_text
        assert "Terug naar" not in passage.search_text.split("\n")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.document_id)
def test_every_word_stands_in_a_passage_or_in_an_explained_exclusion(document: Document) -> None:
    held = bytearray(len(document.source))
    for passage in passages(document):
        held[passage.start : passage.end] = b"p" * (passage.end - passage.start)
    for exclusion in divide(document)[1]:
        assert exclusion.reason
        held[exclusion.start : exclusion.end] = b"x" * (exclusion.end - exclusion.start)

    lost = [at for at, character in enumerate(document.source) if not character.isspace() and not held[at]]

    assert lost == []


def test_a_scrambled_calendar_is_marked_and_a_sheet_is_not() -> None:
    marks = {(p.document_id, p.first_line): p.broken for document in DOCUMENTS for p in passages(document)}

    assert marks["werkagenda-2025-iza-lekstroom", 83]
    assert not any(broken for (name, _), broken in marks.items() if name.startswith(("update", "samenwerking")))


def test_passages_are_of_a_readable_size() -> None:
    sizes = [len(passage.text.split()) for document in DOCUMENTS for passage in passages(document)]

    assert 50 <= statistics.median(sizes) <= 120
    assert max(sizes) <= 200


def test_ids_are_the_same_on_every_run() -> None:
    first, again = passages(DOCUMENTS[4]), passages(DOCUMENTS[4])

    assert first == again
    assert first[0].passage_id == "werkagenda-2025-iza-lekstroom#0001"


def test_every_part_of_a_long_list_knows_what_announces_it(make_document: MakeDocument) -> None:
    item = "• Organisatie nummer {} doet mee aan de uitvoering van dit plan in de regio\n"
    items = "".join(item.format(number) for number in range(20))
    source = f" Deelnemers\nBetrokken bij de werkgroep zijn:\n{items} Slot\nEinde van het plan.\n"

    parts = [passage for passage in passages(make_document(source)) if "Organisatie" in passage.text]

    assert len(parts) > 1
    assert "zijn:" in parts[0].text
    assert {part.lead_in for part in parts[1:]} == {"Betrokken bij de werkgroep zijn:"}
    assert all("werkgroep" in part.search_text and "werkgroep" not in part.text for part in parts[1:])


def test_a_glossary_is_cut_between_terms(make_document: MakeDocument) -> None:
    terms = "Inwoner Alle mensen die hier wonen en leven\n\nLokaal Een wijk of een buurt in een gemeente\n"
    source = f" Begrippenlijst\n\n{terms} Slot\nEinde van de lijst.\n"

    found = [passage.text for passage in passages(make_document(source))]

    assert found[:2] == [
        "Begrippenlijst Inwoner Alle mensen die hier wonen en leven",
        "Lokaal Een wijk of een buurt in een gemeente",
    ]


@given(st.lists(LINES, max_size=25))
def test_any_text_is_cut_into_slices_of_itself(lines: list[str]) -> None:
    source = "\n".join(lines)
    info = DocumentInfo("d", "D", "P", "2025", None, None, "Lekstroom", "regioplan", "0", "x", "d.txt")

    before = 0
    held = bytearray(len(source))
    for exclusion in divide(Document(info, source))[1]:
        held[exclusion.start : exclusion.end] = b"x" * (exclusion.end - exclusion.start)
    for passage in passages(Document(info, source)):
        held[passage.start : passage.end] = b"p" * (passage.end - passage.start)
        assert passage.text
        assert before <= passage.start < passage.end <= len(source)
        assert collapse(source[passage.start : passage.end]) == passage.text
        before = passage.end
    assert all(held[at] for at, character in enumerate(source) if not character.isspace())
