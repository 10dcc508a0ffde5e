"""Q2: who stands apart in a team, on simulated reviews of 12 KPIs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.judgement.bars import Band, Measure, Row, Table, draws, percent
from benchmarks.judgement.world import CONVERSIONS, DAYS_A_WEEK, PACE, Quarter, counts, presence, quarter
from bilan.label import Label
from bilan.stats.amounts import Amounts
from bilan.stats.apart import compare
from bilan.stats.arrays import Bools, Floats
from bilan.stats.conversions import Conversions
from bilan.stats.counts import Counts, ratio_bounds
from bilan.stats.dispersion import Weekly, clustering
from bilan.stats.effects import Measured
from bilan.stats.sizes import Values
from bilan.stats.verdict import Verdict

COUNTED = ("rdv_d", "rdv_e", "proposals", "signed")
TRULY_DOUBLE = frozenset({*COUNTED, "revenue"})  # twice the RDV-D are twice all that follows from them
KPIS = 12
TEAMS = (4, 8, 35)
CLUSTERS = (1.0, 1.3)
LARGE = 35
DOUBLE = 2.0
OFF_THE_MEAN = 0.2
ALONE = 0.05  # what a test taken alone calls significant


@dataclass(frozen=True, slots=True)
class Runs:
    """How many reviews are simulated, of teams of 4 and 8, and of 35."""

    small: int
    large: int

    def of(self, people: int) -> int:
        return self.large if people >= LARGE else self.small


FULL = Runs(1_000, 400)


def family(done: Quarter) -> dict[str, Measured]:
    """The 12 KPIs of a review, as a review measures them: phi from the weeks, never known beforehand."""
    totals, present = done.totals, done.present
    phi = [clustering(Weekly(held, done.days)) for held in done.held]
    counted = {name: Counts(one, present, own) for name, one, own in zip(COUNTED, totals, phi, strict=True)}
    steps = (("d_to_e", 1, 0), ("e_to_p", 2, 1), ("p_to_signed", 3, 2), ("d_to_signed", 3, 0))
    rates = {name: Conversions(totals[after], totals[before]) for name, after, before in steps}
    values = {"size": Values(done.amounts), "cycle": Values(done.cycles), "exchanges": Values(done.exchanges)}
    return {**counted, **rates, **values, "revenue": Amounts(done.amounts, present, phi[-1])}


def established(measured: dict[str, Measured], people: int) -> frozenset[tuple[str, int]]:
    """The gaps that Bilan establishes: KPI and rep."""
    found = compare(measured, [f"{at:03}" for at in range(people)])
    return frozenset((one.measured, int(one.who)) for one in found if one.verdict is Verdict.ESTABLISHED)


def significant_alone(measured: dict[str, Measured], people: int) -> int:
    """How many of the same tests pass 5 %, each taken alone as a spreadsheet would."""
    everyone = np.ones(people, dtype=np.bool_)
    return sum(int((one.chances(everyone) <= ALONE).sum()) for one in measured.values())


def off_the_mean(done: Quarter) -> Bools:
    """Whom a rule of “20 % off the mean” points at, by KPI and rep: presence and luck left out, as dashboards do."""
    totals = done.totals
    with np.errstate(divide="ignore", invalid="ignore"):
        rates = [totals[1] / totals[0], totals[2] / totals[1], totals[3] / totals[2], totals[3] / totals[0]]
    middles = [
        np.array([np.median(own) if len(own) else np.nan for own in one])
        for one in (done.amounts, done.cycles, done.exchanges)
    ]
    table = np.array([*totals, *rates, *middles, done.revenue])
    known = ~np.isnan(table)
    filled = np.where(known, table, 0)
    means = (filled.sum(axis=1) / np.maximum(known.sum(axis=1), 1))[:, None]
    return np.asarray(known & (np.abs(filled - means) > OFF_THE_MEAN * means))


def covered(counted: Counts, confidence: float) -> float:
    """The part of the reps whose interval holds the ratio of 1 that is true of all."""
    both = counted.beside(np.ones(len(counted.events), dtype=np.bool_))
    low, high = ratio_bounds(both, confidence=confidence, phi=counted.phi)
    return float(((low <= 1) & (high >= 1)).mean())


def _best(counted: Counts) -> tuple[float, float]:
    """What the first of a ranking is shown to be, as a multiple of the team: drawn towards it, and raw."""
    shrunk = counted.effects(np.ones(len(counted.events), dtype=np.bool_)).shrunk
    raw = counted.events / counted.exposure / (counted.events.sum() / counted.exposure.sum())
    return (float(shrunk[0].max()) if shrunk else float("nan")), float(raw.max())


@dataclass(frozen=True, slots=True)
class Alike:
    """A review of a team in which nobody differs."""

    alarms: int
    alone: int
    flags: int
    covered: tuple[float, float]  # of the 80 % and 90 % intervals of RDV-D
    best: tuple[float, float]


def _alike(random: np.random.Generator, people: int, phi: float) -> Alike:
    done = quarter(random, presence(random, people), phi=phi)
    measured = family(done)
    rdv_d, signed = measured["rdv_d"], measured["signed"]
    assert isinstance(rdv_d, Counts)  # noqa: S101  # it says so to the type checker
    assert isinstance(signed, Counts)  # noqa: S101  # the same
    return Alike(
        len(established(measured, people)), significant_alone(measured, people), int(off_the_mean(done).sum()),
        (covered(rdv_d, 0.8), covered(rdv_d, 0.9)), _best(signed),
    )  # fmt: skip


def nobody_differs(people: int, phi: float, runs: int) -> list[Row]:
    """False alarms in a team of identical reps, and whether the intervals hold the truth."""
    name = f"Q2 alike, {people} reps, phi {phi}"
    found = [_alike(random, people, phi) for random in draws(name, runs)]
    team = Label(f"{people} commerciaux identiques, φ = {phi}", f"{people} identical reps, φ = {phi}")
    alarms, alone = ([bool(one) for one in ones] for ones in zip(*((o.alarms, o.alone) for o in found), strict=True))
    flags = Measure.of([one.flags for one in found])
    pointed = percent(Measure.of([one.flags > 0 for one in found]).value)
    today = percent(Measure.of(alone).value)
    rows = [Row(
        f"alarms-{people}-{phi}",
        Label(f"{team.fr} : bilans avec au moins un « établi » à tort",
              f"{team.en}: reviews with at least one false “established”"),
        Measure.of(alarms), Band(high=0.06),
        Label(f"règle des 20 % : {flags.value:.0f} drapeaux sur {KPIS * people}, "
              f"{pointed.fr} des bilans ; tests sans correction : {today.fr}",
              f"20 % rule: {flags.value:.0f} flags of {KPIS * people}, "
              f"{pointed.en} of reviews; uncorrected tests: {today.en}"),
    )]  # fmt: skip
    for at, (confidence, band) in enumerate(((80, Band(0.76, 0.86)), (90, Band(0.86, 0.95)))):
        rows.append(Row(
            f"coverage-{confidence}-{people}-{phi}",
            Label(f"{team.fr} : intervalles à {confidence} % du rapport de RDV-D qui contiennent la vérité",
                  f"{team.en}: {confidence} % intervals of the RDV-D ratio that hold the truth"),
            Measure.of([one.covered[at] for one in found]), band, Label("aucun intervalle", "no interval"),
        ))  # fmt: skip
    if phi > 1:
        raw = percent(Measure.of([one.best[1] for one in found]).value - 1)
        rows.append(Row(
            f"best-{people}",
            Label(f"{team.fr} : avance affichée du premier en signatures (vraie : 0)",
                  f"{team.en}: lead shown for the first in signatures (true: 0)"),
            Measure.of([one.best[0] - 1 for one in found]), None,
            Label(f"classement brut : +{raw.fr}", f"raw ranking: +{raw.en}"),
        ))  # fmt: skip
    return rows


def counted_twelve_times(people: int, phi: float, runs: int) -> Row:
    """False alarms where all 12 KPIs are counts that owe each other nothing, each as clustered: the hardest case.

    Beside, the same with the law of Poisson, as if nothing came in clusters.
    """
    found = [_twelve(random, people, phi) for random in draws(f"Q2 twelve counts, {people} reps, phi {phi}", runs)]
    ignored = percent(Measure.of([one for _, one in found]).value)
    return Row(
        f"twelve-{people}-{phi}",
        Label(f"{people} commerciaux identiques, 12 comptages sans lien, φ = {phi} : bilans avec un « établi » à tort",
              f"{people} identical reps, 12 unrelated counts, φ = {phi}: reviews with a false “established”"),
        Measure.of([one for one, _ in found]), Band(high=0.06),
        Label(f"les mêmes tests, φ ignoré : {ignored.fr}", f"the same tests, φ ignored: {ignored.en}"),
    )  # fmt: skip


def _twelve(random: np.random.Generator, people: int, phi: float) -> tuple[bool, bool]:
    """Whether anybody is established, with phi measured and with phi left out."""
    days = presence(random, people)
    passing = np.cumprod((1.0, *CONVERSIONS))
    tables = [counts(random, PACE * passing[at % len(COUNTED)] * days / DAYS_A_WEEK, phi) for at in range(KPIS)]
    told: list[bool] = []
    for clusters in ([clustering(Weekly(one, days)) for one in tables], [1.0] * KPIS):
        measured: dict[str, Measured] = {
            f"{at:02}": Counts(one.sum(axis=1), days.sum(axis=1), clusters[at]) for at, one in enumerate(tables)
        }
        told.append(bool(established(measured, people)))
    return told[0], told[1]


@dataclass(frozen=True, slots=True)
class BesidePaul:
    """A review of a team in which the first rep is twice as good on RDV-D, and nobody else differs."""

    is_full_time: bool
    is_found: bool  # on RDV-D
    false_part: float  # of the gaps established
    ordinary_flagged: bool
    dashboard_false_part: float
    dashboard_finds: bool
    dashboard_flags_ordinary: bool


def _beside_paul(random: np.random.Generator, people: int) -> BesidePaul:
    days = presence(random, people)
    pace = np.where(np.arange(people) == 0, DOUBLE, 1.0)
    done = quarter(random, days, phi=1.3, pace=pace)
    found = established(family(done), people)
    true = [one for one in found if one[0] in TRULY_DOUBLE and one[1] == 0]
    flags = off_the_mean(done)
    truly = np.zeros_like(flags)
    truly[[0, 1, 2, 3, 11], 0] = True  # the places of what is truly double among the 12
    return BesidePaul(
        bool((days[0] == days.max()).all()), ("rdv_d", 0) in found, 1 - len(true) / len(found) if found else 0.0,
        any(who for _, who in found), 1 - float((flags & truly).sum() / flags.sum()) if flags.any() else 0.0,
        bool(flags[0, 0]), bool(flags[:, 1:].any()),
    )  # fmt: skip


def one_is_double(people: int, runs: int) -> list[Row]:
    """A rep at twice the pace: whether they are found, and whether the others are left in peace."""
    found = [_beside_paul(random, people) for random in draws(f"Q2 one double, {people} reps", runs)]
    team = Label(f"{people} commerciaux dont un au double en RDV-D", f"{people} reps, one at twice the RDV-D")
    full_time = [one for one in found if one.is_full_time]
    dashboard, finds, ordinary = (percent(Measure.of(one).value) for one in (
        [one.dashboard_false_part for one in found], [one.dashboard_finds for one in full_time],
        [one.dashboard_flags_ordinary for one in found],
    ))  # fmt: skip
    rows = [
        Row(f"fdr-{people}",
            Label(f"{team.fr} : part de faux parmi les « établis »", f"{team.en}: false part of what is established"),
            Measure.of([one.false_part for one in found]), Band(high=0.07),
            Label(f"règle des 20 % : {dashboard.fr} de faux", f"20 % rule: {dashboard.en} false")),
        Row(f"power-{people}",
            Label(f"{team.fr}, présent tout le trimestre (52 attendus, φ = 1,3) : trouvé",
                  f"{team.en}, present all quarter (52 expected, φ = 1.3): found"),
            Measure.of([one.is_found for one in full_time]), Band(low=0.80),
            Label(f"règle des 20 % : {finds.fr}", f"20 % rule: {finds.en}")),
    ]  # fmt: skip
    if people == min(TEAMS):
        rows.append(Row(
            "ordinary-4",
            Label(f"{team.fr} : bilans où un commercial ordinaire est signalé",
                  f"{team.en}: reviews in which an ordinary rep is flagged"),
            Measure.of([one.ordinary_flagged for one in found]), Band(high=0.16),
            Label(f"règle des 20 % : {ordinary.fr}", f"20 % rule: {ordinary.en}"),
        ))  # fmt: skip
    return rows


def is_the_same_twice() -> Row:
    """Whether the same figures give the same answers to the last bit, whatever ran before."""

    def chances() -> Sequence[Floats]:
        done = quarter(np.random.default_rng(1), presence(np.random.default_rng(2), 8), phi=1.3)
        found = compare(family(done), [str(at) for at in range(8)])
        return [np.array([o.effect.adjusted, o.effect.low, o.effect.high]) for o in found if o.effect]

    apart = sum(not np.array_equal(a, b) for a, b in zip(chances(), chances(), strict=True))
    return Row("same-twice", Label("Écarts entre deux calculs des mêmes chiffres, au bit près",
                                   "Differences between two computations of the same figures, to the bit"),
               Measure.exact(apart, 2), Band(0, 0), kind="number")  # fmt: skip


def measured(runs: Runs = FULL) -> Table:
    """Every bar of Q2."""
    rows = [row for people in TEAMS for phi in CLUSTERS for row in nobody_differs(people, phi, runs.of(people))]
    rows += [counted_twelve_times(people, max(CLUSTERS), runs.of(people)) for people in TEAMS]
    rows += [row for people in TEAMS for row in one_is_double(people, runs.of(people))]
    return Table(
        Label("Qui se détache vraiment ? (Q2)", "Who truly stands apart? (Q2)"),
        Label("12 KPI par commercial, φ mesuré sur les semaines, une famille de tests par bilan.",
              "12 KPIs a rep, φ measured from the weeks, one family of tests a review."),
        (*rows, is_the_same_twice()),
    )  # fmt: skip
