"""Ratios, medians and stocks: sums over sums, the middle of an even number, nothing over nothing, one currency."""

# A count is a Fraction equal to an int, which the type checker holds impossible inside a tuple.
# mypy: disable-error-code="comparison-overlap"

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from bilan.errors import BilanError
from bilan.review.review import Line, Review
from bilan.strategy.document import Absence, Rate, Thresholds
from desk import Desk, KpiSetting, Target, zignature

WON = "| ID affaire | Client | Propriétaire | Montant HT | Statut | Date de signature |"


def line(review: Review, kpi: str) -> Line:
    found = review.line(kpi)
    assert found is not None
    return found


def test_a_team_s_ratio_is_the_sum_over_the_sum_and_not_the_mean_of_its_reps(desk: Desk) -> None:
    """EC-65: Paul's 1,000 in one deal and Anne's 200 in three average 300, and not (1,000 + 66.67) / 2."""
    desk.load(f"""
        {WON}
        | A1 | Durand | Paul | 1 000,00 | Gagnée | 15/07/2026 |
        | A2 | Petit  | Anne |   100,00 | Gagnée | 16/07/2026 |
        | A3 | Noël   | Anne |    50,00 | Gagnée | 17/07/2026 |
        | A4 | Roche  | Anne |    50,00 | Gagnée | 20/07/2026 |
    """)

    assert desk.figure("avg_deal", scope="nord") == 300
    assert [desk.figure("avg_deal", scope=rep) for rep in ("paul", "anne")] == [1000, Fraction(200, 3)]


def test_the_median_of_an_even_number_is_the_mean_of_the_two_in_the_middle(desk: Desk) -> None:
    desk.load(f"""
        {WON}
        | A1 | Durand | Paul |   100,00 | Gagnée | 15/07/2026 |
        | A2 | Petit  | Paul |   200,01 | Gagnée | 16/07/2026 |
        | A3 | Noël   | Anne |   300,00 | Gagnée | 17/07/2026 |
        | A4 | Roche  | Anne | 9 000,00 | Gagnée | 20/07/2026 |
        | A5 | Vidal  | Anne |     0,00 | Gagnée | 21/07/2026 |
    """)

    assert desk.figure("median_deal") == Fraction(250005, 1000)
    assert desk.figure("median_deal", scope="paul") == Fraction(150005, 1000)
    assert desk.figure("median_deal", scope="sud") is None


def test_nothing_imported_is_said_and_not_read_as_nought(desk: Desk) -> None:
    review = desk.review()

    assert (review.lines, review.teams, review.reps, review.remarks) == ((), (), (), ())
    assert "rdv_d" in {kpi.key for kpi in review.absent}
    with pytest.raises(BilanError, match="No table"):
        desk.figure("bookings")


def test_a_period_without_a_deal_has_revenue_of_nought_and_no_rate(desk: Desk) -> None:
    """EC-68: everyone at zero; nothing is divided by it."""
    desk.load(f"""
        {WON}
        | A1 | Durand | Paul | 100,00 | Gagnée | 15/01/2026 |
    """)

    assert desk.figure("bookings") == 0
    assert [desk.figure(kpi) for kpi in ("avg_deal", "median_deal", "win_rate")] == [None, None, None]
    review = desk.review()
    assert [reading.actual.value for reading in review.reps if reading.kpi.key == "bookings"] == [0, 0, 0, 0]
    assert (line(review, "bookings").previous.growth, line(review, "bookings").previous.growth_per_day) == (None, None)


def test_no_target_and_a_target_of_nought_have_no_attainment(desk: Desk) -> None:
    """EC-60: the result is shown all the same."""
    nought = Target(kpi="deals_won", scope="company", window="2026-T3", value=Decimal(0))
    desk.follow(zignature(targets=(nought,)))
    desk.load(f"""
        {WON}
        | A1 | Durand | Paul | 100,00 | Gagnée | 15/07/2026 |
    """)

    review = desk.review()
    found = [line(review, kpi).reading for kpi in ("bookings", "deals_won")]
    assert [(r.actual.value, r.attainment, r.status) for r in found] == [(100, None, "unknown"), (1, None, "unknown")]
    assert (found[0].gap, found[1].gap) == (None, 1)


def test_where_less_is_better_a_low_figure_reaches_its_target_and_no_percentage_is_told(desk: Desk) -> None:
    """EC-64."""
    targets = (Target(kpi="no_show_rate", scope="company", window="2026-T3", value=Decimal("0.3")),
               Target(kpi="no_show_rate", scope="company", window="2026-T2", value=Decimal("0.4")))  # fmt: skip
    desk.follow(zignature(targets=targets))
    desk.load("""
        | ID | Titre        | Organisateur | Client | Début            | Issue   |
        | M1 | RDV-E Durand | Paul         | Durand | 14/07/2026 09:00 | Tenu    |
        | M2 | RDV-E Petit  | Paul         | Petit  | 15/07/2026 09:00 | Tenu    |
        | M3 | RDV-E Noël   | Paul         | Noël   | 16/07/2026 09:00 | Tenu    |
        | M4 | RDV-E Roche  | Paul         | Roche  | 17/07/2026 09:00 | No-show |
        | M5 | RDV-E Roche  | Paul         | Roche  | 15/06/2026 09:00 | Tenu    |
        | M6 | RDV-E Noël   | Paul         | Noël   | 16/06/2026 09:00 | No-show |
    """)

    now, before = (line(desk.review(quarter), "no_show_rate").reading for quarter in ("2026-T3", "2026-T2"))
    assert (now.actual.value, now.status, now.attainment) == (Fraction(1, 4), "reached", None)
    assert (before.actual.value, before.status) == (Fraction(1, 2), "missed")
    assert now.gap == Fraction(1, 4) - Fraction(3, 10)


def test_prices_costs_and_medians_are_in_one_currency(desk: Desk) -> None:
    """EC-17: dollars at the rate of the signature's day, in every figure made of money."""
    desk.follow(zignature(rates=(Rate(currency="USD", since=date(2026, 7, 1), rate=Decimal("0.5")),)))
    desk.load("""
        | ID affaire | Client | Propriétaire | Montant HT | Devise | Statut | Date de signature | Prix tarif HT | Coût   |
        | A1         | Durand | Paul         | 100,00     | EUR    | Gagnée | 15/07/2026        | 100,00        | 60,00  |
        | A2         | Petit  | Paul         | 600,00     | USD    | Gagnée | 16/07/2026        | 800,00        | 400,00 |
    """)  # noqa: E501  # a table reads by its columns

    assert desk.figure("bookings") == 400
    assert desk.figure("margin") == 40 + 100
    assert desk.figure("margin_rate") == Fraction(140, 400)
    assert desk.figure("discount") == Fraction(100, 500)
    assert desk.figure("median_deal") == 200


def test_renewals_are_in_none_of_the_figures_of_new_sales(desk: Desk) -> None:
    """EC-27: above and below the line alike, so that no rate exceeds one."""
    desk.load("""
        | ID affaire | Client | Propriétaire | Montant HT | Statut | Date de signature | Date de perte | Type d'affaire | Prix tarif HT | Motif |
        | A1         | Durand | Paul         | 100,00     | Gagnée | 15/07/2026        |               | Nouveau        | 200,00        |       |
        | A2         | Petit  | Paul         | 900,00     | Gagnée | 16/07/2026        |               | Renouvellement | 900,00        |       |
        | A3         | Noël   | Paul         | 500,00     | Perdue |                   | 17/07/2026    | Nouveau        |               | Prix  |
        | A4         | Roche  | Paul         | 500,00     | Perdue |                   | 20/07/2026    | Renouvellement |               | Prix  |
    """)  # noqa: E501  # a table reads by its columns

    assert [desk.figure(kpi) for kpi in ("bookings", "median_deal", "avg_deal")] == [100, 100, 100]
    assert [desk.figure(kpi) for kpi in ("win_rate", "discount", "loss_reasons")] == [Fraction(1, 2), Fraction(1, 2), 1]
    assert desk.rows("loss_reasons") == [("A3", 1), ("A3", 1)]


def test_the_pipe_is_that_of_the_cut_off_whatever_was_signed_or_lost_since(desk: Desk) -> None:
    """On 30 September A1 and A2 were open and A4 not yet known; without a probability no weighted pipe is told."""
    desk.load("""
        | ID affaire | Client | Propriétaire | Montant HT | Statut  | Étape | Date de création | Date de signature | Date de perte |
        | A1         | Durand | Paul         | 100,00     | Ouverte | RDV-E | 13/07/2026       |                   |               |
        | A2         | Petit  | Anne         | 200,00     | Gagnée  | RDV-C | 13/07/2026       | 14/10/2026        |               |
        | A3         | Noël   | Paul         | 400,00     | Perdue  | RDV-C | 13/07/2026       |                   | 30/09/2026    |
        | A4         | Roche  | Paul         | 800,00     | Ouverte | RDV-D | 13/10/2026       |                   |               |
    """)  # noqa: E501  # a table reads by its columns
    desk.today = date(2026, 10, 20)
    desk.load("""
        | ID affaire | Client | Propriétaire | Montant HT | Statut  | Étape | Date de création | Date de signature | Date de perte |
        | A2         | Petit  | Anne         | 200,00     | Gagnée  | RDV-C | 13/07/2026       | 14/10/2026        |               |
    """)  # noqa: E501  # a table reads by its columns

    assert (desk.figure("pipe"), desk.figure("pipe", scope="paul"), desk.figure("open_deals")) == (300, 100, 2)
    assert sum(value for _, value in desk.rows("pipe")) == 300
    assert (desk.figure("pipe", "2026-T4"), desk.figure("open_deals", "2026-T4")) == (900, 2)
    with pytest.raises(BilanError, match="pipe_weighted"):
        desk.figure("pipe_weighted")
    desk.follow(zignature(thresholds=Thresholds(stage_probability={"RDV-E": Decimal("0.35")})))
    assert desk.figure("pipe_weighted") == 35


def test_a_rate_s_target_is_not_pro_rated(desk: Desk) -> None:
    """A rate promised for 2026 is the same each quarter; a count is shared by working days, 65 of 252."""
    year = (Target(kpi="win_rate", scope="company", window="2026", value=Decimal("0.25")),
            Target(kpi="deals_won", scope="company", window="2026", value=Decimal(252)))  # fmt: skip
    desk.follow(zignature(targets=year, kpis=(KpiSetting(key="win_rate"), KpiSetting(key="deals_won"))))
    desk.load(f"""
        {WON}
        | A1 | Durand | Paul | 100,00 | Gagnée | 15/07/2026 |
    """)

    review = desk.review()
    assert line(review, "win_rate").reading.target == Fraction(1, 4)
    assert line(review, "deals_won").reading.target == 65


def test_who_was_away_most_of_the_quarter_is_not_counted_among_the_reps_at_target(desk: Desk) -> None:
    """EC-51: eligible from half of the quarter's working days on."""
    away = Absence(first_day=date(2026, 7, 1), last_day=date(2026, 9, 15))
    reps = tuple(
        rep.model_copy(update={"absences": (away,)}) if rep.key == "claire" else rep for rep in zignature().reps
    )
    target = Target(kpi="bookings", scope="each_rep", window="2026-T3", value=Decimal(100))
    desk.follow(zignature(reps=reps, targets=(target,)))
    desk.load("""
        | ID affaire | Client | Propriétaire | Montant HT | Statut | Date de signature |
        | A1         | Durand | Paul         | 150,00     | Gagnée | 2026-07-20        |
        | A2         | Petit  | Claire       | 150,00     | Gagnée | 2026-09-20        |
    """)

    assert desk.review().share_at_target == (1, 3)
