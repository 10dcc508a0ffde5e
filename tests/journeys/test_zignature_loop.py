"""Zignature's quarters run through: the three chains of the course, and the quarter after that opens on their plan."""

# A count is a Fraction equal to an int, which the type checker holds impossible inside a tuple.
# mypy: disable-error-code="comparison-overlap"

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command

from bilan.app import importing, replay, strategies
from bilan.app.dossiers import open_dossier
from bilan.app.verifying import Outcome, verify
from bilan.app.workspace import Workspace
from bilan.journal.models import StrategyVersion
from bilan.plan.dossier import State
from bilan.plan.plan import Status
from bilan.sources.source import Context
from bilan.stats.verdict import Verdict
from bilan.strategy.targets import target_for
from bilan.strategy.toml import read
from zignature_oracle import files, oracle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.plugin import DjangoDbBlocker

    from bilan.plan.dossier import Dossier
    from bilan.strategy.document import Strategy

pytestmark = pytest.mark.django_db(transaction=True)

FOLDER = Path(__file__).parents[2] / "examples" / "zignature"
TODAY = date(2027, 1, 4)
NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Loop:
    """What was found on the way, once all has been written and closed."""

    first: Dossier
    second: Dossier
    third: Dossier
    fourth: Dossier
    before: Strategy
    after: Strategy
    reasons: tuple[str, ...]
    verified: tuple[Outcome, ...]


@pytest.fixture(scope="module")
def loop(
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,  # noqa: ARG001  # the test's own ledger must exist before it is filled
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Loop]:
    workspace = Workspace(tmp_path_factory.mktemp("loop"))
    with django_db_blocker.unblock():
        try:
            yield _run(workspace)
        finally:
            call_command("flush", interactive=False, verbosity=0)


def _run(workspace: Workspace) -> Loop:
    before = replay.without_later_targets(read(FOLDER / "strategy.toml"))
    strategies.publish(before, author="Directrice", reason="exemple", now=NOW)
    context = Context("EUR", "Europe/Paris", TODAY)
    for table, name in (("deals", "deals"), ("meetings", "meetings"), ("measures", "calls")):
        file = FOLDER / f"{name}.csv"
        mapping = importing.look(file, context, table=table).mapping
        importing.import_file(workspace, file, mapping, context, importing.Options("Directrice", NOW))
    replay.replay(workspace, FOLDER / "journal.toml", author="Directrice")
    names = ("2026-T1", "2026-T2", "2026-T3", "2026-T4")
    first, second, third, fourth = (open_dossier(workspace, name, today=TODAY) for name in names)
    return Loop(
        first, second, third, fourth, before, strategies.in_force(),
        tuple(StrategyVersion.objects.order_by("pk").values_list("reason", flat=True)),
        tuple(verify(workspace, name).outcome for name in names[:3]),
    )  # fmt: skip


def test_the_team_at_140_percent_is_proposed_120_000_and_the_director_accepts(loop: Loop) -> None:
    line = loop.third.review.line("bookings")
    assert line is not None
    assert line.reading.attainment == Fraction(1_120_000, 800_000)
    proposal = next(one for one in loop.third.plan.proposals if one.key == "target:bookings:each_rep")
    assert (proposal.current, proposal.value) == (100_000, 120_000)
    decision = loop.third.plan.decision(proposal.key)
    assert decision is not None
    assert (decision.verdict, decision.value, decision.author) == ("accepted", 120_000, "Directrice")
    period = loop.after.reviewed
    assert period.name == "2026-T4"
    assert target_for(loop.before, "bookings", "rep:sofia", period) is None
    promise = target_for(loop.after, "bookings", "rep:sofia", period)
    assert promise is not None
    assert promise.value == 120_000


def test_paul_is_apart_he_presents_his_method_and_the_team_aims_at_six_a_week(loop: Loop) -> None:
    paul = loop.third.finding("standout:rdv_d:paul")
    assert paul is not None
    assert paul.verdict is Verdict.ESTABLISHED
    assert paul.evidence["ratio"] == pytest.approx(2.0)  # 100 in 52 days present, the others 350 in 364
    told, _ = loop.third.stories
    assert (told.story.author, told.outcome) == ("Paul", "shown")
    session = next(one for one in loop.third.plan.sessions if one.origin == told.story.key)
    assert "paul" in session.invitees
    decision = loop.third.plan.decision("recommendation:rdv_d_week")
    assert decision is not None
    assert decision.value == 6
    assert decision.origin == (f"session:{session.number}",)
    promise = target_for(loop.after, "rdv_d_week", "rep:marc", loop.after.reviewed, is_rate=True)
    assert promise is not None
    assert promise.value == 6


def test_z10_each_deal_beyond_five_rdv_e_had_its_blocking_review(loop: Loop) -> None:
    said = [(one.deal.name, one.deal.cents, one.blocking.reason.value) for one in loop.third.blockings]
    assert said == [
        ("Signature Essentiel – Sécurité Benoît", 1_190_000, "decider"),
        ("Signature Essentiel – Vitrerie Lefèvre", 1_178_000, "budget"),
    ]
    found = loop.third.finding("blocked")
    assert found is not None
    assert (found.evidence["deals"], found.evidence["reviewed"], found.evidence["left"]) == (2, 2, 0)
    assert (found.evidence["decider_amount"], found.evidence["budget_amount"]) == (11_900, 11_780)
    assert loop.second.finding("blocked") is None


def test_what_pierre_tells_is_checked_and_leads_to_a_call_before_a_meeting_in_person(loop: Loop) -> None:
    _, told = loop.third.stories
    assert told.outcome == "shown"
    assert told.finding is not None
    rows = [row for row in _discoveries("2026-07-01", "2026-09-30") if row.qualified is not None]
    unqualified = [row for row in rows if row.qualified is False]
    pierre = [row for row in unqualified if row.rep == "Pierre"]
    evidence = told.finding.evidence
    assert (evidence["meetings"], evidence["unqualified"]) == (len(rows), len(unqualified))
    assert evidence["own_unqualified"] == len(pierre) == 16
    assert told.answers[0].author == "Pierre"
    recommendation = next(one for one in loop.third.plan.proposals if one.key == "recommendation:qualif_rate")
    assert (recommendation.method, recommendation.origin) == ("qualify_first", (told.story.key,))
    action = next(one for one in loop.third.plan.actions if one.kpi == "qualif_rate")
    assert action.origin.startswith("session:")


def test_the_next_quarter_opens_on_that_plan_with_how_far_the_call_was_taken_up(loop: Loop) -> None:
    assert loop.fourth.state is State.DRAFT
    titles = {action.kpi: action.status for action in loop.fourth.last_actions}
    assert titles == {"qualif_rate": Status.DONE, "rdv_d_week": Status.DONE, "stalled": Status.UNDER_WAY}
    call = next(one for one in loop.fourth.last_effects if one.kpi == "qualif_rate")
    adopters = ("Anne", "Claire", "Karim", "Léa")
    before, since = (
        [row for row in _discoveries(*days) if row.rep in adopters]  # an empty box is not qualified, by the formula
        for days in (("2026-07-01", "2026-09-30"), ("2026-10-01", "2026-12-31"))
    )
    for name, rows in (("before", before), ("since", since)):
        assert call.evidence[name] == Fraction(sum(bool(row.qualified) for row in rows), len(rows))
    assert call.evidence["adopted_by"] == "called_first"
    adopted = call.evidence["adopted"]
    assert isinstance(adopted, Fraction)
    assert adopted > Fraction(85, 100)  # truth.json: 95 % of the adopters' meetings in person were called first


def test_an_action_is_followed_back_through_its_session_to_the_finding_that_it_shares(loop: Loop) -> None:
    """Paul's method: presented in a session that his story called for, and the story is about his RDV-D."""
    (shared,) = [one for one in loop.fourth.last_actions if one.type == "sharing"]

    assert shared.origin == "standout:rdv_d:paul"


def test_three_reviews_are_sealed_and_still_verify_once_the_fourth_has_begun(loop: Loop) -> None:
    assert {one.state for one in (loop.first, loop.second, loop.third)} == {State.CLOSED}
    assert loop.verified == (Outcome.EQUAL,) * 3
    assert loop.reasons == ("exemple", "bilan 2026-T3")
    assert [action.status for action in loop.third.plan.actions] == [Status.TO_DO] * 3  # as they stood at the close


def test_each_quarter_opens_on_the_plan_of_the_one_before(loop: Loop) -> None:
    quarters = (loop.first, loop.second, loop.third, loop.fourth)

    assert [len(one.last_actions) for one in quarters] == [0, 1, 2, 3]
    assert [one.kpi for one in loop.second.last_effects] == ["win_rate"]
    refused = loop.first.plan.decision("target:bookings:each_rep")
    assert refused is not None
    assert refused.verdict == "refused"


def test_what_is_left_of_the_year_before_is_compared_with_nothing(loop: Loop) -> None:
    """The export holds deals open or closed in 2026: of late 2025 it knows the meetings of those alone."""
    lines = {line.reading.kpi.key: line for line in loop.first.review.lines}
    fourth = {line.reading.kpi.key: line for line in loop.fourth.review.lines}

    assert (lines["rdv_d"].previous.actual, lines["rate_d_e"].previous.actual) == (None, None)
    assert (fourth["rdv_d"].year_before.actual, fourth["revenue_per_rdv"].year_before.actual) == (None, None)
    assert fourth["rdv_d"].previous.actual == 450


def _discoveries(first: str, last: str) -> list[files.Meeting]:
    """The RDV-D of a stretch of days, each opportunity's first, by the tests' own reading of the files."""
    found = oracle.first_discoveries(files.meetings(FOLDER)).values()
    return [one for one in found if date.fromisoformat(first) <= one.day <= date.fromisoformat(last)]
