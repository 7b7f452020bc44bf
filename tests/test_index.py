"""Tokens, the two rankings, their fusion, and the built-in embedding."""

from math import log
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from index.compounds import parts
from index.english import English
from index.fusion import fuse
from index.lexical import LexicalIndex
from index.ngrams import Floats, NgramModel, ngrams
from index.regions import Regions
from index.spelling import nearest
from index.thesaurus import (
    Concept,
    Thesaurus,
    ThesaurusUnreadable,
    WatchedFolder,
    read_concepts,
    read_english,
    read_region_names,
)
from index.tokens import fold, stem, tokens
from ingest.model import REGIONS
from settings import PROJECT_ROOT
from training.embedding import Recipe, begin

TEXTS = [
    "De ketenaanpak valpreventie voor ouderen in de wijk",
    "Een verkennend gesprek met de huisarts over mentale gezondheid",
    "Valpreventie voor ouderen door de fysiotherapeut",
    "De huisarts en de wijkverpleging werken samen in de wijk",
]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("gemeenten", "gemeente", id="plural"),
        pytest.param("Coördinator", "coordinator", id="accent"),
        pytest.param("werkte", "werken", id="past"),
        pytest.param("ketenaanpakken", "ketenaanpak", id="compound plural"),
    ],
)
def test_forms_of_a_word_have_one_stem(one: str, other: str) -> None:
    assert tokens(one) == tokens(other)


def test_numbers_stay_whole() -> None:
    assert tokens("4.2 miljoen, 1.000 en Q3 2024")[0] == "4.2"
    assert {"1.000", "2024"} <= set(tokens("4.2 miljoen, 1.000 en Q3 2024"))


def test_stop_words_are_left_out() -> None:
    assert tokens("wie is de het een van") == []


@given(st.text(max_size=60))
def test_any_text_has_tokens_without_accents(text: str) -> None:
    assert all(token == fold(token) for token in tokens(text))


def test_a_stem_is_the_same_for_question_and_passage() -> None:
    assert stem("één") == stem("een")


def test_ngrams_are_those_of_scikit_learn() -> None:
    text = "Ketenaanpak  in de wijk, o.a. Q3"
    theirs = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), lowercase=False).build_analyzer()(fold(text))

    assert sorted(ngrams(text)) == sorted(theirs)


def small_model(texts: list[str] = TEXTS) -> NgramModel:
    return begin(texts, Recipe(dimensions=3, fewest_texts=1))


def test_the_same_texts_give_the_same_model() -> None:
    one, two = small_model(), small_model()

    assert one.rows == two.rows
    assert np.array_equal(one.projection, two.projection)


def test_embeddings_have_unit_length_and_unknown_text_has_none() -> None:
    vectors = small_model().encode([*TEXTS, "ʘʘʘ", ""])

    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1, 1, 0, 0], abs=1e-5)


def test_a_part_of_a_compound_is_near_it() -> None:
    model = small_model()
    question, *passages = model.encode(["valpreventieprogramma", *TEXTS])

    assert int(np.argmax(np.array(passages) @ question)) in {0, 2}


def test_a_saved_model_embeds_as_the_one_it_was(tmp_path: Path) -> None:
    model = small_model()
    model.save(tmp_path)

    assert np.allclose(NgramModel.load(tmp_path).encode(TEXTS), model.encode(TEXTS), atol=1e-4)


def test_the_model_is_a_sentence_transformer_with_equal_vectors(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    model = small_model()
    model.save_packed(tmp_path / "model")
    read_again = SentenceTransformer(str(tmp_path / "model"), device="cpu", trust_remote_code=True)
    light = NgramModel.load(tmp_path / "model" / "0_NgramInput")

    assert np.allclose(read_again.encode([*TEXTS, ""]), model.encode([*TEXTS, ""]), atol=1e-5)
    assert np.allclose(light.encode(TEXTS), model.encode(TEXTS), atol=1e-6)
    assert read_again.get_embedding_dimension() == model.dimensions


def test_a_model_saved_by_the_library_is_read_by_the_light_encoder(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    from index.sentence_module import NgramInput

    model = small_model()
    SentenceTransformer(modules=[NgramInput(model)], device="cpu").save(str(tmp_path / "m"), create_model_card=False)

    assert np.allclose(NgramModel.load(tmp_path / "m" / "0_NgramInput").encode(TEXTS), model.encode(TEXTS), atol=1e-5)


PLAIN = ["De huisarts belt.", "Ouderen bellen de huisarts.", "De fysiotherapeut helpt ouderen.", "Wij wonen hier."]


def scores(index: LexicalIndex, question: str) -> Floats:
    return index.scores(index.terms(question).terms)


def test_lexical_scores_follow_bm25(tmp_path: Path) -> None:
    index = LexicalIndex.build(PLAIN, tmp_path)
    lengths = [len(tokens(text)) for text in PLAIN]
    average = sum(lengths) / 4
    # "fysiotherapeut" stands once, in one of four texts: Lucene's idf and tf part (k1 = 1.2, b = 0.75).
    idf = log(1 + (4 - 1 + 0.5) / (1 + 0.5))
    expected = idf / (1 + 1.2 * (1 - 0.75 + 0.75 * lengths[2] / average))

    assert scores(index, "fysiotherapeut") == pytest.approx([0, 0, expected, 0], abs=1e-5)


def test_words_that_are_not_indexed_score_nothing(tmp_path: Path) -> None:
    index = LexicalIndex.build(TEXTS, tmp_path)

    assert not scores(index, "hoofdstad Australië").any()
    assert not scores(index, "de het een").any()


def test_a_rare_word_is_more_telling_than_a_common_one(tmp_path: Path) -> None:
    index = LexicalIndex.build(TEXTS, tmp_path)

    assert index.rarity("bestaatniet") == 1.0
    assert index.rarity(stem("fysiotherapeut")) > index.rarity(stem("ouderen")) > 0


def test_a_lexical_index_read_again_scores_the_same(tmp_path: Path) -> None:
    built = LexicalIndex.build([*TEXTS, ""], tmp_path)

    assert scores(LexicalIndex.load(tmp_path, 5), "huisarts") == pytest.approx(scores(built, "huisarts"))


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        pytest.param("ketenaanpak", ("keten", "aanpak"), id="two words"),
        pytest.param("ervaringscafés", ("ervaring", "cafés"), id="linking s"),
        pytest.param("wachttijdenoverzicht", ("wachttijden", "overzicht"), id="plural as first part"),
        pytest.param(
            "valpreventieprogramma", ("valpreventie", "val", "preventie", "programma"), id="part of the field"
        ),
        pytest.param("organisatie", (), id="a word of the word list"),
        pytest.param("huisarts", (), id="a compound of the word list"),
        pytest.param("zorgpad", (), id="too short"),
        pytest.param("digitalisatie", (), id="an ending is no part"),
    ],
)
def test_compounds_are_taken_apart(word: str, expected: tuple[str, ...]) -> None:
    assert parts(word, lambda part: part in {"valpreventie", "cafés"}) == expected


@pytest.mark.parametrize(
    ("question", "text"),
    [
        pytest.param("keten aanpak", "De ketenaanpak loopt.", id="written apart"),
        pytest.param("ketenaanpak", "De keten kent een aanpak.", id="written together"),
        pytest.param("waar vind ik de wijkverplegng", "De wijkverpleging komt.", id="typing error"),
        pytest.param("coördinator", "De coordinator komt.", id="accent"),
    ],
)
def test_a_question_finds_a_word_in_another_form(tmp_path: Path, question: str, text: str) -> None:
    index = LexicalIndex.build(["Wij wonen hier.", text], tmp_path)

    assert int(np.argmax(scores(index, question))) == 1


def test_a_corrected_word_is_told_and_a_known_one_is_left_alone(tmp_path: Path) -> None:
    index = LexicalIndex.build(["De valpreventie begint.", "Wij wonen hier."], tmp_path)

    assert index.terms("hoevel valprevntie fietsen").corrected == (("valprevntie", "valpreventie"),)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        pytest.param("valprevntie", "valpreventie", id="letter left out"),
        pytest.param("huisrats", "huisarts", id="letters swapped"),
        pytest.param("fiets", None, id="nothing near"),
        pytest.param("zrg", None, id="too short to judge"),
        pytest.param("muisarts", None, id="another first letter"),
    ],
)
def test_the_nearest_word_is_found(word: str, expected: str | None) -> None:
    assert nearest(word, ["valpreventie", "huisarts", "zorg"]) == expected


THESAURUS = Thesaurus(
    [
        Concept("huisarts", alternatives=("dokter",), broader=("eerstelijnszorg",)),
        Concept("huisartsenpost", abbreviations=("HAP",)),
        Concept("geestelijke gezondheidszorg", alternatives=("psycholoog",), abbreviations=("ggz",)),
    ]
)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        pytest.param("Komt de dokter?", [("huisarts", 0.5), ("eerstelijnszorg", 0.2)], id="everyday word"),
        pytest.param(
            "wat doet de ggz", [("psycholoog", 0.5), ("geestelijke gezondheidszorg", 0.25)], id="abbreviation"
        ),
        pytest.param("Een hap eten", [], id="an abbreviation that is a word"),
        pytest.param("Is de HAP open?", [("huisartsenpost", 0.5)], id="the same in capitals"),
        pytest.param("Wie trekt het?", [], id="nothing known"),
    ],
)
def test_a_question_is_searched_with_the_words_of_the_field(question: str, expected: list[tuple[str, float]]) -> None:
    assert [(found.term, found.weight) for found in THESAURUS.expansions(question)] == expected


def test_words_of_the_thesaurus_weigh_less_than_words_of_the_question(tmp_path: Path) -> None:
    index = LexicalIndex.build(["Bel de dokter morgen.", "Bel de huisarts morgen.", "Wij wonen hier."], tmp_path)
    found = index.scores(index.terms("dokter", THESAURUS.expansions("dokter")).terms)

    assert found[0] > found[1] > found[2] == 0


def test_the_thesaurus_of_the_project_is_in_order() -> None:
    concepts = read_concepts(PROJECT_ROOT / "thesaurus")
    terms = [concept.term for concept in concepts]

    assert len(concepts) >= 80
    assert len(terms) == len(set(terms))
    assert {names.name for names in read_region_names(PROJECT_ROOT / "thesaurus")} == set(REGIONS) - {"Regionaal"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("[[begrip]", "geen geldig TOML", id="no toml"),
        pytest.param('[[term]]\nterm = "x"', r"alleen \[\[begrip\]\] mag erin staan", id="other table"),
        pytest.param('[[begrip]]\nook = ["x"]', "een deel heeft geen ‘term’", id="no term"),
        pytest.param('[[begrip]]\nterm = "x"\nook = "y"', "‘ook’ is geen lijst van teksten", id="no list"),
        pytest.param('[[begrip]]\nterm = "x"\nsynoniem = ["y"]', "onbekend veld ‘synoniem’", id="unknown field"),
    ],
)
def test_a_bad_thesaurus_says_where_and_what(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "begrippen.toml").write_text(text, encoding="utf-8")

    with pytest.raises(ThesaurusUnreadable, match=message):
        read_concepts(tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param('"care" = "zorg"', "‘care’ staat niet onder een kop", id="no heading"),
        pytest.param('[zorg]\n"care" = 1', "wat achter ‘care’ staat, is geen tekst", id="no text"),
    ],
)
def test_a_bad_word_list_says_where_and_what(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "engels.toml").write_text(text, encoding="utf-8")

    with pytest.raises(ThesaurusUnreadable, match=message):
        read_english(tmp_path)


ENGLISH = English(read_english(PROJECT_ROOT / "thesaurus"))


@pytest.mark.parametrize(
    ("question", "dutch"),
    [
        pytest.param("Who leads fall prevention?", "wie trekt valpreventie?", id="longest first"),
        pytest.param(
            "How many municipalities work together?", "hoeveel gemeenten samenwerken?", id="several words become one"
        ),
        pytest.param("What is a quality network?", "wat is een kwaliteit netwerk?", id="words apart"),
        pytest.param("Where are the bottlenecks?", "waar zijn de knelpunt?", id="plural"),
        pytest.param("When does Reable Nederland train?", "wanneer Reable Nederland opleiden?", id="unknown as typed"),
        pytest.param("Wat doet de Health Hub?", "Wat doet de Health Hub?", id="Dutch with English words"),
        pytest.param("Wat is the next step in de wijk?", "Wat is the next step in de wijk?", id="mostly Dutch"),
        pytest.param("mental health network", "mental health network", id="no function words"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_question_in_english_is_put_into_the_words_of_the_documents(question: str, dutch: str) -> None:
    assert ENGLISH.in_dutch(question) == dutch


def test_without_a_word_list_english_stays_as_it_is(tmp_path: Path) -> None:
    assert English(read_english(tmp_path)).in_dutch("Who leads fall prevention?") == "Who leads fall prevention?"


def test_a_changed_thesaurus_is_used_by_the_next_question(tmp_path: Path) -> None:
    watched = WatchedFolder(tmp_path)

    before = watched.current().concepts.expansions("dokter")
    (tmp_path / "begrippen.toml").write_text('[[begrip]]\nterm = "huisarts"\nook = ["dokter"]', encoding="utf-8")
    after = watched.current().concepts.expansions("dokter")

    assert before == []
    assert [expansion.term for expansion in after] == ["huisarts"]


def test_fusion_adds_scaled_scores() -> None:
    fused = fuse({1: 4.0, 2: 2.0}, {2: 0.5, 3: 0.25}, 0.25)

    # 1: 0.75 * 4/4; 2: 0.75 * 2/4 + 0.25 * 0.5/0.5; 3: 0.25 * 0.25/0.5
    assert fused == pytest.approx({1: 0.75, 2: 0.625, 3: 0.125})


@pytest.mark.parametrize("weight", [0.0, 1.0])
def test_a_weight_of_nothing_switches_a_ranking_off(weight: float) -> None:
    assert set(fuse({1: 1.0}, {2: 1.0}, weight)) == ({1} if weight == 0.0 else {2})


def test_fusion_of_nothing_is_nothing() -> None:
    assert fuse({}, {}, 0.5) == {}
    assert fuse({1: 0.0}, {1: -0.2}, 0.5) == {}


PLACES = Regions(REGIONS, read_region_names(PROJECT_ROOT / "thesaurus"))


@pytest.mark.parametrize(
    ("question", "regions"),
    [
        pytest.param("Wie trekt valpreventie in Lekstroom?", ("Lekstroom",), id="plain"),
        pytest.param("in de stad Utrecht", ("Utrecht Stad",), id="turned round"),
        pytest.param("Utrecht West en utrecht zuid-oost", ("Utrecht West", "Zuidoost Utrecht"), id="two"),
        pytest.param("planning van ZOU", ("Zuidoost Utrecht",), id="abbreviation"),
        pytest.param("Wat zou er gebeuren?", (), id="verb"),
        pytest.param("Wat doet Utrecht?", (), id="ambiguous"),
        pytest.param("valpreventie in Houten", ("Lekstroom",), id="municipality"),
        pytest.param("Wat doet Vianen?", ("Lekstroom",), id="village"),
        pytest.param("Wie trekt het in wijk bij duurstede?", ("Zuidoost Utrecht",), id="name of several words"),
        pytest.param("Zeist binnen Eemland", ("Eemland",), id="a region goes before a place"),
        pytest.param("Is dit regionaal geregeld?", (), id="regionaal is no region"),
    ],
)
def test_regions_are_read_from_the_question(question: str, regions: tuple[str, ...]) -> None:
    assert PLACES.named_in(question) == regions


@pytest.mark.parametrize("question", ["zorg in Súdwest-Fryslân", "zorg in sudwest-fryslan"])
def test_a_region_is_read_with_and_without_its_accents(question: str) -> None:
    places = Regions(["Súdwest-Fryslân"])

    assert places.named_in(question) == ("Súdwest-Fryslân",)
    assert places.without(question, places.known).split() == ["zorg", "in"]


def test_the_name_of_a_region_is_no_topic() -> None:
    assert (
        PLACES.without("wie trekt het in Zuidoost Utrecht?", ["Zuidoost Utrecht"]).split()
        == "wie trekt het in ?".split()
    )
