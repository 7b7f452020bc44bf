"""Word files -> source text with headings; the one door to python-docx."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn

from errors import AssistantError
from ingest.hidden import Concealed, How, is_tiny, looks_alike
from ingest.lines import Line, heading, item, joined, row
from ingest.office import DAMAGE, bullet, fault_of_container, numeral
from ingest.reading import Reading

_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_DAMAGED = "het bestand is beschadigd. Open het in Word en sla het opnieuw op als .docx"
_EMPTY = "het bevat geen tekst. Zet de tekst die op afbeeldingen staat als tekst in het document"

_Element = Any  # of lxml, which has no types
_PARAGRAPH, _TABLE, _ROW, _CELL, _RUN = (qn(f"w:{name}") for name in ("p", "tbl", "tr", "tc", "r"))
_BOX = qn("w:txbxContent")
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
# What may stand around paragraphs, rows, cells or runs: fields to fill in, links, changes that are read as accepted.
_WRAPPERS = frozenset(
    qn(f"w:{name}") for name in "sdt sdtContent customXml smartTag ins moveTo hyperlink fldSimple bdo dir".split()
)
_GONE = frozenset({qn("w:del"), qn("w:moveFrom")})
_TEXTS = frozenset({qn("w:t"), qn("m:t")})
_FORMULA = qn("m:t").removesuffix("t")
_CHARACTERS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "\u2011"}
_NUMERALS = {
    "decimalZero": "01",
    "lowerLetter": "a",
    "upperLetter": "A",
    "lowerRoman": "i",
    "upperRoman": "I",
}  # any other, such as "ordinal", is read as decimal
_WHITE = "FFFFFF"
_DEEPEST = 9  # levels of headings and lists that Word has


class UnreadableDocx(AssistantError):
    """A Word file cannot be opened or holds no text."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path.name} is niet te lezen als Word-bestand: {reason}.")


def read_docx(path: Path) -> Reading:
    """The text of a Word file in document order, with its headings; without pages, which only a printer knows.

    A heading is a paragraph whose style is, or is based on, "heading 1" to "heading 9" or "Title" (whatever it is
    called in the Word of the writer), or that has an outline level. List items, and numbered headings, open with the
    bullet or number that Word shows. A table gives a line a row, its cells joined by a tab (``ingest.lines.row``). A
    text box stands behind the paragraph that it is anchored to.

    White space at the ends of a paragraph is left out, and so are deleted text, headers, footers, footnotes and
    comments, and, with a remark, hidden text: marked as hidden, of at most one point, or in the colour that is behind
    it. Where the colour behind it cannot be known, as in a text box, text is taken to be seen.

    Raises: UnreadableDocx if the file is damaged, locked, of another format, or holds no text.
    """
    reason = fault_of_container(path, program="Word", suffix=".docx", main_type=_MAIN_TYPE)
    if reason is not None:
        raise UnreadableDocx(path, reason)
    try:
        document = docx.Document(str(path))
        body = document.element.body
        styles = document.styles.element
        related = document.part.rels.values()
        numbering = next((rel.target_part.element for rel in related if rel.reltype == RELATIONSHIP_TYPE.NUMBERING), ())
    except (OpcError, *DAMAGE) as error:
        raise UnreadableDocx(path, _DAMAGED) from error
    if body is None:
        raise UnreadableDocx(path, _DAMAGED)
    walk = _Walk(_read_styles(styles), _Numbering(numbering), _default_look(styles))
    paper = _attribute(_child(document.element, "background"), "color") or _WHITE
    source, headings = joined(walk.lines(body, paper if paper != "auto" else _WHITE))
    if not source:
        raise UnreadableDocx(path, _EMPTY)
    return Reading(source, headings=headings, remarks=walk.concealed.remarks)


@dataclass(frozen=True, slots=True)
class _Look:
    """How a run looks, as far as it is said; None is "not said"."""

    vanishes: bool | None = None
    colour: str | None = None  # "FFFFFF" or "auto"
    points: float | None = None
    fill: str | None = None  # the colour behind it; empty where it cannot be known

    def over(self, other: "_Look") -> "_Look":
        """This look, and that of ``other`` where this one says nothing."""
        return _Look(
            other.vanishes if self.vanishes is None else self.vanishes,
            self.colour or other.colour,
            other.points if self.points is None else self.points,
            other.fill if self.fill is None else self.fill,
        )

    @property
    def hides(self) -> How | None:
        """Why nobody sees text that looks so; None if it can be seen."""
        if self.vanishes:
            return "als verborgen opgemaakt"
        if self.points is not None and is_tiny(self.points):
            return "te klein om te lezen"
        return "in de kleur van de achtergrond" if looks_alike(self.colour or "", self.fill or "") else None


@dataclass(frozen=True, slots=True)
class _Style:
    """What a paragraph takes from its style; 0 and None are "not said"."""

    level: int | None = None  # of heading; 0 is text
    list_id: str | None = None
    list_level: int | None = None
    look: _Look = _Look()
    shades: bool = False  # of a table: some of its cells have a colour


class _Walk:
    """The way through a document, which counts its lists along the way."""

    def __init__(self, styles: Mapping[str, _Style], numbering: "_Numbering", look: _Look) -> None:
        self._styles = styles
        self._numbering = numbering
        self._look = look  # of text of which nothing is said
        self.concealed = Concealed()

    def lines(self, parent: _Element, fill: str) -> Iterator[Line]:
        """The paragraphs and table rows under ``parent``, in order; ``fill`` is the colour behind them."""
        for element in _unwrapped(parent):
            if element.tag == _PARAGRAPH:
                yield from self._paragraph(element, fill)
            elif element.tag == _TABLE:
                of_table = self._fill_of_table(element, fill)
                for table_row in _unwrapped(element):
                    if table_row.tag == _ROW:
                        cells = [cell for cell in _unwrapped(table_row) if cell.tag == _CELL]
                        fills = [_fill(_child(cell, "tcPr"), of_table) for cell in cells]
                        yield from row([list(self.lines(*place)) for place in zip(cells, fills, strict=True)])

    def _fill_of_table(self, table: _Element, fill: str) -> str:
        properties = _child(table, "tblPr")
        style = self._styles.get(_value(properties, "tblStyle") or "", _Style())
        return _fill(properties, "" if style.shades else fill)

    def _paragraph(self, paragraph: _Element, fill: str) -> Iterator[Line]:
        own = _child(paragraph, "pPr")
        style = self._styles.get(_value(own, "pStyle") or "", _Style())
        behind = _fill(own, fill if style.look.fill is None else style.look.fill)
        look = style.look.over(self._look)
        text = "".join(self._inline(paragraph, replace(look, fill=behind))).strip()
        yield self._line(text, own, style)
        for box in _boxes(paragraph):
            yield from self.lines(box, "")

    def _inline(self, parent: _Element, around: _Look) -> Iterator[str]:
        """The characters of a paragraph, run or formula that can be seen, in order."""
        for element in _unwrapped(parent):
            if element.tag in _TEXTS:
                yield element.text or ""
            elif element.tag in _CHARACTERS:
                yield _CHARACTERS[element.tag]
            elif element.tag == _RUN:
                own = _child(element, "rPr")
                style = self._styles.get(_value(own, "rStyle") or "", _Style())
                look = _read_look(own).over(style.look).over(around)
                if how := look.hides:
                    self.concealed.add("".join(self._inline(element, _Look())), how)
                else:
                    yield from self._inline(element, look)
            elif element.tag.startswith(_FORMULA):
                yield from self._inline(element, around)

    def _line(self, text: str, own: _Element, style: _Style) -> Line:
        level = _outline_level(own)
        level = style.level if level is None else level
        numbered = _child(own, "numPr")
        list_id = _value(numbered, "numId") or style.list_id
        depth = _number(_value(numbered, "ilvl"))
        depth = style.list_level or 0 if depth is None else min(max(depth, 0), _DEEPEST - 1)
        mark = self._numbering.next_mark(list_id, depth) if list_id else ""  # an empty item is counted, too
        if not text:
            return Line("")
        if level:
            return heading(f"{mark} {text}" if mark else text, level)
        return item(text, mark, depth) if mark else Line(text)


@dataclass(frozen=True, slots=True)
class _ListLevel:
    """How one level of a list is marked."""

    style: str  # of ``numeral``; "bullet"; "none"
    text: str  # "•", or "%1.%2" where %n stands for the number of level n
    start: int
    all_decimal: bool  # "1.1" under a level that is "I"


class _Numbering:
    """The lists of a document and how far each has been counted."""

    def __init__(self, numbering: _Element) -> None:
        self._lists = {_attribute(num, "numId"): num for num in numbering if num.tag == qn("w:num")}
        self._kinds = {_attribute(n, "abstractNumId"): n for n in numbering if n.tag == qn("w:abstractNum")}
        self._levels: dict[str, dict[int, _ListLevel]] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        self._counts: dict[str, dict[int, int]] = {}  # by kind: lists of one kind count on from each other

    def next_mark(self, list_id: str, depth: int) -> str:
        """The bullet or number of the next item of a list; empty where it has none, as where the list is unknown."""
        if list_id not in self._lists:
            return ""
        if list_id not in self._levels:
            self._read(list_id)
        levels = self._levels[list_id]
        counts = self._counts.setdefault(_value(self._lists[list_id], "abstractNumId") or "", {})
        if depth not in levels or levels[depth].style == "none":
            return ""
        level = levels[depth]
        if level.style == "bullet":
            return level.text
        restart = self._restarts[list_id].pop(depth, None)
        counts[depth] = counts.get(depth, level.start - 1) + 1 if restart is None else restart
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]
        mark = level.text
        for place in range(depth + 1):
            if f"%{place + 1}" in mark and place in levels:
                style = "decimal" if level.all_decimal else levels[place].style
                mark = mark.replace(f"%{place + 1}", numeral(counts.get(place, levels[place].start), style))
        return mark.strip()

    def _read(self, list_id: str) -> None:
        """Keep the levels and restarts of a list, which may each replace one of its kind."""
        found = self._lists[list_id]
        kind = self._kinds.get(_value(found, "abstractNumId"))
        if (link := _value(kind, "numStyleLink")) is not None:
            kind = next((other for other in self._kinds.values() if _value(other, "styleLink") == link), kind)
        levels = {} if kind is None else _read_levels(kind)
        restarts = {}
        for override in found.iterchildren(qn("w:lvlOverride")):
            levels |= _read_levels(override)
            depth, start = _number(_attribute(override, "ilvl")), _number(_value(override, "startOverride"))
            if depth is not None and start is not None:
                restarts[depth] = start
        self._levels[list_id] = levels
        self._restarts[list_id] = restarts


def _read_levels(parent: _Element) -> dict[int, _ListLevel]:
    levels = {}
    for element in parent.iterchildren(qn("w:lvl")):
        depth = _number(_attribute(element, "ilvl"))
        if depth is None:
            continue
        style = _value(element, "numFmt") or "decimal"
        text = _value(element, "lvlText") or ""
        if style == "bullet":
            text = bullet(text, _attribute(_child(_child(element, "rPr"), "rFonts"), "ascii"))
        elif style != "none":
            style = _NUMERALS.get(style, "decimal")
        start = _number(_value(element, "start"))
        levels[depth] = _ListLevel(style, text, 1 if start is None else start, _is_on(_child(element, "isLgl")))
    return levels


def _read_styles(styles: _Element) -> dict[str, _Style]:
    """Paragraph styles by id, with what they take from the styles that they are based on."""
    elements = {_attribute(style, "styleId") or "": style for style in styles.iterchildren(qn("w:style"))}
    found = {}
    for style_id, element in elements.items():
        level = list_id = list_level = None
        look = _Look()
        shades = False
        seen: set[str] = set()
        base: str | None = style_id
        while base in elements and base not in seen:  # a damaged file can make a ring of them
            seen.add(base)
            element = elements[base]
            own = _child(element, "pPr")
            numbered = _child(own, "numPr")
            level = _heading_level(element) if level is None else level
            list_id = list_id or _value(numbered, "numId")
            list_level = _number(_value(numbered, "ilvl")) if list_level is None else list_level
            fill = _fill(own, "auto")
            look = look.over(_read_look(_child(element, "rPr"))).over(_Look(fill=None if fill == "auto" else fill))
            shades = shades or next(element.iter(qn("w:shd")), None) is not None
            base = _value(element, "basedOn")
        found[style_id] = _Style(level, list_id, min(max(list_level or 0, 0), _DEEPEST - 1), look, shades)
    return found


def _default_look(styles: _Element) -> _Look:
    """How text looks of which nothing is said."""
    return _read_look(_child(_child(_child(styles, "docDefaults"), "rPrDefault"), "rPr"))


def _read_look(properties: _Element | None) -> _Look:
    """What the properties of a run say of its look."""
    vanish = _child(properties, "vanish")
    half_points = _number(_value(properties, "sz"))
    marker = _value(properties, "highlight")
    fill = _fill(properties, "auto")
    if marker not in {None, "none"}:
        fill = _WHITE if marker == "white" else ""
    return _Look(
        None if vanish is None else _is_on(vanish),
        _value(properties, "color"),
        None if half_points is None else half_points / 2,
        None if fill == "auto" else fill,
    )


def _fill(properties: _Element | None, behind: str) -> str:
    """The colour that a part of the document has behind its text; ``behind`` where it has none of its own."""
    shading = _child(properties, "shd")
    if shading is None or _attribute(shading, "val") == "nil":
        return behind
    fill = _attribute(shading, "fill") or "auto"
    is_plain = _attribute(shading, "val") in {None, "clear"}
    return (behind if fill == "auto" else fill) if is_plain else ""


def _heading_level(style: _Element) -> int | None:
    """The level of headings in a style, 0 for text, None if it does not say."""
    level = _outline_level(_child(style, "pPr"))
    if level is not None:
        return level
    # Built-in styles have English names in the file, whatever Word shows.
    name = (_value(style, "name") or "").lower()
    if name == "title":
        return 1
    number = _number(name.removeprefix("heading ")) if name.startswith("heading ") else None
    return number if number in range(1, _DEEPEST + 1) else None


def _outline_level(properties: _Element) -> int | None:
    level = _number(_value(properties, "outlineLvl"))
    if level is None:
        return None
    return level + 1 if level in range(_DEEPEST) else 0


def _boxes(parent: _Element) -> Iterator[_Element]:
    """The contents of the text boxes that are anchored under ``parent``; one inside another stays inside it."""
    for element in _unwrapped(parent):
        if element.tag == _BOX:
            yield element
        else:
            yield from _boxes(element)


def _unwrapped(parent: _Element) -> Iterator[_Element]:
    """The child elements, with those inside a wrapper in the place of the wrapper."""
    for element in parent.iterchildren("*"):
        if element.tag == _ALTERNATIVES:
            # The same contents for newer and for older programs: the first is enough.
            for alternative in list(element.iterchildren("*"))[:1]:
                yield from _unwrapped(alternative)
        elif element.tag in _WRAPPERS:
            # A field that nobody has filled in shows what to fill in.
            if _child(_child(element, "sdtPr"), "showingPlcHdr") is None:
                yield from _unwrapped(element)
        elif element.tag not in _GONE:
            yield element


def _child(parent: _Element | None, name: str) -> _Element | None:
    return None if parent is None else parent.find(qn(f"w:{name}"))


def _attribute(element: _Element | None, name: str) -> str | None:
    value = None if element is None else element.get(qn(f"w:{name}"))
    return value if isinstance(value, str) else None


def _value(parent: _Element | None, name: str) -> str | None:
    """The value of a property: ``<w:name w:val="value"/>`` under ``parent``."""
    return _attribute(_child(parent, name), "val")


def _number(value: str | None) -> int | None:
    """``value`` as a whole number of at most nine digits, or None: a damaged file can say anything."""
    return int(value) if value is not None and re.fullmatch(r"-?[0-9]{1,9}", value) else None


def _is_on(element: _Element | None) -> bool:
    """True for a property that is there and not switched off."""
    return element is not None and _attribute(element, "val") not in {"0", "false", "off"}
