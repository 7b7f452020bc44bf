"""A server on this machine that plays a language model, well or badly, in the formats of OpenAI and Ollama."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal, Self

Kind = Literal["openai", "ollama"]
Reply = Callable[[str], str]  # the prompt -> the text of the model
Fault = Literal[
    "hang before",
    "hang while",
    "drip",
    "drip bytes",
    "500",
    "404",
    "401",
    "429",
    "wrong json",
    "no json",
    "garbage",
    "empty",
    "nothing",
    "cut",
    "close",
    "endless",
    "endless line",
    "filtered",
    "redirect",
]


class ModelServer:
    """One model; use it in a ``with``."""

    def __init__(self, kind: Kind, reply: str | Reply = "", fault: Fault | None = None) -> None:
        self.kind = kind
        self.reply = reply
        self.fault = fault
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.open = 0  # replies being given
        self._ended = threading.Event()

    def __enter__(self) -> Self:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                server.open += 1
                try:
                    server._answer(self)
                except OSError:
                    pass
                finally:
                    server.open -= 1

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._ended.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    @property
    def host(self) -> str:
        """Address and port."""
        return f"127.0.0.1:{self._http.server_address[1]}"

    @property
    def url(self) -> str:
        """What a user would put in REGIOPLAN_LLM_URL."""
        return f"http://{self.host}" + ("/v1" if self.kind == "openai" else "")

    @property
    def prompt(self) -> str:
        """All messages of the last request."""
        return "\n".join(message["content"] for message in self.requests[-1]["messages"])

    def _answer(self, http: BaseHTTPRequestHandler) -> None:
        body = http.rfile.read(int(http.headers["Content-Length"]))
        self.requests.append(json.loads(body))
        self.headers.append({name.lower(): value for name, value in http.headers.items()})
        wanted = "/v1/chat/completions" if self.kind == "openai" else "/api/chat"
        if http.path != wanted or not self.requests[-1].get("stream"):
            http.send_error(400)
            return
        if self.fault == "hang before":
            self._ended.wait()
        elif self.fault in {"500", "404", "401", "429"}:
            http.send_error(int(self.fault))
        elif self.fault == "redirect":
            http.send_response(307)
            http.send_header("Location", f"http://127.0.0.2:{self._http.server_address[1]}{http.path}")
            http.end_headers()
        elif self.fault == "close":
            http.connection.shutdown(socket.SHUT_RDWR)
        else:
            http.send_response(200)
            http.send_header("Content-Type", "text/event-stream" if self.kind == "openai" else "application/x-ndjson")
            http.end_headers()
            for data in self._body():
                http.wfile.write(data)
                http.wfile.flush()

    def _body(self) -> Iterator[bytes]:
        text = self.reply if isinstance(self.reply, str) else self.reply(self.prompt)
        pieces = [text[place : place + 7] for place in range(0, len(text), 7)]
        if self.fault == "wrong json":
            yield b'data: {"antwoord": 42}\n\n' if self.kind == "openai" else b'{"antwoord": 42}\n'
        elif self.fault == "no json":
            yield b"data: {nee\n\n" if self.kind == "openai" else b"{nee\n"
        elif self.fault == "garbage":
            yield bytes(range(256)) * 20
        elif self.fault == "empty":
            yield from self._end()
        elif self.fault == "nothing":
            pass
        elif self.fault == "hang while":
            yield from map(self._piece, pieces[: len(pieces) // 2])
            self._ended.wait()
        elif self.fault == "drip":
            yield from self._slowly(map(self._piece, pieces * 50))
        elif self.fault == "drip bytes":
            yield from self._slowly(bytes([byte]) for byte in b": geduld " * 1000)
        elif self.fault == "endless":
            while not self._ended.is_set():
                yield self._piece("en nog meer tekst ")
        elif self.fault == "endless line":
            while not self._ended.is_set():
                yield b"a" * 65536
        elif self.fault == "cut":
            yield from map(self._piece, pieces)
        else:
            yield from map(self._piece, pieces)
            yield from self._end("content_filter" if self.fault == "filtered" else "stop")

    def _slowly(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            if self._ended.wait(0.1):
                return
            yield piece

    def _piece(self, text: str) -> bytes:
        if self.kind == "openai":
            return _event({"choices": [{"index": 0, "delta": {"role": "assistant", "content": text}}]})
        return _line({"message": {"role": "assistant", "content": text}, "done": False})

    def _end(self, reason: str = "stop") -> Sequence[bytes]:
        if self.kind == "openai":
            closing = _event({"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]})
            return [closing, b"data: [DONE]\n\n"]
        if reason == "content_filter":
            return []
        return [_line({"message": {"role": "assistant", "content": ""}, "done": True, "done_reason": reason})]


def _event(fields: dict[str, Any]) -> bytes:
    table = {"id": "1", "object": "chat.completion.chunk", "created": int(time.time()), "model": "proef", **fields}
    return b"data: " + json.dumps(table).encode() + b"\n\n"


def _line(fields: dict[str, Any]) -> bytes:
    return json.dumps({"model": "proef", "created_at": "2025-01-01T00:00:00Z", **fields}).encode() + b"\n"
