"""How clustered counts are from week to week."""

from __future__ import annotations

import numpy as np
import pytest

from bilan.stats.dispersion import UNKNOWN, Weekly, clustering, expected, pearson
from stats.published import prussian


def weekly(events: object, exposure: object = None) -> Weekly:
    table = np.asarray(events, dtype=np.float64)
    return Weekly(table, np.ones_like(table) if exposure is None else np.asarray(exposure, dtype=np.float64))


def test_twenty_years_of_prussian_corps_are_no_more_clustered_than_chance() -> None:
    """Two-way dispersion of R: 0.97072295 on 247 free cells."""
    found, free = pearson(weekly(prussian()))

    assert found == pytest.approx(0.97072295, abs=5e-9)
    assert free == 247
    assert clustering(weekly(prussian())) == 1


def test_what_is_expected_keeps_each_rep_and_each_week_whole() -> None:
    events = [[3, 0, 5], [1, 2, 2], [0, 4, 1]]
    table = weekly(events, [[5, 5, 5], [5, 2.5, 5], [0, 5, 5]])

    found = expected(table)

    assert found.sum(axis=1) == pytest.approx(np.sum(events, axis=1))
    assert found.sum(axis=0) == pytest.approx(np.sum(events, axis=0))
    assert found[2, 0] == 0  # away that week


def test_meetings_held_in_bunches_are_seen_as_clustered() -> None:
    random = np.random.default_rng(5)
    alone = random.poisson(4, (8, 13))
    bunches = 4 * random.poisson(1, (8, 13))

    assert clustering(weekly(alone)) < 1.4
    assert clustering(weekly(bunches)) > 3


def test_good_and_bad_spells_count_beyond_the_weeks() -> None:
    """The same weeks, once in any order and once with each rep's good weeks in a row."""
    random = np.random.default_rng(5)
    shuffled = random.poisson(4, (30, 13))
    in_spells = np.array([np.roll(np.sort(row), shift) for shift, row in enumerate(shuffled)])

    assert clustering(weekly(in_spells)) > clustering(weekly(shuffled)) + 0.5


def test_without_a_weekly_table_the_usual_clustering_is_taken() -> None:
    assert clustering(None) == UNKNOWN
    assert clustering(weekly([[4, 3, 5]])) == UNKNOWN  # one rep: the weeks explain all
    assert clustering(weekly(np.zeros((3, 4)))) == UNKNOWN
