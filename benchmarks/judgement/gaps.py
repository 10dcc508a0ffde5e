"""Q4: what a gap to the plan is made of, on simulated quarters of which the true causes are known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.judgement.bars import Band, Measure, Row, Table, draws, percent
from benchmarks.judgement.pipeline import Deals, lived, slowed
from benchmarks.judgement.world import CONVERSIONS, MEAN_SIZE, PACE, SIGNED, presence, quarter
from bilan.label import Label
from bilan.stats.arrays import Bools
from bilan.stats.dispersion import Weekly, clustering
from bilan.stats.shares_of_gap import Factors, Led, main_cause, parts, parts_with_bounds, timing
from bilan.stats.stays import passage
from bilan.stats.target import size_spread

TEAMS = (4, 8, 35)
PHI = 1.3
FALL = 0.8  # of one factor, in three scenarios out of four
NAMES = (
    Label("RDV-D par jour", "RDV-D a day"),
    Label("conversion", "conversion"),
    Label("taille des affaires", "deal size"),
)
NOTHING = None
FEWEST_SIGNED, FEWEST_MEETINGS = 15, 60
NOW, QUARTER, LONGER = 91, 13, 1.5  # weeks; deals take half as long again from the quarter on
# R package LMDIR: (before), (after), and the parts it publishes
PUBLISHED = (
    ((1.0, 10.0, 2.0), (4.0, 5.0, 3.0), (50.47438029, -25.23719014, 14.76280986)),
    ((4.0, 5.0, 3.0), (5.0, 6.0, 4.0), (19.31568569, 15.78206435, 24.90224996)),
    ((0.0, 10.0, 2.0), (4.0, 5.0, 3.0), (60.0, 0.0, 0.0)),
    ((4.0, 5.0, 3.0), (5.0, 6.0, 0.0), (0.0, 0.0, -60.0)),
)


@dataclass(frozen=True, slots=True)
class Runs:
    """How many quarters are simulated, of each team and scenario."""

    quarters: int


FULL = Runs(1_000)


@dataclass(frozen=True, slots=True)
class Explained:
    """One quarter beside its plan: by factor, whether the bounds hold the truth and whether a change is claimed."""

    off: float  # how far the parts are from adding up, in euros
    covered: Bools
    claimed: Bools
    named: int | None  # the main cause, if luck cannot explain it
    largest: int  # the largest part, which is what a table of parts shows first


def _explained(random: np.random.Generator, people: int, fallen: int | None) -> Explained | None:
    true = np.array([FALL if at == fallen else 1.0 for at in range(3)])
    pace, conversion, size = (float(one) for one in true)
    rates = (*CONVERSIONS[:2], CONVERSIONS[2] * conversion)
    days = presence(random, people)
    done = quarter(random, days, phi=PHI, pace=pace, conversions=rates, size=size)
    meetings, signed = (float(one.sum()) for one in (done.held[0], done.held[3]))
    if signed < FEWEST_SIGNED or meetings < FEWEST_MEETINGS:
        return None
    present, amounts = float(days.sum()), np.concatenate(done.amounts)
    plan = np.array([present, PACE / 5, SIGNED, MEAN_SIZE])
    seen = np.array([present, meetings / present, signed / meetings, amounts.mean()])
    phi = clustering(Weekly(done.held[0], days))
    luck = np.array([0.0, phi / meetings, (1 - signed / meetings) / signed, size_spread(amounts) / signed])
    found = parts_with_bounds(Factors(plan, np.zeros(4)), Factors(seen, luck))
    truth = parts(plan[:, None], (plan * np.append(1.0, true))[:, None])[1:, 0]
    cause = main_cause(found)
    return Explained(
        abs(sum(one.value for one in found) - (float(seen.prod()) - float(plan.prod()))),
        np.array([one.low <= at <= one.high for one, at in zip(found[1:], truth, strict=True)]),
        np.array([one.stands_out for one in found[1:]]), None if cause is None else cause - 1,
        int(np.argmax([abs(one.value) for one in found[1:]])),
    )  # fmt: skip


def beside_the_plan(people: int, runs: int) -> list[Row]:
    """Whether the bounds hold the truth, and how often a factor that did not move is named."""
    by_fall: dict[int | None, list[Explained]] = {}
    for fallen in (NOTHING, 0, 1, 2):
        name = f"Q4 {people} reps, fallen: {'nothing' if fallen is None else NAMES[fallen].en}"
        drawn = (_explained(random, people, fallen) for random in draws(name, runs))
        by_fall[fallen] = [one for one in drawn if one]
    every = [one for those in by_fall.values() for one in those]
    team = Label(f"{people} commerciaux", f"{people} reps")
    rows = [Row(f"adds-up-{people}", Label(f"{team.fr} : plus grand écart d'addition, en €",
                                           f"{team.en}: largest failure to add up, in €"),
                Measure.exact(max(one.off for one in every), len(every)), Band(high=0.01), kind="tiny")]  # fmt: skip
    for at, factor in enumerate(NAMES):
        innocent = [one for fallen, those in by_fall.items() if fallen != at for one in those]
        rows += [
            Row(f"gap-coverage-{people}-{at}",
                Label(f"{team.fr}, {factor.fr} : intervalles à 90 % qui contiennent la vérité",
                      f"{team.en}, {factor.en}: 90 % intervals that hold the truth"),
                Measure.of([one.covered[at] for one in every]), Band(0.86, 0.94), Label("aucun intervalle",
                                                                                       "no interval")),
            Row(f"innocent-{people}-{at}",
                Label(f"{team.fr}, {factor.fr} sans changement : mis en cause à tort",
                      f"{team.en}, {factor.en} unchanged: wrongly named"),
                Measure.of([one.claimed[at] for one in innocent]), Band(high=0.13),
                _largest([one.largest == at for one in innocent])),
        ]  # fmt: skip
    rows.append(_nothing_changed(team, people, by_fall[NOTHING]))
    return rows + [_found(team, people, at, by_fall[at]) for at in range(3)]


def _largest(hits: list[bool]) -> Label:
    part = percent(Measure.of(hits).value)
    return Label(f"« la plus grande part est la cause » : {part.fr}", f"“the largest part is the cause”: {part.en}")


def _nothing_changed(team: Label, people: int, found: list[Explained]) -> Row:
    return Row(
        f"any-cause-{people}",
        Label(f"{team.fr}, rien n'a changé : une cause principale est nommée",
              f"{team.en}, nothing changed: a main cause is named"),
        Measure.of([one.named is not None for one in found]), None,
        Label("« la plus grande part est la cause » : 100 %", "“the largest part is the cause”: 100 %"),
    )  # fmt: skip


def _found(team: Label, people: int, at: int, found: list[Explained]) -> Row:
    factor = NAMES[at]
    return Row(
        f"cause-{people}-{at}",
        Label(f"{team.fr}, {factor.fr} : −20 %, nommé cause principale",
              f"{team.en}, {factor.en}: −20 %, named main cause"),
        Measure.of([one.named == at for one in found]), None, _largest([one.largest == at for one in found]),
    )  # fmt: skip


def beside_a_faster_quarter(people: int, runs: int) -> list[Row]:
    """What is named when deals take half as long again and as many are signed in the end."""
    found = [
        one for random in draws(f"Q4 {people} reps, a longer cycle", runs)
        if (one := _put_off(slowed(lived(random, people, NOW), NOW - QUARTER, LONGER)))
    ]  # fmt: skip
    conversion, timing_, mistaken = (Measure.of(list(hits)) for hits in zip(*found, strict=True))
    team = Label(f"{people} commerciaux, cycle 1,5 fois plus long", f"{people} reps, cycle 1.5 times as long")
    today, none = percent(mistaken.value), Label("aucun intervalle", "no interval")
    return [
        Row(f"cycle-conversion-{people}",
            Label(f"{team.fr}, conversion inchangée : mise en cause à tort",
                  f"{team.en}, conversion unchanged: wrongly named"), conversion, Band(high=0.13),
            Label(f"sans le rythme de signature : {today.fr}", f"without the pace of signing: {today.en}")),
        Row(f"cycle-timing-{people}",
            Label(f"{team.fr} : rythme de signature nommé", f"{team.en}: pace of signing named"), timing_, None, none),
    ]  # fmt: skip


def _put_off(deals: Deals) -> tuple[bool, bool, bool] | None:
    """Whether conversion and timing are named, told apart; and whether conversion is, with both told as one."""
    sides = []
    for end in (NOW, NOW - QUARTER):
        met = float(((deals.entered[:, 0] > end - QUARTER) & (deals.entered[:, 0] <= end)).sum())
        won, led_to = (
            float(deals.signed(end - QUARTER, end).sum()),
            passage(deals.stays_to_the_end(end - 2 * QUARTER, end)),
        )
        if led_to is None or not led_to.is_enough or won < FEWEST_SIGNED or met < FEWEST_MEETINGS:
            return None
        sides.append(Led(met, won, led_to))
    now, before = sides
    moved, nothing = timing(now, before), np.zeros(3)
    plan = np.array([now.met, before.in_the_end.share, moved.before])
    seen = np.array([now.met, now.in_the_end.share, moved.now])
    _, conversion, waiting = parts_with_bounds(Factors(plan, np.array([0.0, *moved.doubts])), Factors(seen, nothing))
    luck = np.array([0.0, sum((1 - one.won / one.met) / one.won for one in sides)])
    _, mistaken = parts_with_bounds(
        Factors(np.array([now.met, before.won / before.met]), luck),
        Factors(np.array([now.met, now.won / now.met]), nothing[:2]),
    )
    return conversion.stands_out, waiting.stands_out, mistaken.stands_out


def as_published() -> Row:
    """The largest difference with the vectors that the R package LMDIR publishes."""
    apart = max(
        float(np.abs(parts(np.array(before)[:, None], np.array(after)[:, None])[:, 0] - np.array(theirs)).max())
        for before, after, theirs in PUBLISHED
    )
    return Row("lmdir", Label("Plus grande différence avec les vecteurs de LMDIR (R)",
                              "Largest difference with the vectors of LMDIR (R)"),
               Measure.exact(apart, len(PUBLISHED)), Band(high=1e-6), kind="tiny")  # fmt: skip


def measured(runs: Runs = FULL) -> Table:
    """Every bar of Q4."""
    rows = [row for people in TEAMS for row in beside_the_plan(people, runs.quarters)]
    rows += [row for people in TEAMS for row in beside_a_faster_quarter(people, runs.quarters)]
    return Table(
        Label("De quoi l'écart au plan est-il fait ? (Q4)", "What is the gap to the plan made of? (Q4)"),
        Label("Quatre scénarios : rien n'a changé, puis −20 % sur les RDV-D, la conversion ou la taille ; φ = 1,3, "
              "mesuré. Puis des affaires suivies semaine par semaine, qui prennent une fois et demie leur temps.",
              "Four scenarios: nothing changed, then −20 % on RDV-D, conversion or size; φ = 1.3, measured. Then deals "
              "followed week by week, which take half as long again."),
        (*rows, as_published()),
    )  # fmt: skip
