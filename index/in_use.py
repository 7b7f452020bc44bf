"""The index in use by a server: a new generation is opened beside it, so that nobody waits for that."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from index.generations import current_generation
from index.retrieval import Index


class IndexInUse:
    """Holds the index in use. Safe to share between threads."""

    def __init__(self, data_dir: Path, open_newest: Callable[[], Index]) -> None:
        """``open_newest`` opens the generation that the data folder points to."""
        self._data_dir = data_dir
        self._open_newest = open_newest
        self._opener = ThreadPoolExecutor(max_workers=1)
        self._lock = threading.Lock()
        self._generation: Path | None = None
        self._opening: Future[Index] = Future()
        self._before: Index | None = None  # serves until the next one is open

    def get(self, *, newest: bool = False) -> Index:
        """The index of the newest generation; while that is being opened, the one before, unless asked otherwise.

        Raises: IndexMissing, and as ``open_newest``, which is then tried again at the next call.
        """
        generation = current_generation(self._data_dir)
        with self._lock:
            if generation != self._generation:
                self._generation = generation
                self._opening = self._opener.submit(self._open_newest)
            opening, before = self._opening, self._before
        if before is not None and not newest and not opening.done():
            return before
        return self._opened(opening)

    def _opened(self, opening: Future[Index]) -> Index:
        """The index, once it is open."""
        try:
            index = opening.result()
        except Exception:
            with self._lock:
                if opening is self._opening:
                    self._generation = self._before = None
            raise
        with self._lock:
            if opening is self._opening:
                self._before = index
        return index
