"""The question set is in order, and the figures are what they say."""

import json
from pathlib import Path

import pytest

from evals.metrics import evidence_found, is_found, mean_with_interval, percentile, reciprocal_rank, within_words
from evals.questions import QuestionInvalid, missing_evidence, read_questions, split_of
from index.retrieval import Index
from ingest.model import Passage

GOOD = {
    "id": "q1", "question": "Wie?", "type": "who", "region": None, "answer": "Unicum trekt.",
    "evidence": [{"document": "werkagenda-2025-iza-lekstroom", "quote": "Unicum"}], "evidence_mode": "any",
    "facts": ["unicum"], "forbidden": ["altrecht"], "split": split_of("q1"),
}  # fmt: skip


def passage(start: int, end: int, document: str = "d", text: str = "een twee drie") -> Passage:
    return Passage(
        f"{document}#1", document, start, end, None, 1, 1, "Lekstroom", None, None, None, "overig", (), text, text
    )


def test_all_quotes_of_the_question_set_stand_in_the_documents(index: Index) -> None:
    questions = read_questions()
    documents = {document_id: index.document(document_id) for document_id in index.documents}

    assert missing_evidence(questions, documents) == []
    assert len(questions) >= 50
    assert sum(not question.answerable for question in questions) >= 20


@pytest.mark.parametrize(
    ("change", "field"),
    [
        pytest.param({"split": "test" if GOOD["split"] == "dev" else "dev"}, "veld split", id="split"),
        pytest.param({"facts": ["raedelijn"]}, "veld facts", id="facts do not fit the answer"),
        pytest.param({"facts": ["("]}, "veld facts: ‘.‘? ?.*geen geldig patroon|geen geldig patroon", id="pattern"),
        pytest.param({"evidence": 3}, "verkeerde soort", id="wrong type"),
    ],
)
def test_a_malformed_question_names_file_line_and_field(tmp_path: Path, change: dict[str, object], field: str) -> None:
    (tmp_path / "set.jsonl").write_text(json.dumps(GOOD | {"id": "q1"}) + "\n" + json.dumps(GOOD | change), "utf-8")

    with pytest.raises(QuestionInvalid, match=rf"set\.jsonl, regel 2.*(?:{field})"):
        read_questions(tmp_path)


def test_a_missing_field_is_named(tmp_path: Path) -> None:
    row = {key: value for key, value in GOOD.items() if key != "facts"}
    (tmp_path / "set.jsonl").write_text(json.dumps(row), "utf-8")

    with pytest.raises(QuestionInvalid, match="veld facts: ontbreekt"):
        read_questions(tmp_path)


def test_a_quote_is_found_when_most_of_it_is_read() -> None:
    quote = [("d", 100, 200)]

    assert is_found(quote, [passage(140, 300)])  # 60 of 100 characters
    assert not is_found(quote, [passage(141, 300)])
    assert is_found(quote, [passage(50, 130), passage(130, 160)])
    assert not is_found(quote, [passage(100, 200, document="ander")])


def test_all_evidence_is_needed_only_where_it_says_so() -> None:
    evidence = [[("d", 0, 10)], [("d", 50, 60)]]

    assert evidence_found(evidence, needs_all=False, passages=[passage(0, 10)])
    assert not evidence_found(evidence, needs_all=True, passages=[passage(0, 10)])


def test_the_reciprocal_rank_counts_what_has_to_be_read() -> None:
    read = [passage(90, 99), passage(0, 10), passage(50, 60)]

    assert reciprocal_rank([[("d", 0, 10)]], needs_all=False, passages=read) == 1 / 2
    assert reciprocal_rank([[("d", 0, 10)], [("d", 50, 60)]], needs_all=True, passages=read) == 1 / 3
    assert reciprocal_rank([[("d", 500, 510)]], needs_all=False, passages=read) == 0.0


def test_reading_stops_at_the_word_limit() -> None:
    assert len(within_words([passage(0, 1)] * 5, 7)) == 2  # 3 + 3 words; the next would make 9


def test_a_mean_lies_in_its_interval() -> None:
    figure = mean_with_interval([1.0, 0.0, 1.0, 1.0])

    assert figure.mean == 0.75
    assert figure.low <= 0.75 <= figure.high
    assert mean_with_interval([]).n == 0


def test_a_percentile_is_a_value_that_was_seen() -> None:
    assert percentile([4.0, 1.0, 3.0, 2.0], 0.5) == 2.0
    assert percentile([4.0, 1.0, 3.0, 2.0], 0.99) == 4.0
    assert percentile([], 0.5) == 0.0
