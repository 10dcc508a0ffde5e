"""The open deals slower or more silent than those that went on, and how often deals so old are signed (Q3).

By the team's own deals, not by a number given once for all; nothing where too few went on to tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bilan.review.finding import Finding, FindingKind
from bilan.stats.stays import ADVANCED, hazards

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bilan.facts.snapshot import Facts
    from bilan.period import Period
    from bilan.review.stages import Days, Ways
    from bilan.stats.arrays import Bools, Whole

    Names = NDArray[np.str_]

FEWEST_ADVANCES = 20  # in a stage, from which the team's own ages say what is slow
FEWEST_TO_TELL = 5
FEWEST_AS_OLD = 20  # deals that were as old in the same stage, from which one deal's chance is told
SLOW, SILENT = 0.90, 0.95  # of the ages at which deals went on; of the silences of those that were signed
IN_THE_END = 104  # weeks, after which a deal that is not signed never is


@dataclass(frozen=True, slots=True)
class SlowDeal:
    """One open deal that calls for a word: where it stands, for how long, and how often one like it is signed."""

    key: str
    name: str
    rep: str  # key; empty where nobody is known
    stage: str
    weeks: int  # in its stage
    silent_days: int | None  # since its last sign of life
    amount: float | None
    chance: float | None  # to be signed in the end, by stage and age; None where hardly any deal was as old
    is_late: bool
    is_silent: bool


@dataclass(frozen=True, slots=True)
class Slow:
    """The slow deals, those that may still bring most first, beside the other open ones."""

    deals: tuple[SlowDeal, ...]
    open: int
    signed: float  # the mean chance of the slow ones
    others_signed: float  # the mean chance of the open deals that are not slow
    silent_days: int | None  # beyond which a silence is long, by the deals that were signed


def slow_deals(facts: Facts, found: Ways, window: Period) -> Slow | None:
    """The open deals longer in their stage, or in silence, than those that went on; None where none is, or all are."""
    known = found.known_at(window.end)
    if not known.is_open.any():
        return None
    stages, ages = known.stage_at(window.end)
    late = _is_late(known, window, stages, ages)
    met = _met(facts, window)
    seen_on = _seen_on(known, met, window)
    days = (np.datetime64(window.end) - seen_on).astype("timedelta64[D]").astype(np.float64)
    silence = np.where(np.isnat(seen_on), np.nan, days)
    limit = _longest_silence(known, met)
    silent = np.asarray(np.nan_to_num(silence) > limit) if limit is not None else np.zeros(len(late), dtype=np.bool_)
    deals_only = known.is_deal[known.is_open]
    slow, others = (late | silent) & deals_only, ~(late | silent) & deals_only
    if not slow.any() or not others.any():
        return None
    first = np.nanmin(known.entered.astype("datetime64[D]")).astype(object)
    stays = [known.stays(at, since=first, until=window.end, at=window.end)[0] for at in range(len(known.stages))]
    weekly = hazards(stays).chance_of_signing(IN_THE_END)
    chances = weekly[stages, np.minimum(ages, weekly.shape[1] - 1)]
    places, names = np.flatnonzero(known.is_open), _names(facts)
    deals = [
        SlowDeal(
            key := known.keys[places[at]], names.get(key, key.partition(":")[2] or key), known.reps[places[at]],
            known.stages[stages[at]], int(ages[at]), None if np.isnan(silence[at]) else int(silence[at]),
            None if np.isnan(known.amounts[places[at]]) else float(known.amounts[places[at]]),
            float(chances[at]) if (stays[stages[at]].lengths > ages[at]).sum() >= FEWEST_AS_OLD else None,
            bool(late[at]), bool(silent[at]),
        )
        for at in np.flatnonzero(slow)
    ]  # fmt: skip
    deals.sort(key=lambda deal: (-(deal.chance or 0) * (deal.amount or 0), -deal.weeks, deal.key))
    return Slow(tuple(deals), int(deals_only.sum()), float(chances[slow].mean()), float(chances[others].mean()), limit)


def slow_finding(found: Slow) -> Finding:
    """The slow deals in one line; ``rows`` in the order of their keys."""
    deals = found.deals
    return Finding(
        key="slow", kind=FindingKind.SLOW, sense="neutral",
        evidence={
            "deals": len(deals), "open": found.open, "late": sum(one.is_late for one in deals),
            "silent": sum(one.is_silent for one in deals), "silent_days": found.silent_days,
            "amount": sum(one.amount or 0.0 for one in deals),
            "signed": found.signed, "others_signed": found.others_signed,
        },
        rows=tuple(sorted(one.key for one in deals)),
    )  # fmt: skip


def _names(facts: Facts) -> dict[str, str]:
    """What people call each opportunity: its deal, else its account."""
    t = facts.table("opportunities")
    rows = facts.engine.answer(t.select("opportunity", "name", "account", "deal")).to_pylist()
    found = {row["opportunity"]: row["name"] or row["account"] for row in rows if row["name"] or row["account"]}
    d = facts.table("deals")
    named = facts.engine.answer(d.filter(d.name.notnull()).select("key", "name")).to_pylist()
    return {row["key"]: row["name"] for row in named if row["name"]} | found


def _is_late(known: Ways, window: Period, stages: Whole, ages: Whole) -> Bools:
    """Longer in their stage than nine in ten of those that went on; where few did, than twice the median."""
    late = np.zeros(len(stages), dtype=np.bool_)
    first = np.nanmin(known.entered).astype(object)
    for at in range(len(known.stages)):
        stays, _ = known.stays(at, since=first, until=window.end, at=window.end)
        stays = stays.from_the_start
        gone_on = stays.lengths[stays.exits == ADVANCED]
        if len(gone_on) < FEWEST_TO_TELL:
            continue
        most = np.quantile(gone_on, SLOW) if len(gone_on) >= FEWEST_ADVANCES else 2 * np.median(gone_on)
        late |= (stages == at) & (ages + 1 > most)
    return late


def _met(facts: Facts, window: Period) -> tuple[Names, Days]:
    """The meetings held by the end of the window, each with its opportunity: in that order, then by day."""
    m = facts.table("meetings")
    rows = m.filter(m.is_real & (m.day < window.end) & m.opportunity.notnull()).select("opportunity", "day")
    found = facts.engine.answer(rows.order_by(["opportunity", "day"]))
    days = found["day"].to_numpy(zero_copy_only=False).astype("datetime64[D]")
    return np.array(found["opportunity"].to_pylist(), dtype=np.str_), days


def _seen_on(known: Ways, met: tuple[Names, Days], window: Period) -> Days:
    """The last sign of life of each open deal by the end of the window: what came later was not known then."""
    names, days = met
    last = dict(zip(names.tolist(), days, strict=True))  # the later day of one opportunity replaces the earlier
    never = np.datetime64("NaT", "D")
    places = np.flatnonzero(known.is_open)
    held = np.array([last.get(known.keys[at], never) for at in places], dtype="datetime64[D]")
    noted = known.seen_on[places]
    return np.fmax(held, np.where(noted < np.datetime64(window.end), noted, never))


def _longest_silence(known: Ways, met: tuple[Names, Days]) -> int | None:
    """The days of silence that nineteen in twenty of the deals signed never went beyond; None where too few tell."""
    names, days = met
    signed = [key for key, won in zip(known.keys, ~np.isnat(known.won_on), strict=True) if won]
    same = (names[1:] == names[:-1]) & np.isin(names[1:], signed)
    gaps = np.diff(days.astype(np.int64))[same]
    return int(np.ceil(np.quantile(gaps, SILENT))) if len(gaps) >= FEWEST_ADVANCES else None
