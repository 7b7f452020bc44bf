"""The page Kwaliteit, and feedback on an answer, through Streamlit's own test harness."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import streamlit as st
from conftest import APP, MakeCorpus, press
from streamlit.testing.v1 import AppTest

from evals import own, runs
from evals.questions import EvalQuestion, Evidence, split_of
from evals.report import VERDICTS, rows_csv
from evals.runner import OWN_SET
from views.drawing import compared_html, retrieved_html

TEXT = (
    " Valpreventie\n\nAanpak\nDe fysiotherapeut geeft in Houten trainingen aan ouderen die zijn gevallen.\n\n"
    " Wonen\n\nPlanning\nIn het voorjaar van 2025 bouwt de corporatie veertig woningen voor starters in Lopik.\n"
)


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def app(make_corpus: MakeCorpus, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """The app over a corpus of one document."""
    monkeypatch.setenv("REGIOPLAN_CORPUS_DIR", str(make_corpus({"plan": TEXT})))
    monkeypatch.setenv("REGIOPLAN_DATA_DIR", str(data_dir))
    st.cache_resource.clear()
    st.cache_data.clear()
    yield AppTest.from_file(APP, default_timeout=60).run()
    st.cache_resource.clear()
    st.cache_data.clear()


def view(app: AppTest, name: str) -> AppTest:
    """Open a view of the page Kwaliteit."""
    app.switch_page("views/kwaliteit.py").run()
    app.session_state["quality_wanted_view"] = name
    app.run()
    assert not app.exception
    return app


def add_question(
    data_dir: Path, text: str = "Wie geeft trainingen aan ouderen die zijn gevallen?", fact: str = "fysiotherapeut"
) -> str:
    question_id = own.next_id(own.own_questions(data_dir))
    evidence = (Evidence("plan", "De fysiotherapeut geeft in Houten trainingen aan ouderen"),)
    own.save_question(
        data_dir,
        EvalQuestion(
            question_id, text, "who", "Lekstroom", f"De {fact}.", evidence, False, (fact,), (), split_of(question_id)
        ),
    )
    return question_id


def measured(app: AppTest) -> AppTest:
    """Measure the evaluator's questions from the page."""
    view(app, "Meten")
    app.selectbox[0].set_value(OWN_SET)
    app.selectbox[1].set_value("")
    return press(app, "Meet")


def test_without_a_run_the_page_says_how_to_make_one(app: AppTest) -> None:
    for name in ("Stand", "Vragen"):
        assert "Er is nog geen meting. Meet hier bij ‘Meten’" in view(app, name).info[0].value
    assert "twee metingen nodig" in view(app, "Vergelijken").info[0].value


def test_a_run_is_made_from_the_page_and_shown(app: AppTest, data_dir: Path) -> None:
    add_question(data_dir)

    measured(app)

    assert "De meting is bewaard." in app.success[0].value
    assert len(runs.run_ids(runs.runs_dir(data_dir))) == 1
    press(app, "Bekijk de cijfers")
    shown = {metric.label: metric.value for metric in app.metric}
    assert shown["Helemaal goed beantwoord"] == "100%"
    assert shown["Terecht geweigerd"] == "–"


def test_a_run_is_removed_from_the_page(app: AppTest, data_dir: Path) -> None:
    add_question(data_dir)
    measured(app)
    view(app, "Stand")

    press(app, "Definitief verwijderen")

    assert "De meting is verwijderd." in app.success[0].value
    assert runs.run_ids(runs.runs_dir(data_dir)) == []


def test_measuring_without_questions_says_so(app: AppTest) -> None:
    measured(app)

    assert "Er zijn geen vragen om te meten." in app.error[0].value


def test_a_failing_question_shows_what_was_expected_given_and_retrieved(app: AppTest, data_dir: Path) -> None:
    asked = add_question(data_dir, "Hoeveel schaatsers krijgen les?", "fysiotherapeut")
    measured(app)

    view(app, "Vragen")

    (chosen,) = [found for found in app.selectbox if found.label == "Vraag bekijken"]
    assert chosen.options == [f"{asked} · Hoeveel schaatsers krijgen les?"]
    assert {"De fysiotherapeut.", "Dat staat niet in de documenten."} <= {text.value for text in app.text}
    assert list(app.dataframe[0].value["Uitslag"]) == [VERDICTS[1]]


def test_two_runs_show_which_questions_got_worse(app: AppTest, data_dir: Path) -> None:
    add_question(data_dir)
    measured(app)
    folder = runs.runs_dir(data_dir)
    first = runs.load_run(runs.run_ids(folder)[0], folder)
    worse = [replace(row, scores={**row.scores, "correct": 0.0}, answer="Geen idee.") for row in first.rows]
    head = replace(first.head, run_id="99990101-000000-eigen")
    runs.save_run(runs.Run(head, tuple(worse)), folder)

    view(app, "Vergelijken")

    assert app.selectbox[0].value == first.run_id
    changes = app.dataframe[0].value.set_index("Maat")
    assert (changes.loc["helemaal goed beantwoord", "Eerst"], changes.loc["helemaal goed beantwoord", "Daarna"]) == (
        "1,000",
        "0,000",
    )
    assert [expander.label for expander in app.expander] == [
        f"{first.rows[0].question.question_id} · {first.rows[0].question.question}"
    ]


def test_a_disapproved_answer_becomes_a_question_of_the_evaluator(app: AppTest, data_dir: Path) -> None:
    app.chat_input[0].set_value("Wie helpt ouderen die zijn gevallen?").run()
    press(app, "Onvolledig")

    (draft,) = own.drafts(data_dir)
    assert (draft.question, draft.reason) == ("Wie helpt ouderen die zijn gevallen?", "onvolledig")
    assert any("Afgekeurd: onvolledig" in caption.value for caption in app.caption)

    press(view(app, "Eigen vragen"), "Maak er een vraag van")
    for area, value in (
        ("Modelantwoord", "De fysiotherapeut."),
        ("Letterlijk citaat dat het antwoord draagt", "De fysiotherapeut geeft in Houten trainingen"),
        ("Feiten die een goed antwoord bevat, een per regel", "fysiotherapeut"),
    ):
        (one,) = [found for found in app.text_area if found.label == area]
        one.set_value(value)
    (document,) = [found for found in app.selectbox if found.label == "Document met het bewijs"]
    document.set_value("plan")
    press(app, "Bewaar")

    (question,) = own.own_questions(data_dir)
    assert (question.question, question.note) == ("Wie helpt ouderen die zijn gevallen?", "Afgekeurd: onvolledig")
    assert own.drafts(data_dir) == []


@pytest.mark.parametrize(
    ("quote", "message"),
    [
        pytest.param("Dit staat nergens", "veld evidence: staat niet in plan", id="quote that stands nowhere"),
        pytest.param("bouwt de corporatie veertig woningen", "veld facts: fysiotherapeut staat niet in", id="no fact"),
    ],
)
def test_a_question_that_does_not_fit_the_documents_is_not_kept(
    app: AppTest, data_dir: Path, quote: str, message: str
) -> None:
    view(app, "Eigen vragen")
    (text,) = [found for found in app.text_input if found.label == "Vraag"]
    text.set_value("Wie traint?")
    areas = {found.label: found for found in app.text_area}
    areas["Modelantwoord"].set_value("De fysiotherapeut.")
    areas["Letterlijk citaat dat het antwoord draagt"].set_value(quote)
    areas["Feiten die een goed antwoord bevat, een per regel"].set_value("fysiotherapeut")
    (document,) = [found for found in app.selectbox if found.label == "Document met het bewijs"]
    document.set_value("plan")

    press(app, "Bewaar")

    assert message in app.error[0].value.replace("\\", "")
    assert own.own_questions(data_dir) == []


def test_a_question_without_facts_names_the_field(app: AppTest, data_dir: Path) -> None:
    view(app, "Eigen vragen")
    (text,) = [found for found in app.text_input if found.label == "Vraag"]
    text.set_value("Wie traint?")
    (answer,) = [found for found in app.text_area if found.label == "Modelantwoord"]
    answer.set_value("De fysiotherapeut.")

    press(app, "Bewaar")

    assert "veld facts: zonder feiten is niet te zeggen of een antwoord goed is" in app.error[0].value.replace("\\", "")
    assert own.own_questions(data_dir) == []


def test_nothing_of_a_question_or_passage_is_markup() -> None:
    attack = "<img src=x onerror=y>"

    html = compared_html(attack, attack, attack) + retrieved_html(
        [{"document": attack, "text": attack, "relevant": True}]
    )

    assert "<img" not in html
    assert html.count("&lt;img") == 5


def test_a_cell_is_no_formula_for_a_spreadsheet(app: AppTest, data_dir: Path) -> None:
    add_question(data_dir, "=HYPERLINK(1)")
    measured(app)
    folder = runs.runs_dir(data_dir)

    text = rows_csv(runs.load_run(runs.run_ids(folder)[0], folder).rows)

    assert text.startswith("\ufeffid,vraag,")
    assert "'=HYPERLINK(1)" in text
