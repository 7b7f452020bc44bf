"""Word files -> source text with headings; the one door to python-docx."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn

from errors import AssistantError
from ingest.lines import Line, heading, item, joined, row
from ingest.office import fault_of_container, numeral
from ingest.reading import Reading

_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_DAMAGED = "het bestand is beschadigd. Open het in Word en sla het opnieuw op als .docx"

# What python-docx raises over a damaged file beside its own errors; lxml's are SyntaxErrors, zlib's go by no base.
_DAMAGE = (
    OpcError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    NotImplementedError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)

_WRAPPERS = frozenset(qn(f"w:{name}") for name in "sdtContent sdt customXml smartTag ins moveTo hyperlink fldSimple".split())
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_BOX = qn("w:txbxContent")
_CHARACTERS = {
    qn("w:tab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "\u2011",
}
_STYLES = {
    "decimal": "decimal",
    "decimalZero": "01",
    "lowerLetter": "a",
    "upperLetter": "A",
    "lowerRoman": "i",
    "upperRoman": "I",
}
_SYMBOL_FONTS = frozenset({"symbol", "wingdings", "wingdings 2", "wingdings 3", "webdings"})
_MOST_STYLES = 50  # one based on another; a damaged file can make a ring of them


class UnreadableDocx(AssistantError):
    """A Word file cannot be opened or holds no text."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path.name} is niet te lezen als Word-bestand: {reason}.")


def read_docx(path: Path) -> Reading:
    """The text of a Word file in document order, with its headings; without pages, which only a printer knows.

    Headings are paragraphs whose style is "Heading n" or "Title" or has an outline level, in a Word of any language. List items
    begin with the bullet or number that Word shows; so do numbered headings. A table gives a line a row, cells joined by a tab
    (``ingest.lines.row``). A text box stands behind the paragraph that it is anchored to. Tracked changes are read as accepted;
    hidden text, headers, footers, footnotes and comments are left out.

    Raises: UnreadableDocx if the file is damaged, locked, of another format, or holds no text.
    """
    reason = fault_of_container(path, program="Word", suffix=".docx", main_type=_MAIN_TYPE)
    if reason is not None:
        raise UnreadableDocx(path, reason)
    try:
        document = docx.Document(str(path))
        lines = list(_Reader(document).lines(document.element.body))
    except _DAMAGE as error:
        raise UnreadableDocx(path, _DAMAGED) from error
    source, headings = joined(lines)
    if not source:
        raise UnreadableDocx(path, "het bevat geen tekst. Zet de tekst van afbeeldingen in het document")
    return Reading(source, headings=headings)
