"""Is everything in place? Each finding says what was looked at and, where it is wrong, what to do."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from errors import AssistantError
from settings import Settings

_PACKAGES = (
    "bm25s",
    "chromadb",
    "llama-index-core",
    "pypdf",
    "PyStemmer",
    "sentence-transformers",
    "simplemma",
    "streamlit",
    "torch",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    good: bool
    detail: str  # what was seen, or what to do


def findings(settings: Settings) -> list[Finding]:
    """All findings, in the order in which they should be mended."""
    return [
        _python(),
        _packages(),
        _checked("Documenten", lambda: _documents(settings)),
        _folder(settings.data_dir),
        _checked("Index", lambda: _index(settings)),
        _checked("Taalmodel voor antwoorden", lambda: _language_model(settings)),
    ]


def _python() -> Finding:
    found = ".".join(str(part) for part in sys.version_info[:3])
    return Finding("Python", True, f"versie {found}")


def _packages() -> Finding:
    missing = []
    for name in _PACKAGES:
        try:
            version(name)
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        return Finding("Programmabibliotheken", False, f"{', '.join(missing)} ontbreekt. Voer uit: make test")
    return Finding("Programmabibliotheken", True, f"alle {len(_PACKAGES)} zijn er")


def _documents(settings: Settings) -> str:
    from ingest.corpus import DocumentRefused, scan_corpus

    corpus = scan_corpus(settings.corpus_dir)
    if corpus.refusals:
        raise DocumentRefused("; ".join(refusal.reason for refusal in corpus.refusals))
    return f"{len(corpus.files)} documenten in {settings.corpus_dir}"


def _folder(folder: Path) -> Finding:
    existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    if existing.is_dir() and os.access(existing, os.W_OK):
        return Finding("Map voor de index", True, str(folder))
    return Finding(
        "Map voor de index",
        False,
        f"in {existing} kan niet worden geschreven. Geef schrijfrechten of stel REGIOPLAN_DATA_DIR in.",
    )


def _index(settings: Settings) -> str:
    from index.build import is_up_to_date
    from index.retrieval import open_index

    index = open_index(settings)
    index.warm_up()
    state = "" if is_up_to_date(settings) else "; de documenten zijn sindsdien veranderd, voer uit: regioplan ingest"
    return f"{len(index.passages)} passages, taalmodel ‘{settings.embedding}’{state}"


def _language_model(settings: Settings) -> str:
    from answer.language_model import check_language_model, open_language_model

    model = open_language_model(settings)
    if model is None:
        return "niet ingesteld; antwoorden bestaan uit citaten en er wordt niets verstuurd"
    return check_language_model(model)


def _checked(what: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(what, True, look())
    except AssistantError as error:
        return Finding(what, False, str(error))
