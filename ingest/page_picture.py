"""A page of a PDF as a picture, with a quote marked; drawn in a child process with limits."""

import hashlib
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from errors import AssistantError
from settings import PROJECT_ROOT

_MOST_S = 30


class PageNotDrawn(AssistantError):
    """A page cannot be shown as a picture."""


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page as it looks."""

    png: bytes
    marked: bool  # False where the quote was not found on it with certainty


def draw_page(path: Path, digest: str, page: int, text: str, start: int, end: int) -> PagePicture:
    """Draw a page.

    Args:
        path: The PDF.
        digest: The sha256 that the file had when it was taken in.
        page: From 1.
        text: The source text of that page.
        start, end: The quote within ``text``, half-open.
    Raises: PageNotDrawn if the file is gone, is another one by now, or cannot be drawn.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise PageNotDrawn(f"{path.name} staat niet meer in de documentenmap; hieronder staat de tekst.") from error
    if hashlib.sha256(content).hexdigest() != digest:
        raise PageNotDrawn(f"{path.name} is veranderd sinds het is opgenomen; hieronder staat de opgenomen tekst.")
    request = json.dumps({"page": page, "text": text, "start": start, "end": end}).encode() + b"\n"
    try:
        answer = subprocess.run(
            [sys.executable, "-m", "ingest.page_worker"],
            input=request + content,
            stdout=subprocess.PIPE,
            cwd=PROJECT_ROOT,
            timeout=_MOST_S,
            check=True,
        ).stdout
    except subprocess.SubprocessError as error:
        raise PageNotDrawn(f"Pagina {page} kan niet worden getekend; hieronder staat de tekst.") from error
    head, _, png = answer.partition(b"\n")
    return PagePicture(png, marked=bool(json.loads(head)["marked"]))
