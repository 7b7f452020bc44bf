"""Generations: complete before they are pointed to, one writer, and no mixing of models."""

import gc
import json
import os
import shutil
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from conftest import MakeCorpus
from filelock import FileLock

from index import embedding
from index.build import build_index, is_up_to_date
from index.embedding import ModelUnavailable
from index.generations import (
    DataFolderUnwritable,
    IndexBusy,
    IndexDamaged,
    IndexMissing,
    current_generation,
    index_folder,
)
from index.in_use import IndexInUse
from index.ngrams import MODULE_FOLDER, WEIGHTS_FILE
from index.retrieval import Index, IndexMismatch, Ranking, open_index
from index.store import VectorStore, vector_place
from ingest.corpus import CorpusUnreadable
from settings import BUILT_IN_MODEL_DIR, Settings

SLIDES = (
    " Aanpak\nDe fysiotherapeut helpt ouderen met valpreventie.\n Planning\nIn 2025 start het programma in Houten.\n"
)


@pytest.fixture
def small(make_corpus: MakeCorpus, tmp_path: Path) -> Settings:
    return Settings(corpus_dir=make_corpus({"plan": SLIDES}), data_dir=tmp_path / "data")


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real sentence-transformers model of a few kilobytes, made here."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace

    words = ["[UNK]", "ouderen", "valpreventie", "programma", "houten", "fysiotherapeut", "zorg"]
    tokenizer = Tokenizer(WordLevel({word: row for row, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    weights = np.eye(len(words), 8, dtype=np.float32) + 0.01
    folder = tmp_path_factory.mktemp("model") / "tiny"
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=weights)], device="cpu").save(str(folder))
    return folder


def test_without_an_index_the_sentence_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="Maak hem met: regioplan ingest"):
        open_index(Settings(data_dir=tmp_path / "leeg"))


def test_an_index_is_made_and_opened(small: Settings) -> None:
    report = build_index(small)
    index = open_index(small)

    assert (report.documents, report.changed) == (1, True)
    assert [(row.name, row.status, row.passages) for row in report.rows] == [("plan", "nieuw", 2)]
    assert report.passages == len(index.passages) == report.embedded
    assert index.retrieve("valpreventie ouderen")[0].passage.text == (
        "Aanpak De fysiotherapeut helpt ouderen met valpreventie."
    )


def test_an_unchanged_corpus_is_left_alone(small: Settings) -> None:
    build_index(small)
    generation = current_generation(small.data_dir)

    assert not build_index(small).changed
    assert current_generation(small.data_dir) == generation


def test_a_changed_corpus_makes_a_new_generation(small: Settings, make_corpus: MakeCorpus) -> None:
    build_index(small)
    make_corpus({"plan": SLIDES, "tweede": " Wonen\nDe corporatie bouwt woningen voor starters.\n"})

    assert not is_up_to_date(small)
    assert build_index(small).documents == 2
    assert open_index(small).retrieve("woningen corporatie")[0].passage.document_id == "tweede"


def test_the_report_says_what_became_of_each_document(small: Settings, make_corpus: MakeCorpus) -> None:
    make_corpus({"weg": " Slot\nDit verdwijnt straks.\n", "plan": SLIDES, "zelfde": " Blijft\nDit blijft zo staan.\n"})
    build_index(small)
    folder = make_corpus({"plan": SLIDES + " Nieuw\nEen nieuwe dia met tekst.\n", "erbij": " Begin\nDit komt erbij.\n"})
    for suffix in ("txt", "toml"):
        (folder / f"weg.{suffix}").unlink()
    (folder / "erbij.txt").write_text("stuk")

    rows = {row.name: row.status for row in build_index(small).rows}

    assert rows == {"plan": "gewijzigd", "zelfde": "ongewijzigd", "weg": "verwijderd", "erbij.toml": "geweigerd"}


def test_a_refused_document_does_not_cost_the_others(small: Settings, make_corpus: MakeCorpus) -> None:
    make_corpus({"plan": SLIDES, "kapot": "Tekst\0met een nul"})

    report = build_index(small)

    assert [(row.name, row.status) for row in report.rows] == [("plan", "nieuw"), ("kapot.txt", "geweigerd")]
    assert "geen leesbare tekst" in report.rows[1].detail
    assert build_index(small).rows[1].status == "geweigerd"


def test_a_corpus_of_which_nothing_can_be_read_leaves_the_index_in_use(
    small: Settings, make_corpus: MakeCorpus
) -> None:
    build_index(small)
    make_corpus({"plan": "Tekst\0met een nul"})

    with pytest.raises(CorpusUnreadable, match="bevat geen leesbaar document"):
        build_index(small)

    assert open_index(small).retrieve("valpreventie")[0].passage.document_id == "plan"


def test_progress_rises_to_one(small: Settings) -> None:
    heard: list[float] = []

    build_index(small, lambda share, what: heard.append(share))

    assert heard == sorted(heard)
    assert heard[-1] == 1.0


def test_a_failed_build_leaves_the_index_in_use(small: Settings) -> None:
    build_index(small)
    generation = current_generation(small.data_dir)

    def fail_late(share: float, what: str) -> None:
        if share >= 0.9:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_index(small, fail_late, again=True)

    assert current_generation(small.data_dir) == generation
    assert open_index(small).retrieve("valpreventie")


def test_old_generations_are_cleared_but_for_the_one_before(small: Settings) -> None:
    for _ in range(4):
        build_index(small, again=True)

    assert len(list(index_folder(small.data_dir).glob("generation-*"))) == 2


def test_a_second_writer_is_refused_at_once(small: Settings) -> None:
    build_index(small)

    with (
        FileLock(index_folder(small.data_dir) / "writer.lock"),
        pytest.raises(IndexBusy, match="Probeer het over een minuut opnieuw"),
    ):
        build_index(small, again=True)


def test_an_index_of_another_model_is_refused(small: Settings, tiny_model: Path) -> None:
    build_index(small)

    with pytest.raises(
        IndexMismatch, match=r"gemaakt met taalmodel ‘ingebouwd’.*Maak de index opnieuw met: regioplan ingest --opnieuw"
    ):
        open_index(small.model_copy(update={"embedding": str(tiny_model)}))


def test_a_model_from_a_folder_takes_the_place_of_the_built_in_one(small: Settings, tiny_model: Path) -> None:
    other = small.model_copy(update={"embedding": str(tiny_model)})
    build_index(other)

    best = open_index(other).ranked_by(Ranking(dense_weight=1.0)).retrieve("fysiotherapeut")[0]

    assert "fysiotherapeut" in best.passage.text


def test_unchanged_passages_keep_their_vectors(small: Settings, tiny_model: Path, make_corpus: MakeCorpus) -> None:
    other = small.model_copy(update={"embedding": str(tiny_model)})
    first = build_index(other)
    make_corpus({"plan": SLIDES, "tweede": " Wonen\nDe corporatie bouwt woningen voor starters.\n"})

    second = build_index(other)

    assert first.embedded == first.passages
    assert second.embedded == second.passages - first.passages


def test_a_model_changed_behind_its_name_is_refused(small: Settings, tiny_model: Path) -> None:
    other = small.model_copy(update={"embedding": str(tiny_model)})
    build_index(other)
    probe = current_generation(other.data_dir) / "probe.npy"
    np.save(probe, -np.load(probe))

    with pytest.raises(IndexMismatch, match="een andere versie van taalmodel"):
        open_index(other).warm_up()


def test_a_project_that_comes_with_new_weights_has_its_index_made_anew(
    small: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(BUILT_IN_MODEL_DIR, folder)
    monkeypatch.setattr(embedding, "BUILT_IN_MODEL_DIR", folder)
    build_index(small)
    assert is_up_to_date(small)
    weights = folder / MODULE_FOLDER / WEIGHTS_FILE

    np.save(weights, -np.load(weights))
    embedding.built_in_model.cache_clear()
    assert not is_up_to_date(small)
    build_index(small)

    open_index(small).warm_up()
    embedding.built_in_model.cache_clear()


def test_a_model_that_is_not_there_is_named(small: Settings, tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="REGIOPLAN_EMBEDDING"):
        build_index(small.model_copy(update={"embedding": str(tmp_path / "geen-model")}))


def test_a_damaged_generation_is_named(small: Settings) -> None:
    build_index(small)
    (current_generation(small.data_dir) / "passages.jsonl").write_text("{", encoding="utf-8")

    with pytest.raises(IndexDamaged, match="beschadigd"):
        open_index(small)


def test_an_index_of_another_version_is_refused(small: Settings) -> None:
    build_index(small)
    manifest = current_generation(small.data_dir) / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "format": -1}), encoding="utf-8")

    with pytest.raises(IndexMismatch, match="andere versie van het programma"):
        open_index(small)


def test_a_data_folder_that_is_a_file_is_named(small: Settings, tmp_path: Path) -> None:
    (tmp_path / "bestand").write_text("")

    with pytest.raises(DataFolderUnwritable, match="REGIOPLAN_DATA_DIR"):
        build_index(small.model_copy(update={"data_dir": tmp_path / "bestand"}))


@pytest.mark.skipif(os.geteuid() == 0, reason="root can write everywhere")
def test_a_data_folder_without_rights_is_named(small: Settings, tmp_path: Path) -> None:
    locked = tmp_path / "dicht"
    locked.mkdir(mode=0o500)

    with pytest.raises(DataFolderUnwritable):
        build_index(small.model_copy(update={"data_dir": locked / "data"}))


def test_every_vector_of_the_corpus_finds_itself_first(settings: Settings) -> None:
    index = open_index(settings)
    ids = [passage.passage_id for passage in index.passages]
    store = VectorStore(vector_place(index.generation, settings))
    stored = store.vectors(ids)

    assert store.not_found_again(ids, np.array([stored[passage_id] for passage_id in ids])) == []


def test_a_vector_that_comes_back_as_another_is_noticed(settings: Settings) -> None:
    index = open_index(settings)
    ids = [passage.passage_id for passage in index.passages[:3]]
    store = VectorStore(vector_place(index.generation, settings))
    stored = store.vectors(ids)

    swapped = np.array([stored[ids[1]], stored[ids[0]], stored[ids[2]]])

    assert store.not_found_again(ids, swapped) == ids[:2]


def test_while_a_new_index_is_being_opened_the_one_before_serves_whoever_need_not_have_the_newest(
    small: Settings,
) -> None:
    build_index(small)
    may_open = Event()
    may_open.set()

    def open_newest() -> Index:
        assert may_open.wait(timeout=60)
        return open_index(small)

    in_use = IndexInUse(small.data_dir, open_newest)
    before = in_use.get()
    may_open.clear()
    build_index(small, again=True)

    assert in_use.get() is before
    may_open.set()
    newest = in_use.get(newest=True)
    assert newest.generation == current_generation(small.data_dir) != before.generation
    assert in_use.get() is newest


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="open files are told by Linux alone")
def test_a_server_that_makes_its_index_anew_keeps_no_files_open(small: Settings) -> None:
    def make_and_ask() -> int:
        build_index(small, again=True)
        open_index(small).retrieve("valpreventie")
        gc.collect()
        return len(list(Path("/proc/self/fd").iterdir()))

    first = make_and_ask()

    assert [make_and_ask() for _ in range(2)] == [first, first]


def test_an_index_that_could_not_be_opened_is_tried_again(small: Settings) -> None:
    build_index(small)
    failures = [IndexDamaged(small.data_dir)]

    def open_newest() -> Index:
        if failures:
            raise failures.pop()
        return open_index(small)

    in_use = IndexInUse(small.data_dir, open_newest)

    with pytest.raises(IndexDamaged, match="regioplan ingest --opnieuw"):
        in_use.get()
    assert in_use.get().generation == current_generation(small.data_dir)
