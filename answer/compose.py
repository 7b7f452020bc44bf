"""Judged sentences -> the few that answer, as runs of source text; no sentence is written here."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from answer.evidence import LEANS, Candidate
from answer.question import Question
from answer.sentences import Sentence
from answer.wants import has_form
from index.model import ScoredPassage
from index.ngrams import Floats
from index.tokens import tokens

LEAD_WORDS = 20  # a longer announcement is left to the source
_SHORT_ANSWER = 50  # words, where the form of the answer is a few words
_LONG_ANSWER = 130
_LONGEST_SENTENCE = 90
_LIST_WORDS = 130
_SURE = 0.65  # from this probability on, the best sentence needs little beside it
_FLOOR = 0.08  # probability below which a sentence of _USUAL words is not said
_FAINT = 0.35  # share of the best probability below which such a sentence is only about the same subject
_USUAL = 20  # words
_DEARER = 0.6  # power of its length by which a longer sentence has to be likelier, and a shorter one less likely
_READS_ON, _READS_BACK, _LEANS_ON = 0.1, 0.1, 0.3  # share of a chosen sentence's score that its neighbours gain
_REPEATS = 0.7  # share of the words of the shorter text
_BREAKS_OFF = re.compile(r"\b(?:dat|om|door|voor|van|met|aan|zijn|is|te|en|zoals|waarbij|als|tot)$")
_LONG_FORMS = frozenset({"list", "why", "how"})
_SHORT_FORMS = frozenset({"person", "contact", "money", "share", "number", "when", "address"})


@dataclass(frozen=True, slots=True)
class Choice:
    """A run of consecutive sentences of one passage that answers."""

    candidates: tuple[Candidate, ...]
    score: float  # the highest probability among them

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Its sentences, in order."""
        return tuple(candidate.sentence for candidate in self.candidates)

    @property
    def scored(self) -> ScoredPassage:
        """The passage it is taken from."""
        return self.candidates[0].scored


def choose(
    question: Question, candidates: Sequence[Candidate], probabilities: Floats, *, share: float = 1.0
) -> list[Choice]:
    """The runs of sentences that answer together, those of the likeliest first; none without candidates.

    Args:
        question: What is asked.
        candidates: Sentences in order of rank and place.
        probabilities: (n,), of candidate i to be part of the answer.
        share: Of the usual length of an answer, where several are given to one question.
    """
    usable = [
        number
        for number, candidate in enumerate(candidates)
        if candidate.words <= _LONGEST_SENTENCE and not _is_scrambled(question, candidate)
    ]
    if not usable:
        return []
    best = max(usable, key=lambda number: float(probabilities[number]))
    items = _whole_list(candidates, best, share * _LIST_WORDS) if "list" in question.wants else []
    chosen = items or [best]
    budget = share * _budget(question, float(probabilities[best]))
    chosen = _filled(candidates, probabilities, usable, chosen, budget)
    chosen = _rounded_off(candidates, chosen, share * _LIST_WORDS)
    return _to_the_point(question, _runs(candidates, probabilities, chosen))


def fitted(parts: Sequence[Sequence[Choice]], most_words: int) -> list[Choice]:
    """The choices of one part as they are; of several parts so that all have their say: the longest gives way first."""
    kept = [list(part) for part in parts if part]
    while len(kept) > 1 and sum(map(_words, kept)) > most_words:
        longest = max(kept, key=_words)
        last = longest.pop()
        if len(last.candidates) > 1:
            longest.append(replace(last, candidates=last.candidates[:-1]))
        elif not longest:
            longest.append(last)
            break
    return [choice for part in kept for choice in part]


def _words(choices: Sequence[Choice]) -> int:
    return sum(candidate.words for choice in choices for candidate in choice.candidates)


def _budget(question: Question, best: float) -> int:
    if question.wants & _SHORT_FORMS:
        return _SHORT_ANSWER
    if question.wants & _LONG_FORMS or best < _SURE:
        return _LONG_ANSWER
    return _SHORT_ANSWER


def _filled(
    candidates: Sequence[Candidate],
    probabilities: Floats,
    usable: Sequence[int],
    chosen: Sequence[int],
    budget: float,
) -> list[int]:
    """The chosen sentences with the likeliest others that fit; the neighbours of what is chosen go first."""
    score = {number: float(probabilities[number]) for number in usable}
    floor = max(_FLOOR, _FAINT * max(score.values()))
    taken = list(chosen)
    for number in chosen:
        _raise_neighbours(candidates, score, number, score.get(number, 0.0))
    words = sum(candidates[number].words for number in taken)
    for number in chosen:
        score.pop(number, None)
    while score:
        number = max(score, key=lambda other: (score[other], -other))
        value = score.pop(number)
        if value < floor * (candidates[number].words / _USUAL) ** _DEARER:
            continue
        if words + candidates[number].words > budget or _says_again(candidates, number, taken):
            continue
        taken.append(number)
        words += candidates[number].words
        _raise_neighbours(candidates, score, number, value)
    return sorted(taken)


def _rounded_off(candidates: Sequence[Candidate], chosen: Sequence[int], most_words: float) -> list[int]:
    """The chosen sentences without loose ends, as far as that fits.

    A line that announces a list gets its items, or goes where others say something; a list of which several items are
    chosen is made whole.
    """
    taken = set(chosen)
    words = sum(candidates[number].words for number in taken)
    for number in sorted(taken):
        announces = _announces(candidates, number)
        if announces or (
            candidates[number].sentence.listed and number + 1 in taken and _adjoin(candidates, number, number + 1)
        ):
            items = _items_after(candidates, number)
        else:
            continue
        more = [item for item in items if item not in taken]
        added = sum(candidates[item].words for item in more)
        if words + added <= most_words:
            taken |= set(more)
            words += added
        elif announces and number + 1 not in taken and len(taken) > 1:
            taken.discard(number)
            words -= candidates[number].words
    return sorted(taken)


def _announces(candidates: Sequence[Candidate], number: int) -> bool:
    """True for a line that a list completes: it ends with a colon, or breaks off before an item."""
    text = candidates[number].sentence.text
    if text.endswith(":"):
        return True
    goes_on = number + 1 < len(candidates) and _adjoin(candidates, number, number + 1)
    return goes_on and candidates[number + 1].sentence.listed and bool(_BREAKS_OFF.search(text))


def _items_after(candidates: Sequence[Candidate], number: int) -> list[int]:
    """The items of one list that follow a sentence: those that the same line announces."""
    items: list[int] = []
    while (
        number + 1 < len(candidates)
        and _adjoin(candidates, number, number + 1)
        and candidates[number + 1].sentence.listed
        and (not items or candidates[number + 1].sentence.lead_in == candidates[items[0]].sentence.lead_in)
    ):
        number += 1
        items.append(number)
    return items


def _raise_neighbours(candidates: Sequence[Candidate], score: dict[int, float], number: int, value: float) -> None:
    """A chosen sentence of that score lends some of it to the sentences beside it."""
    text = candidates[number].sentence.text
    if number + 1 in score and _adjoin(candidates, number, number + 1):
        leans = bool(LEANS.match(candidates[number + 1].sentence.text)) or text.endswith(":")
        score[number + 1] += value * (_READS_ON + (_LEANS_ON if leans else 0))
    if number - 1 in score and _adjoin(candidates, number - 1, number):
        score[number - 1] += value * (_READS_BACK + (_LEANS_ON if LEANS.match(text) else 0))


def _adjoin(candidates: Sequence[Candidate], one: int, other: int) -> bool:
    return candidates[one].read is candidates[other].read and candidates[one].number + 1 == candidates[other].number


def _is_scrambled(question: Question, candidate: Candidate) -> bool:
    """True for a date from text that ran through columns: the month beside it may belong to another cell."""
    return "when" in question.wants and candidate.read.passage.broken


def _whole_list(candidates: Sequence[Candidate], best: int, most_words: float) -> list[int]:
    """All items of the list that the best sentence announces or stands in; none where it is in no list, or too long."""
    first = candidates[best].sentence
    if not first.listed and not first.text.endswith(":"):
        return []
    start = end = best
    while (
        first.listed
        and start > 0
        and _adjoin(candidates, start - 1, start)
        and candidates[start - 1].sentence.listed
        and candidates[start - 1].sentence.lead_in == first.lead_in
    ):
        start -= 1
    while end + 1 < len(candidates) and _adjoin(candidates, end, end + 1) and candidates[end + 1].sentence.listed:
        end += 1
    run = list(range(start, end + 1))
    return run if sum(candidates[number].words for number in run) <= most_words else []


def _to_the_point(question: Question, choices: list[Choice]) -> list[Choice]:
    """Where only a moment or a number is asked and the best run gives one: the runs that give one."""
    if not question.wants or not question.wants <= _SHORT_FORMS or not _gives(question, choices[0]):
        return choices
    return [choice for choice in choices if _gives(question, choice)]


def _gives(question: Question, choice: Choice) -> bool:
    headings = " ".join(choice.scored.passage.path[-2:])
    text = " ".join([headings, *(f"{sentence.lead_in} {sentence.text}" for sentence in choice.sentences)])
    return any(has_form(want, text) for want in question.wants)


def _says_again(candidates: Sequence[Candidate], number: int, taken: Sequence[int]) -> bool:
    """True where a chosen sentence shares most words with this one."""
    own = set(tokens(candidates[number].sentence.text))
    for other in taken:
        theirs = set(tokens(candidates[other].sentence.text))
        smaller = min(len(own), len(theirs))
        if smaller and len(own & theirs) / smaller > _REPEATS:
            return True
    return False


def _runs(candidates: Sequence[Candidate], probabilities: Floats, chosen: Sequence[int]) -> list[Choice]:
    """Chosen sentences (ascending) as runs, the likeliest run first."""
    runs: list[list[int]] = []
    for number in chosen:
        if runs and _adjoin(candidates, runs[-1][-1], number):
            runs[-1].append(number)
        else:
            runs.append([number])
    choices = [
        Choice(tuple(candidates[number] for number in run), max(float(probabilities[number]) for number in run))
        for run in runs
    ]
    return sorted(choices, key=lambda choice: -choice.score)
