"""A journal written beforehand, replayed as if each had typed it on the day: how the example tells its story."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, time
from fractions import Fraction
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bilan.app import actions, blocking, closing, consents, deciding, sessions, stories
from bilan.app.next_strategy import write_next
from bilan.app.strategies import in_force
from bilan.app.writing import Pen, seal_of
from bilan.review.blocking import Reason
from bilan.review.story import StoryKind

if TYPE_CHECKING:
    from pathlib import Path

    from bilan.app.workspace import Workspace
    from bilan.strategy.document import Strategy

HOUR = time(9)


def replay(workspace: Workspace, journal: Path, *, author: str) -> tuple[str, ...]:
    """Write every review of a journal file, then close it; a review closed before is left as it is.

    Gives the names of the periods that are closed once it returns.
    """
    reviews = tomllib.loads(journal.read_text(encoding="utf-8"))["reviews"]
    for one in reviews:
        if seal_of(one["period"]) is None:
            _write(workspace, one, author)
    return tuple(one["period"] for one in reviews)


def without_later_targets(strategy: Strategy) -> Strategy:
    """The strategy as it stood before its review: what comes after its period is for the review to decide."""
    calendar, end = strategy.company.calendar, strategy.reviewed.end
    kept = tuple(target for target in strategy.targets if calendar.parse(target.window).start < end)
    return strategy.model_copy(update={"targets": kept})


def _write(workspace: Workspace, one: dict[str, Any], author: str) -> None:
    period, pen = one["period"], _pen(author, one["on"])
    for rep in one.get("consents", ()):
        consents.give(rep, pen)
    numbers = {f"story:{rank}": _tell(workspace, period, told, one["on"]) for rank, told in _ranked(one, "stories")}
    for _, said in _ranked(one, "answers"):
        about = numbers.get(said["about"], said["about"])
        stories.answer(workspace, period, about, said["text"], _pen(said["by"], one["on"]))
    for _, held in _ranked(one, "blockings"):
        _review_deal(workspace, period, held, pen)
    numbers |= {
        f"session:{rank}": _call(workspace, period, held, numbers, pen) for rank, held in _ranked(one, "sessions")
    }
    for _, decided in _ranked(one, "decisions"):
        _decide(workspace, period, decided, numbers, pen)
    done = [(_add(workspace, period, wanted, numbers, pen), wanted) for _, wanted in _ranked(one, "actions")]
    closing.close(workspace, period, today=one["on"], author=author, now=pen.now)
    if one.get("next"):
        write_next(workspace, period, today=one["on"], author=author, now=pen.now, publish=True)
    for number, wanted in done:
        _follow(number, wanted, author)


def _ranked(one: dict[str, Any], part: str) -> list[tuple[int, dict[str, Any]]]:
    return list(enumerate(one.get(part, ()), start=1))


def _pen(author: str, day: date) -> Pen:
    zone = ZoneInfo(in_force().company.zone)
    return Pen(author, datetime.combine(day, HOUR, zone).astimezone(UTC))


def _tell(workspace: Workspace, period: str, told: dict[str, Any], on: date) -> str:
    telling = stories.Telling(
        kind=StoryKind(told["kind"]), **{name: told[name] for name in told.keys() - {"kind", "by"}}
    )
    return stories.tell(workspace, period, telling, _pen(told["by"], on)).key


def _review_deal(workspace: Workspace, period: str, held: dict[str, Any], pen: Pen) -> None:
    reviewing = blocking.Reviewing(held["deal"], Reason(held["reason"]), held.get("next_step", ""))
    blocking.review_deal(workspace, period, reviewing, pen)


def _call(workspace: Workspace, period: str, held: dict[str, Any], numbers: dict[str, str], pen: Pen) -> str:
    origin = numbers.get(held["origin"], held["origin"])
    call = sessions.Call(held["held_on"], held["question"], held["invitees"], origin, held["options"])
    found = sessions.call(workspace, period, call, pen)
    sessions.conclude(found.number, held["outcome"], pen)
    return f"session:{found.number}"


def _decide(workspace: Workspace, period: str, decided: dict[str, Any], numbers: dict[str, str], pen: Pen) -> None:
    choice = deciding.Choice(
        verdict=decided["verdict"], reason=decided["reason"], text=decided.get("text", ""),
        origin=[numbers.get(key, key) for key in decided.get("origin", ())],
    )  # fmt: skip
    deciding.decide(workspace, period, decided["proposal"], choice, pen)


PLAIN = ("title", "type", "kpi", "owner", "contributors", "scope", "starts_on", "due_on")


def _add(workspace: Workspace, period: str, wanted: dict[str, Any], numbers: dict[str, str], pen: Pen) -> int:
    intent = actions.Intent(
        **{name: wanted[name] for name in PLAIN if name in wanted},
        origin=numbers.get(wanted["origin"], wanted["origin"]),
        expected=Fraction(wanted["expected"]) if "expected" in wanted else None,
    )
    return actions.add(workspace, period, intent, pen).number


def _follow(number: int, wanted: dict[str, Any], author: str) -> None:
    """What became of the action since: noted on its day, after the close."""
    day = wanted.get("done_on", wanted["due_on"])
    values: dict[str, Any] = {"status": wanted["status"]}
    if "done_on" in wanted:
        values["done_on"] = wanted["done_on"]
    actions.adjust(number, values, _pen(author, day))
