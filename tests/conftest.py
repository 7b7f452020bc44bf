"""Shared material: the real corpus indexed once, and a maker of small corpora."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from evals.corpora import write_document
from index.build import build_index
from index.retrieval import Index, open_index
from ingest.corpus import scan_corpus
from ingest.model import Document, DocumentInfo, OutlineEntry
from ingest.parsing import parse
from settings import PROJECT_ROOT, Settings

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

CORPUS = PROJECT_ROOT / "corpus"
APP = str(PROJECT_ROOT / "app.py")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--pictures", action="store_true", help="make the pictures of docs/gebruik.md anew")


def corpus_documents() -> list[Document]:
    """The five documents, read from their files."""
    return [parse(file.info, file.path).document for file in scan_corpus(CORPUS).files]


MakeCorpus = Callable[..., Path]
MakeDocument = Callable[..., Document]


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings under which the real corpus has been indexed."""
    made = Settings(data_dir=tmp_path_factory.mktemp("data"))
    build_index(made)
    return made


@pytest.fixture(scope="session")
def index(settings: Settings) -> Index:
    """The real corpus, indexed with the built-in model."""
    return open_index(settings)


@pytest.fixture
def make_corpus(tmp_path: Path) -> MakeCorpus:
    """A function that writes a corpus of text files: name -> text."""

    def make(texts: dict[str, str], folder: str = "corpus", region: str = "Lekstroom") -> Path:
        target = tmp_path / folder
        target.mkdir(exist_ok=True)
        for name, text in texts.items():
            write_document(target, name, ".txt", text.encode(), region=region)
        return target

    return make


@pytest.fixture
def make_document() -> MakeDocument:
    """A function that makes a document of a source text."""

    def make(source: str, *outline: OutlineEntry, region: str = "Lekstroom") -> Document:
        info = DocumentInfo(
            "plan",
            "Plan",
            "Gemeente",
            "2025",
            None,
            None,
            region,
            "regioplan",
            "0",
            "Zelf gemaakt.",
            "plan.txt",
            outline,
        )
        return Document(info, source)

    return make


@pytest.fixture
def app(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> "Iterator[AppTest]":
    """The app over the real corpus, not yet run."""
    import streamlit as st
    from streamlit.testing.v1 import AppTest

    monkeypatch.setenv("REGIOPLAN_DATA_DIR", str(settings.data_dir))
    st.cache_resource.clear()
    yield AppTest.from_file(APP, default_timeout=60)
    st.cache_resource.clear()


def press(app: "AppTest", label: str) -> "AppTest":
    """Press the one button of that label."""
    (button,) = [one for one in app.button if one.label == label]
    button.click().run()
    assert not app.exception
    return app
