"""The pages of the register in a real browser: filter, open a source, take the rows along."""

import csv
import io
from pathlib import Path
from zipfile import ZipFile

import browsing
from browsing import stands_in_corpus
from playwright.sync_api import Page, expect

pytestmark = browsing.pytestmark
address, browser, page = browsing.address, browsing.browser, browsing.page
SLOW = 60_000  # milliseconds: the first page opens the index


def settle(page: Page) -> None:
    """Wait until the page has been drawn with what was chosen."""
    page.wait_for_timeout(500)
    expect(page.locator("[data-test-script-state='notRunning']")).to_be_attached(timeout=30_000)


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_label(label, exact=True).fill(option, timeout=SLOW)  # a long list draws only what fits
    page.get_by_role("option", name=option, exact=True).click()
    expect(page.get_by_label(label, exact=True)).to_have_value(option)
    settle(page)


def search(page: Page, words: str) -> None:
    field = page.get_by_label("Zoeken")
    field.fill(words, timeout=SLOW)
    field.press("Enter")
    settle(page)


def click_cell(page: Page, x: int = 90, number: int = 0) -> None:
    """Click in a row of the first table, which is a drawing."""
    table = page.get_by_test_id("stDataFrame").first
    expect(table).to_be_visible(timeout=30_000)
    page.wait_for_timeout(1500)
    box = table.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + x, box["y"] + 52 + 35 * number)


def quote_of(page: Page, button: str = "Toon in het document") -> str:
    """Open the first source; the words that are marked in its document."""
    page.get_by_role("button", name=button).first.click(timeout=15_000)
    expect(page.locator("mark.citaat")).to_be_in_viewport(timeout=15_000)
    quote = " ".join(page.locator("mark.citaat").inner_text().split())
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert stands_in_corpus(quote)
    return quote


def kept(page: Page) -> list[dict[str, str]]:
    """The rows of the CSV file, after a look at the workbook."""
    files = []
    for name in ("CSV", "Excel"):
        with page.expect_download() as download:
            page.get_by_role("button", name=f"Bewaar als {name}").first.click()
        files.append(Path(download.value.path()).read_bytes())
    with ZipFile(io.BytesIO(files[1])) as book:
        rows = book.read("xl/worksheets/sheet1.xml").decode().count("<row ")
    found = list(csv.DictReader(io.StringIO(files[0].decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows == len(found) + 1
    return found


def test_the_opgaven_of_a_region(page: Page, address: str) -> None:
    page.goto(f"{address}/opgaven")
    choose(page, "Regio", "Lekstroom")
    choose(page, "Opgave", "Gezond ouder worden")
    search(page, "eenzaamheid")
    expect(page.get_by_text("Gezond ouder worden (1)")).to_be_visible(timeout=15_000)

    assert quote_of(page, "Doelstelling")
    rows = kept(page)

    assert {(row["Regio"], row["Opgave"]) for row in rows} == {("Lekstroom", "Gezond ouder worden")}
    assert all("eenzaamheid" in " ".join(row.values()).lower() for row in rows)


def test_the_planning_of_a_party_in_a_year(page: Page, address: str) -> None:
    page.goto(f"{address}/planning")
    choose(page, "Periode", "2024")
    choose(page, "Partij", "Zilveren Kruis")
    expect(page.get_by_text("Regels waarin de partij staat")).to_be_visible(timeout=15_000)
    expect(page.get_by_test_id("stVegaLiteChart")).to_be_visible(timeout=15_000)
    click_cell(page)

    assert "Zilveren Kruis" in quote_of(page)
    assert all("2024" in f"{row['Van']} {row['Tot en met']} {row['Wanneer']}" for row in kept(page))


def test_a_cell_of_the_matrix_opens_its_sources(page: Page, address: str) -> None:
    page.goto(f"{address}/wie_doet_wat")
    choose(page, "Regio", "Lekstroom")
    page.get_by_role("radio", name="Matrix").click()
    search(page, "Zilveren Kruis")
    expect(page.get_by_text("Klik op een vak voor de bronnen")).to_be_visible(timeout=15_000)
    click_cell(page, x=60)

    quote = quote_of(page)

    rows = kept(page)
    assert any(row["Partij"] in quote or row["Partij"].lower() in quote.lower() for row in rows)


def test_a_link_opens_a_party_and_its_filter_is_in_the_address(page: Page, address: str) -> None:
    page.goto(f"{address}/wie_doet_wat?partij=Trijn")
    expect(page.get_by_role("heading", name="Trijn")).to_be_visible(timeout=SLOW)
    click_cell(page)

    assert "Trijn" in quote_of(page)
    assert {row["Partij"] for row in kept(page)} == {"Trijn"}
    choose(page, "Partij", "Unicum")
    expect(page.get_by_role("heading", name="Unicum")).to_be_visible(timeout=15_000)
    assert page.url.endswith("partij=Unicum")


def test_a_term_shows_each_definition(page: Page, address: str) -> None:
    page.goto(f"{address}/begrippen")
    search(page, "derdelijnszorg is zorg")
    expect(page.get_by_text("1 regel.")).to_be_visible(timeout=SLOW)
    click_cell(page)

    expect(page.get_by_role("button", name="Toon in het document")).to_have_count(3, timeout=15_000)
    assert quote_of(page).startswith("Derdelijnszorg")
    assert kept(page)[0]["Regio"] == "Regionaal, Lekstroom, Zuidoost Utrecht"
