"""Hostile and broken files, through the sandbox as an ingest does it: each is refused by name, the others are read."""

import random
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import MakeCorpus
from test_readers import encrypted, make_docx, make_html, make_pdf, make_pptx, make_text

from evals.corpora import write_document
from ingest.corpus import Refusal, scan_corpus
from ingest.parsing import Parsed
from ingest.pipeline import parse_all

_MEGABYTE = 1_000_000


def read_all(folder: Path, tmp_path: Path) -> tuple[dict[str, Parsed], dict[str, str]]:
    """What an ingest reads of a folder, and what it refuses, by file name."""
    corpus = scan_corpus(folder)
    parsed, refused = parse_all(corpus.files, tmp_path / "cache", most_cpu_s=4)
    refusals: list[Refusal] = [*corpus.refusals, *refused]
    return {file.document.document_id: file for file in parsed}, {row.name: row.reason for row in refusals}


def pdf_of(page_objects: list[bytes], pages: str) -> bytes:
    """A PDF of raw objects from number 3 on; ``pages`` are the kids, as references."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Kids[{pages}]/Count 1>>".encode(), *page_objects]
    parts, offsets = [b"%PDF-1.7\n"], []
    start = len(parts[0])
    for number, body in enumerate(objects, start=1):
        offsets.append(start)
        parts.append(f"{number} 0 obj\n".encode() + body + b"\nendobj\n")
        start += len(parts[-1])
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    tail = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<</Size {len(objects) + 1}/Root 1 0 R>>\n"
    return b"".join(parts) + f"{tail}startxref\n{start}\n%%EOF\n".encode()


def stream(content: bytes) -> bytes:
    """A compressed stream object."""
    packed = zlib.compress(content, 9)
    return f"<</Length {len(packed)}/Filter/FlateDecode>>\nstream\n".encode() + packed + b"\nendstream"


def flate_bomb() -> bytes:
    """One page whose content is 600 MB of drawing once unpacked."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>"
    return pdf_of([page, stream(b"(a) Tj " * (600 * _MEGABYTE // 7))], "3 0 R")


def shared_stream() -> bytes:
    """1,500 pages that all draw the same stream of 4 MB."""
    pages = [b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 3 0 R>>"] * 1500
    kids = " ".join(f"{number} 0 R" for number in range(4, 1504))
    return pdf_of([stream(b"BT (woord) Tj ET " * (4 * _MEGABYTE // 17)), *pages], kids)


def many_pages() -> bytes:
    """100,000 pages."""
    pages = [b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"] * 100_000
    return pdf_of(pages, " ".join(f"{number} 0 R" for number in range(3, 100_003)))


def zip_bomb(folder: Path, part: str) -> bytes:
    """An Office file of which one part is 1 GB once unpacked."""
    path = folder / "bomb"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(part, "w") as file:
        for _ in range(1000):
            file.write(b" " * _MEGABYTE)
    return path.read_bytes()


def test_hostile_files_are_refused_by_name_and_the_others_are_read(make_corpus: MakeCorpus, tmp_path: Path) -> None:
    folder = make_corpus({"goed": "Een gewone tekst over zorg.", "ook-goed": "Nog een gewone tekst."})
    make_pdf(tmp_path / "gewoon.pdf", [["Een gewone bladzijde."]])
    whole = (tmp_path / "gewoon.pdf").read_bytes()
    locked = encrypted(make_pdf(tmp_path / "dicht.pdf", [["Geheim."]]), user_password="geheim")
    hostile: dict[str, tuple[bytes, str]] = {
        "afgekapt": (whole[: len(whole) // 2], ".pdf"),
        "beveiligd": (locked.read_bytes(), ".pdf"),
        "bom-pdf": (flate_bomb(), ".pdf"),
        "bom-word": (zip_bomb(tmp_path, "word/document.xml"), ".docx"),
        "bom-dia": (zip_bomb(tmp_path, "ppt/slides/slide1.xml"), ".pptx"),
        "gedeeld": (shared_stream(), ".pdf"),
        "nul": (b"tekst\0tekst", ".txt"),
        "pdf-als-word": (whole, ".docx"),
        "tekst-als-pdf": (b"gewone tekst", ".pdf"),
        "veel-bladen": (many_pages(), ".pdf"),
    }
    for name, (content, suffix) in hostile.items():
        write_document(folder, name, suffix, content)

    read, refused = read_all(folder, tmp_path)

    assert set(read) == {"goed", "ook-goed"}
    assert set(refused) == {f"{name}{suffix}" for name, (_, suffix) in hostile.items()}
    for name, reason in refused.items():
        assert name in reason, reason
        assert reason.endswith("."), reason


@pytest.mark.parametrize(
    ("make", "suffix"),
    [
        pytest.param(lambda path: make_pdf(path, [["Een bladzijde over zorg."], ["Nog een."]]), ".pdf", id="pdf"),
        pytest.param(make_docx, ".docx", id="docx"),
        pytest.param(make_pptx, ".pptx", id="pptx"),
        pytest.param(make_html, ".html", id="html"),
        pytest.param(make_text, ".txt", id="text"),
    ],
)
def test_sixty_mutations_of_a_file_are_each_read_or_refused(
    make_corpus: MakeCorpus, tmp_path: Path, make: Callable[[Path], Path], suffix: str
) -> None:
    original = make(tmp_path / f"heel{suffix}").read_bytes()
    folder = make_corpus({"goed": "Een gewone tekst over zorg."})
    chance = random.Random(len(suffix))
    for number in range(60):
        content = bytearray(original)
        for _ in range(chance.choice((1, 4, 40))):
            at = chance.randrange(len(content) + 1)
            piece = chance.randbytes(chance.choice((0, 1, 8)))
            content[at : at + chance.choice((1, 2, 16))] = piece
        write_document(folder, f"mutant-{number:02d}", suffix, bytes(content))

    read, refused = read_all(folder, tmp_path)

    assert len(read) + len(refused) == 61
    assert "goed" in read
