"""A short version of ``make crash``: whatever ends an ingest, the index opens and answers as before or after."""

from pathlib import Path

import pytest

from evals.crash import Trial, compile_failing_writes, fail_writes, kill_at_random


def test_killed_ingests_leave_an_index_that_answers(tmp_path: Path) -> None:
    assert kill_at_random(Trial(tmp_path), times=4, seed=1) == []


def test_failing_writes_leave_an_index_that_answers_and_get_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    library = compile_failing_writes(tmp_path / "lib")
    if library is None:
        pytest.skip("no C compiler; failing writes cannot be made")

    assert fail_writes(Trial(tmp_path), library, most=3) == []
