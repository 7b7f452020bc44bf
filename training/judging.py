"""Features and labels -> a judge: a regression for one decision a question, a small network for many sentences."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from torch import nn

from answer.judge import Judge, Layer
from index.ngrams import Floats

_LEAST_SPREAD = 0.1  # of a feature: one that is hardly ever set would else outweigh all others where it is
Rows = tuple[Floats, Floats, Floats]  # of the candidates of a question: features (n, k), labels (n,), weights (n,)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a network is trained; chosen by cross-validation over the labelled questions."""

    hidden: tuple[int, ...] = (64, 32)
    rounds: int = 8
    batch: int = 32  # questions
    learning_rate: float = 2e-3
    decay: float = 0.01
    dropout: float = 0.3  # share of the first hidden layer that is left out at each step
    together: float = 0.05  # weight of choosing right among the sentences of a question, beside judging each alone
    seed: int = 0


def learn_regression(features: Floats, labels: Floats, weights: Floats, names: Sequence[str], strength: float) -> Judge:
    """Logistic regression, with the scaling of the features worked into its weights.

    Args:
        features: (n, k), in order of ``names``.
        labels: (n,), 0 or 1.
        weights: (n,), how much each counts.
        names: Of the features.
        strength: The inverse of the regularisation.
    """
    scaler = StandardScaler().fit(features)
    model = LogisticRegression(C=strength, max_iter=5000).fit(scaler.transform(features), labels, sample_weight=weights)
    return Judge(tuple(names), (_unscaled(scaler, model.coef_.T, model.intercept_),))


def learn_network(rows: Sequence[Rows], names: Sequence[str], recipe: Recipe | None = None) -> Judge:
    """A network, trained to judge each candidate and to tell the right ones of a question from the others.

    Deterministic on one machine. Each question has at least one right candidate.
    """
    recipe = recipe or Recipe()
    torch.manual_seed(recipe.seed)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    scaler = StandardScaler().fit(np.concatenate([features for features, _, _ in rows]))
    scaler.scale_ = np.maximum(scaler.scale_, _LEAST_SPREAD)
    questions = [
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
    _train(network, questions, recipe)
    layers = [_layer(layer) for layer in linear]
    first = _unscaled(scaler, layers[0].weights, layers[0].bias)
    return Judge(tuple(names), (first, *layers[1:]))


def _train(network: nn.Module, questions: Sequence[tuple[torch.Tensor, ...]], recipe: Recipe) -> None:
    optimiser = torch.optim.AdamW(network.parameters(), lr=recipe.learning_rate, weight_decay=recipe.decay)
    batches = -(-len(questions) // recipe.batch)
    rate = torch.optim.lr_scheduler.OneCycleLR(optimiser, recipe.learning_rate, total_steps=recipe.rounds * batches)
    chance = np.random.default_rng(recipe.seed)
    for _ in range(recipe.rounds):
        order = chance.permutation(len(questions))
        for start in range(0, len(order), recipe.batch):
            batch = [questions[number] for number in order[start : start + recipe.batch]]
            optimiser.zero_grad()
            _loss(network, batch, recipe.together).backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            rate.step()
    network.eval()


def _loss(network: nn.Module, batch: Sequence[tuple[torch.Tensor, ...]], together: float) -> torch.Tensor:
    features, labels, weights = (torch.cat(parts) for parts in zip(*batch, strict=True))
    scores = network(features)[:, 0]
    alone = nn.functional.binary_cross_entropy_with_logits(scores, labels, weight=weights)
    among = torch.zeros(())
    for own, (_, right, counts) in zip(scores.split([len(question[0]) for question in batch]), batch, strict=True):
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
