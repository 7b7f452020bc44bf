"""An answer in quotations and a language model -> the answer in its words, as far as the passages bear them out."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from answer.checking import Written, checked, declines, evidence_of
from answer.citations import cite
from answer.language_model import LanguageModel
from answer.model import Answer, Citation, Statement
from answer.prompt import Numbered, passages_for, prompt_of
from answer.streaming import ModelFailed
from index.retrieval import Index

_INSTEAD = "dit antwoord bestaat uit citaten."
_DECLINED = f"Het taalmodel vond in de passages geen antwoord; {_INSTEAD}"
_UNSUPPORTED = f"Wat het taalmodel schreef, staat niet zo in de passages; {_INSTEAD}"
_EMPTY = f"Het taalmodel gaf geen tekst; {_INSTEAD}"
_NOTHING_TO_SEND = (
    f"Aan het taalmodel is niets gestuurd, omdat in de documenten tekst staat die het aanstuurt; {_INSTEAD}"
)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a model has written so far and has passed the checks: plain text, without markers."""

    text: str


def write(
    answer: Answer, index: Index, model: LanguageModel, *, history: Sequence[str] = ()
) -> Iterator[Draft | Answer]:
    """Let a model word an answer: drafts while its text arrives, each longer than the last, then the answer.

    A sentence is in a draft only once it has passed the checks, so nothing unchecked is ever on screen. Where the
    model fails, declines or invents, the last value is the answer in quotations with a note that says so; so it is
    where nothing was found, for then nothing is sent.

    Args:
        answer: The answer in quotations.
        index: The index that it was drawn from.
        model: The model to ask.
        history: Earlier questions, oldest first.
    """
    if answer.status != "answered":
        yield answer
        return
    started = time.perf_counter()
    passages = passages_for(answer, index)
    if not passages:
        yield replace(answer, model_note=_NOTHING_TO_SEND)
        return
    evidence = [evidence_of(index.document(p.scored.passage.document_id), p.scored.passage) for p in passages]
    text = ""
    shown = 0
    note = ""
    try:
        for piece in model.stream(prompt_of(answer.question, passages, history=history)):
            text += piece
            if _may_end_sentence(piece) and not declines(text):
                kept = checked(text, evidence, complete=False)
                if len(kept) > shown:
                    shown = len(kept)
                    yield Draft(" ".join(sentence.text for sentence in kept))
    except ModelFailed as error:
        note = f"{error}; {_INSTEAD}"
    kept = [] if note or declines(text) else checked(text, evidence)
    took = answer.answer_ms + 1000 * (time.perf_counter() - started)
    if kept:
        yield _worded(replace(answer, answer_ms=took, engine=model.name), kept, passages, index)
        return
    note = note or (_EMPTY if not text.strip() else _DECLINED if declines(text) else _UNSUPPORTED)
    yield replace(answer, answer_ms=took, model_note=note)


def written(answer: Answer, index: Index, model: LanguageModel, *, history: Sequence[str] = ()) -> Answer:
    """The last value of ``write``, for those who show no drafts."""
    final = answer
    for value in write(answer, index, model, history=history):
        if isinstance(value, Answer):
            final = value
    return final


def _may_end_sentence(piece: str) -> bool:
    return any(sign in piece for sign in ".!?]\n ")


def _worded(answer: Answer, kept: Sequence[Written], passages: Sequence[Numbered], index: Index) -> Answer:
    """The answer with the sentences of the model in the place of its own, and the citations that bear them out."""
    citations: list[Citation] = []
    numbers: dict[tuple[int, int, int], int] = {}
    statements: list[Statement] = []
    for sentence in kept:
        own: list[int] = []
        for support in sentence.support:
            place = (support.number, support.start, support.end)
            if place not in numbers:
                numbers[place] = len(numbers) + 1
                scored = passages[support.number - 1].scored
                document = index.document(scored.passage.document_id)
                citations.append(cite(numbers[place], document, scored, support.start, support.end))
            own.append(numbers[place])
        statements.append(Statement("", (sentence.text,), own[0], tuple(own[1:]), written=True))
    return replace(answer, statements=tuple(statements), citations=tuple(citations))
