"""Files that are written whole or not at all."""

from pathlib import Path

from errors import AssistantError


class Unwritable(AssistantError):
    """A file cannot be written."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is niet te schrijven. Controleer de rechten en de ruimte op de schijf.")


def write_whole(path: Path, text: str) -> None:
    """Write a file in one step: it has its old content or its new, never half of it. Raises: Unwritable."""
    unfinished = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(path)
    except OSError as error:
        raise Unwritable(path) from error
