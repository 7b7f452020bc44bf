"""The conversations of one browser tab: questions, their answers, and what a person made of them. No Streamlit here."""

from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from answer.model import Answer

NEW = "Nieuw gesprek"
MOST_NAME = 60  # characters of a name
_TITLE = 40  # characters of a first question


@dataclass(slots=True)
class Exchange:
    """A question with its answer."""

    answer: Answer
    region: str | None = None  # chosen beforehand; a region that the question names goes first
    to_word: bool = False  # a language model has yet to word it
    reason: str = ""  # the reason for which somebody approved or disapproved of it; empty for neither
    suggested: tuple[str, ...] | None = None  # questions to ask next; None before they are looked for

    @property
    def search_notes(self) -> tuple[str, ...]:
        """Where and for what was looked beside the question, in Dutch sentences; often none."""
        return tuple(note for note in (self._region_note, self.answer.search_note) if note)

    @property
    def _region_note(self) -> str:
        if not self.region:
            return ""
        if self.answer.regions == (self.region,):
            return f"Gekozen regio: {self.region}."
        return f"De vraag gaat over {' en '.join(self.answer.regions)}; de gekozen regio {self.region} gold hier niet."

    @property
    def wording_note(self) -> str:
        """Who worded the answer, if that was a language model, or why it did not; empty where none was asked."""
        if not self.answer.written:
            return self.answer.model_note
        return (
            f"Geformuleerd door taalmodel {self.answer.engine}; dit is geen brontekst. "
            "De genummerde bronnen tonen de letterlijke tekst."
        )


@dataclass(slots=True, eq=False)
class Conversation:
    """Exchanges, oldest first, under a title."""

    exchanges: list[Exchange] = field(default_factory=list)
    name: str = ""  # given by a person

    @property
    def title(self) -> str:
        """The name, or the first question, shortened."""
        first = self.exchanges[0].answer.question if self.exchanges else NEW
        return self.name or shortened(first, _TITLE)

    @property
    def questions(self) -> list[str]:
        """What was asked, oldest first."""
        return [exchange.answer.question for exchange in self.exchanges]


class Conversations:
    """Conversations that have a question, newest first, and the one that is open, which may be new and empty."""

    def __init__(self) -> None:
        self.kept: list[Conversation] = []
        self.current = Conversation()

    def begin(self) -> None:
        """Open an empty conversation; the one that was open stays in the list."""
        self.current = Conversation()

    def open(self, conversation: Conversation) -> None:
        """Open a conversation of the list."""
        self.current = conversation

    def add(self, exchange: Exchange) -> None:
        """Add to the conversation that is open."""
        self.current.exchanges.append(exchange)
        if self.current not in self.kept:
            self.kept.insert(0, self.current)

    def remove(self, conversation: Conversation) -> None:
        """Remove a conversation, if it is still there; where it was open, an empty one is opened."""
        self.kept = [one for one in self.kept if one is not conversation]
        if conversation is self.current:
            self.begin()


def shortened(text: str, most: int) -> str:
    """Text on one line, of at most ``most`` characters and the sign that it goes on."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    head, space, _ = line[: most + 1].rpartition(" ")
    return (head if space else line[:most]).rstrip(" (:,-") + "…"


def link_to(address: str, question: str, region: str | None) -> str:
    """A link that asks a question in a conversation of its own, with the region that was chosen, if any."""
    asked = {"vraag": question, "regio": region} if region else {"vraag": question}
    return f"{address.rstrip('/')}/?{urlencode(asked, quote_via=quote)}"
