"""The child process that parses files: a JSON request a line in, a JSON answer a line out.

``python -m ingest.worker SECONDS`` gives each file so many CPU seconds.

It has limits on memory and on CPU seconds for each file, so that a hostile file can end this process and nothing else.
"""

import json
import os
import resource
import sys
from pathlib import Path
from typing import TextIO

from errors import AssistantError
from ingest.parsing import as_table, info_from, parse

MOST_MEMORY_BYTES = 2_000_000_000


def main() -> None:
    """Answer requests until standard input ends."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # A library that prints must not spoil the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)
    most_cpu_s = int(sys.argv[1])
    for line in sys.stdin:
        _limit_cpu(most_cpu_s)
        _answer(line, answers)


def _limit_cpu(most_cpu_s: int) -> None:
    """Let the process use so many CPU seconds from now on; the signal that follows ends it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime) + most_cpu_s
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _answer(line: str, answers: TextIO) -> None:
    request = json.loads(line)
    out_of_memory = False
    try:
        table = as_table(parse(info_from(request["info"]), Path(request["path"]), request["passage_words"]))
        answer = json.dumps(table)
    except AssistantError as error:
        answer = json.dumps({"refusal": str(error)})
    except (MemoryError, RecursionError):
        out_of_memory = True
        answer = json.dumps({"too_large": True})
    answers.write(answer + "\n")
    answers.flush()
    if out_of_memory:
        # What was left behind may not fit beside the next file.
        sys.exit(0)


if __name__ == "__main__":
    main()
