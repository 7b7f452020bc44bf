"""A conversation as a file that people keep: questions, answers, and the place and date of every quote."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from functools import cache
from html import escape
from typing import Literal

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Pt
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate

from ingest.place import place_of
from views.conversation import Conversation
from views.drawing import plain, published

Kind = Literal["title", "question", "note", "answer", "quote", "place"]
_AUTHOR = "Regioplan-assistent"
_ILLEGAL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in the XML of a Word file
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # of a zip file
_FONTS = {"Vera": "Vera.ttf", "VeraBd": "VeraBd.ttf", "VeraIt": "VeraIt.ttf"}  # come with reportlab
_LACKING = "Voor sommige tekens heeft dit PDF-bestand geen letter, er staat □. Het Word-bestand heeft ze wel."


def _parts(conversation: Conversation, on: date) -> Iterator[tuple[Kind, str]]:
    """What is kept of a conversation, in order."""
    yield "title", f"Gesprek met de {_AUTHOR}, {published(on.isoformat())}"
    for exchange in conversation.exchanges:
        answer = exchange.answer
        yield "question", answer.question
        for note in exchange.search_notes:
            yield "note", note
        for line in answer.text.split("\n"):
            yield "answer", line
        if exchange.wording_note:
            yield "note", exchange.wording_note
        for citation in answer.citations:
            yield "quote", citation.quote
            document = f"{citation.title} ({published(citation.published)})"
            yield "place", f"[{citation.n}] {document}, {' › '.join(citation.passage.path)}, {place_of(citation)}"


# --- Markdown --------------------------------------------------------------------------------------------------------

_SIGNS: dict[Kind, str] = {
    "title": "# ",
    "question": "\n\n## ",
    "note": "\n\n",
    "answer": "\n\n",
    "quote": "\n\n> ",
    "place": "\n>\n> ",
}


def as_markdown(conversation: Conversation, on: date) -> str:
    """The conversation as Markdown; signs of Markdown in questions and documents are made to mean nothing."""
    parts = (f"{_SIGNS[kind]}{plain(' '.join(text.split()))}" for kind, text in _parts(conversation, on))
    return "".join(parts) + "\n"


# --- Word ------------------------------------------------------------------------------------------------------------

_STYLES: dict[Kind, str] = {"title": "Title", "question": "Heading 2", "quote": "Quote"}


def as_word(conversation: Conversation, on: date) -> bytes:
    """The conversation as a Word document; the same conversation on the same day gives the same bytes."""
    document = docx.Document()
    _make_plain(document, on)
    for kind, text in _parts(conversation, on):
        paragraph = document.add_paragraph(style=_STYLES.get(kind, "Normal"))
        run = paragraph.add_run(_ILLEGAL.sub("\ufffd", text))
        if kind in {"note", "place"}:
            run.italic = kind == "note"
            run.font.size = Pt(9)
        # The place stands below its quote, also where a page ends.
        paragraph.paragraph_format.keep_with_next = kind in {"title", "question", "quote"}
    target = io.BytesIO()
    document.save(target)
    return _undated(target.getvalue())


def _make_plain(document: Document, on: date) -> None:
    """Dutch, of that day, and without the picture of python-docx's template."""
    properties = document.core_properties
    properties.title = f"Gesprek met de {_AUTHOR}"
    properties.author = properties.last_modified_by = _AUTHOR
    properties.comments = ""
    properties.created = properties.modified = datetime.combine(on, time())
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "nl-NL")
    relations = document.part.package.rels
    for name in [name for name, one in relations.items() if one.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del relations[name]


def _undated(content: bytes) -> bytes:
    """A zip file whose entries do not tell when they were made."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as made, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as undated:
        for name in made.namelist():
            undated.writestr(zipfile.ZipInfo(name, _FIRST_DAY), made.read(name), zipfile.ZIP_DEFLATED)
    return target.getvalue()


# --- PDF -------------------------------------------------------------------------------------------------------------

_BODY = ParagraphStyle("body", fontName="Vera", fontSize=10, leading=14, spaceAfter=5)
_LOOKS: dict[Kind, ParagraphStyle] = {
    "title": ParagraphStyle("title", _BODY, fontName="VeraBd", fontSize=13, leading=18, spaceAfter=8),
    "question": ParagraphStyle(
        "question", _BODY, fontName="VeraBd", fontSize=11.5, leading=16, spaceBefore=12, keepWithNext=1
    ),
    "note": ParagraphStyle("note", _BODY, fontName="VeraIt", fontSize=8.5, leading=12),
    "answer": _BODY,
    "quote": ParagraphStyle("quote", _BODY, fontName="VeraIt", fontSize=9, leading=13, leftIndent=18, keepWithNext=1),
    "place": ParagraphStyle("place", _BODY, fontSize=8.5, leading=12, leftIndent=18, spaceAfter=9),
}


def as_pdf(conversation: Conversation, on: date) -> bytes:
    """The conversation as a PDF; the same conversation on the same day gives the same bytes.

    Where the letters of the PDF lack a sign, the title is followed by a line that says so.
    """
    _load_fonts()
    parts = list(_parts(conversation, on))
    known = pdfmetrics.getFont("Vera").face.charToGlyph
    if any(ord(sign) not in known for _, text in parts for sign in text if not sign.isspace()):
        parts.insert(1, ("note", _LACKING))
    target = io.BytesIO()
    made = SimpleDocTemplate(
        target,
        pagesize=A4,
        leftMargin=2.2 * cm,
        rightMargin=2.2 * cm,
        title=parts[0][1],
        author=_AUTHOR,
        lang="nl",
        invariant=1,
    )
    # Paragraph reads markup: escaped, nothing in a text is any.
    made.build(
        [Paragraph(escape(text), _LOOKS[kind]) for kind, text in parts],
        onFirstPage=_number,
        onLaterPages=_number,
    )
    return target.getvalue()


@cache
def _load_fonts() -> None:
    for name, file in _FONTS.items():
        pdfmetrics.registerFont(TTFont(name, file))


def _number(canvas: Canvas, document: SimpleDocTemplate) -> None:
    canvas.setFont("Vera", 8)
    canvas.drawRightString(A4[0] - 2.2 * cm, 1.3 * cm, str(document.page))
