"""A language model behind a server; the one door to llama-index's clients, which are imported when text is asked for.

Nothing here judges the text. Whatever a server does wrong becomes a ``ModelFailed`` with its reason in Dutch.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlsplit

from answer.prompt import Prompt
from answer.streaming import ModelFailed, within
from errors import AssistantError
from settings import Settings

if TYPE_CHECKING:
    import httpx

_MOST_BYTES = 2_000_000  # of a reply, its wrapping included
_MOST_TOKENS = 400  # 80 Dutch words are about 200
_CONTEXT_TOKENS = 4096
_OPEN = 2.0  # times the time-out after which a reading that nobody waits for ends as well
_NO_KEY = "geen"  # llama-index takes an empty key for "look in the environment"
# All that is sent beside question and passages. The clients would add headers from the environment.
_SENT_HEADERS = frozenset({"host", "content-type", "content-length", "accept", "accept-encoding", "connection"})
# What the clients raise over a reply that is not what it should be, beside their own errors.
_MALFORMED = (AttributeError, LookupError, OSError, RuntimeError, TypeError, ValueError)

Generate = Callable[[Prompt], Iterator[str]]


class ModelNotNamed(AssistantError):
    """There is a server, but it is not said which model to use."""

    def __init__(self) -> None:
        super().__init__(
            "REGIOPLAN_LLM_URL is ingesteld, maar niet welk model. Stel REGIOPLAN_LLM_MODEL in, of verwijder "
            "REGIOPLAN_LLM_URL."
        )


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """A model that can be asked for text."""

    name: str
    host: str  # where questions and passages go, with the port if one is given
    timeout_s: float  # for a whole text
    generate: Generate  # prompt -> pieces of text as they arrive

    def stream(self, prompt: Prompt) -> Iterator[str]:
        """Pieces of text as they arrive. Raises: ModelFailed, at the latest when the time is over."""
        return within(lambda: self.generate(prompt), self.timeout_s)


def open_language_model(settings: Settings) -> LanguageModel | None:
    """The model that is configured, or None. Nothing is sent or imported yet. Raises: ModelNotNamed."""
    if not settings.llm_url:
        return None
    name = settings.llm_model.strip()
    if not name:
        raise ModelNotNamed
    stream = _ollama if settings.llm_kind == "ollama" else _openai
    return LanguageModel(
        name, urlsplit(settings.llm_url).netloc, settings.llm_timeout_s, lambda prompt: stream(settings, name, prompt)
    )


def check_language_model(model: LanguageModel) -> str:
    """What the model is and how fast it answers, after asking it for one word. Raises: ModelFailed."""
    started = time.perf_counter()
    text = "".join(model.stream(Prompt("Antwoord met één woord.", "Zeg: goed")))
    if not text.strip():
        raise ModelFailed("De server van het taalmodel gaf een leeg antwoord")
    return f"model {model.name} op {model.host} antwoordt, in {time.perf_counter() - started:.1f} s"


def _openai(settings: Settings, name: str, prompt: Prompt) -> Iterator[str]:
    try:
        from httpx import HTTPError
        from llama_index.llms.openai_like import OpenAILike
        from openai import APIConnectionError, APIStatusError, OpenAIError
    except ImportError as error:
        _not_installed(error)
    with _http_client(settings) as client:
        model = OpenAILike(
            model=name,
            api_base=settings.llm_url,
            api_key=settings.llm_key.get_secret_value() or _NO_KEY,
            is_chat_model=True,
            context_window=_CONTEXT_TOKENS,
            max_tokens=_MOST_TOKENS,
            temperature=0.0,
            max_retries=0,
            timeout=settings.llm_timeout_s,
            http_client=client,
        )
        finish: str | None = None
        try:
            for part in model.stream_chat(_messages(prompt)):
                choices = getattr(part.raw, "choices", None) or ()
                finish = next((choice.finish_reason for choice in choices if choice.finish_reason), finish)
                yield part.delta or ""
        except APIStatusError as error:
            _refused(error.status_code, name, error)
        except APIConnectionError as error:
            _unreachable(error)
        except (OpenAIError, HTTPError, *_MALFORMED) as error:
            _unreadable(error)
        if finish is None or finish == "content_filter":
            raise ModelFailed(_CUT)


def _ollama(settings: Settings, name: str, prompt: Prompt) -> Iterator[str]:
    try:
        from httpx import ConnectError, HTTPError
        from llama_index.llms.ollama import Ollama
        from ollama import Client, ResponseError
    except ImportError as error:
        _not_installed(error)
    transport = _transport(settings)
    client = Client(settings.llm_url, timeout=settings.llm_timeout_s, follow_redirects=False, transport=transport)
    try:
        model = Ollama(
            model=name,
            client=client,
            temperature=0.0,
            context_window=_CONTEXT_TOKENS,  # without it, the client asks the server for it first
            thinking=False,
            additional_kwargs={"num_predict": _MOST_TOKENS},
        )
        done = False
        try:
            for part in model.stream_chat(_messages(prompt)):
                done = done or bool(part.raw and part.raw.get("done"))
                yield part.delta or ""
        except ResponseError as error:
            _refused(error.status_code, name, error)
        except (ConnectionError, ConnectError) as error:
            _unreachable(error)
        except (HTTPError, *_MALFORMED) as error:
            _unreadable(error)
        if not done:
            raise ModelFailed(_CUT)
    finally:
        transport.close()


def _messages(prompt: Prompt) -> Any:  # noqa: ANN401 - a list of llama-index's messages
    from llama_index.core.base.llms.types import ChatMessage, MessageRole

    return [
        ChatMessage(role=MessageRole.SYSTEM, content=prompt.system),
        ChatMessage(role=MessageRole.USER, content=prompt.user),
    ]


def _http_client(settings: Settings) -> "httpx.Client":
    import httpx

    return httpx.Client(transport=_transport(settings), timeout=settings.llm_timeout_s, follow_redirects=False)


def _transport(settings: Settings) -> "httpx.BaseTransport":
    """The way to the server: with limits on time and size, and nothing sent but what is meant to be sent.

    A proxy or key that the environment names is left alone; a redirect is not followed, since the page says where a
    question goes.
    """
    import httpx

    key = settings.llm_key.get_secret_value()
    deadline = time.monotonic() + _OPEN * settings.llm_timeout_s

    class Limited(httpx.SyncByteStream):
        """A reply that ends when it is too long or takes too long, however slowly its bytes drip."""

        def __init__(self, stream: httpx.SyncByteStream) -> None:
            self._stream = stream

        def __iter__(self) -> Iterator[bytes]:
            size = 0
            for chunk in self._stream:
                size += len(chunk)
                if size > _MOST_BYTES or time.monotonic() > deadline:
                    raise httpx.ReadError("the reply does not end")
                yield chunk

        def close(self) -> None:
            self._stream.close()

    class Transport(httpx.HTTPTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            for name in [name for name in request.headers if name.lower() not in _SENT_HEADERS]:
                del request.headers[name]
            if key:
                request.headers["authorization"] = f"Bearer {key}"
            # Packed, a small reply could become a large one.
            request.headers["accept-encoding"] = "identity"
            response = super().handle_request(request)
            if isinstance(response.stream, httpx.SyncByteStream):
                response.stream = Limited(response.stream)
            return response

    return Transport()


_CUT = "De server van het taalmodel brak zijn tekst af"


def _not_installed(error: ImportError) -> NoReturn:
    raise ModelFailed(
        "De onderdelen voor een taalmodel zijn niet geïnstalleerd (installeer ze met: pip install -e '.[taalmodel]')"
    ) from error


def _refused(status: int, name: str, error: Exception) -> NoReturn:
    if status in {401, 403}:
        raise ModelFailed("De server van het taalmodel weigert de sleutel (REGIOPLAN_LLM_KEY)") from error
    if status == 404:
        raise ModelFailed(f"De server van het taalmodel kent het model ‘{name}’ of het adres niet") from error
    if status == 429:
        raise ModelFailed("De server van het taalmodel heeft het te druk") from error
    raise ModelFailed(f"De server van het taalmodel gaf een fout ({status})" if status > 0 else _NO_TEXT) from error


def _unreachable(error: Exception) -> NoReturn:
    raise ModelFailed("De server van het taalmodel is niet te bereiken") from error


_NO_TEXT = "De server van het taalmodel gaf iets dat geen tekst is"


def _unreadable(error: Exception) -> NoReturn:
    raise ModelFailed(_NO_TEXT) from error
