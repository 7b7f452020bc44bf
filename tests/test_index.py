"""Tokens, the two rankings, their fusion, and the built-in embedding."""

from math import log
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from index.fusion import fuse
from index.lexical import LexicalIndex
from index.ngrams import NgramModel, fit, ngrams
from index.regions import regions_in, without_regions
from index.tokens import fold, stem, tokens
from ingest.model import REGIONS

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


def test_the_same_texts_give_the_same_model() -> None:
    one, two = fit(TEXTS), fit(TEXTS)

    assert one.rows == two.rows
    assert np.array_equal(one.projection, two.projection)


def test_embeddings_have_unit_length_and_unknown_text_has_none() -> None:
    vectors = fit(TEXTS).encode([*TEXTS, "ʘʘʘ", ""])

    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1, 1, 0, 0], abs=1e-5)


def test_a_part_of_a_compound_is_near_it() -> None:
    model = fit(TEXTS)
    question, *passages = model.encode(["valpreventieprogramma", *TEXTS])

    assert int(np.argmax(np.array(passages) @ question)) in {0, 2}


@pytest.mark.parametrize("texts", [["Een"], ["Een tekst", "Nog een tekst"]], ids=["one", "two"])
def test_a_tiny_corpus_can_be_fitted(texts: list[str]) -> None:
    assert fit(texts).encode(texts).shape[0] == len(texts)


def test_a_saved_model_embeds_as_the_one_it_was(tmp_path: Path) -> None:
    model = fit(TEXTS)
    model.save(tmp_path)

    assert np.allclose(NgramModel.load(tmp_path).encode(TEXTS), model.encode(TEXTS), atol=1e-4)


def test_the_model_is_a_sentence_transformer_with_equal_vectors(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    model = fit(TEXTS)
    model.save_packed(tmp_path / "model")
    read_again = SentenceTransformer(str(tmp_path / "model"), device="cpu", trust_remote_code=True)
    light = NgramModel.load(tmp_path / "model" / "0_NgramInput")

    assert np.allclose(read_again.encode([*TEXTS, ""]), model.encode([*TEXTS, ""]), atol=1e-5)
    assert np.allclose(light.encode(TEXTS), model.encode(TEXTS), atol=1e-6)
    assert read_again.get_embedding_dimension() == model.dimensions


def test_a_model_saved_by_the_library_is_read_by_the_light_encoder(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    from index.sentence_module import NgramInput

    model = fit(TEXTS)
    SentenceTransformer(modules=[NgramInput(model)], device="cpu").save(str(tmp_path / "m"), create_model_card=False)

    assert np.allclose(NgramModel.load(tmp_path / "m" / "0_NgramInput").encode(TEXTS), model.encode(TEXTS), atol=1e-5)


def test_lexical_scores_follow_bm25(tmp_path: Path) -> None:
    index = LexicalIndex.build(TEXTS, tmp_path)
    lengths = [len(tokens(text)) for text in TEXTS]
    average = sum(lengths) / 4
    # "fysiotherapeut" stands once, in one of four texts: Lucene's idf and tf part (k1 = 1.2, b = 0.75).
    idf = log(1 + (4 - 1 + 0.5) / (1 + 0.5))
    expected = idf / (1 + 1.2 * (1 - 0.75 + 0.75 * lengths[2] / average))

    assert index.scores("fysiotherapeut") == pytest.approx([0, 0, expected, 0], abs=1e-5)


def test_words_that_are_not_indexed_score_nothing(tmp_path: Path) -> None:
    index = LexicalIndex.build(TEXTS, tmp_path)

    assert not index.scores("hoofdstad Australië").any()
    assert not index.scores("de het een").any()


def test_a_rare_word_is_more_telling_than_a_common_one(tmp_path: Path) -> None:
    index = LexicalIndex.build(TEXTS, tmp_path)

    assert index.rarity("bestaatniet") == 1.0
    assert index.rarity(stem("fysiotherapeut")) > index.rarity(stem("ouderen")) > 0


def test_a_lexical_index_read_again_scores_the_same(tmp_path: Path) -> None:
    built = LexicalIndex.build([*TEXTS, ""], tmp_path)

    assert LexicalIndex.load(tmp_path, 5).scores("huisarts") == pytest.approx(built.scores("huisarts"))


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


@pytest.mark.parametrize(
    ("question", "regions"),
    [
        pytest.param("Wie trekt valpreventie in Lekstroom?", ("Lekstroom",), id="plain"),
        pytest.param("in de stad Utrecht", ("Utrecht Stad",), id="turned round"),
        pytest.param("Utrecht West en utrecht zuid-oost", ("Utrecht West", "Zuidoost Utrecht"), id="two"),
        pytest.param("planning van ZOU", ("Zuidoost Utrecht",), id="abbreviation"),
        pytest.param("Wat zou er gebeuren?", (), id="verb"),
        pytest.param("Wat doet Utrecht?", (), id="ambiguous"),
    ],
)
def test_regions_are_read_from_the_question(question: str, regions: tuple[str, ...]) -> None:
    assert regions_in(question, REGIONS) == regions


def test_the_name_of_a_region_is_no_topic() -> None:
    assert (
        without_regions("wie trekt het in Zuidoost Utrecht?", ["Zuidoost Utrecht"]).split()
        == "wie trekt het in ?".split()
    )
