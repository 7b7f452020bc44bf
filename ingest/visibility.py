"""What can be seen on a slide: which text has the colour of what lies behind it, is tiny, or lies off the slide.

Only elements of the XML are read here; python-pptx stays behind its door.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ingest.hidden import How, is_tiny, looks_alike

_Element = Any  # of lxml, which has no types
_Area = tuple[float, float, float, float]  # left, top, right, bottom
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_FILLS = tuple(f"{_A}{name}" for name in ("solidFill", "gradFill", "blipFill", "pattFill", "grpFill"))
_WHITE = "FFFFFF"
_WHITE_SCHEMES = frozenset({"bg1", "lt1"})
_CLEAR = 5_000  # of 100,000: less than this cannot be seen
_PER_POINT = 100


@dataclass(frozen=True, slots=True)
class Sight:
    """A slide, as far as it decides what can be seen on it."""

    width: float
    height: float
    white: bool  # its background, for certain
    painted: tuple[tuple[_Element, _Area], ...]  # pictures and filled shapes with their places

    def off(self, area: _Area) -> bool:
        """True for a place that lies wholly beside the slide."""
        left, top, right, bottom = area
        return right <= 0 or bottom <= 0 or left >= self.width or top >= self.height

    def is_bare(self, element: _Element, area: _Area) -> bool:
        """True if nothing but a white background lies behind a shape that has no colour of its own."""
        if not self.white or is_painted(element) or element.tag == f"{_P}grpSp":
            return False
        return not any(other is not element and _overlap(area, place) for other, place in self.painted)


def is_white_background(parts: Sequence[_Element]) -> bool:
    """True if the first of slide, layout and master that has a background has a white one; so where none has any."""
    for part in parts:
        background = part.find(f"{_P}cSld/{_P}bg")
        if background is None:
            continue
        reference = background.find(f"{_P}bgRef")
        if reference is not None:
            return _colour(reference) == _WHITE
        solid = background.find(f"{_P}bgPr/{_A}solidFill")
        return solid is not None and _colour(solid) == _WHITE
    return True


def is_painted(element: _Element) -> bool:
    """True for a shape that covers what lies behind it, or may: a picture, or with a colour other than white."""
    if element.tag != f"{_P}sp":
        return True
    properties = element.find(f"{_P}spPr")
    if properties is not None:
        if properties.find(f"{_A}noFill") is not None:
            return False
        fill = next((child for child in properties if child.tag in _FILLS), None)
        if fill is not None:
            return not (fill.tag == f"{_A}solidFill" and _colour(fill) == _WHITE)
    reference = element.find(f"{_P}style/{_A}fillRef")
    return reference is not None and reference.get("idx") != "0"


def hides(run: _Element, *, bare: bool) -> How | None:
    """Why nobody sees a run of text (``a:r``); None if it can be seen.

    Args:
        run: The run.
        bare: Whether only white lies behind it.
    """
    properties = run.find(f"{_A}rPr")
    if properties is None:
        return None
    size = properties.get("sz")
    if size is not None and size.isdecimal() and is_tiny(int(size) / _PER_POINT):
        return "te klein om te lezen"
    if properties.find(f"{_A}noFill") is not None:
        return "doorzichtig"
    fill = properties.find(f"{_A}solidFill")
    if fill is None:
        return None
    alpha = next(fill.iter(f"{_A}alpha"), None)
    if alpha is not None and alpha.get("val", "").isdecimal() and int(alpha.get("val")) < _CLEAR:
        return "doorzichtig"
    return "in de kleur van de achtergrond" if bare and looks_alike(_colour(fill), _WHITE) else None


def _colour(fill: _Element) -> str:
    """The colour of a fill as "FFFFFF"; empty where it is not said or is made of another by a change of tint."""
    for colour in _children(fill):
        if any(child.tag != f"{_A}alpha" for child in _children(colour)):
            return ""
        if colour.tag == f"{_A}srgbClr":
            return str(colour.get("val", ""))
        if colour.tag == f"{_A}sysClr":
            return str(colour.get("lastClr", ""))
        if colour.tag == f"{_A}prstClr":
            return _WHITE if colour.get("val") == "white" else ""
        if colour.tag == f"{_A}schemeClr":
            return _WHITE if colour.get("val") in _WHITE_SCHEMES else ""
    return ""


def _children(element: _Element) -> Iterable[_Element]:
    return (child for child in element if isinstance(child.tag, str))


def _overlap(one: _Area, other: _Area) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
