"""Corpus files -> documents and passages through llama-index's ingestion pipeline.

The pipeline's cache spares unchanged documents: its key is the file's digest and the version of the rules by which it
is cut. The cache lies in one file a document, so that it grows and is cleared with the corpus.
"""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from llama_index.core.ingestion import IngestionCache, IngestionPipeline
from llama_index.core.schema import BaseNode, TextNode, TransformComponent
from llama_index.core.storage.kvstore.types import BaseKVStore
from pydantic import PrivateAttr

from errors import AssistantError
from ingest.corpus import CorpusFile, Refusal
from ingest.parsing import Parsed, as_table, from_table, rules_version
from ingest.passages import AIM_WORDS
from ingest.sandbox import MOST_CPU_S, Sandbox

Progress = Callable[[int, str], None]


class ParseInSandbox(TransformComponent):
    """Replaces a node that names a corpus file by a node that holds the parsed document."""

    rules: str  # part of the cache's key
    _sandbox: Sandbox = PrivateAttr()
    _files: dict[str, CorpusFile] = PrivateAttr()

    def __init__(self, sandbox: Sandbox, files: Sequence[CorpusFile], rules: str) -> None:
        super().__init__(rules=rules)  # type: ignore[call-arg]
        self._sandbox = sandbox
        self._files = {file.digest: file for file in files}

    def __call__(self, nodes: Sequence[BaseNode], **kwargs: Any) -> list[BaseNode]:  # noqa: ANN401
        """Parse the files that the nodes name by their digest. Raises: DocumentRefused."""
        parsed = [self._sandbox.parse(self._files[node.get_content()]) for node in nodes]
        return [TextNode(id_=file.document.document_id, text=json.dumps(as_table(file))) for file in parsed]


class FolderStore(BaseKVStore):
    """A key-value store with one JSON file a key; a file that cannot be read counts as absent."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.used: set[str] = set()

    def put(self, key: str, val: dict[str, Any], collection: str = "data") -> None:
        """Store a value: written beside its place first, so that a crash leaves no half a file."""
        path = self._path(key)
        unfinished = path.with_suffix(".new")
        unfinished.write_text(json.dumps(val), encoding="utf-8")
        unfinished.replace(path)

    def get(self, key: str, collection: str = "data") -> dict[str, Any] | None:
        """The stored value, or None."""
        try:
            value = json.loads(self._path(key).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return value if isinstance(value, dict) else None

    def get_all(self, collection: str = "data") -> dict[str, dict[str, Any]]:
        """All stored values."""
        found = {path.stem: self.get(path.stem) for path in self._folder.glob("*.json")}
        return {key: value for key, value in found.items() if value is not None}

    def delete(self, key: str, collection: str = "data") -> bool:
        """Remove a value; True if it was there."""
        path = self._path(key)
        existed = path.exists()
        path.unlink(missing_ok=True)
        return existed

    async def aput(self, key: str, val: dict[str, Any], collection: str = "data") -> None:
        """As ``put``."""
        self.put(key, val, collection)

    async def aget(self, key: str, collection: str = "data") -> dict[str, Any] | None:
        """As ``get``."""
        return self.get(key, collection)

    async def aget_all(self, collection: str = "data") -> dict[str, dict[str, Any]]:
        """As ``get_all``."""
        return self.get_all(collection)

    async def adelete(self, key: str, collection: str = "data") -> bool:
        """As ``delete``."""
        return self.delete(key, collection)

    def keep_used(self) -> None:
        """Remove what was neither read nor written since the store was opened."""
        for path in self._folder.iterdir():
            if path.suffix != ".json" or path.stem not in self.used:
                path.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        self.used.add(key)
        return self._folder / f"{key}.json"


def parse_all(
    files: Sequence[CorpusFile],
    cache_dir: Path,
    progress: Progress = lambda done, name: None,
    *,
    passage_words: int = AIM_WORDS,
    most_cpu_s: int = MOST_CPU_S,
) -> tuple[list[Parsed], list[Refusal]]:
    """All documents that can be read, in order, and the refusals; ``progress`` hears how many files are done."""
    cache_dir.mkdir(parents=True, exist_ok=True)
    store = FolderStore(cache_dir)
    parsed: list[Parsed] = []
    refusals: list[Refusal] = []
    with Sandbox(passage_words, most_cpu_s) as sandbox:
        step = ParseInSandbox(sandbox, files, f"{rules_version()} {passage_words}")
        pipeline = IngestionPipeline(transformations=[step], cache=IngestionCache(cache=store))
        for done, file in enumerate(files, start=1):
            try:
                (node,) = pipeline.run(nodes=[TextNode(id_=file.info.document_id, text=file.digest)])
                parsed.append(from_table(json.loads(node.get_content())))
            except AssistantError as error:
                refusals.append(Refusal(file.info.file, str(error)))
            progress(done, file.info.file)
    store.keep_used()
    return parsed, refusals
