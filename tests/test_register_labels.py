"""The register agrees with labels made by reading, before the rules were seen."""

import pytest
from conftest import corpus_documents

from evals.register import HALVES, LABELS_DIR, Agreement, agreements, read_labels
from index.retrieval import Index
from register.build import register_of

# A little below what was measured; docs/register.md has the figures.
LEAST = {
    ("planning", "tune"): (0.96, 0.83),
    ("planning", "held out"): (0.93, 0.70),
    ("rollen", "tune"): (0.89, 0.86),
    ("rollen", "held out"): (0.80, 0.60),
    ("opgaven", "tune"): (0.96, 0.92),
    ("opgaven", "held out"): (0.90, 0.90),
}


@pytest.fixture(scope="module")
def found(index: Index) -> dict[tuple[str, str], Agreement]:
    documents = {name: index.document(name) for name in index.documents}
    return {(row.kind, row.half): row for row in agreements(register_of(index), documents)}


@pytest.mark.parametrize("kind", ["planning", "rollen", "opgaven"])
@pytest.mark.parametrize("half", HALVES)
def test_the_register_agrees_with_the_labels(found: dict[tuple[str, str], Agreement], kind: str, half: str) -> None:
    precision, recall = LEAST[kind, half]

    # Of the half that is kept apart, a failure tells how many and not which.
    agreement = found[kind, half]
    shown = list if half == "tune" else len
    assert agreement.precision.mean >= precision, shown(agreement.wrong)
    assert agreement.recall.mean >= recall, shown(agreement.missed)


def test_every_term_of_the_glossaries_is_found_and_nothing_else(found: dict[tuple[str, str], Agreement]) -> None:
    agreement = found["begrippen", "held out"]

    assert (agreement.precision.mean, agreement.recall.mean) == (1.0, 1.0)


@pytest.mark.parametrize(("kind", "fewest"), [("planning", 200), ("rollen", 200)])
def test_the_labels_are_many_and_stand_in_the_documents(kind: str, fewest: int) -> None:
    documents = {document.document_id: document for document in corpus_documents()}

    labelled = read_labels(LABELS_DIR / f"{kind}.jsonl", documents)

    assert sum(len(row.entries) for row in labelled) >= fewest
    assert any(not row.entries for row in labelled)
    assert {row.half for row in labelled} == set(HALVES)
