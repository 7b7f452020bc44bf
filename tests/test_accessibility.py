"""Every page of the real app by WCAG 2.2 AA: axe-core, the keyboard, narrow screens, and a page that keeps still."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import pytest
import test_browser
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

pytestmark = test_browser.pytestmark
address = test_browser.address

QUESTION = "Wie trekt valpreventie in Lekstroom?"
WIDE, NARROW, HEIGHT = 1200, 400, 900

# What is wrong in Streamlit's own markup, which no page can mend: rule, part of the element, why it is let be.
EXCEPTIONS = (
    (
        "presentation-role-conflict",
        'data-testid="stFileUploaderDropzone"',
        "the drop zone has the role presentation and a name; the button in it is what is used and has both right",
    ),
)

# Everything to click, smaller than 24 by 24 (WCAG 2.5.8) with the label that can be clicked in its place.
_SMALL = """() => [...document.querySelectorAll("a, button, input, textarea, summary, [role=button], [role=combobox]")]
    .filter(one => one.checkVisibility({visibilityProperty: true, opacityProperty: true}))
    .map(one => [one, (one.closest("label") || one).getBoundingClientRect()])
    .filter(([one, box]) => box.width > 0 && (box.width < 24 || box.height < 24))
    .map(([one, box]) => `${box.width} x ${box.height}: ${one.outerHTML.slice(0, 200)}`)"""
_SIDEWAYS = """() => [document.documentElement, document.body, document.querySelector("main")]
    .filter(one => one.scrollWidth > one.clientWidth)
    .map(one => `${one.tagName}: ${one.scrollWidth} in ${one.clientWidth}`)"""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found wrong in one state of the app, in both themes, wide and narrow."""

    axe: tuple[str, ...]
    sideways: tuple[str, ...]
    small: tuple[str, ...]


def test_axe_finds_nothing(seen: dict[str, Seen]) -> None:
    assert {state: found.axe for state, found in seen.items() if found.axe} == {}


def test_nothing_scrolls_sideways_on_a_narrow_screen(seen: dict[str, Seen]) -> None:
    assert {state: found.sideways for state, found in seen.items() if found.sideways} == {}


def test_what_is_tapped_on_a_narrow_screen_is_large_enough(seen: dict[str, Seen]) -> None:
    assert {state: found.small for state, found in seen.items() if found.small} == {}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assert test_browser.CHROMIUM is not None, "CI needs Chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=test_browser.CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def seen(browser: Browser, address: str) -> dict[str, Seen]:
    """Every view of every page, an answer, and its source opened, each looked at once."""
    page = opened(browser, address)
    found = {}
    for name in page_names(page):
        page.get_by_role("link", name=name).click()
        expect(page).to_have_title(f"{name} · Regioplan-assistent")
        settle(page)
        views = [radio.inner_text() for radio in page.get_by_role("radio").all()] or [""]
        for view in views:
            if view:
                page.get_by_role("radio", name=view, exact=True).click()
                settle(page)
            if (folded := page.locator("main summary")).count():
                folded.first.click()
            found[f"{name} {view}".strip()] = look(page)
    page.get_by_role("link", name="Vragen").click()
    ask(page)
    found["answer"] = look(page)
    page.get_by_role("button", name="1 · ").first.click()
    expect(page.locator("mark.citaat")).to_be_in_viewport()
    found["source"] = look(page)
    page.get_by_role("button", name="Lees het hele document").click()
    expect(page.locator(".bron.heel mark.citaat")).to_be_in_viewport(timeout=15_000)
    found["document"] = look(page)
    page.close()
    return found


def opened(browser: Browser, url: str) -> Page:
    page = browser.new_page(viewport={"width": WIDE, "height": HEIGHT})
    page.goto(url)
    settle(page)
    return page


def settle(page: Page) -> None:
    """Wait until the page is drawn and nothing runs any more."""
    expect(page.get_by_test_id("stHeading").first).to_be_visible(timeout=60_000)
    expect(page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]')).to_be_visible(timeout=60_000)
    page.wait_for_timeout(400)


def page_names(page: Page) -> list[str]:
    """All pages, as the navigation has them."""
    names = [link.inner_text().split("\n")[-1].strip() for link in page.get_by_test_id("stTopNavLink").all()]
    assert len(names) >= 7
    return names


def ask(page: Page) -> None:
    field = page.get_by_test_id("stChatInputTextArea")
    field.fill(QUESTION)
    field.press("Enter")
    expect(page.locator(".antwoord").last).to_contain_text("valpreventie", ignore_case=True, timeout=30_000)
    settle(page)


def look(page: Page) -> Seen:
    """Look at what is open now in both themes, narrow and wide; what is open stays open."""
    axe: set[str] = set()
    sideways: set[str] = set()
    small: set[str] = set()
    for width, theme in product((NARROW, WIDE), ("dark", "light")):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        page.wait_for_timeout(400)  # colours glide
        axe |= {f"{theme} {width} {fault}" for fault in faults(page)}
        if width == NARROW:
            sideways |= set(page.evaluate(_SIDEWAYS))
            small |= set(page.evaluate(_SMALL))
    return Seen(tuple(sorted(axe)), tuple(sorted(sideways)), tuple(sorted(small)))


def faults(page: Page) -> list[str]:
    """What axe finds on the page, exceptions left out."""
    return [
        f"{violation['id']}: {node['html'][:200]}"
        for violation in Axe().run(page).response["violations"]
        for node in violation["nodes"]
        if not any(violation["id"] == rule and element in node["html"] for rule, element, _ in EXCEPTIONS)
    ]
