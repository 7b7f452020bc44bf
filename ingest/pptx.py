"""PowerPoint files -> source text with a page for every slide; the one door to python-pptx."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pptx
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.exc import PythonPptxError
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.table import Table
from pptx.text.text import TextFrame

from errors import AssistantError
from ingest.hidden import Concealed
from ingest.lines import Line, heading, item, joined, row
from ingest.office import DAMAGE, bullet, fault_of_container, numeral
from ingest.reading import Heading, Reading
from ingest.visibility import Sight, hides, is_painted, is_white_background

_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
_DAMAGED = "het bestand is beschadigd. Open het in PowerPoint en sla het opnieuw op als .pptx"
_EMPTY = "het bevat geen tekst, alleen afbeeldingen. Zet de tekst ervan als tekst in de dia's"

_Element = Any  # of lxml, which has no types
_Shape = Any  # of python-pptx; what a shape has depends on its kind
_FURNITURE = frozenset({PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.HEADER, PP_PLACEHOLDER.SLIDE_NUMBER})
_TITLES = frozenset({PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.VERTICAL_TITLE})
_DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
_BREAKS = {qn("a:br"): "\n", qn("a:tab"): "\t"}
_NUMERALS = {"alphaLc": "a", "alphaUc": "A", "romanLc": "i", "romanUc": "I"}
_DEEPEST = 8
_MOST_CUTS = 50
_LABEL_WORDS = 6
_LABEL_WIDTH = 0.6  # at most, of the width of any text beside it; boxes that are columns are about equally wide
_OVERLAP = 0.02  # of the slide: boxes are drawn by hand, and their margins overlap


class UnreadablePptx(AssistantError):
    """A PowerPoint file cannot be opened or holds no text."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path.name} is niet te lezen als PowerPoint-bestand: {reason}.")


@dataclass(frozen=True, slots=True)
class _Box:
    """A shape with text, or a group of them, at its place; lengths in any one unit."""

    left: float
    top: float
    right: float
    bottom: float
    lines: tuple[Line, ...] = ()
    parts: tuple["_Box", ...] = ()  # of a group, placed by its own measure


@dataclass(frozen=True, slots=True)
class _Page:
    """A slide."""

    title: str
    boxes: tuple[_Box, ...]


def read_pptx(path: Path) -> Reading:
    """The text of a PowerPoint file; every slide, hidden ones included, is a page that ends with a form feed.

    A slide gives its title, as a heading, and then its shapes in order of reading: columns one after the other, each
    from top to bottom, or row by row where narrow labels stand to the left of what they label. A group stays
    together. A table gives a line a row, its cells joined by a tab (``ingest.lines.row``). List items open with
    their bullet or number. Diagrams (SmartArt) give their texts in order.

    Left out: notes, comments, charts, descriptions of pictures, and the date, footer and number of the slide; and, with
    a remark, hidden text: in hidden shapes, beside the slide, of at most one point, transparent, or white with nothing
    but a white slide behind it. A hidden slide is read, with a remark.

    Raises: UnreadablePptx if the file is damaged, locked, of another format, or holds no text.
    """
    reason = fault_of_container(path, program="PowerPoint", suffix=".pptx", main_type=_MAIN_TYPE)
    if reason is not None:
        raise UnreadablePptx(path, reason)
    try:
        presentation = pptx.Presentation(str(path))
        concealed = Concealed()
        size = (presentation.slide_width or 0, presentation.slide_height or 0)
        pages = [_read_slide(slide, size, concealed) for slide in presentation.slides]
        unshown = [
            str(number)
            for number, slide in enumerate(presentation.slides, start=1)
            if slide.element.get("show") in {"0", "false"}
        ]
    except (PythonPptxError, *DAMAGE) as error:
        raise UnreadablePptx(path, _DAMAGED) from error
    texts = []
    starts = []
    headings: list[Heading] = []
    position = 0
    for page in pages:
        title = [heading(page.title, 1)] if page.title else []
        text, found = joined([*title, *_in_reading_order(page.boxes)])
        starts.append(position)
        headings += [replace(one, start=one.start + position) for one in found]
        texts.append(text + "\f")
        position += len(text) + 1
    empty_pages = tuple(number for number, text in enumerate(texts, start=1) if text == "\f")
    if len(empty_pages) == len(texts):
        raise UnreadablePptx(path, _EMPTY)
    hidden_slides = (f"in PowerPoint verborgen dia's zijn wel gelezen: {', '.join(unshown)}",) if unshown else ()
    return Reading(
        "".join(texts),
        page_starts=tuple(starts),
        headings=tuple(headings),
        empty_pages=empty_pages,
        remarks=(*concealed.remarks, *hidden_slides),
    )


@dataclass(frozen=True, slots=True)
class _View:
    """A slide and what can be seen on it; what cannot is collected."""

    slide: Slide
    sight: Sight
    concealed: Concealed


def _read_slide(slide: Slide, size: tuple[int, int], concealed: Concealed) -> _Page:
    view = _View(slide, _sight(slide, size), concealed)
    title = slide.shapes.title
    text = ""
    if title is not None:
        bare = view.sight.is_bare(title.element, _area(title))
        lines = (_text(paragraph._p, view.concealed, bare=bare) for paragraph in title.text_frame.paragraphs)
        text = " ".join(" ".join(lines).split())
    others = [shape for shape in slide.shapes if title is None or shape.shape_id != title.shape_id]
    return _Page(text, tuple(_boxes(others, view)))


def _sight(slide: Slide, size: tuple[int, int]) -> Sight:
    layout: Any = slide.slide_layout
    layers = (slide, layout, layout.slide_master)
    painted = [
        (shape.element, _area(shape))
        for layer in layers
        for shape in layer.shapes
        # A placeholder of a layout is not drawn; it lends its place to that of a slide.
        if is_painted(shape.element) and (layer is slide or not shape.is_placeholder)
    ]
    return Sight(*size, is_white_background([layer.element for layer in layers]), tuple(painted))


def _area(shape: _Shape) -> tuple[float, float, float, float]:
    left, top = shape.left or 0, shape.top or 0
    return left, top, left + (shape.width or 0), top + (shape.height or 0)


def _boxes(shapes: Iterable[_Shape], view: _View, *, within: bool = False) -> Iterator[_Box]:
    """The shapes that hold text; those ``within`` a group are placed by the measure of the group."""
    for shape in shapes:
        if shape.is_placeholder and shape.placeholder_format.type in _FURNITURE:
            continue
        area = _area(shape)
        if shape.element.xpath("./*/p:cNvPr[@hidden='1' or @hidden='true']"):
            view.concealed.add(_all_text(shape), "als verborgen opgemaakt")
            continue
        if not within and view.sight.off(area) and shape.width and shape.height:
            view.concealed.add(_all_text(shape), "buiten beeld")
            continue
        box = _Box(*area)
        if hasattr(shape, "shapes"):
            box = replace(box, parts=tuple(_boxes(shape.shapes, view, within=True)))
        elif shape.has_text_frame:
            bare = not within and view.sight.is_bare(shape.element, area)
            styles = _list_styles(shape, view.slide)
            box = replace(box, lines=tuple(_paragraphs(shape.text_frame, styles, view.concealed, bare=bare)))
        elif getattr(shape, "has_table", False):
            box = replace(box, lines=tuple(_table(shape.table, view.concealed)))
        else:
            box = replace(box, lines=tuple(_diagram(shape, view.slide)))
        if box.lines or box.parts:
            yield box


def _all_text(shape: _Shape) -> str:
    return " ".join(element.text or "" for element in shape.element.iter(qn("a:t")))


def _table(table: Table, concealed: Concealed) -> Iterator[Line]:
    for table_row in table.rows:
        yield from row(
            [
                # The colour behind a cell may come from the style of the table.
                [] if cell.is_spanned else list(_paragraphs(cell.text_frame, [], concealed, bare=False))
                for cell in table_row.cells
            ]
        )


def _diagram(shape: _Shape, slide: Slide) -> Iterator[Line]:
    """The texts of a diagram, level by level as it was typed; nothing for any other shape, such as a picture."""
    for relation in shape.element.iter(f"{{{_DIAGRAM}}}relIds"):
        model = parse_xml(slide.part.related_part(relation.get(qn("r:dm"))).blob)
        points = {point.get("modelId"): point for point in model.iter(f"{{{_DIAGRAM}}}pt")}
        children: dict[str, list[tuple[int, str]]] = {}
        for link in model.iter(f"{{{_DIAGRAM}}}cxn"):
            if link.get("type", "parOf") == "parOf":
                children.setdefault(link.get("srcId"), []).append((int(link.get("srcOrd", "0")), link.get("destId")))
        waiting = [name for name, point in points.items() if point.get("type") == "doc"]
        seen = set(waiting)
        while waiting:
            name = waiting.pop()
            for paragraph in points[name].iter(qn("a:p")):
                if text := _text(paragraph, Concealed(), bare=False):
                    yield Line(text)
            following = [child for _, child in sorted(children.get(name, [])) if child in points and child not in seen]
            seen.update(following)
            waiting += reversed(following)


def _paragraphs(
    frame: TextFrame, list_styles: Sequence[_Element], concealed: Concealed, *, bare: bool
) -> Iterator[Line]:
    """The paragraphs with text; items of a list with the bullet or number that is shown before them."""
    counts: dict[int, int] = {}
    for paragraph in frame.paragraphs:
        text = _text(paragraph._p, concealed, bare=bare)
        if not text:
            continue
        depth = min(max(paragraph.level, 0), _DEEPEST)
        counts = {level: count for level, count in counts.items() if level <= depth}
        own = paragraph._p.pPr
        from_styles = (style.find(qn(f"a:lvl{depth + 1}pPr")) for style in list_styles)
        mark = _mark([own, *from_styles], counts.get(depth))
        if mark is None or mark.number is None:
            counts.pop(depth, None)
        else:
            counts[depth] = mark.number
        yield Line(text) if mark is None else item(text, mark.text, depth)


@dataclass(frozen=True, slots=True)
class _Mark:
    """What stands before a list item."""

    text: str
    number: int | None = None


def _mark(properties: Iterable[_Element | None], before: int | None) -> _Mark | None:
    """The bullet or number that the first of ``properties`` with a say prescribes; None for none.

    Args:
        before: The number of the item before this one, None if this is the first.
    """
    for element in properties:
        if element is None:
            continue
        if element.find(qn("a:buNone")) is not None:
            return None
        sign = element.find(qn("a:buChar"))
        if sign is not None:
            font = element.find(qn("a:buFont"))
            mark = bullet(sign.get("char", ""), None if font is None else font.get("typeface"))
            return _Mark(mark) if mark else None
        if element.find(qn("a:buBlip")) is not None:
            return _Mark("•")
        automatic = element.find(qn("a:buAutoNum"))
        if automatic is not None:
            number = int(automatic.get("startAt", "1")) if before is None else before + 1
            kind = automatic.get("type", "arabicPeriod")
            digits = numeral(number, next((n for start, n in _NUMERALS.items() if kind.startswith(start)), "decimal"))
            opening = "(" if kind.endswith("ParenBoth") else ""
            closing = ")" if "Paren" in kind else "." if kind.endswith("Period") else ""
            return _Mark(opening + digits + closing, number)
    return None


def _list_styles(shape: _Shape, slide: Slide) -> list[_Element]:
    """What says how paragraphs of a shape are marked, its own say first: a placeholder asks its layout and master."""
    frames = [shape.element]
    styles = []
    if shape.is_placeholder:
        layout: Any = slide.slide_layout  # its collections are typed in a way that mypy refuses
        of_layout = [one for one in layout.placeholders if one.placeholder_format.idx == shape.placeholder_format.idx]
        kind = of_layout[0].placeholder_format.type if of_layout else shape.placeholder_format.type
        kind = PP_PLACEHOLDER.BODY if kind == PP_PLACEHOLDER.OBJECT else kind
        of_master = [one for one in layout.slide_master.placeholders if one.placeholder_format.type == kind]
        frames += [one.element for one in (*of_layout[:1], *of_master[:1])]
        if kind not in _TITLES:
            styles = layout.slide_master.element.xpath("./p:txStyles/p:bodyStyle")
    return [style for frame in frames for style in frame.iter(qn("a:lstStyle"))] + list(styles)


def _text(paragraph: _Element, concealed: Concealed, *, bare: bool) -> str:
    """The characters of a paragraph that can be seen, white space at its ends left out."""
    pieces = []
    for element in paragraph.iter(qn("a:t"), *_BREAKS):
        run = element.getparent()
        how = hides(run, bare=bare) if element.tag == qn("a:t") and run.tag == qn("a:r") else None
        if how:
            concealed.add(element.text or "", how)
        else:
            pieces.append(_BREAKS.get(element.tag) or element.text or "")
    return "".join(pieces).strip()


def _in_reading_order(boxes: Sequence[_Box], depth: int = 0) -> list[Line]:
    """The lines of boxes in the order in which a reader takes them.

    The boxes are cut apart where a blank runs across all of them, into rows and columns, and each part again.
    """
    if len(boxes) <= 1:
        return [line for box in boxes for line in (*box.lines, *_in_reading_order(box.parts, depth + 1))]
    rows = _cut(boxes, upright=False)
    parts = _stretches(rows)
    if len(parts) == 1:
        parts = rows if _is_labelled(rows) else _cut(boxes, upright=True)
    if len(parts) == 1 or depth > _MOST_CUTS:
        parts = [[box] for box in sorted(boxes, key=lambda box: (box.top, box.left))]
    return [line for part in parts for line in _in_reading_order(part, depth + 1)]


def _stretches(rows: Sequence[Sequence[_Box]]) -> list[list[_Box]]:
    """The rows, those below each other taken together where they share their columns.

    Such a column is read to its end before the next begins.
    """
    stretches: list[list[_Box]] = []
    most_columns = 0
    for boxes in rows:
        own = len(_cut(boxes, upright=True))
        together = [*stretches[-1], *boxes] if stretches else []
        shared = len(_cut(together, upright=True))
        if shared > 1 and shared >= max(own, most_columns):
            stretches[-1] = together
            most_columns = shared
        else:
            stretches.append(list(boxes))
            most_columns = own
    return stretches


def _is_labelled(rows: Sequence[Sequence[_Box]]) -> bool:
    """True for rows that each have a narrow label of a few words to the left of a wider text with more."""
    for boxes in rows:
        label, *others = _cut(boxes, upright=True)
        rest = [box for column in others for box in column]
        if len(label) != 1 or not rest:
            return False
        width = min(box.right - box.left for box in rest)
        words = _words(label)
        if words > _LABEL_WORDS or words >= _words(rest) or label[0].right - label[0].left > _LABEL_WIDTH * width:
            return False
    return len(rows) > 1


def _words(boxes: Sequence[_Box]) -> int:
    return sum(sum(len(line.text.split()) for line in box.lines) + _words(box.parts) for box in boxes)


def _cut(boxes: Sequence[_Box], *, upright: bool) -> list[list[_Box]]:
    """The columns (upright) or rows of boxes: the parts between which a blank runs across."""
    spans = [(box.left, box.right, box) if upright else (box.top, box.bottom, box) for box in boxes]
    if not spans:
        return []
    margin = _OVERLAP * (max(end for _, end, _ in spans) - min(start for start, _, _ in spans))
    parts: list[list[_Box]] = []
    reached = 0.0
    for start, end, box in sorted(spans, key=lambda span: span[:2]):
        if parts and start + margin < reached:
            parts[-1].append(box)
            reached = max(reached, end)
        else:
            parts.append([box])
            reached = end
    return parts
