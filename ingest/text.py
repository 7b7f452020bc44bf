"""Text and Markdown files -> source text."""

from pathlib import Path

from errors import AssistantError


class UnreadableText(AssistantError):
    """A text file is not UTF-8."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path.name} is geen leesbare tekst in UTF-8. Sla het bestand opnieuw op als UTF-8.")


def read_text(path: Path) -> str:
    """The characters of a UTF-8 file, unaltered but for a byte-order mark at the start.

    Raises: UnreadableText if the bytes are not UTF-8 or hold a NUL.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableText(path) from error
    if "\0" in text:
        raise UnreadableText(path)
    return text
