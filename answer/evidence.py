"""What tells whether a sentence of the retrieved passages is part of the answer: the features that are weighed."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from answer.likeness import LikeWords, nearest_of
from answer.question import Question
from answer.reading import Reader, ReadPassage
from answer.sentences import Sentence
from answer.wants import WANTS, has_form
from index.model import ScoredPassage
from index.ngrams import Floats
from index.retrieval import Query
from index.tokens import tokens

_UNKNOWN = 1.3  # weight of a word that no passage has: known words weigh less than 1
_ROLES = re.compile(
    r"\b(?:kar)?trekkers?\b|\bpenvoer\w+|\bco[oö]rdinator\w*|\bopdrachtgever|\bverantwoordelijk|\bregie\b"
    r"|\bprojectleid\w+|\bin de lead\b|\bkwartiermaker|\bkerngroep",
    re.IGNORECASE,
)
_REFERS = re.compile(r"\b[Zz]ie (?:hiervoor|ook|thema|doelgroep|globale|algemene|voorgaande|beschrijving)\b|idem als")
# A sentence that opens so says something of the sentence before it.
LEANS = re.compile(
    r"(?:Hier|Daar)(?:in|bij|mee|voor|door|van|naast|toe|om|op|uit)?\b|(?:Dit|Dat|Deze|Die|Ze|Zij|Het|Ook|Juist|Zo|Want"
    r"|Er|Eveneens|Tevens|Vervolgens|Dan|Daarna|Hiervan|Zodat|Dus)\b"
)
_EXPECTED_FIELDS = {
    "who": frozenset({"rollen", "partijen"}),
    "when": frozenset({"planning"}),
    "meaning": frozenset({"begrip", "doelstelling"}),
    "why": frozenset({"doelstelling", "situatieschets", "ambitie"}),
    "how": frozenset({"aanpak"}),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be part of the answer."""

    sentence: Sentence
    scored: ScoredPassage
    read: ReadPassage
    number: int  # of the sentence within its passage, from 0

    @property
    def words(self) -> int:
        """Words of the sentence."""
        return len(self.sentence.text.split())

    @property
    def stems(self) -> frozenset[str]:
        """Those of the sentence and of the line that announces it."""
        return self.read.stems[self.number] | self.read.lead_stems[self.number]

    @property
    def stems_with_headings(self) -> frozenset[str]:
        """The same with those of its headings."""
        return self.stems | self.read.heading_stems


class TellingWords:
    """The words a question is about, and how much each tells: from 0 (in every passage) to _UNKNOWN (in none)."""

    def __init__(self, question: Question, rarity: Callable[[str], float]) -> None:
        rarities = {token: rarity(token) for token in question.topic}
        self._weights = {token: _UNKNOWN if value >= 1.0 else value for token, value in rarities.items()}
        self._total = sum(self._weights.values()) or 1.0

    def share(self, stems: frozenset[str]) -> float:
        """Share of what the words tell that is among ``stems``, from 0 to 1."""
        return sum(weight for token, weight in self._weights.items() if token in stems) / self._total

    def most_missing(self, stems: frozenset[str]) -> float:
        """How much the word tells that tells most of those that are not among ``stems``; 0 where all are."""
        return max((weight for token, weight in self._weights.items() if token not in stems), default=0.0)

    @property
    def unknown_share(self) -> float:
        """Share of what the words tell that no passage has, from 0 to 1."""
        return sum(weight for weight in self._weights.values() if weight == _UNKNOWN) / self._total


class Asked:
    """What of a question every sentence is compared with."""

    def __init__(self, question: Question, query: Query, reader: Reader, rarity: Callable[[str], float]) -> None:
        """Read a question.

        Args:
            question: What is asked.
            query: The same, as it was looked for.
            reader: Reads the passages that will be compared.
            rarity: How telling a stem is, from 0 to 1.
        """
        self.question = question
        self.like = LikeWords(question, rarity, reader)
        self.telling = TellingWords(question, rarity)
        self.terms = {term.token: term.weight * rarity(term.token) for term in query.terms.terms}
        self.terms_total = sum(self.terms.values()) or 1.0
        self.stems = frozenset(tokens(question.text))
        self.vector = reader.model.encode([query.text])[0]

    def terms_share(self, stems: frozenset[str]) -> float:
        """Share of all that was looked for, parts of compounds and the words of the thesaurus included, that is among
        ``stems``, from 0 to 1."""
        return sum(weight for token, weight in self.terms.items() if token in stems) / self.terms_total


def candidates_of(
    asked: Asked, passages: Sequence[tuple[ScoredPassage, ReadPassage]]
) -> tuple[list[Candidate], Floats]:
    """The sentences of the passages, in order of rank and place, with their features (n, k) in order of FEATURES.

    Args:
        asked: The question.
        passages: The retrieved passages, best first.
    """
    best = max((scored.score for scored, _ in passages), default=1.0) or 1.0
    found: list[Candidate] = []
    rows: list[list[float]] = []
    for scored, read in passages:
        of_passage = _passage_features(asked, scored, read, best)
        of_read = [Candidate(sentence, scored, read, number) for number, sentence in enumerate(read.sentences)]
        own = [asked.telling.share(candidate.stems) for candidate in of_read]
        cosines = read.vectors @ asked.vector
        headed = read.headed_vectors @ asked.vector
        like = asked.like.cosines(read.words)
        for candidate in of_read:
            features = {**of_passage, **_sentence_features(asked, candidate, own, cosines, headed)}
            features |= _likeness(asked, candidate, like)
            rows.append([features[name] for name in _OF_ONE])
        found += of_read
    alone = np.array(rows, dtype=np.float32).reshape(len(found), len(_OF_ONE))
    return found, np.concatenate([alone, _beside_best(alone)], axis=1)


def _beside_best(features: Floats) -> Floats:
    """The compared features (n, c), less the highest of all n sentences."""
    compared = features[:, [_OF_ONE.index(name) for name in _COMPARED]]
    return np.asarray(compared - compared.max(axis=0, initial=-np.inf), dtype=np.float32)


def _passage_features(asked: Asked, scored: ScoredPassage, read: ReadPassage, best: float) -> dict[str, float]:
    passage = read.passage
    wants = asked.question.wants
    return {
        "reciprocal rank": 1 / scored.rank,
        "first": float(scored.rank == 1),
        "second": float(scored.rank == 2),
        "score": scored.score,
        "score beside best": scored.score / best,
        "passage share": asked.telling.share(read.all_stems),
        "passage cosine": float(read.vector @ asked.vector),
        "asked field": float(passage.kind == asked.question.field),
        "expected field": float(any(passage.kind in _EXPECTED_FIELDS.get(want, ()) for want in wants)),
        "definition": float(passage.kind == "begrip" and "meaning" in wants),
        "scrambled": float(passage.broken),
        "sentences": math.log(len(read.sentences) or 1),
    }


def _sentence_features(
    asked: Asked, candidate: Candidate, own: Sequence[float], cosines: Floats, headed: Floats
) -> dict[str, float]:
    sentence, number = candidate.sentence, candidate.number
    stems = candidate.read.stems[number]
    wants = asked.question.wants
    text = sentence.text
    shown = f"{sentence.lead_in} {text}"
    before, after = number - 1, number + 1
    leans = bool(LEANS.match(text))
    cosine = float(cosines[number])
    has = {want: has_form(want, shown) for want in wants}
    return {
        **{f"form {want}": float(has.get(want, False)) for want in WANTS},
        **{f"no {want}": float(not has.get(want, True)) for want in WANTS},
        "own share": own[number],
        "share without lead": asked.telling.share(stems),
        "share with headings": asked.telling.share(candidate.stems_with_headings),
        "terms share": asked.terms_share(candidate.stems),
        "cosine": cosine,
        "headed cosine": float(headed[number]),
        "cosine beside best": cosine - float(cosines.max()),
        "cosine of best": float(cosines.max()),
        "cosine x share": cosine * own[number],
        "cosine / rank": cosine / candidate.scored.rank,
        "share before": own[before] if before >= 0 else 0.0,
        "cosine before": float(cosines[before]) if before >= 0 else 0.0,
        "share after": own[after] if after < len(own) else 0.0,
        "cosine after": float(cosines[after]) if after < len(own) else 0.0,
        "leans": float(leans),
        "leans on share": own[before] if leans and before >= 0 else 0.0,
        "leans on cosine": float(cosines[before]) if leans and before >= 0 else 0.0,
        "says no more": float(stems <= asked.stems),
        "news": len(stems - asked.stems) / (len(stems) or 1),
        "refers": float(bool(_REFERS.search(text)) or text.startswith("http")),
        "announces": float(text.endswith(":")),
        "length": math.log(candidate.words),
        "short": float(candidate.words < 6),
        "listed": float(sentence.listed),
        "listed, list wanted": float(sentence.listed and "list" in wants),
        "opening": float(number == 0),
        "place": number / max(1, len(own) - 1),
        "lower case": float(text[:1].islower()),
        "role": float(bool(_ROLES.search(text))),
        "date": float(has_form("when", text)),
        "figure": float(has_form("number", text)),
    }


def _likeness(asked: Asked, candidate: Candidate, cosines: Floats) -> dict[str, float]:
    """How near the nearest words come; ``cosines`` (q, w) are of the words of the question and of the passage."""
    own = candidate.read.own_words[candidate.number]
    around = candidate.read.around_words[candidate.number]
    nearest = nearest_of(cosines[:, own])
    nearest_around = nearest_of(cosines[:, own + around])
    return {
        "like words": asked.like.like(nearest),
        "like words with headings": asked.like.like(nearest_around),
        "word unlike": asked.like.unlike(nearest),
        "word unlike with headings": asked.like.unlike(nearest_around),
    }


_OF_ONE = (
    *("reciprocal rank", "first", "second", "score", "score beside best", "passage share", "passage cosine"),
    *("asked field", "expected field", "definition", "scrambled", "sentences"),
    *(f"form {want}" for want in WANTS),
    *(f"no {want}" for want in WANTS),
    *("own share", "share without lead", "share with headings", "terms share", "cosine", "headed cosine"),
    *("cosine beside best", "cosine of best", "cosine x share", "cosine / rank"),
    *("share before", "cosine before", "share after", "cosine after"),
    *("leans", "leans on share", "leans on cosine", "says no more", "news", "refers", "announces", "length", "short"),
    *("listed", "listed, list wanted", "opening", "place", "lower case", "role", "date", "figure"),
    *("like words", "like words with headings", "word unlike", "word unlike with headings"),
)
_COMPARED = (
    *("own share", "share without lead", "share with headings", "terms share", "cosine", "headed cosine"),
    *("like words", "like words with headings"),
)
FEATURES = (*_OF_ONE, *(f"{name} beside best of all" for name in _COMPARED))
