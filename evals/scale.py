"""``make scale``: index generated corpora of growing size, with throughput and memory, to see how they grow."""

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from evals.corpora import write_document
from evals.metrics import percentile
from evals.questions import read_questions
from index.build import build_index
from index.embedding import open_embedder
from index.retrieval import Index, open_index
from index.store import VectorStore, vector_place
from ingest.corpus import scan_corpus
from ingest.parsing import parse
from ingest.units import split_sentences
from settings import PROJECT_ROOT, Settings

_SLIDES = 20
_FIELDS = ("Doelgroep & doelstelling", "Aanpak", "Organisatie & vervolg", "Randvoorwaarden", "Aandachtspunten")


def write_corpus(folder: Path, documents: int) -> None:
    """``documents`` plans of 20 slides, made of shuffled sentences of the real ones; the same on every run."""
    sentences: list[str] = []
    for file in scan_corpus(PROJECT_ROOT / "corpus").files:
        source = parse(file.info, file.path).document.source
        spans = split_sentences(source, 0, len(source))
        sentences.extend(" ".join(source[start:end].split()) for start, end in spans if 60 < end - start < 300)
    chance = random.Random(0)
    folder.mkdir()
    for number in range(documents):
        slides = []
        for slide in range(_SLIDES):
            fields = chance.sample(_FIELDS, 2)
            texts = [" ".join(chance.choices(sentences, k=4)) for _ in fields]
            body = "\n\n".join(f"{field}\n\n{text}" for field, text in zip(fields, texts, strict=True))
            slides.append(f" Blad {number} van gemeente {number % 340}{slide % 4 + 1}a\n\n{body}\n")
        write_document(folder, f"plan-{number:05d}", ".txt", "".join(slides).encode())


def measure(documents: int) -> None:
    """Index so many documents in this process and print a line."""
    with tempfile.TemporaryDirectory() as name:
        settings = Settings(corpus_dir=Path(name) / "corpus", data_dir=Path(name) / "data")
        write_corpus(settings.corpus_dir, documents)
        start = time.perf_counter()
        report = build_index(settings)
        build_s = time.perf_counter() - start
        start = time.perf_counter()
        build_index(settings)
        unchanged_s = time.perf_counter() - start
        index = open_index(settings)
        index.warm_up()
        questions = [question.question for question in read_questions() if question.split == "dev"]
        times = []
        for question in questions:
            asked = time.perf_counter()
            index.retrieve(question)
            times.append(1000 * (time.perf_counter() - asked))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{documents:6d} documents {report.passages:7d} passages {build_s:8.1f} s "
            f"{report.passages / build_s:7.0f} passages/s {1000 * memory / report.passages:7.1f} KB/passage "
            f"{memory:7.0f} MB unchanged {unchanged_s:5.2f} s retrieval p50 {percentile(times, 0.5):6.1f} ms "
            f"p99 {percentile(times, 0.99):6.1f} ms graph finds {_share_of_exact(index, settings, questions):.4f}",
            flush=True,
        )


def _share_of_exact(index: Index, settings: Settings, questions: list[str]) -> float:
    """The share of the ten nearest passages, by exact search, that Chroma's graph finds."""
    store = VectorStore(vector_place(index.generation, settings))
    ids = [passage.passage_id for passage in index.passages]
    stored = store.vectors(ids)
    known = [passage_id for passage_id in ids if passage_id in stored]
    vectors = np.array([stored[passage_id] for passage_id in known])
    shares = []
    for asked in open_embedder(settings.embedding).encode_queries(questions):
        scores = vectors @ asked
        tenth = np.partition(scores, -10)[-10]
        found = [score for _, score in store.nearest(asked, 10)]
        shares.append(sum(score >= tenth - 1e-5 for score in found) / 10)
    return float(np.mean(shares))


def main() -> None:
    """Measure each size in a process of its own, so that memory is that size's alone."""
    parser = argparse.ArgumentParser(prog="evals.scale")
    parser.add_argument("sizes", nargs="*", type=int, default=[250, 500, 1000, 2000])
    parser.add_argument("--here", action="store_true", help="measure one size in this process")
    arguments = parser.parse_args()
    for size in arguments.sizes:
        if arguments.here:
            measure(size)
        else:
            subprocess.run([sys.executable, "-m", "evals.scale", str(size), "--here"], check=True, cwd=PROJECT_ROOT)


if __name__ == "__main__":
    main()
