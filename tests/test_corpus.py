"""The documents as received, and what is refused."""

import hashlib
from pathlib import Path

import pytest
from conftest import CORPUS, MakeCorpus

from ingest.corpus import CorpusUnreadable, SidecarInvalid, read_corpus, read_sidecar
from ingest.text import UnreadableText


def test_all_five_documents_are_read_with_their_sidecars() -> None:
    documents = read_corpus(CORPUS)

    assert [(document.document_id, document.info.kind, document.info.region) for document in documents] == [
        ("infographic-iza-lekstroom-terugblik-2023", "infographic", "Lekstroom"),
        ("regioplan-midden-nederland-totaaldocument", "regioplan", "Regionaal"),
        ("samenwerkingsagenda-zuidoost-utrecht-zilveren-kruis-2021-2023", "samenwerkingsagenda", "Zuidoost Utrecht"),
        ("update-regioplan-lekstroom-2024-07", "update", "Lekstroom"),
        ("werkagenda-2025-iza-lekstroom", "werkagenda", "Lekstroom"),
    ]


def test_the_source_text_is_the_file_character_for_character() -> None:
    for document in read_corpus(CORPUS):
        content = (CORPUS / document.info.file).read_bytes()

        assert document.source.encode() == content
        assert hashlib.sha256(content).hexdigest() == document.info.sha256


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusUnreadable, match=r"bestaat niet\. Controleer de map of stel REGIOPLAN_CORPUS_DIR in"):
        read_corpus(tmp_path / "weg")


def test_a_file_instead_of_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "corpus").write_text("geen map")

    with pytest.raises(CorpusUnreadable, match="is geen map"):
        read_corpus(tmp_path / "corpus")


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusUnreadable, match="bevat geen documenten"):
        read_corpus(tmp_path)


def test_a_changed_document_is_refused_with_its_new_hash(make_corpus: MakeCorpus) -> None:
    folder = make_corpus({"plan": "Oude tekst."})
    (folder / "plan.txt").write_text("Nieuwe tekst.")

    with pytest.raises(
        SidecarInvalid, match=f"is veranderd: de sha256 is nu {hashlib.sha256(b'Nieuwe tekst.').hexdigest()}"
    ):
        read_corpus(folder)


def test_a_missing_document_is_named(make_corpus: MakeCorpus) -> None:
    folder = make_corpus({"plan": "Tekst."})
    (folder / "plan.txt").unlink()

    with pytest.raises(SidecarInvalid, match=r"plan.txt ontbreekt of is niet leesbaar"):
        read_corpus(folder)


def test_a_document_with_nul_bytes_is_refused(make_corpus: MakeCorpus) -> None:
    with pytest.raises(UnreadableText, match="geen leesbare tekst"):
        read_corpus(make_corpus({"plan": "Tekst\0tekst"}))


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        pytest.param('id = "plan"', 'id = "Plan 1"', "id mag alleen kleine letters", id="id with capitals"),
        pytest.param('title = "Plan plan"', "", "het veld title ontbreekt", id="no title"),
        pytest.param('"2025-03"', '"maart 2025"', "published moet een jaar, maand of dag zijn", id="date in words"),
        pytest.param('file = "plan.txt"', 'file = "../plan.txt"', "in dezelfde map", id="file elsewhere"),
        pytest.param('file = "plan.txt"', 'file = "plan.exe"', "moet een .txt-", id="unknown kind of file"),
        pytest.param('id = "plan"', "id = plan", "geen geldige TOML", id="not TOML"),
        pytest.param(
            'id = "plan"', 'id = "plan"\noutline = [{anchor = "x", soort = "y"}]', "outline", id="outline key"
        ),
    ],
)
def test_a_bad_sidecar_is_refused_with_the_reason(make_corpus: MakeCorpus, old: str, new: str, reason: str) -> None:
    folder = make_corpus({"plan": "Tekst."})
    sidecar = folder / "plan.toml"
    sidecar.write_text(sidecar.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    with pytest.raises(SidecarInvalid, match=reason):
        read_sidecar(sidecar)


def test_two_documents_cannot_share_an_id(make_corpus: MakeCorpus) -> None:
    folder = make_corpus({"plan": "Tekst."})
    (folder / "ander.toml").write_bytes((folder / "plan.toml").read_bytes())

    with pytest.raises(SidecarInvalid, match="komt twee keer voor"):
        read_corpus(folder)
