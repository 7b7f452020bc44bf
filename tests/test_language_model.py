"""A server with a language model: what is sent to it, and what becomes of everything it can do wrong."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import get_args

import pytest
from model_server import Fault, Kind, ModelServer
from pydantic import SecretStr

from answer.language_model import LanguageModel, ModelNotNamed, check_language_model, open_language_model
from answer.prompt import Prompt
from answer.streaming import ModelFailed, within
from errors import AssistantError
from settings import PROJECT_ROOT, Settings

PROMPT = Prompt("Wees kort.", "Zeg goed.")
TIMEOUT_S = 0.8
LATE_S = 1.0  # after the time-out
KINDS = get_args(Kind)
SLOW = ("hang before", "hang while", "drip", "drip bytes")
ENDLESS = ("endless", "endless line")
REASONS: dict[Fault, str] = {
    "hang before": "niet klaar binnen 0,8 seconden",
    "hang while": "niet klaar binnen 0,8 seconden",
    "drip": "niet klaar binnen 0,8 seconden",
    "drip bytes": "niet klaar binnen 0,8 seconden",
    "500": r"gaf een fout \(500\)",
    "404": "kent het model ‘proef’ of het adres niet",
    "401": "weigert de sleutel",
    "429": "heeft het te druk",
    "no json": "iets dat geen tekst is",
    "garbage": "iets dat geen tekst is|brak zijn tekst af",
    "wrong json": "iets dat geen tekst is|brak zijn tekst af",
    "nothing": "brak zijn tekst af",
    "cut": "brak zijn tekst af",
    "close": "niet te bereiken|iets dat geen tekst is",
    "filtered": "brak zijn tekst af",
    "redirect": r"gaf een fout \(307\)",
    "endless": "hield niet op met schrijven",
    "endless line": "niet te bereiken|iets dat geen tekst is|niet klaar binnen",
}


def opened(server: ModelServer, timeout_s: float = 20.0, key: str = "") -> LanguageModel:
    model = open_language_model(
        Settings(
            llm_url=server.url, llm_model="proef", llm_kind=server.kind, llm_timeout_s=timeout_s, llm_key=SecretStr(key)
        )
    )
    assert model is not None
    return model


@pytest.fixture(scope="module", autouse=True)
def clients() -> None:
    """The clients, imported once, so that the time that takes is not counted where time is measured."""
    for kind in KINDS:
        with ModelServer(kind, "goed") as server:
            check_language_model(opened(server))


def test_without_a_setting_there_is_no_model() -> None:
    assert open_language_model(Settings(llm_url="")) is None


def test_a_server_without_the_name_of_a_model_is_an_error_with_what_to_do() -> None:
    with pytest.raises(ModelNotNamed, match="Stel REGIOPLAN_LLM_MODEL in"):
        open_language_model(Settings(llm_url="http://127.0.0.1:1/v1"))


@pytest.mark.parametrize("url", ["127.0.0.1:8000", "ftp://host/v1", "http://name:secret@host/v1", "http://host/v1?a=b"])
def test_an_address_that_is_none_or_holds_a_secret_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="llm_url"):
        Settings(llm_url=url)


def test_no_client_is_imported_unless_text_is_asked_for() -> None:
    code = (
        "import sys; from settings import Settings; from answer.language_model import open_language_model;"
        "import answer.writing;"
        "open_language_model(Settings(llm_url='http://127.0.0.1:1/v1', llm_model='proef'));"
        "sys.exit(any(name in sys.modules for name in ('openai', 'ollama', 'llama_index.core')))"
    )

    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT_ROOT, env={**os.environ, "PYTHONPATH": "."})

    assert done.returncode == 0


@pytest.mark.parametrize("kind", KINDS)
def test_text_comes_in_pieces_and_whole(kind: Kind) -> None:
    with ModelServer(kind, "De trekker is de gemeente [1].") as server:
        pieces = list(opened(server).stream(PROMPT))

    assert len([piece for piece in pieces if piece]) > 2
    assert "".join(pieces) == "De trekker is de gemeente [1]."
    assert server.prompt == "Wees kort.\nZeg goed."
    assert server.requests[0]["model"] == "proef"


@pytest.mark.parametrize("kind", KINDS)
def test_only_our_own_key_is_sent_and_nothing_that_the_environment_holds(
    kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OLLAMA_API_KEY"):
        monkeypatch.setenv(name, "van-een-ander")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")

    with ModelServer(kind, "goed") as server:
        check_language_model(opened(server))
        check_language_model(opened(server, key="geheim"))

    without, with_key = server.headers
    assert "authorization" not in without
    assert with_key["authorization"] == "Bearer geheim"
    assert "van-een-ander" not in str(server.headers)
    assert not [name for name in without if name.startswith(("x-", "openai-", "user-agent"))]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fault", [fault for fault in get_args(Fault) if fault != "empty"])
def test_a_fault_ends_in_a_reason_in_time(kind: Kind, fault: Fault) -> None:
    started = time.monotonic()
    with ModelServer(kind, "Dit is de tekst die half aankomt [1].", fault) as server:
        model = opened(server, TIMEOUT_S)

        with pytest.raises(ModelFailed, match=REASONS[fault]):
            list(model.stream(PROMPT))

        assert time.monotonic() - started < TIMEOUT_S + LATE_S
    if fault not in (*SLOW, *ENDLESS):
        assert time.monotonic() - started < TIMEOUT_S


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fault", [*SLOW, *ENDLESS])
def test_a_reading_that_nobody_waits_for_ends_too(kind: Kind, fault: Fault) -> None:
    def reading() -> list[threading.Thread]:
        return [thread for thread in threading.enumerate() if thread.name == "language-model"]

    with ModelServer(kind, "tekst " * 20, fault) as server:
        with pytest.raises(ModelFailed):
            list(opened(server, 0.3).stream(PROMPT))
        until = time.monotonic() + 3
        while reading() and time.monotonic() < until:
            time.sleep(0.05)

        assert not reading()


@pytest.mark.parametrize("kind", KINDS)
def test_no_server_is_told_at_once(kind: Kind) -> None:
    with ModelServer(kind) as server:
        model = opened(server)
    started = time.monotonic()

    with pytest.raises(ModelFailed, match="niet te bereiken"):
        list(model.stream(PROMPT))

    assert time.monotonic() - started < 1


@pytest.mark.parametrize("kind", KINDS)
def test_the_check_up_names_model_and_host(kind: Kind) -> None:
    with ModelServer(kind, "goed") as server:
        found = check_language_model(opened(server))

    assert found.startswith(f"model proef op {server.host} antwoordt, in ")


@pytest.mark.parametrize("kind", KINDS)
def test_the_check_up_refuses_an_empty_text(kind: Kind) -> None:
    with ModelServer(kind, "", "empty") as server, pytest.raises(ModelFailed, match="leeg antwoord"):
        check_language_model(opened(server))


def test_what_comes_before_the_time_is_over_is_seen_at_once() -> None:
    gate = threading.Event()

    def slow() -> Iterator[str]:
        yield "eerst"
        gate.wait(5)
        yield "later"

    stream = within(slow, 5)

    assert next(stream) == "eerst"
    gate.set()
    assert list(stream) == ["later"]


def test_a_stream_that_is_left_stops_its_thread() -> None:
    made = 0

    def pieces() -> Iterator[str]:
        nonlocal made
        while True:
            made += 1
            time.sleep(0.01)
            yield "x"

    stream = within(pieces, 60)
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    time.sleep(0.1)
    before = made
    time.sleep(0.1)

    assert made == before


def test_an_error_of_ours_passes_through() -> None:
    def pieces() -> Iterator[str]:
        yield "a"
        raise AssistantError("Zo niet.")

    with pytest.raises(AssistantError, match=r"Zo niet\."):
        list(within(pieces, 5))
