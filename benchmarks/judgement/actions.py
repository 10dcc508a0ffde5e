"""Q6: whether an action worked, on simulated teams in which quarters swing by themselves."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.judgement.bars import Band, Measure, Row, Table, draws, percent
from benchmarks.judgement.world import PACE, WEEKS, counts, presence
from bilan.label import Label
from bilan.stats.action import Change, Spell, before_after, side_by_side, slope
from bilan.stats.arrays import Floats
from bilan.stats.dispersion import Weekly, clustering, pearson

TEAMS = (4, 8, 35)
PHI = 1.3
SWING = 0.10  # of a quarter, on the logarithm
EFFECTS = (1.0, 1.25)
QUARTERS = 3  # two before the action, one after
BAD = 0.9  # of the usual pace: a quarter that makes one act
WENT_UP = 1.10
SICILY = Path(__file__).parents[2] / "tests" / "fixtures" / "reference" / "sicily.csv"
SICILY_ERROR = 0.0324959  # R 4.2.2, quasi-Poisson, on the data of Lopez Bernal 2017


@dataclass(frozen=True, slots=True)
class Runs:
    """How many teams are simulated, of each size, action and effect."""

    teams: int


FULL = Runs(2_000)


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of an action by Bilan and by today's rules; nothing where Bilan says that it is too early."""

    bilan: Change | None
    poisson: bool  # before and after, as if only chance moved a quarter
    went_up: bool
    was_bad: bool  # the quarter just before


def _table(random: np.random.Generator, people: int, effect: Floats) -> tuple[Floats, Floats]:
    """Events and days, by rep and week, over three quarters; the action multiplies each rep's last one."""
    days = np.concatenate([presence(random, people) for _ in range(QUARTERS)], axis=1)
    market = np.repeat(np.exp(random.normal(-(SWING**2) / 2, SWING, QUARTERS)), WEEKS)
    pace = PACE * days / 5 * market
    pace[:, -WEEKS:] *= effect[:, None]
    return counts(random, pace, PHI), days


def _told(random: np.random.Generator, people: int, effect: float, *, acting: int) -> Told:
    """The first ``acting`` reps act in the last quarter; where nobody else is left, before and after is compared."""
    own = np.where(np.arange(people) < acting, effect, 1.0)
    events, days = _table(random, people, own)
    weekly = Weekly(events, days)
    phi = clustering(weekly)
    did, did_not = slice(0, acting), slice(acting, people)
    if acting < people:
        found = side_by_side(_spells(events[did], days[did]), _spells(events[did_not], days[did_not]), phi=phi,
                             free=pearson(weekly)[1])  # fmt: skip
    else:
        before, after = _spells(events, days)
        found = before_after((float(before.events.sum()), float(before.days.sum())),
                             (float(after.events.sum()), float(after.days.sum())), phi=phi, periods=2)  # fmt: skip
    return Told(found, *_today(events[did], days[did]))


def _spells(events: Floats, days: Floats) -> tuple[Spell, Spell]:
    return (Spell(events[:, :-WEEKS].sum(axis=1), days[:, :-WEEKS].sum(axis=1)),
            Spell(events[:, -WEEKS:].sum(axis=1), days[:, -WEEKS:].sum(axis=1)))  # fmt: skip


def _today(events: Floats, days: Floats) -> tuple[bool, bool, bool]:
    """Poisson's test of before and after; up by 10 % on the quarter before; and whether that quarter was a bad one."""
    ends = [slice(0, -WEEKS), slice(-2 * WEEKS, -WEEKS), slice(-WEEKS, None)]
    before, last, after = ((float(events[:, one].sum()), float(days[:, one].sum())) for one in ends)
    gap = math.log(after[0] / after[1]) - math.log(before[0] / before[1])
    poisson = abs(gap) > 1.959964 * math.sqrt(1 / before[0] + 1 / after[0])
    return poisson, after[0] / after[1] > WENT_UP * last[0] / last[1], last[0] / last[1] < BAD * PACE / 5


def _practice(found: list[Told]) -> Label:
    up, poisson = (percent(Measure.of([getattr(one, how) for one in found]).value) for how in ("went_up", "poisson"))
    return Label(f"« plus de 10 % de mieux » : {up.fr} ; avant/après de Poisson : {poisson.fr}",
                 f"“went up more than 10 %”: {up.en}; Poisson before/after: {poisson.en}")  # fmt: skip


def _claimed(found: list[Told]) -> Measure:
    return Measure.of([one.bilan.is_established for one in found if one.bilan])


def _covered(found: list[Told], effect: float) -> Measure:
    return Measure.of([one.bilan.low <= effect <= one.bilan.high for one in found if one.bilan])


def of_everyone(people: int, runs: int) -> list[Row]:
    """Everybody acted: before and after, widened by the usual swing."""
    found = {
        effect: [_told(random, people, effect, acting=people)
                 for random in draws(f"Q6 everyone, {people} reps, effect {effect}", runs)]
        for effect in EFFECTS
    }  # fmt: skip
    bad = [one for one in found[1.0] if one.was_bad]
    team = Label(f"{people} commerciaux, tous agissent", f"{people} reps, all act")
    return [
        Row(f"everyone-false-{people}", Label(f"{team.fr} sans effet : effet « établi »",
                                              f"{team.en} without effect: effect “established”"),
            _claimed(found[1.0]), Band(high=0.08), _practice(found[1.0])),
        Row(f"everyone-bad-{people}", Label(f"{team.fr} sans effet après un mauvais trimestre : effet « établi »",
                                            f"{team.en} without effect after a bad quarter: effect “established”"),
            _claimed(bad), Band(high=0.08), _practice(bad)),
        *_coverage_and_power(f"everyone-{people}", team, found),
    ]  # fmt: skip


def of_half(people: int, runs: int) -> list[Row]:
    """Half the team acted: beside those who did not."""
    found = {
        effect: [_told(random, people, effect, acting=people // 2)
                 for random in draws(f"Q6 half, {people} reps, effect {effect}", runs)]
        for effect in EFFECTS
    }  # fmt: skip
    team = Label(f"{people} commerciaux, la moitié agit", f"{people} reps, half act")
    return [
        Row(f"half-false-{people}", Label(f"{team.fr} sans effet : effet « établi »",
                                          f"{team.en} without effect: effect “established”"),
            _claimed(found[1.0]), Band(high=0.08), _practice(found[1.0])),
        *_coverage_and_power(f"half-{people}", team, found),
    ]  # fmt: skip


def _coverage_and_power(key: str, team: Label, found: dict[float, list[Told]]) -> list[Row]:
    rows = [
        Row(f"{key}-coverage-{effect}",
            Label(f"{team.fr}, effet vrai × {effect} : intervalles à 90 % qui le contiennent".replace(".", ","),
                  f"{team.en}, true effect × {effect}: 90 % intervals that hold it"),
            _covered(those, effect), Band(low=0.85), Label("aucun intervalle", "no interval"))
        for effect, those in found.items()
    ]  # fmt: skip
    true = found[EFFECTS[-1]]
    what = Label(f"{team.fr}, +25 % pour de vrai : établi", f"{team.en}, truly +25 %: established")
    power = Row(f"{key}-power", what, _claimed(true), None, _practice(true))
    return [*rows, power]


def as_in_sicily() -> Row:
    """The standard error of a published series, beside that of R."""
    with SICILY.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    events, banned, people = (np.array([float(list(row.values())[at]) for row in rows]) for at in (0, 2, 3))
    found = slope(events, people, weeks_before=int((banned == 0).sum()))
    apart = abs(found.error - SICILY_ERROR) if found else math.nan
    return Row("sicily", Label("Interdiction de fumer en Sicile : différence d'erreur type avec R",
                               "Sicilian smoking ban: difference of the standard error with R"),
               Measure.exact(apart), Band(high=1e-5), kind="tiny")  # fmt: skip


def measured(runs: Runs = FULL) -> Table:
    """Every bar of Q6."""
    rows = [row for people in TEAMS for of in (of_everyone, of_half) for row in of(people, runs.teams)]
    return Table(
        Label("L'action a-t-elle marché ? (Q6)", "Did the action work? (Q6)"),
        Label("Deux trimestres avant, un après ; chaque trimestre varie de 10 % pour tout le monde ; φ = 1,3, mesuré.",
              "Two quarters before, one after; each quarter swings by 10 % for everyone; φ = 1.3, measured."),
        (*rows, as_in_sicily()),
    )  # fmt: skip
