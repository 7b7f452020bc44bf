"""``make load``: many people at once, over the WebSocket of a browser, each answer compared with what it should be.

A session opens the chat, asks the questions of a conversation one by one, and begins anew. The page has to show the
whole conversation of this session and nothing else. Meanwhile the index is made anew once.
"""

import argparse
import asyncio
import html
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from answer.assistant import ask
from answer.model import Answer
from evals.metrics import percentile
from evals.processes import Served, environment_with, served_app
from evals.questions import read_questions
from index.build import build_index
from index.retrieval import Index, open_index
from settings import PROJECT_ROOT, Settings

_TURNS = 4  # questions of a conversation
_CONVERSATIONS = 60  # different ones, drawn from again and again
_PATIENCE_S = 60.0
_CHAT = '<div class="antwoord">'


@dataclass(frozen=True, slots=True)
class Turn:
    """A question with all that the page has to show when it has been answered."""

    question: str
    shown: str  # the letters and digits of all questions and answers of the conversation so far


@dataclass(slots=True)
class Counts:
    """What came of the questions."""

    seconds: list[float] = field(default_factory=list)  # from sending a question until its answer is on the page
    crossed: list[str] = field(default_factory=list)  # questions after which the page showed something else
    failed: list[str] = field(default_factory=list)  # what went wrong otherwise


def main() -> int:
    """Print the figures; 1 if something failed or was crossed."""
    parser = argparse.ArgumentParser(prog="evals.load", description="Veel gebruikers tegelijk.")
    parser.add_argument("--vragen", type=int, default=2000, help="hoeveel vragen de 20 sessies samen stellen")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        build_index(settings)
        conversations = _conversations(open_index(settings))
        with served_app(settings.data_dir) as served:
            counts = [
                asyncio.run(_crowd(served, settings, conversations, sessions, questions, pause_s))
                for sessions, questions, pause_s in (
                    (1, 40, 0.0),
                    (20, arguments.vragen, 4.0),
                    (20, arguments.vragen // 10, 0.0),
                    (100, arguments.vragen // 5, 15.0),
                )
            ]
    return int(any(one.failed or one.crossed for one in counts))


def _conversations(index: Index) -> list[list[Turn]]:
    """Conversations of questions of ``dev``, with what the page has to show after each."""
    chance = random.Random(0)
    asked = [question.question for question in read_questions() if question.split == "dev" and not question.history]
    return [_conversation(index, chance.sample(asked, _TURNS)) for _ in range(_CONVERSATIONS)]


def _conversation(index: Index, questions: Sequence[str]) -> list[Turn]:
    shown, turns = "", []
    for number, question in enumerate(questions):
        answer: Answer = ask(question, index, history=questions[:number])
        shown += _bare(question) + _bare(answer.text)
        turns.append(Turn(question, shown))
    return turns


async def _crowd(
    served: Served,
    settings: Settings,
    conversations: Sequence[Sequence[Turn]],
    sessions: int,
    questions: int,
    pause_s: float,
) -> Counts:
    """So many sessions at once, each with a pause between its questions, as of a person who reads."""
    counts = Counts()
    waiting = [conversations[number % len(conversations)] for number in range(-(-questions // _TURNS))]
    started, used_s = time.perf_counter(), served.cpu_s
    ingest = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cli", "ingest", "--opnieuw"),
        cwd=PROJECT_ROOT,
        env=environment_with(data_dir=settings.data_dir),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    await asyncio.gather(*(_session(served.address, waiting, pause_s, counts, seed) for seed in range(sessions)))
    if await ingest.wait():
        counts.failed.append("the index was not made anew")
    passed, used_s = time.perf_counter() - started, served.cpu_s - used_s
    print(
        f"{sessions:>4} sessions, pause {pause_s:>4.1f} s: {len(counts.seconds):>5} answers in {passed:6.1f} s; "
        f"p50 {1000 * percentile(counts.seconds, 0.5):5.0f} ms, p95 {1000 * percentile(counts.seconds, 0.95):5.0f} ms, "
        f"most {1000 * max(counts.seconds, default=0.0):5.0f} ms; "
        f"{1000 * used_s / max(len(counts.seconds), 1):4.0f} ms of processor each; "
        f"{len(counts.crossed)} crossed, {len(counts.failed)} failed",
        flush=True,
    )
    for fault in (*counts.crossed[:3], *counts.failed[:3]):
        print(f"     {fault}", flush=True)
    return counts


async def _session(address: str, waiting: list[Sequence[Turn]], pause_s: float, counts: Counts, seed: int) -> None:
    """Hold conversations until none is waiting; each over a connection of its own, which is a session of its own."""
    chance = random.Random(seed)
    await asyncio.sleep(chance.uniform(0, pause_s))
    while waiting:
        conversation = waiting.pop()
        try:
            async with connect(
                f"{address.replace('http', 'ws', 1)}/_stcore/stream",
                max_size=None,
                subprotocols=["streamlit"],  # type: ignore[list-item]
            ) as socket_:
                await _converse(socket_, conversation, pause_s, counts, chance)
        except (OSError, TimeoutError, ValueError) as error:
            counts.failed.append(f"{type(error).__name__}: {error}")


async def _converse(
    socket_: ClientConnection, conversation: Sequence[Turn], pause_s: float, counts: Counts, chance: random.Random
) -> None:
    page = await _drawn(socket_, {})
    for turn in conversation:
        await asyncio.sleep(chance.uniform(0.5, 1.5) * pause_s)
        start = time.perf_counter()
        page = await _drawn(socket_, {page.chat_input: turn.question})
        counts.seconds.append(page.answered_at - start)
        if page.shown != turn.shown:
            counts.crossed.append(turn.question)


@dataclass(frozen=True, slots=True)
class _Page:
    """What a run of the script has drawn."""

    chat_input: str  # id of the box that questions are typed in
    shown: str  # letters and digits of the questions and answers
    answered_at: float  # clock at which the last of them came


async def _drawn(socket_: ClientConnection, typed: dict[str, str]) -> _Page:
    """Send what was typed, and read until the page is complete.

    Raises: TimeoutError, and ValueError if the page shows an error or has no box to type in.
    """
    message = BackMsg()
    message.rerun_script.query_string = ""
    for widget, text in typed.items():
        state = message.rerun_script.widget_states.widgets.add()
        state.id, state.chat_input_value.data = widget, text
    await socket_.send(message.SerializeToString())
    chat_input, shown, answered_at = "", "", 0.0
    async with asyncio.timeout(_PATIENCE_S):
        while True:
            received = ForwardMsg()
            received.ParseFromString(await socket_.recv(decode=False))
            kind = received.WhichOneof("type")
            if kind == "new_session":
                chat_input, shown = "", ""
            elif kind == "script_finished" and received.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                if not chat_input:
                    raise ValueError("the page has no box to type in")
                return _Page(chat_input, shown, answered_at)
            elif kind == "delta" and received.delta.WhichOneof("type") == "new_element":
                element = received.delta.new_element
                drawn = element.WhichOneof("type")
                if drawn == "exception" or (drawn == "alert" and "error" in element.alert.icon):
                    raise ValueError(element.exception.message or element.alert.body)
                if drawn == "chat_input":
                    chat_input = element.chat_input.id
                text = element.text.body if drawn == "text" else element.html.body if drawn == "html" else ""
                if drawn == "text" or text.startswith(_CHAT):
                    shown += _bare(html.unescape(re.sub(r"<[^>]*>", "", text)) if drawn == "html" else text)
                    answered_at = time.perf_counter()


def _bare(text: str) -> str:
    return re.sub(r"\W", "", text)


if __name__ == "__main__":
    sys.exit(main())
