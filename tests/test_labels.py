"""Agreement of the structure with labels made by reading the documents, before and apart from the code."""

import json
import re
from dataclasses import dataclass

import pytest
from conftest import corpus_documents

from ingest.passages import passages
from settings import PROJECT_ROOT

LABELS = [
    json.loads(line)
    for path in sorted((PROJECT_ROOT / "tests" / "data").glob("labels-*.jsonl"))
    for line in path.read_text(encoding="utf-8").splitlines()
]


@dataclass(frozen=True)
class Judged:
    """A label beside what the code says of the same place."""

    label: dict[str, str | None]
    found: dict[str, str | None]


@pytest.fixture(scope="module")
def judged() -> list[Judged]:
    rows = []
    documents = {document.document_id: document for document in corpus_documents()}
    cut = {name: passages(document) for name, document in documents.items()}
    for label in LABELS:
        words = r"\s+".join(re.escape(word) for word in label["anchor"].split())
        (place,) = re.finditer(words, documents[label["document"]].source)
        middle = (place.start() + place.end()) // 2
        (passage,) = (p for p in cut[label["document"]] if p.start <= middle < p.end)
        found = {"region": passage.region, "opgave": passage.opgave, "code": passage.code, "kind": passage.kind}
        rows.append(Judged(label, found))
    return rows


@pytest.mark.parametrize(("field", "least"), [("region", 0.97), ("opgave", 0.95), ("kind", 0.92), ("code", 0.92)])
def test_the_structure_agrees_with_the_labels(judged: list[Judged], field: str, least: float) -> None:
    wrong = [row.label["anchor"] for row in judged if row.label[field] != row.found[field]]

    assert len(judged) >= 200
    assert 1 - len(wrong) / len(judged) >= least, wrong


def test_the_labels_cover_all_regions_and_enough_slides() -> None:
    assert {label["region"] for label in LABELS} == {
        "Regionaal", "Lekstroom", "Utrecht Stad", "Utrecht West", "Zuidoost Utrecht", "Eemland",
    }  # fmt: skip
    assert len(LABELS) >= 120
