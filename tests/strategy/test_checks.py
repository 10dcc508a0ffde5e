"""What the checks say of a strategy that can be read: where it is wrong, where it deserves a look."""

from __future__ import annotations

from datetime import date

import pytest

from bilan.strategy.checks import problems
from bilan.strategy.document import Strategy
from bilan.strategy.problems import Problem
from bilan.strategy.toml import loads
from strategy_cast import BEFORE, KNOWN, TEXT, target, with_rep, with_targets, zignature


def found(strategy: Strategy) -> dict[str, Problem]:
    return {problem.where: problem for problem in problems(strategy, KNOWN, rates=("win_rate",))}


def said(strategy: Strategy, where: str) -> str:
    return found(strategy)[where].message.fr


def test_the_company_of_the_course_has_nothing_to_put_right() -> None:
    strategy = with_targets(target("each_rep", 100_000, published_on=BEFORE), target("company", 800_000))

    assert found(strategy) == {}


ERRORS = [
    ('period = "2026-T3"', 'period = "trimestre 3"', "period", "n'est pas une période"),
    ('name = "Zignature"', 'name = "Z"\nzone = "Europe/Pari"', "company.zone", "« Europe/Paris »"),
    ('name = "Zignature"', 'name = "Z"\ncurrency = "EURO"', "company.currency", "trois lettres"),
    ('key = "bookings"', 'key = "bokings"', "kpis[1].key", "« bookings »"),
    ('key = "pierre"', 'key = "paul"', "reps[2].key", "déjà prise"),
    ('[{ team = "sud" }]', '[{ team = "sur" }]', "reps[5].teams[1].team", "« sud »"),
    ('"pierre@', '"PAUL@', "reps[2].addresses", "désigne aussi « paul »"),
]


@pytest.mark.parametrize(("right", "wrong", "where", "words"), ERRORS)
def test_an_error_is_found_where_it_stands_with_the_near_name(right: str, wrong: str, where: str, words: str) -> None:
    problem = found(loads(TEXT.replace(right, wrong), "z.toml"))[where]

    assert problem.severity == "error"
    assert words in problem.message.fr
    assert problem.message.en


def test_a_withdrawn_calendar_is_an_error_and_the_right_code_is_said() -> None:
    sites = '\nsites = [{ key = "siege", name = "Strasbourg", holidays = "FR-GES", worked = [2026-05-25] }]'
    strategy = loads(TEXT.replace('name = "Zignature"', 'name = "Zignature"' + sites), "z.toml")

    assert said(strategy, "company.sites[1].holidays").endswith("écrivez « FR-6AE »")


def test_a_worked_day_that_is_no_holiday_is_a_warning() -> None:
    sites = '\nsites = [{ key = "siege", name = "Siège", worked = [2026-05-25, 2026-05-26] }]'
    strategy = loads(TEXT.replace('name = "Zignature"', 'name = "Zignature"' + sites), "z.toml")

    assert list(found(strategy)) == ["company.sites[1].worked"]


STRETCH = '\n[[company.stretches]]\nname = "{}"\ncadence = "month"\nfirst_day = {}\nlast_day = {}\n'


@pytest.mark.parametrize(("start", "words"), [("2026-01-20", "compterait deux fois"), ("2026-02-05", "jours manquent")])
def test_own_months_that_overlap_or_leave_a_gap_are_refused(start: str, words: str) -> None:
    strategy = zignature(STRETCH.format("M1", "2025-12-29", "2026-01-25") + STRETCH.format("M2", start, "2026-03-01"))

    assert words in said(strategy, "company.stretches[2].first_day")


def test_own_months_in_a_row_are_right() -> None:
    first, second = STRETCH.format("M1", "2025-12-29", "2026-01-25"), STRETCH.format("M2", "2026-01-26", "2026-03-01")

    assert found(zignature(first + second)) == {}


def test_a_rep_is_in_one_team_at_a_time() -> None:
    both = with_rep(
        "karim", teams=[{"team": "nord", "until": date(2026, 9, 1)}, {"team": "sud", "since": date(2026, 9, 1)}]
    )
    alone = with_rep("karim", teams=[])

    assert "deux équipes" in said(both, "reps[5].teams")
    assert found(alone)["reps[5].teams"].severity == "warning"


def test_an_unknown_site_is_a_warning_and_mainland_france_is_counted() -> None:
    problem = found(with_rep("paul", site="siège".replace("è", "e") + "s"))["reps[1].site"]

    assert problem.severity == "warning"
    assert "« siege »" in problem.message.fr


def test_dates_in_the_wrong_order_are_errors() -> None:
    late, early = date(2026, 9, 1), date(2026, 8, 1)
    absent = with_rep("paul", absences=[{"first_day": late, "last_day": early}])
    gone = with_rep("paul", arrived_on=late, left_on=early)
    member = with_rep("paul", teams=[{"team": "nord", "since": late, "until": early}])

    assert found(absent)["reps[1].absences[1].last_day"].severity == "error"
    assert found(gone)["reps[1].left_on"].severity == "error"
    assert found(member)["reps[1].teams[1].until"].severity == "error"


def test_a_ramp_needs_an_arrival() -> None:
    assert "arrived_on" in said(with_rep("paul", ramp=["0.5"]), "reps[1].ramp")


def test_a_kpi_that_nothing_feeds_says_how_to_follow_it() -> None:
    silent = zignature('\n[[kpis]]\nkey = "calls"\n[kpis.source]\nname = "standard"\n')
    told = zignature('\n[[kpis]]\nkey = "calls"\n[kpis.source]\nname = "standard"\nhow_to_follow = "Relevé du lundi"\n')

    assert "how_to_follow" in said(silent, "kpis[3].source")
    assert found(told) == {}


def test_a_pattern_that_re2_cannot_read_is_an_error() -> None:
    kind = '\n[[nomenclature]]\ncode = "R1"\nlabel_fr = "R1"\nlabel_en = "R1"\nstep = 1\npatterns = ["r1(?=x)"]\n'

    assert "RE2" in said(zignature(kind), "nomenclature[1].patterns[1]")


def test_an_unknown_or_doubled_rate_is_an_error() -> None:
    rate = '\n[[rates]]\ncurrency = "{}"\nsince = 2026-07-01\nrate = 0.9\n'

    assert "rates[1].currency" in found(zignature(rate.format("US")))
    assert "rates[2].since" in found(zignature(rate.format("USD") * 2))


@pytest.mark.parametrize(("changes", "where", "words"), [
    ({"scope": "rep:pual"}, "scope", "« paul »"),
    ({"scope": "team:nort"}, "scope", "« nord »"),
    ({"kpi": "rdv_x"}, "kpi", "« rdv_d »"),
    ({"window": "T3"}, "window", "n'est pas une période"),
    ({"window": "2026-07-02..2026-09-30"}, "window", "2026-T3"),
    ({"currency": "USD"}, "currency", "budget"),
    ({"seasonality": {"2026-07": 1, "2026-08": 1}}, "seasonality", "couvrir toute la période"),
    ({"seasonality": {"2026-06": 1, "2026-08": 1, "2026-09": 1}}, "seasonality", "n'est pas dans T3 2026"),
    ({"seasonality": {"2026-07": 0, "2026-08": 0, "2026-09": 0}}, "seasonality", "tous nuls"),
])  # fmt: skip
def test_a_target_that_means_nothing_is_an_error(changes: dict[str, object], where: str, words: str) -> None:
    wrong = target("company", 1).model_dump() | changes
    all_said = [problem for problem in problems(with_targets(type(target("company", 1)).model_validate(wrong)), KNOWN)
                if problem.where == f"targets[1].{where}"]  # fmt: skip

    assert {problem.severity for problem in all_said} == {"error"}
    assert any(words in problem.message.fr for problem in all_said)


def test_dates_that_bound_a_whole_quarter_are_that_quarter() -> None:
    strategy = with_targets(target("company", 1, window="2026-07-01..2026-09-30"), target("company", 1))

    assert found(with_targets(strategy.targets[0])) == {}
    assert strategy.reviewed.name == "2026-T3"


def test_the_same_target_twice_is_an_error() -> None:
    assert "déjà donné" in said(with_targets(target("company", 1), target("company", 2)), "targets[2].window")


def test_a_target_published_after_the_start_is_flagged_with_the_days() -> None:
    strategy = with_targets(target("company", 1, published_on=date(2026, 7, 11)))

    assert "11 juillet 2026, 10 jours après le début" in said(strategy, "targets[1].published_on")
    assert found(with_targets(target("company", 1, published_on=date(2026, 7, 1)))) == {}


@pytest.mark.parametrize(("company", "words"), [
    (640_000, "sur-affectation de 160\u202f000 (25\u00a0%), au-delà du seuil de 20\u00a0%"),
    (750_000, "sur-affectation de 50\u202f000 (6,7\u00a0%)"),
    (1_000_000, "sous-affectation de 200\u202f000 (20\u00a0%)"),
])  # fmt: skip
def test_the_sum_of_individual_targets_is_set_beside_the_whole(company: int, words: str) -> None:
    strategy = with_targets(target("company", company), target("each_rep", 100_000))

    assert said(strategy, "targets (bookings, company, 2026-T3)").endswith(words)


def test_rates_have_no_sum_to_compare() -> None:
    strategy = with_targets(target("company", "0.3", kpi="win_rate"), target("each_rep", "0.25", kpi="win_rate"))

    assert found(strategy) == {}
