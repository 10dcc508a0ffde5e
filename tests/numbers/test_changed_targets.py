"""A target changed in mid-period is measured by the version in force each day (EC-61, P18)."""

# mypy: disable-error-code="comparison-overlap"

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from bilan.app import strategies
from bilan.label import Language
from bilan.report.document import Grid
from bilan.report.html import render
from bilan.report.sections import document
from bilan.strategy.changes import RetroactiveRise, accept
from bilan.strategy.document import Strategy
from desk import Desk, Target, zignature

# working days of the third quarter of 2026: July 22, August 21, September 22
WHOLE, BEFORE_12_AUGUST, SINCE_12_AUGUST = 65, 29, 36
JUNE, AUGUST, OCTOBER = date(2026, 6, 20), date(2026, 8, 12), date(2026, 10, 5)
DEALS = """
    | ID affaire | Client | Propriétaire | Montant HT | Statut | Date de signature |
    | A1         | Durand | Paul         | 50 000,00  | Gagnée | 2026-07-15        |
    | A2         | Petit  | Pierre       | 40 000,00  | Gagnée | 2026-09-15        |
"""


def asked(*targets: tuple[str, int], **more: object) -> Strategy:
    """Zignature with bookings targets for the third quarter."""
    window = {"kpi": "bookings", "window": "2026-T3", **more}
    told = [Target.model_validate({"scope": scope, "value": value, **window}) for scope, value in targets]
    return zignature(targets=told)


def published(desk: Desk, *versions: tuple[date, Strategy]) -> None:
    desk.load(DEALS)
    for day, strategy in versions:
        desk.today = day
        desk.follow(strategy)
    desk.today = OCTOBER


def target(desk: Desk, scope: str, period: str = "2026-T3") -> Fraction | None:
    review = desk.review(period)
    readings = [*(line.reading for line in review.lines), *review.teams, *review.reps]
    return next(r.target for r in readings if r.scope.name == scope and r.kpi.key == "bookings")


def test_ec_61_each_day_is_measured_by_the_version_in_force(desk: Desk) -> None:
    published(desk, (JUNE, asked(("company", 90_000))), (AUGUST, asked(("company", 100_000))))

    weighed = Fraction(90_000 * BEFORE_12_AUGUST + 100_000 * SINCE_12_AUGUST, WHOLE)

    assert target(desk, "company") == weighed == Fraction(6_210_000, 65)
    assert desk.review().lines[0].reading.attainment == Fraction(90_000) / weighed


def test_ec_61_the_months_of_a_changed_quarter_add_up_to_it(desk: Desk) -> None:
    published(desk, (JUNE, asked(("company", 65_000))), (AUGUST, asked(("company", 130_000))))

    months = [target(desk, "company", f"2026-0{month}") for month in (7, 8, 9)]

    assert months == [22_000, 7_000 + 2 * 14_000, 2 * 22_000]
    assert sum(month or 0 for month in months) == target(desk, "company")


def test_ec_61_one_rep_s_change_leaves_the_others_alone_and_the_team_follows(desk: Desk) -> None:
    before = asked(("rep:paul", 65_000), ("rep:anne", 65_000))
    after = asked(("rep:paul", 130_000), ("rep:anne", 65_000))
    published(desk, (JUNE, before), (AUGUST, after))

    assert target(desk, "rep:paul") == 29_000 + 2 * 36_000
    assert target(desk, "rep:anne") == 65_000
    assert target(desk, "team:nord") == 65_000 + 29_000 + 2 * 36_000


def test_ec_61_who_came_after_the_change_is_only_asked_the_new_target(desk: Desk) -> None:
    """Claire arrives on 1 September: 22 of the quarter's 65 days, all of them under the second version."""
    reps = [rep.model_copy(update={"arrived_on": date(2026, 9, 1)}) if rep.key == "claire" else rep
            for rep in zignature().reps]  # fmt: skip
    old, new = (asked(("each_rep", value)).model_copy(update={"reps": tuple(reps)}) for value in (65_000, 130_000))
    published(desk, (JUNE, old), (AUGUST, new))

    assert target(desk, "rep:claire") == 2 * 22_000
    assert target(desk, "rep:pierre") == 29_000 + 2 * 36_000


def test_ec_61_a_weekly_target_counts_the_weeks_of_each_version(desk: Desk) -> None:
    before, after = (asked(("each_rep", value), kpi="rdv_d", cadence="week") for value in (5, 10))
    desk.load("""
        | Titre | Début            | Organisateur | Client |
        | RDV-D | 2026-08-12 10:00 | Paul         | Zinc   |
    """)
    published(desk, (JUNE, before), (AUGUST, after))

    found = next(r for r in desk.review().reps if r.kpi.key == "rdv_d" and r.scope.name == "rep:paul")

    assert found.target == 29 + 2 * 36  # a day's fifth of a week: 1 a day, then 2


def test_ec_61_a_rate_is_averaged_by_its_days(desk: Desk) -> None:
    before, after = (asked(("company", value), kpi="win_rate") for value in ("0.2", "0.4"))  # type: ignore[arg-type]  # a decimal, as text
    published(desk, (JUNE, before), (AUGUST, after))

    found = desk.review().line("win_rate")

    assert found is not None
    assert found.reading.target == (Fraction(1, 5) * 29 + Fraction(2, 5) * 36) / 65


def test_ec_61_a_target_first_set_in_mid_period_holds_for_all_of_it(desk: Desk) -> None:
    published(desk, (JUNE, zignature()), (AUGUST, asked(("company", 100_000))))

    assert target(desk, "company") == 100_000


def test_ec_61_once_the_period_is_over_what_was_promised_stands_and_the_change_is_told(desk: Desk) -> None:
    published(desk, (JUNE, asked(("company", 90_000))), (OCTOBER, asked(("company", 80_000))))

    reading = desk.review().lines[0].reading

    assert reading.target == 90_000
    assert reading.promise is not None
    assert [(change.on, change.before, change.after, change.is_too_late) for change in reading.promise.changes] == [
        (OCTOBER, 90_000, 80_000, True)
    ]


def test_ec_61_the_next_period_s_strategy_takes_nothing_back_from_this_one(desk: Desk) -> None:
    """The fourth quarter's document, published in September, speaks of its own quarter only."""
    later = asked(("company", 120_000), window="2026-T4").model_copy(update={"period": "2026-T4"})
    published(desk, (JUNE, asked(("company", 90_000))), (date(2026, 9, 20), later))

    assert (target(desk, "company"), target(desk, "company", "2026-T4")) == (90_000, 120_000)


def test_ec_61_a_target_withdrawn_is_no_target_any_more(desk: Desk) -> None:
    published(desk, (JUNE, asked(("company", 90_000))), (AUGUST, zignature()))

    assert target(desk, "company") is None


def test_ec_61_a_typing_error_is_put_right_from_the_first_day(desk: Desk) -> None:
    published(desk, (JUNE, asked(("company", 900_000))))
    strategies.publish(asked(("company", 90_000)), author="Directrice", reason="faute de frappe", now=desk.now,
                       since=date(2026, 6, 20))  # fmt: skip

    assert target(desk, "company") == 90_000


def test_ec_61_presence_is_a_fact_that_the_last_version_knows_best(desk: Desk) -> None:
    """An absence told in August for July lowers the target of the whole quarter: it is not weighed."""
    away = {"first_day": "2026-07-01", "last_day": "2026-07-31"}
    told = asked(("each_rep", 65_000))
    reps = tuple(type(rep).model_validate(rep.model_dump() | {"absences": [away]}) if rep.key == "paul" else rep
                 for rep in told.reps)  # fmt: skip
    published(desk, (JUNE, told), (AUGUST, told.model_copy(update={"reps": reps})))

    assert target(desk, "rep:paul") == 43_000


def test_ec_61_a_retroactive_rise_is_refused_without_a_reason() -> None:
    with pytest.raises(RetroactiveRise):
        accept(asked(("company", 90_000)), asked(("company", 100_000)), AUGUST)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "objectif changé le 12/08/2026\u00a0: 90\u202f000\u00a0€ puis 100\u202f000\u00a0€, pondéré par jours"),
        ("en", "target changed on 12 August 2026: €90,000 then €100,000, weighted by days"),
    ],
)
def test_ec_61_the_page_says_when_it_changed_and_from_what_to_what(desk: Desk, language: Language, said: str) -> None:
    published(desk, (JUNE, asked(("company", 90_000))), (AUGUST, asked(("company", 100_000))))

    page = document(desk.review(), language)
    results = next(section for section in page.sections if section.key == "resultats")
    notes = [cell.note for part in results.parts if isinstance(part, Grid) for row in part.rows for cell in row.cells]

    assert said in notes
    assert said in render(page)
