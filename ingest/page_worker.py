"""The child process that draws a page: a JSON line and a PDF in, a JSON line and a PNG out; the one door to pypdfium2.

A process of its own, since pdfium serves one thread at a time and a hostile file can end it.
"""

import json
import os
import resource
import sys

import pypdfium2
import pypdfium2.raw
from PIL import Image, ImageDraw

from ingest.locating import locate

_MOST_MEMORY_BYTES = 2_000_000_000
_MOST_CPU_S = 20
_SCALE = 2.0  # pixels for a point: sharp on screens with small pixels
_MOST_PIXELS = 1800  # of the longest side, for posters
_COLOUR = (255, 200, 0)
_OPACITY = 90  # of 255

_Box = tuple[int, int, int, int]  # left, top, right, bottom in pixels


def main() -> None:
    """Answer the one request on standard input."""
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY_BYTES, _MOST_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_MOST_CPU_S, _MOST_CPU_S))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # A library that prints must not spoil the answer.
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    request = json.loads(sys.stdin.buffer.readline())
    try:
        picture, marked = _draw(sys.stdin.buffer.read(), **request)
    except pypdfium2.PdfiumError:
        sys.exit(1)
    answer.write(json.dumps({"marked": marked}).encode() + b"\n")
    picture.save(answer, "PNG")
    answer.flush()


def _draw(content: bytes, page: int, text: str, start: int, end: int) -> tuple[Image.Image, bool]:
    with pypdfium2.PdfDocument(content) as document:
        shown = document[page - 1]
        bitmap = shown.render(scale=min(_SCALE, _MOST_PIXELS / max(shown.get_size())))
        picture = bitmap.to_pil().convert("RGB")
        boxes = _boxes(shown, bitmap, text, start, end)
    width, height = picture.size
    if not all(0 <= left <= right <= width and 0 <= top <= bottom <= height for left, top, right, bottom in boxes):
        return picture, False
    _mark(picture, boxes)
    return picture, bool(boxes)


def _boxes(page: pypdfium2.PdfPage, bitmap: pypdfium2.PdfBitmap, text: str, start: int, end: int) -> list[_Box]:
    """Where the quote is drawn, a box a run of letters; empty where that is not certain."""
    letters = page.get_textpage()
    # One by one: the text as a whole leaves some characters out, and then its offsets are not those of the boxes.
    drawn = "".join(chr(pypdfium2.raw.FPDFText_GetUnicode(letters, place)) for place in range(letters.count_chars()))
    found = locate(text, start, end, drawn)
    if found is None:
        return []
    to_bitmap = bitmap.get_posconv(page).to_bitmap
    boxes: list[_Box] = []
    for place in range(*found):
        if drawn[place].isspace() or not drawn[place].isprintable():
            continue
        left, bottom, right, top = letters.get_charbox(place, loose=True)
        (x, y), (other_x, other_y) = to_bitmap(left, bottom), to_bitmap(right, top)
        box = min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y)
        if boxes and _is_beside(boxes[-1], box):
            last = boxes.pop()
            box = min(last[0], box[0]), min(last[1], box[1]), max(last[2], box[2]), max(last[3], box[3])
        boxes.append(box)
    return boxes


def _is_beside(before: _Box, box: _Box) -> bool:
    """True for a letter on the same line, at most a wide space away."""
    height = box[3] - box[1]
    overlap = min(before[3], box[3]) - max(before[1], box[1])
    return 2 * overlap > height and -height < box[0] - before[2] < height


def _mark(picture: Image.Image, boxes: list[_Box]) -> None:
    """Colour the boxes, thin enough to read what is below, on white and on dark pages."""
    mask = Image.new("L", picture.size, 0)
    for box in boxes:
        ImageDraw.Draw(mask).rectangle(box, fill=_OPACITY)
    picture.paste(_COLOUR, (0, 0, *picture.size), mask)


if __name__ == "__main__":
    main()
