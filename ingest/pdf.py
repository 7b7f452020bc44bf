"""PDF files -> source text with pages, labels and headings; the one door to pypdf."""

import logging
import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError
from pypdf.generic import ContentStream, DictionaryObject, NameObject

from errors import AssistantError
from ingest.columns import in_column_order
from ingest.hidden import Concealed, How
from ingest.painting import SHOWING, SUSPICIOUS, hidden_text
from ingest.reading import Heading, Reading

_SCAN = "scan, geen tekst. Voer eerst tekstherkenning (OCR) uit"
_DAMAGED = "het bestand is beschadigd of geen PDF. Vraag een nieuwe PDF of maak hem opnieuw"
_CLOSED = "het bestand kan niet worden geopend. Controleer of het bestaat en of u het mag lezen"
_LOCKED = "het bestand is beveiligd met een wachtwoord. Sla het op zonder wachtwoord"
_OCR_FAILED = "scan, en tekstherkenning (OCR) is mislukt. Voer die vooraf uit"
_OCR_SLOW = "scan, en tekstherkenning (OCR) duurt te lang. Voer die vooraf uit of splits het document"
_MOST_LEVELS = 20  # of an outline; a damaged one can be a ring

# What pypdf raises over a damaged file beside its own errors: it follows whatever the file says.
_DAMAGE = (
    PyPdfError,
    DependencyError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)

# Its remarks on untidy files are in English and about bytes; a program that sets up logging still gets them.
logging.getLogger("pypdf").addHandler(logging.NullHandler())


class UnreadablePdf(AssistantError):
    """A PDF cannot be opened or holds no text."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path.name} is niet te lezen als PDF: {reason}.")


@dataclass(frozen=True, slots=True)
class _Page:
    """A page as pypdf gives it."""

    text: str  # in the order in which it was drawn
    picture: str  # set out in characters, as it looks; empty if that failed
    hidden: Mapping[How, str] = field(default_factory=dict)  # what is drawn so that nobody sees it


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry of the outline."""

    page: int  # counted from 0
    level: int
    title: str


@dataclass(frozen=True, slots=True)
class _Contents:
    """What pypdf found in a file."""

    pages: tuple[_Page, ...]
    labels: tuple[str, ...]
    entries: tuple[_Entry, ...]


def read_pdf(path: Path, *, most_pages: int = 2000, ocr_timeout_s: float = 100) -> Reading:
    """The text of all pages, each ended by a form feed, with page labels and the outline's headings.

    A page whose two columns were drawn line by line is read column by column, as far as that is certain
    (``in_column_order``); other pages are in the order in which they were drawn, which is nearly always the order of
    reading and gives tables row by row. Characters that no encoding knows become U+FFFD.

    An entry of the outline becomes a heading where its words stand on its page as a line of their own, with the
    words as they are printed; others are left out. Of a file without any text, the text is recognised with
    ``ocrmypdf`` if that program is installed; such text can contain mistakes. A page takes 1 to 8 s, and all of it
    at most ``ocr_timeout_s``: less than the time that an ingest gives a file, so that OCR ends before its parent does.

    Left out, with a remark, is text that is drawn so that nobody sees it (``ingest.painting``), but for the invisible
    text over the picture of a scan.

    Raises: UnreadablePdf if the file is damaged, locked or has more than ``most_pages`` pages, or if no page has
        text (a scan) and OCR is not there or finds none.
    """
    contents = _contents(path, most_pages)
    if not any(page.text for page in contents.pages):
        contents = _recognised(path, most_pages, ocr_timeout_s)
    pages = [in_column_order(page.text, page.picture) for page in contents.pages]
    concealed = Concealed()
    for drawn in contents.pages:
        for how, hidden in drawn.hidden.items():
            concealed.add(hidden, how)
    starts = []
    position = 0
    for page in pages:
        starts.append(position)
        position += len(page) + 1
    return Reading(
        source="".join(page + "\f" for page in pages),
        page_starts=tuple(starts),
        page_labels=contents.labels,
        headings=_headings(contents.entries, pages, starts),
        empty_pages=tuple(number for number, page in enumerate(pages, start=1) if not page),
        remarks=concealed.remarks,
    )


def _contents(path: Path, most_pages: int) -> _Contents:
    """All that is taken from a file, so that no pypdf object and no error of pypdf comes past this function."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadablePdf(path, _CLOSED) from error
    try:
        with PdfReader(BytesIO(content)) as reader:
            count = len(reader.pages)
            if count > most_pages:
                reason = f"het heeft {count} pagina's en er kunnen er hoogstens {most_pages} in. Splits het document"
                raise UnreadablePdf(path, reason)
            pages = tuple(_page(page) for page in reader.pages)
            return _Contents(pages, _labels(reader), tuple(_entries(reader)))
    except FileNotDecryptedError as error:
        raise UnreadablePdf(path, _LOCKED) from error
    except _DAMAGE as error:
        raise UnreadablePdf(path, _DAMAGED) from error


def _page(page: PageObject) -> _Page:
    hidden = _take_hidden(page)
    text = _clean(page.extract_text())
    if not text.strip():
        return _Page("", "", hidden)
    try:
        return _Page(text, _clean(page.extract_text(extraction_mode="layout")), hidden)
    except _DAMAGE:
        return _Page(text, "", hidden)


def _take_hidden(page: PageObject) -> dict[How, str]:
    """Take what nobody sees out of the page, and return it; a page that cannot be judged stays as it is."""
    try:
        contents = page.get_contents()
        if contents is None or not SUSPICIOUS.search(contents.get_data()):
            return {}
        operations = list(contents.operations)
        resources = page.get("/Resources", DictionaryObject()).get_object()
        pictures = resources.get("/XObject", DictionaryObject()).get_object()
        found = hidden_text(
            operations, _opacities(resources), lambda name: pictures[name].get_object().get("/Subtype") == "/Image"
        )
        if not found:
            return {}
    except _DAMAGE:
        return {}
    whole = page.raw_get("/Contents")
    try:
        hidden: dict[How, str] = {}
        for how in dict.fromkeys(found.values()):
            _draw(page, [op for place, op in enumerate(operations) if op[1] not in SHOWING or found.get(place) == how])
            hidden[how] = _clean(page.extract_text())
        _draw(page, [op for place, op in enumerate(operations) if place not in found])
        return hidden
    except _DAMAGE:
        page[NameObject("/Contents")] = whole
        return {}


def _draw(page: PageObject, operations: list[Any]) -> None:
    contents = ContentStream(None, page.pdf)
    contents.operations = operations
    page[NameObject("/Contents")] = contents


def _opacities(resources: DictionaryObject) -> dict[str, float]:
    """Name of a graphics state -> its opacity for what is filled, where it says one."""
    states = resources.get("/ExtGState", DictionaryObject()).get_object()
    found = {name: state.get_object().get("/ca") for name, state in states.items()}
    return {name: float(opacity) for name, opacity in found.items() if opacity is not None}


def _clean(text: str) -> str:
    """``text`` without what cannot be stored: NUL and halves of surrogate pairs, of broken fonts."""
    return re.sub("[\0\ud800-\udfff]", "\ufffd", text)


def _labels(reader: PdfReader) -> tuple[str, ...]:
    """The label of every page; empty where the file defines none, or not for its pages."""
    try:
        if "/PageLabels" not in reader.root_object:
            return ()
        labels = tuple(_clean(label) for label in reader.page_labels)
    except _DAMAGE:
        return ()
    return labels if len(labels) == len(reader.pages) else ()


def _entries(reader: PdfReader) -> Iterator[_Entry]:
    """The entries of the outline that lead to a page, in order; none where the outline is damaged."""
    try:
        stack: list[tuple[int, Any]] = [(1, item) for item in reversed(reader.outline)]
        while stack:
            level, item = stack.pop()
            if isinstance(item, list):
                stack += [(level + 1, child) for child in reversed(item)] if level < _MOST_LEVELS else []
                continue
            page = reader.get_destination_page_number(item)
            if page is not None and page >= 0 and isinstance(item.title, str):
                yield _Entry(page, level, _clean(item.title))
    except _DAMAGE:
        return


def _headings(entries: Sequence[_Entry], pages: Sequence[str], starts: Sequence[int]) -> tuple[Heading, ...]:
    """The entries of the outline whose words are a line, or lines, of their page; in order of place."""
    headings: list[Heading] = []
    searched = [0] * len(pages)  # an entry stands behind the one before it
    for entry in entries:
        words = entry.title.split()
        if not words or entry.page >= len(pages):
            continue
        # The outline may leave out the number that is printed before the heading.
        pattern = r"^[ \t]*(?:\d+(?:\.\d+)*\.?[ \t]*)?(" + r"\s*".join(map(re.escape, words)) + r")[ \t]*$"
        found = re.compile(pattern, re.IGNORECASE | re.MULTILINE).search(pages[entry.page], searched[entry.page])
        if found:
            searched[entry.page] = found.end()
            headings.append(Heading(starts[entry.page] + found.start(1), entry.level, " ".join(found[1].split())))
    return tuple(sorted(headings, key=lambda heading: heading.start))


def _recognised(path: Path, most_pages: int, timeout_s: float) -> _Contents:
    """The contents of a scan after recognition of its Dutch text.

    Raises: UnreadablePdf if ``ocrmypdf`` is not installed, fails, takes too long or finds no text.
    """
    program = shutil.which("ocrmypdf")
    if program is None:
        raise UnreadablePdf(path, _SCAN)
    with tempfile.TemporaryDirectory(prefix="regioplan-ocr-") as folder:
        target = Path(folder) / "recognised.pdf"
        options = ["--skip-text", "-l", "nld", "--output-type", "pdf", "--quiet"]
        process = subprocess.Popen(
            [program, *options, str(path.resolve()), str(target)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # so that its tesseracts can be ended with it
        )
        try:
            failed = process.wait(timeout=timeout_s) != 0
        except subprocess.TimeoutExpired as error:
            raise UnreadablePdf(path, _OCR_SLOW) from error
        finally:
            if process.returncode is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        if failed or not target.is_file():
            raise UnreadablePdf(path, _OCR_FAILED)
        try:
            contents = _contents(target, most_pages)
        except UnreadablePdf as error:
            raise UnreadablePdf(path, _OCR_FAILED) from error
    if not any(page.text for page in contents.pages):
        raise UnreadablePdf(path, "scan, waarin tekstherkenning (OCR) geen tekst vindt. Controleer de scan")
    return contents
