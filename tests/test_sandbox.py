"""No file can take the assistant down: what is refused is named, and the next file is read."""

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import MakeCorpus

from ingest.corpus import CorpusFile, DocumentRefused, scan_corpus
from ingest.parsing import MOST_CHARACTERS
from ingest.pipeline import FolderStore, parse_all
from ingest.sandbox import Sandbox


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


def file_of(folder: Path, name: str) -> CorpusFile:
    (file,) = (file for file in scan_corpus(folder).files if file.info.document_id == name)
    return file


def test_a_file_is_parsed_in_another_process(sandbox: Sandbox, make_corpus: MakeCorpus) -> None:
    folder = make_corpus({"plan": " Aanpak\nWe helpen ouderen.\n"})

    parsed = sandbox.parse(file_of(folder, "plan"))

    assert parsed.document.source == " Aanpak\nWe helpen ouderen.\n"
    assert [passage.text for passage in parsed.passages] == ["Aanpak We helpen ouderen."]


def test_a_text_of_fifty_megabytes_is_refused_and_the_next_file_is_read(
    sandbox: Sandbox, make_corpus: MakeCorpus
) -> None:
    folder = make_corpus({"groot": "woord " * 8_500_000, "klein": "Een kleine tekst."})

    with pytest.raises(DocumentRefused, match=f"te veel tekst: 51000000 tekens, en {MOST_CHARACTERS} is het meeste"):
        sandbox.parse(file_of(folder, "groot"))

    assert sandbox.parse(file_of(folder, "klein")).document.source == "Een kleine tekst."


def test_a_text_of_spaces_is_refused(sandbox: Sandbox, make_corpus: MakeCorpus) -> None:
    with pytest.raises(DocumentRefused, match="bevat geen tekst"):
        sandbox.parse(file_of(make_corpus({"plan": " \n\n "}), "plan"))


def test_a_file_that_takes_too_long_is_refused(make_corpus: MakeCorpus) -> None:
    folder = make_corpus({"plan": "Tekst."})

    with Sandbox(most_cpu_s=0) as impatient, pytest.raises(DocumentRefused, match="kost te veel tijd"):
        impatient.parse(file_of(folder, "plan"))


@pytest.mark.parametrize(
    ("number", "reason"),
    [(signal.SIGXCPU, "kost te veel rekentijd"), (signal.SIGKILL, "is erop vastgelopen")],
    ids=["CPU limit", "killed"],
)
def test_a_child_that_is_ended_costs_one_file(
    sandbox: Sandbox, make_corpus: MakeCorpus, number: signal.Signals, reason: str
) -> None:
    folder = make_corpus({"lang": "Dit is een zin over zorg. " * 400_000, "klein": "Een kleine tekst."})
    sandbox.parse(file_of(folder, "klein"))
    assert sandbox._child is not None
    pid = sandbox._child.pid
    threading.Timer(0.4, os.kill, (pid, number)).start()

    with pytest.raises(DocumentRefused, match=reason):
        sandbox.parse(file_of(folder, "lang"))

    assert sandbox.parse(file_of(folder, "klein")).passages


def test_what_was_read_before_is_not_read_again(make_corpus: MakeCorpus, tmp_path: Path) -> None:
    files = scan_corpus(make_corpus({"plan": "Tekst een.", "ander": "Tekst twee."})).files
    first, _ = parse_all(files, tmp_path / "cache")
    stamps = {path: path.stat().st_mtime_ns for path in (tmp_path / "cache").glob("*.json")}

    again, refusals = parse_all(files, tmp_path / "cache")

    assert (again, refusals) == (first, [])
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "cache").glob("*.json")} == stamps


def test_the_cache_forgets_what_left_the_corpus(make_corpus: MakeCorpus, tmp_path: Path) -> None:
    files = scan_corpus(make_corpus({"plan": "Tekst een.", "ander": "Tekst twee."})).files
    parse_all(files, tmp_path / "cache")

    parse_all(files[:1], tmp_path / "cache")

    assert len(list((tmp_path / "cache").glob("*.json"))) == 1


def test_a_damaged_cache_is_made_again(make_corpus: MakeCorpus, tmp_path: Path) -> None:
    files = scan_corpus(make_corpus({"plan": "Tekst een."})).files
    first, _ = parse_all(files, tmp_path / "cache")
    for path in (tmp_path / "cache").glob("*.json"):
        path.write_text("{")

    assert parse_all(files, tmp_path / "cache")[0] == first


def test_a_folder_store_keeps_values_by_key(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    store.put("a", {"x": 1})

    assert store.get("a") == {"x": 1}
    assert store.get("b") is None
    assert store.get_all() == {"a": {"x": 1}}
    assert (store.delete("a"), store.delete("a")) == (True, False)
