"""What a question asks for: the form of the answer, the words it is about, and the regions."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from answer.wants import Want, wants_of
from errors import AssistantError
from index.regions import Regions
from index.tokens import tokens

MOST_CHARACTERS = 2000

# Words that say what kind of answer is wanted, or are only manners: they are not what the question is about.
_FRAME = frozenset(
    tokens(
        """
        wie wat waar wanneer waarom hoe hoeveel welke trekken trekt trekker trekkers kartrekker penvoerder
        verantwoordelijk verantwoordelijkheid betrokken betrokkenen partij partijen organisatie organisaties lead
        betekent betekenis betekenen bedoeld verstaan houdt definitie begrip term afkorting uitleg leg
        staat staan noem noemt noemen genoemd genoemde som opsomming lijst alle allemaal precies eigenlijk volgens
        start starten gestart begint beginnen begonnen gebeurt gebeuren doen doet maken maakt gemaakt
        jaar maand kwartaal periode datum gepland
        document documenten plan regioplan werkagenda regio regios subregio
        nieuw ben werkgroep vertel vertellen help uitleggen kunt wilt mag
        procent percentages bedrag euro nummer telefoonnummer mailadres naam namen heet heten
        aantal percentage groot hoog veel lang vaak reden manier verschil verschillen vergelijk vergeleken zowel
        mensen iemand iets alles eens even eigen samen verschillende belangrijk belangrijkste concreet concrete
        region regional plan responsible involved start when who what mean means there any
        """
    )
)
# A field of a plan sheet that a question can ask for by name.
_FIELDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE))
    for kind, pattern in (
        ("doelgroep", r"doelgroep(?:en)?"),
        ("doelstelling", r"doel|doelen|doelstelling(?:en)?"),
        ("randvoorwaarden", r"randvoorwaarden?|voorwaarden?"),
        ("aandachtspunten", r"aandachtspunt(?:en)?"),
        ("monitoring", r"monitoring|gemonitord|gemeten"),
        (
            "partijen",
            r"betrokken (?:partijen|organisaties)|(?:partijen|organisaties) (?:zijn|doen).{0,40}(?:betrokken|mee)",
        ),
        ("rollen", r"trekkers?|kartrekkers?|penvoerders?|penvoering|trekt|rollen"),
        ("ambitie", r"ambities?|visie"),
    )
)
_FIELD_WORDS = frozenset(
    tokens(
        """
        doelgroep doelgroepen doel doelen doelstelling doelstellingen randvoorwaarde randvoorwaarden
        voorwaarde voorwaarden aandachtspunt aandachtspunten monitoring partijen organisaties penvoering
        rollen ambitie ambities visie
        """
    )
)
_OPENS_ON = re.compile(r"^\W*(?:en|and|maar|but|ook|of)\b", re.IGNORECASE)
_POINTS_BACK = re.compile(
    r"\b(?:daar\w{0,5}|hier\w{0,5}|dat|dit|die|deze|ze|zij|hen|hun|(?:die|de)zelfde|it|that|they|them|those|these|there)\b",
    re.IGNORECASE,
)
_OF_A_REGION = re.compile(r"\b20\d\d\b|\bopgaven\b", re.IGNORECASE)
_ASKING_SENTENCE = re.compile(r"[^.!?]*\?|(?<![^\s])[Gg]raag\b[^.!?]*")
_FEWEST_TELLING = 2  # words of the sentences that ask; with fewer, the others say what it is about
_MOST_TELLING = 4  # of a question that points back; with more words it stands on its own


class EmptyQuestion(AssistantError):
    """There is nothing to look for."""

    def __init__(self) -> None:
        super().__init__("De vraag is leeg. Typ een vraag, bijvoorbeeld: Wie trekt valpreventie in Lekstroom?")


class QuestionTooLong(AssistantError):
    """A question of more characters than is useful."""

    def __init__(self, length: int) -> None:
        super().__init__(
            f"De vraag is te lang: {length} tekens, en {MOST_CHARACTERS} is het meeste. Stel een kortere vraag."
        )


@dataclass(frozen=True, slots=True)
class Question:
    """A question, read."""

    text: str  # as typed, or what became of it in Dutch
    search: str  # what is looked for: the question, with what a follow-up takes from the one before
    wants: frozenset[Want]  # the forms of answer it asks for; may be empty
    topic: tuple[str, ...]  # stems of the words it is about, each once, in order
    regions: tuple[str, ...]  # the regions it names, or takes from the question before
    field: str | None = None  # the field of a plan sheet that it asks for by name


def read_question(text: str, places: Regions, *, region: str | None = None, history: Sequence[str] = ()) -> Question:
    """Read a question.

    Args:
        text: As typed.
        places: The regions of the documents.
        region: A region chosen beforehand; a region that the question names goes first.
        history: Earlier questions, oldest first; a question that leans on the last one is completed with it.
    Raises: EmptyQuestion, QuestionTooLong.
    """
    if len(text) > MOST_CHARACTERS:
        raise QuestionTooLong(len(text))
    if not re.search(r"\w", text):
        raise EmptyQuestion
    named = places.named_in(text)
    search = text
    asking = _asking(text)
    topic = _topic(asking, places, named)
    if len(topic) < _FEWEST_TELLING:
        topic = _topic(text, places, named)
    wants = wants_of(asking)
    if history and _leans(text, topic, wants, named):
        before = read_question(history[-1], places, history=history[:-1])
        search = f"{text} {places.without(before.search, places.known if named else ())}"
        topic = tuple(dict.fromkeys((*topic, *before.topic)))
        named = named or before.regions
        wants = wants or before.wants
    if not named and region:
        named = (region,)
    field = next((name for name, pattern in _FIELDS if pattern.search(text)), None)
    return Question(text, search, wants, topic, named, field)


def _leans(text: str, topic: Sequence[str], wants: frozenset[Want], named: Sequence[str]) -> bool:
    """True for a question that is only understood beside the one before it.

    A short one is, unless it asks what a word means, or what a region has in a year or among its opgaven.
    """
    if _OPENS_ON.search(text):
        return True
    points_back = bool(_POINTS_BACK.search(text))
    if len(topic) > 1:
        return points_back and len(topic) <= _MOST_TELLING
    says_it_all = (topic and "meaning" in wants) or (named and _OF_A_REGION.search(text))
    return points_back or not says_it_all


def _asking(text: str) -> str:
    """The sentences that ask, without those that tell who is asking; the whole text where none does."""
    return " ".join(_ASKING_SENTENCE.findall(text)).strip() if "?" in text else text


def _topic(text: str, places: Regions, regions: Iterable[str]) -> tuple[str, ...]:
    found = dict.fromkeys(tokens(places.without(text, regions)))
    telling = [token for token in found if token not in _FRAME]
    return tuple(token for token in telling if token not in _FIELD_WORDS) or tuple(telling) or tuple(found)
