"""Findings and stories at the edges: nothing to say, too few people, a whole day, half a meeting attended."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from bilan.app.snapshots import open_facts
from bilan.app.strategies import in_force
from bilan.plan.plan import Action
from bilan.review.findings import findings
from bilan.review.last_plan import effects
from bilan.review.realism import Spread, advice, band
from bilan.review.story import Check, CheckedStory, Story, StoryKind
from bilan.review.story_cases import Part
from bilan.review.story_checks import check_story, outcome_of
from bilan.stats.verdict import Verdict
from bilan.strategy.document import Company, Membership, Rep, Target, Thresholds
from desk import TODAY, Desk, zignature

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bilan.review.finding import Finding
    from bilan.strategy.document import Strategy

DEALS = "| ID affaire | Client | Propriétaire | Montant HT | Statut | Date de signature |"
MEETINGS = "| ID | Titre | Organisateur | Client | ID affaire | Début | Fin | Issue | Qualifié |"
NAMES = ("Paul", "Anne", "Pierre", "Claire")
SETTINGS = Thresholds()


def found(desk: Desk, period: str = "2026-T3") -> dict[str, Finding]:
    strategy = in_force()
    told = findings(open_facts(desk.workspace, strategy), strategy, desk.review(period))
    return {one.key: one for one in told}


def checked(
    desk: Desk, check: Check, kind: StoryKind = StoryKind.FAILURE, about: str = "", **more: str
) -> CheckedStory:
    strategy = in_force()
    story = Story(1, "2026-T3", kind, "…", "Directrice", TODAY, about=about, check=check, **more)  # type: ignore[arg-type]  # texts only
    return check_story(story, open_facts(desk.workspace, strategy), strategy, desk.review())


def discoveries(desk: Desk, counts: Iterable[tuple[str, int]]) -> None:
    """So many RDV-D each, an hour long, each with a client of its own, in July and August."""
    rows = [
        f"| {name}{n} | RDV-D {name} {n} | {name} | {name} et {n} | | {day(n)} 14:00 | {day(n)} 15:00 | Tenu | |"
        for name, number in counts
        for n in range(number)
    ]
    assert desk.load("\n".join([MEETINGS, *rows]), table="meetings").rejected == 0


def day(n: int) -> str:
    return f"{28 - n % 28}/{7 + n // 28:02d}/2026" if n % 28 < 19 else f"0{28 - n % 28}/{7 + n // 28:02d}/2026"


def alone(*names: str, **changes: object) -> Strategy:
    """Zignature with other people in one team."""
    reps = tuple(Rep(key=name.lower(), name=name, teams=(Membership(team="nord"),)) for name in names)
    return zignature(reps=reps, **changes)


def company_target(value: int, kpi: str = "bookings") -> Target:
    return Target(kpi=kpi, scope="company", window="2026-T3", value=Decimal(value))


def test_a_company_with_nothing_at_all_has_no_findings_and_no_error(desk: Desk) -> None:
    """EC-80."""
    assert found(desk) == {}
    for check in Check:
        opened = checked(desk, check, about="rep:pierre", kpi="rdv_d", deal="A1")
        assert (opened.outcome, opened.finding) == ("unchecked", None)


def test_deals_alone_without_targets_say_little_and_true(desk: Desk) -> None:
    """EC-60, EC-80: no meetings, no targets."""
    desk.load(f"{DEALS}\n| A1 | Durand | Paul | 10 000,00 | Gagnée | 20/07/2026 |")

    assert found(desk) == {}


@pytest.mark.parametrize("names", [("Paul",), ("Paul", "Anne", "Pierre")])
def test_a_team_of_one_to_three_is_never_compared(desk: Desk, names: Sequence[str]) -> None:
    """EC-57: neither established, nor carried by one of them, nor told worse than the others."""
    desk.follow(alone(*names, targets=(company_target(10_000),)))
    discoveries(desk, [(name, 50 if name == "Paul" else 10) for name in names])
    desk.load(f"{DEALS}\n| A1 | Durand | Paul | 9 000,00 | Gagnée | 20/07/2026 |\n"
              "| A2 | Petit | Paul | 2 000,00 | Gagnée | 21/07/2026 |")  # fmt: skip

    told = found(desk)
    assert not [key for key in told if key.startswith("standout")]
    assert "concentration:rep" not in told
    assert told["concentration:deal"].evidence["attainment_without"] == Fraction(1, 5)
    opened = checked(desk, Check.NO_NEXT_MEETING, about="rep:paul")
    assert opened.outcome == "shown"
    by_target = checked(desk, Check.KPI, about="rep:paul", kpi="rdv_d")
    assert by_target.finding is not None
    assert "others_actual" not in by_target.finding.evidence


def test_the_manager_and_the_absent_are_not_compared(desk: Desk) -> None:
    """EC-51, EC-55: four reps, of whom one leads and another came in September."""
    arrived = {"Claire": date(2026, 9, 14)}
    reps = [
        Rep(key=name.lower(), name=name, manages=name == "Anne", arrived_on=arrived.get(name))
        for name in (*NAMES, "Marc", "Sofia")
    ]
    desk.follow(zignature(reps=reps))
    discoveries(desk, [("Paul", 55), ("Anne", 55), ("Pierre", 20), ("Marc", 20), ("Sofia", 20), ("Claire", 3)])

    paul = found(desk)["standout:rdv_d:paul"]

    assert (paul.verdict, paul.evidence["others_actual"], paul.evidence["others"]) == (Verdict.ESTABLISHED, 60, 3)


def test_half_a_meeting_attended_is_no_meeting_in_a_comparison(desk: Desk) -> None:
    """EC-45: Anne came to all of Paul's meetings; those she held are hers, those she attended are his."""
    desk.follow(zignature(thresholds=Thresholds(co_attendee_credit=Decimal("0.5"))))
    rows = [
        f"| {who}{n} | RDV-D Client {n} | {who} | Client {n} | | {day(n)} 09:{minute} | | Tenu | |"
        for n in range(40)
        for who, minute in (("Paul", "00"), ("Anne", "05"))
    ]
    desk.load("\n".join([MEETINGS, *rows]), table="meetings")
    discoveries(desk, [("Pierre", 12), ("Claire", 12)])

    assert desk.figure("rdv_d", scope="anne") == 20
    told = found(desk)
    assert (told["standout:rdv_d:paul"].evidence["actual"], told["standout:rdv_d:paul"].evidence["others_actual"]) == (
        40,
        24,
    )
    assert told["standout:rdv_d:anne"].evidence["actual"] == 0


def test_nobody_has_any_and_nobody_stands_apart(desk: Desk) -> None:
    """EC-68."""
    desk.load(f"{MEETINGS}\n| M1 | RDV-D Durand | Paul | Durand | | 20/07/2026 09:00 | | Annulé | |", table="meetings")

    assert found(desk) == {}


def test_calls_noted_by_hand_are_no_events_to_compare(desk: Desk) -> None:
    """A total of calls is no chain of chances: fifty calls a day would make any gap an established one."""
    lines = [f"| calls | {name} | {day:02d}/07/2026 | {90 if name == 'Paul' else 50} |"
             for name in NAMES for day in range(6, 11)]  # fmt: skip
    desk.load("\n".join(["| Indicateur | Commercial | Date | Valeur |", *lines]), table="measures")

    assert found(desk) == {}


def test_one_huge_deal_carries_the_result(desk: Desk) -> None:
    """EC-35."""
    desk.follow(zignature(targets=(company_target(100_000),)))
    desk.load(f"""{DEALS}
        | A1 | Durand | Paul   | 80 000,00 | Gagnée | 20/07/2026 |
        | A2 | Petit  | Anne   | 20 000,00 | Gagnée | 21/07/2026 |
        | A3 | Grand  | Pierre | 10 000,00 | Gagnée | 22/07/2026 |
    """)

    told = found(desk)
    deal, rep = told["concentration:deal"], told["concentration:rep"]
    assert (deal.evidence["key"], deal.evidence["amount"], deal.rows) == ("A1", 80_000, ("A1",))
    assert (deal.evidence["attainment"], deal.evidence["attainment_without"]) == (Fraction(11, 10), Fraction(3, 10))
    assert (rep.people, rep.evidence["attainment_without"]) == (("paul",), Fraction(30_000, 75_000))


def test_a_gap_is_told_of_the_company_then_of_teams_that_differ(desk: Desk) -> None:
    desk.follow(zignature(targets=(
        company_target(100_000), Target(kpi="bookings", scope="team:nord", window="2026-T3", value=Decimal(50_000)),
        Target(kpi="bookings", scope="team:sud", window="2026-T3", value=Decimal(50_000)),
    )))  # fmt: skip
    desk.load(f"""{DEALS}
        | A1 | Durand | Paul   | 130 000,00 | Gagnée | 20/07/2026 |
        | A2 | Petit  | Pierre |  20 000,00 | Gagnée | 21/07/2026 |
    """)

    told = {key: one for key, one in found(desk).items() if key.startswith("gap")}
    assert [(key, one.sense) for key, one in told.items()] == [
        ("gap:bookings:company", "success"), ("gap:bookings:team:sud", "failure")]  # fmt: skip
    assert told["gap:bookings:company"].evidence["gap"] == 50_000


def test_before_its_end_a_period_is_judged_by_what_was_due(desk: Desk) -> None:
    """EC-11: half-way, a third of the target is a miss of what was due; whether it was realistic can wait."""
    desk.today = date(2026, 8, 14)
    desk.follow(zignature(targets=(company_target(90_000),)))
    desk.load(f"{DEALS}\n| A1 | Durand | Paul | 30 000,00 | Gagnée | 20/07/2026 |")

    told = found(desk)
    gap = told["gap:bookings:company"]
    assert (gap.sense, gap.evidence["target"], "realism:bookings:company" in told) == ("failure", 90_000, False)
    assert gap.evidence["attainment"] == 30_000 / Fraction(90_000 * 31, 65)


def test_nothing_follows_a_meeting_when_nothing_was_held_nor_signed(desk: Desk) -> None:
    """Booked is not held; a call counts, a signature too; the young and the unlinked are left out; no end, no hour."""
    desk.load(f"{DEALS}\n| A4 | Quatre | Paul | 10 000,00 | Gagnée | 20/07/2026 |")
    report = desk.load(f"""{MEETINGS}
        | M1  | RDV-D Un     | Pierre | Un     |    | 01/07/2026 09:00 | 01/07/2026 10:30 | Tenu    | |
        | M2  | RDV-D Deux   | Pierre | Deux   |    | 02/07/2026 09:00 |                  | Tenu    | |
        | M3  | RDV-D Trois  | Pierre | Trois  |    | 03/07/2026 09:00 | 03/07/2026 10:00 | Tenu    | |
        | M3b | RDV-Q Trois  | Pierre | Trois  |    | 06/07/2026 09:00 |                  | Tenu    | |
        | M4  | RDV-D Quatre | Paul   | Quatre | A4 | 06/07/2026 09:00 | 06/07/2026 10:00 | Tenu    | |
        | M5  | RDV-D Cinq   | Paul   | Cinq   |    | 07/07/2026 09:00 | 07/07/2026 10:00 | Tenu    | |
        | M5b | RDV-E Cinq   | Paul   | Cinq   |    | 09/07/2026 09:00 | 09/07/2026 10:00 | No-show | |
        | M6  | RDV-D Six    | Anne   | Six    |    | 16/09/2026 09:00 | 16/09/2026 10:00 | Tenu    | |
        | M7  | RDV-D Sept   | Anne   | Sept   |    | 17/09/2026 09:00 | 17/09/2026 10:00 | Tenu    | |
        | M8  | RDV-D        | Anne   |        |    | 08/07/2026 09:00 | 08/07/2026 10:00 | Tenu    | |
        | M9  | RDV-D Neuf   | Anne   | Neuf   |    | 09/07/2026       |                  | Tenu    | |
        | M9b | RDV-E Neuf   | Anne   | Neuf   |    | 09/07/2026 14:00 |                  | Tenu    | |
    """, table="meetings")  # fmt: skip
    assert report.rejected == 0

    opened = checked(desk, Check.NO_NEXT_MEETING, about="rep:pierre")

    assert opened.finding is not None
    assert opened.finding.rows == ("M1", "M2", "M5", "M6")
    numbers = opened.finding.evidence
    assert (numbers["meetings"], numbers["without_next"], numbers["hours"], numbers["untimed"], numbers["reps"]) == (
        7, 4, Fraction(7, 2), 1, 3)  # fmt: skip
    assert (numbers["too_recent"], numbers["unlinked"]) == (1, 1)
    assert (numbers["own_meetings"], numbers["own_without_next"], opened.outcome) == (3, 2, "shown")
    assert (opened.finding.people, opened.finding.sense) == (("pierre",), "failure")


def test_a_failure_of_someone_no_worse_than_the_others_is_not_shown() -> None:
    failure, success = StoryKind.FAILURE, StoryKind.SUCCESS

    assert outcome_of(failure, Part(2, 6), Part(4, 12)) == "not_shown"
    assert outcome_of(failure, Part(3, 6), Part(4, 12)) == "shown"
    assert outcome_of(failure, Part(0, 6), Part(0, 12)) == "not_shown"
    assert outcome_of(failure, Part(1, 6), None) == "shown"
    assert outcome_of(failure, Part(0, 0), Part(4, 12)) == "not_shown"
    assert outcome_of(success, Part(1, 6), Part(4, 12)) == "shown"
    assert outcome_of(success, Part(2, 6), Part(4, 12)) == "not_shown"
    assert outcome_of(success, Part(1, 6), None) == "unchecked"


def test_what_the_source_never_says_cannot_be_checked(desk: Desk) -> None:
    """Nobody is told to have had no no-show by a calendar that never notes one."""
    discoveries(desk, [(name, 5) for name in NAMES])

    for check in (Check.NO_SHOW, Check.UNQUALIFIED):
        assert checked(desk, check, StoryKind.SUCCESS, "rep:paul").outcome == "unchecked"


def test_a_story_about_someone_who_has_left_the_strategy_is_kept_unchecked(desk: Desk) -> None:
    discoveries(desk, [(name, 5) for name in NAMES])

    assert checked(desk, Check.NO_NEXT_MEETING, about="rep:gone").outcome == "unchecked"


@pytest.mark.parametrize(("kind", "outcome"), [("success", "not_shown"), ("failure", "shown"), ("practice", "shown")])
def test_a_deal_lost_is_the_failure_told_and_not_the_success(desk: Desk, kind: str, outcome: str) -> None:
    desk.load("""
        | ID affaire | Client | Propriétaire | Montant HT | Statut | Date de création | Date de perte |
        | A1 | Durand | Paul | 10 000,00 | Perdue | 01/07/2026 | 20/07/2026 |
    """)

    opened = checked(desk, Check.DEAL, StoryKind(kind), "rep:paul", deal="A1")

    assert opened.finding is not None
    assert (opened.outcome, opened.finding.evidence["status"], opened.finding.evidence["days"]) == (outcome, "lost", 19)


def test_the_bands_of_realism_are_those_of_the_method() -> None:
    """Domain 3.6: below a half too high, to 70 % calibrated, to 80 % accessible, beyond too low."""
    said = [band(Spread(reached, 10), SETTINGS) for reached in (4, 5, 7, 8, 9)]

    assert said == ["too_high", "calibrated", "calibrated", "accessible", "too_low"]
    assert band(Spread(4, 4), SETTINGS) == band(Spread(0, 0), SETTINGS) == "team_only"


@pytest.mark.parametrize(("attainment", "reached", "of", "said"), [
    ("1.4", 9, 10, "raise"), ("1.2", 9, 10, "raise"), ("1.4", 6, 10, "territory_or_people"),
    ("0.8", 4, 10, "review_means"), ("0.7", 6, 10, "territory_or_people"), ("1.05", 3, 10, "territory_or_people"),
    ("0.95", 9, 10, "territory_or_people"), ("1.05", 6, 10, "keep"), ("0.95", 3, 10, "keep"),
    ("1.4", 2, 4, "raise"), ("0.8", 2, 4, "review_means"), ("1.05", 0, 4, "keep"),
])  # fmt: skip
def test_attainment_and_spread_say_together_what_to_look_at(attainment: str, reached: int, of: int, said: str) -> None:
    assert advice(Fraction(attainment), Spread(reached, of), SETTINGS) == said
    assert advice(None, Spread(reached, of), SETTINGS) == "keep"


def test_an_action_whose_kpi_nothing_feeds_is_still_followed(desk: Desk) -> None:
    """EC-80: no figures, and no error."""
    action = Action(4, "2026-T2", "Appeler", "process", "qualif_rate", "anne", TODAY, scope="anne,gone")
    strategy = in_force()

    (told,) = effects([action], open_facts(desk.workspace, strategy), strategy, strategy.reviewed)

    assert (told.evidence["before"], told.evidence["since"], told.evidence["status"]) == (None, None, "to_do")
    assert (told.key, told.people) == ("last_plan:4", ("anne",))


def test_a_company_without_reps_or_teams_is_no_error(desk: Desk) -> None:
    desk.follow(zignature(reps=(), teams=(), company=Company(name="Zignature"), targets=(company_target(10_000),)))
    desk.load(f"{DEALS}\n| A1 | Durand | Paul | 14 000,00 | Gagnée | 20/07/2026 |")

    told = found(desk)
    assert told["realism:bookings:company"].evidence["band"] == "team_only"
    assert told["realism:bookings:company"].evidence["advice"] == "raise"
