"""Q3: what becomes of the deals of each stage, and which open ones will be signed, on simulated pipelines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from statsmodels.duration.survfunc import CumIncidenceRight

from benchmarks.judgement.bars import Band, Measure, Row, Table, draws
from benchmarks.judgement.pipeline import STAGES, Deals, lived, truth
from bilan.label import Label
from bilan.stats.arrays import Floats, Whole
from bilan.stats.scores import brier
from bilan.stats.stays import ADVANCED, Stays, curve, hazards, passage

TEAMS = (8, 35)
NOW = 75  # the week in which the pipeline is looked at: long after its first deal, so that nothing is left of the start
WINDOW = 26  # weeks of entries that are read: two quarters
LONG_WINDOW = 60  # in which nearly every deal is seen from its start to its end
FOR_EVER = 150  # weeks by which every deal has ended
BINS = 10
FEWEST_IN_A_BIN = 2_000
NAMES = (
    Label("RDV-D", "RDV-D"),
    Label("RDV-E", "RDV-E"),
    Label("proposition", "proposal"),
    Label("négociation", "closing"),
)


@dataclass(frozen=True, slots=True)
class Runs:
    """How many pipelines are simulated: for the passages, and for the chances of the open deals."""

    passages: int
    calibrations: int


FULL = Runs(1_500, 300)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a stage's passage is said to be, once with open deals counted fairly and twice as tools do."""

    share: float
    covered: bool
    of_entered: float
    of_closed: float


def _seen(stays: Stays, true: float) -> Seen:
    found = passage(stays)
    if found is None:
        raise ValueError("no deal left the stage: the simulated team is too small")
    interval = found.interval(0.9)
    went_on = float((stays.exits == ADVANCED).sum())
    return Seen(found.share, interval.low <= true <= interval.high, went_on / stays.entered, went_on / stays.left)


def passages(people: int, runs: int) -> list[Row]:
    """How far the part said to go on is from the true one, stage by stage, and whether its interval holds it."""
    true, found = truth().passing, []
    for random in draws(f"Q3 {people} reps", runs):
        deals = lived(random, people, NOW + 1)
        found.append([_seen(deals.stays(stage, NOW - WINDOW, NOW), true[stage]) for stage in range(STAGES)])
    return [row for stage in range(STAGES) for row in _rows(people, stage, [run[stage] for run in found], true[stage])]


def _rows(people: int, stage: int, found: list[Seen], true: float) -> list[Row]:
    name = NAMES[stage]
    entered, closed = (100 * float(np.mean(one)) for one in (
        [one.of_entered - true for one in found], [one.of_closed - true for one in found]
    ))  # fmt: skip
    fr, en = f"{people} commerciaux, {name.fr}", f"{people} reps, {name.en}"
    return [
        Row(f"bias-{people}-{stage}",
            Label(f"{fr} : écart à la vérité ({100 * true:.0f} %), en points",
                  f"{en}: gap to the truth ({100 * true:.0f} %), in points"),
            Measure.of([one.share - true for one in found]), Band(-0.01, 0.01),
            Label(f"avancées / entrées : {entered:+.1f} ; / closes : {closed:+.1f}".replace(".", ","),
                  f"advanced / entered: {entered:+.1f}; / closed: {closed:+.1f}"), "points"),
        Row(f"passage-coverage-{people}-{stage}",
            Label(f"{fr} : intervalles à 90 % qui contiennent la vérité", f"{en}: 90 % intervals that hold the truth"),
            Measure.of([one.covered for one in found]), Band(0.86, 0.94), Label("aucun intervalle", "no interval")),
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """The chances told of open deals, by Bilan and by a stage's percentage alone; and which were signed."""

    chances: Floats
    by_stage: Floats
    signed: Floats


def _told(deals: Deals, window: int) -> Told:
    stage = deals.stage(NOW)
    open_ = stage >= 0
    stage, age = stage[open_], deals.age(NOW, stage)[open_]
    learnt = hazards([deals.stays(at, NOW - window, NOW) for at in range(STAGES)])
    chances = learnt.chance_of_signing(FOR_EVER)
    known = deals.ended <= NOW
    won_from = [float(deals.won[known & (deals.entered[:, at] < NOW)].mean()) for at in range(STAGES)]
    return Told(
        chances[stage, np.minimum(age, chances.shape[1] - 1)], np.array(won_from)[stage],
        deals.won[open_].astype(np.float64),
    )  # fmt: skip


def _told_of_many(runs: int, window: int) -> Told:
    name = f"Q3 open deals, 35 reps, {window} weeks of entries"
    found = [_told(lived(random, max(TEAMS), NOW + 1), window) for random in draws(name, runs)]
    return Told(*(np.concatenate([getattr(one, part) for one in found]) for part in ("chances", "by_stage", "signed")))


def _tenths_of_the_scale(chances: Floats) -> Whole:
    return np.minimum((chances * BINS).astype(np.int64), BINS - 1)


def chances_of_open_deals(runs: int) -> list[Row]:
    """Whether, of the deals told 30 % of chances, three in ten are signed."""
    found, longer = _told_of_many(runs, WINDOW), _told_of_many(runs, LONG_WINDOW)
    chances, by_stage, signed = found.chances, found.by_stage, found.signed
    ours, theirs = (f"{brier(one, signed):.3f}" for one in (chances, by_stage))
    fr, en = "35 commerciaux, chances de signer selon l'étape et l'âge", "35 reps, chance to be signed by stage and age"
    today = Label(f"Brier : {ours} ; pourcentage de l'étape seule : {theirs}".replace(".", ","),
                  f"Brier: {ours}; the stage's percentage alone: {theirs}")  # fmt: skip
    order = np.argsort(np.argsort(chances, kind="stable"), kind="stable")
    return [
        Row("open-deals", Label(f"{fr} : plus grand écart d'un dixième des affaires, en points",
                                f"{en}: largest gap of a tenth of the deals, in points"),
            _worst(chances, signed, order * BINS // max(len(order), 1)), Band(high=0.03), today, "points"),
        Row("open-deals-scale", Label(f"{fr} : plus grand écart d'une tranche de dix points (2 000 affaires au moins)",
                                      f"{en}: largest gap of a band of ten points (2,000 deals at least)"),
            _worst(chances, signed, _tenths_of_the_scale(chances)), Band(high=0.03), today, "points"),
        Row("open-deals-longer", Label(f"{fr} : la même, sur {LONG_WINDOW} semaines d'entrées",
                                       f"{en}: the same, from {LONG_WINDOW} weeks of entries"),
            _worst(longer.chances, longer.signed, _tenths_of_the_scale(longer.chances)), None, None, "points"),
    ]  # fmt: skip


def _worst(chances: Floats, signed: Floats, bins: Whole) -> Measure:
    """The largest gap between what is told and what came, of the bins that hold enough deals."""
    gaps = [_gap(chances[bins == at], signed[bins == at]) for at in range(BINS)]
    full = [one for one in gaps if one.runs >= FEWEST_IN_A_BIN]
    return max(full, key=lambda one: one.value, default=Measure.of([]))


def _gap(chances: Floats, signed: Floats) -> Measure:
    """How far what is told of some deals is from what came; its error is that of what came."""
    if not len(signed):
        return Measure.exact(0, 0)
    came = float(signed.mean())
    error = float(np.sqrt(came * (1 - came) / len(signed)))
    return Measure(abs(float(chances.mean()) - came), error, len(signed))


def same_as_statsmodels(runs: int) -> Row:
    """The largest difference with ``CumIncidenceRight`` of statsmodels, over every stage and week."""
    apart = 0.0
    for random in draws("Q3 beside statsmodels", runs):
        deals = lived(random, min(TEAMS), NOW + 1)
        for stage in range(STAGES):
            stays = deals.stays(stage, NOW - WINDOW, NOW)
            with np.errstate(divide="ignore", invalid="ignore"):  # its standard errors, where all have left
                theirs = CumIncidenceRight(stays.lengths, stays.exits)
            ours = curve(stays)
            found = np.array([ours.by(time) for time in theirs.times])
            apart = max(apart, float(np.abs(found - np.column_stack(theirs.cinc)).max()))
    return Row("statsmodels", Label("Plus grande différence avec CumIncidenceRight (statsmodels) ; R cmprsk : "
                                    "tests/stats/test_stays.py",
                                    "Largest difference with CumIncidenceRight (statsmodels); R cmprsk: "
                                    "tests/stats/test_stays.py"),
               Measure.exact(apart, runs), Band(high=1e-9), kind="tiny")  # fmt: skip


def measured(runs: Runs = FULL) -> Table:
    """Every bar of Q3."""
    rows = [row for people in TEAMS for row in passages(people, runs.passages)]
    return Table(
        Label("Où se perdent les affaires ? (Q3)", "Where are deals lost? (Q3)"),
        Label("Affaires qui vivent leurs quatre étapes semaine par semaine ; entrées des 26 dernières semaines, "
              "affaires ouvertes comprises.",
              "Deals that live through four stages week by week; entries of the last 26 weeks, open deals included."),
        (*rows, *chances_of_open_deals(runs.calibrations), same_as_statsmodels(min(20, runs.passages))),
    )  # fmt: skip
