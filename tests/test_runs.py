"""Measuring, keeping runs, comparing them, and the evaluator's own questions."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import MakeCorpus

from evals import own, runs
from evals.command import BaselineFell
from evals.command import check as check_accepted
from evals.metrics import Figure
from evals.peers import Words, fused, word_chunks
from evals.pipelines import OWN, Pipeline, Reply, Span, UnknownPipeline
from evals.questions import EvalQuestion, QuestionInvalid, QuestionsUnreadable, question_from
from evals.runner import NoQuestions, QuestionsDoNotFit, measure_pipelines, varied
from evals.runs import Run, RunUnreadable, UnknownRun
from evals.scoring import MEASURES, Row, figure_of, judge, measure_named
from index.retrieval import Index, open_index
from settings import Settings

TEXT = (
    " Valpreventie\n\nAanpak\nDe fysiotherapeut geeft in Houten trainingen aan ouderen die zijn gevallen.\n\n"
    " Wonen\n\nPlanning\nIn het voorjaar van 2025 bouwt de corporatie veertig woningen voor starters in Lopik.\n"
)


def question(question_id: str, text: str, fact: str = "", quote: str = "", **other: object) -> EvalQuestion:
    table = {
        "id": question_id, "question": text, "type": "who" if fact else "unanswerable", "region": "Lekstroom",
        "answer": fact or "Dat staat niet in de documenten.", "facts": [fact] if fact else [], "forbidden": [],
        "evidence": [{"document": "plan", "quote": quote}] if quote else [], "evidence_mode": "any",
    }  # fmt: skip
    return question_from({**table, **other}, "proef")


ANSWERABLE = question(
    "a1",
    "Wie geeft trainingen aan ouderen die zijn gevallen?",
    "fysiotherapeut",
    "De fysiotherapeut geeft in Houten trainingen",
)
ABSENT = question("a2", "Hoeveel subsidie krijgt de schaatsbaan?")


@pytest.fixture
def small(make_corpus: MakeCorpus, tmp_path: Path) -> Settings:
    return Settings(corpus_dir=make_corpus({"plan": TEXT}), data_dir=tmp_path / "data")


# --- scoring --------------------------------------------------------------------------------------------------------


def scored(reply: Reply, asked: EvalQuestion, index: Index) -> Row:
    documents = {"plan": index.document("plan")}
    (row,) = judge(Pipeline("proef", index.passages, lambda _: reply), [asked], documents, lambda _, quote: True)
    return row


@pytest.fixture
def opened(small: Settings) -> Index:
    measure_pipelines(small, [OWN], [ANSWERABLE])
    return open_index(small)


def test_a_right_answer_with_the_right_source_scores_on_all(opened: Index) -> None:
    passages = sorted(opened.passages, key=lambda passage: "fysiotherapeut" not in passage.text)
    quote = Span("plan", passages[0].start, passages[0].end, passages[0].text)

    row = scored(Reply(passages, True, "De fysiotherapeut.", [quote], 0.9, 0.001), ANSWERABLE, opened)

    expected = {
        "recall@1": 1.0, "recall@5": 1.0, "recall@10": 1.0, "recall@500w": 1.0, "RR@10": 1.0, "nDCG@10": 1.0,
        "correct": 1.0, "facts": 1.0, "cited": 1.0, "citation precision": 1.0, "citation recall": 1.0, "verbatim": 1.0,
        "forbidden": 0.0, "false refusal": 0.0, "words": 2.0, "ms": 1.0,
    }  # fmt: skip
    assert row.scores == pytest.approx(expected)
    assert row.right


def test_a_right_answer_from_a_wrong_place_is_correct_but_not_cited(opened: Index) -> None:
    passages = sorted(opened.passages, key=lambda passage: "fysiotherapeut" in passage.text)
    quote = Span("plan", passages[0].start, passages[0].end, passages[0].text)

    row = scored(Reply(passages, True, "De fysiotherapeut.", [quote], 0.9, 0.0), ANSWERABLE, opened)

    assert (row.scores["correct"], row.scores["cited"], row.scores["recall@1"], row.scores["RR@10"]) == (1, 0, 0, 0.5)


def test_a_refusal_is_false_or_right_and_has_no_length(opened: Index) -> None:
    refusal = Reply(opened.passages, False, "Dat staat niet in de documenten.", [], 0.1, 0.0)

    false, right = scored(refusal, ANSWERABLE, opened), scored(refusal, ABSENT, opened)

    assert (false.scores["false refusal"], false.scores["correct"], false.right) == (1.0, 0.0, False)
    assert (right.scores["right refusal"], right.right) == (1.0, True)
    assert "words" not in false.scores
    assert not {"recall@5", "correct", "facts"} & set(right.scores)


def test_an_answer_where_nothing_answers_is_no_right_refusal(opened: Index) -> None:
    row = scored(Reply(opened.passages, True, "De corporatie.", [], 0.9, 0.0), ABSENT, opened)

    assert (row.scores["right refusal"], row.right) == (0.0, False)


def test_a_figure_counts_only_the_questions_it_applies_to(opened: Index) -> None:
    refusal = Reply(opened.passages, False, "Dat staat niet in de documenten.", [], 0.1, 0.0)
    rows = [scored(refusal, ANSWERABLE, opened), scored(refusal, ABSENT, opened)]

    assert figure_of(measure_named("right refusal"), rows).n == 1
    assert figure_of(measure_named("words"), rows) == Figure(0.0, 0.0, 0.0, 0)


# --- measuring -------------------------------------------------------------------------------------------------------


def test_pipelines_are_measured_in_the_order_in_which_they_are_named(small: Settings) -> None:
    heard: list[float] = []

    found = measure_pipelines(
        small,
        [OWN, "zonder-embedding", "zonder-woorden", "zonder-regio", "bm25"],
        [ANSWERABLE, ABSENT],
        progress=lambda share, _: heard.append(share),
    )

    assert [run.head.pipeline for run in found] == [OWN, "zonder-embedding", "zonder-woorden", "zonder-regio", "bm25"]
    assert all(run.rows[0].scores["recall@5"] == 1.0 for run in found)
    assert found[0].rows[0].scores["correct"] == 1.0
    assert [round(share, 6) for share in heard] == sorted(round(share, 6) for share in heard)
    assert heard[-1] == pytest.approx(1.0)


def test_a_trial_with_other_passages_leaves_the_index_in_use_alone(small: Settings) -> None:
    measure_pipelines(small, [OWN], [ANSWERABLE])
    before = open_index(small).generation

    (run,) = measure_pipelines(varied(small, passage_words=30, dense_weight=0.1), [OWN], [ANSWERABLE])

    assert open_index(small).generation == before
    assert run.head.settings == {"passage_words": 30, "dense_weight": 0.1, "embedding": "ingebouwd"}


@pytest.mark.parametrize(
    ("names", "asked", "message"),
    [
        pytest.param(["snel"], [ANSWERABLE], "pipeline ‘snel’ bestaat niet. Kies uit: eigen,", id="unknown pipeline"),
        pytest.param([OWN], [], "geen vragen om te meten", id="no questions"),
        pytest.param(
            [OWN],
            [question("a3", "Wie?", "Jan", "Jan trekt alles")],
            "a3, veld evidence: staat niet in plan",
            id="quote",
        ),
    ],
)
def test_what_cannot_be_measured_is_named(
    small: Settings, names: list[str], asked: list[EvalQuestion], message: str
) -> None:
    with pytest.raises((UnknownPipeline, NoQuestions, QuestionsDoNotFit), match=message):
        measure_pipelines(small, names, asked)


def test_word_chunks_hold_every_word_once_and_plain_fusion_favours_agreement(opened: Index) -> None:
    parts = word_chunks({"plan": opened.document("plan")}, words=5)
    words = " ".join(part.text for part in parts).split()

    assert words == opened.document("plan").source.split()
    assert max(len(part.text.split()) for part in parts) == 5
    assert "fysiotherapeut" in parts[Words(parts).ranking("fysiotherapeuten")[0]].text
    assert Words(parts).ranking("xyzzy") == []
    assert fused([1, 2, 3], [2, 3, 1])[0] == 2  # 1/62 + 1/61 beats 1/61 + 1/63


# --- keeping and comparing -------------------------------------------------------------------------------------------


@pytest.fixture
def run(small: Settings) -> Run:
    (found,) = measure_pipelines(small, [OWN], [ANSWERABLE, ABSENT])
    return found


def worse(run: Run) -> Run:
    """The same run with every question answered wrongly."""
    bad = {"correct": 0.0, "right refusal": 0.0}
    rows = [
        replace(row, scores={**row.scores, **{n: v for n, v in bad.items() if n in row.scores}}) for row in run.rows
    ]
    return replace(run, rows=tuple(rows))


def test_a_run_is_read_as_it_was_kept(run: Run, tmp_path: Path) -> None:
    runs.save_run(run, tmp_path / "runs")

    assert runs.run_ids(tmp_path / "runs") == [run.run_id]
    assert runs.load_run(run.run_id, tmp_path / "runs") == run
    assert runs.load_summary(run.run_id, tmp_path / "runs") == runs.Summary(run.head, runs.figures_of(run))


def test_the_newest_run_of_a_pipeline_is_found_and_a_run_can_be_forgotten(run: Run, tmp_path: Path) -> None:
    later = replace(run, head=replace(run.head, run_id="99990101-000000-eigen"))
    other = replace(run, head=replace(run.head, run_id="99990102-000000-bm25", pipeline="bm25"))
    for one in (run, later, other):
        runs.save_run(one, tmp_path)

    found = runs.newest(tmp_path, OWN, "vast")

    assert found is not None
    assert found.head == later.head
    assert runs.newest(tmp_path, OWN, "eigen") is None

    runs.remove_run(later.run_id, tmp_path)

    assert runs.run_ids(tmp_path) == [run.run_id, other.run_id]


def test_a_run_that_was_cut_off_leaves_the_others_whole(run: Run, tmp_path: Path) -> None:
    runs.save_run(run, tmp_path)
    (tmp_path / f"{run.run_id}-2.rows").write_text('{"question": {', encoding="utf-8")
    (tmp_path / f".{run.run_id}-2.json.new").write_text('{"head": {', encoding="utf-8")

    assert runs.run_ids(tmp_path) == [run.run_id]
    assert runs.load_run(run.run_id, tmp_path) == run


def test_an_unknown_and_a_damaged_run_are_named(run: Run, tmp_path: Path) -> None:
    path = runs.save_run(run, tmp_path)
    path.write_text(path.read_text(encoding="utf-8")[:300], encoding="utf-8")

    with pytest.raises(RunUnreadable, match="is beschadigd en niet te lezen"):
        runs.load_summary(run.run_id, tmp_path)
    with pytest.raises(UnknownRun, match="‘geen’ staat niet in"):
        runs.load_run("geen", tmp_path)


def test_two_runs_are_compared_over_the_questions_that_are_the_same(run: Run) -> None:
    changed = replace(run.rows[1], question=replace(run.rows[1].question, answer="Anders."))
    later = replace(worse(run), rows=(worse(run).rows[0], changed))

    found = {
        change.measure.name: change for change in runs.changes(runs.scores_of(run.rows), runs.scores_of(later.rows))
    }

    assert (found["correct"].before, found["correct"].after, found["correct"].difference.figure.n) == (1.0, 0.0, 1)
    assert "right refusal" not in found
    assert not found["correct"].is_worse  # one question proves nothing


def test_the_questions_that_got_worse_are_named_with_both_answers(run: Run) -> None:
    (change,) = runs.changed_questions(run.rows, worse(run).rows, measure_named("correct"))

    assert (change.after.question.question_id, change.by) == ("a1", -1.0)
    assert (change.before.scores["correct"], change.after.scores["correct"]) == (1.0, 0.0)


def test_a_lower_value_of_what_should_be_low_is_better(run: Run) -> None:
    later = replace(run, rows=tuple(replace(row, scores={**row.scores, "ms": 0.0}) for row in run.rows))

    assert {change.by > 0 for change in runs.changed_questions(run.rows, later.rows, measure_named("ms p50"))} == {True}


def test_an_accepted_run_is_held_to_by_its_questions(run: Run, tmp_path: Path) -> None:
    many = [replace(run.rows[0], question=replace(ANSWERABLE, question=f"Wie, {n}?")) for n in range(8)]
    before, after = replace(run, rows=tuple(many)), worse(replace(run, rows=tuple(many)))

    runs.accept(before, tmp_path / "accepted.json")
    known = runs.accepted(tmp_path / "accepted.json")

    assert known is not None
    assert [change for change in runs.since_accepted(known, before.rows) if change.is_worse] == []
    assert [c.measure.name for c in runs.since_accepted(known, after.rows) if c.is_worse] == ["correct"]
    assert runs.accepted(tmp_path / "none.json") is None


def test_the_headline_figures_are_no_worse_than_those_accepted(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REGIOPLAN_DATA_DIR", str(settings.data_dir))

    try:
        check_accepted()
    except BaselineFell as error:
        pytest.fail(f"{error}\n{capsys.readouterr().out}")

    assert "Naast de aanvaarde meting" in capsys.readouterr().out


# --- the evaluator's own questions ------------------------------------------------------------------------------------


def test_own_questions_are_added_changed_and_removed(tmp_path: Path) -> None:
    own.save_question(tmp_path, ANSWERABLE)
    own.save_question(tmp_path, replace(ABSENT, question_id=own.next_id(own.own_questions(tmp_path)), split="dev"))
    own.save_question(tmp_path, replace(ANSWERABLE, question="Wie traint ouderen?"))

    assert [q.question for q in own.own_questions(tmp_path)] == ["Wie traint ouderen?", ABSENT.question]

    own.remove_question(tmp_path, "a1")

    assert [q.question_id for q in own.own_questions(tmp_path)] == ["eigen-001"]
    assert own.next_id(own.own_questions(tmp_path)) == "eigen-002"


@pytest.mark.parametrize("separator", [",", ";"])
def test_questions_are_imported_from_a_table(tmp_path: Path, separator: str) -> None:
    head = ["id", "question", "type", "region", "answer", "document", "quote", "facts"]
    row = ["v1", "Wie traint?", "who", "", "De fysio en de arts.", "plan", "De fysio", '"fysio | arts"']
    content = "\n".join(separator.join(cells) for cells in (head, row)).encode("utf-8-sig")

    assert own.import_questions(tmp_path, "vragen.csv", content) == 1

    (found,) = own.own_questions(tmp_path)
    assert (found.facts, found.region, found.evidence[0].document) == (("fysio", "arts"), None, "plan")


def test_a_table_is_read_as_it_was_written(tmp_path: Path) -> None:
    other = replace(ABSENT, history=("Wie?", "En wie nog meer?"), note="nagekeken")

    own.import_questions(tmp_path, "vragen.csv", own.as_csv([ANSWERABLE, other]).encode())

    assert own.own_questions(tmp_path) == [ANSWERABLE, other]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        pytest.param("v.csv", b"vraag\nWie?", r"v\.csv, regel 1, veld question", id="no heading"),
        pytest.param(
            "v.csv", b"id,question,type,answer\nq,Wie?,who,Jan", r"v\.csv, regel 2, veld facts", id="no facts"
        ),
        pytest.param("v.jsonl", b'{"id": "q"}', r"v\.jsonl, regel 1, veld question: ontbreekt", id="no question"),
        pytest.param("v.jsonl", b"\xff", r"v\.jsonl is niet te lezen", id="no text"),
        pytest.param("v.xlsx", b"x", r"v\.xlsx is geen vragenbestand", id="another format"),
    ],
)
def test_a_bad_import_names_the_place_and_keeps_what_there_was(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    own.save_question(tmp_path, ANSWERABLE)

    with pytest.raises((QuestionInvalid, QuestionsUnreadable, own.UnknownFormat), match=message):
        own.import_questions(tmp_path, name, content)

    assert own.own_questions(tmp_path) == [ANSWERABLE]


def test_the_same_complaint_is_kept_once_and_can_be_removed(tmp_path: Path) -> None:
    for reason in ("onjuist", "onjuist", "verouderd"):
        own.add_draft(tmp_path, question="Wie?", region=None, history=["Wat?"], given="Jan. [1]", reason=reason)

    assert [(d.draft_id, d.reason, d.history) for d in own.drafts(tmp_path)] == [
        ("concept-001", "onjuist", ("Wat?",)),
        ("concept-002", "verouderd", ("Wat?",)),
    ]

    own.remove_draft(tmp_path, "concept-001")

    assert [draft.draft_id for draft in own.drafts(tmp_path)] == ["concept-002"]


def test_every_measure_says_what_it_is_in_dutch() -> None:
    assert len({measure.label for measure in MEASURES}) == len(MEASURES)
    assert json.dumps([measure.name for measure in MEASURES])
