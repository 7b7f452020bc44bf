"""Parse files in a child process with limits, so that no file can take the assistant down."""

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from dataclasses import asdict
from types import TracebackType
from typing import IO

from ingest.corpus import CorpusFile, DocumentRefused
from ingest.parsing import Parsed, from_table
from ingest.passages import AIM_WORDS
from settings import PROJECT_ROOT

MOST_CPU_S = 30  # for one file
_WAIT = 4  # seconds by the clock for each CPU second, on a busy machine
_CHUNK = 1 << 20


class Sandbox:
    """A child process for parsing; started when first needed, and anew after a file has ended it."""

    def __init__(self, passage_words: int = AIM_WORDS, most_cpu_s: int = MOST_CPU_S) -> None:
        self._passage_words = passage_words
        self._most_cpu_s = most_cpu_s
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def parse(self, file: CorpusFile) -> Parsed:
        """The document with its passages. Raises: DocumentRefused with the reason and what to do."""
        name = file.info.file
        request = json.dumps({"info": asdict(file.info), "path": str(file.path), "passage_words": self._passage_words})
        answer = self._ask(request.encode() + b"\n", name)
        table = json.loads(answer)
        if "refusal" in table:
            raise DocumentRefused(str(table["refusal"]))
        if "too_large" in table:
            self._end()
            raise DocumentRefused(f"{name} kost te veel geheugen om te lezen en is overgeslagen. Splits het document.")
        return from_table(table)

    def _ask(self, request: bytes, name: str) -> bytes:
        child = self._running()
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            child.stdin.write(request)
            child.stdin.flush()
        except BrokenPipeError:
            raise self._ended(child, name) from None
        parts: list[bytes] = []
        deadline = time.monotonic() + _WAIT * self._most_cpu_s
        while not parts or not parts[-1].endswith(b"\n"):
            if not _has_output(child.stdout, max(0.0, deadline - time.monotonic())):
                self._end()
                raise DocumentRefused(
                    f"{name} kost te veel tijd om te lezen en is overgeslagen. Maak een eenvoudiger versie van het "
                    f"document."
                )
            part = os.read(child.stdout.fileno(), _CHUNK)
            if not part:
                raise self._ended(child, name)
            parts.append(part)
        return b"".join(parts)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._end()
            self._child = subprocess.Popen(
                [sys.executable, "-m", "ingest.worker", str(self._most_cpu_s)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=PROJECT_ROOT,
            )
        return self._child

    def _ended(self, child: subprocess.Popen[bytes], name: str) -> DocumentRefused:
        """Why the child ended while it read a file."""
        status = child.wait()
        self._end()
        if status == -signal.SIGXCPU:
            return DocumentRefused(
                f"{name} kost te veel rekentijd om te lezen en is overgeslagen. Maak een eenvoudiger versie van het "
                f"document."
            )
        return DocumentRefused(
            f"{name} is niet te lezen: het programma dat het bestand las, is erop vastgelopen. Maak een nieuwe versie "
            f"van het document."
        )

    def _end(self) -> None:
        if self._child is None:
            return
        self._child.kill()
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue
        self._child = None


def _has_output(stream: IO[bytes], most_s: float) -> bool:
    """Wait until there is something to read or the stream has ended; False if that takes too long."""
    with selectors.DefaultSelector() as waiting:  # select() takes no descriptor above 1023
        waiting.register(stream, selectors.EVENT_READ)
        return bool(waiting.select(most_s))
