"""Retrieved passages -> the few sentences that answer, chosen by place; no sentence is written here."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from answer.question import Kind, Question
from answer.sentences import Sentence
from index.tokens import tokens

_SUPPORT = 0.4  # below this share of the question's telling words, nothing found is about the question
_UNKNOWN = 1.3  # weight of a word that no passage has: known words weigh less than 1
_MOST_STATEMENTS = 3
_STATEMENT_WORDS = 90
_LIST_WORDS = 110
_NEAR_BEST = 0.72
_ASKED_FIELD = 0.3  # for a sentence in the field that the question names

_ROLES = re.compile(
    r"\b(?:kar)?trekkers?\b|\bpenvoer\w+|\bco[oö]rdinator\w*|\bopdrachtgever|\bverantwoordelijk|\bregie\b"
    r"|\bprojectleid\w+|\bin de lead\b|\bkwartiermaker|\bkerngroep",
    re.IGNORECASE,
)
_PARTIES = re.compile(
    r"(?i:\bvertegenwoordig\w+|\bnamens\b|\bsamenstelling\b|\bbetrokken\b|\bwerkgroep|\bstuurgroep|\bgemeenten?\b)"
    r"|(?<=[a-z,] )[A-Z][A-Za-z]{3,}"
)
_DATES = re.compile(
    r"\bQ[1-4]\b|\b20[12]\d\b|\b(?:eerste|tweede|derde|vierde) kwartaal\b|\b(?:voor|na)jaar\b|\bzomer\b|\bmedio\b"
    r"|\b(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december)\b",
    re.IGNORECASE,
)
_NUMBERS = re.compile(
    r"(?<![\w¹²³])\d+(?:[.,]\d+)*\s?%?|\b(?:twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf)\b", re.IGNORECASE
)
_REASONS = re.compile(
    r"\bomdat\b|\bdaarom\b|\bdoordat\b|\bzodat\b|\bdoel\b|\bhierdoor\b|\bom te\b|\bals gevolg\b|\bvanwege\b|\bom\b",
    re.IGNORECASE,
)
_DEFINES = re.compile(
    r"^\S.{0,70}?(?:\bis (?:een|het|de)\b|\bzijn\b|\bbetekent\b|:\s|\(|\bwaarbij\b|\bstaat voor\b|\bhet vermogen\b)"
)
_REFERS = re.compile(r"\b[Zz]ie (?:hiervoor|ook|thema|doelgroep|globale|algemene|voorgaande|beschrijving)\b|idem als")
_EXPECTED_FIELDS: dict[Kind, frozenset[str]] = {
    "who": frozenset({"rollen", "partijen"}),
    "when": frozenset({"planning"}),
    "what": frozenset({"begrip", "doelstelling"}),
    "why": frozenset({"doelstelling", "situatieschets", "ambitie"}),
    "how": frozenset({"aanpak"}),
    "how many": frozenset(),
    "list": frozenset(),
    "other": frozenset(),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A run of source text that answers: one sentence, or the items of one list."""

    sentences: tuple[Sentence, ...]  # consecutive, of one passage
    support: float  # share of the question's telling words in the sentence or its headings, 0 to 1
    score: float

    @property
    def words(self) -> int:
        """Words of the text from the first sentence to the last."""
        return sum(len(sentence.text.split()) for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The choices that answer, the best first; none where too little of the question is found."""

    choices: tuple[Choice, ...]
    confidence: float  # the most support among the best sentences, 0 to 1, also where nothing is chosen


def choose(question: Question, sentences: Sequence[Sentence], rarity: Callable[[str], float]) -> Chosen:
    """The choices that answer; none when nothing found is about the question.

    Args:
        question: What is asked.
        sentences: The sentences of the retrieved passages, in order of rank and place.
        rarity: How telling a stem is, from 0 to 1.
    """
    rarities = {token: rarity(token) for token in question.topic}
    weights = {token: _UNKNOWN if value >= 1.0 else value for token, value in rarities.items()}
    asked = frozenset(tokens(question.text))
    if not weights or not sentences:
        return Chosen((), 0.0)
    best_passage = max(sentence.scored.score for sentence in sentences) or 1.0
    judged = [_judge(question, asked, sentence, weights, best_passage) for sentence in sentences]
    judged = [choice for choice in judged if choice.words <= _LIST_WORDS and not _is_scrambled(question, choice)]
    judged.sort(key=lambda choice: (-choice.score, choice.sentences[0].scored.rank, choice.sentences[0].start))
    confidence = max((choice.support for choice in judged[:5]), default=0.0)
    if confidence < _SUPPORT:
        return Chosen((), confidence)
    best = judged[0]
    if question.kind == "list":
        best = _whole_list(best, sentences)
    chosen = [best]
    words = best.words
    for choice in judged[1:]:
        if len(chosen) == _MOST_STATEMENTS or choice.score < _NEAR_BEST * best.score or choice.support < _SUPPORT:
            break
        if words + choice.words <= _STATEMENT_WORDS and not any(_repeats(choice, other) for other in chosen):
            chosen.append(choice)
            words += choice.words
    return Chosen(tuple(chosen), confidence)


def _judge(
    question: Question, asked: frozenset[str], sentence: Sentence, weights: dict[str, float], best_passage: float
) -> Choice:
    passage = sentence.scored.passage
    own = set(tokens(f"{sentence.lead_in} {sentence.search_text}"))
    around = own | set(tokens(" ".join(passage.path)))
    total = sum(weights.values())
    direct = sum(weight for token, weight in weights.items() if token in own) / total
    support = sum(weight for token, weight in weights.items() if token in around) / total
    score = 0.45 * direct + 0.25 * support + 0.45 * sentence.scored.score / best_passage
    score += 0.3 * _fits(question.kind, sentence, weights)
    if passage.kind == question.field:
        score += _ASKED_FIELD
    elif passage.kind in _EXPECTED_FIELDS[question.kind]:
        score += 0.12
    if own <= asked:
        score *= 0.3  # it says no more than the question does
    if _REFERS.search(sentence.text) or sentence.text.startswith("http"):
        score *= 0.4
    if sentence.text.endswith(":"):
        score *= 0.8
    if passage.broken:
        score *= 0.6
    return Choice((sentence,), support, score)


def _is_scrambled(question: Question, choice: Choice) -> bool:
    """True for a date from text that ran through columns: the month beside it may belong to another cell."""
    return question.kind == "when" and choice.sentences[0].scored.passage.broken


def _fits(kind: Kind, sentence: Sentence, weights: dict[str, float]) -> float:
    """How well a sentence has the form of the answer that is asked for, from 0 to 1."""
    text = sentence.text
    if kind == "who":
        return 1.0 if _ROLES.search(text) else 0.5 if _PARTIES.search(text) else 0.0
    if kind == "when":
        return 1.0 if _DATES.search(text) else 0.5 if _DATES.search(sentence.lead_in) else 0.0
    if kind == "how many":
        return 1.0 if _NUMBERS.search(text) else 0.0
    if kind == "why":
        return 1.0 if _REASONS.search(text) else 0.0
    if kind == "what":
        opening = set(tokens(" ".join(text.split()[:6])))
        return (0.5 if opening & set(weights) else 0.0) + (0.5 if _DEFINES.match(text) else 0.0)
    return 0.0


def _whole_list(best: Choice, sentences: Sequence[Sentence]) -> Choice:
    """The best sentence with the list items of its passage that follow it, as long as they fit an answer."""
    first = best.sentences[0]
    if not first.listed and not first.text.endswith(":"):
        return best
    same = [sentence for sentence in sentences if sentence.scored.passage is first.scored.passage]
    run = [first]
    words = len(first.text.split())
    for sentence in same[same.index(first) + 1 :]:
        words += len(sentence.text.split())
        if words > _LIST_WORDS or not sentence.listed:
            break
        run.append(sentence)
    return Choice(tuple(run), best.support, best.score)


def _repeats(choice: Choice, other: Choice) -> bool:
    """True when two choices say the same: they overlap in the source, or share most of their words."""
    one, two = choice.sentences, other.sentences
    if one[0].scored.passage is two[0].scored.passage and one[0].start < two[-1].end and two[0].start < one[-1].end:
        return True
    words_one = {token for sentence in one for token in tokens(sentence.text)}
    words_two = {token for sentence in two for token in tokens(sentence.text)}
    smaller = min(len(words_one), len(words_two))
    return smaller > 0 and len(words_one & words_two) / smaller > 0.7
