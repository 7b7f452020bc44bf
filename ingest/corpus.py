"""A corpus folder -> its documents as files, each with the sidecar that describes it, or the reason it is refused.

Nothing is parsed here: a file can be hostile, and ``ingest.sandbox`` reads it.
"""

import hashlib
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from errors import AssistantError
from ingest.model import KINDS, REGIONS, DocumentInfo, OutlineEntry

SUFFIXES = (".txt", ".md", ".pdf", ".docx", ".pptx", ".html", ".htm")
MOST_BYTES = 200_000_000

_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_NOT_DOCUMENTS = frozenset({"readme.md", "readme.txt"})


class CorpusUnreadable(AssistantError):
    """The corpus folder is missing, not a folder, not readable or without a usable document."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(
            f"De documentenmap {folder} {reason}. Controleer de map of stel REGIOPLAN_CORPUS_DIR in op de juiste map."
        )


class SidecarInvalid(AssistantError):
    """A sidecar is not valid or does not fit its document."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path.name}: {reason}. Verbeter dit bestand; corpus/README.md legt de velden uit.")


class DocumentRefused(AssistantError):
    """A document cannot be taken in."""


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A document as it lies in the folder, with its sidecar."""

    info: DocumentInfo
    path: Path  # info.file in the folder, or another file with the recorded hash
    digest: str  # hash of the sidecar and the file together: another digest is another version


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file or sidecar that is left out, with the reason and what to do."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """What a corpus folder holds."""

    files: tuple[CorpusFile, ...]  # in order of id
    refusals: tuple[Refusal, ...]


def scan_corpus(folder: Path) -> Corpus:
    """The documents of the folder and what is refused; one bad document does not cost the others.

    Raises: CorpusUnreadable if the folder itself cannot be read or holds no document with a sidecar at all.
    """
    try:
        paths = sorted(folder.iterdir())
    except FileNotFoundError as error:
        raise CorpusUnreadable(folder, "bestaat niet") from error
    except NotADirectoryError as error:
        raise CorpusUnreadable(folder, "is geen map") from error
    except OSError as error:
        raise CorpusUnreadable(folder, "kan niet worden gelezen") from error
    sidecars = [path for path in paths if path.suffix == ".toml"]
    if not sidecars:
        raise CorpusUnreadable(folder, "bevat geen documenten met een .toml-bestand")
    files: dict[str, CorpusFile] = {}
    refusals: list[Refusal] = []
    claimed: set[str] = set()
    for sidecar in sidecars:
        try:
            file = _corpus_file(sidecar, paths)
            claimed |= {file.info.file, file.path.name}
            if file.info.document_id in files:
                raise SidecarInvalid(sidecar, f"id ‘{file.info.document_id}’ komt twee keer voor")
            files[file.info.document_id] = file
        except AssistantError as error:
            refusals.append(Refusal(sidecar.name, str(error)))
            claimed |= {path.name for path in paths if path.stem == sidecar.stem}
    for path in paths:
        is_document = path.suffix.lower() in SUFFIXES and path.name.lower() not in _NOT_DOCUMENTS
        if is_document and path.name not in claimed:
            refusals.append(
                Refusal(
                    path.name,
                    f"{path.name} heeft geen .toml-bestand en is overgeslagen. Voeg het toe met: regioplan corpus add",
                )
            )
    return Corpus(tuple(files[name] for name in sorted(files)), tuple(refusals))


def _corpus_file(sidecar: Path, paths: Sequence[Path]) -> CorpusFile:
    info = read_sidecar(sidecar)
    path = sidecar.parent / info.file
    if path.is_symlink() and not path.resolve().is_relative_to(sidecar.parent.resolve()):
        raise DocumentRefused(
            f"{info.file} is een snelkoppeling naar buiten de documentenmap en is overgeslagen. Zet het bestand zelf "
            f"in de map."
        )
    if path.is_dir():
        raise DocumentRefused(f"{info.file} is een map en geen document. Zet er een bestand voor in de plaats.")
    if not path.exists() and (renamed := _same_content(info, paths)):
        path = renamed
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise DocumentRefused(
                f"{info.file} is te groot: {size // 1_000_000} MB, en {MOST_BYTES // 1_000_000} MB is het meeste. "
                f"Splits het document."
            )
        content = path.read_bytes()
    except OSError as error:
        raise SidecarInvalid(sidecar, f"het bestand {info.file} ontbreekt of is niet leesbaar") from error
    if not content:
        raise DocumentRefused(f"{info.file} is leeg (0 bytes). Zet het volledige bestand in de map.")
    digest = hashlib.sha256(content).hexdigest()
    if digest != info.sha256:
        raise SidecarInvalid(sidecar, f"{info.file} is veranderd: de sha256 is nu {digest}")
    return CorpusFile(info, path, hashlib.sha256(digest.encode() + sidecar.read_bytes()).hexdigest())


def _same_content(info: DocumentInfo, paths: Sequence[Path]) -> Path | None:
    """A file of the folder with the recorded hash: the document under another name."""
    for path in paths:
        if path.suffix.lower() in SUFFIXES and path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() == info.sha256:
                    return path
    return None


def read_sidecar(path: Path) -> DocumentInfo:
    """The checked contents of a sidecar; ``corpus/README.md`` describes its fields. Raises: SidecarInvalid."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SidecarInvalid(path, "niet te lezen als UTF-8") from error
    return check_sidecar(path, text)


def check_sidecar(path: Path, text: str) -> DocumentInfo:
    """The checked contents of ``text``, which stands or will stand in ``path``. Raises: SidecarInvalid."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SidecarInvalid(path, f"geen geldige TOML ({error})") from error
    entries = table.get("outline", [])
    if not isinstance(entries, list):
        raise SidecarInvalid(path, "outline is geen lijst van delen")
    info = DocumentInfo(
        document_id=_text(path, table, "id"),
        title=_text(path, table, "title"),
        publisher=_text(path, table, "publisher"),
        published=_text(path, table, "published"),
        valid_from=table.get("valid_from"),
        valid_until=table.get("valid_until"),
        region=_text(path, table, "region"),
        kind=_text(path, table, "kind"),
        sha256=_text(path, table, "sha256"),
        obtained=_text(path, table, "obtained"),
        file=_text(path, table, "file"),
        outline=tuple(_outline_entry(path, entry) for entry in entries),
    )
    if not _ID.fullmatch(info.document_id):
        raise SidecarInvalid(path, "id mag alleen kleine letters, cijfers en koppeltekens bevatten")
    dates = {"published": info.published, "valid_from": info.valid_from, "valid_until": info.valid_until}
    for name, value in dates.items():
        if value is not None and not (isinstance(value, str) and _DATE.fullmatch(value)):
            raise SidecarInvalid(path, f'{name} moet een jaar, maand of dag zijn, zoals "2024-07"')
    if Path(info.file).name != info.file or Path(info.file).suffix.lower() not in SUFFIXES:
        raise SidecarInvalid(path, f"file moet een bestand in dezelfde map zijn, van een van de soorten {_KNOWN}")
    return info


_KNOWN = ", ".join(SUFFIXES)


def _text(path: Path, table: dict[str, Any], key: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise SidecarInvalid(path, f"het veld {key} ontbreekt of is leeg")
    return value


def _outline_entry(path: Path, table: object) -> OutlineEntry:
    allowed = set(OutlineEntry.__dataclass_fields__)
    texts = isinstance(table, dict) and all(isinstance(value, str) for value in table.values())
    if not isinstance(table, dict) or not texts or not set(table) <= allowed or "anchor" not in table:
        raise SidecarInvalid(path, f"een deel van [[outline]] is onjuist; toegestaan zijn {', '.join(sorted(allowed))}")
    entry = OutlineEntry(**table)
    if entry.kind not in {None, *KINDS} or entry.titles not in {None, "first", "last"}:
        raise SidecarInvalid(path, f"[[outline]] bij ‘{entry.anchor}’: kind of titles heeft een onbekende waarde")
    if entry.region is not None and not entry.region.strip():
        raise SidecarInvalid(path, f"[[outline]] bij ‘{entry.anchor}’: region is leeg")
    return entry


def known_regions(regions: Sequence[str]) -> tuple[str, ...]:
    """The regions in their usual order, those of Midden-Nederland first, each once."""
    named = set(regions)
    return tuple(region for region in REGIONS if region in named) + tuple(sorted(named - set(REGIONS)))
