"""Opening a source: the drawn page with its mark, links to a place, and the terms of an answer."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
import streamlit as st
from conftest import APP, MakeCorpus
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import RectangleObject
from reportlab.pdfgen.canvas import Canvas
from streamlit.testing.v1 import AppTest
from test_pages import Text, drawn, shown

from answer.assistant import ask
from answer.model import Answer, Statement
from evals.corpora import write_document
from index.retrieval import Index
from ingest.locating import locate
from ingest.page_picture import PageNotDrawn, PagePicture, draw_page
from register.model import Source, TermEntry
from views.glossary import term_html, terms_in
from views.linking import Place, UnknownPlace, link_to, linked_place

# --- where a quote stands on a page ------------------------------------------------------------------------------

QUOTE = "De gemeente trekt de vernieuwing van de speeltuinen."
MANY = f"{QUOTE}\n" * 30


@pytest.mark.parametrize(
    ("source", "page"),
    [
        pytest.param(QUOTE, f"Kop\r\n{QUOTE}\r\nSlot", id="the same"),
        pytest.param(QUOTE, "De gemeente trekt de vernieu\x02\r\nwing van\r\nde speeltuinen.", id="broken words"),
        pytest.param("Eﬃciënt  werken in de wijk", "Efficie\u0308nt werken in de wijk", id="ligatures and accents"),
    ],
)
def test_a_quote_is_found_in_what_is_drawn(source: str, page: str) -> None:
    found = locate(source, 0, len(source), page)

    assert found is not None
    start, end = found
    assert page[start:end] == page.removeprefix("Kop\r\n").removesuffix("\r\nSlot")


def test_two_places_with_the_same_words_are_told_apart_by_what_stands_around_them() -> None:
    page = "Valpreventie\nTrekker: GGD en welzijn\nPlanning 2026\nEenzaamheid\nTrekker: GGD en welzijn\nEinde"
    second = page.rindex("Trekker: GGD en welzijn")

    found = locate(page, second, second + 23, page.replace("\n", "\r\n"))

    assert found is not None
    assert found[0] == second + page.count("\n", 0, second)


@pytest.mark.parametrize(
    ("source", "quote", "page"),
    [
        pytest.param(QUOTE, QUOTE, "Een heel andere pagina.", id="not there"),
        pytest.param(MANY, MANY[500:560], MANY, id="in equal surroundings"),
        pytest.param(QUOTE, QUOTE, f"{QUOTE} Nog eens: {QUOTE}", id="hidden in the text that was taken in"),
        pytest.param("Een GGD in de wijk", "GGD", "Andere regels met GGD erin", id="short, in other surroundings"),
        pytest.param("Kop •••", "•••", "Kop •••", id="without letters"),
        pytest.param(QUOTE, QUOTE, "", id="a scan"),
    ],
)
def test_a_place_that_is_not_certain_is_no_place(source: str, quote: str, page: str) -> None:
    start = 500 if source == MANY else source.index(quote)

    assert locate(source, start, start + len(quote), page) is None


def test_signs_at_the_ends_of_a_quote_are_marked_with_it() -> None:
    page = "Kop: (De speeltuinen worden vernieuwd.) Slot"
    quote = "(De speeltuinen worden vernieuwd.)"

    assert locate(page, 5, 5 + len(quote), page) == (5, 5 + len(quote))
    assert locate(page, 6, 4 + len(quote), page) == (6, 4 + len(quote))
    assert locate(page, 6, 3 + len(quote), page) == (6, 3 + len(quote))


# --- the page, drawn ---------------------------------------------------------------------------------------------

LINES = ("Speeltuinen in de wijk", QUOTE, "De schommel wordt in 2026 vervangen.")
TEXT = "\n".join(LINES)


def pdf(*lines: str, rotation: int = 0, crop: int = 0) -> bytes:
    """A page of A4 with lines 30 points apart, the first one 100 points below the top."""
    content = BytesIO()
    canvas = Canvas(content, pagesize=(595, 842), invariant=1)
    for number, line in enumerate(lines):
        canvas.drawString(72, 742 - 30 * number, line)
    canvas.save()
    turned = PdfWriter(content)
    turned.pages[0].cropbox = RectangleObject((crop, crop, 595, 842))
    turned.pages[0].rotate(rotation)
    whole = BytesIO()
    turned.write(whole)
    return whole.getvalue()


def picture(tmp_path: Path, content: bytes, quote: str = QUOTE, text: str = TEXT) -> PagePicture:
    path = tmp_path / "plan.pdf"
    path.write_bytes(content)
    start = text.index(quote)
    return draw_page(path, hashlib.sha256(content).hexdigest(), 1, text, start, start + len(quote))


def coloured(page: PagePicture) -> tuple[int, int, int, int] | None:
    """Around all that is neither grey nor white: left, top, right, bottom in pixels."""
    with Image.open(BytesIO(page.png)) as image:
        saturation = image.convert("HSV").getchannel("S")
        return saturation.point(lambda value: 255 if value > 60 else 0).getbbox()


def test_the_quote_is_coloured_where_it_stands_and_nothing_else_is(tmp_path: Path) -> None:
    page = picture(tmp_path, pdf(*LINES))

    area = coloured(page)
    assert page.marked
    assert area is not None
    left, top, right, bottom = area
    # Two pixels a point; the base of the second line is 130 points below the top, and letters are 12 points high.
    assert left == pytest.approx(2 * 72, abs=6)
    assert 2 * 112 < top < 2 * 125
    assert 2 * 130 <= bottom < 2 * 145
    assert 2 * 300 < right < 2 * 420


def test_a_page_that_is_turned_and_cut_has_its_mark_in_place(tmp_path: Path) -> None:
    page = picture(tmp_path, pdf(*LINES, rotation=90, crop=20))

    area = coloured(page)
    assert page.marked
    assert area is not None
    # Turned to the right, the top of the page is its right side, and lines run down.
    left, top, right, bottom = area
    assert 2 * (842 - 20 - 145) < left < right < 2 * (842 - 20 - 112)
    assert top == pytest.approx(2 * (72 - 20), abs=6)
    assert bottom > top + 2 * 200


def test_a_quote_that_is_drawn_twice_is_not_marked(tmp_path: Path) -> None:
    page = picture(tmp_path, pdf(QUOTE, QUOTE), text=QUOTE)

    assert not page.marked
    assert coloured(page) is None


def test_a_broken_pdf_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(PageNotDrawn, match=r"^Pagina 1 kan niet worden getekend; hieronder staat de tekst.$"):
        picture(tmp_path, b"%PDF-1.7 maar verder niets")


def test_a_file_that_is_another_one_by_now_is_not_drawn(tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    path.write_bytes(pdf("Heel iets anders"))

    with pytest.raises(PageNotDrawn, match="is veranderd sinds het is opgenomen"):
        draw_page(path, hashlib.sha256(pdf(*LINES)).hexdigest(), 1, TEXT, 0, 10)


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(PageNotDrawn, match="staat niet meer in de documentenmap"):
        draw_page(tmp_path / "weg.pdf", "0", 1, TEXT, 0, 10)


@pytest.fixture
def pdf_app(make_corpus: MakeCorpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """The app over a corpus with a PDF, and a link to its first passage."""
    folder = make_corpus({"plan": " Aanpak\nWe helpen ouderen met valpreventie.\n"})
    write_document(folder, "speeltuinen", ".pdf", pdf(*LINES), region="Lekstroom")
    monkeypatch.setenv("REGIOPLAN_CORPUS_DIR", str(folder))
    monkeypatch.setenv("REGIOPLAN_DATA_DIR", str(tmp_path / "data"))
    st.cache_resource.clear()
    st.cache_data.clear()
    app = AppTest.from_file(APP, default_timeout=60).run()
    app.query_params["document"] = "speeltuinen"
    app.query_params["passage"] = "speeltuinen#0001"
    yield app.switch_page("views/documenten.py")
    st.cache_resource.clear()
    st.cache_data.clear()


def test_a_place_in_a_pdf_opens_as_the_page_with_the_text_beside_it(pdf_app: AppTest) -> None:
    pdf_app.run()
    assert not pdf_app.exception
    assert "De gekozen tekst is gemarkeerd op pagina 1." in [caption.value for caption in pdf_app.caption]
    assert not any("<mark" in html for html in drawn(pdf_app))

    pdf_app.get("button_group")[1].set_value("Tekst").run()  # type: ignore[union-attr]

    assert any("<mark" in html for html in drawn(pdf_app))


def test_a_pdf_that_cannot_be_drawn_opens_as_text(pdf_app: AppTest, tmp_path: Path) -> None:
    (tmp_path / "corpus" / "speeltuinen.pdf").write_bytes(b"stuk")

    pdf_app.run()

    assert not pdf_app.exception
    assert "is veranderd sinds het is opgenomen; hieronder staat de opgenomen tekst." in pdf_app.warning[0].value
    (marked,) = [html for html in drawn(pdf_app) if "<mark" in html]
    assert QUOTE in marked


# --- links -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost:8501",
        "http://localhost:8501/",
        "http://localhost:8501/planning",
        "http://localhost:8501/?vraag=x",
    ],
)
def test_a_link_leads_to_its_passage_from_every_page(address: str, index: Index) -> None:
    passage = index.passages[40]

    link = link_to(passage, address)

    name, number = passage.passage_id.split("#")
    assert link == f"http://localhost:8501/documenten?document={name}&passage={name}%23{number}"
    assert linked_place(index, name, passage.passage_id) == Place(name, passage.start, passage.end)


def test_a_link_may_name_a_document_alone(index: Index) -> None:
    name = index.passages[0].document_id

    assert linked_place(index, name, None) == Place(name, 0, 0)


def test_a_link_to_what_is_not_there_is_told(index: Index) -> None:
    first, last = index.passages[0], index.passages[-1]

    with pytest.raises(UnknownPlace, match=r"^Document ‘weg’ uit de link is er niet"):
        linked_place(index, "weg", first.passage_id)
    with pytest.raises(UnknownPlace, match=r"^Passage ‘weg#0001’ uit de link is er niet"):
        linked_place(index, first.document_id, "weg#0001")
    with pytest.raises(UnknownPlace, match=r"^Passage ‘"):
        linked_place(index, first.document_id, last.passage_id)


def test_an_opened_citation_offers_a_link_that_opens_its_passage(app: AppTest) -> None:
    app.run().chat_input[0].set_value("Wie trekt valpreventie in Lekstroom?").run()
    passage = app.session_state["conversations"].current.exchanges[0].answer.citations[0].passage
    next(button for button in app.button if button.label.startswith("1 · ")).click().run()
    assert [code.value for code in app.code if "documenten" in code.value] == [link_to(passage, "")]

    app.query_params["document"] = passage.document_id
    app.query_params["passage"] = passage.passage_id
    app.switch_page("views/documenten.py").run()

    assert not app.exception
    (source,) = [html for html in drawn(app) if "<mark" in html]
    marked = source.split('<mark class="citaat">')[1].split("</mark>")[0]
    assert app.selectbox[0].value == passage.document_id
    assert " ".join(marked.split()) == passage.text.replace("&", "&amp;")


def test_a_link_to_an_unknown_document_leaves_the_overview_with_a_sentence(app: AppTest) -> None:
    app.run()
    app.query_params["document"] = "**weg**<b>"
    app.switch_page("views/documenten.py").run()

    assert not app.exception
    assert (
        app.warning[0].value
        == "Document ‘\\*\\*weg\\*\\*\\<b\\>’ uit de link is er niet (meer). Kies een document bij ‘Lezen’."
    )
    assert len(app.dataframe) == 1


# --- terms -------------------------------------------------------------------------------------------------------


def term(name: str, region: str = "Eemland", abbreviation: str | None = None, start: int = 0) -> TermEntry:
    source = Source("plan", "plan#0000", start, start + 10, "quote", None, "", (), 1, 1)
    return TermEntry(name, f"Wat {name} is.", abbreviation, region, source)


@pytest.fixture
def answer(index: Index) -> Answer:
    """An answer about Lekstroom."""
    return ask("Wie trekt valpreventie in Lekstroom?", index)


def saying(answer: Answer, *items: str) -> Answer:
    """The answer with other words."""
    first = answer.citations[0]
    return replace(answer, statements=(Statement("Regionaal: ", items, first.n),), citations=(first,))


@pytest.mark.parametrize(
    ("name", "text", "occurs"),
    [
        pytest.param("Reablement", "Zorg met reablement.", True, id="small letters"),
        pytest.param("Reablement (RN)", "Zorg met reablement.", True, id="brackets aside"),
        pytest.param("Sociale basis", "De sociale\nbasis versterken", True, id="two words"),
        pytest.param("TO", "Dat gaat to the point", False, id="capitals"),
        pytest.param("TO", "Het TO beslist", True, id="an abbreviation"),
        pytest.param("POH", "De POH-GGZ helpt", False, id="part of a compound with a hyphen"),
        pytest.param("Zorg", "Zorgverleners en mantelzorg", False, id="part of a word"),
        pytest.param("Regionaal", "Lokale afspraken", False, id="our own words before a statement"),
        pytest.param("C++ (x", "C++ (x", True, id="signs mean nothing"),
    ],
)
def test_a_term_is_explained_where_it_stands_in_the_answer_as_a_word(
    name: str, text: str, occurs: bool, answer: Answer
) -> None:
    assert bool(terms_in(saying(answer, text), [term(name)])) == occurs


def test_of_a_term_the_longest_is_explained_and_every_one_once(answer: Answer) -> None:
    short, long, other = term("Domein"), term("Sociaal domein"), term("GGD")

    found = terms_in(
        saying(answer, "Het sociaal domein, de GGD,", "en nog eens het sociaal domein"), [short, other, long]
    )

    assert found == [long, other]


def test_the_definition_of_the_region_that_is_cited_comes_before_others(answer: Answer) -> None:
    assert answer.citations[0].passage.region == "Lekstroom"
    own, whole, other = term("GGD", "Lekstroom"), term("GGD", "Regionaal"), term("GGD", "Eemland")
    said = saying(answer, "De GGD helpt.")

    assert terms_in(said, [other, whole, own]) == [own]
    assert terms_in(said, [other, whole]) == [whole]
    assert terms_in(said, [other]) == [other]


def test_a_term_that_the_answer_cites_is_not_explained_again(answer: Answer) -> None:
    said = saying(answer, "De GGD helpt.")
    cited = said.citations[0]
    entry = term("GGD", start=cited.start)
    same = replace(entry, source=replace(entry.source, document=cited.passage.document_id))

    assert terms_in(said, [same, term("GGD", "Regionaal")]) == []


def test_the_page_explains_the_terms_of_an_answer_and_opens_their_source(app: AppTest) -> None:
    app.run().chat_input[0].set_value("Wie kan de communicatiecampagne in Zuidoost Utrecht trekken?").run()

    assert "Gemeentelijke of Gemeenschappelijke Gezondheidsdienst." in shown(app)
    assert "begrippen van Eemland, regel" in shown(app)
    next(button for button in app.button if button.key == "begrip-0-0").click().run()
    assert any("Gezondheidsdienst" in html for html in drawn(app) if "<mark" in html)


def test_markup_in_a_definition_is_shown_and_not_obeyed() -> None:
    entry = replace(term("<img src=x>"), definition="[link](http://x) <script>alert(1)</script>")

    page = Text(term_html(entry, "<b>Plan</b>"))

    assert (
        page.text == "<img src=x>[link](http://x) <script>alert(1)</script><b>Plan</b>, begrippen van Eemland, regel 1"
    )
    assert page.tags == {"b", "br", "small"}
