"""The real app in a real browser: ask, read the answer, open a citation."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

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


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def address(settings: Settings) -> Iterator[str]:
    """The address of the app, served by the command itself."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "cli", "serve", "--port", str(port), "--geen-browser"],
        cwd=PROJECT_ROOT,
        env={**os.environ, "REGIOPLAN_DATA_DIR": str(settings.data_dir)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    for _ in range(120):
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=1).close()
            break
        except OSError:
            time.sleep(0.5)
    yield url
    server.terminate()
    server.wait(timeout=20)
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(f"{url}/_stcore/health", timeout=1)


def test_a_person_asks_and_opens_a_citation(address: str) -> None:
    assert CHROMIUM is not None, "CI needs Chromium"
    from playwright.sync_api import expect, sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        outside: list[str] = []
        page.on("request", lambda request: outside.append(request.url) if address not in request.url else None)
        page.goto(address)
        question = page.get_by_test_id("stChatInputTextArea")
        question.fill("Wie trekt valpreventie in Lekstroom?", timeout=60_000)
        question.press("Enter")
        expect(page.locator(".antwoord")).to_contain_text("valpreventie", ignore_case=True, timeout=30_000)

        page.get_by_role("button", name=re.compile(r"^1 · ")).click()

        mark = page.locator("mark.citaat")
        expect(mark).to_be_visible()
        expect(mark).to_be_in_viewport()
        quote = " ".join(mark.inner_text().split())
        expect(page.get_by_role("dialog")).to_contain_text("Lekstroom ›")
        page.get_by_role("button", name="Lees het hele document").click()
        expect(page.locator(".bron.heel mark.citaat")).to_be_in_viewport(timeout=15_000)
        browser.close()
    texts = (" ".join(path.read_text(encoding="utf-8").split()) for path in Path(PROJECT_ROOT, "corpus").glob("*.txt"))
    assert any(quote in text for text in texts)
    assert [url for url in outside if not url.startswith(("data:", "blob:"))] == []


def test_a_person_filters_the_planning_opens_a_source_and_takes_it_along(address: str) -> None:
    assert CHROMIUM is not None, "CI needs Chromium"
    from playwright.sync_api import expect, sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1200, "height": 1000})
        page.goto(f"{address}/planning")
        words = page.get_by_label("Zoeken")
        words.fill("reablement", timeout=60_000)
        words.press("Enter")
        table = page.get_by_test_id("stDataFrame")
        expect(table).to_have_count(1, timeout=30_000)  # for a moment the table before the search stands there too
        expect(table).to_be_visible(timeout=30_000)
        page.wait_for_timeout(1500)
        box = table.bounding_box()
        assert box is not None

        page.mouse.click(box["x"] + 18, box["y"] + 52)  # the box before the first row: the table is a drawing
        page.get_by_role("button", name="Toon in het document").click(timeout=15_000)
        expect(page.locator("mark.citaat")).to_be_in_viewport(timeout=15_000)
        quote = " ".join(page.locator("mark.citaat").inner_text().split())
        page.keyboard.press("Escape")
        with page.expect_download() as download:
            page.get_by_role("button", name="Bewaar voor de agenda (ics)").click()

        calendar = Path(download.value.path()).read_text(encoding="utf-8")
        assert page.evaluate("document.documentElement.lang") == "nl"
        browser.close()
    assert calendar.startswith("BEGIN:VCALENDAR")
    texts = (" ".join(path.read_text(encoding="utf-8").split()) for path in Path(PROJECT_ROOT, "corpus").glob("*.txt"))
    assert any(quote in text for text in texts)
