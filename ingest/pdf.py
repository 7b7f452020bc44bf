"""PDF files -> source text with pages; the one door to pypdf."""

from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from errors import AssistantError


class UnreadablePdf(AssistantError):
    """A PDF cannot be opened or holds no text."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path.name} is niet te lezen als PDF: {reason}.")


def read_pdf(path: Path) -> tuple[str, tuple[int, ...]]:
    """The text of all pages, each ended by a form feed, and the offset at which each page begins.

    Raises: UnreadablePdf if the file is damaged or locked, or if no page has text (a scan).
    """
    try:
        pages = [page.extract_text() for page in PdfReader(path).pages]
    except PyPdfError as error:
        raise UnreadablePdf(path, "het bestand is beschadigd of beveiligd. Maak een nieuwe, open PDF") from error
    if not any(page.strip() for page in pages):
        raise UnreadablePdf(path, "scan, geen tekst. Voer eerst tekstherkenning (OCR) uit")
    starts = []
    position = 0
    for page in pages:
        starts.append(position)
        position += len(page) + 1
    return "".join(page + "\f" for page in pages), tuple(starts)
