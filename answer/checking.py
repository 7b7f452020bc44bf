"""Text of a language model -> the sentences of it that the passages bear out; all others are left out.

A check can be wrong in one direction only: a sentence too many is left out. Then the answer in quotations stays.
"""

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from answer.facts import Facts, Number, Period, facts_of, is_ordinary, names_of
from answer.model import MOST_WORDS, NOT_FOUND
from index.tokens import STOP_WORDS, fold, stem, tokens
from ingest.instructions import addresses_model
from ingest.invisible import only_visible
from ingest.model import Document, Passage, collapse
from ingest.units import lead_in_after, split_sentences, split_units

_COVERED = 0.65  # share of the telling words that stand in the cited passages
_MOST_UNCOVERED = 3
_PART_OF_WORD = 6  # letters from which a part of a compound counts as the word
_LONGEST_QUOTE = 90  # words
_LEAST_GAIN = 0.9  # a quote shares a word with what it bears out
_NEGATIONS = frozenset(
    "niet geen nooit niemand niets nergens noch zonder nauwelijks evenmin not no never without none".split()
)
_ONLY = frozenset("alleen slechts uitsluitend enkel only".split())
_SILENT = STOP_WORDS | _NEGATIONS | _ONLY
_NEAR = 4  # telling words on either side of a negation
_FEWEST_NEAR = 2
# Who has which role, what is done and where things go: a single word of these makes a sentence another claim.
_CLAIMS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:kar)?trek(?:ker|t|ken)\w*|\bgetrokken\b|\bin de lead\b|\bleid(?:t|en)\b|\bleiding\b",
        r"\bpenvoer",
        r"verantwoordelijk",
        r"\bopdrachtgever|\bin opdracht van\b",
        r"financi|\bbetaal|\bbetalen\b|\bbekostig|subsidi|\bvergoed",
        r"\bco[oö]rdin|\bregie",
        r"\bvoorzit",
        r"\bprojectleid|\bprogrammaleid|\bprogrammamanag|\bprojectmanag|\bkwartiermak|\bdirecteur|\bbestuurder|\bwethouder",
        r"\bcontactpersoon",
        r"\bbesl(?:uit|is|oten)",
        r"\bafgerond|\bvoltooid|\bgerealiseerd|\bbereikt\b|\bopgeleverd|\bvoltooi|\bafgesloten|\bafronding",
        r"\bgestopt\b|\bstop(?:t|pen)\b|\bbe[eë]indig|\bgeschrapt|\bafgeschaft|\bopgeheven|\bgeannuleerd|\bvervalt",
        r"\buitgesteld|\bvertra(?:ag|ging)|\buitstel",
        r"\btoegenomen|\btoename|\bgestegen|\bstijg|\bgroei|\bgroter\b|\bmeer\b|\btoenemen|\bneemt toe\b|\bhoger\b",
        r"\bafgenomen|\bafname|\bgedaald|\bdaal|\bdaling|\bkrimp|\bkleiner\b|\bminder|\bafnemen|\bneemt af\b|\blager\b"
        r"|\bvermind|\bverlag|\bterug(?:dring|lop)",
        r"\bverplicht|\bverbied|\bverboden|\bwettelijk",
        r"\bgratis\b|\bkosteloos",
    )
)
_THINKING = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_MARKERS = r"\[\s*\d+(?:\s*[,;-]\s*\d+)*\s*\]"
_MARKER = re.compile(_MARKERS)
_LATE_MARKERS = re.compile(rf"([.!?:])((?:\s*{_MARKERS})+)")
_LENTICULAR = re.compile(r"【\s*(\d+)[^】]*】")
_BULLET = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+")
_MARKUP = re.compile(
    r"!?\[[^\]]*\]\(|<[/!?]?[a-zA-Z]|</|`|\*\*|^#|^\||\bjavascript:|\bdata:\w+/|&#?\w+;|[{}\\]|\$\$?.*\$"
)
_LEANS_BACK = re.compile(
    r"(?:dit|dat|deze|die|hij|zij|ze|hun|hierdoor|hiermee|hiervoor|hierbij|hiervan|hierin|daardoor|daarmee|daarvoor"
    r"|daarvan|daarbij|daarin|laatstgenoemde|eerstgenoemde"
    r"|zoals|waarbij|waardoor|waarmee|omdat|want|maar|en|of)\b",
    re.IGNORECASE,
)
_FRAME = frozenset(
    tokens(
        "volgens daarnaast tevens bovendien verder ook document documenten passage passages tekst regioplan staat "
        "genoemd noemt vermeld bijvoorbeeld namelijk hierbij daarbij hiervoor daarvoor hiermee daarmee"
    )
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence of the source, with what is needed to understand it."""

    start: int  # offsets into the document's source text
    end: int
    text: str
    above: str  # the line that announces its list, and the heading over it


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that may be cited."""

    passage: Passage
    title: str
    pieces: tuple[Piece, ...]

    @property
    def headings(self) -> str:
        """The headings over the passage."""
        return " › ".join(self.passage.path)


_Run = tuple[Evidence, list[Piece]]


@dataclass(frozen=True, slots=True)
class Support:
    """The run of source sentences that bears out a written sentence best."""

    number: int  # of the evidence, from 1
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence of a model that passed, without its markers, and what bears it out."""

    text: str
    support: tuple[Support, ...]  # at least one


def evidence_of(document: Document, passage: Passage) -> Evidence:
    """A passage as what sentences are checked against."""
    marked = {heading.start for heading in document.headings}
    pieces: list[Piece] = []
    lead_in, heading = passage.lead_in, ""
    for unit in split_units(document.source, passage.start, passage.end, marked):
        text = _visible(document.source[unit.body : unit.end])
        if unit.heading:
            heading = text
        else:
            above = " ".join(part for part in (heading, lead_in if unit.listed else "") if part)
            pieces.extend(
                Piece(start, end, _visible(document.source[start:end]), above)
                for start, end in split_sentences(document.source, unit.body, unit.end)
            )
        lead_in = lead_in_after(document.source, unit, lead_in)
    return Evidence(passage, document.info.title, tuple(piece for piece in pieces if piece.text))


def declines(text: str) -> bool:
    """True if a model says, in the words it was given, that the passages do not answer."""
    return fold(NOT_FOUND.rstrip(".")) in fold(" ".join(_prepared(text).split()))


def sentences_of_model(text: str, *, complete: bool = True) -> list[str]:
    """The sentences of a model's text, each with the markers that follow it.

    Args:
        text: All that has arrived.
        complete: False while more may come: then the last sentence is left out.
    """
    found = []
    for line in _prepared(text).split("\n"):
        line = _BULLET.sub("", line).strip()
        line = _LATE_MARKERS.sub(lambda late: f"{late[2]}{late[1]}", line)
        found += [line[start:end] for start, end in split_sentences(line, 0, len(line))]
    return found if complete else found[:-1]


def checked(text: str, evidence: Sequence[Evidence], *, complete: bool = True) -> list[Written]:
    """The sentences of a model's text that pass every check, in order, of 150 words at most.

    Args:
        text: What the model wrote.
        evidence: The passages it was sent; [1] stands for the first.
        complete: As for ``sentences_of_model``.
    """
    kept: list[Written] = []
    words = 0
    dropped = False
    for sentence in sentences_of_model(text, complete=complete):
        outcome = judge(sentence, evidence)
        if isinstance(outcome, str) or (dropped and _LEANS_BACK.match(sentence)):
            dropped = True  # what a next sentence calls "this" is gone
            continue
        words += len(outcome.text.split())
        if words > MOST_WORDS:
            break
        if fold(outcome.text) not in {fold(one.text) for one in kept}:
            kept.append(outcome)
        dropped = False
    return kept


def judge(sentence: str, evidence: Sequence[Evidence]) -> Written | str:
    """A sentence with what bears it out, or in a few English words why it cannot be shown."""
    if _MARKUP.search(_MARKER.sub("", sentence)):
        return "markup"
    if addresses_model(sentence):
        return "instruction"
    numbers = list(dict.fromkeys(numbers_cited(sentence)))
    if not numbers:
        return "no citation"
    if not all(1 <= number <= len(evidence) for number in numbers):
        return "unknown citation"
    plain = plain_sentence(sentence)
    if len(tokens(plain)) < 2:
        return "too short"
    support = _support(plain, [(number, evidence[number - 1]) for number in numbers])
    if not support:
        return "words"
    runs = [(evidence[one.number - 1], _pieces_in(evidence[one.number - 1], one)) for one in support]
    reason = _unsupported_fact(plain, runs) or _unsupported_words(plain, runs)
    reason = reason or _flipped(plain, [evidence[number - 1] for number in numbers], runs)
    return reason or Written(plain, support)


def numbers_cited(sentence: str) -> list[int]:
    """The numbers between brackets, "[1, 3]" and "[1-3]" included."""
    numbers: list[int] = []
    for marker in _MARKER.findall(sentence):
        for part in re.split(r"[,;]", marker.strip("[]")):
            ends = [int(end) for end in part.split("-")]
            numbers += range(ends[0], ends[-1] + 1) if len(ends) == 2 and ends[-1] - ends[0] < 10 else ends
    return numbers


def plain_sentence(sentence: str) -> str:
    """A sentence without its markers."""
    return collapse(re.sub(r"\s+([.!?,;:])", r"\1", _MARKER.sub(" ", sentence)))


def _prepared(text: str) -> str:
    text = only_visible(_THINKING.sub("", text)).replace("\r", "\n")
    return _LENTICULAR.sub(r"[\1]", text)


def _visible(text: str) -> str:
    return collapse(only_visible(text))


def _unsupported_fact(sentence: str, runs: Sequence[_Run]) -> str:
    """The first fact that no quoted sentence has, in which something else of the sentence stands as well."""
    facts = facts_of(sentence)
    near = [
        (piece, one)
        for one, pieces in runs
        for piece in pieces
        if _shares_words(sentence, f"{piece.text} {piece.above} {one.headings}")
    ]
    places = [(facts_of(piece.text), facts_of(f"{one.headings}. {piece.above}")) for piece, one in near]
    if _contradicted(sentence, facts, [piece for piece, _ in near]):
        return "period"
    for period in facts.periods:
        if not any(_has_period(period, own, above) for own, above in places):
            return "period"
    for year in facts.years:
        if not any(year in own.years | above.years for own, above in places):
            return "year"
    around = {token for one, _ in runs for piece in one.pieces for token in _telling(piece.text)}
    for number in facts.numbers:
        if not any(_has_number(number, given, around) for both in places for given in both):
            return "number"
    if not all(any(address in own.addresses for own, _ in places) for address in facts.addresses):
        return "address"
    texts = [_folded_words(f"{one.title} . {one.headings} . {piece.above} . {piece.text}") for piece, one in near]
    for name in names_of(sentence):
        if not any(_has_name(name.words, name.capitals, words) for words in texts):
            return "name"
    for claim in _CLAIMS:
        if claim.search(sentence) and not any(
            claim.search(f"{one.headings}. {piece.above} {piece.text}") for piece, one in near
        ):
            return "claim"
    return ""


def _contradicted(sentence: str, facts: Facts, pieces: Sequence[Piece]) -> bool:
    """True if the source sentence that is most like a sentence with one period of a kind gives another of that kind."""
    wanted = set(_telling(sentence))
    most = max((len(wanted & set(_telling(piece.text))) for piece in pieces), default=0)
    likest = [
        facts_of(f"{piece.above}. {piece.text}") for piece in pieces if len(wanted & set(_telling(piece.text))) == most
    ]
    for period in facts.periods:
        if sum(one.kind == period.kind for one in facts.periods) > 1:
            continue
        given = [{one.value for one in own.periods if one.kind == period.kind} for own in likest]
        if given and all(values and period.value not in values for values in given):
            return True
    return False


def _shares_words(sentence: str, text: str) -> bool:
    return bool(set(_telling(sentence)) & set(_telling(text)))


def _has_period(period: Period, own: Facts, above: Facts) -> bool:
    if period.year is None:
        return any((one.kind, one.value) == (period.kind, period.value) for one in own.periods | above.periods)
    if period in own.periods | above.periods:
        return True
    bare = Period(period.kind, period.value, None)
    return bare in own.periods and period.year in above.years


def _has_number(number: Number, facts: Facts, around: set[str]) -> bool:
    """True where the number counts the same thing, or one that ``around``, the words of the source, does not have."""
    same = [one for one in facts.numbers if one.value == number.value]
    if not same or not number.counts:
        return bool(same)
    counts = number.counts[0]
    counted = any(counts in one.counts or set(one.counts[:1]) & set(number.counts) for one in same)
    return counted or counts not in around


def _folded_words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:[-'’&.][^\W_]+)*|[.,;:()/]", fold(text))


def _has_name(words: Sequence[str], capitals: Sequence[str], text: Sequence[str]) -> bool:
    """True if the words of a name stand in a text, and beside each other unless one of them is an ordinary word."""
    known = set(text) | {part for word in text for part in re.split(r"[-/&'’.]", word)}
    if not all(word in known or word.rstrip("s") in known for word in capitals):
        return False
    pairs = list(itertools.pairwise(words))
    beside = set(itertools.pairwise(text))
    return all(
        pair in beside
        or any(word not in capitals for word in pair)
        or (is_ordinary(pair[0]) and pair[0] not in {"van", "de"})
        for pair in pairs
    ) and (len(capitals) == len(words) or _in_order(words, text) or any(is_ordinary(word) for word in capitals))


def _in_order(words: Sequence[str], text: Sequence[str]) -> bool:
    """True if ``words`` stand one after the other in ``text``."""
    length = len(words)
    return any(tuple(text[place : place + length]) == tuple(words) for place in range(len(text) - length + 1))


@lru_cache(maxsize=4096)
def _telling(text: str) -> tuple[str, ...]:
    """The stems of the words that say something; facts are judged apart."""
    return tuple(token for token in tokens(text) if not token[0].isdigit() and token not in _FRAME)


def _unsupported_words(sentence: str, runs: Sequence[_Run]) -> str:
    """Whether too many words of a sentence stand nowhere in its quotes, or the opposite of one of them does."""
    telling = list(dict.fromkeys(_telling(sentence)))
    whole = " ".join(f"{one.title} {one.headings} {_text(pieces)}" for one, pieces in runs)
    found = set(_telling(whole))
    missing = [token for token in telling if not _is_covered(token, found)]
    if len(missing) > _MOST_UNCOVERED or len(missing) > (1 - _COVERED) * len(telling):
        return "words"
    plain = {fold(word) for word in re.findall(r"[^\W\d_]+", whole)}
    for word in re.findall(r"[^\W\d_]{4,}", fold(sentence)):
        opposite = word.removeprefix("on") if word.startswith("on") else f"on{word}"
        if word not in plain and opposite in plain and len(opposite) > 3:
            return "opposite"
    return ""


def _text(pieces: Iterable[Piece]) -> str:
    return " ".join(f"{piece.above} {piece.text}" for piece in pieces)


def _is_covered(token: str, found: set[str]) -> bool:
    if token in found:
        return True
    return len(token) >= _PART_OF_WORD and any(
        len(other) >= _PART_OF_WORD and (other in token or token in other) for other in found
    )


def _flipped(sentence: str, cited: Sequence[Evidence], runs: Sequence[_Run]) -> str:
    """Whether a sentence denies or restricts what its source does not, or the reverse."""
    own = _denials(sentence)
    source = [denial for one in cited for piece in one.pieces for denial in _denials(f"{piece.above}. {piece.text}")]
    quoted = [denial for _, pieces in runs for piece in pieces for denial in _denials(f"{piece.above}. {piece.text}")]
    for denial in own:
        if denial.near and not any(denial.kind == other.kind and _same(denial.near, other.near) for other in source):
            return "negation"
        if sum(denial.kind == other.kind for other in own) > sum(denial.kind == other.kind for other in quoted):
            return "negation"
    telling = frozenset(_telling(sentence))
    for denial in source:
        same_kind = [other for other in own if other.kind == denial.kind]
        if not _same(denial.near, telling) or any(_same(denial.near, other.near) for other in same_kind):
            continue
        stated = any(
            _same(denial.near, frozenset(_telling(piece.text))) and not _denials(piece.text)
            for one in cited
            for piece in one.pieces
        )
        if not stated and denial.kind != "not only":
            return "negation"
    return ""


def _same(near: frozenset[str], other: frozenset[str]) -> bool:
    """True if most telling words around a denial, and two where it has them, are among ``other``."""
    shared = len(near & other)
    return bool(near) and shared >= min(_FEWEST_NEAR, len(near)) and shared >= 0.5 * len(near)


@dataclass(frozen=True, slots=True)
class _Denial:
    """A word that denies or restricts, with the telling words near it in its clause."""

    kind: Literal["not", "only", "not only"]
    near: frozenset[str]


@lru_cache(maxsize=4096)
def _denials(text: str) -> tuple[_Denial, ...]:
    found = []
    for clause in re.split(r"[.;:!?]|,\s|\bmaar\b|\bwant\b|\bomdat\b", text):
        words = [fold(word) for word in re.findall(r"[^\W\d_]+", clause)]
        for place, word in enumerate(words):
            before_only = words[place + 1 : place + 2]
            kind: Literal["not", "only", "not only"]
            if word in _NEGATIONS:
                kind = "not only" if before_only and before_only[0] in _ONLY else "not"
            elif word in _ONLY and words[place - 1 : place] != ["niet"]:
                kind = "only"
            else:
                continue
            before = [stem(w) for w in words[:place] if w not in _SILENT][-_NEAR:]
            after = [stem(w) for w in words[place + 1 :] if w not in _SILENT][:_NEAR]
            found.append(_Denial(kind, frozenset(before + after)))
    return tuple(found)


def _support(sentence: str, cited: Sequence[tuple[int, Evidence]]) -> tuple[Support, ...]:
    """Of each cited passage the run in which most of a sentence stands; none where a run adds nothing to the others."""
    wanted = set(_telling(sentence)) | set(_values(sentence))
    names = {word for name in names_of(sentence) for word in name.capitals}
    found: list[Support] = []
    for number, one in cited:
        best: tuple[float, int, int] = (_LEAST_GAIN, -1, -1)
        for first in range(len(one.pieces)):
            text = ""
            for last in range(first, len(one.pieces)):
                piece = one.pieces[last]
                text = f"{text} {piece.text}"
                size = len(text.split())
                if last > first and size > _LONGEST_QUOTE:
                    break
                shared: float = len(wanted & {*_telling(text), *_values(text)})
                shared += len(wanted & set(_telling(piece.above))) * 0.5
                gain = shared + len(names & set(_folded_words(text))) - 0.4 * (last - first) - 0.001 * size
                if gain > best[0]:
                    best = (gain, first, last)
        _, first, last = best
        if first >= 0:
            found.append(Support(number, one.pieces[first].start, one.pieces[last].end))
            wanted -= {*_telling(_text(one.pieces[first : last + 1])), *_values(_text(one.pieces[first : last + 1]))}
    return tuple(found)


def _pieces_in(one: Evidence, support: Support) -> list[Piece]:
    return [piece for piece in one.pieces if support.start <= piece.start and piece.end <= support.end]


def _values(text: str) -> list[str]:
    """The numbers, years, periods and claims of a text, each as one string."""
    facts = facts_of(text)
    return [
        *(f"number {number.value}" for number in facts.numbers),
        *(f"year {year}" for year in facts.years),
        *(f"{period.kind} {period.value}" for period in facts.periods),
        *(f"claim {number}" for number, claim in enumerate(_CLAIMS) if claim.search(text)),
    ]
