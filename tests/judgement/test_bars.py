"""A small version of ``make judge``: what the methods promise holds on simulated teams whose truth is known.

Few runs leave much to luck, so that a bar counts as missed only four standard errors outside it: a right method is
never called wrong. A broken one is: each of the last tests breaks a method and sees its bar missed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from benchmarks.judgement import actions, differences, gaps, pacing, stages, targets
from benchmarks.judgement.bars import Band, Measure, Row, Table
from benchmarks.judgement.page import Circumstances, markdown
from benchmarks.judgement.pipeline import STAGES
from benchmarks.judgement.world import WEEKS

from bilan.label import Label
from bilan.stats import apart
from bilan.stats.action import before_after
from bilan.stats.arrays import Floats
from bilan.stats.landing import Desk, Landing, Past, landing
from bilan.stats.stays import ADVANCED, Passage, Stays
from bilan.stats.target import Luck

SMALL: dict[str, Callable[[], Table]] = {
    "Q2": lambda: differences.measured(differences.Runs(14, 2)),
    "Q3": lambda: stages.measured(stages.Runs(60, 24)),
    "Q4": lambda: gaps.measured(gaps.Runs(25)),
    "Q5": lambda: targets.measured(targets.Runs(16)),
    "Q6": lambda: actions.measured(actions.Runs(30)),
    "Q7": lambda: pacing.measured(pacing.Runs(10, 0)),
}


def missed(rows: Sequence[Row]) -> list[str]:
    """What is missed by more than few runs explain."""
    return [f"{row.key}: {row.measure}" for row in rows if row.is_clearly_missed()]


@pytest.mark.parametrize("question", SMALL)
def test_what_the_methods_promise_holds_on_simulated_teams(question: str) -> None:
    table = SMALL[question]()

    assert len([row for row in table.rows if row.band and row.measure.runs]) > 10
    assert missed(table.rows) == []


def test_the_same_runs_always_measure_the_same() -> None:
    again = stages.passages(8, 20)

    assert again == stages.passages(8, 20)
    assert missed(again) == []


def test_the_page_says_what_is_met_what_is_not_and_what_is_done_today() -> None:
    def row(key: str, value: float) -> Row:
        return Row(key, Label("bilans", "reviews"), Measure(value, 0.007, 1_000), Band(high=0.06),
                   Label("règle des 20 %", "20 % rule"))  # fmt: skip

    table = Table(Label("Titre", "Title"), Label("Monde.", "World."), (row("met", 0.049), row("missed", 0.0625)))
    page = markdown([table], Circumstances("2 cœurs", "2026-11-25", 9.6, "python -m benchmarks.judgement"))

    assert "**1 barres atteintes sur 2" in page
    assert (
        "| bilans · *reviews* | ≤ 6,0 % | **4,9 %** | 0,7 % | 1\u202f000 | oui · yes | règle des 20 % · 20 % rule |"
        in page
    )
    assert "| **6,2 %** | 0,7 % | 1\u202f000 | **non** · **no** |" in page
    assert "- bilans : raison non établie." in page


def test_a_bar_is_clearly_missed_only_beyond_what_few_runs_explain() -> None:
    few, many = (
        Row("", Label("", ""), Measure(0.09, error, runs), Band(high=0.06))
        for error, runs in ((0.03, 90), (0.005, 3_000))
    )

    assert (few.is_met, few.is_clearly_missed()) == (False, False)
    assert (many.is_met, many.is_clearly_missed()) == (False, True)
    assert not replace(few, measure=Measure.of([1.0])).is_clearly_missed()
    assert replace(few, measure=Measure.exact(0.07)).is_clearly_missed(errors=0)


# What a broken method would do: each of these must ring.


def test_it_would_ring_if_clustering_were_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Meetings that come four at a time."""
    right = differences.nobody_differs(8, 4.0, 25)

    monkeypatch.setattr(differences, "clustering", lambda weekly: 1.0)  # noqa: ARG005  # as Poisson's law has it
    wrong = differences.nobody_differs(8, 4.0, 25)

    assert missed(right) == []
    assert len([one for one in missed(wrong) if one.startswith("coverage")]) == 2


def test_it_would_ring_if_each_test_were_taken_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "adjusted", np.asarray)

    assert any(one.startswith("alarms-4") for one in missed(differences.nobody_differs(4, 1.3, 30)))


def test_it_would_ring_if_open_deals_were_counted_as_failures(monkeypatch: pytest.MonkeyPatch) -> None:
    def advanced_over_entered(stays: Stays) -> Passage:
        went_on = int((stays.exits == ADVANCED).sum())
        share = went_on / stays.entered
        return Passage(share, 1 / np.sqrt(stays.entered * share * (1 - share)), stays.entered, stays.left, 0.0)

    monkeypatch.setattr(stages, "passage", advanced_over_entered)

    found = missed(stages.passages(35, 30))

    assert len([one for one in found if one.startswith("bias")]) == STAGES


def test_it_would_ring_if_quarters_were_taken_not_to_swing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "before_after", lambda *spells, **how: before_after(*spells, **how, swing=0.0))

    assert any(one.startswith("everyone-false-35") for one in missed(actions.of_everyone(35, 60)))


def test_it_would_ring_if_a_target_forgot_the_luck_of_few_deals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Luck, "noise", lambda luck, deals: 1e-6)  # noqa: ARG005

    assert any(one.startswith("inside-4-1") for one in missed(targets.reached(4, 1, 60)))


def test_it_would_ring_if_deals_could_sign_after_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    def without_end(desk: Desk, past: Past) -> Landing:
        return landing(replace(desk, weeks_left=desk.weeks_left + WEEKS), past)

    monkeypatch.setattr(pacing, "landing", without_end)
    found = pacing.followed(8, 6)

    assert missed([row for week in (9, 11) for row in pacing.told(8, week, found[week], is_barred=True)])


def test_it_would_ring_if_the_luck_of_deal_sizes_were_left_out_of_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    def one_size(sizes: Floats) -> float:
        return float(sizes.sum()) * 0

    monkeypatch.setattr(gaps, "size_spread", one_size)

    assert any(one.startswith("gap-coverage-8-2") for one in missed(gaps.beside_the_plan(8, 30)))
