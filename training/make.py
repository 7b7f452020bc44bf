"""``make model``: train the built-in embedding and write it into ``models/``. Takes three minutes, on one core."""

import argparse
import sys
import time
from pathlib import Path

from settings import BUILT_IN_MODEL_DIR, load_settings
from training.embedding import Recipe, begin, train
from training.material import read_material


def main() -> int:
    """Train and write."""
    parser = argparse.ArgumentParser(prog="training.make", description="Maak het ingebouwde model.")
    parser.add_argument("--naar", type=Path, default=BUILT_IN_MODEL_DIR, help="map voor het model")
    arguments = parser.parse_args()
    material = read_material(load_settings())
    recipe = Recipe()
    started = time.perf_counter()
    print(f"{len(material.pairs)} paren, {len(material.passages)} passages", file=sys.stderr)

    def show(epoch: int, loss: float) -> None:
        seconds = time.perf_counter() - started
        print(f"ronde {epoch} van {recipe.epochs}: verlies {loss:.3f}, {seconds:.0f} s", file=sys.stderr, flush=True)

    model = begin([*material.texts, *material.questions], recipe)
    rows = [pair.rows for pair in material.pairs]
    train(model, material.texts, material.questions, rows, recipe, show).save_packed(arguments.naar)
    size = sum(path.stat().st_size for path in arguments.naar.rglob("*") if path.is_file())
    print(f"{len(model.rows)} n-grammen, {size / 1e6:.1f} MB, in {arguments.naar}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
