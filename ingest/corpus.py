"""A corpus folder -> documents: each file with the sidecar that describes it."""

import hashlib
import re
import tomllib
from pathlib import Path
from typing import Any

from errors import AssistantError
from ingest.model import KINDS, REGIONS, Document, DocumentInfo, OutlineEntry
from ingest.pdf import read_pdf
from ingest.text import read_text

_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_TEXT_SUFFIXES = frozenset({".txt", ".md"})


class CorpusUnreadable(AssistantError):
    """The corpus folder is missing, not a folder, not readable or empty."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(
            f"De documentenmap {folder} {reason}. Controleer de map of stel REGIOPLAN_CORPUS_DIR in op de juiste map."
        )


class SidecarInvalid(AssistantError):
    """A sidecar is not valid or does not fit its document."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path.name}: {reason}. Verbeter dit bestand; corpus/README.md legt de velden uit.")


def read_corpus(folder: Path) -> list[Document]:
    """All documents of the folder, in order of id.

    Raises: CorpusUnreadable, SidecarInvalid, or what the reader of a file's format raises.
    """
    try:
        sidecars = sorted(path for path in folder.iterdir() if path.suffix == ".toml")
    except FileNotFoundError as error:
        raise CorpusUnreadable(folder, "bestaat niet") from error
    except NotADirectoryError as error:
        raise CorpusUnreadable(folder, "is geen map") from error
    except OSError as error:
        raise CorpusUnreadable(folder, "kan niet worden gelezen") from error
    if not sidecars:
        raise CorpusUnreadable(folder, "bevat geen documenten met een .toml-bestand")
    documents = [read_document(path) for path in sidecars]
    ids = [document.document_id for document in documents]
    for path, document_id in zip(sidecars, ids, strict=True):
        if ids.count(document_id) > 1:
            raise SidecarInvalid(path, f"id ‘{document_id}’ komt twee keer voor")
    return documents


def read_document(sidecar: Path) -> Document:
    """The document that ``sidecar`` describes, its source text checked against the recorded hash."""
    info = read_sidecar(sidecar)
    path = sidecar.parent / info.file
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise SidecarInvalid(sidecar, f"het bestand {info.file} ontbreekt of is niet leesbaar") from error
    if digest != info.sha256:
        raise SidecarInvalid(sidecar, f"{info.file} is veranderd: de sha256 is nu {digest}")
    if path.suffix == ".pdf":
        source, page_starts = read_pdf(path)
        return Document(info, source, page_starts)
    return Document(info, read_text(path))


def read_sidecar(path: Path) -> DocumentInfo:
    """The checked contents of a sidecar; ``corpus/README.md`` describes its fields."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SidecarInvalid(path, f"geen geldige TOML ({error})") from error
    outline = tuple(_outline_entry(path, entry) for entry in table.get("outline", []))
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
        outline=outline,
    )
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", info.document_id):
        raise SidecarInvalid(path, "id mag alleen kleine letters, cijfers en koppeltekens bevatten")
    for name, value in (
        ("published", info.published),
        ("valid_from", info.valid_from),
        ("valid_until", info.valid_until),
    ):
        if value is not None and not (isinstance(value, str) and _DATE.fullmatch(value)):
            raise SidecarInvalid(path, f'{name} moet een jaar, maand of dag zijn, zoals "2024-07"')
    suffix = Path(info.file).suffix
    if Path(info.file).name != info.file or suffix not in {*_TEXT_SUFFIXES, ".pdf"}:
        raise SidecarInvalid(path, "file moet een .txt-, .md- of .pdf-bestand in dezelfde map zijn")
    return info


def _text(path: Path, table: dict[str, Any], key: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise SidecarInvalid(path, f"het veld {key} ontbreekt of is leeg")
    return value


def _outline_entry(path: Path, table: dict[str, Any]) -> OutlineEntry:
    allowed = set(OutlineEntry.__dataclass_fields__)
    if not isinstance(table, dict) or not set(table) <= allowed or not isinstance(table.get("anchor"), str):
        raise SidecarInvalid(path, f"een deel van [[outline]] is onjuist; toegestaan zijn {', '.join(sorted(allowed))}")
    entry = OutlineEntry(**table)
    if entry.kind not in {None, *KINDS} or entry.titles not in {None, "first", "last"}:
        raise SidecarInvalid(path, f"[[outline]] bij ‘{entry.anchor}’: kind of titles heeft een onbekende waarde")
    if entry.region is not None and not entry.region.strip():
        raise SidecarInvalid(path, f"[[outline]] bij ‘{entry.anchor}’: region is leeg")
    return entry


def known_regions(documents: list[Document]) -> tuple[str, ...]:
    """All regions that documents or their parts name, those of Midden-Nederland first."""
    named = {document.info.region for document in documents}
    named |= {entry.region for document in documents for entry in document.info.outline if entry.region}
    return tuple(region for region in REGIONS if region in named) + tuple(sorted(named - set(REGIONS)))
