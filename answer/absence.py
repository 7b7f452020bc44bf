"""Whether what was found answers the question at all: features of question and candidates, and learned weights."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from answer.compose import Choice
from answer.evidence import FEATURES as SENTENCE_FEATURES
from answer.evidence import Candidate, TellingWords
from answer.likeness import LikeWords, nearest_of
from answer.question import Question
from answer.wants import WANTS, Want, has_form
from answer.wording import Wording
from index.model import ScoredPassage
from index.ngrams import Floats
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
_FEW_KNOWN, _FAR = 0.6, 0.36  # share of it that is in no document, and cosine: 1 in 170 answered questions has both
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
    "wording",
)


Shown = Mapping[Want, Sequence[tuple[float, Candidate]]]  # of each form that is asked, the candidates that have it


@dataclass(frozen=True, slots=True)
class Found:
    """A question with all that was found for it."""

    question: Question
    text: str  # what was looked for
    telling: TellingWords
    like: LikeWords
    scored: Sequence[ScoredPassage]  # best first, at least one
    anywhere: ScoredPassage  # the best passage where no region goes first
    candidates: Sequence[Candidate]  # n of them, at least one
    features: Floats  # (n, k), of the candidates
    probabilities: Floats  # (n,)
    choices: Sequence[Choice]  # the answer that would be given


def cannot_answer(found: Found) -> bool:
    """True where the question is about something else than the documents, and where a name, an address or an amount is
    asked for and no sentence that was found has one."""
    if _is_strange(found):
        return True
    return any(want in found.question.wants and not _showing(found, want) for want in _STRICT)


def _is_strange(found: Found) -> bool:
    """True where no word the question is about was found, or few are known and no sentence is near in meaning."""
    if found.question.topic and found.telling.share(_stems_of_all(found)) == 0.0:
        return True
    nearest = float(found.features[:, SENTENCE_FEATURES.index("cosine")].max())
    return found.telling.unknown_share > _FEW_KNOWN and nearest < _FAR


def _stems_of_all(found: Found) -> frozenset[str]:
    return frozenset[str]().union(*(candidate.read.all_stems for candidate in found.candidates))


def features_of(found: Found, wording: Wording) -> Floats:
    """The features (k,) in order of FEATURES; ``wording`` knows what the words of the question alone tell."""
    shown = {want: _showing(found, want) for want in _SHOWN if want in found.question.wants}
    table = {**_likeliness(found), **_coverage(found), **_likeness(found)}
    table |= {
        **_region(found),
        **_forms(found, shown),
        **_where_shown(found, shown),
        "wording": wording.leaning(found.text),
    }
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


def _coverage(found: Found) -> dict[str, float]:
    """How much of what the question is about stands in what was found."""
    telling = found.telling
    answering = [candidate for choice in found.choices for candidate in choice.candidates]
    chosen = frozenset[str]().union(*(candidate.stems_with_headings for candidate in answering))
    everywhere = _stems_of_all(found)
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


def _likeness(found: Found) -> dict[str, float]:
    """The same for words of like meaning: how near the nearest word of what was found is to each word asked for."""
    asked = found.like
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


def _forms(found: Found, shown: Shown) -> dict[str, float]:
    likeliest = float(found.probabilities.max())
    table = {f"asks {want}": float(want in found.question.wants) for want in WANTS}
    for want in _SHOWN:
        highest = max((probability for probability, _ in shown[want]), default=0.0) if want in shown else 1.0
        table[f"no {want}"] = float(highest == 0.0)
        table[f"no likely {want}"] = float(highest < _NEAR_BEST * likeliest)
    counted = _COUNTED.search(found.question.text) if {"number", "share"} & found.question.wants else None
    table["counted thing missing"] = float(counted is not None and not _is_counted(found, stem(counted[1].lower())))
    return table


def _where_shown(found: Found, shown: Shown) -> dict[str, float]:
    """How well the sentences with the asked form fit, of the form that fits worst; of the best sentence where none is
    asked."""
    likeliest = float(found.probabilities.max())
    shares, likely = [], []
    for showing in shown.values():
        near = [(probability, candidate) for probability, candidate in showing if probability > _FAINT * likeliest]
        likely.append(max((probability for probability, _ in near), default=0.0) / likeliest)
        shares.append(max((found.telling.share(one.stems_with_headings) for _, one in near), default=0.0))
    return {
        "share where shown": min(shares, default=found.telling.share(_best(found).stems_with_headings)),
        "likely where shown": min(likely, default=1.0),
    }


def _showing(found: Found, want: Want) -> list[tuple[float, Candidate]]:
    """The candidates that have the form, with their probabilities."""
    return [
        (float(probability), candidate)
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
