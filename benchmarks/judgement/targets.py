"""Q1 and Q5: what a target is worth, and the next one, on simulated teams that reach it or not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.judgement.bars import Band, Measure, Row, Table, draws, percent
from benchmarks.judgement.world import MEAN_SIZE, PACE, SIGNED, Quarter, presence, quarter
from bilan.label import Label
from bilan.stats.arrays import Floats
from bilan.stats.dispersion import Weekly, clustering
from bilan.stats.target import CHANCE, History, Luck, Past, Reps, size_spread, swing

TEAMS = (4, 8, 35)
HISTORIES = (1, 4)  # past quarters known
PHI = 1.3
SWING = 0.10  # from one quarter to the next, on the logarithm
REPS_DIFFER = 0.20  # CV of the reps' true paces
TARGETS_DIFFER = 0.25  # how far targets set are from what a team is truly worth, on the logarithm
GREAT = 1.30  # attainment after which a target is usually raised
RAISED = 1.10
DAYS_A_QUARTER = 65.0


@dataclass(frozen=True, slots=True)
class Runs:
    """How many teams are simulated, of each size and length of history."""

    teams: int


FULL = Runs(1_200)


@dataclass(frozen=True, slots=True)
class Lived:
    """A team's past quarters, the target of the last one, and the quarter that came next."""

    past: tuple[Quarter, ...]
    old_target: float
    next: Quarter

    @property
    def last(self) -> Quarter:
        return self.past[-1]

    @property
    def attainment(self) -> float:
        return float(self.last.revenue.sum()) / self.old_target


def _lived(random: np.random.Generator, people: int, periods: int) -> Lived:
    paces = random.gamma(1 / REPS_DIFFER**2, REPS_DIFFER**2, people)
    quarters = []
    for _ in range(periods + 1):
        market = float(np.exp(random.normal(-(SWING**2) / 2, SWING)))
        quarters.append(quarter(random, presence(random, people), phi=PHI, pace=paces * market))
    *past, next_ = quarters
    worth = float((paces * past[-1].present).sum()) / 5 * PACE * SIGNED * MEAN_SIZE
    return Lived(tuple(past), worth * float(np.exp(random.normal(0, TARGETS_DIFFER))), next_)


def _luck(lived: Lived) -> tuple[tuple[Past, ...], Luck]:
    """What the figures of the past say of luck, as a review would measure it: nothing is known beforehand."""
    past = tuple(Past(float(one.revenue.sum()), int(one.totals[3].sum()), float(one.days.sum())) for one in lived.past)
    phi = float(np.mean([clustering(Weekly(one.held[3], one.days)) for one in lived.past]))
    known = np.concatenate([own for one in lived.past for own in one.amounts])
    luck = Luck(phi, size_spread(known))
    return past, Luck(phi, luck.size_spread, swing(past, luck))


@dataclass(frozen=True, slots=True)
class Asked:
    """Whether each way of setting the next target was reached, and what the last attainment was."""

    attainment: float
    bilan: bool
    inside: bool  # the 80 % interval held what came
    same: bool
    raised: bool
    reps: float  # part of the reps who reached the target that Bilan proposes for each
    own_raised: float  # part who reached their own last quarter and 10 %


def _asked(random: np.random.Generator, people: int, periods: int) -> Asked | None:
    lived = _lived(random, people, periods)
    past, luck = _luck(lived)
    history = History(past, lived.old_target, luck)
    if not history.is_enough:
        return None
    came, days = float(lived.next.revenue.sum()), float(lived.next.days.sum())
    outlook = history.outlook(days)
    low, high = outlook.interval()
    pace = float(lived.last.revenue.sum()) / float(lived.last.days.sum()) * days
    each, own = lived.next.revenue, lived.last.revenue / lived.last.present * lived.next.present
    return Asked(
        lived.attainment, came >= outlook.target_for(), low <= came <= high, came >= pace, came >= RAISED * pace,
        float((each >= _for_each(lived, luck)).mean()), float((each >= RAISED * own).mean()),
    )  # fmt: skip


def _for_each(lived: Lived, luck: Luck) -> Floats:
    """The target of each rep: the same for a full-time one, brought to the days to come."""
    deals = np.sum([one.totals[3] for one in lived.past], axis=0)
    sizes = np.concatenate([own for one in lived.past for own in one.amounts])
    reps = Reps(
        deals, np.sum([one.present for one in lived.past], axis=0), lived.next.present,
        lived.next.present / DAYS_A_QUARTER, float(sizes.mean()), len(sizes), len(lived.past), luck=luck,
    )  # fmt: skip
    return np.asarray(reps.target_for() * lived.next.present / DAYS_A_QUARTER)


def reached(people: int, periods: int, runs: int) -> list[Row]:
    """How often the targets proposed with 65 % chances are reached, and today's."""
    name = f"Q5 {people} reps, {periods} quarters known"
    found = [one for random in draws(name, runs) if (one := _asked(random, people, periods))]
    great = [one for one in found if one.attainment >= GREAT]
    team = Label(f"{people} commerciaux, {periods} trimestre{'s' * (periods > 1)} connu{'s' * (periods > 1)}",
                 f"{people} reps, {periods} quarter{'s' * (periods > 1)} known")  # fmt: skip

    def practice(those: list[Asked]) -> Label:
        same, raised = (percent(Measure.of([getattr(one, how) for one in those]).value) for how in ("same", "raised"))
        return Label(f"« comme au dernier trimestre » : {same.fr} ; +10 % : {raised.fr}",
                     f"“same as last quarter”: {same.en}; +10 %: {raised.en}")  # fmt: skip

    own = percent(Measure.of([one.own_raised for one in found]).value)
    key = f"{people}-{periods}"
    return [
        Row(f"reach-{key}", Label(f"{team.fr} : objectif à 65 % de chances, atteint",
                                  f"{team.en}: target given a 65 % chance, reached"),
            Measure.of([one.bilan for one in found]), Band(0.60, 0.70), practice(found)),
        Row(f"reach-great-{key}", Label(f"{team.fr}, après 130 % ou plus : atteint",
                                        f"{team.en}, after 130 % or more: reached"),
            Measure.of([one.bilan for one in great]), Band(0.55, 0.75), practice(great)),
        Row(f"inside-{key}", Label(f"{team.fr} : intervalles à 80 % qui contiennent ce qui vint",
                                   f"{team.en}: 80 % intervals that held what came"),
            Measure.of([one.inside for one in found]), Band(0.75, 0.85), Label("aucun intervalle", "no interval")),
        Row(f"each-{key}", Label(f"{team.fr} : part des commerciaux qui atteignent l'objectif individuel à 65 %",
                                 f"{team.en}: part of the reps who reach the individual 65 % target"),
            Measure.of([one.reps for one in found]), Band(0.60, 0.72),
            Label(f"son dernier trimestre +10 % : {own.fr}", f"own last quarter +10 %: {own.en}")),
    ]  # fmt: skip


def the_courses_case(reps: int, deals: int, bar: float) -> Row:
    """The course's example: 140 % of 100 k€ each, then 120 asked. What target has a 65 % chance."""
    spread = (deals * float(np.expm1(0.8**2)) + 10 * 0.8) / (deals + 10)
    history = History((Past(140.0 * reps, deals, DAYS_A_QUARTER * reps),), 100.0 * reps, Luck(1.3, spread))
    outlook = history.outlook(DAYS_A_QUARTER * reps)
    asked = percent(outlook.chance_of(120.0 * reps))
    return Row(
        f"course-{reps}",
        Label(f"Cas du cours, {reps} commerciaux, {deals} affaires, 140 % : objectif à {100 * CHANCE:.0f} % de "
              "chances, en multiple de l'ancien",
              f"The course's case, {reps} reps, {deals} deals, 140 %: target with a {100 * CHANCE:.0f} % chance, "
              "as a multiple of the old one"),
        Measure.exact(outlook.target_for() / (100 * reps)), Band(bar - 0.005, bar + 0.005),
        Label(f"1,20 fois l'ancien, soit {asked.fr} de chances", f"1.20 times the old one, a {asked.en} chance"),
        "number",
    )  # fmt: skip


def measured(runs: Runs = FULL) -> Table:
    """Every bar of Q1 and Q5."""
    rows = [row for people in TEAMS for periods in HISTORIES for row in reached(people, periods, runs.teams)]
    return Table(
        Label("Que vaut un objectif ? (Q1, Q5)", "What is a target worth? (Q1, Q5)"),
        Label("Trimestres qui varient de 10 % entre eux, commerciaux de 20 %, objectifs fixés à 25 % près ; φ, tailles "
              "et variation entre trimestres mesurés sur le passé.",
              "Quarters that swing by 10 %, reps that differ by 20 %, targets set within 25 %; φ, sizes and swing are "
              "measured from the past."),
        (*rows, the_courses_case(4, 40, 1.037), the_courses_case(35, 350, 1.223)),
    )  # fmt: skip
