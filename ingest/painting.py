"""Which text of a PDF page is drawn so that nobody sees it; the drawing operations of the page are all that is read.

Judged are the render mode "invisible", white letters where nothing was painted before, and full transparency. What is
drawn inside a form, covered later, tiny, or beside the page is not.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ingest.hidden import How

Operation = tuple[Any, bytes]  # operands, operator
_Matrix = tuple[float, float, float, float, float, float]
_Area = tuple[float, float, float, float]

SHOWING = frozenset({b"Tj", b"TJ", b"'", b'"'})
_FILLING = frozenset({b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"})
_ENDING = frozenset({*_FILLING, b"S", b"s", b"n"})
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_EVERYWHERE: _Area = (-math.inf, -math.inf, math.inf, math.inf)
_INVISIBLE = 3
_NEARLY = 0.97  # of white
_MARGIN = 3.0  # points around what is painted
_LAYER_SHARE = 0.8  # of the text of a page with a picture from which invisible text is the text of a scan
# Pages without any of these have nothing to look for; most have none, and are not gone through twice.
SUSPICIOUS = re.compile(
    rb"(?<![\d.])3\s+Tr\b|(?<![\d.])(?:1(?:\.0*)?|0?\.9[7-9]\d*)\s+g\b"
    rb"|(?:(?<![\d.])(?:1(?:\.0*)?|0?\.9[7-9]\d*)\s+){3}(?:rg|scn?)\b"
    rb"|(?:(?<![\d.])0?(?:\.0*)?\s+){4}(?:k|scn?)\b|\bgs\b"
)


@dataclass(frozen=True, slots=True)
class _State:
    matrix: _Matrix = _IDENTITY
    white: bool = False
    mode: int = 0
    clear: bool = False


@dataclass(slots=True)
class _Page:
    state: _State = _State()
    saved: list[_State] = field(default_factory=list)
    text: _Matrix = _IDENTITY  # of the line of text
    leading: float = 0.0
    path: list[tuple[float, float]] = field(default_factory=list)
    painted: list[_Area] = field(default_factory=list)
    pictured: bool = False


def hidden_text(
    operations: Sequence[Operation], transparency: Mapping[str, float], is_picture: Callable[[str], bool]
) -> dict[int, How]:
    """Place among ``operations`` -> how it is hidden, for each operation that shows text that nobody sees.

    Args:
        operations: Of the page, in order.
        transparency: Name of a graphics state -> its opacity for what is filled, 0 to 1.
        is_picture: True for the name of a picture; what is drawn by another name may cover anything.
    """
    page = _Page()
    found: dict[int, How] = {}
    lengths: dict[int, int] = {}
    for place, (operands, operator) in enumerate(operations):
        try:
            _follow(page, operands, operator, transparency, is_picture)
        except (TypeError, ValueError, LookupError):
            continue
        if operator in SHOWING:
            lengths[place] = _length(operands)
            state = page.state
            if state.mode == _INVISIBLE or (state.clear and state.mode != 1):
                found[place] = "doorzichtig"
            elif state.white and state.mode == 0 and not _is_covered(page):
                found[place] = "in de kleur van de achtergrond"
    layer = sum(lengths[place] for place, how in found.items() if how == "doorzichtig")
    if page.pictured and layer >= _LAYER_SHARE * sum(lengths.values()):
        # A scan: its picture is what people see, and this is what it says.
        return {place: how for place, how in found.items() if how != "doorzichtig"}
    return found


def _follow(
    page: _Page,
    operands: Any,  # noqa: ANN401 - of pypdf, numbers, names and strings
    operator: bytes,
    transparency: Mapping[str, float],
    is_picture: Callable[[str], bool],
) -> None:
    state = page.state
    if operator == b"q":
        page.saved.append(state)
    elif operator == b"Q":
        page.state = page.saved.pop() if page.saved else state
    elif operator == b"cm":
        page.state = replace(state, matrix=_times(_numbers(operands, 6), state.matrix))
    elif operator == b"g":
        page.state = replace(state, white=float(operands[0]) >= _NEARLY)
    elif operator == b"rg":
        page.state = replace(state, white=min(_numbers(operands, 3)) >= _NEARLY)
    elif operator == b"k":
        page.state = replace(state, white=max(_numbers(operands, 4)) <= 1 - _NEARLY)
    elif operator in {b"sc", b"scn"}:
        page.state = replace(state, white=_is_white(operands))
    elif operator == b"cs":
        page.state = replace(state, white=False)
    elif operator == b"gs":
        opacity = transparency.get(str(operands[0]))
        page.state = state if opacity is None else replace(state, clear=opacity <= 1 - _NEARLY)
    elif operator == b"Tr":
        page.state = replace(state, mode=int(operands[0]))
    elif operator == b"BT":
        page.text = _IDENTITY
    elif operator == b"Tm":
        page.text = _numbers(operands, 6)
    elif operator in {b"Td", b"TD"}:
        right, up = (float(number) for number in operands[:2])
        page.leading = -up if operator == b"TD" else page.leading
        page.text = _times((1, 0, 0, 1, right, up), page.text)
    elif operator == b"TL":
        page.leading = float(operands[0])
    elif operator in {b"T*", b"'", b'"'}:
        page.text = _times((1, 0, 0, 1, 0, -page.leading), page.text)
    elif operator in {b"Do", b"INLINE IMAGE", b"sh"}:
        picture = operator == b"INLINE IMAGE" or (operator == b"Do" and is_picture(str(operands[0])))
        page.pictured = page.pictured or picture
        corners = [_moved(state.matrix, x, y) for x in (0, 1) for y in (0, 1)]
        page.painted.append(_around(corners) if picture else _EVERYWHERE)
    elif operator in {b"m", b"l", b"c", b"v", b"y"}:
        numbers = [float(number) for number in operands]
        page.path += [_moved(state.matrix, x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
    elif operator == b"re":
        x, y, width, height = (float(number) for number in operands[:4])
        page.path += [_moved(state.matrix, x + dx, y + dy) for dx in (0, width) for dy in (0, height)]
    elif operator in _ENDING:
        if operator in _FILLING and page.path and not state.white and not state.clear:
            page.painted.append(_around(page.path))
        page.path = []


def _is_white(operands: Sequence[Any]) -> bool:
    """True for three components of 1 or four of 0; of a single one it is not known what it means."""
    try:
        numbers = [float(operand) for operand in operands]
    except (TypeError, ValueError):
        return False
    return (len(numbers) == 3 and min(numbers) >= _NEARLY) or (len(numbers) == 4 and max(numbers) <= 1 - _NEARLY)


def _is_covered(page: _Page) -> bool:
    """True where the line of text begins on, or close to, something that was painted."""
    x, y = _moved(_times(page.text, page.state.matrix), 0, 0)
    return any(
        left - _MARGIN <= x <= right + _MARGIN and bottom - _MARGIN <= y <= top + _MARGIN
        for left, bottom, right, top in page.painted
    )


def _length(operands: Any) -> int:  # noqa: ANN401
    """Characters, or bytes, that are shown."""
    shown = operands[-1] if operands else ""
    parts = shown if isinstance(shown, list) else [shown]
    return sum(len(part) for part in parts if isinstance(part, str | bytes))


def _numbers(operands: Sequence[Any], count: int) -> Any:  # noqa: ANN401 - a tuple of ``count`` floats
    numbers = tuple(float(operand) for operand in operands)
    if len(numbers) != count:
        raise ValueError(f"{count} numbers expected")
    return numbers


def _times(one: _Matrix, other: _Matrix) -> _Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _moved(matrix: _Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _around(points: Iterable[tuple[float, float]]) -> _Area:
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)
