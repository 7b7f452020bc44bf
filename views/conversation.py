"""A conversation as a text that people keep: questions, answers, and where each quote stands."""

from collections.abc import Sequence
from datetime import date

from answer.model import Answer
from ingest.place import place_of
from views.drawing import plain, published


def as_markdown(answers: Sequence[Answer], on: date) -> str:
    """The conversation as Markdown, with the quotes, their places, and the day it was kept.

    Signs of Markdown in questions and documents are made to mean nothing.
    """
    parts = [f"# Gesprek met de Regioplan-assistent, {published(on.isoformat())}"]
    for answer in answers:
        parts.append(f"## {plain(answer.question)}")
        parts.append("\n\n".join(plain(line) for line in answer.text.split("\n")))
        for citation in answer.citations:
            where = f"{citation.title}, {' › '.join(citation.passage.path)}, {place_of(citation)}"
            parts.append(f"> {plain(citation.quote)}\n>\n> {plain(f'[{citation.n}] {where}')}")
    return "\n\n".join(parts) + "\n"
