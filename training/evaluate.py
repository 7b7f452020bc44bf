"""Compare embeddings on ``dev``, and on documents that a model never saw. Figures are in docs/retrieval.md.

``python -m training.evaluate``: the untrained model, the one that comes with the project, and MiniLM as it comes.
``--minilm N``: MiniLM as well, after N rounds of training on the same pairs (ten minutes a round).
``--unseen``: trained without a document or region, and asked the questions that were written for it.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from rich.table import Table

from evals.peers import minilm
from evals.pipelines import assistant_pipeline
from evals.questions import EvalQuestion, read_questions
from evals.report import figure_for
from evals.runner import verbatim_in
from evals.scoring import judge
from index.build import build_index
from index.ngrams import MODULE_FOLDER, NgramModel
from index.retrieval import Ranking, open_index
from settings import BUILT_IN_MODEL_DIR, Settings, load_settings
from terminal import output
from training.embedding import Encode, Recipe, WithEmbedding, batches, begin, train
from training.material import Material, read_material

_UNSEEN = ("werkagenda-2025-iza-lekstroom", "samenwerkingsagenda-zuidoost-utrecht-zilveren-kruis-2021-2023", "Eemland")
_MINILM_TOKENS = 96
_MINILM_BATCH = 32
_MINILM_RATE = 5e-5


def compared(settings: Settings, encoders: dict[str, Encode], questions: Sequence[EvalQuestion]) -> Table:
    """Recall of each embedding alone and beside the words."""
    build_index(settings)
    index = open_index(settings)
    texts = read_material(settings).texts
    documents = {name: index.document(name) for name in index.documents}
    check = verbatim_in(index, settings.corpus_dir)
    names = ("recall@1", "recall@5", "recall@10", "recall@500w", "nDCG@10")
    table = Table("embedding", "gewicht", *names, "ms per vraag", title_justify="left")
    for name, encode in encoders.items():
        vectors = encode(texts)
        started = time.perf_counter()
        for question in questions[:50]:
            encode([question.question])
        per_question = 1000 * (time.perf_counter() - started) / 50
        for weight in (1.0, index.ranking.dense_weight):
            varied = WithEmbedding(index, encode, vectors).ranked_by(Ranking(weight))
            rows = judge(assistant_pipeline(name, varied), questions, documents, check)
            shown = [f"{figure_for(measure, rows).mean:.3f}" for measure in names]
            table.add_row(name, f"{weight}", *shown, f"{per_question:.1f}")
    return table


def unseen(material: Material, recipe: Recipe) -> Table:
    """Recall@5 on the questions written for a part of the corpus, by models that saw neither it nor them."""
    table = Table("ongezien deel", "vragen", "onbewerkt", "getraind zonder dit deel", title_justify="left")
    for part in _UNSEEN:
        held = {row for row, p in enumerate(material.passages) if part in (p.document_id, p.region)}
        test = [n for n, pair in enumerate(material.pairs) if set(pair.rows) <= held]
        kept = [n for n, pair in enumerate(material.pairs) if not set(pair.rows) & held]
        texts = [material.texts[row] for row in range(len(material.texts)) if row not in held]
        start = begin([*texts, *(material.questions[n] for n in kept)], recipe)
        rows = [material.pairs[n].rows for n in kept]
        trained = train(start, material.texts, [material.questions[n] for n in kept], rows, recipe)
        shares = [f"{_recall(model.encode, material, test, sorted(held)):.3f}" for model in (start, trained)]
        table.add_row(part, str(len(test)), *shares)
    return table


def _recall(encode: Encode, material: Material, numbers: Sequence[int], rows: Sequence[int], k: int = 5) -> float:
    """The share of questions of which one of the k nearest passages among ``rows`` is their own."""
    vectors = encode([material.texts[row] for row in rows])
    asked = encode([material.questions[number] for number in numbers])
    nearest = np.argsort(-(asked @ vectors.T), axis=1)[:, :k]
    found = [
        set(np.asarray(rows)[near]) & set(material.pairs[n].rows) for near, n in zip(nearest, numbers, strict=True)
    ]
    return sum(map(bool, found)) / len(found)


def tuned_minilm(material: Material, rounds: int) -> Any:  # noqa: ANN401
    """all-MiniLM-L6-v2 trained on the pairs, in bfloat16 where that is safe."""
    from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss

    model = minilm()
    model.max_seq_length = _MINILM_TOKENS
    loss_of = MultipleNegativesRankingLoss(model, scale=20.0)
    optimiser = torch.optim.AdamW(model.parameters(), lr=_MINILM_RATE)
    chance = np.random.default_rng(0)
    rows = [pair.rows for pair in material.pairs]
    for number in range(rounds):
        model.train()
        parts = batches(range(len(rows)), rows, _MINILM_BATCH, chance)
        for step, batch in enumerate(parts):
            texts = ([material.questions[n] for n, _ in batch], [material.texts[row] for _, row in batch])
            with torch.autocast("cpu", dtype=torch.bfloat16):
                loss = loss_of([model.preprocess(part) for part in texts], torch.zeros(len(batch)))
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            if step % 25 == 0:
                print(
                    f"ronde {number + 1}, stap {step} van {len(parts)}: {loss.item():.3f}", file=sys.stderr, flush=True
                )
    model.eval()
    return model


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="training.evaluate", description=__doc__)
    parser.add_argument("--minilm", type=int, default=0)
    parser.add_argument("--unseen", action="store_true")
    arguments = parser.parse_args()
    settings = load_settings()
    material = read_material(settings)
    if arguments.unseen:
        output().print(unseen(material, Recipe()))
        return 0

    def of(model: Any) -> Encode:  # noqa: ANN401
        return lambda texts: np.asarray(
            model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False), dtype=np.float32
        )

    encoders: dict[str, Encode] = {
        "n-grammen, onbewerkt": begin(material.texts, Recipe()).encode,
        "n-grammen, getraind": NgramModel.load(Path(BUILT_IN_MODEL_DIR) / MODULE_FOLDER).encode,
        "MiniLM": of(minilm()),
    }
    if arguments.minilm:
        encoders["MiniLM, getraind"] = of(tuned_minilm(material, arguments.minilm))
    questions = [question for question in read_questions() if question.split == "dev" and question.answerable]
    output().print(compared(settings, encoders, questions))
    return 0


if __name__ == "__main__":
    sys.exit(main())
