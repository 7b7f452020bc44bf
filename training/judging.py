"""Labels -> weights: of the words of a question by regression, of features by a small network."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from torch import nn

from answer.judge import Judge, Layer
from answer.wording import Wording, grams
from index.ngrams import Floats

_FEWEST_QUESTIONS = 15  # that have a word, for it to count
_WORDING_STRENGTH = 0.1  # inverse of the regularisation
_LEAST_SPREAD = 0.1  # of a feature: one that is hardly ever set would else outweigh all others where it is
Rows = tuple[Floats, Floats, Floats]  # of what belongs together: features (n, k), labels (n,), weights (n,)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a network is trained; chosen by cross-validation over the labelled questions."""

    hidden: tuple[int, ...]
    rounds: int
    batch: int  # of what belongs together
    decay: float
    dropout: float  # share of the first hidden layer that is left out at each step
    together: float  # weight of choosing right among what belongs together, beside judging each alone
    learning_rate: float = 2e-3
    seed: int = 0


SENTENCES = Recipe(hidden=(64, 32), rounds=8, batch=32, decay=0.01, dropout=0.3, together=0.05)
ANSWERS = Recipe(hidden=(96, 48), rounds=30, batch=128, decay=0.05, dropout=0.5, together=0.0)


def learn_wording(questions: Sequence[str], answerable: Floats, weights: Floats) -> Wording:
    """What words tell whether a question is answered, by logistic regression over those of enough questions.

    Args:
        questions: n of them, without the names of regions.
        answerable: (n,), 0 or 1.
        weights: (n,), how much each counts.
    """
    counter = CountVectorizer(analyzer=grams, min_df=_FEWEST_QUESTIONS, binary=True)
    counts = counter.fit_transform(questions)
    model = LogisticRegression(C=_WORDING_STRENGTH, max_iter=2000).fit(counts, answerable, sample_weight=weights)
    told = dict(zip(counter.get_feature_names_out(), map(float, model.coef_[0]), strict=True))
    return Wording(told, float(model.intercept_[0]))


def learn_network(rows: Sequence[Rows], names: Sequence[str], recipe: Recipe) -> Judge:
    """A network, trained to judge each row of features and to tell the right ones from what else belongs together.

    Deterministic on one machine. Where rows are learned together, at least one is right.
    """
    torch.manual_seed(recipe.seed)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    scaler = StandardScaler().fit(np.concatenate([features for features, _, _ in rows]))
    scaler.scale_ = np.maximum(scaler.scale_, _LEAST_SPREAD)
    groups = [
        (_tensor(scaler.transform(features)), _tensor(labels), _tensor(weights)) for features, labels, weights in rows
    ]
    linear = [
        nn.Linear(before, after)
        for before, after in zip((len(names), *recipe.hidden), (*recipe.hidden, 1), strict=True)
    ]
    network = nn.Sequential(linear[0], nn.ReLU(), nn.Dropout(recipe.dropout))
    for layer in linear[1:-1]:
        network.extend([layer, nn.ReLU()])
    network.append(linear[-1])
    _train(network, groups, recipe)
    layers = [_layer(layer) for layer in linear]
    first = _unscaled(scaler, layers[0].weights, layers[0].bias)
    return Judge(tuple(names), (first, *layers[1:]))


def _train(network: nn.Module, groups: Sequence[tuple[torch.Tensor, ...]], recipe: Recipe) -> None:
    optimiser = torch.optim.AdamW(network.parameters(), lr=recipe.learning_rate, weight_decay=recipe.decay)
    batches = -(-len(groups) // recipe.batch)
    rate = torch.optim.lr_scheduler.OneCycleLR(optimiser, recipe.learning_rate, total_steps=recipe.rounds * batches)
    chance = np.random.default_rng(recipe.seed)
    for _ in range(recipe.rounds):
        order = chance.permutation(len(groups))
        for start in range(0, len(order), recipe.batch):
            batch = [groups[number] for number in order[start : start + recipe.batch]]
            optimiser.zero_grad()
            _loss(network, batch, recipe.together).backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            rate.step()
    network.eval()


def _loss(network: nn.Module, batch: Sequence[tuple[torch.Tensor, ...]], together: float) -> torch.Tensor:
    features, labels, weights = (torch.cat(parts) for parts in zip(*batch, strict=True))
    scores = network(features)[:, 0]
    alone = nn.functional.binary_cross_entropy_with_logits(scores, labels, weight=weights)
    if not together:
        return alone
    among = torch.zeros(())
    for own, (_, right, counts) in zip(scores.split([len(group[0]) for group in batch]), batch, strict=True):
        shares = right * counts
        among = among - (torch.log_softmax(own, 0) * shares).sum() / shares.sum()
    return alone + together * among / len(batch)


def _unscaled(scaler: StandardScaler, weights: Floats, bias: Floats) -> Layer:
    """Weights (k, out) of scaled features as weights of the features as they are."""
    own = np.asarray(weights) / scaler.scale_[:, None]
    return Layer(own.astype(np.float32), np.asarray(bias - scaler.mean_ @ own, dtype=np.float32))


def _layer(linear: nn.Linear) -> Layer:
    return Layer(linear.weight.detach().numpy().T, linear.bias.detach().numpy())


def _tensor(values: Floats) -> torch.Tensor:
    return torch.tensor(values, dtype=torch.float32)
