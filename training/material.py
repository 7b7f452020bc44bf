"""What is trained on: the passages of the corpus, and the pairs, as texts and as numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.build import search_text
from index.regions import Regions
from index.thesaurus import read_region_names
from ingest.corpus import known_regions, scan_corpus
from ingest.model import Document, Passage
from ingest.parsing import parse
from settings import Settings
from training.pairs import Pair, pairs_of, read_written


@dataclass(frozen=True, slots=True)
class Material:
    """Passages and pairs of a corpus."""

    documents: dict[str, Document]
    passages: tuple[Passage, ...]
    texts: tuple[str, ...]  # of passage i, as it is indexed
    pairs: tuple[Pair, ...]
    questions: tuple[str, ...]  # of pair i, without the names of regions, as it is looked for
    regions: tuple[tuple[str, ...], ...]  # that the question of pair i names
    places: Regions


def read_material(settings: Settings, folder: Path | None = None) -> Material:
    """The corpus of the settings, with the pairs of ``folder`` (by default those of the project)."""
    parsed = [parse(file.info, file.path, settings.passage_words) for file in scan_corpus(settings.corpus_dir).files]
    documents = {file.document.document_id: file.document for file in parsed}
    passages = tuple(passage for file in parsed for passage in file.passages)
    written = read_written(folder) if folder else read_written()
    pairs = tuple(pairs_of(written, documents, passages))
    places = Regions(known_regions([p.region for p in passages]), read_region_names(settings.thesaurus_dir))
    named = tuple(places.named_in(pair.question) for pair in pairs)
    return Material(
        documents,
        passages,
        tuple(search_text(passage, documents[passage.document_id].info.title) for passage in passages),
        pairs,
        tuple(looked_for(pair.question, places, regions) for pair, regions in zip(pairs, named, strict=True)),
        named,
        places,
    )


def looked_for(question: str, places: Regions, regions: Sequence[str]) -> str:
    """The question as it is embedded: without the names of regions, unless it is nothing else."""
    text = places.without(question, regions)
    return text if text.strip(" ?.!,") else question
