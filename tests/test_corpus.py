"""The documents as received, and what is refused."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import CORPUS, MakeCorpus, corpus_documents

from ingest.adding import add_document, document_name, remove_document
from ingest.corpus import CorpusUnreadable, DocumentRefused, SidecarInvalid, read_sidecar, scan_corpus


def reasons(folder: Path) -> list[str]:
    """Why files of a corpus folder are refused."""
    return [refusal.reason for refusal in scan_corpus(folder).refusals]


def test_all_five_documents_are_found_with_their_sidecars() -> None:
    corpus = scan_corpus(CORPUS)

    assert [(file.info.document_id, file.info.kind, file.info.region) for file in corpus.files] == [
        ("infographic-iza-lekstroom-terugblik-2023", "infographic", "Lekstroom"),
        ("regioplan-midden-nederland-totaaldocument", "regioplan", "Regionaal"),
        ("samenwerkingsagenda-zuidoost-utrecht-zilveren-kruis-2021-2023", "samenwerkingsagenda", "Zuidoost Utrecht"),
        ("update-regioplan-lekstroom-2024-07", "update", "Lekstroom"),
        ("werkagenda-2025-iza-lekstroom", "werkagenda", "Lekstroom"),
    ]
    assert corpus.refusals == ()


def test_the_source_text_is_the_file_character_for_character() -> None:
    for document in corpus_documents():
        content = (CORPUS / document.info.file).read_bytes()

        assert document.source.encode() == content
        assert hashlib.sha256(content).hexdigest() == document.info.sha256


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        pytest.param(lambda folder: None, r"bestaat niet\. Controleer de map", id="missing"),
        pytest.param(lambda folder: folder.write_text("geen map"), "is geen map", id="a file"),
        pytest.param(lambda folder: folder.mkdir(), "bevat geen documenten", id="empty"),
    ],
)
def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path, make: Callable[[Path], object], reason: str) -> None:
    make(tmp_path / "corpus")

    with pytest.raises(CorpusUnreadable, match=reason):
        scan_corpus(tmp_path / "corpus")


def test_a_changed_document_is_refused_with_its_new_hash(make_corpus: MakeCorpus) -> None:
    folder = make_corpus({"plan": "Oude tekst."})
    (folder / "plan.txt").write_text("Nieuwe tekst.")

    assert f"is veranderd: de sha256 is nu {hashlib.sha256(b'Nieuwe tekst.').hexdigest()}" in reasons(folder)[0]


def test_one_bad_document_does_not_cost_the_others(make_corpus: MakeCorpus) -> None:
    folder = make_corpus({"goed": "Tekst.", "slecht": "Tekst twee."})
    (folder / "slecht.txt").unlink()

    corpus = scan_corpus(folder)

    assert [file.info.document_id for file in corpus.files] == ["goed"]
    assert "slecht.txt ontbreekt of is niet leesbaar" in corpus.refusals[0].reason


def test_a_renamed_file_keeps_the_id_of_its_content(make_corpus: MakeCorpus) -> None:
    folder = make_corpus({"plan": "Tekst."})
    (folder / "plan.txt").rename(folder / "Plan (definitief).txt")

    (file,) = scan_corpus(folder).files

    assert (file.info.document_id, file.path.name) == ("plan", "Plan (definitief).txt")
    assert reasons(folder) == []


def test_an_empty_file_is_refused(make_corpus: MakeCorpus) -> None:
    assert "is leeg (0 bytes)" in reasons(make_corpus({"plan": ""}))[0]


def test_a_directory_in_the_place_of_a_document_is_refused(make_corpus: MakeCorpus) -> None:
    folder = make_corpus({"plan": "Tekst."})
    (folder / "plan.txt").unlink()
    (folder / "plan.txt").mkdir()

    assert "is een map en geen document" in reasons(folder)[0]


def test_a_link_out_of_the_corpus_is_refused(make_corpus: MakeCorpus, tmp_path: Path) -> None:
    folder = make_corpus({"plan": "Geheim."})
    (folder / "plan.txt").rename(tmp_path / "elders.txt")
    (folder / "plan.txt").symlink_to(tmp_path / "elders.txt")

    assert "snelkoppeling naar buiten de documentenmap" in reasons(folder)[0]


def test_a_document_without_sidecar_is_reported_and_the_explanation_is_not(make_corpus: MakeCorpus) -> None:
    folder = make_corpus({"plan": "Tekst."})
    (folder / "los.pdf").write_bytes(b"%PDF")
    (folder / "README.md").write_text("Uitleg")

    assert reasons(folder) == [
        "los.pdf heeft geen .toml-bestand en is overgeslagen. Voeg het toe met: regioplan corpus add"
    ]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        pytest.param('id = "plan"', 'id = "Plan 1"', "id mag alleen kleine letters", id="id with capitals"),
        pytest.param('title = "Plan plan"', "", "het veld title ontbreekt", id="no title"),
        pytest.param('"2025-03"', '"maart 2025"', "published moet een jaar, maand of dag zijn", id="date in words"),
        pytest.param('file = "plan.txt"', 'file = "../plan.txt"', "in dezelfde map", id="file elsewhere"),
        pytest.param('file = "plan.txt"', 'file = "plan.exe"', "van een van de soorten", id="unknown kind of file"),
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

    assert "komt twee keer voor" in reasons(folder)[0]


FIELDS = {
    "title": 'Werkagenda 2026: Café & "Zorg"',
    "publisher": "Regio",
    "published": "2026-01",
    "region": "Lekstroom",
    "kind": "werkagenda",
    "obtained": "Gekregen.",
}


def test_a_document_is_added_with_its_sidecar(make_corpus: MakeCorpus, tmp_path: Path) -> None:
    folder = make_corpus({"plan": "Tekst."})
    (tmp_path / "nieuw.MD").write_text("# Kop\n\nInhoud.")

    name = add_document(folder, tmp_path / "nieuw.MD", **FIELDS)

    info = read_sidecar(folder / f"{name}.toml")
    assert name == "werkagenda-2026-cafe-zorg"
    assert (info.title, info.published, info.file) == (FIELDS["title"], "2026-01", "werkagenda-2026-cafe-zorg.md")
    assert [file.info.document_id for file in scan_corpus(folder).files] == ["plan", name]


def test_a_document_is_added_once(make_corpus: MakeCorpus, tmp_path: Path) -> None:
    folder = make_corpus({"plan": "Tekst."})
    (tmp_path / "zelfde.txt").write_text("Tekst.")

    with pytest.raises(DocumentRefused, match="is al opgenomen, als plan"):
        add_document(folder, tmp_path / "zelfde.txt", **FIELDS)


def test_two_documents_of_one_title_get_two_names(make_corpus: MakeCorpus, tmp_path: Path) -> None:
    folder = make_corpus({"plan": "Tekst."})
    for text in ("een", "twee"):
        (tmp_path / f"{text}.txt").write_text(text)

    names = [add_document(folder, tmp_path / f"{text}.txt", **FIELDS) for text in ("een", "twee")]

    assert names == ["werkagenda-2026-cafe-zorg", "werkagenda-2026-cafe-zorg-2"]


@pytest.mark.parametrize(
    ("file", "fields", "reason"),
    [
        pytest.param("weg.txt", {}, "is niet te lezen", id="missing"),
        pytest.param("plaatje.png", {}, "van een soort die niet gelezen wordt", id="unknown kind"),
        pytest.param("goed.txt", {"published": "gisteren"}, "published moet een jaar", id="bad date"),
        pytest.param("goed.txt", {"region": " "}, "het veld region ontbreekt of is leeg", id="no region"),
    ],
)
def test_what_cannot_be_added_leaves_nothing_behind(
    make_corpus: MakeCorpus, tmp_path: Path, file: str, fields: dict[str, str], reason: str
) -> None:
    folder = make_corpus({"plan": "Tekst."})
    (tmp_path / "goed.txt").write_text("Nieuw.")
    (tmp_path / "plaatje.png").write_bytes(b"PNG")
    before = sorted(path.name for path in folder.iterdir())

    with pytest.raises((DocumentRefused, SidecarInvalid), match=reason):
        add_document(folder, tmp_path / file, **{**FIELDS, **fields})

    assert sorted(path.name for path in folder.iterdir()) == before


def test_a_document_is_removed_with_its_sidecar(make_corpus: MakeCorpus) -> None:
    folder = make_corpus({"plan": "Tekst.", "ander": "Tekst twee."})

    remove_document(folder, "plan")

    assert sorted(path.name for path in folder.iterdir()) == ["ander.toml", "ander.txt"]
    with pytest.raises(DocumentRefused, match="Er is geen document plan"):
        remove_document(folder, "plan")


@pytest.mark.parametrize(("title", "name"), [("Één plan!", "een-plan"), ("---", "document"), ("a" * 200, "a" * 80)])
def test_a_name_is_made_of_a_title(title: str, name: str) -> None:
    assert document_name(title) == name
