"""What Zignature's review establishes, against the files read a second time in plain Python."""

# A count is a Fraction equal to an int, which the type checker holds impossible inside a tuple.
# mypy: disable-error-code="comparison-overlap"

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bilan.kpis.scope import COMPANY
from bilan.review.findings import findings
from bilan.review.last_plan import effects
from bilan.review.review import Review, review
from bilan.review.story import Answer, Check, CheckedStory, Story, StoryKind
from bilan.review.story_checks import check_story
from bilan.stats.verdict import Verdict
from companies import Loaded, load
from zignature_oracle import files, oracle

if TYPE_CHECKING:
    from pytest_django.plugin import DjangoDbBlocker

    from bilan.review.finding import Evidence, Finding

pytestmark = pytest.mark.django_db

FOLDER = Path(__file__).parents[2] / "examples" / "zignature"
TODAY = date(2027, 1, 4)
START, END = date(2026, 7, 1), date(2026, 10, 1)
ADOPTERS = ("Anne", "Claire", "Karim", "Léa")


@pytest.fixture(scope="module")
def company(
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,  # noqa: ARG001  # the test's own ledger must exist before it is filled
    django_db_blocker: DjangoDbBlocker,
) -> Loaded:
    tables = {"deals": FOLDER / "deals.csv", "meetings": FOLDER / "meetings.csv", "measures": FOLDER / "calls.csv"}
    return load(tmp_path_factory.mktemp("zignature"), FOLDER / "strategy.toml", tables, TODAY, django_db_blocker)


@pytest.fixture(scope="module")
def third(company: Loaded) -> Review:
    return review(company.facts, company.strategy, company.period("2026-T3"), today=TODAY)


@pytest.fixture(scope="module")
def found(company: Loaded, third: Review) -> dict[str, Finding]:
    return {one.key: one for one in findings(company.facts, company.strategy, third)}


@cache
def meetings() -> list[files.Meeting]:
    return files.meetings(FOLDER)


@cache
def ends() -> dict[str, datetime]:
    """When each meeting ends, as its line says; a whole day does not."""
    return {
        row["ID"]: files.moment(row["Fin"])
        for row in files.rows(FOLDER / "meetings.csv")
        if row["Fin"] and row["Journée entière"] == "non"
    }


def hours_of(some: list[files.Meeting]) -> Fraction:
    told = [ends()[one.key] - one.start for one in some if one.key in ends()]
    return Fraction(int(sum(told, timedelta()).total_seconds()), 3600)


@dataclass
class Told:
    """The RDV-D of the third quarter, and those among them that a check is about."""

    all: list[files.Meeting]
    cases: list[files.Meeting]

    def of(self, rep: str) -> Told:
        return Told([m for m in self.all if m.rep == rep], [m for m in self.cases if m.rep == rep])


def discoveries() -> list[files.Meeting]:
    return [m for m in oracle.first_discoveries(meetings()).values() if START <= m.day < END]


def without_next() -> Told:
    """By hand: held 14 days before the evening of 30 September, nothing held after, nothing signed."""
    old = [m for m in discoveries() if m.day <= date(2026, 9, 16)]
    signed = {d.key for d in files.deals(FOLDER) if d.signed_on and d.signed_on < END}
    last: dict[str, datetime] = {}
    for m in meetings():
        if m.is_held and m.day < END:
            last[m.opportunity] = max(m.start, last.get(m.opportunity, m.start))
    return Told(old, [m for m in old if last[m.opportunity] <= m.start and m.deal not in signed])


def numbers(told: Told, rep: str, name: str) -> Evidence:
    own = told.of(rep)
    return {
        "meetings": len(told.all), name: len(told.cases), "hours": hours_of(told.cases),
        "reps": len({m.rep for m in told.cases}), "own_meetings": len(own.all), f"own_{name}": len(own.cases),
        "own_hours": hours_of(own.cases),
    }  # fmt: skip


def story(check: Check, *, kind: StoryKind = StoryKind.FAILURE, about: str = "rep:pierre", **more: str) -> Story:
    text = "Du temps perdu en RDV-D avec des prospects non qualifiés"
    return Story(3, "2026-T3", kind, text, "Pierre", TODAY, about=about, check=check, **more)  # type: ignore[arg-type]  # texts only


def checked(company: Loaded, third: Review, one: Story) -> CheckedStory:
    return check_story(one, company.facts, company.strategy, third)


def part_of(evidence: Evidence, wanted: Evidence) -> dict[str, object]:
    return {name: evidence[name] for name in wanted}


def test_paul_is_established_at_exactly_twice_the_others(found: dict[str, Finding]) -> None:
    """Z15, EC-67."""
    paul = found["standout:rdv_d:paul"]

    assert (paul.verdict, paul.sense, paul.people) == (Verdict.ESTABLISHED, "success", ("paul",))
    wanted: Evidence = {"actual": 100, "days": 52, "others_actual": 350, "others_days": 364, "others": 7, "ratio": 2.0,
                        "per_week": Fraction(500, 52), "others_per_week": Fraction(1750, 364)}  # fmt: skip
    assert part_of(paul.evidence, wanted) == wanted


def test_the_target_of_the_third_quarter_was_probably_too_low(found: dict[str, Finding], third: Review) -> None:
    """Z14: 140 %, and seven of eight at target."""
    evidence = found["realism:bookings:company"].evidence

    assert evidence == {"attainment": Fraction(7, 5), "reached": 7, "eligible": 8, "share_at_target": Fraction(7, 8),
                        "band": "too_low", "advice": "raise"}  # fmt: skip
    assert third.share_at_target == (7, 8)


def test_the_third_quarter_is_carried_by_no_deal_and_no_rep(found: dict[str, Finding]) -> None:
    assert not [key for key in found if key.startswith("concentration")]


def test_the_second_quarter_is_carried_by_paul(company: Loaded) -> None:
    """The others signed a little less than what was asked of them: 764 of 800 times seven eighths."""
    second = review(company.facts, company.strategy, company.period("2026-T2"), today=TODAY)
    reading = oracle.readings(FOLDER, date(2026, 4, 1), date(2026, 7, 1))
    carried = {one.key: one for one in findings(company.facts, company.strategy, second)}["concentration:rep"]

    without = Fraction(reading["bookings"] - reading["bookings_by_rep"]["Paul"], reading["target"] * 7 // 8)
    assert carried.evidence["attainment_without"] == without
    assert (carried.evidence["key"], without < 1 < reading["attainment"]) == ("paul", True)


def test_long_exchanges_come_with_the_hours_they_took(found: dict[str, Finding]) -> None:
    """Z10, EC-42."""
    keys = oracle.readings(FOLDER, START, END)["over_limit_in_period"]
    proposals = oracle.proposed(files.deals(FOLDER), meetings())
    spent = [m for m in meetings() if m.kind == "E" and m.is_held and m.deal in keys and m.day < END
             and (m.deal not in proposals or m.start <= proposals[m.deal])]  # fmt: skip

    over = found["over_limit"]
    assert (over.evidence["deals"], over.evidence["limit"]) == (len(keys), 5)
    assert (over.evidence["meetings"], over.evidence["hours"]) == (len(spent), hours_of(spent))
    assert list(over.rows) == keys


def test_the_deals_said_to_sleep_are_those_of_the_kpi(found: dict[str, Finding], third: Review) -> None:
    line = third.line("stalled")
    assert line is not None
    assert found["stalled"].evidence["deals"] == len(found["stalled"].rows) == line.reading.actual.value


def test_findings_come_twice_the_same_in_the_same_order(company: Loaded, third: Review) -> None:
    first, again = (findings(company.facts, company.strategy, third) for _ in range(2))

    assert first == again
    assert len({one.key for one in first}) == len(first)


def test_pierres_story_opens_the_meetings_after_which_nothing_came(company: Loaded, third: Review) -> None:
    """Z16: the time they took, and whom they concern. The others had as many: it is not Pierre's alone."""
    opened = checked(company, third, story(Check.NO_NEXT_MEETING))

    told = without_next()
    wanted = {**numbers(told, "Pierre", "without_next"), "too_recent": len(discoveries()) - len(told.all)}
    assert opened.finding is not None
    assert part_of(opened.finding.evidence, wanted) == wanted
    assert set(opened.finding.rows) == {m.key for m in told.cases}
    own = told.of("Pierre")
    is_more = len(own.cases) * (len(told.all) - len(own.all)) > (len(told.cases) - len(own.cases)) * len(own.all)
    assert (opened.outcome, is_more) == ("not_shown", False)


def test_pierres_unqualified_meetings_are_shown(company: Loaded, third: Review) -> None:
    opened = checked(company, third, story(Check.UNQUALIFIED))

    said = [m for m in discoveries() if m.qualified is not None]
    wanted = numbers(Told(said, [m for m in said if m.qualified is False]), "Pierre", "unqualified")
    assert opened.finding is not None
    assert part_of(opened.finding.evidence, wanted) == wanted
    assert (opened.outcome, wanted["own_unqualified"], wanted["own_meetings"]) == ("shown", 16, 48)


def test_the_reminder_shows_in_karims_no_shows(company: Loaded, third: Review) -> None:
    opened = checked(company, third, story(Check.NO_SHOW, kind=StoryKind.SUCCESS, about="rep:karim"))

    both = [m for m in meetings() if START <= m.day < END and m.outcome in {"held", "no_show"}]
    wanted = numbers(Told(both, [m for m in both if m.outcome == "no_show"]), "Karim", "no_shows")
    assert opened.finding is not None
    assert part_of(opened.finding.evidence, wanted) == wanted
    assert opened.outcome == "shown"


def test_a_story_about_a_figure_says_what_the_finding_says(
    company: Loaded, third: Review, found: dict[str, Finding]
) -> None:
    one = story(Check.KPI, kind=StoryKind.PRACTICE, about="rep:paul", kpi="rdv_d")

    alone = checked(company, third, one)
    beside = check_story(one, company.facts, company.strategy, third, tuple(found.values()))

    for opened in (alone, beside):
        assert opened.finding is not None
        assert (opened.outcome, opened.finding.verdict) == ("shown", Verdict.ESTABLISHED)
        assert (opened.finding.evidence["ratio"], opened.finding.evidence["actual"]) == (2.0, 100)


def test_a_rate_is_held_against_the_sums_of_the_others(company: Loaded, third: Review) -> None:
    """EC-65: the others' qualified RDV-D over the others' RDV-D."""
    opened = checked(company, third, story(Check.KPI, kpi="qualif_rate"))

    rest = [m for m in discoveries() if m.rep != "Pierre"]
    assert opened.finding is not None
    assert opened.finding.evidence["others_actual"] == Fraction(sum(m.qualified is True for m in rest), len(rest))
    assert (opened.outcome, opened.finding.evidence["actual"]) == ("shown", Fraction(2, 3))


def test_a_deal_tells_its_own_history(company: Loaded, third: Review) -> None:
    opened = checked(company, third, story(Check.DEAL, kind=StoryKind.SUCCESS, about="rep:paul", deal="A-0703"))

    mine = [m for m in meetings() if m.deal == "A-0703" and m.is_held and m.day < END]
    deal = next(d for d in files.deals(FOLDER) if d.key == "A-0703")
    assert opened.finding is not None
    assert deal.signed_on is not None
    wanted: Evidence = {
        "amount": Fraction(deal.cents, 100), "status": "won", "meetings": len(mine), "hours": hours_of(mine),
        "days": (deal.signed_on - mine[0].day).days,
        **{f"rdv_{kind.lower()}": sum(m.kind == kind for m in mine) for kind in "QDEPC"},
    }  # fmt: skip
    assert part_of(opened.finding.evidence, wanted) == wanted
    assert opened.outcome == "shown"


def test_answers_stay_with_their_story(company: Loaded, third: Review) -> None:
    """EC-81."""
    mine = Answer("story:3", "Pierre", "Deux de ces prospects ont rappelé depuis.", TODAY, is_contest=True)
    other = Answer("story:4", "Anne", "D'accord.", TODAY)

    opened = check_story(story(Check.NONE), company.facts, company.strategy, third, answers=(mine, other))

    assert (opened.outcome, opened.finding, opened.answers) == ("unchecked", None, (mine,))


@dataclass
class Done:
    """An action of the third quarter's plan."""

    number: int
    kpi: str
    scope: str
    starts_on: date | None = date(2026, 10, 1)
    baseline: Fraction | None = None
    expected: Fraction | None = None
    status: str = "done"
    origin: str = ""


def test_the_call_before_is_set_beside_what_came_since(company: Loaded) -> None:
    """EC-77, EC-50: the same formula on both sides, for those who adopted it, and how far they did."""
    call = Done(1, "qualif_rate", "anne,claire,karim,lea", baseline=Fraction(4, 5))

    (told,) = effects([call], company.facts, company.strategy, company.period("2026-T4"))

    counted = [m for m in oracle.first_discoveries(meetings()).values() if m.rep in ADOPTERS]
    for name, start, end in (("before", START, END), ("since", END, date(2027, 1, 1))):
        inside = [m for m in counted if start <= m.day < end]
        assert told.evidence[name] == Fraction(sum(m.qualified is True for m in inside), len(inside))
    assert (told.key, told.sense, told.evidence["baseline"]) == ("last_plan:1", "neutral", Fraction(4, 5))
    assert told.people == ("anne", "claire", "karim", "lea")
    adopted = told.evidence["adopted"]
    assert isinstance(adopted, Fraction)
    assert Fraction(9, 10) < adopted < 1


def test_the_pace_that_nobody_held_is_said_not_adopted(company: Loaded) -> None:
    pace = Done(2, "rdv_d_week", "anne,claire,marc,pierre", expected=Fraction(6))

    (told,) = effects([pace], company.facts, company.strategy, company.period("2026-T4"))

    found = oracle.readings(FOLDER, END, date(2027, 1, 1))
    reps = ("Anne", "Claire", "Marc", "Pierre")
    paces = Fraction(5 * sum(found["rdv_d_by_rep"][rep] for rep in reps)) / sum(
        found["present_days"][rep] for rep in reps
    )
    assert told.evidence["since"] == paces
    assert (told.evidence["adopted"], told.evidence["adopted_by"]) == (0, "rdv_d_week")


def test_an_action_begun_on_the_way_meets_a_stretch_as_long_as_its_own(company: Loaded) -> None:
    window = company.period("2026-T4")
    late, whole, not_begun = effects(
        [Done(1, "rdv_d", "company", date(2026, 11, 2)), Done(2, "rdv_d", "", None),
         Done(3, "rdv_d", "", date(2027, 2, 1))],
        company.facts, company.strategy, window,
    )  # fmt: skip

    assert (late.evidence["since_starts_on"], late.evidence["before_starts_on"]) == (
        date(2026, 11, 2),
        date(2026, 9, 3),
    )
    assert (whole.evidence["before"], whole.evidence["since"], whole.scope) == (450, 503, COMPANY)
    days = oracle.readings(FOLDER, END, date(2027, 1, 1))["present_days"]
    per_day = Fraction(503, 450) * 416 / sum(days.values()) - 1
    assert whole.evidence["growth_per_day"] == per_day
    assert (not_begun.evidence["before"], not_begun.evidence["since"]) == (None, None)


def test_a_median_for_several_is_that_of_all_their_deals(company: Loaded) -> None:
    both, company_wide = effects(
        [Done(1, "cycle_days", ",".join(rep.key for rep in company.strategy.reps)), Done(2, "cycle_days", "company")],
        company.facts, company.strategy, company.period("2026-T4"),
    )  # fmt: skip

    assert (
        both.evidence["before"] == oracle.readings(FOLDER, START, END)["cycle_days"] == company_wide.evidence["before"]
    )
