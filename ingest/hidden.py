"""Text that a reader leaves out because nobody who opens the file sees it, and what is said of it."""

from dataclasses import dataclass, field
from typing import Literal

from ingest.instructions import addresses_model
from ingest.invisible import count_invisible, only_visible, tagged_text

How = Literal[
    "als verborgen opgemaakt",
    "in de kleur van de achtergrond",
    "te klein om te lezen",
    "doorzichtig",
    "buiten beeld",
    "in een commentaar",
]

_SHOWN_CHARACTERS = 70
_TINY_POINTS = 1.0
_ALIKE = 0x10  # of 255, the most that each of two colours that look the same differ in red, green or blue


@dataclass(slots=True)
class Concealed:
    """Collects the hidden text of one file."""

    _texts: dict[How, list[str]] = field(default_factory=dict)

    def add(self, text: str, how: How) -> None:
        """Note a piece of text that is left out."""
        if only_visible(text).strip():
            self._texts.setdefault(how, []).append(text)

    @property
    def remarks(self) -> tuple[str, ...]:
        """A remark for each way in which text was hidden, in Dutch."""
        return tuple(
            f"verborgen tekst weggelaten ({how}): {_shown(' '.join(texts))}" for how, texts in self._texts.items()
        )


def remarks_on(source: str) -> tuple[str, ...]:
    """What whoever adds a document has to know of its source text: characters that cannot be seen, and instructions."""
    remarks = []
    if written := tagged_text(source).strip():
        remarks.append(f"verborgen tekst in onzichtbare tekens, die niet wordt gelezen: {_shown(written)}")
    elif count := count_invisible(source):
        remarks.append(f"{count} onzichtbare tekens, die bij het zoeken worden overgeslagen")
    if addresses_model(source):
        remarks.append("er staat tekst in die een taalmodel aanstuurt; dit document gaat nooit naar een taalmodel")
    return tuple(remarks)


def looks_alike(colour: str, background: str) -> bool:
    """True if two colours, as "FFFFFF", cannot be told apart; False if one is not such a colour."""
    try:
        one, other = bytes.fromhex(colour), bytes.fromhex(background)
    except ValueError:
        return False
    return len(one) == len(other) == 3 and all(abs(a - b) <= _ALIKE for a, b in zip(one, other, strict=True))


def is_tiny(points: float) -> bool:
    """True for a size of letters, in points, that nobody can read."""
    return points <= _TINY_POINTS


def _shown(text: str) -> str:
    words = " ".join(only_visible(text).split())
    cut = words if len(words) <= _SHOWN_CHARACTERS else f"{words[:_SHOWN_CHARACTERS].rsplit(' ', 1)[0]} …"
    return f"‘{cut}’"
