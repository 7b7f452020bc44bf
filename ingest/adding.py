"""Take a document into the corpus folder: copy the file and write its sidecar; and take one out again."""

import hashlib
import json
import re
import shutil
import unicodedata
from pathlib import Path

from ingest.corpus import SUFFIXES, CorpusUnreadable, DocumentRefused, check_sidecar, read_sidecar

KINDS_OF_DOCUMENT = ("regioplan", "werkagenda", "update", "infographic", "samenwerkingsagenda", "overig")


def document_name(title: str) -> str:
    """The id of a document with this title: lower-case letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", title.lower())
    name = re.sub(r"[^a-z0-9]+", "-", "".join(c for c in plain if not unicodedata.combining(c))).strip("-")
    return name[:80].strip("-") or "document"


def sidecar_text(
    document_id: str,
    file_name: str,
    content: bytes,
    *,
    title: str,
    publisher: str,
    published: str,
    region: str,
    kind: str,
    obtained: str,
) -> str:
    """The sidecar of a file with this content, as TOML; the values are not checked here."""
    values = {
        "id": document_id,
        "title": title,
        "publisher": publisher,
        "published": published,
        "region": region,
        "kind": kind,
        "file": file_name,
        "sha256": hashlib.sha256(content).hexdigest(),
        "obtained": obtained,
    }
    # A JSON string is a TOML string.
    return "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items())


def add_document(
    folder: Path, file: Path, *, title: str, publisher: str, published: str, region: str, kind: str, obtained: str
) -> str:
    """Copy ``file`` into the corpus folder and write its sidecar; returns the new id.

    The sidecar is written last: a file that was copied without one is left out.

    Raises: DocumentRefused when the file is missing, of an unknown kind, or already there under any name;
        SidecarInvalid when a field is not valid; CorpusUnreadable.
    """
    if not folder.is_dir():
        raise CorpusUnreadable(folder, "bestaat niet of is geen map")
    if file.suffix.lower() not in SUFFIXES:
        raise DocumentRefused(
            f"{file.name} is van een soort die niet gelezen wordt. Mogelijk zijn: {', '.join(SUFFIXES)}."
        )
    try:
        content = file.read_bytes()
    except OSError as error:
        raise DocumentRefused(f"{file} is niet te lezen. Controleer de naam en de rechten.") from error
    digest = hashlib.sha256(content).hexdigest()
    names = set()
    for sidecar in sorted(folder.glob("*.toml")):
        names.add(sidecar.stem)
        if f'"{digest}"' in sidecar.read_text(encoding="utf-8", errors="replace"):
            raise DocumentRefused(
                f"{file.name} is al opgenomen, als {sidecar.stem}. Verwijder dat document eerst om het te vervangen."
            )
    base = document_name(title)
    name = next(n for n in (base, *(f"{base}-{i}" for i in range(2, 10_000))) if n not in names)
    target = folder / f"{name}{file.suffix.lower()}"
    sidecar = folder / f"{name}.toml"
    text = sidecar_text(
        name,
        target.name,
        content,
        title=title,
        publisher=publisher,
        published=published,
        region=region,
        kind=kind,
        obtained=obtained,
    )
    check_sidecar(sidecar, text)
    unfinished = folder / f".{name}.toml.new"
    try:
        shutil.copyfile(file, target)
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(sidecar)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        target.unlink(missing_ok=True)
        raise CorpusUnreadable(folder, "kan niet worden beschreven") from error
    return name


def remove_document(folder: Path, document_id: str) -> None:
    """Remove a document's sidecar and file. Raises: DocumentRefused when there is no such document."""
    sidecar = folder / f"{document_id}.toml"
    if not sidecar.is_file():
        raise DocumentRefused(f"Er is geen document {document_id} in {folder}. Kijk met: regioplan corpus list")
    if len(list(folder.glob("*.toml"))) == 1:
        raise DocumentRefused(f"{document_id} is het enige document en blijft staan. Voeg eerst een ander toe.")
    info = read_sidecar(sidecar)
    # Without its sidecar a file is left out, so a crash in between loses nothing that was meant to stay.
    sidecar.unlink()
    (folder / info.file).unlink(missing_ok=True)
