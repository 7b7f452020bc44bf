"""Rankings -> one ranking."""

from collections.abc import Mapping

Scores = Mapping[int, float]


def fuse(lexical: Scores, dense: Scores, dense_weight: float) -> dict[int, float]:
    """Weighted sum of two rankings, each scaled so that its best score is 1.

    Reciprocal rank fusion with equal weights lets the weaker ranking decide; with scaled scores a clear lexical
    winner stays one, and the weight can be tuned.

    Args:
        lexical: Row -> score; a row that is missing counts as 0, and so does a score below 0.
        dense: The same for the dense ranking.
        dense_weight: From 0 (lexical alone) to 1 (dense alone).
    Returns: Row -> score from 0 to 1, in no order.
    """
    fused: dict[int, float] = {}
    for scores, weight in ((lexical, 1.0 - dense_weight), (dense, dense_weight)):
        best = max(scores.values(), default=0.0)
        if weight <= 0.0 or best <= 0.0:
            continue
        for row, score in scores.items():
            fused[row] = fused.get(row, 0.0) + weight * max(score, 0.0) / best
    return fused
