"""The register beside labels made by reading: precision and recall of each kind, with intervals.

The labels were made by people who had not seen the rules. Those of planning and roles are of passages drawn at random;
half of them, by a hash of the passage, is for improving the rules, the other half is looked at when that is done. Those
of terms and opgaven are of whole documents, made after the first rules: the opgaven are halved by a hash of region and
title, the terms all count as the other half.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

from evals.metrics import Figure, mean_with_interval
from evals.places import Span, nearest_span, quote_spans
from index.tokens import fold
from ingest.model import Document
from register.model import OpgaveEntry, PlanningEntry, Register, RoleEntry, TermEntry
from register.parties import Parties, read_parties
from settings import PROJECT_ROOT

LABELS_DIR = PROJECT_ROOT / "tests" / "data" / "register"
Half = Literal["tune", "held out"]
HALVES: tuple[Half, ...] = ("tune", "held out")
_SHOWN = 160  # characters of a quote
_SHARED = 0.5  # of the shorter of two quotes, for them to be about the same words

Entry = PlanningEntry | RoleEntry
Same = Callable[[Mapping[str, Any], Any], bool]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A passage with all entries that a reader found in it."""

    document: str
    start: int  # offsets into the document's source text, half-open
    end: int
    entries: tuple[tuple[int, int, Mapping[str, Any]], ...]  # place of the quote, and what was written down
    half: Half


@dataclass(frozen=True, slots=True)
class Agreement:
    """How the register and the labels of one half agree."""

    kind: str
    half: Half
    precision: Figure  # share of the entries in labelled passages that a label says as well
    recall: Figure  # share of the labels that an entry says as well
    wrong: tuple[str, ...]  # entries without a label
    missed: tuple[str, ...]  # labels without an entry


def read_labels(path: Path, documents: Mapping[str, Document]) -> list[Labelled]:
    """The labelled passages of a file. Raises: ValueError if a passage or quote does not stand in its document."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        table = json.loads(line)
        source = documents[table["document"]].source
        start, end = nearest_span(_spans(table["text"], source, 0, len(source)), source, table["line"])
        entries = tuple((*_spans(entry["quote"], source, start, end)[0], entry) for entry in table["entries"])
        found.append(Labelled(table["document"], start, end, entries, _half(table["text"])))
    return found


def _half(text: str) -> Half:
    """The half that a text falls in, by its hash."""
    return HALVES[int(hashlib.sha256(text.encode()).hexdigest(), 16) % 2]


def _spans(quote: str, source: str, start: int, end: int) -> list[Span]:
    """At least one. Raises: ValueError if the quote does not stand there."""
    spans = quote_spans(quote, source, start, end)
    if not spans:
        raise ValueError(f"does not stand in the document: {quote[:80]}")
    return spans


def agreements(register: Register, documents: Mapping[str, Document], folder: Path = LABELS_DIR) -> list[Agreement]:
    """Each kind beside its labels, each half apart where there are two. Undated lines of the planning do not count."""
    parties = read_parties()

    def same_period(label: Mapping[str, Any], entry: PlanningEntry) -> bool:
        return (label["start"], label["end"], label["precision"]) == (entry.start, entry.end, entry.precision)

    def same_role(label: Mapping[str, Any], entry: RoleEntry) -> bool:
        return label["role"] == entry.role and _same_party(parties, label["party"], entry)

    dated = [entry for entry in register.planning if entry.precision is not None]
    found = []
    for kind, entries, same in (("planning", dated, same_period), ("rollen", register.rollen, same_role)):
        labelled = read_labels(folder / f"{kind}.jsonl", documents)
        for half in HALVES:
            found.append(_agreement(kind, half, [row for row in labelled if row.half == half], entries, same))
    terms, sheets = (_labels(folder / f"{kind}.jsonl") for kind in ("begrippen", "opgaven"))
    found.append(_whole("begrippen", "held out", terms, register.begrippen, partial(_same_term, documents)))
    for half in HALVES:
        labels = [label for label in sheets if _half_of_sheet(label["region"], label["title"]) == half]
        opgaven = [entry for entry in register.opgaven if _half_of_sheet(entry.region, entry.title) == half]
        found.append(_whole("opgaven", half, labels, opgaven, _same_sheet))
    return found


def _half_of_sheet(region: str, title: str) -> Half:
    """The half of a label and of an entry alike: only those of one half can be the same sheet."""
    return _half(f"{region}|{_bare(title)}")


def _labels(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _whole(kind: str, half: Half, labels: Sequence[dict[str, Any]], entries: Sequence[Any], same: Same) -> Agreement:
    """All labels of a half beside all its entries, whatever passage they stand in."""
    left = list(entries)
    missed = []
    for label in labels:
        match = next((entry for entry in left if same(label, entry)), None)
        if match is None:
            missed.append(_words(label))
        else:
            left.remove(match)
    hit = [1.0] * (len(labels) - len(missed)) + [0.0] * len(missed)
    right = [1.0] * (len(entries) - len(left)) + [0.0] * len(left)
    wrong = tuple(entry.source.quote[:_SHOWN] for entry in left)
    return Agreement(kind, half, mean_with_interval(right), mean_with_interval(hit), wrong, tuple(missed))


def _same_term(documents: Mapping[str, Document], label: Mapping[str, Any], entry: TermEntry) -> bool:
    if entry.source.document != label["document"] or _bare(entry.term) != _bare(label["term"]):
        return False
    spans = quote_spans(label["quote"], documents[label["document"]].source)
    return any(_overlaps(entry, start, end) for start, end in spans)


def _same_sheet(label: Mapping[str, Any], entry: OpgaveEntry) -> bool:
    """True if region and name are the same, and the code where both have one."""
    codes = {tuple(re.findall(r"\w+", code)) for code in (label["code"], entry.code) if code}  # "1b/1c" is "1b+1c"
    return entry.region == label["region"] and _bare(entry.title) == _bare(label["title"]) and len(codes) < 2


def _bare(name: str) -> str:
    return re.sub(r"\W", "", fold(name))


def _agreement(kind: str, half: Half, labelled: Sequence[Labelled], entries: Sequence[Any], same: Same) -> Agreement:
    right: list[float] = []
    hit: list[float] = []
    wrong: list[str] = []
    missed: list[str] = []
    for passage in labelled:
        left = [entry for entry in entries if _lies_in(entry, passage)]
        for start, end, label in passage.entries:
            match = next((entry for entry in left if _overlaps(entry, start, end) and same(label, entry)), None)
            hit.append(float(match is not None))
            if match is None:
                missed.append(_words(label))
            else:
                left.remove(match)
                right.append(1.0)
        right.extend(0.0 for _ in left)
        wrong.extend(f"{entry.source.quote[:_SHOWN]} | {_read(entry)}" for entry in left)
    return Agreement(kind, half, mean_with_interval(right), mean_with_interval(hit), tuple(wrong), tuple(missed))


def _read(entry: Entry) -> str:
    if isinstance(entry, PlanningEntry):
        return f"{entry.start} | {entry.end} | {entry.precision}"
    return f"{entry.party} | {entry.role}"


def _words(label: Mapping[str, Any]) -> str:
    return " | ".join(str(value) for value in label.values())


def _lies_in(entry: Entry, passage: Labelled) -> bool:
    source = entry.source
    shared = min(source.end, passage.end) - max(source.start, passage.start)
    return source.document == passage.document and shared > _SHARED * (source.end - source.start)


def _overlaps(entry: Entry | TermEntry, start: int, end: int) -> bool:
    source = entry.source
    shared = min(source.end, end) - max(source.start, start)
    return shared >= _SHARED * min(source.end - source.start, end - start)


def _same_party(parties: Parties, written: str, entry: RoleEntry) -> bool:
    """True if a label means the party of an entry, both by their preferred names."""
    known = parties.party(written)
    return fold(known.name if known else written) == fold(entry.party)
