"""Questions read, answers composed, quotes proved."""

import re
from dataclasses import replace

import pytest
from conftest import CORPUS, MakeDocument

from answer.assistant import ask
from answer.citations import cite, is_verbatim
from answer.model import NOT_FOUND, Answer, as_table
from answer.question import MOST_CHARACTERS, EmptyQuestion, QuestionTooLong, read_question
from answer.wants import Want, has_form
from evals.questions import read_questions
from index.model import ScoredPassage
from index.regions import Regions, UnknownRegion
from index.retrieval import Index
from ingest.model import REGIONS
from ingest.passages import passages
from ingest.place import place

QUESTIONS = read_questions()
PLACES = Regions(REGIONS)


@pytest.mark.parametrize(
    ("question", "wants"),
    [
        pytest.param("Wie trekt valpreventie?", {"who", "lead"}, id="who"),
        pytest.param("Met welke organisatie wordt gewerkt?", {"who", "list"}, id="which organisation"),
        pytest.param("Hoe heet de projectleider?", {"person", "lead"}, id="a name"),
        pytest.param("Wat is het telefoonnummer van Trijn?", {"phone", "meaning"}, id="telephone"),
        pytest.param("Wanneer start de leerwerkplaats?", {"when"}, id="when"),
        pytest.param("invoering platform, welk jaar?", {"when"}, id="which year"),
        pytest.param("Hoeveel huisartsen zijn er?", {"number"}, id="how many"),
        pytest.param("Hoeveel procent doet mee?", {"share"}, id="share"),
        pytest.param("Hoeveel euro kost dat?", {"money", "number"}, id="money"),
        pytest.param("Hoeveel weken duurt het?", {"duration"}, id="how long"),
        pytest.param("Waarom is de werkgroep gestopt?", {"why", "ended"}, id="why it stopped"),
        pytest.param("Wat is reablement?", {"meaning"}, id="what"),
        pytest.param("Welke randvoorwaarden gelden er?", {"list"}, id="list"),
        pytest.param("Waarom is er een campagne?", {"why"}, id="why"),
        pytest.param("Hoe wordt dat gevolgd?", {"how"}, id="how"),
        pytest.param("rol JGZ", set(), id="bare words"),
    ],
)
def test_the_form_of_the_answer_is_read_from_the_question(question: str, wants: set[str]) -> None:
    assert set(read_question(question, PLACES).wants) == wants


@pytest.mark.parametrize(
    ("want", "text", "shown"),
    [
        pytest.param("person", "Penvoering: Karin de Vries (zzp)", True, id="a name"),
        pytest.param("person", "De coördinator van Samen Sterker Eemland", False, id="a role"),
        pytest.param("money", "Er is € 30.000 beschikbaar.", True, id="money"),
        pytest.param("money", "Er is geld beschikbaar.", False, id="no amount"),
        pytest.param("duration", "De wachttijd is zes weken.", True, id="weeks"),
        pytest.param("duration", "De wachttijd wordt korter.", False, id="no weeks"),
        pytest.param("when", "In Q1 2024 wordt gestart.", True, id="quarter"),
        pytest.param("address", "Kerkstraat 12 in Houten", True, id="street"),
        pytest.param("address", "In Houten", False, id="only a town"),
    ],
)
def test_a_text_shows_the_form_of_an_answer(want: Want, text: str, *, shown: bool) -> None:
    assert has_form(want, text) is shown


@pytest.mark.parametrize(
    ("question", "field"),
    [
        pytest.param("Wat is de doelgroep van welzijn op recept?", "doelgroep", id="doelgroep"),
        pytest.param("Welke randvoorwaarden gelden er?", "randvoorwaarden", id="randvoorwaarden"),
        pytest.param("Wie heeft de penvoering?", "rollen", id="rollen"),
        pytest.param("Wat is reablement?", None, id="none"),
    ],
)
def test_a_field_that_the_question_names_is_read(question: str, field: str | None) -> None:
    assert read_question(question, PLACES).field == field


def test_a_lead_organisation_is_found_in_the_table_of_its_opgave(index: Index) -> None:
    answer = ask("Wie heeft de penvoering van gezond ouder worden in Utrecht Stad?", index)

    assert "IG&H" in answer.text


def test_the_topic_leaves_out_frame_and_region() -> None:
    asked = read_question("Wie trekt valpreventie in Lekstroom?", PLACES)

    assert asked.topic == ("valpreventie",)
    assert asked.regions == ("Lekstroom",)


def test_a_follow_up_takes_topic_and_region_from_the_question_before() -> None:
    asked = read_question("En wanneer begint dat?", PLACES, history=["Wie trekt valpreventie in Lekstroom?"])

    assert (set(asked.wants), asked.regions) == ({"when"}, ("Lekstroom",))
    assert "valpreventie" in asked.topic


@pytest.mark.parametrize(
    "question",
    ["Wat is reablement?", "Wat staat er in 2025 op de planning in Lekstroom?", "Wat zijn de opgaven van Eemland?"],
)
def test_a_short_question_that_says_what_it_is_about_takes_nothing_from_before(question: str) -> None:
    asked = read_question(question, PLACES, history=["Wie trekt valpreventie in Utrecht Stad?"])

    assert asked == read_question(question, PLACES)


def test_a_follow_up_about_another_region_keeps_the_topic() -> None:
    asked = read_question("En in Utrecht Stad?", PLACES, history=["Wie trekt valpreventie in Lekstroom?"])

    assert (set(asked.wants), asked.regions) == ({"who", "lead"}, ("Utrecht Stad",))
    assert "Lekstroom" not in asked.search


def test_a_question_that_stands_on_its_own_takes_nothing() -> None:
    asked = read_question("Wat is een verkennend gesprek?", PLACES, history=["Wie trekt valpreventie in Lekstroom?"])

    assert asked.regions == ()
    assert "valpreventie" not in asked.topic


@pytest.mark.parametrize("question", ["", "   ", "?!", "\n"])
def test_an_empty_question_is_refused(question: str) -> None:
    with pytest.raises(EmptyQuestion, match="De vraag is leeg"):
        read_question(question, PLACES)


def test_a_question_of_ten_thousand_characters_is_refused() -> None:
    with pytest.raises(QuestionTooLong, match=f"10000 tekens, en {MOST_CHARACTERS} is het meeste"):
        read_question("a" * 10_000, PLACES)


def test_who_leads_fall_prevention_in_lekstroom_is_answered_with_two_citations(index: Index) -> None:
    answer = ask("Wie trekt valpreventie in Lekstroom?", index)

    assert answer.status == "answered"
    assert len(answer.citations) >= 2
    assert {citation.passage.region for citation in answer.citations} <= {"Lekstroom", "Regionaal"}


@pytest.mark.parametrize(
    "question",
    [
        "Wat is de hoofdstad van Australië?",
        "Hoe laat vertrekt de trein naar Zwolle?",
        "Wie won het songfestival?",
        "xyzzy",
    ],
)
def test_what_the_documents_do_not_say_is_not_answered(index: Index, question: str) -> None:
    answer = ask(question, index)

    assert (answer.status, answer.text, answer.citations) == ("not_found", NOT_FOUND, ())
    assert answer.retrieved


def test_every_quote_over_all_questions_is_verbatim_in_the_files(index: Index) -> None:
    """Reads the files in corpus/, not the index."""
    quotes = 0
    for question in QUESTIONS:
        for citation in ask(question.question, index, history=question.history).citations:
            assert is_verbatim(citation.quote, CORPUS / f"{citation.passage.document_id}.txt")
            quotes += 1

    assert len(QUESTIONS) >= 50
    assert quotes >= 100


def test_all_source_text_of_an_answer_lies_within_its_quotes(index: Index) -> None:
    for question in QUESTIONS:
        answer = ask(question.question, index, history=question.history)
        quotes = {citation.n: citation.quote for citation in answer.citations}
        for statement in answer.statements:
            assert all(item in quotes[statement.n] for item in statement.items)


def test_answers_are_at_most_150_words_with_a_marker_for_each_citation(index: Index) -> None:
    for question in QUESTIONS:
        answer = ask(question.question, index, history=question.history)

        assert len(answer.text.split()) <= 150
        assert {int(n) for n in re.findall(r"\[(\d+)\]$", answer.text, re.MULTILINE)} == {c.n for c in answer.citations}


def test_the_place_of_a_quote_is_where_the_file_has_it(index: Index) -> None:
    for citation in ask("Wanneer start de leerwerkplaats zelfredzaamheid in Lekstroom?", index).citations:
        source = (CORPUS / f"{citation.passage.document_id}.txt").read_text(encoding="utf-8").split("\n")
        read = " ".join(" ".join(source[citation.first_line - 1 : citation.last_line]).split())

        assert citation.quote in read


def test_a_region_can_be_given_apart_from_the_question(index: Index) -> None:
    answer = ask("Wat is de planning van positieve gezondheid?", index, region="utrecht west")

    assert answer.regions == ("Utrecht West",)
    assert answer.retrieved[0].passage.region == "Utrecht West"


def test_an_answer_tells_what_was_looked_for_as_well(index: Index) -> None:
    answer = ask("Wat doet de dokter bij valprevntie?", index)

    assert answer.search_note.startswith("‘valprevntie’ gelezen als ‘valpreventie’; gezocht ook op: huisarts")
    assert ask("Wat is een leerwerkplaats?", index).search_note == ""


def test_a_question_in_english_is_answered_as_the_dutch_one_and_says_how_it_was_read(index: Index) -> None:
    answer = ask("Who leads fall prevention in Lekstroom?", index)
    dutch = ask("Wie trekt valpreventie in Lekstroom?", index)

    assert answer.text == dutch.text
    assert answer.search_note.startswith("De vraag is gelezen als ‘wie trekt valpreventie in Lekstroom?’")
    assert ask("And in Utrecht West?", index, history=["Who leads fall prevention in Lekstroom?"]).regions == (
        "Utrecht West",
    )


@pytest.mark.parametrize("question", ["Waar staat ONTiE voor?", "wat is VVT", "Wat betekent ROAZ?"])
def test_a_question_for_a_meaning_finds_the_glossary(index: Index, question: str) -> None:
    best = index.retrieve(question, limit=1)[0].passage

    assert best.kind == "begrip"
    assert best.text.split()[0] in question


def test_an_unknown_region_is_named_with_the_choices(index: Index) -> None:
    with pytest.raises(
        UnknownRegion, match=r"‘Twente’ komt in de documenten niet voor\. Kies uit: Regionaal, Lekstroom"
    ):
        ask("Wie trekt valpreventie?", index, region="Twente")


def test_an_answer_without_citations_cannot_be_made(index: Index) -> None:
    answer = ask("Wat is reablement?", index)

    with pytest.raises(ValueError, match="cites its passages, or is not found"):
        replace(answer, citations=())
    with pytest.raises(ValueError, match="every statement has its citation"):
        replace(answer, statements=(*answer.statements, replace(answer.statements[0], n=99)))


def test_a_quote_outside_its_passage_cannot_be_cited(index: Index) -> None:
    (scored,) = index.retrieve("reablement", limit=1)
    document = index.document(scored.passage.document_id)

    with pytest.raises(ValueError, match="is no quote from passage"):
        cite(1, document, scored, scored.passage.start, scored.passage.end + 1)


@pytest.mark.parametrize(
    ("page", "label", "expected"),
    [
        pytest.param(None, "", "regels 4-6", id="no pages"),
        pytest.param(3, "", "pagina 3", id="no labels"),
        pytest.param(3, "3", "pagina 3", id="label is the number"),
        pytest.param(3, "i", "pagina 3 (gedrukt: i)", id="label differs"),
    ],
)
def test_a_place_is_the_page_with_its_printed_label_or_else_the_lines(
    page: int | None, label: str, expected: str
) -> None:
    assert place(page, label, 4, 6) == expected
    assert place(None, "", 4, 4) == "regel 4"


def test_a_quote_from_a_page_carries_the_printed_label(make_document: MakeDocument) -> None:
    first = "Voorwoord van de wethouder\f"
    source = f"{first}Inleiding\n\nDe huisarts helpt ouderen die zijn gevallen, samen met de wijkverpleging.\f"
    document = replace(make_document(source), page_starts=(0, len(first)), page_labels=("i", "1"))
    passage = next(p for p in passages(document) if "huisarts" in p.text)

    citation = cite(1, document, ScoredPassage(passage, 1.0, 1), passage.start, passage.end)

    assert (citation.page, citation.page_label) == (2, "1")


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        pytest.param("Samen werken aan toekomstbestendige ondersteuning", True, id="verbatim"),
        pytest.param("Samen werken aan toekomstbestendige hulp", False, id="other word"),
        pytest.param("samen werken aan toekomstbestendige ondersteuning", False, id="other case"),
        pytest.param("", False, id="empty"),
    ],
)
def test_a_quote_is_verbatim_or_not(quote: str, expected: bool) -> None:
    assert is_verbatim(quote, CORPUS / "update-regioplan-lekstroom-2024-07.txt") is expected


def test_the_machine_interface_has_exactly_its_fields(index: Index) -> None:
    table = as_table(ask("Wat is reablement?", index), "q1")

    assert list(table) == ["id", "question", "status", "answer", "citations", "retrieved", "engine", "timings_ms"]
    assert list(table["citations"][0]) == [
        "n", "document", "title", "page", "section", "lines", "quote", "passage", "score",
    ]  # fmt: skip
    assert list(table["retrieved"][0]) == ["document", "section", "text", "score"]
    assert list(table["timings_ms"]) == ["retrieve", "answer", "total"]
    assert (table["id"], table["engine"], len(table["retrieved"])) == ("q1", "extractive", 10)
    assert table["citations"][0]["quote"] in table["citations"][0]["passage"]


def test_a_not_found_answer_still_returns_the_nearest_passages(index: Index) -> None:
    table = as_table(ask("Wat is de hoofdstad van Finland?", index))

    assert (table["status"], table["citations"], len(table["retrieved"])) == ("not_found", [], 10)
    assert isinstance(ask("Wat is de hoofdstad van Finland?", index), Answer)
