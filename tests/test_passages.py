"""Every passage is a slice of its document, within one slide and one field."""

import statistics

import pytest
from conftest import CORPUS, MakeDocument
from hypothesis import given
from hypothesis import strategies as st

from ingest.corpus import read_corpus
from ingest.model import Document, DocumentInfo, collapse
from ingest.passages import passages
from ingest.structure import slide_spans

DOCUMENTS = read_corpus(CORPUS)
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


def test_passages_are_of_a_readable_size() -> None:
    sizes = [len(passage.text.split()) for document in DOCUMENTS for passage in passages(document)]

    assert 50 <= statistics.median(sizes) <= 120
    assert max(sizes) <= 200


def test_ids_are_the_same_on_every_run() -> None:
    first, again = passages(DOCUMENTS[4]), passages(DOCUMENTS[4])

    assert first == again
    assert first[0].passage_id == "werkagenda-2025-iza-lekstroom#0001"


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
    for passage in passages(Document(info, source)):
        assert passage.text
        assert before <= passage.start < passage.end <= len(source)
        assert collapse(source[passage.start : passage.end]) == passage.text
        before = passage.end
