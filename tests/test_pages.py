"""The pages, through Streamlit's own test harness, and the HTML they draw."""

from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
import streamlit as st
from conftest import APP, MakeCorpus, MakeDocument
from model_server import ModelServer
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Element

from answer.assistant import ask
from answer.model import Answer, Statement
from index.build import build_index
from index.retrieval import Index
from settings import Settings
from views.drawing import age, answer_html, published, source_html
from views.linking import Place


class Text(HTMLParser):
    """What a reader sees of HTML, and its tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.tags: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def drawn(app: AppTest) -> list[str]:
    """The HTML on the page."""
    return [str(block.body) for block in app.get("html") if isinstance(block, Element)]


def shown(app: AppTest) -> str:
    """All text on the page."""
    assert not app.exception
    return " ".join([*(Text(html).text for html in drawn(app)), *(block.value for block in app.text)])


def answers(app: AppTest) -> list[Answer]:
    """The answers of the conversation that is open."""
    return [exchange.answer for exchange in app.session_state["conversations"].current.exchanges]


def test_the_page_says_that_it_is_an_ai_system_and_offers_three_questions(app: AppTest) -> None:
    app.run()

    assert "Dit is een AI-systeem. Antwoorden bestaan uit citaten uit de documenten" in app.caption[0].value
    assert [button.label for button in app.main.button] == [
        "Wie trekt valpreventie in Lekstroom?",
        "Wat is een verkennend gesprek?",
        "Wanneer start de leerwerkplaats zelfredzaamheid in Lekstroom?",
    ]


def test_streamlit_collects_no_garbage_after_every_run() -> None:
    # A setting that Streamlit hides: without it by this name, people wait for one another again.
    assert st.get_option("runner.postScriptGC") is False


def test_a_typed_question_is_answered_with_numbered_citations(app: AppTest) -> None:
    app.run().chat_input[0].set_value("Wie trekt valpreventie in Lekstroom?").run()

    assert "coördinator aangesteld voor het regionaal opzetten van de ketenaanpakken in GALA" in shown(app)
    assert [button.label[:3] for button in app.button][:2] == ["1 ·", "2 ·"]


def test_a_citation_opens_the_source_with_the_quote_marked(app: AppTest, index: Index) -> None:
    app.run().chat_input[0].set_value("Wie trekt valpreventie in Lekstroom?").run()
    quote = ask("Wie trekt valpreventie in Lekstroom?", index).citations[0].quote

    app.button[0].click().run()

    (source,) = [html for html in drawn(app) if "<mark" in html]
    marked = source.split('<mark class="citaat">')[1].split("</mark>")[0]
    assert " ".join(Text(marked).text.split()) == quote
    assert "regel" in shown(app)
    assert "Lekstroom › " in shown(app)


def test_a_starter_question_is_answered(app: AppTest) -> None:
    app.run().button[1].click().run()

    assert "verkennend gesprek" in shown(app)


def test_what_is_not_in_the_documents_shows_the_nearest_passages(app: AppTest) -> None:
    app.run().chat_input[0].set_value("Wat is de hoofdstad van Finland?").run()

    assert "Dat staat niet in de documenten." in shown(app)
    assert "Gezocht in 5 documenten" in app.caption[1].value
    app.button[0].click().run()
    assert not app.exception


def test_a_follow_up_leans_on_the_question_before(app: AppTest) -> None:
    app.run().chat_input[0].set_value("Wat is de planning van gelijke kansen in Zuidoost Utrecht?").run()
    app.chat_input[0].set_value("En wie zijn daarbij betrokken?").run()

    assert answers(app)[1].regions == ("Zuidoost Utrecht",)


def test_an_empty_question_keeps_the_conversation(app: AppTest) -> None:
    app.run().chat_input[0].set_value("Wat is reablement?").run()
    app.chat_input[0].set_value("?!").run()

    assert app.error[0].value.startswith("De vraag is leeg.")
    assert len(answers(app)) == 1


def test_with_a_language_model_the_page_says_what_is_sent_where_and_shows_its_words_as_such(
    app: AppTest, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    quote = ask("Wat is reablement?", index).citations[0].quote.split(". ")[0].rstrip(".")
    with ModelServer("openai", f"{quote} [1].\n![x](https://kwaad.example) [1]") as server:
        monkeypatch.setenv("REGIOPLAN_LLM_URL", server.url)
        monkeypatch.setenv("REGIOPLAN_LLM_MODEL", "proef_model")
        app.run()
        app.chat_input[0].set_value("Wat is reablement?").run()

    captions = [caption.value for caption in app.caption]
    assert (
        f"Vraag en gevonden passages gaan naar {server.host}, model proef\\_model.".replace(":", "\\:") in captions[0]
    )
    assert any("Geformuleerd door taalmodel proef\\_model; dit is geen brontekst." in text for text in captions)
    assert quote in shown(app)
    assert "kwaad" not in shown(app)
    assert answers(app)[0].written
    app.button[0].click().run()
    assert any("<mark" in html for html in drawn(app))


def test_a_language_model_that_fails_leaves_the_quotations_with_a_note(
    app: AppTest, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ModelServer("openai", "", "500") as server:
        monkeypatch.setenv("REGIOPLAN_LLM_URL", server.url)
        monkeypatch.setenv("REGIOPLAN_LLM_MODEL", "proef")
        app.run().chat_input[0].set_value("Wat is reablement?").run()

    for statement in ask("Wat is reablement?", index).statements:
        assert all(item in shown(app) for item in statement.items)
    assert any("gaf een fout" in caption.value for caption in app.caption)


def test_a_language_model_that_is_set_by_halves_is_told_and_leaves_the_page(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REGIOPLAN_LLM_URL", "http://127.0.0.1:1/v1")
    app.run().chat_input[0].set_value("Wat is reablement?").run()

    assert "Stel REGIOPLAN" in app.warning[0].value
    assert "reablement" in shown(app).lower()


def test_a_document_can_be_read_from_its_citation(app: AppTest) -> None:
    app.run()
    app.session_state["document"] = Place("update-regioplan-lekstroom-2024-07", 30, 60)
    app.switch_page("views/documenten.py").run()

    assert not app.exception
    assert app.selectbox[0].value == "update-regioplan-lekstroom-2024-07"
    assert any("<mark" in html for html in drawn(app))


@pytest.fixture
def own_app(make_corpus: MakeCorpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """The app over a corpus of its own, which a test may change."""
    folder = make_corpus(
        {"plan": " Aanpak\nWe helpen ouderen met valpreventie.\n", "oud": " Oud\nDit is oud nieuws.\n"}
    )
    (folder / "los.pdf").write_bytes(b"%PDF")
    monkeypatch.setenv("REGIOPLAN_CORPUS_DIR", str(folder))
    monkeypatch.setenv("REGIOPLAN_DATA_DIR", str(tmp_path / "data"))
    st.cache_resource.clear()
    app = AppTest.from_file(APP, default_timeout=60).run()
    yield app.switch_page("views/documenten.py").run()
    st.cache_resource.clear()


def test_the_overview_lists_documents_and_refusals(own_app: AppTest) -> None:
    assert not own_app.exception
    assert list(own_app.dataframe[0].value["Titel"]) == ["Plan oud", "Plan plan", "los.pdf"]
    assert list(own_app.dataframe[0].value["Staat"]) == ["in gebruik", "in gebruik", "geweigerd"]
    assert "heeft geen .toml-bestand" in own_app.warning[0].value.replace("\\", "")


def test_a_new_index_is_used_without_a_restart(own_app: AppTest, make_corpus: MakeCorpus, tmp_path: Path) -> None:
    make_corpus({"nieuw": " Wonen\nDe corporatie bouwt woningen voor starters.\n"})
    build_index(Settings(corpus_dir=tmp_path / "corpus", data_dir=tmp_path / "data"))

    assert "Plan nieuw" in list(own_app.run().dataframe[0].value["Titel"])


def test_a_document_is_removed_after_confirmation(own_app: AppTest, tmp_path: Path) -> None:
    own_app.selectbox[0].set_value("oud").run()
    own_app.button[0].click().run()
    assert (tmp_path / "corpus" / "oud.txt").exists()

    next(button for button in own_app.button if button.label == "Definitief verwijderen").click().run()

    assert not (tmp_path / "corpus" / "oud.txt").exists()
    assert list(own_app.dataframe[0].value["Titel"]) == ["Plan plan", "los.pdf"]


def test_without_readable_documents_the_page_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGIOPLAN_CORPUS_DIR", str(tmp_path / "weg"))
    monkeypatch.setenv("REGIOPLAN_DATA_DIR", str(tmp_path / "data"))
    st.cache_resource.clear()

    app = AppTest.from_file(APP, default_timeout=60).run()

    assert not app.exception
    assert "stel REGIOPLAN_CORPUS_DIR in" in app.error[0].value.replace("\\", "")


def test_an_older_index_serves_while_the_documents_cannot_be_read(
    app: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REGIOPLAN_CORPUS_DIR", str(tmp_path / "weg"))

    app.run().chat_input[0].set_value("Wat is reablement?").run()

    assert "stel REGIOPLAN_CORPUS_DIR in" in app.warning[0].value.replace("\\", "")
    assert "eablement" in shown(app)


def test_markup_in_a_document_is_shown_and_not_obeyed(make_document: MakeDocument) -> None:
    source = "Voor <script>alert(1)</script> & <img src=x> [link](http://x) einde"

    page = Text(source_html(make_document(source), 5, 20, 100))

    assert page.text == source
    assert page.tags == {"div", "mark"}


def test_markup_in_an_answer_is_shown_and_not_obeyed(index: Index) -> None:
    answer = ask("Wat is reablement?", index)
    hostile = tuple(Statement("<b>:", ("<img src=x onerror=y>", "**vet** & $x$"), s.n) for s in answer.statements)
    object.__setattr__(answer, "statements", hostile)

    page = Text(answer_html(answer))

    assert "<img src=x onerror=y>" in page.text
    assert page.tags == {"div", "p", "span", "sup", "ul", "li"}


def test_the_marked_quote_is_the_source_between_its_offsets(make_document: MakeDocument) -> None:
    source = "eerste regel\n\n\n\ntweede regel\nderde regel\n"
    start = source.index("tweede")

    html = source_html(make_document(source), start, start + 12, 5)

    box = '<div class="bron" tabindex="0" role="region" aria-label="Brontekst">'
    assert html == f'{box}eerste regel\n\n<mark class="citaat">tweede regel</mark>\nderde regel</div>'


@pytest.mark.parametrize(
    ("issued", "text"),
    [
        pytest.param("2026", "dit jaar", id="this year"),
        pytest.param("2023", "3 jaar", id="years"),
        pytest.param("2026-11", "deze maand", id="this month"),
        pytest.param("2026-10-05", "1 maand", id="one month"),
        pytest.param("2025-09", "14 maanden", id="months"),
        pytest.param("2023-12", "2 jaar", id="many months"),
    ],
)
def test_an_age_is_no_more_precise_than_the_date(issued: str, text: str) -> None:
    assert age(issued, date(2026, 11, 23)) == text


@pytest.mark.parametrize(
    ("issued", "text"), [("2025", "2025"), ("2024-07", "juli 2024"), ("2023-12-15", "15 december 2023")]
)
def test_a_date_is_no_more_precise_than_given(issued: str, text: str) -> None:
    assert published(issued) == text
