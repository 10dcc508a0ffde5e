"""Published data, as arrays; where they come from is written beside them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bilan.stats.arrays import Bools, Floats

FOLDER = Path(__file__).parents[1] / "fixtures" / "reference"


def columns(name: str, *wanted: int) -> list[Floats]:
    """Some columns of a file, as numbers."""
    table = np.genfromtxt(FOLDER / f"{name}.csv", delimiter=",", skip_header=1)
    return [table[:, at] for at in wanted]


def prussian() -> Floats:
    """Deaths by corps and year."""
    table = np.genfromtxt(FOLDER / "prussian.csv", delimiter=",", skip_header=1)
    return np.asarray(table[:, 1:])


def everyone(people: int) -> Bools:
    """All stay in the reference."""
    return np.ones(people, dtype=np.bool_)
