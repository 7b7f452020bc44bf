"""What is trained on: the passages of the corpus, and the pairs, as texts and as numbers."""

from dataclasses import dataclass

from index.build import search_text
from index.english import English
from index.regions import Regions
from index.thesaurus import read_english, read_region_names
from ingest.corpus import known_regions, scan_corpus
from ingest.model import Document, Passage
from ingest.parsing import parse
from settings import Settings
from training.labelled import read_labelled
from training.pairs import Pair, pairs_of, pairs_of_labelled, read_written


@dataclass(frozen=True, slots=True)
class Material:
    """Passages and pairs of a corpus."""

    documents: dict[str, Document]
    passages: tuple[Passage, ...]
    texts: tuple[str, ...]  # of passage i, as it is indexed
    pairs: tuple[Pair, ...]
    questions: tuple[str, ...]  # of pair i, in Dutch and without the names of regions, as it is looked for


def read_material(settings: Settings) -> Material:
    """The corpus of the settings, with the pairs of the project: written for passages, and of labelled questions."""
    parsed = [parse(file.info, file.path, settings.passage_words) for file in scan_corpus(settings.corpus_dir).files]
    documents = {file.document.document_id: file.document for file in parsed}
    passages = tuple(passage for file in parsed for passage in file.passages)
    pairs = pairs_of(read_written(), documents, passages)
    known = {pair.question for pair in pairs}
    labelled = [entry for entry in read_labelled() if entry.question not in known]
    pairs += pairs_of_labelled(labelled, documents, passages)
    places = Regions(known_regions([p.region for p in passages]), read_region_names(settings.thesaurus_dir))
    english = English(read_english(settings.thesaurus_dir))
    return Material(
        documents,
        passages,
        tuple(search_text(passage, documents[passage.document_id].info.title) for passage in passages),
        tuple(pairs),
        tuple(_looked_for(english.in_dutch(pair.question), places) for pair in pairs),
    )


def _looked_for(question: str, places: Regions) -> str:
    """The question as it is embedded: without the names of its regions, unless it is nothing else."""
    text = places.without(question, places.named_in(question))
    return text if text.strip(" ?.!,") else question
