"""Documents -> passages through llama-index's ingestion pipeline, whose cache spares unchanged documents."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from llama_index.core.ingestion import IngestionCache, IngestionPipeline
from llama_index.core.node_parser import NodeParser
from llama_index.core.schema import BaseNode, TextNode
from llama_index.core.schema import Document as LlamaDocument

from ingest.model import Document, DocumentInfo, OutlineEntry, Passage
from ingest.passages import passages

_CACHE = "passages.json"


def rules_version() -> str:
    """A hash of the code of this room: passages cut by other rules are other passages."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


class PlanNodeParser(NodeParser):
    """Cuts a plan document into one node a passage."""

    rules: str  # part of the cache's key

    def _parse_nodes(self, nodes: Sequence[BaseNode], show_progress: bool = False, **kwargs: Any) -> list[BaseNode]:  # noqa: ANN401
        return [
            TextNode(id_=passage.passage_id, text=passage.text, metadata={"passage": json.dumps(asdict(passage))})
            for node in nodes
            for passage in passages(_document(node))
        ]


def _document(node: BaseNode) -> Document:
    table = json.loads(node.metadata["info"])
    outline = tuple(OutlineEntry(**entry) for entry in table.pop("outline"))
    return Document(
        info=DocumentInfo(**table, outline=outline),
        source=node.get_content(),
        page_starts=tuple(json.loads(node.metadata["page_starts"])),
    )


def read_passage(table: dict[str, Any]) -> Passage:
    """The passage that ``dataclasses.asdict`` and JSON made ``table`` of."""
    return Passage(**{**table, "path": tuple(table["path"])})


def cut_into_passages(
    documents: Sequence[Document], cache_dir: Path, progress: Callable[[int], None] = lambda done: None
) -> list[Passage]:
    """The passages of all documents, in order; ``progress`` hears how many documents are done.

    A cache that cannot be read is made again.
    """
    cache_file = cache_dir / _CACHE
    try:
        cache = IngestionCache.from_persist_path(str(cache_file)) if cache_file.is_file() else IngestionCache()
    except (OSError, ValueError):
        cache = IngestionCache()
    pipeline = IngestionPipeline(transformations=[PlanNodeParser(rules=rules_version())], cache=cache)
    found: list[Passage] = []
    for done, document in enumerate(documents, start=1):
        node = LlamaDocument(
            id_=document.document_id,
            text=document.source,
            metadata={"info": json.dumps(asdict(document.info)), "page_starts": json.dumps(document.page_starts)},
        )
        nodes = pipeline.run(documents=[node])
        found.extend(read_passage(json.loads(passage.metadata["passage"])) for passage in nodes)
        progress(done)
    cache_dir.mkdir(parents=True, exist_ok=True)
    unfinished = cache_dir / f"{_CACHE}.new"
    cache.persist(str(unfinished))
    unfinished.replace(cache_file)
    return found
