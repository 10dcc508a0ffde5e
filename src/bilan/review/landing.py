"""Where a period under way may end: signed so far, the open deals, the RDV-D to come; never a promise (EC-11, Q7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from bilan.review.eligible import eligible
from bilan.review.finding import Evidence, Finding, FindingKind
from bilan.review.stages import WEEK, Ways
from bilan.stats.landing import Desk, Missed, Past, landing, learnt_swing, missed
from bilan.stats.stays import hazards

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from bilan.period import Period
    from bilan.review.review import Review
    from bilan.strategy.document import Strategy

HISTORY = timedelta(weeks=26)  # before the period, over which deals teach how they sign
LAST_WEEKS = 13  # over which the pace of new RDV-D is read
SIZES = timedelta(weeks=52)
TOLD_AGAIN = 4  # past periods from which it is learnt how far off a landing is
FIRST_WEEK, SMALL_TEAM = 5, 8  # working days; reps below whom a first week tells too little for a chance


def landing_findings(found: Ways, strategy: Strategy, review: Review) -> tuple[Finding, ...]:
    """Where signed revenue may land; nothing once the period is over, nor without bookings."""
    line = review.line("bookings")
    if review.is_over or line is None:
        return ()
    signed, target = float(line.reading.actual.numerator), line.reading.target
    period, day = review.period, review.window.end
    desk, past = desk_of(found, period, day, signed), past_of(found, period, day)
    numbers: dict[str, object] = {
        "signed": line.reading.actual.numerator, "target": target, "elapsed": review.elapsed_days,
        "days": review.total_days, "won": past.won, "lost": past.lost, "open": len(desk.stages),
        "run_rate": signed * review.total_days / review.elapsed_days if review.elapsed_days else None,
    }  # fmt: skip
    is_too_soon = review.elapsed_days < FIRST_WEEK and len(eligible(strategy, review.window)) < SMALL_TEAM
    if past.is_enough and not is_too_soon:
        where = landing(desk, past)
        low, high = where.interval()
        numbers |= {"median": where.median, "low": low, "high": high,
                    "chance": where.chance_of(float(target)) if target else None}  # fmt: skip
    evidence: Evidence = numbers  # type: ignore[assignment]  # all of them numbers
    return (Finding("landing", FindingKind.LANDING, "neutral", kpi="bookings", evidence=evidence),)


def desk_of(found: Ways, period: Period, day: date, signed: float) -> Desk:
    """What is on the table on the eve of a day: the open deals, by stage and age, and the pace of new ones."""
    known = found.known_at(day)
    stages, ages = known.stage_at(day)
    recent = np.datetime64(day - timedelta(weeks=LAST_WEEKS))
    new = int((known.entered[:, 0] >= recent).sum())
    left = -(-(period.end - day).days // WEEK)
    return Desk(signed, stages, ages, known.amounts[known.is_open], new, float(LAST_WEEKS), left)


def past_of(found: Ways, period: Period, day: date) -> Past:
    """What the deals known on the eve of a day teach, and how far off earlier periods were, told from the same day."""
    told = (_missed(found, before, before.start + (day - period.start)) for before in _earlier(period))
    return replace(_taught(found, period, day), swing=learnt_swing([one for one in told if one]))


def _earlier(period: Period) -> Iterator[Period]:
    """The periods before, as many as are told again, the last first."""
    for _ in range(TOLD_AGAIN):
        period = period.previous()
        yield period


def _missed(found: Ways, period: Period, day: date) -> Missed | None:
    """How far off a past period would have been on a day; None where its history was too short to tell."""
    past = _taught(found, period, day)
    if not past.is_enough or not period.start < day < period.end:
        return None
    signed = [
        float(np.nansum(found.amounts[(found.won_on >= np.datetime64(since)) & (found.won_on < np.datetime64(until))]))
        for since, until in ((period.start, day), (day, period.end))
    ]
    return missed(desk_of(found, period, day, signed[0]), past, signed[1])


def _taught(found: Ways, period: Period, day: date) -> Past:
    """How the deals known on the eve of a day go on by stage and age, and what they are worth."""
    known, since = found.known_at(day), period.start - HISTORY
    stays = [known.stays(at, since=since, until=day, at=day)[0] for at in range(len(known.stages))]
    recent = np.datetime64(since)
    won, lost = (int((one >= recent).sum()) for one in (known.won_on, known.lost_on))
    sizes = known.amounts[(known.won_on >= np.datetime64(day - SIZES)) & (known.amounts > 0)]
    return Past(hazards(stays), sizes, won, lost)
