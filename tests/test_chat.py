"""Conversations on the page Vragen: several of them, limited to a region, judged, shared and taken along."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import docx
import pytest
from conftest import APP, press
from pypdf import PdfReader
from streamlit.testing.v1 import AppTest

from answer.assistant import ask
from answer.model import Answer
from evals import own
from index.retrieval import Index
from settings import Settings
from views.conversation import NEW, Conversation, Conversations, Exchange, link_to, shortened
from views.drawing import plain
from views.export import as_markdown, as_pdf, as_word

DAY = date(2025, 3, 1)
FALLS = "Wie trekt valpreventie in Lekstroom?"
REABLEMENT = "Wat is reablement?"


@pytest.fixture(scope="module")
def answer(index: Index) -> Answer:
    return ask(REABLEMENT, index)


def word_text(content: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs)


def pdf_text(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


WRITERS = [
    pytest.param(as_markdown, str, plain, id="Markdown"),
    pytest.param(as_word, word_text, str, id="Word"),
    pytest.param(as_pdf, pdf_text, str, id="PDF"),
]
Writer = Callable[[Conversation, date], str | bytes]


# --- without a page --------------------------------------------------------------------------------------------------


def test_a_conversation_is_called_by_its_first_question_until_it_is_named(answer: Answer) -> None:
    long = replace(answer, question="Welke partijen zijn betrokken bij de leerwerkplaats zelfredzaamheid?")
    conversation = Conversation([Exchange(long), Exchange(answer)])

    assert conversation.title == "Welke partijen zijn betrokken bij de…"
    conversation.name = "Leerwerkplaats"
    assert conversation.title == "Leerwerkplaats"
    assert Conversation().title == NEW


@pytest.mark.parametrize(
    ("text", "short"),
    [
        pytest.param("een twee", "een twee", id="fits"),
        pytest.param("een twee drie", "een twee…", id="between words"),
        pytest.param("eentweedrie", "eentweed…", id="one long word"),
        pytest.param(" een\ntwee ", "een twee", id="on one line"),
    ],
)
def test_a_text_is_shortened_between_words(text: str, short: str) -> None:
    assert shortened(text, 8) == short


def test_a_new_conversation_keeps_the_old_one_and_is_listed_once_it_has_a_question(answer: Answer) -> None:
    conversations = Conversations()
    conversations.add(Exchange(answer))
    first = conversations.current

    conversations.begin()
    conversations.begin()

    assert conversations.kept == [first]
    assert conversations.current.exchanges == []
    conversations.add(Exchange(answer))
    conversations.add(Exchange(answer))
    assert conversations.kept == [conversations.current, first]


def test_of_two_conversations_with_the_same_questions_only_the_one_that_is_meant_is_removed(answer: Answer) -> None:
    conversations = Conversations()
    conversations.add(Exchange(answer))
    first = conversations.current
    conversations.begin()
    conversations.add(Exchange(answer))
    second = conversations.current

    conversations.remove(first)

    assert (conversations.kept, conversations.current) == ([second], second)
    conversations.remove(second)
    assert conversations.kept == []
    assert conversations.current.exchanges == []


def test_a_link_gives_back_question_and_region() -> None:
    link = link_to("http://localhost:8501", "Wat kost 50% & é?", "Utrecht Stad")

    assert link.startswith("http://localhost:8501/?vraag=Wat%20kost%2050%25%20%26")
    assert parse_qs(urlsplit(link).query) == {"vraag": ["Wat kost 50% & é?"], "regio": ["Utrecht Stad"]}
    assert "regio" not in link_to("http://localhost:8501/", "Wat?", None)


@pytest.mark.parametrize(("write", "text_of", "written"), WRITERS)
def test_a_file_holds_questions_answers_quotes_documents_places_and_dates(
    index: Index, write: Writer, text_of: Callable[[str | bytes], str], written: Callable[[str], str]
) -> None:
    found = ask("Wie trekt valpreventie?", index, region="Lekstroom")
    refused = ask("Wat is de hoofdstad van Australië?", index)

    text = text_of(write(Conversation([Exchange(found, "Lekstroom"), Exchange(refused)]), DAY))

    flat = " ".join(text.split())
    assert "Gesprek met de Regioplan-assistent, 1 maart 2025" in flat
    assert "Gekozen regio" in flat
    for part in ("Wie trekt valpreventie?", "Australië?", "Dat staat niet in de documenten.", *found.text.split("\n")):
        assert written(part) in flat
    for citation in found.citations:
        assert written(citation.quote) in flat
        assert written(f"[{citation.n}] {citation.title} (") in flat
    assert written("(juli 2024), Lekstroom › ") in flat
    assert written(", regel 29") in flat


@pytest.mark.parametrize("write", [as_word, as_pdf])
def test_the_same_conversation_gives_the_same_file(answer: Answer, write: Writer) -> None:
    conversation = Conversation([Exchange(answer)])

    assert write(conversation, DAY) == write(conversation, DAY)
    assert write(conversation, DAY) != write(conversation, date(2025, 3, 2))


@pytest.mark.parametrize(("write", "text_of", "written"), WRITERS)
def test_markup_in_a_question_is_text_in_a_file(
    answer: Answer, write: Writer, text_of: Callable[[str | bytes], str], written: Callable[[str], str]
) -> None:
    hostile = '<img src="http://kwaad.example/x.png"/> <b>vet</b> [x](http://y) &amp; ## kop'

    text = text_of(write(Conversation([Exchange(replace(answer, question=hostile))]), DAY))

    assert written(hostile) in " ".join(text.split())


def test_a_word_file_holds_only_undated_text_also_where_a_question_has_signs_that_xml_forbids(answer: Answer) -> None:
    content = as_word(Conversation([Exchange(replace(answer, question="Wat\x0b is\x00 dit?"))]), DAY)

    assert "Wat\ufffd is\ufffd dit?" in word_text(content)
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert {entry.date_time[0] for entry in file.infolist()} == {1980}, "a file tells when it was made"
        assert {name.rpartition(".")[2] for name in file.namelist()} <= {"xml", "rels"}
        relations = [file.read(name).decode() for name in file.namelist() if name.endswith(".rels")]
    assert not any("External" in text or "thumbnail" in text for text in relations)


def test_a_pdf_says_so_where_it_lacks_a_sign(answer: Answer) -> None:
    lacking = Conversation([Exchange(replace(answer, question="Wat betekent →?"))])
    plain_question = replace(answer, question="Wat kost één reünie in € per coöperatie?", corrected=())
    refused = replace(plain_question, status="not_found", statements=(), citations=())

    assert "heeft dit PDF-bestand geen letter" in pdf_text(as_pdf(lacking, DAY))
    text = pdf_text(as_pdf(Conversation([Exchange(refused)]), DAY))
    assert "Wat kost één reünie in € per coöperatie?" in text
    assert "geen letter" not in text


# --- on the page -----------------------------------------------------------------------------------------------------


def ask_on(app: AppTest, question: str) -> AppTest:
    app.chat_input[0].set_value(question).run()
    assert not app.exception
    return app


def listed(app: AppTest) -> list[str]:
    """The conversations in the bar beside the page."""
    return [button.label for button in app.sidebar.button if str(button.key).startswith("gesprek-")]


def questions(app: AppTest) -> list[str]:
    """The questions of the conversation that is open."""
    found: list[str] = app.session_state["conversations"].current.questions
    return found


def last(app: AppTest) -> Answer:
    found: Answer = app.session_state["conversations"].current.exchanges[-1].answer
    return found


def test_conversations_are_begun_opened_renamed_and_removed(app: AppTest) -> None:
    ask_on(app.run(), REABLEMENT)
    press(app, NEW)
    assert (listed(app), questions(app)) == ([REABLEMENT], [])
    ask_on(app, FALLS)
    assert listed(app) == [FALLS, REABLEMENT]

    press(app, REABLEMENT)
    assert questions(app) == [REABLEMENT]
    press(app, "Hernoem")
    app.text_input[0].set_value("  Over *herstel*  ")
    press(app, "Bewaar")
    assert listed(app) == [FALLS, plain("Over *herstel*")]

    press(app, "Verwijder")
    assert len(listed(app)) == 2
    press(app, "Definitief verwijderen")
    assert (listed(app), questions(app)) == ([FALLS], [])


def test_who_cancels_removes_nothing(app: AppTest) -> None:
    ask_on(app.run(), REABLEMENT)
    press(app, "Verwijder")

    press(app, "Annuleren")

    assert (listed(app), questions(app)) == ([REABLEMENT], [REABLEMENT])


def test_a_conversation_does_not_lean_on_another(app: AppTest) -> None:
    ask_on(app.run(), "Wat is de planning van gelijke kansen in Zuidoost Utrecht?")
    press(app, NEW)
    ask_on(app, "En wie zijn daarbij betrokken?")

    assert last(app).regions == ()


def test_another_browser_tab_has_its_own_conversations(app: AppTest) -> None:
    ask_on(app.run(), REABLEMENT)

    other = AppTest.from_file(APP, default_timeout=60).run()

    assert listed(other) == []
    assert "alleen in het geheugen van dit tabblad" in other.sidebar.caption[0].value


def test_a_region_that_is_chosen_limits_the_next_questions_until_it_is_let_go(app: AppTest) -> None:
    app.run().button_group[0].set_value("Eemland").run()
    ask_on(app, "Wie doen er mee aan het Spoedplein?")

    assert last(app).regions == ("Eemland",)
    assert {citation.passage.region for citation in last(app).citations} == {"Eemland"}
    assert "Gekozen regio: Eemland." in [caption.value.replace("\\", "") for caption in app.caption]
    app.button_group[0].set_value(None).run()
    ask_on(app, "Wat is reablement?")
    assert last(app).regions == ()


def test_a_region_that_is_chosen_stays_while_another_page_is_read(app: AppTest) -> None:
    app.run().button_group[0].set_value("Eemland").run()
    app.switch_page("views/begrippen.py").run()
    app.switch_page("views/vragen.py").run()

    ask_on(app, REABLEMENT)

    assert last(app).regions == ("Eemland",)


def test_a_region_that_the_question_names_goes_before_the_one_that_is_chosen_and_the_page_says_so(app: AppTest) -> None:
    app.run().button_group[0].set_value("Eemland").run()
    ask_on(app, FALLS)

    assert last(app).regions == ("Lekstroom",)
    assert "De vraag gaat over Lekstroom; de gekozen regio Eemland gold hier niet." in [
        one.value for one in app.caption
    ]


def test_a_link_is_used_once_and_leaves_the_address(app: AppTest) -> None:
    app.query_params["vraag"] = "Wie is penvoerder van spoedzorg?"
    app.query_params["regio"] = "Eemland"
    app.run()

    assert not app.exception
    assert questions(app) == ["Wie is penvoerder van spoedzorg?"]
    assert last(app).regions == ("Eemland",)
    assert dict(app.query_params) == {}
    app.run()
    assert len(questions(app)) == 1
    assert link_to("", "Wie is penvoerder van spoedzorg?", "Eemland") in [code.value for code in app.code]


def test_a_link_with_an_unknown_region_says_so_and_asks_nothing(app: AppTest) -> None:
    app.query_params["vraag"] = REABLEMENT
    app.query_params["regio"] = "<b>Atlantis</b>"
    app.run()

    assert not app.exception
    assert "komt in de documenten niet voor" in app.error[0].value
    assert questions(app) == []


def test_an_approved_answer_lies_with_the_evaluator(app: AppTest, settings: Settings, tmp_path: Path) -> None:
    ask_on(app.run(), REABLEMENT)
    press(app, "Juist en volledig")

    draft = own.drafts(settings.data_dir)[-1]
    own.remove_draft(settings.data_dir, draft.draft_id)
    assert (draft.question, draft.reason, draft.given) == (REABLEMENT, "juist en volledig", last(app).text)
    assert any(one.value.startswith("Goedgekeurd: juist en volledig. Bewaard") for one in app.caption)
    assert "Onvolledig" not in [button.label for button in app.button]


def test_what_the_page_offers_to_copy_is_the_conversation(app: AppTest) -> None:
    ask_on(app.run(), REABLEMENT)

    assert as_markdown(app.session_state["conversations"].current, date.today()).strip() in [
        one.value for one in app.code
    ]
