"""Whether what was found answers the question at all: features of question and candidates, and learned weights."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from answer.compose import Choice
from answer.evidence import FEATURES as SENTENCE_FEATURES
from answer.evidence import Candidate, TellingWords
from answer.likeness import LikeWords, nearest_of
from answer.question import Question
from answer.reading import Reader
from answer.wants import WANTS, Want, has_form
from index.model import ScoredPassage
from index.ngrams import Floats
from index.retrieval import Index
from index.tokens import stem
from ingest.model import WHOLE_REGION

# Where one of these is asked for and no sentence shows it, the documents do not answer, whatever else they say.
_STRICT: tuple[Want, ...] = ("person", "phone", "mail", "contact", "money", "address")
_SHOWN: tuple[Want, ...] = (
    *_STRICT,
    "lead",
    "share",
    "duration",
    "ended",
    "outcome",
    "criteria",
    "number",
    "when",
    "day",
    "month",
    "where",
)
_NEAR_BEST = 0.3  # share of the best probability from which a sentence counts as showing the form
_FAINT = 0.1
_MOSTLY = 0.7  # of what the words of a question tell
_COUNTED = re.compile(
    r"\b(?:hoe?vee?l(?! (?:procent|percentage))|how many|aantal"
    r"|(?:percentage|procent|deel|aandeel) van (?:de|het|onze|alle)) "
    r"(?:\w+[ -])??(\w{3,})",
    re.IGNORECASE,
)

FEATURES = (
    *("likeliest", "second likeliest", "third likeliest", "likely together"),
    *("share in answer", "share in best sentence", "share in best passage", "share in all"),
    *("telling word missing", "telling word missing in all", "unknown words", "nothing known"),
    *("like words", "like words in all", "word unlike", "word unlike all"),
    *("cosine", "headed cosine", "passage cosine", "terms share", "score"),
    *("region", "better elsewhere", "better in another part", "words"),
    *(f"no {want}" for want in _SHOWN),
    *(f"no likely {want}" for want in _SHOWN),
    "counted thing missing",
    *(f"asks {want}" for want in WANTS),
    *("share where shown", "likely where shown"),
)


@dataclass(frozen=True, slots=True)
class Found:
    """A question with all that was found for it."""

    question: Question
    scored: Sequence[ScoredPassage]  # best first, at least one
    anywhere: ScoredPassage  # the best passage where no region goes first
    candidates: Sequence[Candidate]  # n of them, at least one
    features: Floats  # (n, k), of the candidates
    probabilities: Floats  # (n,)
    choices: Sequence[Choice]  # the answer that would be given


def cannot_answer(found: Found, index: Index) -> bool:
    """True where no word the question is about is in the documents, and where a name, an address or an amount is asked
    for and no sentence that was found has one."""
    if TellingWords(found.question, index.rarity).unknown_share > 0.999:
        return True
    return any(want in found.question.wants and not _showing(found, want) for want in _STRICT)


def features_of(found: Found, index: Index, reader: Reader) -> Floats:
    """The features (k,) in order of FEATURES."""
    table = {**_likeliness(found), **_coverage(found, index), **_likeness(found, index, reader)}
    table |= {**_region(found), **_forms(found), **_where_shown(found, index)}
    return np.array([table[name] for name in FEATURES], dtype=np.float32)


def _likeliness(found: Found) -> dict[str, float]:
    ranked = [*sorted(map(float, found.probabilities), reverse=True), 0.0, 0.0]
    column = SENTENCE_FEATURES.index
    highest = found.features.max(axis=0)
    return {
        "likeliest": math.log((ranked[0] + 1e-4) / (1 - ranked[0] + 1e-4)),
        "second likeliest": ranked[1],
        "third likeliest": ranked[2],
        "likely together": sum(ranked[:6]),
        "cosine": float(highest[column("cosine")]),
        "headed cosine": float(highest[column("headed cosine")]),
        "passage cosine": float(highest[column("passage cosine")]),
        "terms share": float(highest[column("terms share")]),
        "score": found.scored[0].score,
        "words": float(len(found.question.topic)),
    }


def _coverage(found: Found, index: Index) -> dict[str, float]:
    """How much of what the question is about stands in what was found."""
    telling = TellingWords(found.question, index.rarity)
    answering = [candidate for choice in found.choices for candidate in choice.candidates]
    chosen = frozenset[str]().union(*(candidate.stems_with_headings for candidate in answering))
    everywhere = frozenset[str]().union(*(candidate.read.all_stems for candidate in found.candidates))
    return {
        "share in answer": telling.share(chosen),
        "share in best sentence": telling.share(_best(found).stems_with_headings),
        "share in best passage": max(telling.share(candidate.read.all_stems) for candidate in found.candidates),
        "share in all": telling.share(everywhere),
        "telling word missing": telling.most_missing(chosen),
        "telling word missing in all": telling.most_missing(everywhere),
        "unknown words": telling.unknown_share,
        "nothing known": float(telling.unknown_share > _MOSTLY),
    }


def _likeness(found: Found, index: Index, reader: Reader) -> dict[str, float]:
    """The same for words of like meaning: how near the nearest word of what was found is to each word asked for."""
    asked = LikeWords(found.question, index.rarity, reader)
    best = nearest_of(asked.cosines(_best(found).read.words))
    everywhere = dict.fromkeys(word for candidate in found.candidates for word in candidate.read.words)
    anywhere = nearest_of(asked.cosines(tuple(everywhere)))
    return {
        "like words": asked.like(best),
        "like words in all": asked.like(anywhere),
        "word unlike": asked.unlike(best),
        "word unlike all": asked.unlike(anywhere),
    }


def _region(found: Found) -> dict[str, float]:
    """Whether another region has something that fits better than the region that is asked about."""
    wanted = found.question.regions
    if not wanted:
        return {"region": 0.0, "better elsewhere": 0.0, "better in another part": 0.0}
    gain = found.anywhere.score - found.scored[0].score
    other = found.anywhere.passage.region not in {*wanted, WHOLE_REGION}
    return {"region": 1.0, "better elsewhere": gain, "better in another part": gain if other else 0.0}


def _forms(found: Found) -> dict[str, float]:
    likeliest = float(found.probabilities.max())
    table = {f"asks {want}": float(want in found.question.wants) for want in WANTS}
    for want in _SHOWN:
        asked = want in found.question.wants
        shown = max(_showing(found, want), default=0.0) if asked else 1.0
        table[f"no {want}"] = float(shown == 0.0)
        table[f"no likely {want}"] = float(shown < _NEAR_BEST * likeliest)
    counted = _COUNTED.search(found.question.text) if {"number", "share"} & found.question.wants else None
    table["counted thing missing"] = float(counted is not None and not _is_counted(found, stem(counted[1].lower())))
    return table


def _where_shown(found: Found, index: Index) -> dict[str, float]:
    """How well the sentences with the asked form fit, of the form that fits worst; of the best sentence where none is
    asked."""
    telling = TellingWords(found.question, index.rarity)
    likeliest = float(found.probabilities.max())
    shares, likely = [], []
    for want in _SHOWN:
        if want in found.question.wants:
            shown = [
                (float(probability), telling.share(candidate.stems_with_headings))
                for candidate, probability in zip(found.candidates, found.probabilities, strict=True)
                if probability > _FAINT * likeliest and has_form(want, _shown_text(want, candidate))
            ]
            likely.append(max((probability for probability, _ in shown), default=0.0) / likeliest)
            shares.append(max((share for _, share in shown), default=0.0))
    return {
        "share where shown": min(shares, default=telling.share(_best(found).stems_with_headings)),
        "likely where shown": min(likely, default=1.0),
    }


def _showing(found: Found, want: Want) -> list[float]:
    """The probabilities of the candidates that have the form."""
    return [
        float(probability)
        for candidate, probability in zip(found.candidates, found.probabilities, strict=True)
        if has_form(want, _shown_text(want, candidate))
    ]


def _shown_text(want: Want, candidate: Candidate) -> str:
    """The sentence with what announces it; of a date or a role, the headings above it as well."""
    headings = " ".join(candidate.scored.passage.path[-2:]) if want in {"when", "month", "day", "lead"} else ""
    return f"{headings} {candidate.sentence.lead_in} {candidate.sentence.text}"


def _is_counted(found: Found, thing: str) -> bool:
    """True if a likely sentence has a number and a word that is, or ends in, the thing that is counted."""
    floor = _FAINT * float(found.probabilities.max())
    return any(
        probability > floor
        and has_form("number", candidate.sentence.text)
        and any(other.endswith(thing) for other in candidate.stems_with_headings)
        for candidate, probability in zip(found.candidates, found.probabilities, strict=True)
    )


def _best(found: Found) -> Candidate:
    return found.candidates[int(found.probabilities.argmax())]
