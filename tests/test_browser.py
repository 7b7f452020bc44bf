"""The real app in a real browser: ask, read the answer, open a citation."""

import re
from pathlib import Path

import browsing
from browsing import stands_in_corpus
from playwright.sync_api import Page, expect

pytestmark = browsing.pytestmark
address, browser, page = browsing.address, browsing.browser, browsing.page


def test_a_person_asks_and_opens_a_citation(page: Page, address: str) -> None:
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
    assert stands_in_corpus(quote)
    assert [url for url in outside if not url.startswith(("data:", "blob:"))] == []


def test_a_person_filters_the_planning_opens_a_source_and_takes_it_along(page: Page, address: str) -> None:
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
    assert calendar.startswith("BEGIN:VCALENDAR")
    assert stands_in_corpus(quote)
