"""Text and Markdown files -> source text; and the decoding of bytes whose encoding nobody has written down."""

import codecs
import re
from pathlib import Path

from errors import AssistantError
from ingest.hidden import Concealed
from ingest.reading import Heading, Reading

_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_OTHER_FORMATS = (
    (b"%PDF-", "een PDF"),
    (b"PK\x03\x04", "een Word-, PowerPoint-, Excel- of zipbestand"),
    (bytes.fromhex("d0cf11e0a1b11ae1"), "een oud of beveiligd Office-bestand"),
    (b"{\\rtf", "een RTF-bestand"),
    (b"\x89PNG", "een afbeelding"),
    (b"GIF8", "een afbeelding"),
    (b"\xff\xd8\xff", "een afbeelding"),
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_MOST_CONTROLS = 0.01  # share of the characters; a stray escape is text, a compressed stream is not
_MOST_ACCENTED = 0.3  # share of the bytes of a Windows-1252 file outside ASCII; Dutch stays below 0.03,
_FEW_ACCENTED = 20  # but a file of one line may be one word in quotation marks
_COMMENT = re.compile(r"^[ \t]*(<!--(?:(?!-->).)*(?:-->|\Z))[ \t\r]*$", re.MULTILINE | re.DOTALL)
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}(?P<marks>#{1,6})[ \t]+(?P<text>\S.*?)(?:[ \t]+#+)?[ \t\r]*")


class UnreadableText(AssistantError):
    """A file is not text in an encoding that can be told with certainty."""

    def __init__(self, path: Path, reason: str | None = None) -> None:
        what = f" ({reason})" if reason else ""
        super().__init__(f"{path.name} is geen leesbare tekst{what}. Sla het bestand opnieuw op als UTF-8.")


def read_text(path: Path) -> Reading:
    """The characters of a text file, unaltered but for a byte-order mark; headings where the name ends in .md.

    Line ends stay as they are. An empty file is an empty text.

    Raises: UnreadableText if the file cannot be opened, is of another format, or is in no encoding of
        ``decoded``.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableText(path, "het bestand kan niet worden geopend") from error
    if (other := other_format(content)) is not None:
        raise UnreadableText(path, f"het is {other}")
    source = decoded(content)
    if source is None:
        raise UnreadableText(path)
    if path.suffix.lower() != ".md":
        return Reading(source)
    hidden = _markdown_comments(source)
    concealed = Concealed()
    for start, end in hidden:
        concealed.add(source[start:end].removeprefix("<!--").removesuffix("-->"), "in een commentaar")
    return Reading(source, headings=_markdown_headings(source), hidden=hidden, remarks=concealed.remarks)


def other_format(content: bytes) -> str | None:
    """What a file is, in Dutch, if its first bytes say that it is not text to read; None if they do not."""
    return next((name for start, name in _OTHER_FORMATS if content.startswith(start)), None)


def decoded(content: bytes) -> str | None:
    """``content`` as text: UTF-8, UTF-16 or, where nothing speaks against it, Windows-1252; None if it is none.

    UTF-16 without a byte-order mark is recognised by the zeros of its Latin letters. Windows-1252 gives a letter to
    almost any byte, so it is believed only without control characters, with few accents, and not where most
    accents read well as UTF-8: that is a damaged UTF-8 file, and "cafÃ©" is not what it says.
    """
    if content.startswith(_UTF_16_MARKS):
        return _text_in(content, "utf-16")
    text = _text_in(content, "utf-8-sig")
    if text is not None:
        return text
    if b"\0" in content:
        guess = _utf_16_by_its_zeros(content)
        return _text_in(content, guess) if guess else None
    text = _text_in(content, "cp1252")
    accented = sum(byte > 0x7F for byte in content)
    if text is None or accented > max(_FEW_ACCENTED, _MOST_ACCENTED * len(content)):
        return None
    lenient = content.decode("utf-8", errors="replace")
    not_utf_8 = lenient.count("\ufffd")
    well_read = sum(character > "\x7f" for character in lenient) - not_utf_8
    return None if well_read > not_utf_8 else text


def _text_in(content: bytes, encoding: str) -> str | None:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text or len(_CONTROLS.findall(text)) > _MOST_CONTROLS * len(text) else text


def _utf_16_by_its_zeros(content: bytes) -> str | None:
    """The byte order in which nearly every second byte, and hardly any other, is zero; None if there is none."""
    half = len(content) // 2
    even, odd = content[0::2].count(0), content[1::2].count(0)
    if len(content) % 2 or min(even, odd) > 0.02 * half or max(even, odd) < 0.8 * half:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _markdown_comments(source: str) -> tuple[tuple[int, int], ...]:
    """The comments that fill whole lines; one inside a line stands in the text."""
    return tuple(found.span(1) for found in _COMMENT.finditer(source))


def _markdown_headings(source: str) -> tuple[Heading, ...]:
    """The lines that open with one to six number signs and a space, those inside fenced code left out."""
    headings = []
    fence: str | None = None
    position = 0
    for line in source.split("\n"):
        mark = _FENCE.match(line)
        if fence is None and mark:
            fence = mark[1]
        elif fence is not None:
            if mark and mark[1].startswith(fence) and not line[mark.end() :].strip():
                fence = None
        elif found := _HEADING.fullmatch(line):
            text = " ".join(found["text"].split())
            headings.append(Heading(position + found.start("text"), len(found["marks"]), text))
        position += len(line) + 1
    return tuple(headings)
