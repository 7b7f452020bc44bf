"""The learned weights of sentences and of absence, read from the folder that ``training.answers`` writes."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from answer import absence, evidence
from answer.judge import Judge
from answer.wording import Wording
from errors import AssistantError
from settings import PROJECT_ROOT

WEIGHTS_FILE = PROJECT_ROOT / "models" / "antwoord" / "weights.json"


class WeightsUnreadable(AssistantError):
    """The weights that come with the project are missing or of another version."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"De gewichten {path} ontbreken of zijn van een andere versie. Installeer het programma opnieuw."
        )


@dataclass(frozen=True)
class Weights:
    """What decides which sentences answer, and whether any do."""

    sentences: Judge
    wording: Wording
    answers: Judge
    threshold: float  # of the probability that the documents answer: below it they do not


@cache
def load_weights(path: Path = WEIGHTS_FILE) -> Weights:
    """Read once. Raises: WeightsUnreadable."""
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        return Weights(
            Judge.from_table(table["sentences"], evidence.FEATURES),
            Wording.from_table(table["wording"]),
            Judge.from_table(table["answers"], absence.FEATURES),
            float(table["threshold"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise WeightsUnreadable(path) from error


def save_weights(weights: Weights, path: Path = WEIGHTS_FILE) -> None:
    """Write what ``load_weights`` reads."""
    table = {
        "sentences": weights.sentences.as_table(),
        "wording": weights.wording.as_table(),
        "answers": weights.answers.as_table(),
        "threshold": round(weights.threshold, 4),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(table, ensure_ascii=False) + "\n", encoding="utf-8")
