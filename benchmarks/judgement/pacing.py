"""Q7: where a quarter under way will end, told in its weeks 3, 6, 9 and 11 on simulated pipelines."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from benchmarks.judgement.bars import Band, Measure, Row, Table, bootstrapped, draws
from benchmarks.judgement.pipeline import STAGES, Deals, lived, truth
from benchmarks.judgement.world import MEAN_SIZE, PACE, WEEKS
from bilan.label import Label
from bilan.stats.arrays import Floats
from bilan.stats.landing import Desk, Missed, Past, landing, learnt_swing, missed
from bilan.stats.stays import hazards

PEOPLE, LARGE = 8, 35
START = 75  # the last week before the quarter: long after the first deal
HISTORY = 26  # weeks before the quarter
PACE_WEEKS = 13  # of RDV-D from which the pace to come is read
ASKED = (3, 6, 9, 11)  # weeks
BRIER = {3: 0.11, 6: 0.09, 9: 0.065, 11: 0.045}
TARGETS = np.arange(0.6, 1.41, 0.1)  # as multiples of what such a quarter is worth
BINS = 5
AMOUNT_KNOWN = 2  # the stage from which a deal has an amount: once the proposal is made


@dataclass(frozen=True, slots=True)
class Runs:
    """How many quarters are simulated, of 8 reps and of 35."""

    small: int
    large: int


FULL = Runs(600, 100)


@dataclass(frozen=True, slots=True)
class Told:
    """What was told in one week of one quarter, for every target; and what came."""

    chances: Floats
    came: Floats  # 1 where the target was reached
    run_rate: Floats  # 1 where what is signed so far, stretched to the quarter, reaches it
    weighted: Floats  # 1 where the pipeline weighed by stage does
    error: float  # of the median, as a part of what came
    inside: bool  # the 80 % interval held what came


def past_of(deals: Deals, week: int) -> Past:
    """What history teaches at the end of a week of the quarter, and how far off two earlier quarters were by then."""
    earlier = (_missed(deals, START - back * WEEKS, week) for back in (1, 2))
    return replace(_taught(deals, START, START + week), swing=learnt_swing([one for one in earlier if one]))


def _missed(deals: Deals, start: int, week: int) -> Missed | None:
    past, now = _taught(deals, start, start + week), start + week
    came = float(deals.amounts[deals.signed(now, start + WEEKS)].sum())
    return missed(desk_of(deals, start, now), past, came) if past.is_enough else None


def _taught(deals: Deals, start: int, now: int) -> Past:
    """Who entered a stage since 26 weeks before a quarter, what was signed and lost."""
    first = start - HISTORY
    over = (deals.ended > first) & (deals.ended <= now)
    learnt = hazards([deals.stays(stage, first, now) for stage in range(STAGES)])
    won = over & deals.won
    return Past(learnt, deals.amounts[won], int(won.sum()), int((over & ~deals.won).sum()))


def desk_of(deals: Deals, start: int, now: int) -> Desk:
    """The team as it stands at the end of a week of a quarter."""
    stage = deals.stage(now)
    open_ = stage >= 0
    held = (deals.entered[:, 0] > now - PACE_WEEKS) & (deals.entered[:, 0] <= now)
    amounts = np.where(stage >= AMOUNT_KNOWN, deals.amounts, np.nan)
    return Desk(
        float(deals.amounts[deals.signed(start, now)].sum()), stage[open_], deals.age(now, stage)[open_],
        amounts[open_], int(held.sum()), float(PACE_WEEKS), start + WEEKS - now,
    )  # fmt: skip


def _told(deals: Deals, people: int, week: int) -> Told:
    desk, past = desk_of(deals, START, START + week), past_of(deals, week)
    found = landing(desk, past)
    came = float(deals.amounts[deals.signed(START, START + WEEKS)].sum())
    passing = truth().passing
    targets = TARGETS * people * PACE * WEEKS * float(passing.prod()) * MEAN_SIZE
    to_sign = np.cumprod(passing[::-1])[::-1]  # the percentage of each stage, as a tool is told it
    known = np.where(np.isnan(desk.amounts), past.sizes.mean(), desk.amounts)
    weighted = desk.signed + float((to_sign[desk.stages] * known).sum())
    low, high = found.interval()
    return Told(
        np.array([found.chance_of(one) for one in targets]), (came >= targets).astype(float),
        (desk.signed / week * WEEKS >= targets).astype(float), (weighted >= targets).astype(float),
        found.median / came - 1, low <= came <= high,
    )  # fmt: skip


def followed(people: int, runs: int) -> dict[int, list[Told]]:
    """Every quarter, told in each of the weeks."""
    found: dict[int, list[Told]] = {week: [] for week in ASKED}
    for random in draws(f"Q7 {people} reps", runs):
        deals = lived(random, people, START + WEEKS + 1)
        for week in ASKED:
            found[week].append(_told(deals, people, week))
    return found


def _brier(found: list[Told], how: str) -> Measure:
    return Measure.of([float(((getattr(one, how) - one.came) ** 2).mean()) for one in found])


def calibration(chances: Floats, came: Floats) -> float:
    """How far what was told is from what came, over five bands of chances, each for as many as it holds."""
    bins = np.minimum((chances * BINS).astype(np.int64), BINS - 1)
    gaps = [abs(float((chances[bins == at] - came[bins == at]).sum())) for at in range(BINS)]
    return sum(gaps) / len(chances)


def told(people: int, week: int, found: list[Told], *, is_barred: bool) -> list[Row]:
    """The bars of one week; of another size of team than the bars', the same without them."""
    team = Label(f"{people} commerciaux, semaine {week}", f"{people} reps, week {week}")
    naive = {how: f"{_brier(found, how).value:.2f}" for how in ("run_rate", "weighted")}
    practice = Label(
        f"rythme tenu : {naive['run_rate']} ; portefeuille pondéré : {naive['weighted']}".replace(".", ","),
        f"run-rate: {naive['run_rate']}; stage-weighted pipeline: {naive['weighted']}",
    )
    rows = [
        Row(f"brier-{people}-{week}", Label(f"{team.fr} : score de Brier", f"{team.en}: Brier score"),
            _brier(found, "chances"), Band(high=BRIER[week]) if is_barred else None, practice, "number"),
        Row(f"inside-{people}-{week}", Label(f"{team.fr} : intervalles à 80 % qui contiennent ce qui vint",
                                             f"{team.en}: 80 % intervals that held what came"),
            Measure.of([one.inside for one in found]), Band(0.75, 0.87) if is_barred else None,
            Label("aucun intervalle", "no interval")),
    ]  # fmt: skip
    if not is_barred:
        return rows
    chances, came = (np.array([getattr(one, name) for one in found]) for name in ("chances", "came"))
    error = np.array([one.error for one in found])
    return [
        *rows,
        Row(f"calibration-{people}-{week}", Label(f"{team.fr} : écart de calibration, 5 classes, en points",
                                                  f"{team.en}: calibration error, 5 bands, in points"),
            bootstrapped(lambda those: calibration(chances[those].ravel(), came[those].ravel()), len(found)),
            Band(high=0.07), None, "points"),
        Row(f"median-{people}-{week}", Label(f"{team.fr} : écart médian de la médiane annoncée, en points",
                                             f"{team.en}: median gap of the median told, in points"),
            bootstrapped(lambda those: float(np.median(error[those])), len(found)), Band(-0.05, 0.05), None, "points"),
    ]  # fmt: skip


def measured(runs: Runs = FULL) -> Table:
    """Every bar of Q7."""
    small = followed(PEOPLE, runs.small)
    rows = [row for week in ASKED for row in told(PEOPLE, week, small[week], is_barred=True)]
    if runs.large:
        large = followed(LARGE, runs.large)
        rows += [row for week in ASKED for row in told(LARGE, week, large[week], is_barred=False)]
    return Table(
        Label("Où finira le trimestre ? (Q7)", "Where will the quarter end? (Q7)"),
        Label("Affaires qui vivent leurs étapes ; 26 semaines d'historique ; objectifs de 0,6 à 1,4 fois ce que vaut "
              "le trimestre ; montant connu dès la proposition.",
              "Deals that live through their stages; 26 weeks of history; targets of .6 to 1.4 times what the quarter "
              "is worth; amount known from the proposal on."),
        tuple(rows),
    )  # fmt: skip
