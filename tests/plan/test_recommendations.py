"""From a finding or a story to a recommendation: each written rule, and « rien à changer »."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from bilan.kpis.scope import Scope
from bilan.period import CIVIL, Cadence
from bilan.plan.proposal import Proposal
from bilan.plan.recommendations import Signs, recommendations
from bilan.review.finding import Finding, FindingKind
from bilan.review.story import Check, CheckedStory, Story, StoryKind
from bilan.stats.verdict import Verdict
from bilan.strategy.document import Thresholds
from strategy_cast import zignature

if TYPE_CHECKING:
    from bilan.review.review import Review

PAUL = Finding(
    "standout:rdv_d:paul", FindingKind.STANDOUT, "success", Scope("rep", "paul"), "rdv_d", Verdict.ESTABLISHED,
    {"actual": 100, "days": Fraction(52), "others_actual": 350, "others_days": Fraction(364), "ratio": 2.0,
     "per_week": Fraction(500, 52), "others_per_week": Fraction(1750, 364)},
)  # fmt: skip
PIERRE = CheckedStory(
    Story(3, "2026-T3", StoryKind.FAILURE, "Du temps perdu en RDV-D.", "Pierre", date(2026, 9, 30), "rep:pierre",
          check=Check.NO_NEXT_MEETING),
    "shown",
    Finding("story:3", FindingKind.STORY, "failure", evidence={"meetings": 96, "without_next": 31}),
)  # fmt: skip


def review_of(*kpis: str) -> Review:
    """What the rules look at of a review: its followed KPIs and its period."""
    actual = SimpleNamespace(value=Fraction(7, 9))
    readings = {key: SimpleNamespace(kpi=SimpleNamespace(key=key), actual=actual) for key in kpis}
    lines = {key: SimpleNamespace(reading=reading) for key, reading in readings.items()}
    return cast(
        "Review",
        SimpleNamespace(lines=tuple(lines.values()), line=lines.get, period=CIVIL.parse("2026-T3")),
    )


def advise(*kpis: str, **signs: Any) -> dict[str, Proposal]:
    given = Signs(signs.pop("strategy", zignature()), review_of(*kpis), **signs)
    return {one.kpi: one for one in recommendations(given)}


def weekly(value: int) -> Proposal:
    return Proposal("target:rdv_d_week:each_rep", "target", "rdv_d_week", "each_rep", "2026-T4", "keep",
                    current=Fraction(value), value=Fraction(value))  # fmt: skip


def test_paul_s_twice_the_rdv_d_gives_6_a_week_and_person_and_he_presents_his_method() -> None:
    """Halfway from 4.8 to 9.6 is 7.2, but 30 % more than 4.8 is 6.25: six whole meetings (Z18)."""
    found = advise("rdv_d", "rdv_d_week", "qualif_rate", findings=(PAUL,), targets=(weekly(5),))

    pace, share = found["rdv_d_week"], found["rdv_d"]
    assert (pace.method, pace.value, pace.current, pace.cadence) == (
        "raise_pace",
        Fraction(6),
        Fraction(5),
        Cadence.WEEK,
    )
    assert (pace.scope, pace.window, pace.origin) == ("each_rep", "2026-T4", ("standout:rdv_d:paul",))
    assert (pace.numbers["halfway"], pace.numbers["most"]) == (Fraction(375, 52), Fraction(25, 4))
    assert (share.method, share.value, share.origin) == ("share_practice", None, ("standout:rdv_d:paul",))
    assert pace.numbers["paired_with"] == share.numbers["paired_with"] == "qualif_rate"
    assert pace.numbers["paired"] == Fraction(7, 9)


def test_the_settings_and_not_a_number_in_the_code_decide_of_the_pace() -> None:
    free = zignature().model_copy(update={"thresholds": Thresholds(target_cap=Decimal(1))})
    half = zignature().model_copy(update={"thresholds": Thresholds(count_step=Decimal("0.5"))})

    assert advise("rdv_d_week", strategy=free, findings=(PAUL,))["rdv_d_week"].value == 7
    assert advise("rdv_d_week", strategy=half, findings=(PAUL,))["rdv_d_week"].value == Fraction(13, 2)


def test_the_pace_is_worked_out_from_counts_and_days_when_the_finding_gives_no_pace() -> None:
    counts = {key: PAUL.evidence[key] for key in ("actual", "days", "others_actual", "others_days", "ratio")}

    assert advise("rdv_d", findings=(replace(PAUL, evidence=counts),))["rdv_d"].value == 6


def test_a_pace_already_asked_is_not_asked_again() -> None:
    found = advise("rdv_d_week", findings=(PAUL,), targets=(weekly(6),))

    assert (found["rdv_d_week"].method, found["rdv_d_week"].is_change) == ("keep", False)


def test_a_gap_that_is_only_to_be_confirmed_or_is_for_the_worse_moves_nothing() -> None:
    doubtful = replace(PAUL, verdict=Verdict.TO_CONFIRM)
    worse = replace(PAUL, sense="failure")

    assert {one.method for one in advise("rdv_d", "rdv_d_week", findings=(doubtful, worse)).values()} == {"keep"}


def test_twice_the_rdv_d_bring_twice_the_rdv_e_which_is_no_second_practice() -> None:
    later = replace(PAUL, key="standout:rdv_e:paul", kpi="rdv_e")
    claire = replace(PAUL, key="standout:rdv_e:claire", kpi="rdv_e", scope=Scope("rep", "claire"))

    assert advise("rdv_d", "rdv_d_week", "rdv_e", findings=(PAUL, later))["rdv_e"].method == "keep"
    assert advise("rdv_d", "rdv_d_week", "rdv_e", findings=(PAUL, claire))["rdv_e"].method == "share_practice"


def test_pierre_s_story_shown_by_the_facts_gives_the_call_of_15_minutes_before_a_rdv_d() -> None:
    found = advise("rdv_d", "qualif_rate", stories=(PIERRE,))

    assert (found["qualif_rate"].method, found["qualif_rate"].origin) == ("qualify_first", ("story:3",))
    assert (found["qualif_rate"].numbers["minutes"], found["qualif_rate"].numbers["without_next"]) == (15, 31)
    assert found["rdv_d"].method == "keep"
    assert advise("rdv_d", stories=(PIERRE,))["rdv_d"].method == "qualify_first"


def test_a_story_that_the_data_do_not_show_recommends_nothing() -> None:
    assert advise("qualif_rate", stories=(replace(PIERRE, outcome="not_shown"),))["qualif_rate"].method == "keep"


def test_a_practice_to_replicate_that_the_facts_show_is_shared_on_its_kpi() -> None:
    told = replace(PIERRE.story, number=4, kind=StoryKind.PRACTICE, kpi="no_show_rate", follow_up="replicate")
    found = advise("no_show_rate", "win_rate", stories=(CheckedStory(told, "shown"),))

    assert (found["no_show_rate"].method, found["no_show_rate"].origin) == ("share_practice", ("story:4",))
    assert found["win_rate"].method == "keep"


def test_long_exchanges_call_for_a_blocking_review_and_silent_deals_to_be_woken_up() -> None:
    over = Finding("over_limit", FindingKind.OVER_LIMIT, "failure", evidence={"deals": 2, "limit": 5, "open": 1})
    signed = replace(over, evidence={"deals": 2, "limit": 5, "open": 0})
    silent = Finding("stalled", FindingKind.STALLED, "failure", evidence={"deals": 74})
    none = replace(silent, evidence={"deals": 0})

    found = advise("over_limit", "stalled", "pipe", findings=(over, silent))

    assert {key: (one.method, one.origin) for key, one in found.items()} == {
        "over_limit": ("review_blocked", ("over_limit",)),
        "stalled": ("wake_up", ("stalled",)),
        "pipe": ("keep", ()),
    }
    assert dict(found["over_limit"].numbers)["deals"] == 1  # the other was signed since: nothing blocks it
    assert advise("stalled", findings=(none,))["stalled"].method == "keep"
    assert advise("over_limit", findings=(signed,))["over_limit"].method == "keep"


def test_a_target_missed_by_most_calls_the_means_into_question_before_the_people() -> None:
    doubt = Finding("realism:bookings:company", FindingKind.REALISM, "neutral", kpi="bookings",
                    evidence={"advice": "review_means", "attainment": Fraction(7, 10)})  # fmt: skip
    gap = Finding("gap:bookings:company", FindingKind.GAP, "failure", kpi="bookings")

    found = advise("bookings", findings=(doubt, gap))["bookings"]

    assert (found.method, found.origin) == ("review_means", ("realism:bookings:company", "gap:bookings:company"))


def test_every_followed_kpi_has_one_recommendation_in_the_order_it_is_followed() -> None:
    found = list(advise("win_rate", "bookings", "rdv_d"))

    assert found == ["win_rate", "bookings", "rdv_d"]
