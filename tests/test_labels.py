"""Agreement of the structure with labels made by reading the documents, before and apart from the code."""

import json
import re
from dataclasses import dataclass

import pytest
from conftest import corpus_documents

from ingest.passages import passages
from settings import PROJECT_ROOT

HELD_OUT = "held-out-labels"  # drawn at random, and looked at after the rules were made: what to expect elsewhere
SETS = {
    path.stem: [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for path in sorted((PROJECT_ROOT / "tests" / "data").glob("*labels*.jsonl"))
}
LEAST = {"region": 0.97, "opgave": 0.95, "kind": 0.92, "code": 0.92}
LEAST_HELD_OUT = LEAST | {"kind": 0.88}
LABELS = [label for labels in SETS.values() for label in labels]


@dataclass(frozen=True)
class Judged:
    """A label beside what the code says of the same place."""

    label: dict[str, str | None]
    found: dict[str, str | None]


@pytest.fixture(scope="module")
def judged() -> dict[str, list[Judged]]:
    documents = {document.document_id: document for document in corpus_documents()}
    cut = {name: passages(document) for name, document in documents.items()}

    def judge(label: dict[str, str | None]) -> Judged:
        words = r"\s+".join(re.escape(word) for word in str(label["anchor"]).split())
        name = str(label["document"])
        (place,) = re.finditer(words, documents[name].source)
        middle = (place.start() + place.end()) // 2
        (passage,) = (p for p in cut[name] if p.start <= middle < p.end)
        found = {"region": passage.region, "opgave": passage.opgave, "code": passage.code, "kind": passage.kind}
        return Judged(label, found)

    return {name: [judge(label) for label in labels] for name, labels in SETS.items()}


@pytest.mark.parametrize("labels", SETS)
@pytest.mark.parametrize("field", LEAST)
def test_the_structure_agrees_with_each_set_of_labels(judged: dict[str, list[Judged]], labels: str, field: str) -> None:
    rows = judged[labels]
    least = (LEAST_HELD_OUT if labels == HELD_OUT else LEAST)[field]

    wrong = [row.label["anchor"] for row in rows if row.label[field] != row.found[field]]

    assert len(rows) >= 100
    assert 1 - len(wrong) / len(rows) >= least, wrong


def test_the_labels_cover_all_regions_and_enough_slides() -> None:
    assert {label["region"] for label in LABELS} == {
        "Regionaal", "Lekstroom", "Utrecht Stad", "Utrecht West", "Zuidoost Utrecht", "Eemland",
    }  # fmt: skip
    assert len(LABELS) >= 120
