"""Links and terms in a real browser, on a narrow screen and without a mouse."""

import re

import browsing
from playwright.sync_api import Browser, expect

pytestmark = browsing.pytestmark
address, browser = browsing.address, browsing.browser


def test_a_person_reads_a_term_and_passes_a_place_on_with_the_keyboard_alone(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 400, "height": 900})
    page.goto(f"{address}/?vraag=Wie%20kan%20de%20communicatiecampagne%20in%20Zuidoost%20Utrecht%20trekken%3F")

    page.get_by_role("button", name="Begrippen in dit antwoord").press("Enter", timeout=60_000)
    definition = page.get_by_text("Gemeentelijke of Gemeenschappelijke Gezondheidsdienst.")
    expect(definition).to_be_in_viewport(timeout=15_000)
    page.keyboard.press("Escape")
    expect(definition).to_be_hidden()
    page.get_by_role("button", name=re.compile(r"^1 · ")).press("Enter")
    expect(page.locator("mark.citaat")).to_be_in_viewport(timeout=15_000)
    quote = page.locator("mark.citaat").inner_text().splitlines()[0]
    page.get_by_role("button", name="Link naar deze plek").press("Enter")
    link = page.get_by_test_id("stCode").inner_text(timeout=15_000).strip()

    page = browser.new_page(viewport={"width": 400, "height": 900})
    page.goto(link)
    expect(page.locator(".bron.heel mark.citaat")).to_be_in_viewport(timeout=60_000)
    assert link.startswith(f"{address}/documenten?document=")
    assert quote in page.locator("mark.citaat").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
