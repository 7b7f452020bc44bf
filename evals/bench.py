"""``make bench``: time and memory, each beside a floor measured in the same run (the machine is noisy)."""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import bm25s
import numpy as np

from answer.assistant import ask, warm_up
from evals.metrics import percentile
from evals.processes import environment_with
from evals.questions import read_questions
from index.build import build_index, search_text
from index.retrieval import open_index
from index.tokens import tokens
from settings import PROJECT_ROOT, Settings

_ROUNDS = 3
_QUESTION = "Wie trekt valpreventie in Lekstroom?"


def main() -> None:
    """Print a line a measurement."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        start = time.perf_counter()
        report = build_index(settings)
        _line("index of the corpus from nothing, imports included", time.perf_counter() - start, "s")
        _line("index of an unchanged corpus", build_index(settings).seconds, "s")
        index = open_index(settings)
        warm_up(index)
        questions = [q.question for q in read_questions() if q.split == "dev"]
        found = _times(lambda question: index.retrieve(question), questions)
        _line(
            f"warm retrieval, p50 over {len(found)} questions, {report.passages} passages", percentile(found, 0.5), "ms"
        )
        _line("warm retrieval, p99", percentile(found, 0.99), "ms")
        asked = _times(lambda question: ask(question, index), questions)
        _line("warm ask, p50", percentile(asked, 0.5), "ms")
        _line("warm ask, p99", percentile(asked, 0.99), "ms")
        texts = [search_text(p, index.documents[p.document_id].title) for p in index.passages]
        plain = bm25s.BM25(method="lucene")
        plain.index([tokens(text) for text in texts], show_progress=False)
        vectors = np.random.default_rng(0).standard_normal((len(texts), 256)).astype(np.float32)
        floor = _times(lambda q: (plain.get_scores(tokens(q)), vectors @ vectors[0]), questions)
        _line("floor: bm25s scores and one matrix product, p50", percentile(floor, 0.5), "ms")
        _line("retrieval is so many floors", percentile(found, 0.5) / percentile(floor, 0.5), "x")
        _line("an answer is so many floors", percentile(asked, 0.5) / percentile(floor, 0.5), "x")
        _line(
            "memory of this process, which built the index, most",
            resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "MB",
        )
        environment = environment_with(data_dir=folder)
        command = [sys.executable, "-m", "cli", "ask", _QUESTION, "--json"]
        _line("memory of a process that only asks", _memory_of_asking_mb(environment), "MB")
        _line("command line, cold process", _process_s(command, environment), "s")
        _line("floor: python -c pass", _process_s([sys.executable, "-c", "pass"], environment), "s")


def _memory_of_asking_mb(environment: dict[str, str]) -> float:
    """The most memory of a process that opens the index and answers, in MB."""
    code = (
        "import re, sys; from answer.assistant import ask; from index.retrieval import open_index; "
        "from settings import load_settings; index = open_index(load_settings()); "
        "[ask(question, index) for question in sys.argv[1:]]; "
        # The peak that getrusage gives is inherited from the process that started this one.
        "print(int(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1]) / 1024)"
    )
    command = [sys.executable, "-c", code, _QUESTION, "Wat is reablement?"]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=PROJECT_ROOT, env=environment)
    return float(done.stdout)


def _times(run: Callable[[str], object], questions: list[str]) -> list[float]:
    """Milliseconds of each call, over all rounds."""
    found = []
    for question in questions * _ROUNDS:
        start = time.perf_counter()
        run(question)
        found.append(1000 * (time.perf_counter() - start))
    return found


def _process_s(command: list[str], environment: dict[str, str]) -> float:
    """The shortest of three runs, in seconds."""
    found = []
    for _ in range(_ROUNDS):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=PROJECT_ROOT, env=environment)
        found.append(time.perf_counter() - start)
    return min(found)


def _line(what: str, value: float, unit: str) -> None:
    print(f"{what:<66} {value:10.2f} {unit}", flush=True)


if __name__ == "__main__":
    main()
