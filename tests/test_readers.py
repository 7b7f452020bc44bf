"""Files made here, with known contents, and what their readers give and refuse."""

import random
import shutil
import sys
import zipfile
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pptx
import pytest
import reportlab
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from PIL import Image, ImageDraw, ImageFont
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml as parse_slide_xml
from pptx.presentation import Presentation
from pptx.slide import Slide
from pptx.util import Cm
from pypdf import PdfReader, PdfWriter
from pypdf.constants import PageLabelStyle
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
    slide: Slide = presentation.slides.add_slide(presentation.slide_layouts[5 if title else 6])
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
        pytest.param(b"\xff\xfeT\0e", "geen leesbare tekst", id="half a character of utf-16"),
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
        "Eén coördinator\nkost € 5 ‘extra’.\n\fTweede pagina\n\f",
        page_starts=(0, len("Eén coördinator\nkost € 5 ‘extra’.\n\f")),
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
    writer.set_page_label(0, 1, PageLabelStyle.LOWERCASE_ROMAN)
    writer.set_page_label(2, 3, PageLabelStyle.DECIMAL)
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
        for page, level, title in outline:
            if page == number:
                canvas.bookmarkPage(title)
                canvas.addOutlineEntry(title, title, level)
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

    assert reading.source.split() == " ".join(" ".join(row) for row in rows).split()


def test_a_pdf_that_anyone_may_open_is_read_though_it_is_protected(tmp_path: Path) -> None:
    path = encrypted(make_pdf(tmp_path / "plan.pdf", [["Open tekst"]]), user_password="")

    assert read_pdf(path).source == "Open tekst\n\f"


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

    assert read_pdf(scan).source == "Herkende tekst\n\f"


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


LISTS = """
<w:numbering %s>
  <w:abstractNum w:abstractNumId="70">
    <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%%1."/></w:lvl>
    <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%%1%%2)"/></w:lvl>
    <w:lvl w:ilvl="2"><w:numFmt w:val="bullet"/><w:lvlText w:val=""/></w:lvl>
    <w:lvl w:ilvl="3"><w:numFmt w:val="bullet"/><w:lvlText w:val="–"/></w:lvl>
  </w:abstractNum>
  <w:num w:numId="70"><w:abstractNumId w:val="70"/></w:num>
  <w:num w:numId="71">
    <w:abstractNumId w:val="70"/>
    <w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>
  </w:num>
</w:numbering>
"""


def listed(text: str, depth: int, list_id: int = 70) -> str:
    numbered = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{list_id}"/></w:numPr>'
    return f"<w:p><w:pPr>{numbered}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_word_lists_are_numbered_as_word_shows_them(tmp_path: Path) -> None:
    document = docx.Document()
    numbering = document.part.numbering_part.element
    for element in parse_xml(LISTS % nsdecls("w")):
        numbering.append(element)
    items = [("Een", 0, 70), ("Onder", 1, 70), ("", 1, 70), ("Dieper", 2, 70), ("Streep", 3, 70), ("Onder", 1, 70)]
    items += [("Twee", 0, 70), ("Opnieuw", 1, 70), ("Vijf", 0, 71), ("Zes", 0, 71), ("Geen", 0, 0)]
    for text, depth, list_id in items:
        document.element.body.insert_element_before(parse_xml(word_xml(listed(text, depth, list_id))), "w:sectPr")
    document.save(str(tmp_path / "plan.docx"))

    reading = read_docx(tmp_path / "plan.docx")

    # The empty item is numbered 1b), so the next one is 1c).
    assert reading.source == (
        "1. Een\n  1a) Onder\n    • Dieper\n      – Streep\n  1c) Onder\n"
        "2. Twee\n  2a) Opnieuw\n5. Vijf\n6. Zes\n\nGeen\n"
    )


def test_numbered_word_headings_keep_their_numbers(tmp_path: Path) -> None:
    document = docx.Document()
    numbering = document.part.numbering_part.element
    for element in parse_xml(LISTS % nsdecls("w")):
        numbering.append(element)
    for level, text in ((1, "Aanpak"), (2, "Thuis"), (2, "In de wijk"), (1, "Planning")):
        properties = document.add_heading(text, level)._p.get_or_add_pPr()
        properties.append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level - 1}"/><w:numId w:val="70"/></w:numPr>')
        )
    document.save(str(tmp_path / "plan.docx"))

    reading = read_docx(tmp_path / "plan.docx")

    check(reading)
    assert headings(reading) == [(1, "1. Aanpak"), (2, "1a) Thuis"), (2, "1b) In de wijk"), (1, "2. Planning")]


def test_a_word_style_based_on_a_heading_is_a_heading_and_body_text_is_not(tmp_path: Path) -> None:
    document = docx.Document()
    own = document.styles.add_style("Kop thema", 1)
    own.base_style = document.styles["Heading 2"]
    no_heading = document.styles.add_style("Kop inhoud", 1)
    no_heading.base_style = document.styles["Heading 1"]
    no_heading.element.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="9"/>'))
    document.add_paragraph("Valpreventie", style="Kop thema")
    document.add_paragraph("Inhoud", style="Kop inhoud")
    outlined = document.add_paragraph("Door een niveau")
    outlined._p.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="2"/>'))
    document.save(str(tmp_path / "plan.docx"))

    assert headings(read_docx(tmp_path / "plan.docx")) == [(2, "Valpreventie"), (3, "Door een niveau")]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param("<w:p><w:r><w:t>al </w:t></w:r><w:ins>{}</w:ins></w:p>", "al Tekst", id="inserted"),
        pytest.param("<w:p>{}<w:del><w:r><w:delText>weg</w:delText></w:r></w:del></w:p>", "Tekst", id="deleted"),
        pytest.param("<w:p>{}<w:r><w:rPr><w:vanish/></w:rPr><w:t>weg</w:t></w:r></w:p>", "Tekst", id="hidden"),
        pytest.param("<w:p>{}<w:moveFrom><w:r><w:t>weg</w:t></w:r></w:moveFrom></w:p>", "Tekst", id="moved"),
        pytest.param("<w:sdt><w:sdtContent><w:p>{}</w:p></w:sdtContent></w:sdt>", "Tekst", id="field"),
        pytest.param(
            "<w:p>{}<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt></w:p>",
            "Tekst",
            id="field not filled in",
        ),
        pytest.param("<w:p><w:hyperlink>{}</w:hyperlink></w:p>", "Tekst", id="link"),
        pytest.param("<w:p>{}<w:r><w:br/><w:t>a</w:t><w:tab/><w:t>b</w:t></w:r></w:p>", "Tekst\na\tb", id="breaks"),
        pytest.param("<w:p>{}<w:r><w:noBreakHyphen/><w:t>plan</w:t></w:r></w:p>", "Tekst\u2011plan", id="hyphen"),
    ],
)
def test_word_text_is_what_word_shows(tmp_path: Path, body: str, text: str) -> None:
    path = in_word(tmp_path, word_xml(body.replace("{}", "<w:r><w:t>Tekst</w:t></w:r>")))

    assert read_docx(path).source == text + "\n"


def test_a_word_text_box_stands_once_behind_its_paragraph(tmp_path: Path) -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>In het kader</w:t></w:r></w:p></w:txbxContent>"
    path = in_word(
        tmp_path,
        word_xml(
            "<w:p><w:r><w:t>Ervoor</w:t></w:r><w:r><mc:AlternateContent>"
            f"<mc:Choice Requires='wps'><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
            f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
            "</mc:AlternateContent></w:r></w:p>"
        ),
        word_xml("<w:p><w:r><w:t>Erna</w:t></w:r></w:p>"),
    )

    assert read_docx(path).source == "Ervoor\n\nIn het kader\n\nErna\n"


def test_a_form_keeps_the_paragraphs_of_its_last_cell_apart(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(2, 2)
    table.cell(0, 0).text = "Rollen en\nverantwoordelijkheden"
    table.cell(0, 1).text = "Gemeente"
    table.cell(0, 1).add_paragraph("Trekker: huisartsen")
    table.cell(1, 0).merge(table.cell(1, 1)).text = "Over de hele breedte"
    document.save(str(tmp_path / "plan.docx"))

    assert read_docx(tmp_path / "plan.docx").source == (
        "Rollen en verantwoordelijkheden\tGemeente\nTrekker: huisartsen\n\nOver de hele breedte\n"
    )


def test_a_heading_in_a_table_is_found_at_its_place(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(1, 2)
    table.cell(0, 0).text = "Thema"
    heading = table.cell(0, 1).paragraphs[0]
    heading.style = document.styles["Heading 3"]
    heading.add_run("Valpreventie")
    table.cell(0, 1).add_paragraph("Ouderen vallen minder.")
    document.save(str(tmp_path / "plan.docx"))

    reading = read_docx(tmp_path / "plan.docx")

    assert reading.source == "Thema\tValpreventie\nOuderen vallen minder.\n"
    assert reading.headings == (Heading(len("Thema\t"), 3, "Valpreventie"),)


# --- PowerPoint ------------------------------------------------------------------------------------------------------


def test_every_slide_is_a_page_that_opens_with_its_title(tmp_path: Path) -> None:
    reading = read_pptx(make_pptx(tmp_path / "plan.pptx"))

    first = "Doelen in één oogopslag\n\nLinks boven\n\nRechts boven\n\f"
    check(reading)
    assert reading.source == first + "\f" + "Planning\n\nStart in het najaar\n\f"
    assert reading.page_starts == (0, len(first), len(first) + 1)
    assert reading.empty_pages == (2,)
    assert headings(reading) == [(1, "Doelen in één oogopslag"), (1, "Planning")]


LONG = "een langere tekst van een aantal woorden over dit onderwerp"


@pytest.mark.parametrize(
    ("boxes", "order"),
    [
        pytest.param(
            [(13, 5, 10, 3, "B1"), (1, 9, 10, 3, "A2"), (13, 9, 10, 3, "B2"), (1, 5, 10, 3, "A1")],
            "A1 A2 B1 B2",
            id="columns one after the other",
        ),
        pytest.param(
            [(13, 7, 10, 3, "B"), (1, 16, 22, 2, "onder"), (1, 7, 10, 8, "A"), (1, 4, 22, 2, "boven")],
            "boven A B onder",
            id="columns between full widths",
        ),
        pytest.param(
            [
                *((1, 4, 7, 1, "K1"), (9, 4, 7, 1, "K2"), (17, 4, 7, 1, "K3")),
                *((1, 5.5, 7, 6, "T1"), (9, 5.5, 7, 6, "T2"), (17, 5.5, 7, 6, "T3")),
            ],
            "K1 T1 K2 T2 K3 T3",
            id="headed columns",
        ),
        pytest.param(
            [(1, 5, 10, 4.3, "A1"), (1, 9, 10, 4, "A2"), (10.8, 5, 10, 4.3, "B1"), (10.8, 9, 10, 4, "B2")],
            "A1 A2 B1 B2",
            id="boxes that overlap a little",
        ),
        pytest.param(
            [(1, 4, 4, 3, "Doel"), (1, 8, 4, 3, "Aanpak"), (6, 4, 17, 3, f"D {LONG}"), (6, 8, 17, 3, f"A {LONG}")],
            f"Doel D {LONG} Aanpak A {LONG}",
            id="labels beside their text",
        ),
        pytest.param(
            [(1, 4, 10, 1, "Kort"), (13, 4, 10, 1, "Kop van rechts"), (1, 6, 10, 5, "L"), (13, 6, 10, 5, "R")],
            "Kort L Kop van rechts R",
            id="headings of columns are no labels",
        ),
        pytest.param([(3, 5, 10, 8, "later"), (1, 4, 10, 8, "eerst")], "eerst later", id="boxes on top of each other"),
    ],
)
def test_shapes_are_read_in_the_order_of_a_reader(
    tmp_path: Path, boxes: list[tuple[float, float, float, float, str]], order: str
) -> None:
    presentation = pptx.Presentation()
    add_slide(presentation, None, boxes)

    assert " ".join(read_pptx(saved(presentation, tmp_path)).source.split()) == order


def test_a_group_stays_together(tmp_path: Path) -> None:
    presentation = pptx.Presentation()
    slide = add_slide(presentation, None, [(1, 1, 5, 1, "Los boven"), (1, 16, 5, 1, "Los onder")])
    group = slide.shapes.add_group_shape()
    for top, text in ((9, "Groep onder"), (5, "Groep boven")):
        group.shapes.add_textbox(Cm(1), Cm(top), Cm(5), Cm(1)).text_frame.text = text

    reading = read_pptx(saved(presentation, tmp_path))

    assert reading.source == "Los boven\n\nGroep boven\n\nGroep onder\n\nLos onder\n\f"


def test_a_slide_table_is_read_row_by_row(tmp_path: Path) -> None:
    presentation = pptx.Presentation()
    slide = add_slide(presentation, "Planning", [])
    table = slide.shapes.add_table(3, 3, Cm(1), Cm(5), Cm(20), Cm(5)).table
    for row, texts in enumerate([["Wie", "Wat", "Wanneer"], ["Gemeente", "", "2025"], ["Samen", "", ""]]):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(2, 0).merge(table.cell(2, 2))

    reading = read_pptx(saved(presentation, tmp_path))

    assert reading.source == "Planning\n\nWie\tWat\tWanneer\nGemeente\t\t2025\nSamen\n\f"


def test_slide_lists_have_the_bullets_of_their_layout_and_the_numbers_of_their_own(tmp_path: Path) -> None:
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    frame = slide.placeholders[1].text_frame
    marks = [
        ("Ouderen", 0, ""),
        ("thuiswonend", 1, ""),
        ("Eerst", 0, "<a:buAutoNum type='arabicPeriod'/>"),
        ("Deel", 1, "<a:buAutoNum type='alphaLcParenR'/>"),
        ("Dan", 0, "<a:buAutoNum type='arabicPeriod'/>"),
        ("Zonder", 0, "<a:buNone/>"),
        ("Vinkje", 0, "<a:buFont typeface='Wingdings'/><a:buChar char='ü'/>"),
    ]
    for number, (text, level, mark) in enumerate(marks):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.text, paragraph.level = text, level
        names = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
        for element in parse_slide_xml(f"<a:pPr {names}>{mark}</a:pPr>"):
            paragraph._p.get_or_add_pPr().append(element)

    reading = read_pptx(saved(presentation, tmp_path))

    assert reading.source == ("• Ouderen\n  – thuiswonend\n1. Eerst\n  a) Deel\n2. Dan\n\nZonder\n\n• Vinkje\n\f")


def test_what_is_not_on_the_slide_itself_is_left_out(tmp_path: Path) -> None:
    presentation = pptx.Presentation()
    slide = add_slide(presentation, "Titel", [(1, 5, 10, 3, "Zichtbaar"), (1, 9, 10, 3, "Verborgen")])
    slide.notes_slide.notes_text_frame.text = "Notitie"  # type: ignore[union-attr]
    slide.shapes[2]._element.xpath("./*/p:cNvPr")[0].set("hidden", "1")
    data: Any = CategoryChartData()  # type: ignore[no-untyped-call]
    data.categories = ["Grafiek"]
    data.add_series("Reeks", (1,))
    slide.shapes.add_chart(XL_CHART_TYPE.PIE, Cm(12), Cm(5), Cm(5), Cm(5), data)
    picture = BytesIO()
    Image.new("L", (4, 4)).save(picture, "png")
    presentation.slides.add_slide(presentation.slide_layouts[6]).shapes.add_picture(picture, 0, 0)

    reading = read_pptx(saved(presentation, tmp_path))

    assert reading.source == "Titel\n\nZichtbaar\n\f\f"
    assert reading.empty_pages == (2,)


DIAGRAM = """
<dgm:dataModel xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"
    xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">
  <dgm:ptLst>
    <dgm:pt modelId="0" type="doc"/>
    <dgm:pt modelId="2"><dgm:t><a:p><a:r><a:t>Uitvoeren</a:t></a:r></a:p></dgm:t></dgm:pt>
    <dgm:pt modelId="1"><dgm:t><a:p><a:r><a:t>Voorbereiden</a:t></a:r></a:p></dgm:t></dgm:pt>
    <dgm:pt modelId="3"><dgm:t><a:p><a:r><a:t>met huisartsen</a:t></a:r></a:p></dgm:t></dgm:pt>
    <dgm:pt modelId="9" type="pres"/>
  </dgm:ptLst>
  <dgm:cxnLst>
    <dgm:cxn modelId="10" srcId="0" destId="2" srcOrd="1"/>
    <dgm:cxn modelId="11" srcId="0" destId="1" srcOrd="0"/>
    <dgm:cxn modelId="12" srcId="1" destId="3" srcOrd="0"/>
    <dgm:cxn modelId="13" type="presOf" srcId="1" destId="9" srcOrd="0"/>
  </dgm:cxnLst>
</dgm:dataModel>
"""


def add_diagram(slide: Slide, xml: str) -> None:
    part = Part(
        PackURI("/ppt/diagrams/data1.xml"),
        "application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml",
        slide.part.package,
        xml.strip().encode(),
    )
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relation = slide.part.relate_to(part, f"{office}/diagramData")
    slide.shapes._spTree.append(
        parse_slide_xml(
            '<p:graphicFrame xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
            'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
            f'xmlns:r="{office}" xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram">'
            '<p:nvGraphicFramePr><p:cNvPr id="20" name="Stappen"/><p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr>'
            '<p:xfrm><a:off x="0" y="0"/><a:ext cx="9" cy="9"/></p:xfrm>'
            '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/diagram">'
            f'<dgm:relIds r:dm="{relation}" r:lo="x" r:qs="x" r:cs="x"/></a:graphicData></a:graphic></p:graphicFrame>'
        )
    )


def test_a_diagram_gives_its_texts_in_their_order(tmp_path: Path) -> None:
    presentation = pptx.Presentation()
    add_diagram(add_slide(presentation, "Stappen", []), DIAGRAM)

    reading = read_pptx(saved(presentation, tmp_path))

    assert reading.source == "Stappen\n\nVoorbereiden\n\nmet huisartsen\n\nUitvoeren\n\f"


def test_a_diagram_with_more_paths_than_can_be_walked_gives_each_text_once(tmp_path: Path) -> None:
    levels = 80  # each of two points leads to both points of the next level: 2**80 paths
    points = "".join(
        f'<dgm:pt modelId="{level}{side}"><dgm:t><a:p><a:r><a:t>stap{level}{side}</a:t></a:r></a:p></dgm:t></dgm:pt>'
        for level in range(levels)
        for side in "ab"
    )
    links = '<dgm:cxn modelId="l" srcId="0" destId="0a"/><dgm:cxn modelId="m" srcId="0" destId="0b"/>' + "".join(
        f'<dgm:cxn modelId="{level}{one}{two}" srcId="{level}{one}" destId="{level + 1}{two}"/>'
        for level in range(levels - 1)
        for one in "ab"
        for two in "ab"
    )
    start = DIAGRAM[: DIAGRAM.index("<dgm:ptLst>")]
    xml = (
        f'{start}<dgm:ptLst><dgm:pt modelId="0" type="doc"/>{points}</dgm:ptLst>'
        f"<dgm:cxnLst>{links}</dgm:cxnLst></dgm:dataModel>"
    )
    presentation = pptx.Presentation()
    add_diagram(add_slide(presentation, "Stappen", []), xml)

    words = read_pptx(saved(presentation, tmp_path)).source.split()[1:]

    assert sorted(words) == sorted(f"stap{level}{side}" for level in range(levels) for side in "ab")


def test_boxes_that_lie_in_each_other_two_hundred_deep_are_each_read_once(tmp_path: Path) -> None:
    boxes = [(1 + n * 0.05, 1 + n * 0.05, 20 - n * 0.1, 15 - n * 0.07, f"doos{n}") for n in range(200)]
    stairs = [(1 + n * 0.1, 1 + n * 0.05, 0.3, 0.1, f"tree{n}") for n in range(200)]
    presentation = pptx.Presentation()
    add_slide(presentation, None, boxes)
    add_slide(presentation, None, stairs)

    words = read_pptx(saved(presentation, tmp_path)).source.split()

    assert sorted(words) == sorted(f"{name}{n}" for name in ("doos", "tree") for n in range(200))


# --- web pages -------------------------------------------------------------------------------------------------------


def in_html(tmp_path: Path, body: str) -> Path:
    path = tmp_path / "plan.html"
    path.write_text(f"<!doctype html><meta charset=utf-8>{body}", encoding="utf-8")
    return path


def test_a_web_page_gives_headings_paragraphs_lists_and_tables_in_order(tmp_path: Path) -> None:
    reading = read_html(make_html(tmp_path / "plan.html"))

    check(reading)
    assert reading.source == (
        "Regioplan één\n\nDe gemeenten\nwerken samen.\n\n• huisartsen\n• wijkverpleging\n\n"
        "Wie\tWanneer\nGemeente\t2025\n"
    )
    assert headings(reading) == [(1, "Regioplan één")]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param("a<script>var x</script><style>p{}</style><!-- y -->b", "ab", id="script, style and comment"),
        pytest.param("a<p hidden>x</p><div style='color:red; DISPLAY : none'>x<p>y</div>", "a", id="hidden"),
        pytest.param("a<template>x</template><noscript>x</noscript><svg><text>x</text></svg>", "a", id="unseen"),
        pytest.param("<p>een\n  \ttwee&nbsp;drie <b> vier</b></p>", "een twee\u00a0drie vier", id="white space"),
        pytest.param("<pre>\n a  b\n   c\n</pre>", "a  b\n   c", id="white space that counts"),
        pytest.param("<ol type=i start=3><li>x<ul><li>y</ul><li value=9>z</ol>", "iii. x\n  • y\nix. z", id="lists"),
        pytest.param("<li><p>x</p><p>y</p>", "• x\n\ny", id="an item of two paragraphs"),
        pytest.param("&eacute;&#8364;&#0;", "é€\ufffd", id="character references"),
        pytest.param("<p>open<p>eind", "open\n\neind", id="no closing tags"),
        pytest.param(
            "<table><caption>T<tr><td>a<br>b<td><table><tr><td>c<td>d</table><td><p>e<p>f</table>",
            "T\n\na b\tc d\te\nf",
            id="a table in a table",
        ),
        pytest.param("<table><td>los<tr></table>na", "los\n\nna", id="a damaged table"),
        pytest.param("<div>" * 1500 + "diep" + "</div>" * 1500, "diep", id="deep"),
    ],
)
def test_web_text_is_what_a_browser_shows(tmp_path: Path, body: str, text: str) -> None:
    assert read_html(in_html(tmp_path, body)).source == text + "\n"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("<p>één € 5".encode(), id="utf-8 undeclared"),
        pytest.param("<p>één € 5".encode("cp1252"), id="windows-1252 undeclared"),
        pytest.param("\ufeff<p>één € 5".encode("utf-16-le"), id="utf-16"),
        pytest.param('<meta charset="ISO-8859-1"><p>één € 5'.encode("cp1252"), id="declared"),
        pytest.param('<meta charset="iso-8859-15"><p>één € 5'.encode("iso-8859-15"), id="declared, latin 9"),
        pytest.param(
            '<meta http-equiv="Content-Type" content="text/html; charset=windows-1252"><p>één € 5'.encode("cp1252"),
            id="declared the old way",
        ),
        pytest.param('<?xml version="1.0" encoding="windows-1252"?><html><p>één € 5'.encode("cp1252"), id="xhtml"),
        pytest.param('<meta charset="utf-8"><p>één € 5'.encode("cp1252"), id="declared wrongly"),
        pytest.param('<meta charset="bestaat-niet"><p>één € 5'.encode(), id="declared in a word of its own"),
        pytest.param('<meta charset="punycode"><p>één € 5'.encode(), id="declared as what is no encoding of pages"),
    ],
)
def test_web_pages_are_read_in_the_encodings_of_the_web(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "plan.html").write_bytes(content)

    assert read_html(tmp_path / "plan.html").source == "één € 5\n"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"", "geen zichtbare tekst", id="empty"),
        pytest.param(b"<html><head><title>x</title></head><body><script>y</script>", "geen zichtbare", id="no text"),
        pytest.param(b"%PDF-1.7", "het is een PDF", id="a PDF"),
        pytest.param(b"<p>tekst\0", "geen leesbare tekst", id="a zero byte"),
        pytest.param(b"<div>" * 3000 + b"diep", "de opmaak is beschadigd", id="deeper than can be read"),
    ],
)
def test_what_shows_no_text_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "plan.html").write_bytes(content)

    with pytest.raises(UnreadableHtml, match=rf"^plan\.html is niet te lezen als webpagina: .*{reason}.*\. .*\.$"):
        read_html(tmp_path / "plan.html")


# --- what is refused in every format ---------------------------------------------------------------------------------

OFFICE = [
    pytest.param(make_docx, read_docx, UnreadableDocx, "Word", id="docx"),
    pytest.param(make_pptx, read_pptx, UnreadablePptx, "PowerPoint", id="pptx"),
]
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)

Make = Callable[[Path], Path]
Read = Callable[[Path], Reading]


@pytest.mark.parametrize(("make", "read", "error", "program"), OFFICE)
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param(
            lambda content: content[: len(content) // 2], "beschadigd of van een ander soort", id="half a file"
        ),
        pytest.param(lambda _: b"", "beschadigd of van een ander soort", id="empty"),
        pytest.param(lambda _: b"gewone tekst", "beschadigd of van een ander soort", id="text"),
        pytest.param(
            lambda _: OLE + "EncryptedPackage".encode("utf-16-le"), "met een wachtwoord", id="with a password"
        ),
        pytest.param(lambda _: OLE + "WordDocument".encode("utf-16-le"), "van vóór 2007", id="of before 2007"),
    ],
)
def test_what_is_no_whole_office_file_is_refused(
    tmp_path: Path,
    make: Make,
    read: Read,
    error: type[AssistantError],
    program: str,
    change: Callable[[bytes], bytes],
    reason: str,
) -> None:
    path = make(tmp_path / "plan.bestand")
    path.write_bytes(change(path.read_bytes()))

    with pytest.raises(error, match=rf"^plan\.bestand is niet te lezen als {program}-bestand: .*{reason}.*\. .*\.$"):
        read(path)


@pytest.mark.parametrize(("make", "read", "error", "program"), OFFICE)
def test_a_zip_that_is_another_kind_of_file_is_refused(
    tmp_path: Path, make: Make, read: Read, error: type[AssistantError], program: str
) -> None:
    other = (make_pptx if make is make_docx else make_docx)(tmp_path / "plan.bestand")

    with pytest.raises(error, match=f"het is een ander soort bestand. Open het in {program} en sla het opnieuw op als"):
        read(other)
    with pytest.raises(error, match="het is een ander soort bestand"):
        read(rezipped(other, lambda name, content: None if "Types" in name else content))


@pytest.mark.parametrize(
    ("make", "read", "error", "lost"),
    [
        pytest.param(make_docx, read_docx, UnreadableDocx, "word/document.xml", id="the text of a docx"),
        pytest.param(make_docx, read_docx, UnreadableDocx, "_rels/.rels", id="the relations of a docx"),
        pytest.param(make_pptx, read_pptx, UnreadablePptx, "ppt/presentation.xml", id="the slide list of a pptx"),
        pytest.param(make_pptx, read_pptx, UnreadablePptx, "ppt/slides/slide1.xml", id="a slide of a pptx"),
        pytest.param(make_pptx, read_pptx, UnreadablePptx, "_rels/.rels", id="the relations of a pptx"),
    ],
)
def test_an_office_file_without_one_of_its_parts_is_refused(
    tmp_path: Path, make: Make, read: Read, error: type[AssistantError], lost: str
) -> None:
    path = rezipped(make(tmp_path / "plan.bestand"), lambda name, content: None if name == lost else content)

    with pytest.raises(error, match=r"het bestand is beschadigd\. Open het in \w+ en sla het opnieuw op als"):
        read(path)


@pytest.mark.parametrize(("make", "read", "error", "program"), OFFICE)
def test_an_office_file_that_unpacks_to_more_than_memory_holds_is_refused(
    tmp_path: Path, make: Make, read: Read, error: type[AssistantError], program: str
) -> None:
    path = make(tmp_path / "plan.bestand")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as container:
        container.writestr("groot.xml", bytes(100_000_001))

    with pytest.raises(error, match="uitgepakt is het bestand te groot"):
        read(path)


@pytest.mark.parametrize(
    ("read", "error"),
    [
        pytest.param(read_text, UnreadableText, id="txt"),
        pytest.param(read_pdf, UnreadablePdf, id="pdf"),
        pytest.param(read_docx, UnreadableDocx, id="docx"),
        pytest.param(read_pptx, UnreadablePptx, id="pptx"),
        pytest.param(read_html, UnreadableHtml, id="html"),
    ],
)
def test_a_file_that_is_not_there_is_named(tmp_path: Path, read: Read, error: type[AssistantError]) -> None:
    with pytest.raises(error, match=r"^weg\.bestand is .*het bestand kan niet worden geopend"):
        read(tmp_path / "weg.bestand")


def test_a_word_file_without_a_body_is_refused(tmp_path: Path) -> None:
    path = rezipped(make_docx(tmp_path / "plan.docx"), lambda _, content: content.replace(b"w:body>", b"w:romp>"))

    with pytest.raises(UnreadableDocx, match="het bestand is beschadigd"):
        read_docx(path)


def test_office_files_without_text_are_refused(tmp_path: Path) -> None:
    docx.Document().save(str(tmp_path / "leeg.docx"))
    presentation = pptx.Presentation()
    presentation.slides.add_slide(presentation.slide_layouts[6])

    with pytest.raises(UnreadableDocx, match="het bevat geen tekst"):
        read_docx(tmp_path / "leeg.docx")
    with pytest.raises(UnreadablePptx, match="het bevat geen tekst"):
        read_pptx(saved(presentation, tmp_path))


def damaged(content: bytes, chance: random.Random) -> bytes:
    """The bytes with one to five pieces overwritten, dropped, doubled or shuffled, or the end cut off."""
    changed = bytearray(content)
    for _ in range(chance.randint(1, 5)):
        start = chance.randrange(len(changed) + 1)
        end = min(len(changed), start + chance.choice([1, 2, 8, 64, 512]))
        piece = changed[start:end]
        match chance.randrange(6):
            case 0:
                changed[start:end] = chance.randbytes(len(piece))
            case 1:
                del changed[start:end]
            case 2:
                changed[start:start] = piece
            case 3:
                changed[start:end] = bytes(chance.sample(piece, len(piece)))
            case 4:
                changed[start:end] = bytes(len(piece))
            case _:
                changed[start : start + 1] = chance.choice([b"<", b">", b'"', b"-1", b"99999999999", b"/", b"&"])
    return bytes(changed[: chance.randrange(len(changed) + 1)] if chance.random() < 0.1 else changed)


def damaged_within(content: bytes, chance: random.Random) -> bytes:
    """A zip file of which one XML part is damaged, and the container is whole."""
    with zipfile.ZipFile(BytesIO(content)) as before:
        parts = {name: before.read(name) for name in before.namelist()}
    names = [name for name in parts if name.endswith((".xml", ".rels")) and "theme" not in name]
    name = chance.choice(names)
    parts[name] = damaged(parts[name], chance)
    after = BytesIO()
    with zipfile.ZipFile(after, "w", zipfile.ZIP_DEFLATED) as container:
        for name, part in parts.items():
            container.writestr(name, part)
    return after.getvalue()


@pytest.mark.parametrize(
    ("make", "read", "error"),
    [
        pytest.param(make_text, read_text, UnreadableText, id="md"),
        pytest.param(lambda path: make_columns(path, "by line"), read_pdf, UnreadablePdf, id="pdf"),
        pytest.param(make_docx, read_docx, UnreadableDocx, id="docx"),
        pytest.param(make_pptx, read_pptx, UnreadablePptx, id="pptx"),
        pytest.param(make_html, read_html, UnreadableHtml, id="html"),
    ],
)
@pytest.mark.parametrize("seed", range(20))
def test_a_damaged_file_is_read_or_refused_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Make, read: Read, error: type[AssistantError], seed: int
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    path = make(tmp_path / "plan.md")
    chance = random.Random(seed)
    content = path.read_bytes()
    within = content.startswith(b"PK") and seed % 2 == 1
    path.write_bytes(damaged_within(content, chance) if within else damaged(content, chance))

    try:
        reading = read(path)
    except error:
        return

    check(reading)


@pytest.mark.skipif(shutil.which("ocrmypdf") is None, reason="ocrmypdf is not installed")
def test_ocrmypdf_reads_dutch(tmp_path: Path) -> None:
    letters = ImageFont.truetype(str(Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"), 40)
    picture = Image.new("L", (1240, 400), 255)
    ImageDraw.Draw(picture).text((80, 100), "De coördinatie ligt bij één gemeente.", 0, letters)
    canvas = Canvas(str(tmp_path / "scan.pdf"), pagesize=(595, 192))
    canvas.drawImage(ImageReader(picture), 0, 0, 595, 192)
    canvas.save()

    assert read_pdf(tmp_path / "scan.pdf").source.strip() == "De coördinatie ligt bij één gemeente."
