"""Answers and source text -> HTML in which nothing but our own tags is markup. No Streamlit here."""

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from typing import Any

from answer.model import Answer, Statement
from ingest.model import Document
from ingest.months import MONTHS


def answer_html(answer: Answer) -> str:
    """The answer, a paragraph or list a statement, each with the number of its citation; then our own remarks."""
    statements = "".join(_statement(statement) for statement in answer.statements)
    remarks = "".join(f'<p class="opmerking">{escape(remark)}</p>' for remark in answer.remarks)
    return f'<div class="antwoord">{statements}{remarks}</div>'


def _statement(statement: Statement) -> str:
    number = f'<sup class="verwijzing">{statement.markers}</sup>'
    lead = f'<span class="aanloop">{escape(statement.lead)}</span>' if statement.lead else ""
    if len(statement.items) == 1:
        return f"<p>{lead}{escape(statement.items[0])} {number}</p>"
    *items, last = [escape(item) for item in statement.items]
    listed = "".join(f"<li>{item}</li>" for item in [*items, f"{last} {number}"])
    return f"{f'<p>{lead}</p>' if lead else ''}<ul>{listed}</ul>"


def retrieved_html(retrieved: Sequence[Mapping[str, Any]]) -> str:
    """Retrieved passages in order, those that hold evidence marked in words as well as in colour."""
    items = []
    for passage in retrieved:
        mark = '<mark class="citaat">bewijs</mark> ' if passage["relevant"] else ""
        items.append(
            f"<li>{mark}<small>{escape(str(passage['document']))}</small><br>{escape(str(passage['text']))}</li>"
        )
    return f'<ol class="gevonden">{"".join(items)}</ol>'


def compared_html(before: str, after: str, expected: str) -> str:
    """Two answers beside each other, below what was expected; below each other on a narrow screen."""
    cells = "".join(
        f"<div><strong>{title}</strong><p>{escape(text)}</p></div>"
        for title, text in (("Eerst", before), ("Daarna", after))
    )
    return f'<p><strong>Verwacht</strong><br>{escape(expected)}</p><div class="naast">{cells}</div>'


def published(date: str) -> str:
    """A date as people write it, no more precise than given: "2024-07" becomes "juli 2024"."""
    parts = date.split("-")
    month = f"{MONTHS[int(parts[1]) - 1]} " if len(parts) > 1 else ""
    day = f"{int(parts[2])} " if len(parts) > 2 else ""
    return f"{day}{month}{parts[0]}"


def plain(text: str) -> str:
    """Text for a place that reads Markdown, with every sign of it made to mean nothing."""
    return "".join(f"\\{character}" if character in "\\`*_[]#<>~$:|" else character for character in text)


def age(date_text: str, today: date) -> str:
    """How long ago a document was issued, no more precise than its date: "1 jaar", "4 maanden", "dit jaar"."""
    parts = [int(part) for part in date_text.split("-")]
    if len(parts) == 1:
        years = today.year - parts[0]
        return "dit jaar" if years <= 0 else f"{years} jaar"
    months = 12 * (today.year - parts[0]) + today.month - parts[1]
    if months <= 0:
        return "deze maand"
    if months < 24:
        return "1 maand" if months == 1 else f"{months} maanden"
    return f"{months // 12} jaar"


def source_html(document: Document, start: int, end: int, around: int, *, whole: bool = False) -> str:
    """The source text with ``start`` to ``end`` marked, with ``around`` characters of whole lines on both sides.

    The characters are the source's own; runs of blank lines are shown as one.
    """
    source = document.source
    first = source.rfind("\n", 0, max(start - around, 0)) + 1
    last = source.find("\n", min(end + around, len(source)))
    last = len(source) if last < 0 else last
    before, quote, after = source[first:start], source[start:end], source[end:last]
    look = "bron heel" if whole else "bron"
    # It scrolls, so the keyboard must be able to stand on it.
    box = f'<div class="{look}" tabindex="0" role="region" aria-label="Brontekst">'
    return f'{box}{_lines(before)}<mark class="citaat">{_lines(quote)}</mark>{_lines(after)}</div>'


def _lines(text: str) -> str:
    kept: list[str] = []
    parts = text.split("\n")
    for number, line in enumerate(parts):
        is_blank = not line.strip() and 0 < number < len(parts) - 1
        if not (is_blank and kept and not kept[-1].strip()):
            kept.append(line)
    return escape("\n".join(kept))


# Ours, and static: no text of a document or question is ever part of it.
SCROLL_TO_QUOTE = """
<script>
setTimeout(() => {
  const marks = document.querySelectorAll("mark.citaat");
  const mark = marks[marks.length - 1];
  if (mark) { const box = mark.closest(".bron"); box.scrollTop = mark.offsetTop - box.clientHeight / 3; }
}, 150);
</script>
"""


def scroll_to_card(number: int) -> str:
    """Ours as well: brings the card with this number, from 1, to the top of the page."""
    return f"""
<script>
setTimeout(() => {{
  const card = document.querySelectorAll('[data-testid="stExpander"]')[{number - 1}];
  if (card) {{ card.style.scrollMarginTop = "5rem"; card.scrollIntoView(); }}
}}, 300);
</script>
"""


STYLE = """
<style>
.antwoord p { margin: 0 0 .6rem 0; }
.antwoord ul { margin: 0 0 .6rem 1.2rem; }
.antwoord .aanloop { opacity: .8; }
.antwoord .opmerking { opacity: .8; font-style: italic; }
.antwoord sup.verwijzing { font-weight: 600; margin-left: .1rem; }
.gevonden li { margin-bottom: .6rem; overflow-wrap: anywhere; }
.gevonden mark { background: #ffe38a; color: #16272b; padding: .05rem .3rem; border-radius: .2rem; }
.naast { display: grid; grid-template-columns: repeat(auto-fit, minmax(16rem, 1fr)); gap: 1rem; }
.naast p { white-space: pre-wrap; overflow-wrap: anywhere; }
.st-key-gesprekken button, .st-key-gesprekken button * { justify-content: flex-start; text-align: left; }
.st-key-verder { min-height: 12rem; }
@media (max-width: 640px) { .st-key-verder { min-height: 15rem; } }
.stMainBlockContainer { padding-top: 4.5rem; }
.bron { position: relative; white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.5; font-size: .95rem;
        max-height: 24rem; overflow-y: auto; padding: .8rem 1rem; border-radius: .5rem;
        border: 1px solid rgba(128, 128, 128, .35); }
.bron.heel { max-height: 70vh; }
.stImage img { border: 1px solid rgba(128, 128, 128, .35); }
.bron mark { background: #ffe38a; color: #16272b; padding: .1rem .15rem; border-radius: .2rem; }
</style>
"""
