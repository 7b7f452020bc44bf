"""Quotes: slices of the source text, and the proof that they are."""

from pathlib import Path

from answer.model import Citation
from index.model import ScoredPassage
from ingest.model import Document, collapse


def cite(n: int, document: Document, scored: ScoredPassage, start: int, end: int) -> Citation:
    """The citation of ``document.source[start:end]``, which lies within the passage.

    Raises: ValueError if it does not, or if it holds no text.
    """
    passage = scored.passage
    quote = collapse(document.source[start:end])
    if not (passage.start <= start < end <= passage.end) or not quote:
        raise ValueError(f"{start}:{end} is no quote from passage {passage.passage_id}")
    return Citation(
        n=n,
        title=document.info.title,
        published=document.info.published,
        passage=passage,
        start=start,
        end=end,
        page=document.page_at(start),
        page_label=document.page_label_at(start),
        first_line=document.source.count("\n", 0, start) + 1,
        last_line=document.source.count("\n", 0, end) + 1,
        quote=quote,
        score=scored.score,
    )


def is_verbatim(quote: str, path: Path) -> bool:
    """True if ``quote`` stands in the text file at ``path``, runs of white space taken as one space."""
    return bool(quote) and quote in collapse(path.read_bytes().decode("utf-8-sig"))
