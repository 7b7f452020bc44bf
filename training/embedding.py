"""The n-gram model, begun from the corpus and trained on pairs with sentence-transformers.

Deterministic: one thread, fixed seeds. What was compared with it is in docs/retrieval.md.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
from sklearn.utils.extmath import randomized_svd

from index.ngrams import Floats, NgramModel, ngrams, sparse_rows
from index.retrieval import Index
from index.sentence_module import NgramInput, collated

Features = tuple[npt.NDArray[np.int64], Floats]
Encode = Callable[[Sequence[str]], Floats]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the model is trained; tuned on ``dev``."""

    dimensions: int = 256
    fewest_texts: int = 3  # an n-gram in fewer texts is left out
    epochs: int = 8
    batch: int = 256
    learning_rate: float = 1e-3
    dropout: float = 0.3  # share of a text's n-grams that is hidden at each step
    scale: float = 20.0  # 1 / temperature
    seed: int = 0


def begin(texts: Sequence[str], recipe: Recipe) -> NgramModel:
    """The untrained model: n-grams of the texts, weighted by rarity, projected by a truncated SVD."""
    spread = Counter(gram for text in texts for gram in set(ngrams(text)))
    kept = sorted(gram for gram, count in spread.items() if count >= recipe.fewest_texts)
    idf = np.array([np.log((1 + len(texts)) / (1 + spread[gram])) + 1 for gram in kept], dtype=np.float32)
    empty = NgramModel({gram: row for row, gram in enumerate(kept)}, idf, np.zeros((len(kept), 1), dtype=np.float32))
    matrix = sparse_rows([empty.features(text) for text in texts], len(kept))
    _, _, components = randomized_svd(matrix, n_components=recipe.dimensions, n_iter=5, random_state=recipe.seed)
    return NgramModel(empty.rows, idf, _as_saved(components.T))


def train(
    model: NgramModel,
    passages: Sequence[str],
    questions: Sequence[str],
    rows: Sequence[Sequence[int]],
    recipe: Recipe,
    progress: Callable[[int, float], None] = lambda epoch, loss: None,
) -> NgramModel:
    """The model trained so that question i comes nearer to the passages of ``rows[i]`` than to others.

    Of each batch, the passages of the other questions are the negatives (MultipleNegativesRankingLoss); a passage
    stands in a batch once, so that no question is taught to keep away from its own answer.
    """
    torch.manual_seed(recipe.seed)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    chance = np.random.default_rng(recipe.seed)
    module = NgramInput(model)
    whole = SentenceTransformer(modules=[module], device="cpu")
    loss_of = MultipleNegativesRankingLoss(whole, scale=recipe.scale)
    optimiser = torch.optim.Adam(module.parameters(), lr=recipe.learning_rate)
    of_passages = [model.features(text) for text in passages]
    of_questions = [model.features(text) for text in questions]
    usable = [number for number, (found, _) in enumerate(of_questions) if len(found)]
    for epoch in range(recipe.epochs):
        total = 0.0
        for batch in batches(usable, rows, recipe.batch, chance):
            asked = [_thinned(of_questions[number], recipe.dropout, chance) for number, _ in batch]
            answers = [_thinned(of_passages[row], recipe.dropout, chance) for _, row in batch]
            loss = loss_of([collated(asked), collated(answers)], torch.zeros(len(batch)))
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item() * len(batch)
        progress(epoch + 1, total / len(usable))
    return NgramModel(model.rows, model.idf, _as_saved(module.bag.weight.detach().numpy()))


def _as_saved(weights: Floats) -> Floats:
    """In the precision in which they are saved, so that a model read again embeds as this one."""
    return np.ascontiguousarray(weights, dtype=np.float16).astype(np.float32)


def batches(
    numbers: Sequence[int], rows: Sequence[Sequence[int]], size: int, chance: np.random.Generator
) -> list[list[tuple[int, int]]]:
    """All questions in chance order, as (number, row of one of its passages), in batches without a passage twice."""
    waiting = [(int(number), rows[number]) for number in chance.permutation(numbers)]
    found = []
    while waiting:
        batch: list[tuple[int, int]] = []
        used: set[int] = set()
        later = []
        for number, own in waiting:
            if len(batch) < size and not used & set(own):
                batch.append((number, int(chance.choice(own))))
                used |= set(own)
            else:
                later.append((number, own))
        found.append(batch)
        waiting = later
    return [batch for batch in found if len(batch) > 1]


def _thinned(features: Features, share: float, chance: np.random.Generator) -> Features:
    rows, weights = features
    kept = chance.random(len(rows)) >= share
    return (rows[kept], weights[kept]) if kept.any() else features


class WithEmbedding(Index):
    """An opened index with another embedding, searched exactly."""

    def __init__(self, index: Index, encode: Encode, vectors: Floats) -> None:
        self.__dict__.update(index.__dict__)
        self._encode = encode
        self._vectors = vectors

    def _dense_scores(self, question: str) -> dict[int, float]:
        return dict(enumerate(map(float, self._vectors @ self._encode([question])[0])))
