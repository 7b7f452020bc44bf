"""The page Vragen in a real browser: by keyboard alone, without jumps, and reloaded."""

import re
from pathlib import Path

import browsing
from playwright.sync_api import Locator, Page, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

pytestmark = browsing.pytestmark
address, browser, page = browsing.address, browsing.browser, browsing.page
MOST_TABS = 80


def tab_to(page: Page, target: Locator, key: str = "Tab") -> None:
    """Go to an element with the keyboard, as somebody without a mouse does."""
    target.wait_for(timeout=60_000)
    for _ in range(MOST_TABS):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"cannot be reached by keyboard: {target}")


def test_a_person_without_a_mouse_asks_opens_a_citation_and_begins_anew(page: Page, address: str) -> None:
    page.goto(address)
    tab_to(page, page.get_by_test_id("stChatInputTextArea"))
    page.keyboard.type("Wie trekt valpreventie in Lekstroom?")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Vraag verder:")).to_be_visible(timeout=30_000)

    tab_to(page, page.get_by_role("button", name=re.compile("^1 · ")), "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").locator("mark.citaat")).to_be_visible(timeout=15_000)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)

    tab_to(page, page.get_by_role("button", name="Nieuw gesprek"), "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Bijvoorbeeld:")).to_be_visible(timeout=15_000)
    expect(page.locator(".antwoord")).to_have_count(0)
    tab_to(page, page.get_by_role("button", name="Wie trekt valpreventie in").first)
    page.keyboard.press("Enter")
    expect(page.locator(".antwoord")).to_contain_text("valpreventie", ignore_case=True, timeout=15_000)


def test_a_question_takes_one_run_of_the_page(page: Page, address: str) -> None:
    runs: list[str] = []

    def look(payload: str | bytes) -> None:
        message = ForwardMsg()
        message.ParseFromString(payload.encode() if isinstance(payload, str) else payload)
        if message.HasField("new_session"):
            runs.append(message.new_session.page_script_hash)

    page.on("websocket", lambda socket: socket.on("framereceived", look))
    page.goto(address)
    page.get_by_role("button", name="Wanneer start de leerwerkplaats").click(timeout=60_000)
    expect(page.get_by_text("Vraag verder:")).to_be_visible(timeout=30_000)
    runs.clear()

    question = page.get_by_test_id("stChatInputTextArea")
    question.fill("Wie trekt valpreventie in Lekstroom?")
    question.press("Enter")
    expect(page.locator(".antwoord")).to_have_count(2, timeout=30_000)
    expect(page.get_by_text("Vraag verder:")).to_be_visible()

    assert len(runs) == 1


def test_a_question_in_the_address_is_not_asked_again_by_a_reload(page: Page, address: str) -> None:
    page.goto(f"{address}/?vraag=Wat%20is%20reablement%3F&regio=Lekstroom")
    expect(page.locator(".antwoord")).to_be_visible(timeout=60_000)
    expect(page).to_have_url(f"{address}/")

    page.get_by_role("button", name="Deel").click()
    link = page.get_by_text("?vraag=").inner_text()
    page.reload()
    expect(page.get_by_text("Bijvoorbeeld:")).to_be_visible(timeout=30_000)
    expect(page.locator(".antwoord")).to_have_count(0)

    page.goto("".join(link.split()))
    expect(page.locator(".antwoord")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("Gekozen regio: Lekstroom.")).to_be_visible()


def test_going_back_in_the_browser_neither_asks_again_nor_is_stopped(page: Page, address: str) -> None:
    page.goto(f"{address}/begrippen")
    expect(page.get_by_role("heading", name="Begrippen")).to_be_visible(timeout=60_000)
    page.goto(f"{address}/?vraag=Wat%20is%20reablement%3F")
    expect(page.locator(".antwoord")).to_be_visible(timeout=30_000)
    expect(page).to_have_url(f"{address}/")

    page.go_back()
    expect(page).to_have_url(re.compile("vraag="))
    page.wait_for_timeout(2000)
    expect(page.locator(".antwoord")).to_have_count(1)
    page.go_back()
    expect(page).to_have_url(f"{address}/begrippen")


def test_nothing_moves_when_questions_to_ask_next_come(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_test_id("stChatInputTextArea").wait_for(timeout=60_000)
    page.evaluate(
        """() => { window.seen = []; const look = () => {
             const room = document.querySelector(".st-key-verder");
             if (room) window.seen.push([room.innerText.includes("Vraag verder"), room.offsetHeight, room.offsetTop]);
             requestAnimationFrame(look); }; look(); }"""
    )
    question = page.get_by_test_id("stChatInputTextArea")
    question.fill("Wat is een verkennend gesprek?")
    question.press("Enter")
    expect(page.get_by_text("Vraag verder:")).to_be_visible(timeout=30_000)
    page.wait_for_timeout(1000)

    seen = page.evaluate("window.seen")
    assert [come for come, *_ in seen].index(True) > 0
    assert len({height for _, height, _ in seen}) == 1


def test_a_conversation_is_taken_along_as_word_and_pdf(page: Page, address: str) -> None:
    page.goto(f"{address}/?vraag=Wat%20is%20reablement%3F")
    page.get_by_role("button", name="Bewaar of kopieer").click(timeout=60_000)

    for label, start in (("Word", b"PK"), ("PDF", b"%PDF"), ("Markdown", b"# Gesprek")):
        with page.expect_download() as download:
            page.get_by_role("button", name=label, exact=True).click()
        assert Path(download.value.path()).read_bytes().startswith(start)
