"""What is proposed for the next period, on real rows, against plain fractions that share no code with the product."""

# A count is a Fraction equal to an int, which the type checker holds impossible inside a tuple.
# mypy: disable-error-code="comparison-overlap"

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bilan.app.snapshots import open_facts
from bilan.app.strategies import in_force
from bilan.kpis.scope import Scope
from bilan.period import Cadence
from bilan.plan.next_strategy import next_strategy
from bilan.plan.plan import Decision
from bilan.plan.proposals import proposals
from bilan.review.finding import Finding, FindingKind
from bilan.review.review import review
from bilan.review.story import Check, CheckedStory, Story, StoryKind
from bilan.stats.verdict import Verdict
from bilan.strategy.document import Company, Site, WorkingTime
from bilan.strategy.targets import target_for
from companies import Loaded, load
from desk import CAST, Desk, KpiSetting, Target, zignature
from plan.asked_next import Case, asked_next
from zignature_oracle import files, oracle

if TYPE_CHECKING:
    from pytest_django.plugin import DjangoDbBlocker

    from bilan.plan.proposal import Proposal

pytestmark = pytest.mark.django_db

FOLDER = Path(__file__).parents[2] / "examples" / "zignature"
TODAY = date(2027, 1, 4)
COMING = ("2026-10", "2026-11", "2026-12", "2026-T4")
JULY, OCTOBER, JANUARY = date(2026, 7, 1), date(2026, 10, 1), date(2027, 1, 1)


# -- Zignature's third quarter, from its files --------------------------------------------------------------------


@pytest.fixture(scope="module")
def company(
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,  # noqa: ARG001  # the test's own ledger must exist before it is filled
    django_db_blocker: DjangoDbBlocker,
) -> Loaded:
    tables = {"deals": FOLDER / "deals.csv", "meetings": FOLDER / "meetings.csv"}
    return load(tmp_path_factory.mktemp("zignature"), FOLDER / "strategy.toml", tables, TODAY, django_db_blocker)


def standout(times: dict[str, Any]) -> Finding:
    """Paul against the seven others, counted by the second reading."""
    met, days = times["rdv_d_by_rep"], times["present_days"]
    others = sum(count for name, count in met.items() if name != "Paul")
    away = sum((there for name, there in days.items() if name != "Paul"), Fraction(0))
    paces = {"per_week": Fraction(met["Paul"]) * 5 / days["Paul"], "others_per_week": Fraction(others) * 5 / away}
    return Finding("standout:rdv_d:paul", FindingKind.STANDOUT, "success", Scope("rep", "paul"), "rdv_d",
                   Verdict.ESTABLISHED, {**paces, "ratio": 2.0})  # fmt: skip


PIERRE = CheckedStory(
    Story(1, "2026-T3", StoryKind.FAILURE, "RDV-D avec des prospects non qualifiés", "Pierre", date(2026, 9, 30),
          check=Check.UNQUALIFIED), "shown",
)  # fmt: skip


@pytest.fixture(scope="module")
def proposed(company: Loaded) -> dict[str, Proposal]:
    known = oracle.readings(FOLDER, JULY, OCTOBER)
    found = review(company.facts, company.strategy, company.period("2026-T3"), today=TODAY)
    made = proposals(company.facts, company.strategy, found, (standout(known),), (PIERRE,))
    return {one.key: one for one in made}


def test_first_chain_140_percent_gives_120_000_a_person(proposed: dict[str, Proposal]) -> None:
    known = oracle.readings(FOLDER, JULY, OCTOBER)
    done = 100_000 * Fraction(known["bookings"], known["target"])
    wanted = asked_next(Case(Fraction(100_000), done, Fraction(5_000), Fraction(64, 65)))

    rise = proposed["target:bookings:each_rep"]

    assert (rise.value, rise.current, rise.window, rise.method) == (wanted, 100_000, "2026-T4", "course_rule")
    assert wanted == 120_000
    assert rise.numbers["result"] == 140_000
    assert "target:bookings:company" not in proposed  # the sum of the eight: it follows them


def test_the_load_and_the_capacity_beside_it_are_those_of_the_second_reading(proposed: dict[str, Proposal]) -> None:
    """120 k€ ÷ average deal ÷ (signatures ÷ RDV-D) ÷ the weeks that a person will be there in the fourth quarter."""
    known, coming = oracle.readings(FOLDER, JULY, OCTOBER), oracle.readings(FOLDER, OCTOBER, JANUARY)
    weeks = sum(coming["present_days"].values(), Fraction(0)) / 8 / 5
    signs = [
        (deal.cents, 1 if cents >= 0 else -1) for deal, cents in oracle.entries(files.deals(FOLDER), JULY, OCTOBER)
    ]
    average = Fraction(known["bookings"], 100 * sum(sign for cents, sign in signs if cents))
    rate = Fraction(sum(sign for _, sign in signs), known["rdv_d"])
    paces = sorted(known["rdv_d_week_by_rep"].values())

    numbers = proposed["target:bookings:each_rep"].numbers

    assert numbers["needed_per_week"] == 120_000 / average / rate / weeks
    assert numbers["capacity"] == weeks * known["rdv_d_week"] * rate * average
    assert numbers["observed_median_per_week"] == (paces[3] + paces[4]) / 2
    assert numbers["observed_best_per_week"] == paces[-1]
    assert numbers["top_down"] == 120_000  # 960 k€ promised to the company for the fourth quarter, by eight


def test_second_chain_paul_s_pace_gives_6_rdv_d_a_week_for_each(proposed: dict[str, Proposal]) -> None:
    pace, share = proposed["recommendation:rdv_d_week"], proposed["recommendation:rdv_d"]

    assert (pace.method, pace.value, pace.cadence) == ("raise_pace", Fraction(6), Cadence.WEEK)
    assert (share.method, share.origin) == ("share_practice", ("standout:rdv_d:paul",))
    assert not {"target:rdv_d_week:each_rep", "target:rdv_d:each_rep"} & set(proposed)  # one number to decide, not two
    assert pace.numbers["by_rule"] == 5


def test_third_chain_pierre_s_story_gives_the_15_minute_call(proposed: dict[str, Proposal]) -> None:
    call = proposed["recommendation:qualif_rate"]

    assert (call.method, call.origin, call.numbers["minutes"]) == ("qualify_first", ("story:1",), 15)


def test_a_rate_that_chance_alone_may_put_beside_its_target_keeps_it(proposed: dict[str, Proposal]) -> None:
    """78 % of 450 qualified for 80 % asked is no gap; 107 no-shows of 1,315 for 10 % is one."""
    assert proposed["target:qualif_rate:company"].method == "keep"
    assert proposed["target:no_show_rate:company"].value == Fraction(9, 100)


def test_the_order_and_the_numbers_are_the_same_each_time(company: Loaded, proposed: dict[str, Proposal]) -> None:
    known = oracle.readings(FOLDER, JULY, OCTOBER)
    found = review(company.facts, company.strategy, company.period("2026-T3"), today=TODAY)

    again = proposals(company.facts, company.strategy, found, (standout(known),), (PIERRE,))

    assert list(proposed.values()) == list(again)


def test_the_director_s_three_decisions_make_the_fourth_quarter(company: Loaded, proposed: dict[str, Proposal]) -> None:
    keys = ("target:bookings:each_rep", "recommendation:rdv_d_week", "recommendation:qualif_rate")
    words = [Decision(key, "accepted", "Directrice", date(2026, 10, 1), "décidé en réunion") for key in keys]
    past = tuple(one for one in company.strategy.targets if one.window not in COMING)
    bare = company.strategy.model_copy(update={"targets": past})

    after = next_strategy(bare, tuple(proposed.values()), words)

    period = company.period("2026-T4")
    asked = {rep.key: target_for(after, "bookings", f"rep:{rep.key}", period) for rep in after.reps}
    assert {promise.value for promise in asked.values() if promise} == {Fraction(120_000)}
    whole, pace = (target_for(after, key, "company", period, is_rate=key != "bookings")
                   for key in ("bookings", "rdv_d_week"))  # fmt: skip
    assert whole is not None
    assert pace is not None
    assert (whole.value, pace.value) == (Fraction(960_000), Fraction(6))


# -- Edge cases, on a few rows --------------------------------------------------------------------------------------

FOUR = tuple(name.lower() for names in CAST.values() for name in names)


def each(value: object, kpi: str = "bookings", **more: object) -> Target:
    return Target.model_validate({"kpi": kpi, "scope": "each_rep", "window": "2026-T3", "value": value, **more})


def signed(desk: Desk, **amounts: int) -> None:
    """Deals signed in July, one for each amount."""
    lines = [f"| {name} | Client {name} | {name.title()} | {amount},00 | Gagnée | 2026-07-15 |"
             for name, amount in amounts.items()]  # fmt: skip
    desk.load("\n".join(["| ID affaire | Client | Propriétaire | Montant HT | Statut | Signée le |", *lines]))


def propose(desk: Desk, *findings: Finding, today: date | None = None) -> dict[str, Proposal]:
    strategy = in_force()
    facts = open_facts(desk.workspace, strategy)
    found = review(facts, strategy, strategy.reviewed, today=today or desk.today)
    return {one.key: one for one in proposals(facts, strategy, found, findings, ())}


def test_short_of_the_target_the_next_one_asks_less(desk: Desk) -> None:
    """240 k€ of 400: 60 done for 100 asked is 80, 78.8 with a working day less: 80."""
    desk.follow(zignature(targets=(each(100_000),)))
    signed(desk, paul=60_000, anne=60_000, pierre=60_000, claire=60_000)

    found = propose(desk)["target:bookings:each_rep"]

    assert found.value == asked_next(Case(Fraction(100_000), Fraction(60_000), Fraction(5_000), Fraction(64, 65)))
    assert (found.value, found.needs_confirmation) == (Fraction(80_000), False)


def test_ten_times_the_target_is_held_at_30_percent(desk: Desk) -> None:
    desk.follow(zignature(targets=(each(100_000),)))
    signed(desk, paul=4_000_000)

    found = propose(desk)["target:bookings:each_rep"]

    assert (found.value, found.numbers["capped"]) == (Fraction(130_000), 1)
    assert found.numbers["raw"] == 550_000 * Fraction(64, 65)


def test_ec_60_without_a_target_there_is_no_proposal_and_a_target_of_zero_stays_zero(desk: Desk) -> None:
    signed(desk, paul=60_000)
    assert [key for key in propose(desk) if key.startswith("target:")] == []

    desk.follow(zignature(targets=(each(0),)))

    found = propose(desk)["target:bookings:each_rep"]
    assert (found.method, found.value, found.numbers["result"], found.numbers["attainment"]) == ("keep", 0, None, None)


def test_without_meetings_nothing_is_said_of_the_load(desk: Desk) -> None:
    desk.follow(zignature(targets=(each(100_000),)))
    signed(desk, paul=60_000)

    numbers = propose(desk)["target:bookings:each_rep"].numbers

    assert [numbers[key] for key in ("needed_per_week", "observed_median_per_week", "capacity", "top_down")] == [
        None
    ] * 4


def test_a_result_carried_by_one_deal_asks_for_a_word_before_a_rise_and_for_none_before_a_fall(desk: Desk) -> None:
    carried = Finding("concentration:deal", FindingKind.CONCENTRATION, "neutral", kpi="bookings")
    desk.follow(zignature(targets=(each(100_000),)))
    signed(desk, paul=500_000, anne=60_000)

    rise = propose(desk, carried)["target:bookings:each_rep"]
    desk.follow(zignature(targets=(each(300_000),)))
    fall = propose(desk, carried)["target:bookings:each_rep"]

    assert (rise.value, rise.needs_confirmation, rise.origin) == (Fraction(120_000), True, ("concentration:deal",))
    assert (fall.value, fall.needs_confirmation) == (Fraction(215_000), False)


def test_a_part_timer_at_target_weighs_as_one_person_at_target(desk: Desk) -> None:
    """Sofia's case: at 80 %, 80 k€ done is 100 asked and 100 done; the others did 100: nothing changes."""
    half = WorkingTime(since=date(2026, 1, 1), share=Decimal("0.5"))
    strategy = zignature(targets=(each(100_000),))
    reps = tuple(rep.model_copy(update={"working_time": (half,)}) if rep.key == "claire" else rep
                 for rep in strategy.reps)  # fmt: skip
    desk.follow(strategy.model_copy(update={"reps": reps}))
    signed(desk, paul=100_000, anne=100_000, pierre=100_000, claire=50_000)

    found = propose(desk)["target:bookings:each_rep"]

    assert (found.numbers["result"], found.method, found.value) == (100_000, "keep", 100_000)


def test_targets_of_one_s_own_are_proposed_one_by_one(desk: Desk) -> None:
    asked = {"paul": 120_000, "anne": 100_000}
    targets = tuple(Target(kpi="bookings", scope=f"rep:{rep}", window="2026-T3", value=Decimal(value))
                    for rep, value in asked.items())  # fmt: skip
    desk.follow(zignature(targets=targets))
    signed(desk, paul=180_000, anne=50_000)

    found = propose(desk)

    done = {"paul": 180_000, "anne": 50_000}
    for rep, value in asked.items():
        wanted = asked_next(Case(Fraction(value), Fraction(done[rep]), Fraction(5_000), Fraction(64, 65)))
        assert found[f"target:bookings:rep:{rep}"].value == wanted, rep


def test_a_weekly_count_moves_by_whole_meetings_and_no_longer_quarter_asks_for_more(desk: Desk) -> None:
    """Five a week asked of four reps over thirteen weeks; 364 held is seven a week: six next, as 6 is halfway."""
    desk.follow(zignature(targets=(each(5, "rdv_d", cadence="week"),), kpis=(KpiSetting(key="rdv_d"),)))
    meetings = [f"| {n} | RDV-D Client {n} | {name} | Client {n} | 2026-07-15 09:00 | Tenu |"
                for n, name in enumerate(name for name in FOUR for _ in range(91))]  # fmt: skip
    desk.load("\n".join(["| ID | Titre | Organisateur | Client | Début | Issue |", *meetings]), table="meetings")

    found = propose(desk)["target:rdv_d:each_rep"]

    assert (found.current, found.value, found.cadence) == (Fraction(5), Fraction(6), Cadence.WEEK)
    assert found.numbers["result"] == 7
    assert (found.numbers["days_ratio"], found.numbers["needed_per_week"]) == (1, 6)


def test_a_period_under_way_is_set_against_what_was_due_and_its_rise_is_to_be_confirmed(desk: Desk) -> None:
    """On 15 August, 32 of 65 working days are gone: 280 k€ for 400 asked of the quarter is 142 % of what was due."""
    desk.follow(zignature(targets=(each(100_000),)))
    signed(desk, paul=280_000)

    found = propose(desk, today=date(2026, 8, 15))["target:bookings:each_rep"]

    done = Fraction(70_000) * 65 / 32
    assert found.numbers["result"] == done
    assert found.value == asked_next(Case(Fraction(100_000), done, Fraction(5_000), Fraction(64, 65)))
    assert found.needs_confirmation


def test_the_season_written_in_the_strategy_moves_the_target_and_says_so(desk: Desk) -> None:
    """A year whose quarters weigh 20, 25, 20 and 35: the fourth asks 35/20 of the third, days included."""
    weights = {"2026-T1": 20, "2026-T2": 25, "2026-T3": 20, "2026-T4": 35}
    year = Target.model_validate(
        {"kpi": "bookings", "scope": "company", "window": "2026", "value": 1_000_000, "seasonality": weights}
    )
    desk.follow(zignature(targets=(year,)))
    signed(desk, paul=200_000)

    found = propose(desk)["target:bookings:company"]

    assert (found.current, found.value, found.numbers["promised"]) == (200_000, 350_000, 350_000)
    assert found.numbers["season_source"] == "strategy"


def test_three_years_of_facts_make_a_season_and_two_do_not(desk: Desk) -> None:
    """Every fourth quarter signs twice the third, a day; one year less of it and the season is 1."""
    desk.follow(zignature(targets=(each(25_000),), company=Company(name="Zignature", sites=(Site(key="s", name="S"),))))
    rows = [f"| D{year}-{month} | Client {year}-{month} | Paul | {amount},00 | Gagnée | {year}-{month}-15 |"
            for year in (2024, 2025, 2026) for month, amount in (("07", 100_000), ("11", 200_000))
            if (year, month) != (2026, "11")]  # fmt: skip
    head = "| ID affaire | Client | Propriétaire | Montant HT | Statut | Signée le |"
    desk.load("\n".join([head, *rows]))
    two = propose(desk)["target:bookings:each_rep"]

    older = ("| D2023 | Ancien | Paul | 200000,00 | Gagnée | 2023-11-15 |",
             "| D2022 | Premier | Paul | 1,00 | Gagnée | 2022-11-15 |")  # fmt: skip
    desk.load("\n".join([head, *older]))
    three = propose(desk)["target:bookings:each_rep"]

    assert (two.numbers["season_source"], two.numbers["season"]) == ("none", 1)
    assert three.numbers["season_source"] == "history"
    working = {"07": (65, 64, 65), "11": (63, 63, 64)}  # third quarters of 2024-2026, fourth of 2023-2025
    assert three.numbers["season"] == Fraction(600_000, sum(working["11"])) / Fraction(300_000, sum(working["07"]))
