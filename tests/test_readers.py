"""Files made here, with known contents, and what their readers give and refuse."""

import random
import shutil
import sys
import zipfile
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path

import docx
import pptx
import pytest
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from PIL import Image
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml as parse_slide_xml
from pptx.presentation import Presentation
from pptx.slide import Slide
from pptx.util import Cm
from pypdf import PdfReader, PdfWriter
from reportlab.lib.utils import ImageReader, simpleSplit
from reportlab.pdfgen.canvas import Canvas

from errors import AssistantError
from ingest.docx import UnreadableDocx, read_docx
from ingest.html import UnreadableHtml, read_html
from ingest.pdf import UnreadablePdf, read_pdf
from ingest.pptx import UnreadablePptx, read_pptx
from ingest.reading import Heading, Reading
from ingest.text import UnreadableText, read_text

LEFT = (
    "De regio werkt samen aan passende zorg voor kwetsbare ouderen, zodat zij langer thuis kunnen wonen en op tijd "
    "hulp krijgen van mensen die zij kennen. Dat vraagt om afspraken tussen huisartsen, wijkverpleging en het "
    "sociaal domein, die in 2025 worden vastgelegd."
)
RIGHT = (
    "De werkgroep begint in het najaar en rapporteert elk kwartaal aan de stuurgroep; de eerste resultaten worden "
    "verwacht in het voorjaar van 2026 en worden gedeeld met alle partijen in de regio, ook met de inwoners die er "
    "baat bij hebben."
)
WIDTH, HEIGHT = 595, 842  # points, A4
COLUMN = 230


# --- making files ------------------------------------------------------------------------------------------------


def draw_lines(canvas: Canvas, lines: Sequence[str], x: float = 50, y: float = 780) -> None:
    for number, line in enumerate(lines):
        canvas.drawString(x, y - 14 * number, line)


def make_pdf(path: Path, pages: Sequence[Sequence[str]]) -> Path:
    canvas = Canvas(str(path), invariant=1)
    for lines in pages:
        draw_lines(canvas, lines)
        canvas.showPage()
    canvas.save()
    return path


def wrapped(text: str) -> list[str]:
    lines: list[str] = simpleSplit(text, "Helvetica", 10, COLUMN)
    return lines


def make_columns(path: Path, order: str) -> Path:
    """A title, two columns and a page number, drawn "by line", "by column" or as one "text object" by line."""
    canvas = Canvas(str(path), invariant=1)
    canvas.setFont("Helvetica-Bold", 14)
    canvas.drawString(50, 790, "Samen werken aan gezondheid in de regio Lekstroom")
    canvas.setFont("Helvetica", 10)
    pieces = [
        (x, 760 - 13 * number, line)
        for x, text in ((50, LEFT), (50 + COLUMN + 30, RIGHT))
        for number, line in enumerate(wrapped(text))
    ]
    if order != "by column":
        pieces.sort(key=lambda piece: (-piece[1], piece[0]))
    if order == "text object":
        text = canvas.beginText()
        for x, y, line in pieces:
            text.setTextOrigin(x, y)
            text.textOut(line)
        canvas.drawText(text)
    else:
        for x, y, line in pieces:
            canvas.drawString(x, y, line)
    canvas.drawString(WIDTH / 2, 40, "12")
    canvas.save()
    return path


def make_scan(path: Path) -> Path:
    canvas = Canvas(str(path), invariant=1)
    canvas.drawImage(ImageReader(Image.new("L", (100, 140), 200)), 0, 0, WIDTH, HEIGHT)
    canvas.save()
    return path


def encrypted(path: Path, *, user_password: str) -> Path:
    writer = PdfWriter(clone_from=PdfReader(path))
    writer.encrypt(user_password, owner_password="eigenaar", algorithm="AES-256")
    writer.write(path)
    return path


def make_program(folder: Path, name: str, body: str) -> Path:
    """A program in Python of its own, in a folder that can stand alone on the search path."""
    folder.mkdir()
    program = folder / name
    program.write_text(f"#!{sys.executable}\nimport shutil, sys, time\n{body}\n", encoding="utf-8")
    program.chmod(0o755)
    return folder


def in_word(tmp_path: Path, *blocks: str) -> Path:
    """A Word file of blocks of XML in its body."""
    document = docx.Document()
    for block in blocks:
        document.element.body.insert_element_before(parse_xml(block), "w:sectPr")
    document.save(str(tmp_path / "plan.docx"))
    return tmp_path / "plan.docx"


def word_xml(body: str) -> str:
    """One block of a Word file, given by what stands between its angle brackets: ``<w:p>...</w:p>``."""
    opening, rest = body.split(">", 1)
    names = (
        nsdecls("w")
        + ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        + ' xmlns:v="urn:schemas-microsoft-com:vml"'
        + ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    )
    return f"{opening} {names}>{rest}"


def make_docx(path: Path) -> Path:
    document = docx.Document()
    document.add_heading("Werkagenda Lekstroom", 0)
    document.add_heading("Aanpak", 1)
    document.add_paragraph("De coördinatie ligt bij één gemeente; kosten: € 1.250.")
    document.add_paragraph("Huisartsen", style="List Bullet")
    document.add_paragraph("Wijkverpleging", style="List Bullet")
    document.add_heading("Planning", 2)
    table = document.add_table(2, 3)
    for cell, text in zip(
        [cell for row in table.rows for cell in row.cells],
        ["Wie", "Wat", "Wanneer", "Gemeente", "", "2025"],
        strict=True,
    ):
        cell.text = text
    document.add_paragraph("Slot.")
    document.save(str(path))
    return path


def make_pptx(path: Path) -> Path:
    presentation = pptx.Presentation()
    add_slide(presentation, "Doelen in één oogopslag", [(1, 5, 10, 3, "Links boven"), (13, 5, 10, 3, "Rechts boven")])
    presentation.slides.add_slide(presentation.slide_layouts[6])
    add_slide(presentation, "Planning", [(1, 5, 10, 3, "Start in het najaar")])
    presentation.save(str(path))
    return path


def add_slide(
    presentation: Presentation, title: str | None, boxes: Sequence[tuple[float, float, float, float, str]]
) -> Slide:
    """A slide with a title and text boxes: left, top, width, height in cm, text."""
    slide = presentation.slides.add_slide(presentation.slide_layouts[5 if title else 6])
    if slide.shapes.title is not None:
        slide.shapes.title.text = title or ""
    for left, top, width, height, text in boxes:
        slide.shapes.add_textbox(Cm(left), Cm(top), Cm(width), Cm(height)).text_frame.text = text
    return slide


def saved(presentation: Presentation, tmp_path: Path) -> Path:
    presentation.save(str(tmp_path / "dia.pptx"))
    return tmp_path / "dia.pptx"


def make_html(path: Path) -> Path:
    path.write_text(
        "<!doctype html><html><head><meta charset=utf-8><title>Weg</title></head><body><h1>Regioplan één</h1>"
        "<p>De gemeenten<br>werken samen.</p><ul><li>huisartsen<li>wijkverpleging</ul>"
        "<table><tr><th>Wie<th>Wanneer<tr><td>Gemeente<td>2025</table></body></html>",
        encoding="utf-8",
    )
    return path


def make_text(path: Path) -> Path:
    path.write_bytes("# Regioplan\r\n\r\nEén gemeente coördineert.\r\n".encode())
    return path


def rezipped(path: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """The zip file with every part changed; a part changed to None is left out."""
    with zipfile.ZipFile(path) as before:
        parts = {part.filename: change(part.filename, before.read(part)) for part in before.infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as after:
        for name, content in parts.items():
            if content is not None:
                after.writestr(name, content)
    return path


def check(reading: Reading) -> None:
    """What holds for every reading."""
    source = reading.source
    source.encode("utf-8")
    assert "\0" not in source
    assert list(reading.page_starts) == sorted(set(reading.page_starts))
    assert not reading.page_starts or reading.page_starts[0] == 0
    assert reading.page_labels == () or len(reading.page_labels) == len(reading.page_starts)
    assert [heading.start for heading in reading.headings] == sorted({heading.start for heading in reading.headings})
    for heading in reading.headings:
        words = source[heading.start : heading.start + 2 * len(heading.text) + 100]
        assert heading.level >= 1
        assert heading.text
        assert not words[0].isspace()
        assert " ".join(words.split()).startswith(heading.text)
    for number in reading.empty_pages:
        assert source[reading.page_starts[number - 1]] == "\f"


def headings(reading: Reading) -> list[tuple[int, str]]:
    return [(heading.level, heading.text) for heading in reading.headings]


# --- text ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("Eén coördinator: € 5 ‘extra’".encode(), id="utf-8"),
        pytest.param("Eén coördinator: € 5 ‘extra’".encode("utf-8-sig"), id="utf-8 with mark"),
        pytest.param(b"\xff\xfe" + "Eén coördinator: € 5 ‘extra’".encode("utf-16-le"), id="utf-16 with mark"),
        pytest.param(b"\xfe\xff" + "Eén coördinator: € 5 ‘extra’".encode("utf-16-be"), id="utf-16 of the other order"),
        pytest.param("Eén coördinator: € 5 ‘extra’".encode("utf-16-le"), id="utf-16 without mark"),
        pytest.param("Eén coördinator: € 5 ‘extra’".encode("utf-16-be"), id="utf-16 of the other order without mark"),
        pytest.param("Eén coördinator: € 5 ‘extra’".encode("cp1252"), id="windows-1252"),
    ],
)
def test_text_is_read_in_the_encodings_that_people_use(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "plan.txt").write_bytes(content)

    reading = read_text(tmp_path / "plan.txt")

    assert reading == Reading("Eén coördinator: € 5 ‘extra’")


def test_text_keeps_every_character_that_is_not_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_bytes(b"\xef\xbb\xbf \tTwee\r\nregels\n\n\x0c ")

    assert read_text(tmp_path / "plan.txt").source == " \tTwee\r\nregels\n\n\x0c "


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"Tekst\0tekst", "geen leesbare tekst", id="a zero byte"),
        pytest.param(b"%PDF-1.7 tekst", "het is een PDF", id="a PDF"),
        pytest.param(b"PK\x03\x04 tekst", "het is een Word-", id="a zip"),
        pytest.param(b"\x89PNG\r\n\x1a\n", "het is een afbeelding", id="a picture"),
        pytest.param(b"{\\rtf1 tekst}", "het is een RTF", id="RTF"),
        pytest.param("café één reële".encode() + b" \xe9 kapot", "geen leesbare tekst", id="damaged utf-8"),
        pytest.param(b"\xff\xfeT\0e", "geen leesbare tekst", id="half a character of utf-16")
        if False
        else pytest.param(b"\xff\xfeT\0e", "geen leesbare tekst", id="half a character of utf-16"),
        pytest.param(b"tekst\x01\x02\x03\x04\x05", "geen leesbare tekst", id="control characters"),
        pytest.param(bytes(range(128, 256)) * 4, "geen leesbare tekst", id="bytes of anything"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "plan.txt").write_bytes(content)

    with pytest.raises(UnreadableText, match=rf"^plan\.txt is .*{reason}.*Sla het bestand opnieuw op als UTF-8\.$"):
        read_text(tmp_path / "plan.txt")


def test_markdown_headings_are_found_outside_code_and_point_at_their_words(tmp_path: Path) -> None:
    source = "# Plan één\r\n\r\n```\n# geen kop\n```\n##  Aanpak ##\n#geen\n   ### C#\n####### geen\n"
    (tmp_path / "plan.md").write_bytes(source.encode())

    reading = read_text(tmp_path / "plan.md")

    check(reading)
    assert reading.source == source
    assert reading.headings == (
        Heading(2, 1, "Plan één"),
        Heading(source.index("Aanpak"), 2, "Aanpak"),
        Heading(source.index("C#"), 3, "C#"),
    )


def test_number_signs_are_headings_in_markdown_only(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text("# Plan", encoding="utf-8")

    assert read_text(tmp_path / "plan.txt").headings == ()


# --- PDF -----------------------------------------------------------------------------------------------------------


def test_a_pdf_gives_its_text_page_by_page_with_accents(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "plan.pdf", [["Eén coördinator", "kost € 5 ‘extra’."], ["Tweede pagina"]])

    reading = read_pdf(path)

    assert reading == Reading(
        "Eén coördinator\nkost € 5 ‘extra’.\n\fTweede pagina\n\f".replace("\n\f", "\f"),
        page_starts=(0, len("Eén coördinator\nkost € 5 ‘extra’.\f")),
    )


def test_pages_without_text_are_counted_and_named(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "plan.pdf", [["Een"], [], ["Drie"], []])

    reading = read_pdf(path)

    check(reading)
    assert reading.empty_pages == (2, 4)
    assert reading.source[reading.page_starts[2] :].startswith("Drie")


def test_page_labels_are_those_that_the_file_defines(tmp_path: Path) -> None:
    make_pdf(tmp_path / "plan.pdf", [["Voorwoord"], ["Inhoud"], ["Plan"], ["Slot"]])
    writer = PdfWriter(clone_from=PdfReader(tmp_path / "plan.pdf"))
    writer.set_page_label(0, 1, "/r")
    writer.set_page_label(2, 3, "/D")
    writer.write(tmp_path / "plan.pdf")

    assert read_pdf(tmp_path / "plan.pdf").page_labels == ("i", "ii", "1", "2")


def test_the_outline_gives_the_headings_that_stand_on_their_page(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "plan.pdf"), invariant=1)
    outline = [
        # page, level, title
        (1, 0, "Inleiding"),
        (2, 0, "Thema's"),
        (2, 1, "Aanpak valpreventie"),
        (2, 1, "Staat er niet"),
        (2, 1, "Planning"),
    ]
    pages = [
        ["Inhoud", "Inleiding 2", "Aanpak valpreventie 3"],
        ["1. INLEIDING", "De inleiding begint met Inleiding in de zin."],
        ["Thema's", "2.1 Aanpak", "valpreventie", "De Planning volgt.", "Planning", "Najaar."],
    ]
    for number, lines in enumerate(pages):
        draw_lines(canvas, lines)
        canvas.bookmarkPage(str(number))
        for page, level, title in outline:
            if page == number:
                canvas.addOutlineEntry(title, str(number), level)
        canvas.showPage()
    canvas.save()

    reading = read_pdf(tmp_path / "plan.pdf")

    check(reading)
    assert headings(reading) == [(1, "INLEIDING"), (1, "Thema's"), (2, "Aanpak valpreventie"), (2, "Planning")]
    assert reading.source[reading.headings[3].start :].startswith("Planning\nNajaar.")


@pytest.mark.parametrize("order", ["by line", "by column", "text object"])
def test_two_columns_are_read_one_after_the_other_in_whatever_order_they_were_drawn(tmp_path: Path, order: str) -> None:
    path = make_columns(tmp_path / "plan.pdf", order)

    reading = read_pdf(path)

    lines = [line.strip() for line in reading.source.removesuffix("\f").split("\n")]
    assert [line for line in lines if line] == [
        "Samen werken aan gezondheid in de regio Lekstroom",
        *wrapped(LEFT),
        *wrapped(RIGHT),
        "12",
    ]


def test_a_table_is_not_taken_for_columns(tmp_path: Path) -> None:
    rows = [
        ("Trekker", "Gemeente Utrecht en de gemeente Nieuwegein"),
        ("Partijen", "Huisartsen Utrecht Stad, wijkverpleging"),
        ("Planning", "Najaar 2025 tot en met voorjaar 2026"),
        ("Budget", "Uit de transformatiemiddelen van het IZA"),
        ("Monitoring", "Elk kwartaal door de stuurgroep"),
    ]
    canvas = Canvas(str(tmp_path / "plan.pdf"), invariant=1)
    for number, (label, text) in enumerate(rows):
        canvas.drawString(50, 700 - 14 * number, label)
        canvas.drawString(300, 700 - 14 * number, text)
    canvas.save()

    reading = read_pdf(tmp_path / "plan.pdf")

    assert [" ".join(line.split()) for line in reading.source.strip().split("\n")] == [" ".join(row) for row in rows]


def test_a_pdf_that_anyone_may_open_is_read_though_it_is_protected(tmp_path: Path) -> None:
    path = encrypted(make_pdf(tmp_path / "plan.pdf", [["Open tekst"]]), user_password="")

    assert read_pdf(path).source == "Open tekst\f"


def test_a_pdf_with_a_password_is_refused(tmp_path: Path) -> None:
    path = encrypted(make_pdf(tmp_path / "plan.pdf", [["Geheim"]]), user_password="geheim")

    with pytest.raises(UnreadablePdf, match=r"^plan\.pdf .* met een wachtwoord\. Sla het op zonder wachtwoord\.$"):
        read_pdf(path)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda content: content[: len(content) // 2], id="half a file"),
        pytest.param(lambda _: b"", id="an empty file"),
        pytest.param(lambda _: b"Gewone tekst met een verkeerde naam", id="text"),
        pytest.param(lambda _: b"PK\x03\x04" + bytes(100), id="a zip"),
    ],
)
def test_what_is_no_whole_pdf_is_refused(tmp_path: Path, change: Callable[[bytes], bytes]) -> None:
    path = make_pdf(tmp_path / "plan.pdf", [["Tekst"]] * 3)
    path.write_bytes(change(path.read_bytes()))

    with pytest.raises(UnreadablePdf, match=r"^plan\.pdf .* beschadigd of geen PDF\. Vraag een nieuwe PDF of .*\.$"):
        read_pdf(path)


def test_more_pages_than_allowed_are_refused_with_both_numbers(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "plan.pdf", [["Tekst"]] * 3)

    assert len(read_pdf(path, most_pages=3).page_starts) == 3
    with pytest.raises(UnreadablePdf, match=r"3 pagina's en er kunnen er hoogstens 2 in\. Splits het document\.$"):
        read_pdf(path, most_pages=2)


def test_a_scan_is_refused_where_no_ocr_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(UnreadablePdf, match=r"scan, geen tekst\. Voer eerst tekstherkenning \(OCR\) uit\.$"):
        read_pdf(make_scan(tmp_path / "scan.pdf"))


def test_a_scan_is_recognised_in_dutch_where_ocr_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recognised = make_pdf(tmp_path / "recognised.pdf", [["Herkende tekst"]])
    scan = make_scan(tmp_path / "scan.pdf")
    body = (
        f"assert {{'--skip-text', '-l', 'nld'}} <= set(sys.argv) and sys.argv[-2] == {str(scan)!r}\n"
        f"shutil.copy({str(recognised)!r}, sys.argv[-1])"
    )
    monkeypatch.setenv("PATH", str(make_program(tmp_path / "bin", "ocrmypdf", body)))

    assert read_pdf(scan).source == "Herkende tekst\f"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param("sys.exit(6)", r"\(OCR\) is mislukt\. Voer die vooraf uit", id="fails"),
        pytest.param("", r"\(OCR\) is mislukt", id="makes nothing"),
        pytest.param("open(sys.argv[-1], 'w').write('x')", r"\(OCR\) is mislukt", id="makes something else"),
        pytest.param("shutil.copy(sys.argv[-2], sys.argv[-1])", "geen tekst vindt", id="finds no text"),
        pytest.param("time.sleep(60)", "duurt te lang", id="takes too long"),
    ],
)
def test_ocr_that_does_not_work_out_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, reason: str
) -> None:
    monkeypatch.setenv("PATH", str(make_program(tmp_path / "bin", "ocrmypdf", body)))

    with pytest.raises(UnreadablePdf, match=rf"^scan\.pdf .*{reason}"):
        read_pdf(make_scan(tmp_path / "scan.pdf"), ocr_timeout_s=0.5 if "sleep" in body else 60)


# --- Word ----------------------------------------------------------------------------------------------------------


def test_a_word_file_gives_headings_paragraphs_lists_and_tables_in_order(tmp_path: Path) -> None:
    reading = read_docx(make_docx(tmp_path / "plan.docx"))

    check(reading)
    assert reading.source == (
        "Werkagenda Lekstroom\n\nAanpak\n\nDe coördinatie ligt bij één gemeente; kosten: € 1.250.\n\n"
        "• Huisartsen\n• Wijkverpleging\n\nPlanning\n\nWie\tWat\tWanneer\nGemeente\t\t2025\n\nSlot.\n"
    )
    assert headings(reading) == [(1, "Werkagenda Lekstroom"), (1, "Aanpak"), (2, "Planning")]
    assert (reading.page_starts, reading.page_labels, reading.empty_pages) == ((), (), ())
