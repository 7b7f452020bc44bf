"""Links to a place in a document, and the place that a link leads to; no Streamlit."""

from dataclasses import dataclass
from urllib.parse import urlencode, urljoin

from errors import AssistantError
from index.retrieval import Index
from ingest.model import Passage
from views.rows import cut


class UnknownPlace(AssistantError):
    """A link leads to what is not there, or no longer."""

    def __init__(self, what: str, name: str) -> None:
        super().__init__(f"{what} ‘{cut(name, 60)}’ uit de link is er niet (meer). Kies een document bij ‘Lezen’.")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a link leads: ``start`` to ``end`` of a document's source text; both 0 for the document as a whole."""

    document_id: str
    start: int
    end: int


def link_to(passage: Passage, address: str) -> str:
    """The link to a passage.

    Args:
        address: Of the page that is open, such as "http://localhost:8501/planning".
    """
    where = urlencode({"document": passage.document_id, "passage": passage.passage_id})
    return urljoin(address, f"documenten?{where}")


def linked_place(index: Index, document_id: str, passage_id: str | None) -> Place:
    """Where a link leads. Raises: UnknownPlace if the document, or the passage in it, is not there."""
    if document_id not in index.documents:
        raise UnknownPlace("Document", document_id)
    if passage_id is None:
        return Place(document_id, 0, 0)
    try:
        passage = index.passage(passage_id)
    except KeyError as error:
        raise UnknownPlace("Passage", passage_id) from error
    if passage.document_id != document_id:
        raise UnknownPlace("Passage", passage_id)
    return Place(document_id, passage.start, passage.end)
