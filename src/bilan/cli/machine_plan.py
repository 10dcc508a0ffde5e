"""What the verbs of the plan answer to a machine: stories, answers, blocking reviews, sessions, actions, decisions, the next strategy."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from bilan.cli.machine import Json, is_money, moment, quantity, texts
from bilan.plan.current import kpis_by_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bilan.app.chances import WhatIf
    from bilan.app.next_strategy import Next
    from bilan.journal.models import Consent
    from bilan.plan.dossier import Dossier
    from bilan.plan.plan import Action, Decision, Session
    from bilan.plan.proposal import Numbers, Proposal
    from bilan.review.blocking import Blocking
    from bilan.review.over_limit import OverLimit
    from bilan.review.story import Answer, CheckedStory, Story
    from bilan.strategy.document import Strategy


def stories(found: Iterable[CheckedStory], of_findings: Iterable[Answer]) -> Json:
    """Stories, what the facts say of each, and the answers to findings."""
    return {
        "schema": "bilan.stories/1",
        "stories": [_story(one.story, one) for one in found],
        "answers": [_answer(one) for one in of_findings],
        "reminders": [],
    }


def written_story(story: Story, reminders: Sequence[str] = ()) -> Json:
    """A story just written; the facts are asked when the stories are listed."""
    return {"schema": "bilan.stories/1", "stories": [_story(story, None)], "answers": [], "reminders": list(reminders)}


def _story(story: Story, checked: CheckedStory | None) -> Json:
    finding = checked.finding if checked else None
    return {
        "number": story.number, "revision": story.revision, "period": story.period, "kind": story.kind.value,
        "text": story.text, "author": story.author, "told_on": story.told_on.isoformat(), "about": story.about,
        "kpi": story.kpi, "deal": story.deal, "finding": story.finding, "check": story.check.value,
        "follow_up": story.follow_up, "outcome": checked.outcome if checked else None,
        "numbers": _numbers(finding.evidence) if finding else [],
        "answers": [_answer(one) for one in (checked.answers if checked else ())],
    }  # fmt: skip


def answers(found: Iterable[Answer], reminders: Sequence[str] = ()) -> Json:
    """What people said of stories and findings."""
    return {"schema": "bilan.answers/1", "answers": [_answer(one) for one in found], "reminders": list(reminders)}


def _answer(one: Answer) -> Json:
    return {
        "number": one.number, "about": one.about, "author": one.author, "text": one.text,
        "said_on": one.said_on.isoformat(), "is_contest": one.is_contest,
    }  # fmt: skip


def blockings(
    found: Iterable[Blocking], to_review: Iterable[OverLimit] | None = None, *, reminders: Sequence[str] = ()
) -> Json:
    """What blocks the deals that were reviewed; when all are listed, the deals that are left to review too."""
    left = [{"deal": one.key, "name": one.name, "exchanges": one.exchanges} for one in to_review or ()]
    return {
        "schema": "bilan.blockings/1",
        "blockings": [
            {
                "number": one.number, "revision": one.revision, "period": one.period, "deal": one.deal,
                "reason": one.reason.value, "next_step": one.next_step, "author": one.author,
                "reviewed_on": one.reviewed_on.isoformat(),
            }
            for one in found
        ],
        "to_review": None if to_review is None else left,
        "reminders": list(reminders),
    }  # fmt: skip


def sessions(found: Iterable[Session], reminders: Sequence[str] = ()) -> Json:
    """Working sessions with what came out of them."""
    return {
        "schema": "bilan.sessions/1",
        "sessions": [
            {
                "number": one.number, "revision": one.revision, "period": one.period, "held_on": one.held_on.isoformat(),
                "question": one.question, "invitees": list(one.invitees), "origin": one.origin,
                "options": list(one.options), "outcome": one.outcome,
            }
            for one in found
        ],
        "reminders": list(reminders),
    }  # fmt: skip


def actions(found: Iterable[Action], strategy: Strategy, reminders: Sequence[str] = ()) -> Json:
    """The actions of a plan, or those still to be done."""
    return {
        "schema": "bilan.actions/1",
        "currency": strategy.company.currency,
        "actions": [_action(one, strategy) for one in found],
        "reminders": list(reminders),
    }


def _action(one: Action, strategy: Strategy) -> Json:
    money = _is_money(one.kpi, strategy)
    return {
        "number": one.number, "revision": one.revision, "period": one.period, "title": one.title, "type": one.type,
        "kpi": one.kpi, "owner": one.owner, "is_orphan": one.is_orphan, "contributors": list(one.contributors),
        "scope": one.scope, "origin": one.origin, "starts_on": _day(one.starts_on), "due_on": one.due_on.isoformat(),
        "done_on": _day(one.done_on), "baseline": quantity(one.baseline, is_money=money),
        "expected": quantity(one.expected, is_money=money), "status": one.status.value, "reason": one.reason,
        "evidence": one.evidence, "carried_from": one.carried_from, "times_carried": one.times_carried,
    }  # fmt: skip


def chances(period: str, found: WhatIf, asked: Sequence[Fraction], likely: Fraction) -> Json:
    """The chance of each value asked, and the value that has the chance of the strategy."""
    outlook = found.outlook
    return {
        "schema": "bilan.chance/1", "period": period, "kpi": found.current.kpi, "scope": found.current.scope,
        "current": str(found.current.value), "likely": str(likely), "deals": outlook.history.deals,
        "periods": len(outlook.history.past),
        "chances": [{"value": str(one), "chance": outlook.chance_of(one)} for one in asked],
    }  # fmt: skip


def proposals(dossier: Dossier) -> Json:
    """What is proposed for the next period, and what was decided of it."""
    plan, strategy = dossier.plan, dossier.review.strategy
    return {
        "schema": "bilan.proposals/1",
        "period": dossier.review.period.name,
        "state": dossier.state.value,
        "currency": strategy.company.currency,
        "proposals": [_proposal(one, plan.decision(one.key), strategy) for one in plan.proposals],
        "undecided": [one.key for one in plan.undecided],
    }


def _proposal(one: Proposal, decided: Decision | None, strategy: Strategy) -> Json:
    money = _is_money(one.kpi, strategy)
    return {
        "key": one.key, "kind": one.kind, "kpi": one.kpi, "scope": one.scope, "window": one.window, "method": one.method,
        "cadence": one.cadence.value if one.cadence else None, "current": quantity(one.current, is_money=money),
        "value": quantity(one.value, is_money=money), "is_change": one.is_change,
        "needs_confirmation": one.needs_confirmation, "origin": list(one.origin), "numbers": _numbers(one.numbers),
        "decision": None if decided is None else _decision(decided, money=money),
    }  # fmt: skip


def decision(period: str, decided: Decision, strategy: Strategy, reminders: Sequence[str] = ()) -> Json:
    """What was decided of one proposal."""
    return {
        "schema": "bilan.decision/1",
        "period": period,
        "currency": strategy.company.currency,
        "decision": _decision(decided, money=_is_money(decided.proposal.split(":")[1], strategy)),
        "reminders": list(reminders),
    }


def _decision(one: Decision, *, money: bool) -> Json:
    return {
        "proposal": one.proposal, "revision": one.revision, "verdict": one.verdict, "author": one.author,
        "decided_on": one.decided_on.isoformat(), "reason": one.reason, "value": quantity(one.value, is_money=money),
        "text": one.text, "origin": list(one.origin), "numbers": _numbers(one.numbers),
    }  # fmt: skip


def _is_money(kpi: str, strategy: Strategy) -> bool:
    known = kpis_by_key(strategy).get(kpi)
    return known is not None and is_money(known.unit)


def _numbers(numbers: Numbers) -> list[Json]:
    """Named numbers: ``exact`` where there is one, ``value`` the nearest, ``text`` for a word or a day."""
    return [
        {
            "name": name,
            "exact": str(value) if isinstance(value, (Fraction, int)) else None,
            "value": float(value) if isinstance(value, (Fraction, int, float)) else None,
            "text": _day(value) if isinstance(value, date) else value if isinstance(value, str) else None,
        }
        for name, value in numbers.items()
    ]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def consents(found: Iterable[Consent]) -> Json:
    """Who agreed to be named in collective documents, and who withdrew it."""
    return {
        "schema": "bilan.consents/1",
        "consents": [
            {
                "rep": one.rep, "given_at": moment(one.given_at), "recorded_by": one.recorded_by,
                "withdrawn_at": moment(one.withdrawn_at),
            }
            for one in found
        ],
    }  # fmt: skip


def next_strategy(found: Next) -> Json:
    """The next strategy as written, and its version once published."""
    return {
        "schema": "bilan.next/1",
        "period": found.strategy.period,
        "file": str(found.file),
        "version": found.version,
        "is_late": found.is_late,
        "changes": [
            {"where": one.where, "before": one.before, "after": one.after, "message": texts(one.label)}
            for one in found.changes
        ],
        "warnings": [
            {"severity": one.severity, "where": one.where, "message": texts(one.message)} for one in found.problems
        ],
        "undecided": [one.key for one in found.undecided],
    }
