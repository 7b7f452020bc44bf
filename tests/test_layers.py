"""Rooms import only from rooms above them, and each outside library has one door."""

import ast
from pathlib import Path

import pytest

from settings import PROJECT_ROOT

ROOMS = [
    "errors",
    "settings",
    "terminal",
    "ingest",
    "index",
    "register",
    "answer",
    "evals",
    "training",
    "views",
    "doctor",
    "app",
    "cli",
]

DOORS = {
    "altair": {"views/quality.py", "views/timeline.py"},
    "xlsxwriter": {"views/rows.py"},
    "docx": {"ingest/docx.py", "views/export.py"},
    "reportlab": {"views/export.py"},
    "lxml": {"ingest/html.py"},
    "pptx": {"ingest/pptx.py"},
    "pypdf": {"ingest/pdf.py"},
    "pypdfium2": {"ingest/page_worker.py"},
    "ir_measures": {"evals/metrics.py"},
    "llama_index": {"ingest/pipeline.py", "evals/peers.py", "answer/language_model.py"},
    "ollama": {"answer/language_model.py"},
    "openai": {"answer/language_model.py"},
    "chromadb": {"index/store.py"},
    "bm25s": {"index/lexical.py", "evals/bench.py", "evals/peers.py"},
    "httpx": {"index/store.py", "answer/language_model.py"},
    "sentence_transformers": {
        "index/reranking.py",
        "index/embedding.py",
        "index/sentence_module.py",
        "evals/peers.py",
        "training/embedding.py",
        "training/evaluate.py",
    },
    "rapidfuzz": {"index/spelling.py", "training/pairs.py"},
    "torch": {"index/sentence_module.py", "training/embedding.py", "training/evaluate.py", "training/judging.py"},
}


def modules() -> list[Path]:
    """All modules of the project, tests left out."""
    found = [PROJECT_ROOT / f"{room}.py" for room in ROOMS if (PROJECT_ROOT / f"{room}.py").is_file()]
    for room in ROOMS:
        found.extend(sorted((PROJECT_ROOT / room).glob("**/*.py")))
    return found


def imported(path: Path) -> set[str]:
    """Full names of the modules that ``path`` imports, wherever in the file."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def room_of(path: Path) -> str:
    """The room a module stands in."""
    parts = path.relative_to(PROJECT_ROOT).parts
    return parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PROJECT_ROOT)))
def test_a_room_imports_only_from_rooms_above_it(path: Path) -> None:
    own = ROOMS.index(room_of(path))

    below = {name for name in imported(path) if name.split(".")[0] in ROOMS[own + 1 :]}

    # The command line stands at the bottom, and the check-up is one of its verbs.
    assert not below


@pytest.mark.parametrize(("library", "doors"), DOORS.items())
def test_an_outside_library_is_imported_in_one_place(library: str, doors: set[str]) -> None:
    users = {
        path.relative_to(PROJECT_ROOT).as_posix()
        for path in modules()
        if any(name.split(".")[0] == library for name in imported(path))
    }

    assert users == doors


def imports_streamlit(path: Path) -> bool:
    return any(name.split(".")[0] == "streamlit" for name in imported(path))


def test_only_the_pages_import_streamlit() -> None:
    users = {room_of(path) for path in modules() if imports_streamlit(path)}

    # The load trial speaks the protocol of Streamlit's browser part.
    assert users - {"evals"} == {"views", "app"}
    assert {path.name for path in modules() if room_of(path) == "evals" and imports_streamlit(path)} == {"load.py"}


def test_only_settings_reads_the_environment() -> None:
    readers = {
        path.relative_to(PROJECT_ROOT).as_posix()
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
    }

    # Trials pass an environment on to the processes they start.
    assert readers <= {"evals/processes.py"}
