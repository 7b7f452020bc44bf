"""Generations of the index: a new one is complete before one rename points to it, so a crash leaves the old one.

A reader process does not see vectors that another process writes into the same Chroma folder, and two writers lose
vectors without an error; hence a folder of its own for each generation, and a lock for the one writer.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from errors import AssistantError

FORMAT = 3  # raised when the files of a generation change
# Its embedding is stored with an index: a model that embeds it otherwise is another model.
PROBE = "Wie werkt samen aan de zorg voor ouderen in de wijk?"

_POINTER = "current"
_MANIFEST = "manifest.json"


class IndexMissing(AssistantError):
    """The configured folder holds no index."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"Er is nog geen index in {folder}. Maak hem met: regioplan ingest")


class IndexDamaged(AssistantError):
    """A generation cannot be read."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"De index in {folder} is beschadigd. Maak hem opnieuw met: regioplan ingest --opnieuw")


class IndexBusy(AssistantError):
    """Another process is writing the index."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"Een ander programma werkt op dit moment de index in {folder} bij. Probeer het over een minuut opnieuw."
        )


class DataFolderUnwritable(AssistantError):
    """The data folder cannot be written."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"In de map {folder} kan niet worden geschreven. Geef schrijfrechten, of stel REGIOPLAN_DATA_DIR in op een "
            f"andere map."
        )


def index_folder(data_dir: Path) -> Path:
    """Where the generations and the pointer stand."""
    return data_dir / "index"


def current_generation(data_dir: Path) -> Path:
    """The folder of the generation in use. Raises: IndexMissing."""
    folder = index_folder(data_dir)
    try:
        name = (folder / _POINTER).read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise IndexMissing(folder) from error
    generation = folder / name
    if not name or not (generation / _MANIFEST).is_file():
        raise IndexDamaged(folder)
    return generation


def read_manifest(generation: Path) -> dict[str, Any]:
    """What shaped a generation. Raises: IndexDamaged."""
    try:
        manifest = json.loads((generation / _MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise IndexDamaged(generation.parent) from error
    if not isinstance(manifest, dict):
        raise IndexDamaged(generation.parent)
    return manifest


@contextmanager
def one_writer(data_dir: Path) -> Iterator[None]:
    """Hold the writer's lock. Raises: IndexBusy at once when another process holds it; DataFolderUnwritable."""
    folder = index_folder(data_dir)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / "writer.lock", timeout=0)
        lock.acquire()
    except Timeout as error:
        raise IndexBusy(folder) from error
    except OSError as error:
        raise DataFolderUnwritable(data_dir) from error
    try:
        yield
    finally:
        lock.release()


def new_generation(data_dir: Path) -> Path:
    """An empty folder for the next generation; nothing reads it until ``publish``."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    folder = index_folder(data_dir) / f"generation-{stamp}"
    folder.mkdir()
    return folder


def publish(generation: Path, manifest: dict[str, Any]) -> list[Path]:
    """Complete a generation and point to it, in one rename; all but it and the one before are then removed.

    Returns: The folders that were removed.
    """
    folder = generation.parent
    (generation / _MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
    pointer = folder / _POINTER
    before = pointer.read_text(encoding="utf-8").strip() if pointer.exists() else None
    swap = folder / f"{_POINTER}.new"
    swap.write_text(generation.name, encoding="utf-8")
    swap.replace(pointer)
    # A reader may still hold the generation before this one.
    others = [other for other in folder.glob("generation-*") if other.name not in {generation.name, before}]
    for other in others:
        shutil.rmtree(other, ignore_errors=True)
    return others
