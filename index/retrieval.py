"""Question -> ranked passages."""

import copy
import itertools
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from errors import AssistantError
from index.embedding import Embedder, open_embedder
from index.fusion import fuse
from index.generations import FORMAT, PROBE, IndexDamaged, current_generation, read_manifest
from index.lexical import LexicalIndex, Terms
from index.model import ScoredPassage
from index.ngrams import Floats
from index.regions import Regions
from index.reranking import Reranker
from index.store import VectorStore, vector_place
from index.thesaurus import Expansion, WatchedFolder, Wider
from index.tokens import TOKENS_VERSION, tokens
from ingest.corpus import known_regions
from ingest.model import WHOLE_REGION, Document, DocumentInfo, Passage
from ingest.parsing import document_from, passage_from
from settings import Settings

_CANDIDATES = 200
_RERANKED = 30
_MEANING = re.compile(
    r"\bwaar sta(?:at|an)\b.*\bvoor\b|\bbetekent?\b|\bbetekenis\b|\bafkorting\b|\bdefinitie\b|\bverst(?:aat|aan)\b"
    r"|\bbedoel[dt]\b|^\W*wat (?:is|zijn|houdt)\b(?:\W+\w+){1,5}\W*$|\bwhat (?:is|are|does)\b(?:\W+\w+){1,5}\W*$",
    re.IGNORECASE,
)
_TELLING = 0.55  # of a term that has a definition of its own
_TERM_WORDS = 4
# What holds for the whole region holds for its parts.
_OF_THE_WHOLE = 0.6
_OTHER_REGION = 0.1


class IndexMismatch(AssistantError):
    """The index was made with another embedding model, or by another version."""

    def __init__(self, made_with: str, configured: str) -> None:
        super().__init__(
            f"De index is gemaakt met {made_with}, maar ingesteld is {configured}. Maak de index opnieuw met: "
            f"regioplan ingest --opnieuw"
        )


@dataclass(frozen=True, slots=True)
class Ranking:
    """What takes part in ranking; each part can be switched off, to see what it is worth."""

    dense_weight: float  # from 0 (words alone) to 1 (embedding alone)
    prefer_region: bool = True
    expand: bool = True  # with the words of the thesaurus
    rerank: bool = True  # by the cross-encoder, where one is set
    define: bool = True  # definitions first where the meaning of a term is asked


@dataclass(frozen=True, slots=True)
class Query:
    """A question, ready to be looked for."""

    text: str  # without the names of regions, which say where to look
    regions: tuple[str, ...]  # where to look by preference; empty for anywhere
    terms: Terms
    also: tuple[str, ...]  # terms of the documents that the thesaurus added, the weightiest first


class Index:
    """An opened generation: documents, passages and both rankings. Safe to share between threads for reading."""

    def __init__(self, generation: Path, settings: Settings) -> None:
        self.generation = generation
        self.ranking = Ranking(settings.dense_weight)
        self._settings = settings
        self._read: dict[str, Document] = {}
        self._thesaurus = WatchedFolder(settings.thesaurus_dir)
        self._places: tuple[object, Regions] | None = None
        try:
            self._found = _read_documents(generation)
            self.passages = _read_passages(generation)
            self._lexical = LexicalIndex.load(generation / "lexical", len(self.passages))
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise IndexDamaged(generation.parent) from error
        self._row = {passage.passage_id: row for row, passage in enumerate(self.passages)}
        self.documents: dict[str, DocumentInfo] = {name: document.info for name, document in self._found.items()}
        self.regions = known_regions([passage.region for passage in self.passages])

    def rarity(self, token: str) -> float:
        """How telling a token is, from 0 (in every passage) to 1 (in none)."""
        return self._lexical.rarity(token)

    def ranked_by(self, ranking: Ranking) -> "Index":
        """This index, already read, under another ranking."""
        other = copy.copy(self)
        other.ranking = ranking
        return other

    def places(self) -> Regions:
        """The regions of the documents, and how questions name them. Raises: ThesaurusUnreadable."""
        names = self._thesaurus.current().regions
        if self._places is None or self._places[0] is not names:
            self._places = (names, Regions(self.regions, names))
        return self._places[1]

    def read(self, question: str, regions: Sequence[str] = ()) -> Query:
        """Make a question ready to be looked for.

        Args:
            question: As typed.
            regions: Where to look by preference; without them, the regions that the question names.
        Raises: ThesaurusUnreadable.
        """
        question = self.in_dutch(question)
        places = self.places()
        wanted = tuple(regions) or places.named_in(question)
        text = places.without(question, wanted) if self.ranking.prefer_region else question
        text = text if text.strip(" ?.!,") else question
        expansions = self._thesaurus.current().concepts.expansions(text) if self.ranking.expand else []
        return Query(text, wanted, self._lexical.terms(text, expansions), self._shown(expansions))

    def in_dutch(self, question: str) -> str:
        """A question in English in the words of the documents; any other as it is. Raises: ThesaurusUnreadable."""
        return self._thesaurus.current().english.in_dutch(question)

    def wider(self, question: str) -> list[Wider]:
        """The wider concepts of the thesaurus for what the question names. Raises: ThesaurusUnreadable."""
        return self._thesaurus.current().concepts.wider(question)

    def retrieve(self, question: str, *, limit: int = 10, regions: Sequence[str] = ()) -> list[ScoredPassage]:
        """The best passages for a question as typed; see ``read`` and ``rank``."""
        return self.rank(self.read(question, regions), limit=limit)

    def rank(self, query: Query, *, limit: int = 10) -> list[ScoredPassage]:
        """The best passages, best first: ``limit`` (at least 1) of them, or all there are.

        Where regions are wanted, passages of another subregion come behind all others.
        """
        weight = self.ranking.dense_weight
        wanted = query.regions if self.ranking.prefer_region else ()
        preference = self._preference(wanted)
        lexical = self._lexical_scores(query, preference)
        scores = fuse(lexical, self._dense_scores(query.text) if weight else {}, weight)
        for row, share in self._definitions(query).items():
            scores[row] = scores.get(row, 0.0) + share
        scores = {row: score * float(preference[row]) for row, score in scores.items()}
        tiers = {row: int(preference[row] == np.float32(_OTHER_REGION)) for row in scores}
        ranked = sorted(scores.items(), key=lambda item: (tiers[item[0]], -item[1], item[0]))
        if self._settings.reranker and self.ranking.rerank:
            ranked = self._reranked(query, ranked[: max(limit, _RERANKED)], tiers)
        best = ranked[:limit]
        # Where too little fits, the first passages fill up, with score 0.
        rest = (row for row in range(len(self.passages)) if row not in scores)
        best.extend((row, 0.0) for row in itertools.islice(rest, limit - len(best)))
        return [ScoredPassage(self.passages[row], score, rank) for rank, (row, score) in enumerate(best, start=1)]

    def _reranked(
        self, query: Query, ranked: Sequence[tuple[int, float]], tiers: Mapping[int, int]
    ) -> list[tuple[int, float]]:
        """The best passages in the order of the cross-encoder; those of another subregion stay behind."""
        head = ranked[:_RERANKED]
        scores = self._reranker.scores(query.text, [self.passages[row].search_text for row, _ in head])
        anew = sorted(
            ((row, float(score)) for (row, _), score in zip(head, scores, strict=True)),
            key=lambda item: (tiers[item[0]], -item[1], item[0]),
        )
        return [*anew, *((row, 0.0) for row, _ in ranked[_RERANKED:])]

    @cached_property
    def _reranker(self) -> Reranker:
        return Reranker(self._settings.reranker)

    def _shown(self, expansions: Sequence[Expansion]) -> tuple[str, ...]:
        """The added terms of the field that the documents have."""
        return tuple(
            expansion.term
            for expansion in expansions
            if expansion.of_the_field and all(self._lexical.has_token(token) for token in expansion.stems)
        )

    def _lexical_scores(self, query: Query, preference: Floats) -> dict[int, float]:
        """The passages with the best words, those of preferred regions first; without those that share no word."""
        scores = self._lexical.scores(query.terms.terms)
        preferred = scores * preference
        if len(preferred) > _CANDIDATES:
            rows = np.argpartition(-preferred, _CANDIDATES)[:_CANDIDATES]
        else:
            rows = np.arange(len(preferred))
        return {int(row): float(scores[row]) for row in rows if scores[row] > 0}

    def _dense_scores(self, question: str) -> dict[int, float]:
        vector = self._embedder.encode_queries([question])[0]
        if not np.any(vector):
            return {}
        return {self._row[passage_id]: score for passage_id, score in self._store.nearest(vector, _CANDIDATES)}

    def _definitions(self, query: Query) -> dict[int, float]:
        """Of a question for the meaning of a term: the definitions of it, with how telling the term is."""
        if not (self.ranking.define and _MEANING.search(query.text)):
            return {}
        found: dict[int, float] = {}
        for token in query.terms.tokens:
            telling = self._lexical.rarity(token)
            if telling >= _TELLING:
                for row in self._defined.get(token, ()):
                    found[row] = max(found.get(row, 0.0), telling)
        return found

    @cached_property
    def _defined(self) -> dict[str, list[int]]:
        """Token -> rows of the definitions that open with it."""
        found: dict[str, list[int]] = {}
        for row, passage in enumerate(self.passages):
            if passage.kind == "begrip":
                for token in dict.fromkeys(tokens(" ".join(passage.text.split()[:_TERM_WORDS]))):
                    found.setdefault(token, []).append(row)
        return found

    def _preference(self, wanted: Sequence[str]) -> Floats:
        """A factor for the score of each passage (n,): all 1 where no region is wanted."""
        if not wanted:
            return np.ones(len(self.passages), dtype=np.float32)
        factors = [self._factor(name, wanted) for name in self.regions]
        return np.array(factors, dtype=np.float32)[self._region_of]

    @staticmethod
    def _factor(region: str, wanted: Sequence[str]) -> float:
        if region in wanted:
            return 1.0
        return _OF_THE_WHOLE if region == WHOLE_REGION else _OTHER_REGION

    @cached_property
    def _region_of(self) -> npt.NDArray[np.int64]:
        """The number of each passage's region in ``regions``."""
        numbers = {name: number for number, name in enumerate(self.regions)}
        return np.array([numbers[passage.region] for passage in self.passages], dtype=np.int64)

    @cached_property
    def _embedder(self) -> Embedder:
        embedder = open_embedder(self._settings.embedding)
        before = np.load(self.generation / "probe.npy")
        now = embedder.encode_queries([PROBE])
        if before.shape != now.shape or not np.allclose(before, now, atol=1e-3):
            raise IndexMismatch(
                f"een andere versie van taalmodel ‘{self._settings.embedding}’", "de versie die nu geladen is"
            )
        return embedder

    @cached_property
    def _store(self) -> VectorStore:
        return VectorStore(vector_place(self.generation, self._settings))

    def warm_up(self) -> None:
        """Load what is otherwise loaded by the first question. Raises: ModelUnavailable, IndexMismatch."""
        self.retrieve("zorg", limit=1)

    def passage(self, passage_id: str) -> Passage:
        """Raises: KeyError."""
        return self.passages[self._row[passage_id]]

    def document(self, document_id: str) -> Document:
        """A document with its source text as it was when the index was made. Raises: KeyError, IndexDamaged."""
        if document_id in self._read:
            return self._read[document_id]
        document = self._found[document_id]
        try:
            source = (self.generation / "sources" / f"{document_id}.txt").read_bytes().decode()
        except OSError as error:
            raise IndexDamaged(self.generation.parent) from error
        return self._read.setdefault(document_id, replace(document, source=source))


def open_index(settings: Settings) -> Index:
    """Open the generation in use.

    Raises: IndexMissing, IndexDamaged, or IndexMismatch when it was made under other settings or another version.
    """
    generation = current_generation(settings.data_dir)
    manifest = read_manifest(generation)
    if manifest.get("embedding") != settings.embedding:
        raise IndexMismatch(f"taalmodel ‘{manifest.get('embedding')}’", f"‘{settings.embedding}’")
    if manifest.get("passage_words") != settings.passage_words:
        raise IndexMismatch(
            f"passages van {manifest.get('passage_words')} woorden", f"REGIOPLAN_PASSAGE_WORDS={settings.passage_words}"
        )
    if manifest.get("chroma_url") != settings.chroma_url:
        raise IndexMismatch(f"vectoren {_where(manifest.get('chroma_url'))}", f"vectoren {_where(settings.chroma_url)}")
    if manifest.get("format") != FORMAT or manifest.get("tokens") != TOKENS_VERSION:
        raise IndexMismatch("een andere versie van het programma", "deze versie")
    return Index(generation, settings)


def _where(url: object) -> str:
    return f"op {url}" if url else "in een map"


def _read_documents(generation: Path) -> dict[str, Document]:
    """The documents by id, without their source text, which is read when it is needed."""
    tables = json.loads((generation / "documents.json").read_text(encoding="utf-8"))
    documents = [document_from(table) for table in tables]
    return {document.document_id: document for document in documents}


def _read_passages(generation: Path) -> list[Passage]:
    with (generation / "passages.jsonl").open(encoding="utf-8") as lines:
        return [passage_from(json.loads(line)) for line in lines]
