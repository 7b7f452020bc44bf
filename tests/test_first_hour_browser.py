"""A newcomer in a real browser: tick a card, come back later, open a source, try questions."""

import browsing
from playwright.sync_api import Browser, Page, expect

pytestmark = browsing.pytestmark
address, browser, page = browsing.address, browsing.browser, browsing.page


def try_question(page: Page, number: int) -> str:
    """Open the last card, follow its link with this number (from 0), and return the question."""
    page.get_by_text("6. Tien vragen om te proberen").click()
    link = page.get_by_test_id("stPageLink").filter(has_text="?").nth(number)
    expect(link).to_be_visible(timeout=15_000)
    question = link.inner_text().split("\n")[-1]
    link.click()
    return question


def test_a_newcomer_ticks_a_card_comes_back_opens_a_source_and_tries_questions(
    browser: Browser, page: Page, address: str
) -> None:
    page.goto(f"{address}/inwerken?regio=Lekstroom")
    expect(page.get_by_text("0 van 6 kaarten gelezen")).to_be_visible(timeout=60_000)
    page.get_by_text("Gelezen", exact=True).locator("visible=true").click()
    expect(page.get_by_text("1 van 6 kaarten gelezen")).to_be_visible(timeout=15_000)
    # The next card is open, and at the top of the page.
    expect(page.get_by_text("2. De opgaven")).to_be_in_viewport(timeout=15_000)
    bookmark = page.url
    page.close()

    another = browser.new_context().new_page()
    another.goto(f"{address}/inwerken?regio=Lekstroom")
    expect(another.get_by_text("0 van 6 kaarten gelezen")).to_be_visible(timeout=30_000)
    another.goto(bookmark)
    expect(another.get_by_text("1 van 6 kaarten gelezen")).to_be_visible(timeout=30_000)
    another.get_by_role("button", name="regels").locator("visible=true").first.click()
    expect(another.locator("mark.citaat")).to_be_in_viewport(timeout=15_000)
    another.keyboard.press("Escape")
    expect(another.get_by_role("dialog")).to_have_count(0)

    first = try_question(another, 0)
    expect(another.locator(".antwoord")).to_have_count(1, timeout=30_000)
    another.get_by_role("link", name="Inwerken").click()
    expect(another.get_by_text("1 van 6 kaarten gelezen")).to_be_visible(timeout=15_000)
    second = try_question(another, 1)
    expect(another.locator(".antwoord")).to_have_count(2, timeout=30_000)
    for question in (first, second):
        expect(another.get_by_test_id("stChatMessage").get_by_text(question, exact=True)).to_be_visible()
