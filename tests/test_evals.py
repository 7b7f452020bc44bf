"""The question set is in order, and the figures are what they say."""

import json
import math
from collections.abc import Sequence
from pathlib import Path

import ir_measures
import pytest
from ir_measures import Success

from evals.metrics import (
    Ranked,
    citation_scores,
    evidence_found,
    fewest_for_proof,
    is_found,
    mean_with_interval,
    paired_difference,
    percentile,
    rank_measures,
    relevant,
    risk_coverage,
    within_words,
)
from evals.pipelines import Span
from evals.questions import (
    TYPES,
    QuestionInvalid,
    QuestionsUnreadable,
    as_table,
    faults,
    question_from,
    read_questions,
    split_of,
)
from index.retrieval import Index
from ingest.model import REGIONS

GOOD = {
    "id": "q1", "question": "Wie?", "type": "who", "region": None, "answer": "Unicum trekt.",
    "evidence": [{"document": "werkagenda-2025-iza-lekstroom", "quote": "Unicum"}], "evidence_mode": "any",
    "facts": ["unicum"], "forbidden": ["altrecht"], "split": split_of("q1"),
}  # fmt: skip


def read(start: int, end: int, document: str = "d") -> Span:
    return Span(document, start, end, "een twee drie")


# --- the set -----------------------------------------------------------------------------------------------------


def test_the_question_set_agrees_with_the_documents_and_with_itself(index: Index) -> None:
    documents = {document_id: index.document(document_id) for document_id in index.documents}

    assert faults(read_questions(), documents) == []


def test_the_question_set_is_large_enough_and_covers_all_regions_types_and_halves() -> None:
    questions = read_questions()
    halves = [sum(question.split == half for question in questions) for half in ("dev", "test")]

    assert len(questions) >= 300
    assert sum(not question.answerable for question in questions) >= 60
    assert {question.type for question in questions} == set(TYPES)
    assert {question.region for question in questions} == {*REGIONS, None}
    assert min(halves) >= 0.4 * len(questions)
    assert sum(bool(question.history) for question in questions) >= 20


def test_no_question_is_asked_twice() -> None:
    asked = [(question.question.casefold(), question.history) for question in read_questions()]

    assert len(asked) == len(set(asked))


def test_a_follow_up_says_what_it_asks_in_full() -> None:
    new = [q for q in read_questions() if q.history and not q.question_id.startswith(("lek-", "mn-"))]

    assert new
    assert [q.question_id for q in new if not q.note.startswith("Volledig: ")] == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        pytest.param({"split": "test" if GOOD["split"] == "dev" else "dev"}, "veld split", id="split"),
        pytest.param({"facts": ["raedelijn"]}, "veld facts", id="facts do not fit the answer"),
        pytest.param({"facts": []}, "veld facts", id="no facts"),
        pytest.param({"facts": ["("]}, "veld facts: ‘.‘? ?.*geen geldig patroon|geen geldig patroon", id="pattern"),
        pytest.param({"forbidden": ["trekt"]}, "veld forbidden", id="forbidden fits the answer"),
        pytest.param({"evidence": 3}, "veld evidence", id="wrong type"),
        pytest.param({"evidence": [{"quote": "Unicum"}]}, "veld evidence", id="quote without document"),
        pytest.param({"type": "wie"}, "veld type: ‘wie’ is geen van who, when", id="unknown type"),
        pytest.param({"type": "unanswerable"}, "veld evidence", id="unanswerable with evidence"),
        pytest.param({"evidence_mode": "some"}, "veld evidence_mode", id="unknown mode"),
        pytest.param({"question": " "}, "veld question", id="empty"),
        pytest.param({"region": 3}, "veld region", id="region is no text"),
        pytest.param({"history": [1]}, "veld history", id="history is no text"),
    ],
)
def test_a_malformed_question_names_file_line_and_field(tmp_path: Path, change: dict[str, object], field: str) -> None:
    (tmp_path / "set.jsonl").write_text(json.dumps(GOOD | {"id": "q1"}) + "\n" + json.dumps(GOOD | change), "utf-8")

    with pytest.raises(QuestionInvalid, match=rf"set\.jsonl, regel 2.*(?:{field})"):
        read_questions(tmp_path)


@pytest.mark.parametrize("line", ["{", "[]", '"Wie?"'])
def test_a_line_that_is_no_object_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "set.jsonl").write_text(line, "utf-8")

    with pytest.raises(QuestionInvalid, match=r"set\.jsonl, regel 1, veld \(alle\)"):
        read_questions(tmp_path)


def test_a_missing_field_is_named(tmp_path: Path) -> None:
    row = {key: value for key, value in GOOD.items() if key != "facts"}
    (tmp_path / "set.jsonl").write_text(json.dumps(row), "utf-8")

    with pytest.raises(QuestionInvalid, match="veld facts: ontbreekt"):
        read_questions(tmp_path)


def test_one_id_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "set.jsonl").write_text(f"{json.dumps(GOOD)}\n{json.dumps(GOOD)}", "utf-8")

    with pytest.raises(QuestionInvalid, match="q1, veld id: komt twee keer voor"):
        read_questions(tmp_path)


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "set.jsonl").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(QuestionsUnreadable, match=r"set\.jsonl is niet te lezen"):
        read_questions(tmp_path)


def test_a_question_is_written_as_it_was_read() -> None:
    for question in read_questions()[::7]:
        assert question_from(as_table(question), "plaats") == question


def test_the_digest_changes_with_what_is_right_and_not_with_a_note() -> None:
    question = question_from(GOOD, "plaats")

    assert question_from(GOOD | {"note": "nagekeken"}, "plaats").digest == question.digest
    assert question_from(GOOD | {"facts": ["Unicum", "trekt"]}, "plaats").digest != question.digest


def test_a_fact_that_the_evidence_does_not_hold_is_a_fault(index: Index) -> None:
    documents = {document_id: index.document(document_id) for document_id in index.documents}
    question = question_from(GOOD | {"facts": ["unicum", "trekt"]}, "plaats")

    assert faults([question], documents) == ["q1, veld facts: trekt staat niet in het bewijs Unicum"]
    assert faults([question_from(GOOD, "plaats")], documents) == []


def test_an_answer_is_right_with_every_fact_nothing_forbidden_and_in_few_words() -> None:
    question = question_from(GOOD, "plaats")

    assert question.correct("Het is UNICUM.")
    assert not question.correct("Het is de huisarts.")
    assert not question.correct("Unicum, of Altrecht.")
    assert not question.correct("Unicum " * 151)


# --- metrics ------------------------------------------------------------------------------------------------------


def test_a_quote_is_found_when_most_of_it_is_read() -> None:
    quote = [("d", 100, 200)]

    assert is_found(quote, [read(140, 300)])  # 60 of 100 characters
    assert not is_found(quote, [read(141, 300)])
    assert is_found(quote, [read(50, 130), read(130, 160)])
    assert not is_found(quote, [read(100, 200, document="ander")])


def test_all_evidence_is_needed_only_where_it_says_so() -> None:
    evidence = [[("d", 0, 10)], [("d", 50, 60)]]

    assert evidence_found(evidence, needs_all=False, passages=[read(0, 10)])
    assert not evidence_found(evidence, needs_all=True, passages=[read(0, 10)])


def test_reading_stops_at_the_word_limit() -> None:
    assert len(within_words([read(0, 1)] * 5, 7)) == 2  # 3 + 3 words; the next would make 9


def test_a_passage_is_relevant_when_it_holds_most_of_a_quote_or_else_part_of_it() -> None:
    passages = [read(0, 160), read(160, 200), read(200, 300)]

    assert relevant([[("d", 100, 200)]], passages) == [0]  # 60 of 100; passage 1 has 40
    assert relevant([[("d", 110, 210)]], passages) == [0, 1]  # 50, 40 and 10 of 100: none has 60, two have 30
    assert relevant([[("d", 500, 510)]], passages) == []


def test_reciprocal_rank_and_ndcg_are_those_of_trec() -> None:
    scores = rank_measures(
        {
            "second": Ranked([7, 3, 5], [3]),
            "second and third of two": Ranked([7, 3, 5], [3, 5]),
            "never": Ranked([7], [3]),
            "nothing": Ranked([7], []),
        }
    )

    assert scores["second"] == {"RR@10": 0.5, "nDCG@10": pytest.approx(1 / math.log2(3))}
    ideal = 1 + 1 / math.log2(3)
    assert scores["second and third of two"]["nDCG@10"] == pytest.approx((1 / math.log2(3) + 1 / 2) / ideal)
    assert scores["never"] == scores["nothing"] == {"RR@10": 0.0, "nDCG@10": 0.0}


def test_recall_where_any_evidence_will_do_is_success_at_k() -> None:
    passages = [read(0, 10), read(10, 20), read(20, 30), read(30, 40)]
    for at, ranked in ((1, [2, 0, 1]), (2, [0, 2, 1]), (3, [0, 1, 2]), (None, [0, 1, 3])):
        run = {"q": {str(number): -float(rank) for rank, number in enumerate(ranked)}}
        reference = ir_measures.calc_aggregate([Success @ 2], {"q": {"2": 1}}, run)[Success @ 2]

        ours = evidence_found([[("d", 20, 30)]], needs_all=False, passages=[passages[n] for n in ranked[:2]])

        assert float(ours) == reference == float(at in {1, 2})


@pytest.mark.parametrize(
    ("quotes", "needs_all", "expected"),
    [
        pytest.param([read(100, 200)], False, (1.0, 1.0), id="the evidence itself"),
        pytest.param([read(100, 130)], False, (1.0, 0.0), id="a part of it is right but not enough"),
        pytest.param([read(100, 200), read(900, 950)], False, (0.5, 1.0), id="one beside the mark"),
        pytest.param([read(100, 200)], True, (1.0, 0.5), id="one of two that are needed"),
        pytest.param([read(0, 1000)], False, (1.0, 1.0), id="evidence within a long quote"),
        pytest.param([], False, (0.0, 0.0), id="no citation"),
    ],
)
def test_citations_are_right_where_the_evidence_stands(
    quotes: Sequence[Span], needs_all: bool, expected: tuple[float, float]
) -> None:
    evidence = [[("d", 100, 200)], [("d", 400, 500)]]

    assert citation_scores(evidence, needs_all=needs_all, quotes=quotes) == expected


def test_a_mean_lies_in_its_interval() -> None:
    figure = mean_with_interval([1.0, 0.0, 1.0, 1.0])

    assert figure.mean == 0.75
    assert figure.low <= 0.75 <= figure.high
    assert mean_with_interval([]).n == 0


def test_the_interval_of_a_share_is_that_of_the_normal_approximation() -> None:
    figure = mean_with_interval([1.0] * 200 + [0.0] * 200)

    half = 1.96 * math.sqrt(0.5 * 0.5 / 400)  # 0.049
    assert figure.low == pytest.approx(0.5 - half, abs=0.01)
    assert figure.high == pytest.approx(0.5 + half, abs=0.01)


def test_a_difference_is_tested_by_turning_signs() -> None:
    better = paired_difference([0.0] * 6 + [1.0] * 10, [1.0] * 16)

    assert better.figure.mean == 6 / 16
    assert better.p == pytest.approx(2 / 2**6, abs=0.01)  # all six the same way
    assert paired_difference([1.0, 0.0], [1.0, 0.0]).p == 1.0
    assert paired_difference([1.0, 0.0], [0.0, 1.0]).p == 1.0
    with pytest.raises(ValueError, match="zip"):
        paired_difference([1.0], [1.0, 0.0])


def test_six_questions_have_to_change_the_same_way() -> None:
    assert fewest_for_proof() == 6  # 2 / 2**5 is 0.06, 2 / 2**6 is 0.03


def test_risk_grows_as_less_sure_answers_are_given() -> None:
    answers = [(0.9, True), (0.9, False), (0.5, True), (0.4, False)]

    assert risk_coverage(answers) == [(0.5, 0.5), (0.75, pytest.approx(1 / 3)), (1.0, 0.5)]
    assert risk_coverage([]) == []


def test_a_percentile_is_a_value_that_was_seen() -> None:
    assert percentile([4.0, 1.0, 3.0, 2.0], 0.5) == 2.0
    assert percentile([4.0, 1.0, 3.0, 2.0], 0.99) == 4.0
    assert percentile([], 0.5) == 0.0
