"""Larger worlds: models from a folder with their prompts, cross-encoders, and a Chroma server on this machine."""

import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from conftest import MakeCorpus
from pydantic import SecretStr
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

from index.build import build_index
from index.embedding import ModelUnavailable, SentenceTransformerEmbedder
from index.generations import index_folder
from index.reranking import Reranker
from index.retrieval import IndexMismatch, Ranking, open_index
from index.store import ServerFailed, VectorStore, vector_place
from settings import Settings

SLIDES = (
    " Aanpak\nDe fysiotherapeut helpt ouderen met valpreventie.\n"
    " Wonen\nDe corporatie bouwt woningen voor starters.\n Zorg\nDe huisarts belt de wijkverpleging.\n"
)
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "query", "passage", ":", "fysiotherapeut", "huisarts", "woningen"]


@pytest.fixture
def small(make_corpus: MakeCorpus, tmp_path: Path) -> Settings:
    return Settings(corpus_dir=make_corpus({"plan": SLIDES}), data_dir=tmp_path / "data")


# --- models ----------------------------------------------------------------------------------------------------------


def static_model(folder: Path) -> Path:
    """A tiny embedding model in a folder, without prompts of its own."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    tokenizer = Tokenizer(models.WordLevel({word: row for row, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    weights = np.eye(len(WORDS), 12, dtype=np.float32)
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=weights)], device="cpu").save(str(folder))
    return folder


def test_a_model_of_the_e5_family_gets_its_prompts(tmp_path: Path) -> None:
    plain = SentenceTransformerEmbedder(str(static_model(tmp_path / "klein")))
    e5 = SentenceTransformerEmbedder(str(static_model(tmp_path / "multilingual-e5-klein")))
    query, passage, word = WORDS.index("query"), WORDS.index("passage"), WORDS.index("huisarts")

    assert plain.encode_queries(["huisarts"])[0][query] == 0
    assert e5.encode_queries(["huisarts"])[0][query] > 0
    assert e5.encode_passages(["huisarts"])[0][passage] > 0
    assert e5.encode_passages(["huisarts"])[0][word] > 0


def cross_encoder(folder: Path) -> Path:
    """A tiny cross-encoder in a folder, with random weights."""
    tokenizer = Tokenizer(models.WordLevel({word: row for row, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    fast = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]"
    )
    fast.save_pretrained(folder)
    config = BertConfig(  # type: ignore[call-arg]  # a setting that all models share
        vocab_size=len(WORDS),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=128,
        num_labels=1,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


def test_a_cross_encoder_orders_the_best_passages_anew(small: Settings, tmp_path: Path) -> None:
    other = small.model_copy(update={"reranker": str(cross_encoder(tmp_path / "kruis"))})
    build_index(other)
    index = open_index(other)
    question = "Wie helpt ouderen?"

    found = index.retrieve(question, limit=3)

    scores = Reranker(other.reranker).scores(question, [scored.passage.search_text for scored in found])
    assert [scored.score for scored in found] == pytest.approx(sorted(map(float, scores), reverse=True), abs=1e-5)
    without = index.ranked_by(Ranking(0.6, rerank=False)).retrieve(question, limit=1)
    assert "fysiotherapeut" in without[0].passage.text


def test_a_cross_encoder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="REGIOPLAN_RERANKER"):
        Reranker(str(tmp_path / "geen"))


# --- a Chroma server --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of Chroma's own server, on loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).with_name("chroma")), "run", "--host", "127.0.0.1", "--port", str(port)]
    folder = tmp_path_factory.mktemp("chroma")
    process = subprocess.Popen(
        [*command, "--path", str(folder)], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"
    for _ in range(100):
        try:
            urllib.request.urlopen(f"{url}/api/v2/heartbeat", timeout=1).close()
            break
        except OSError:
            time.sleep(0.1)
    yield url
    process.terminate()
    process.wait(timeout=20)


def collections(url: str) -> set[str]:
    """The names of the collections on a server."""
    path = "api/v2/tenants/default_tenant/databases/default_database/collections"
    with urllib.request.urlopen(f"{url}/{path}", timeout=5) as answer:
        return {row["name"] for row in json.load(answer)}


def test_a_server_gives_the_passages_that_a_folder_gives(settings: Settings, server: str, tmp_path: Path) -> None:
    on_server = settings.model_copy(update={"chroma_url": server, "data_dir": tmp_path / "data"})
    build_index(on_server)
    one, two = open_index(settings), open_index(on_server)

    for question in ("Wie trekt valpreventie in Lekstroom?", "wachten op een psycholoog", "planning respijtzorg ZOU"):
        here, there = one.retrieve(question), two.retrieve(question)
        assert [scored.passage.passage_id for scored in here] == [scored.passage.passage_id for scored in there]
        assert [scored.score for scored in here] == pytest.approx([scored.score for scored in there], abs=1e-4)


def test_a_new_generation_is_seen_by_others_and_older_ones_leave_the_server(small: Settings, server: str) -> None:
    other = small.model_copy(update={"chroma_url": server})
    for _ in range(3):
        build_index(other, again=True)
    kept = {path.name for path in index_folder(other.data_dir).glob("generation-*")}
    index = open_index(other)

    assert len(kept) == 2
    assert kept <= collections(server)
    assert len(VectorStore(vector_place(index.generation, other))) == len(index.passages)


def test_unchanged_passages_keep_their_vectors_on_a_server(small: Settings, server: str) -> None:
    other = small.model_copy(update={"chroma_url": server})
    build_index(other)

    assert build_index(other, again=True).embedded == 0


def test_an_index_whose_vectors_are_elsewhere_is_refused(small: Settings, server: str) -> None:
    build_index(small)

    with pytest.raises(IndexMismatch, match=rf"vectoren in een map, maar ingesteld is vectoren op {server}"):
        open_index(small.model_copy(update={"chroma_url": server}))


def test_a_server_that_does_not_answer_is_one_sentence_and_leaves_the_index_in_use(small: Settings) -> None:
    build_index(small)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{probe.getsockname()[1]}"
    other = small.model_copy(update={"chroma_url": nobody, "chroma_token": SecretStr("geheim")})

    with pytest.raises(ServerFailed, match=f"op {nobody} geeft geen vectoren") as failure:
        build_index(other)

    assert "geheim" not in str(failure.value)
    assert open_index(small).retrieve("fysiotherapeut")[0].rank == 1


def test_a_server_that_lost_the_vectors_is_named(small: Settings, server: str) -> None:
    other = small.model_copy(update={"chroma_url": server})
    build_index(other)
    index = open_index(other)
    path = f"api/v2/tenants/default_tenant/databases/default_database/collections/{index.generation.name}"
    urllib.request.urlopen(urllib.request.Request(f"{server}/{path}", method="DELETE"), timeout=5).close()

    with pytest.raises(ServerFailed, match="regioplan ingest --opnieuw"):
        index.retrieve("fysiotherapeut")


def test_the_token_is_sent_as_a_bearer_token_and_shown_nowhere(small: Settings) -> None:
    other = small.model_copy(update={"chroma_token": SecretStr("geheim")})

    assert vector_place(small.data_dir, other).token == "geheim"
    assert "geheim" not in repr(other)
