"""The real app in a real browser, for the tests that need one."""

import os
import shutil
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from evals.processes import served_app
from settings import PROJECT_ROOT, Settings

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None and os.environ.get("CI") != "true",
        reason="Chromium is not installed; install the package chromium to run the browser tests",
    ),
    # Playwright's own event loop leaves transports to the garbage collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def address(settings: Settings) -> Iterator[str]:
    """The address of the app, served by the command itself."""
    with served_app(settings.data_dir) as served:
        yield served.address
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(f"{served.address}/_stcore/health", timeout=1)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    assert CHROMIUM is not None, "CI needs Chromium"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A wide page, of a visitor of its own."""
    opened = browser.new_page(viewport={"width": 1200, "height": 1000})
    yield opened
    opened.close()


def stands_in_corpus(quote: str) -> bool:
    """True if a quote, white space collapsed, is the text of a document to the letter."""
    files = Path(PROJECT_ROOT, "corpus").glob("*.txt")
    return any(quote in " ".join(path.read_text(encoding="utf-8").split()) for path in files)
