"""Web pages (HTML) -> source text with headings; the one door to lxml."""

import codecs
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree

from errors import AssistantError
from ingest.hidden import Concealed, How, is_tiny, looks_alike
from ingest.lines import Line, heading, item, joined, row
from ingest.office import numeral
from ingest.reading import Reading
from ingest.text import decoded, other_format

_CLOSED = "het bestand kan niet worden geopend. Controleer of het bestaat en of u het mag lezen"
_NOT_TEXT = "het is geen leesbare tekst. Sla de pagina opnieuw op als HTML (UTF-8)"
_TANGLED = "de opmaak is beschadigd. Open de pagina in een browser en sla haar opnieuw op"
_EMPTY = "er staat geen zichtbare tekst in. Sla de pagina op nadat zij volledig is geladen"

_Element = Any  # of lxml, which has no types
_UNSEEN = frozenset(
    "audio canvas datalist embed frameset head iframe math noscript object script select style svg template textarea "
    "title video".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre search section summary "
    "table tbody td tfoot th thead tr ul".split()
)
_LISTS = frozenset({"ul", "ol", "menu"})
_CELLS = frozenset({"td", "th"})
_STYLES = {style: style for style in "aAiI"}
_HEADING = re.compile(r"h([1-6])")
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?<![-\w])opacity\s*:\s*0?\.?0*\s*(?:;|$|!)"
    r"|(?:text-indent|left|right|top|margin-left|margin-top)\s*:\s*-\d{4,}(?:px|pt|em|%)|clip\s*:\s*rect\(\s*[01](?:px)?[\s,]",
    re.IGNORECASE,
)
_SIZE = re.compile(r"(?<![-\w])font-size\s*:\s*([\d.]+)\s*(px|pt|em|rem|%|)", re.IGNORECASE)
_COLOUR = re.compile(r"(?<![-\w])color\s*:\s*([^;!]+)", re.IGNORECASE)
_BACKGROUND = re.compile(r"(?<![-\w])background(?:-color|-image)?\s*:\s*([^;!]+)", re.IGNORECASE)
_NAMED = {"white": "FFFFFF", "black": "000000", "snow": "FFFAFA", "ivory": "FFFFF0", "transparent": ""}
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})\s*(?:[,/]\s*([\d.]+)(%?)\s*)?\)")
_POINTS = {"px": 0.75, "pt": 1.0, "em": 12.0, "rem": 12.0, "%": 0.12, "": 0.75}
_WHITE = "FFFFFF"
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_DECLARED = re.compile(
    rb"""<(?:meta\b[^>]*?\bcharset|\?xml\b[^>]*?\bencoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE
)
_DECLARED_WITHIN = 4096  # bytes; a browser looks in 1024, but some programs write more before it
_KNOWN = re.compile(r"utf-8|ascii|cp125\d|iso8859-\d+|mac-roman")


class UnreadableHtml(AssistantError):
    """A web page cannot be opened or shows no text."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path.name} is niet te lezen als webpagina: {reason}.")


def read_html(path: Path) -> Reading:
    """The visible text of a web page in document order, with its headings (h1 to h6); without pages.

    White space is collapsed as a browser does, also inside ``pre`` at the ends of lines. List items open with a
    bullet or their number, a table gives a line a row, its cells joined by a tab (``ingest.lines.row``). Left out is
    what HTML itself or an inline style hides, with a remark where the style hides it; what a style sheet or script
    hides or adds is unknown here. The encoding is the declared one, else as for text files.

    Raises: UnreadableHtml if the file cannot be opened or decoded, is of another format, or shows no text.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableHtml(path, _CLOSED) from error
    if (other := other_format(content)) is not None:
        raise UnreadableHtml(path, f"het is {other}. Geef het bestand de juiste naam of sla de pagina op als HTML")
    text = _decoded_as_declared(content) or decoded(content)
    if text is None:
        raise UnreadableHtml(path, _NOT_TEXT)
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode("utf-8", errors="replace"), parser)
    except (etree.LxmlError, AssertionError, ValueError) as error:
        raise UnreadableHtml(path, _TANGLED) from error
    # libxml2 drops what is nested more than 2048 deep, and says so only here.
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise UnreadableHtml(path, _TANGLED)
    walk = _Walk() if root is None else _read(root)
    source, headings = joined(walk.lines[0])
    if not source:
        raise UnreadableHtml(path, _EMPTY)
    return Reading(source, headings=headings, remarks=walk.concealed.remarks)


def _decoded_as_declared(content: bytes) -> str | None:
    """``content`` in the encoding that it declares, or None if it declares none, or one that cannot be right."""
    declared = _DECLARED.search(content[:_DECLARED_WITHIN])
    if declared is None or content.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None
    try:
        name = codecs.lookup(declared[1].decode("ascii")).name
        if not _KNOWN.fullmatch(name):
            return None
        # On the web, these two names stand for Windows-1252.
        text = content.decode("cp1252" if name in {"ascii", "iso8859-1"} else name)
    except (LookupError, UnicodeDecodeError):
        return None
    return None if "\0" in text else text


@dataclass(slots=True)
class _Table:
    """A table being read, whose rows and cells may be nested in any way in a damaged page."""

    lines: list[Line] = field(default_factory=list)
    open_row: _Element = None
    open_cell: _Element = None
    cells: list[list[Line]] = field(default_factory=list)  # of the open row


@dataclass(slots=True)
class _List:
    """A list being read."""

    style: str | None  # of ``numeral``; None for bullets
    number: int  # of the next item


@dataclass(slots=True)
class _Look:
    """How text looks at a place, as far as inline styles say."""

    colour: str = ""  # "FFFFFF"; empty where nothing is said
    background: str = _WHITE  # empty where it cannot be known
    size: float | None = None  # in points
    clear: bool = False  # letters that one can see through

    @property
    def hides(self) -> How | None:
        """Why nobody sees text that looks so; None if it can be seen."""
        if self.clear:
            return "doorzichtig"
        if self.size is not None and is_tiny(self.size):
            return "te klein om te lezen"
        return "in de kleur van de achtergrond" if looks_alike(self.colour, self.background) else None


@dataclass(slots=True)
class _Walk:
    """Where the reading of a page has come to."""

    lines: list[list[Line]] = field(default_factory=lambda: [[]])  # of the page; of each open cell
    tables: list[_Table] = field(default_factory=list)
    lists: list[_List] = field(default_factory=list)
    words: list[str] = field(default_factory=list)  # since the last line was closed
    mark: str | None = None  # of the list item that has no text yet
    level: int = 0  # of the open heading
    verbatim: int = 0  # open elements in which white space counts
    looks: list[_Look] = field(default_factory=lambda: [_Look()])  # of the page; of each open element
    concealed: Concealed = field(default_factory=Concealed)

    def add(self, text: str | None) -> None:
        """Read on with ``text``."""
        if text and (how := self.looks[-1].hides):
            self.concealed.add(text, how)
        elif text:
            self.words.append(text if self.verbatim else _BLANKS.sub(" ", text))

    def close_line(self) -> None:
        """End the line, if it has text; the mark of its list item is used only then."""
        text = "".join(self.words)
        if not self.verbatim:
            text = re.sub(r" {2,}", " ", re.sub(r" *\n *", "\n", text))
        text = re.sub(r"[ \t\r]+\n", "\n", text).strip()
        self.words.clear()
        if not text:
            return
        if self.level:
            line = heading(text, self.level)
        elif self.mark is not None:
            line = item(text, self.mark, max(len(self.lists) - 1, 0))
        else:
            line = Line(text)
        self.mark = None
        self.lines[-1].append(line)

    def open(self, element: _Element) -> None:
        """Begin an element, and read the text that it begins with."""
        tag = element.tag
        self.looks.append(_look(element, self.looks[-1]))
        table = self.tables[-1] if self.tables else None
        if tag in _BLOCKS:
            self.close_line()
        if tag == "br":
            self.words.append("\n")
        elif found := _HEADING.fullmatch(tag):
            self.level = int(found[1])
        elif tag in _LISTS:
            style = _STYLES.get(element.get("type", "1"), "decimal") if tag == "ol" else None
            self.lists.append(_List(style, _whole_number(element.get("start"), 1)))
        elif tag == "li":
            self.mark = self._next_mark(element)
        elif tag == "pre":
            self.verbatim += 1
        elif tag == "table":
            self.tables.append(_Table())
        elif tag == "tr" and table is not None and table.open_row is None:
            table.open_row = element
        elif tag in _CELLS and table is not None and table.open_row is not None and table.open_cell is None:
            table.open_cell = element
            self.lines.append([])
        self.add(element.text)

    def close(self, element: _Element) -> None:
        """End an element."""
        tag = element.tag
        self.looks.pop()
        table = self.tables[-1] if self.tables else None
        if tag in _BLOCKS:
            self.close_line()
        if _HEADING.fullmatch(tag):
            self.level = 0
        elif tag in _LISTS:
            self.lists.pop()
            self.mark = None
        elif tag == "li":
            self.mark = None
        elif tag == "pre":
            self.verbatim -= 1
        elif tag == "table":
            self.lines[-1] += self.tables.pop().lines
        elif table is not None and table.open_cell is element:
            table.cells.append(self.lines.pop())
            table.open_cell = None
        elif table is not None and table.open_row is element:
            table.lines += row(table.cells)
            table.cells = []
            table.open_row = None

    def _next_mark(self, element: _Element) -> str:
        if not self.lists or self.lists[-1].style is None:
            return "•"
        numbered = self.lists[-1]
        number = _whole_number(element.get("value"), numbered.number)
        numbered.number = number + 1
        return f"{numeral(number, numbered.style or 'decimal')}."


def _read(root: _Element) -> _Walk:
    """A page that has been read to its end. It is walked without recursion: old pages nest a thousand deep."""
    walk = _Walk()
    events = etree.iterwalk(root, events=("start", "end"))
    for event, element in events:
        hidden = _is_hidden(element)
        if event == "start" and hidden:
            if element.tag not in _UNSEEN and element.tag != "dialog":
                walk.concealed.add(" ".join(element.itertext()), "als verborgen opgemaakt")
            events.skip_subtree()
        elif event == "start":
            walk.open(element)
        else:
            if not hidden:
                walk.close(element)
            walk.add(element.tail)
    walk.close_line()
    return walk


def _look(element: _Element, around: _Look) -> _Look:
    """How the text of an element looks, given what is around it."""
    style = element.get("style", "")
    # A page can be white on black by a style sheet, which is not read here.
    colour_given = _COLOUR.search(style) if element.tag not in {"html", "body"} else None
    colour = around.colour
    clear = around.clear
    if colour_given:
        colour = _colour(colour_given[1])
        clear = _is_clear(colour_given[1])
    elif element.tag == "font" and element.get("color"):
        colour = _colour(element.get("color"))
    background = around.background
    background_given = _BACKGROUND.search(style)
    if background_given and background_given[1].strip().lower() not in {"none", "transparent", "inherit"}:
        background = _colour(background_given[1].split()[0])
    elif element.get("bgcolor") or element.get("background"):
        background = _colour(element.get("bgcolor") or "")
    size = around.size
    if size_given := _SIZE.search(style):
        number = re.fullmatch(r"\d+(?:\.\d*)?|\.\d+", size_given[1])
        size = float(number[0]) * _POINTS[size_given[2].lower()] if number else around.size
    return _Look(colour, background, size, clear)


def _colour(value: str) -> str:
    """A colour as "FFFFFF"; empty for one that is written in another way."""
    value = value.strip().lower()
    if found := _RGB.match(value):
        parts = [min(int(found[place]), 255) for place in (1, 2, 3)]
        return "".join(f"{part:02X}" for part in parts)
    digits = value.removeprefix("#")
    if re.fullmatch(r"[0-9a-f]{3}", digits):
        digits = "".join(2 * digit for digit in digits)
    return digits.upper() if re.fullmatch(r"[0-9a-f]{6}", digits) else _NAMED.get(value, "")


def _is_clear(value: str) -> bool:
    value = value.strip().lower()
    found = _RGB.match(value)
    return value == "transparent" or bool(found and found[4] and float(f"0{found[4]}".rstrip(".")) == 0)


def _is_hidden(element: _Element) -> bool:
    closed = element.tag == "dialog" and element.get("open") is None
    hiding = bool(_HIDING.search(element.get("style", "")))
    return element.tag in _UNSEEN or element.get("hidden") is not None or hiding or closed


def _whole_number(value: str | None, otherwise: int) -> int:
    return int(value) if value is not None and re.fullmatch(r"-?[0-9]{1,9}", value.strip()) else otherwise
