"""docs/gebruik.md, the user's guide: walked through in the real app, page by page, and its pictures.

The guide writes what is on the screen, and questions to ask, in italics. Make the pictures anew, after a change of a
page, with ``python -m pytest tests/test_guide.py --pictures``, and look at them.
"""

import io
import re
from collections.abc import Callable, Iterator

import browsing
import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect
from test_accessibility import opened, page_names, settle

from settings import PROJECT_ROOT

pytestmark = browsing.pytestmark
address, browser = browsing.address, browsing.browser

GUIDE = PROJECT_ROOT / "docs" / "gebruik.md"
PICTURES = GUIDE.parent / "beelden"
MOST_BYTES = 120_000
WIDTH, HEIGHT = 1200, 800

_ITALIC = re.compile(r"(?<![*\w])\*([^*\s][^*]*)\*(?![*\w])")
_PICTURE = re.compile(r"!\[([^]]+)\]\(beelden/([\w-]+\.png)\)")
# Every text on the page, also the cells of a table, which is a drawing with text behind it; names and hints of fields.
_TEXTS = """() => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) found.push(walker.currentNode.textContent);
    for (const one of document.querySelectorAll("[aria-label], [placeholder]"))
        found.push(one.getAttribute("aria-label") || "", one.getAttribute("placeholder") || "");
    return found;
}"""


def sections() -> dict[str, str]:
    """The guide's text on each page, by the name of the page."""
    parts = re.split(r"^## (.+)\n", GUIDE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def italics(section: str) -> list[str]:
    return [" ".join(name.split()) for name in _ITALIC.findall(section)]


def ask(page: Page, question: str) -> None:
    answers = page.locator(".antwoord").count()
    field = page.get_by_test_id("stChatInputTextArea")
    field.fill(question)
    field.press("Enter")
    expect(page.locator(".antwoord")).to_have_count(answers + 1, timeout=30_000)


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_label(label, exact=True).fill(option)  # a long list draws only what fits
    page.get_by_role("option", name=option, exact=True).click()
    expect(page.get_by_label(label, exact=True)).to_have_value(option)
    settle(page)


def view(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name, exact=True).click()


def table(page: Page) -> Locator:
    found = page.get_by_test_id("stDataFrame").first
    expect(found).to_be_visible(timeout=30_000)
    return found


# A walk does on one page what the guide says. It stops where there is something to see; a name is that of a picture.


def vragen(page: Page) -> Iterator[str]:
    first, *others = [name for name in italics(sections()["Vragen"]) if name.endswith("?")]
    ask(page, first)
    settle(page)
    page.get_by_test_id("stChatMessage").first.evaluate(
        "one => { one.style.scrollMarginTop = '64px'; one.scrollIntoView(); }"  # below the navigation
    )
    yield "vragen"
    page.get_by_role("button", name="1 · ").first.click()
    expect(page.locator("mark.citaat")).to_be_in_viewport(timeout=15_000)
    yield "bron"
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    for question in others:
        if question[0].isupper():  # the guide writes a question that leans on the one before without a capital
            page.get_by_role("button", name="Nieuw gesprek").click()
            expect(page.locator(".antwoord")).to_have_count(0)
        ask(page, question)
        yield ""


def inwerken(page: Page) -> Iterator[str]:
    choose(page, "Regio", "Lekstroom")
    expect(page.get_by_text("0 van 6 kaarten gelezen")).to_be_visible(timeout=30_000)
    yield "inwerken"


def opgaven(page: Page) -> Iterator[str]:
    choose(page, "Regio", "Lekstroom")
    sheets = page.locator("summary", has_text="Sterk sociaal domein & eerstelijn")
    sheets.click()
    expect(page.get_by_role("button", name="Doelstelling").first).to_be_visible()
    sheets.evaluate("one => one.scrollIntoView({block: 'center'})")
    yield "opgaven"


def planning(page: Page) -> Iterator[str]:
    choose(page, "Regio", "Regionaal")
    choose(page, "Opgave", "Passende MSZ")  # few lines, with a bar, an open bar and a diamond
    table(page)
    yield "planning"
    expect(table(page).get_by_text("Wanneer").first).to_be_attached(timeout=15_000)
    table(page).hover()
    page.mouse.wheel(1200, 0)  # a table has only the columns that are in sight
    expect(table(page).get_by_text("Precisie").first).to_be_attached(timeout=15_000)
    yield ""
    page.get_by_role("heading", name="Tijdlijn").evaluate("one => one.scrollIntoView()")
    expect(page.get_by_test_id("stVegaLiteChart")).to_be_in_viewport()
    yield "tijdlijn"


def wie_doet_wat(page: Page) -> Iterator[str]:
    choose(page, "Partij", "Zilveren Kruis")
    view(page, "Eén partij")
    table(page)
    yield "wie-doet-wat"


def begrippen(page: Page) -> Iterator[str]:
    table(page)
    yield "begrippen"


def documenten(page: Page) -> Iterator[str]:
    table(page)
    yield "documenten"
    for name in ("Lezen", "Toevoegen"):
        view(page, name)
        yield ""


def kwaliteit(page: Page) -> Iterator[str]:
    for name in ("Vragen", "Vergelijken", "Eigen vragen", "Meten"):
        view(page, name)
        yield ""


def measured(page: Page) -> Iterator[str]:
    """A measurement with its figures, which takes too long for a walk without pictures."""
    page.get_by_role("button", name="Meet", exact=True).click()
    page.get_by_role("button", name="Bekijk de cijfers").click(timeout=300_000)
    yield "kwaliteit"


WALKS: dict[str, Callable[[Page], Iterator[str]]] = {
    "Vragen": vragen,
    "Inwerken": inwerken,
    "Opgaven": opgaven,
    "Planning": planning,
    "Wie doet wat": wie_doet_wat,
    "Begrippen": begrippen,
    "Documenten": documenten,
    "Kwaliteit": kwaliteit,
}


@pytest.mark.parametrize("name", WALKS)
def test_a_walk_through_the_page_finds_what_the_guide_names(
    browser: Browser, address: str, name: str, pytestconfig: pytest.Config
) -> None:
    page = opened(browser, address)
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    page.get_by_role("link", name=name, exact=True).click()
    expect(page).to_have_title(f"{name} · Regioplan-assistent")
    settle(page)
    is_drawing = pytestconfig.getoption("--pictures")
    seen: set[str] = set()

    walks = [WALKS[name], measured] if is_drawing and name == "Kwaliteit" else [WALKS[name]]
    for walk in walks:
        for picture in walk(page):
            settle(page)
            seen |= {" ".join(text.split()) for text in page.evaluate(_TEXTS)}
            if picture and is_drawing:
                save_picture(page, picture)
    page.close()

    assert [named for named in italics(sections()[name]) if named not in seen] == []


def test_the_guide_has_the_pages_of_the_navigation_in_their_order_each_with_a_picture(
    browser: Browser, address: str
) -> None:
    page = opened(browser, address)
    names = page_names(page)
    page.close()

    assert list(sections()) == names
    assert list(WALKS) == names
    assert [name for name, text in sections().items() if not _PICTURE.search(text)] == []


def test_the_pictures_of_the_guide_are_there_and_small_and_there_are_no_others() -> None:
    linked = [name for _, name in _PICTURE.findall(GUIDE.read_text(encoding="utf-8"))]

    assert sorted(linked) == sorted(path.name for path in PICTURES.glob("*.png"))
    for name in linked:
        assert (PICTURES / name).stat().st_size <= MOST_BYTES
        with Image.open(PICTURES / name) as picture:
            assert (picture.mode, picture.size) == ("P", (WIDTH, HEIGHT))


def save_picture(page: Page, name: str) -> None:
    """Keep what is on the screen, in few colours."""
    page.mouse.move(WIDTH - 1, HEIGHT - 1)  # away from what would look different under it
    page.wait_for_timeout(2000)  # a table and a chart are drawn after the page
    with Image.open(io.BytesIO(page.screenshot(animations="disabled"))) as shot:
        shot.convert("RGB").quantize(64, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
            PICTURES / f"{name}.png", optimize=True
        )
