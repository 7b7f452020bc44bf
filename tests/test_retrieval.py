"""The right passage, from the right region."""

import pytest

from evals.questions import read_questions
from index.retrieval import Index


def test_a_named_region_is_not_outranked_by_a_near_copy(index: Index) -> None:
    for region in ("Lekstroom", "Utrecht West", "Zuidoost Utrecht"):
        best = index.retrieve(f"Aanpak gebieds- of wijkgerichte aanpak in {region}", limit=3)

        assert [scored.passage.region for scored in best] == [region] * 3


def test_questions_that_name_a_region_get_no_top_passage_of_another_subregion(index: Index) -> None:
    wrong = [
        question.question_id
        for question in read_questions()
        if question.split == "dev" and question.region and question.region in question.question
        for scored in index.retrieve(question.question, limit=3)
        if scored.passage.region not in {question.region, "Regionaal"}
    ]

    assert wrong == []


def test_ranks_count_from_one_and_scores_fall(index: Index) -> None:
    found = index.retrieve("reablement in de wijk", limit=7)

    assert [scored.rank for scored in found] == [1, 2, 3, 4, 5, 6, 7]
    assert [scored.score for scored in found] == sorted((scored.score for scored in found), reverse=True)


def test_the_same_question_gives_the_same_passages(index: Index) -> None:
    assert index.retrieve("digitale triage") == index.retrieve("digitale triage")


@pytest.mark.parametrize("question", ["?", "Lekstroom", "ʘ", "de het een"])
def test_a_question_without_telling_words_does_not_fail(index: Index, question: str) -> None:
    assert len(index.retrieve(question, limit=5)) <= 5


def test_a_chosen_region_goes_before_the_others(index: Index) -> None:
    found = index.retrieve("verkleinen van gezondheidsverschillen", limit=3, regions=["Zuidoost Utrecht"])

    assert {scored.passage.region for scored in found} == {"Zuidoost Utrecht"}
