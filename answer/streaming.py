"""Text that arrives in pieces, with one time-out over all of it."""

import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from errors import AssistantError

MOST_CHARACTERS = 8_000  # ten times what is asked for


class ModelFailed(AssistantError):
    """A language model gave no usable text; the sentence says why and has no full stop."""


@dataclass(frozen=True, slots=True)
class _End:
    error: AssistantError | None


def within(pieces: Callable[[], Iterator[str]], timeout_s: float) -> Iterator[str]:
    """The pieces as they arrive, and no longer than ``timeout_s`` from the first request on.

    They are made in a thread, because a read from a silent server cannot be ended from outside. The thread stops at
    its next piece after the time is over, or after this iterator is closed.

    Raises: ModelFailed when the time is over or there is no end to the text; whatever AssistantError the pieces raise.
    """
    arrived: queue.SimpleQueue[str | _End] = queue.SimpleQueue()
    left = threading.Event()

    def read() -> None:
        error: AssistantError | None = None
        source = pieces()
        try:
            for piece in source:
                arrived.put(piece)
                if left.is_set():
                    break
        except AssistantError as failure:
            error = failure
        except BaseException:
            arrived.put(_End(ModelFailed("Het taalmodel gaf door een fout in dit programma geen tekst")))
            raise
        finally:
            close = getattr(source, "close", None)
            if close is not None:
                close()
        arrived.put(_End(error))

    deadline = time.monotonic() + timeout_s
    threading.Thread(target=read, name="language-model", daemon=True).start()
    size = 0
    try:
        while True:
            try:
                piece = arrived.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                piece = _End(_too_slow(timeout_s))
            if isinstance(piece, _End):
                if piece.error is not None:
                    raise piece.error
                return
            if time.monotonic() > deadline:
                raise _too_slow(timeout_s)
            size += len(piece)
            if size > MOST_CHARACTERS:
                raise ModelFailed("Het taalmodel hield niet op met schrijven")
            yield piece
    finally:
        left.set()


def _too_slow(timeout_s: float) -> ModelFailed:
    return ModelFailed(f"Het taalmodel was niet klaar binnen {timeout_s:g} seconden".replace(".", ","))
