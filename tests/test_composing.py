"""Sentences chosen, leads, what is planned, and when nothing is answered."""

from dataclasses import replace

import numpy as np
import pytest
from conftest import MakeDocument

from answer import absence, evidence
from answer.assistant import ask, judged, read_for
from answer.compose import choose
from answer.evidence import Candidate
from answer.model import MOST_WORDS, NOT_FOUND
from answer.phrasing import is_medical, planned_lead
from answer.question import Question, read_question
from answer.reading import Reader, reader_of
from answer.wants import has_form
from answer.weights import WeightsUnreadable, load_weights, save_weights
from answer.wording import Wording
from index.model import ScoredPassage
from index.ngrams import Floats
from index.regions import Regions
from index.retrieval import Index
from ingest.model import REGIONS
from ingest.passages import passages
from register.build import register_of

PLACES = Regions(REGIONS)
SHEET = """Valpreventie

We ondersteunen ouderen en hun mantelzorgers door:

• Goede en tijdige informatie
• Een duidelijke route naar ondersteuning
• Respijtzorg in elke gemeente

Iets anders is het vervoer naar de dagbesteding, dat de gemeente regelt.
"""


@pytest.fixture
def candidates(index: Index, make_document: MakeDocument) -> list[Candidate]:
    """The sentences of one sheet, which the index need not hold to read them."""
    document = make_document(SHEET)
    reader = Reader()

    class Holding:
        def document(self, document_id: str) -> object:
            return document

    found = []
    for rank, passage in enumerate(passages(document), start=1):
        read = reader.read(Holding(), passage)  # type: ignore[arg-type]
        scored = ScoredPassage(passage, 1.0, rank)
        found += [Candidate(s, scored, read, n) for n, s in enumerate(read.sentences)]
    return found


def asking(text: str) -> Question:
    return read_question(text, PLACES)


def probabilities(candidates: list[Candidate], likely: dict[str, float]) -> Floats:
    values = [next((p for part, p in likely.items() if part in c.sentence.text), 0.01) for c in candidates]
    return np.array(values, dtype=np.float32)


def test_a_list_that_is_asked_for_is_given_whole(candidates: list[Candidate]) -> None:
    found = choose(asking("Welke ondersteuning is er?"), candidates, probabilities(candidates, {"route": 0.9}))

    texts = [sentence.text for choice in found for sentence in choice.sentences]
    assert [text.split()[0] for text in texts] == ["Goede", "Een", "Respijtzorg"]


def test_a_line_that_announces_a_list_gets_its_items(candidates: list[Candidate]) -> None:
    found = choose(asking("Hoe gaat dat?"), candidates, probabilities(candidates, {"door:": 0.9}))

    assert found[0].sentences[0].text.endswith("door:")
    assert len(found[0].sentences) == 4


@pytest.mark.parametrize(("likely", "said"), [(0.1, ["Iets"]), (0.25, ["Iets", "Goede"])])
def test_a_short_sentence_that_is_less_likely_is_said_and_one_that_is_far_less_likely_is_left_out(
    candidates: list[Candidate], likely: float, said: list[str]
) -> None:
    found = choose(
        asking("Wie regelt het vervoer?"), candidates, probabilities(candidates, {"vervoer": 0.9, "Goede": likely})
    )

    assert [choice.sentences[0].text.split()[0] for choice in found] == said


def test_without_candidates_nothing_is_chosen() -> None:
    assert choose(asking("Wie regelt het vervoer?"), [], np.zeros(0, dtype=np.float32)) == []


def test_who_leads_a_part_is_answered_by_who_leads_the_whole(index: Index) -> None:
    answer = ask("Wie trekt valpreventie in Lekstroom?", index)

    assert answer.text.startswith("Valpreventie hoort bij: ketenaanpak.")
    assert "Trekker ketens GALA" in answer.text
    assert "coördinator aangesteld voor het regionaal opzetten van de ketenaanpakken in GALA" in answer.text
    assert len({citation.passage.document_id for citation in answer.citations}) >= 2
    assert answer.remarks == (
        "Wie valpreventie zelf trekt, staat niet in de passages die over valpreventie gaan; een naam evenmin.",
    )


def test_the_newest_document_comes_first_with_its_year(index: Index) -> None:
    answer = ask("Wie trekt valpreventie in Lekstroom?", index)

    assert answer.text.index("Werkagenda 2025") < answer.text.index("Update 2024")


def test_what_is_planned_in_a_year_comes_from_the_register_with_the_number_of_lines(index: Index) -> None:
    answer = ask("Wat staat er in 2025 op de planning in Lekstroom?", index)

    assert {citation.passage.region for citation in answer.citations} == {"Lekstroom"}
    assert "regels van de planning in deze periode" in answer.remarks[0]
    assert all("2025" in str(statement) or "Q" in str(statement) for statement in answer.statements)


def test_a_moment_of_one_thing_is_no_planning(index: Index) -> None:
    answer = ask("Wanneer start de leerwerkplaats zelfredzaamheid in Lekstroom?", index)

    assert not any("regels van de planning" in remark for remark in answer.remarks)


def test_each_of_two_regions_gets_its_own_part(index: Index) -> None:
    answer = ask("Wat verschilt er tussen Eemland en Lekstroom in de aanpak van valpreventie?", index)

    assert {"Eemland", "Lekstroom"} <= {citation.passage.region for citation in answer.citations}
    assert "Lekstroom" in answer.text
    assert "Eemland" in answer.text
    assert len(answer.text.split()) <= MOST_WORDS


@pytest.mark.parametrize(
    ("question", "remark"),
    [
        ("Hoe heet de programmamanager van IZA Lekstroom?", "geen naam van een persoon"),
        ("Wat is het telefoonnummer van Trijn?", "geen telefoonnummer"),
        ("Hoeveel euro kost reablement in Utrecht Stad?", "geen bedrag"),
        ("Ik heb hoofdpijn, welk medicijn moet ik slikken?", "huisarts"),
    ],
)
def test_what_is_not_there_is_said_for_what_it_is(index: Index, question: str, remark: str) -> None:
    answer = ask(question, index)

    assert answer.status == "not_found"
    assert answer.text.startswith(NOT_FOUND)
    assert remark in answer.text


def test_who_answers_for_medicines_of_oneself_is_a_medical_question(index: Index) -> None:
    answer = ask("Wie is verantwoordelijk voor mijn medicijnen in Lekstroom?", index)

    assert answer.status == "not_found"
    assert "huisarts" in answer.text


@pytest.mark.parametrize("question", ["Wat zijn de opgaven van Eemland?", "Welke opgaven heeft Eemland?"])
def test_all_opgaven_of_a_region_come_from_the_register(index: Index, question: str) -> None:
    answer = ask(question, index)
    names = {entry.opgave for entry in register_of(index).topics if entry.region == "Eemland" and entry.opgave}

    assert {citation.quote.lower() for citation in answer.citations} == {name.lower() for name in names}
    assert {citation.passage.region for citation in answer.citations} == {"Eemland"}
    assert str(len(names)) in answer.remarks[0]


def test_an_opgave_that_the_text_of_the_region_names_otherwise_is_told_apart(index: Index) -> None:
    answer = ask("Wat zijn de opgaven van Utrecht West?", index)

    assert "Sterk sociaal domein & eerstelijn" not in {citation.quote for citation in answer.citations}
    assert "Sterk sociaal domein & eerstelijn" in answer.remarks[0]


def test_a_question_about_one_opgave_is_no_list_of_them(index: Index) -> None:
    answer = ask("Welke opgaven heeft de wijkverpleging in Eemland?", index)

    assert not any("De pagina Opgaven" in remark for remark in answer.remarks)


@pytest.mark.parametrize(
    ("question", "medical"),
    [
        ("Mag ik paracetamol slikken bij koorts?", True),
        ("Mijn moeder valt vaak, wat moet ik nu doen?", True),
        ("Mijn moeder valt vaak, wat doen ze in Lekstroom aan valpreventie?", False),
        ("Welke medicijnen noemt het plan?", False),
    ],
)
def test_a_question_for_advice_about_oneself_is_medical(question: str, *, medical: bool) -> None:
    assert is_medical(question) is medical


def test_the_lead_of_a_planned_line_does_not_repeat_the_quote() -> None:
    assert planned_lead("Q1 2024", "In Q1 2024 start de campagne.", "") == ""
    assert planned_lead("Q1 2024", "Start van de campagne.", "Eemland") == "Eemland, Q1 2024: "


def test_the_weights_that_come_with_the_project_are_for_these_features() -> None:
    weights = load_weights()

    assert weights.sentences.names == evidence.FEATURES
    assert weights.answers.names == absence.FEATURES
    assert 0 < weights.threshold < 1


def test_weights_are_read_as_they_were_written(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("weights") / "weights.json"
    weights = load_weights()
    save_weights(weights, path)

    again = load_weights(path)

    features = np.random.default_rng(0).random((5, len(evidence.FEATURES)), dtype=np.float32)
    assert np.allclose(again.sentences.probabilities(features), weights.sentences.probabilities(features), atol=1e-4)
    assert again.answers.names == weights.answers.names
    path.write_text('{"sentences": {"names": [], "layers": []}}', encoding="utf-8")
    load_weights.cache_clear()
    with pytest.raises(WeightsUnreadable, match="van een andere versie"):
        load_weights(path)


def test_a_word_of_the_question_that_no_document_has_makes_an_answer_less_sure(index: Index) -> None:
    known = ask("Wat is een verkennend gesprek?", index)
    unknown = ask("Wat is een verkennend gesprek met een gebarentolk op de Zuidpool?", index)

    assert unknown.confidence < known.confidence


def test_all_that_is_known_of_a_question_can_be_asked_for(index: Index) -> None:
    asked, query = read_for(index, "Wie trekt valpreventie in Lekstroom?")
    scored = index.rank(query, limit=5)

    found = judged(index, reader_of(index), load_weights().sentences, asked, query, scored, anywhere=scored[0])

    assert found is not None
    assert found.features.shape == (len(found.candidates), len(evidence.FEATURES))
    assert ((found.probabilities >= 0) & (found.probabilities <= 1)).all()
    features = absence.features_of(found, Wording({}, 0.5))
    assert features.shape == (len(absence.FEATURES),)
    assert features[absence.FEATURES.index("wording")] == 0.5
    assert np.isfinite(features).all()
    assert not absence.cannot_answer(replace(found, question=replace(asked, wants=frozenset({"who"}))))


def test_a_moment_that_differs_between_regions_is_given_for_each(index: Index) -> None:
    answer = ask("Wanneer moet de ketenaanpak Kansrijke Start in de gemeenten ingevoerd zijn?", index)

    regions = {citation.passage.region for citation in answer.citations}
    assert len(regions) >= 2
    assert all(region in answer.text for region in regions - {"Regionaal"})


def test_where_only_a_moment_is_asked_only_what_gives_one_is_said(index: Index) -> None:
    answer = ask("Wanneer start de leerwerkplaats zelfredzaamheid in Lekstroom?", index)

    assert all(
        has_form("when", f"{statement} {' '.join(c.passage.path[-2:])}")
        for statement, c in zip(answer.statements, answer.citations, strict=True)
    )
