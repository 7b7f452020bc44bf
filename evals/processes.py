"""The assistant in processes of its own, for trials and tests."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from settings import PROJECT_ROOT

_PATIENCE_S = 60.0


def environment_with(**settings: object) -> dict[str, str]:
    """The environment of this process, with these settings: ``data_dir=...`` and so on."""
    return {**os.environ, **{f"REGIOPLAN_{name.upper()}": str(value) for name, value in settings.items()}}


@dataclass(frozen=True, slots=True)
class Served:
    """The app in a process of its own."""

    address: str
    process_id: int

    @property
    def cpu_s(self) -> float:
        """Seconds of processor that it has used, a figure that other work hardly changes; Linux alone tells it."""
        fields = Path(f"/proc/{self.process_id}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def served_app(data_dir: Path) -> Iterator[Served]:
    """The app, served over a data folder until the end of the block. Raises: TimeoutError."""
    port = _free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "cli", "serve", "--port", str(port), "--geen-browser"],
        cwd=PROJECT_ROOT,
        env=environment_with(data_dir=data_dir),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(address)
        yield Served(address, server.pid)
    finally:
        server.terminate()
        server.wait(timeout=20)


def is_served(address: str) -> bool:
    """True if the app answers there."""
    try:
        urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).close()
    except OSError:
        return False
    return True


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while not is_served(address):
        if time.monotonic() > deadline:
            raise TimeoutError(f"nothing is served at {address}")
        time.sleep(0.2)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
