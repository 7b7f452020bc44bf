"""``make crash``: end ``regioplan ingest`` at random moments, and make its writes fail, and look at what is left.

After each blow the index must open, hold one of the two corpora as a whole, and answer as before or after. The next
ingest must work as if nothing had happened.
"""

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from answer.assistant import ask
from evals.corpora import write_document
from evals.processes import environment_with
from index.build import build_index
from index.retrieval import open_index
from settings import PROJECT_ROOT, Settings

QUESTIONS = ("Wie helpt bij valpreventie?", "Wanneer start het programma in Houten?", "Wat bouwt de corporatie?")
SLIDES = (
    " Aanpak\nDe fysiotherapeut helpt ouderen met valpreventie.\n Planning\nIn 2025 start het programma in Houten.\n"
)
EXTRA = " Wonen\nDe corporatie bouwt woningen voor starters.\n Zorg\nDe huisarts werkt samen met de wijkverpleging.\n"

State = tuple[tuple[str, ...], tuple[str, ...]]  # ids of documents, texts of answers


class Trial:
    """Two versions of a small corpus, and an index that goes from one to the other."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(corpus_dir=folder / "corpus", data_dir=folder / "data")
        self.settings.corpus_dir.mkdir()
        self.states: list[State] = []
        self._version = 0
        for version in (1, 0):
            self.turn_to(version)
            build_index(self.settings)
            self.states.append(self.state())

    def turn_to(self, version: int) -> None:
        """Make the corpus the one or the other version."""
        self._version = version
        texts = {"plan": SLIDES, "wonen": EXTRA} if version else {"plan": SLIDES.replace("Houten", "Lopik")}
        for path in self.settings.corpus_dir.iterdir():
            path.unlink()
        for name, text in texts.items():
            write_document(self.settings.corpus_dir, name, ".txt", text.encode())

    def turn(self) -> None:
        """Make the corpus its other version."""
        self.turn_to(1 - self._version)

    def state(self) -> State:
        """What a reader sees now. Raises: whatever opening or asking raises."""
        index = open_index(self.settings)
        return tuple(sorted(index.documents)), tuple(ask(question, index).text for question in QUESTIONS)

    def command(self, environment: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        """Start an ingest of its own process."""
        return subprocess.Popen(
            [sys.executable, "-m", "cli", "ingest"],
            cwd=PROJECT_ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={
                **environment_with(corpus_dir=self.settings.corpus_dir, data_dir=self.settings.data_dir),
                **(environment or {}),
            },
        )


def kill_at_random(trial: Trial, times: int, seed: int = 0) -> list[str]:
    """Kill ``times`` ingests at random moments; returns what was wrong afterwards."""
    chance = random.Random(seed)
    start = time.perf_counter()
    trial.turn()
    trial.command().communicate()
    whole_s = time.perf_counter() - start
    faults = []
    for number in range(times):
        trial.turn()
        child = trial.command()
        time.sleep(chance.uniform(0.0, 1.05 * whole_s))
        child.kill()
        child.communicate()
        faults.extend(_faults(trial, f"kill {number}"))
        _progress(number + 1, times, "killed")
    faults.extend(_recovers(trial))
    return faults


def fail_writes(trial: Trial, library: Path, most: int) -> list[str]:
    """Make writes fail, at most ``most`` places for each kind of failure; returns what was wrong afterwards."""
    count_file = trial.settings.data_dir.parent / "count"
    watched = {"LD_PRELOAD": str(library), "FAIL_UNDER": str(trial.settings.data_dir)}
    trial.turn()
    trial.command({**watched, "FAIL_AT": "0", "FAIL_COUNT": str(count_file)}).communicate()
    writes = int(count_file.read_text(encoding="utf-8"))
    print(f"an ingest writes {writes} times", file=sys.stderr)
    faults = []
    places = range(1, writes + 1, max(1, -(-writes // most)))
    for kind in ("ENOSPC", "EIO"):
        for done, place in enumerate(places, start=1):
            trial.turn()
            child = trial.command({**watched, "FAIL_AT": str(place), "FAIL_WITH": kind})
            _, errors = child.communicate()
            message = errors.decode(errors="replace").strip()
            name = f"{kind} at write {place}"
            if child.returncode not in {0, 1}:
                faults.append(f"{name}: exit status {child.returncode}: {message[-300:]}")
            elif child.returncode == 1 and ("Traceback" in message or len(message.splitlines()) != 1):
                faults.append(f"{name}: no single sentence: {message[-600:]}")
            faults.extend(_faults(trial, name))
            _progress(done, len(places), kind)
    faults.extend(_recovers(trial))
    return faults


def compile_failing_writes(folder: Path) -> Path | None:
    """The library that makes writes fail, or None where there is no C compiler."""
    compiler = shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        return None
    library = folder / "failing_writes.so"
    source = Path(__file__).with_name("failing_writes.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
    return library


def _faults(trial: Trial, name: str) -> list[str]:
    try:
        state = trial.state()
    except Exception as error:  # any failure at all is what is looked for here
        return [f"{name}: {type(error).__name__}: {error}"]
    return [] if state in trial.states else [f"{name}: neither the one nor the other: {state}"]


def _recovers(trial: Trial) -> list[str]:
    """After all the blows, both versions can still be indexed."""
    faults = []
    for version, state in zip((1, 0), trial.states, strict=True):
        trial.turn_to(version)
        build_index(trial.settings)
        if trial.state() != state:
            faults.append(f"version {version} is not indexed as it was before")
    return faults


def _progress(done: int, total: int, what: str) -> None:
    if done % 25 == 0 or done == total:
        print(f"{what}: {done} of {total}", file=sys.stderr, flush=True)


def main() -> int:
    """Run both trials and print a line each; exit status 1 when anything was wrong."""
    parser = argparse.ArgumentParser(prog="evals.crash")
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--places", type=int, default=100, help="at most so many failing writes of each kind")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "kill").mkdir()
        faults = kill_at_random(Trial(folder / "kill"), arguments.kills)
        print(f"{arguments.kills} kills: {len(faults)} faults")
        library = compile_failing_writes(folder)
        if library is None:
            print("no C compiler: failing writes were not tried")
        else:
            (folder / "fail").mkdir()
            more = fail_writes(Trial(folder / "fail"), library, arguments.places)
            print(f"failing writes, ENOSPC and EIO: {len(more)} faults")
            faults.extend(more)
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
