"""KPIs made of other figures: velocity, coverage, forecast, leads; and growth at constant rates."""

# A count is a Fraction equal to an int, which the type checker holds impossible inside a tuple.
# mypy: disable-error-code="comparison-overlap"

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from bilan.app.snapshots import open_facts
from bilan.app.strategies import in_force
from bilan.kpis.constant import constant_currency
from bilan.kpis.scope import COMPANY, Scope
from bilan.strategy.document import Rate
from desk import Desk, Target, zignature

HEAD = "| ID affaire | Client | Propriétaire | Montant HT | Statut | Type d'affaire | Date de création | Date de signature | Date de perte | Clôture prévue |"  # noqa: E501  # a table reads by its columns
FUNNEL = f"""
    {HEAD}
    | A1 | Durand | Paul   | 100,00 | Gagnée  | Nouveau        | 2026-07-01 | 2026-07-21 |            |            |
    | A2 | Petit  | Anne   | 300,00 | Gagnée  | Nouveau        | 2026-07-01 | 2026-07-31 |            |            |
    | A3 | Noël   | Paul   | 900,00 | Perdue  | Nouveau        | 2026-07-01 |            | 2026-08-20 |            |
    | A4 | Roche  | Paul   | 700,00 | Gagnée  | Renouvellement | 2026-07-01 | 2026-07-02 |            |            |
    | B1 | Vidal  | Paul   |  40,00 | Ouverte | Nouveau        | 2026-08-03 |            |            | 2026-10-15 |
    | B2 | Simon  | Pierre |  25,50 | Ouverte |                | 2026-08-03 |            |            | 2026-12-31 |
    | B3 | Morel  | Claire |  70,00 | Ouverte | Nouveau        | 2026-08-03 |            |            | 2027-01-01 |
    | B4 | Faure  | Paul   |  90,00 | Ouverte | Renouvellement | 2026-08-03 |            |            | 2026-11-02 |
"""


def test_velocity_takes_its_four_terms_from_one_funnel_without_renewals(desk: Desk) -> None:
    """Three open × 2/3 won × 200 on average ÷ 25 days (between 20 and 30)."""
    desk.follow(zignature(thresholds={"cycle_starts": "created_on"}))
    desk.load(FUNNEL)

    assert desk.figure("velocity") == Fraction(3) * Fraction(2, 3) * 200 / 25
    assert desk.figure("velocity", scope="paul") == Fraction(1) * Fraction(1, 2) * 100 / 20
    assert desk.figure("velocity", scope="claire") is None
    found = desk.rows("velocity")
    assert [key for key, _ in found] == ["B1", "B2", "B3", "A1", "A2", "A1", "A2", "A3", "A1", "A2"]


def test_coverage_sets_what_may_close_next_period_against_what_is_promised_for_it(desk: Desk) -> None:
    """EC-60: without a target there is no coverage; a renewal and a deal of January cover nothing of the quarter."""
    desk.load(FUNNEL)
    assert desk.figure("coverage") is None

    target = Target(kpi="bookings", scope="company", window="2026-T4", value=Decimal(131))
    each = Target(kpi="bookings", scope="rep:paul", window="2026-T4", value=Decimal(80))
    desk.follow(zignature(targets=(target, each)))

    assert desk.figure("coverage") == Fraction(6550, 13100)
    assert (desk.figure("coverage", scope="paul"), desk.figure("coverage", scope="pierre")) == (Fraction(1, 2), None)
    assert sum(value for _, value in desk.rows("coverage")) == Fraction(6550, 100)


NOTED = """
    | ID | Indicateur | Commercial | Date       | Valeur |
    | N1 | forecast   |            | 2026-07-01 | 500    |
    | N2 | forecast   | Paul       | 2026-07-01 | 80     |
    | N3 | forecast   | Paul       | 2026-07-02 | 999    |
    | N4 | leads      | Paul       | 2026-07-15 | 4      |
    | N5 | leads      | Anne       | 2026-08-15 | 1      |
"""


def test_the_forecast_of_the_first_day_is_set_against_what_was_signed_and_leads_against_signatures(desk: Desk) -> None:
    """400 signed where 500 were forecast: a quarter off; the company's forecast is not added to Paul's."""
    desk.load(FUNNEL)
    desk.load(NOTED, table="measures")

    assert desk.figure("forecast_acc") == 1 - Fraction(100, 400)
    assert desk.figure("forecast_acc", scope="paul") == 1 - Fraction(20, 100)
    assert [desk.figure("forecast_acc", scope=scope) for scope in ("anne", "nord")] == [None, 1 - Fraction(320, 400)]
    assert desk.figure("forecast_acc", "2026-07") is None
    assert [desk.figure("lead_conv", scope=scope) for scope in ("", "paul", "anne")] == [
        Fraction(2, 5),
        Fraction(1, 4),
        1,
    ]


def test_ec_17_growth_at_constant_rates_is_without_what_the_dollar_did(desk: Desk) -> None:
    """200 dollars in both years and 10 euros more: at 0.50 then 0.80 it reads 80 % and more, and is 5.9 %."""
    rates = (Rate(currency="USD", since=date(2025, 1, 1), rate=Decimal("0.50")),
             Rate(currency="USD", since=date(2026, 8, 1), rate=Decimal("0.80")))  # fmt: skip
    desk.follow(zignature(rates=rates))
    desk.load("""
        | ID affaire | Client | Propriétaire | Partage                | Montant HT | Devise | Statut | Signée le  |
        | A1         | Durand | Paul         |                        | 200,00     | USD    | Gagnée | 2025-07-20 |
        | A2         | Petit  | Anne         |                        | 10,00      | EUR    | Gagnée | 2025-07-21 |
        | A3         | Noël   | Paul         | Paul 50 %, Pierre 50 % | 200,00     | USD    | Gagnée | 2026-08-20 |
        | A4         | Roche  | Anne         |                        | 20,00      | EUR    | Gagnée | 2026-07-21 |
    """)
    strategy = in_force()
    facts = open_facts(desk.workspace, strategy)
    now, before = (strategy.company.calendar.parse(name) for name in ("2026-T3", "2025-T3"))

    found = constant_currency(facts, strategy, COMPANY, now=now, before=before)
    nord = constant_currency(facts, strategy, Scope("team", "nord"), now=now, before=before)

    assert found is not None
    assert nord is not None
    assert (desk.figure("bookings"), desk.figure("bookings", "2025-T3")) == (180, 110)
    assert (found.now, found.before, found.growth) == (180, 170, Fraction(10, 170))
    assert (nord.now, nord.before) == (100, 170)
    assert constant_currency(facts, strategy, Scope("rep", "anne"), now=now, before=before) is None
