"""Deals at their edges: whose they are, how often they count, and when (EC-26 to EC-37)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from bilan.app import strategies
from bilan.app.snapshots import open_facts
from bilan.review.stages import ways
from bilan.strategy.document import Membership, Rep
from desk import Desk, zignature


def _remarked(desk: Desk, code: str) -> list[tuple[str, ...]]:
    return [remark.keys for remark in desk.review().remarks if remark.code == code]


RENEWED = """
    | ID affaire | Client | Propriétaire | Montant HT | Statut | Date de signature | Type d'affaire  |
    | A1         | Durand | Paul         | 1 000,00   | Gagnée | 2026-07-20        | Nouveau         |
    | A2         | Petit  | Paul         | 400,00     | Gagnée | 2026-07-21        | Renouvellement  |
    | A3         | Roche  | Paul         | 50,00      | Gagnée | 2026-07-22        | Vente croisée   |
    | A4         | Morel  | Paul         | 8,00       | Perdue |                   | Renouvellement  |
"""


def test_ec_26_a_deal_typed_in_late_joins_the_period_of_its_signature(desk: Desk) -> None:
    deal = "| {} | Durand | Paul | {} | Gagnée | {} |"
    head = "| ID affaire | Client | Propriétaire | Montant HT | Statut | Date de signature |"
    desk.load("\n".join([head, deal.format("A1", "100,00", "2026-06-15")]))
    assert desk.figure("bookings", "2026-T2") == 100

    desk.load("\n".join([head, deal.format("A2", "40,00", "2026-06-30")]))

    assert desk.figure("bookings", "2026-T2") == 140
    assert desk.figure("bookings", "2026-T3") == 0


def test_ec_27_renewals_stay_out_of_bookings_and_are_listed(desk: Desk) -> None:
    desk.load(RENEWED)

    assert desk.figure("bookings") == 1050
    assert desk.figure("deals_won") == 2
    assert desk.figure("new_share") == Fraction(1000, 1050)
    assert _remarked(desk, "renewal") == [("A2",)]


def test_ec_27_the_setting_counts_renewals_in_bookings_and_signatures(desk: Desk) -> None:
    desk.follow(zignature(thresholds={"count_renewals": True}))
    desk.load(RENEWED)

    assert desk.figure("bookings") == 1450
    assert desk.figure("deals_won") == 3
    assert desk.figure("new_share") == Fraction(1000, 1450)


def test_ec_28_a_contract_of_three_years_counts_for_its_amount_and_its_total_value_stands_apart(desk: Desk) -> None:
    desk.load("""
        | ID affaire | Client | Propriétaire | Montant HT | TCV      | Statut | Date de signature |
        | A1         | Durand | Paul         | 1 000,00   | 3 000,00 | Gagnée | 2026-07-20        |
        | A2         | Petit  | Anne         | 200,00     |          | Gagnée | 2026-07-21        |
    """)

    assert desk.figure("bookings") == 1200
    assert desk.figure("tcv") == 3000
    assert desk.figure("tcv", scope="rep:anne") == 0


def test_ec_29_the_set_up_fee_is_in_bookings_and_not_in_recurring_revenue(desk: Desk) -> None:
    desk.load("""
        | ID affaire | Client | Propriétaire | Montant HT | ARR      | Statut | Date de signature | Type d'affaire |
        | A1         | Durand | Paul         | 1 500,00   | 1 200,00 | Gagnée | 2026-07-20        | Nouveau        |
        | A2         | Petit  | Paul         | 300,00     | 250,00   | Gagnée | 2026-07-20        | Vente croisée  |
    """)

    assert desk.figure("bookings") == 1800
    assert desk.figure("arr_new") == 1200
    assert desk.figure("arr_expansion") == 250


def test_ec_30_thirds_of_a_cent_go_to_the_largest_remainders_and_the_parts_make_the_whole(desk: Desk) -> None:
    desk.load("""
 | ID affaire | Client | Propriétaire | Partage | Montant HT | Statut | Signée le |
 | A1 | Durand | Paul | Paul 33,34%, Anne 33,33%, Pierre 33,33% | 100,01 | Gagnée | 2026-07-20 |
    """)

    # 33,343334, 33,333333 and 33,333333: the last cent is Paul's
    assert desk.figure("bookings", scope="rep:paul") == Fraction(3335, 100)
    assert desk.figure("bookings", scope="rep:anne") == Fraction(3333, 100)
    assert desk.figure("bookings", scope="rep:pierre") == Fraction(3333, 100)
    assert desk.figure("bookings") == Fraction(10001, 100)


@pytest.mark.parametrize("split", ["Paul 60 %, Anne 30 %", "Paul 70 %, Anne 40 %", "Paul et Anne"])
def test_ec_30_a_split_that_is_not_of_a_whole_leaves_all_to_the_owner_and_is_listed(desk: Desk, split: str) -> None:
    desk.load(f"""
        | ID affaire | Client | Propriétaire | Partage | Montant HT | Statut | Date de signature |
        | A1         | Durand | Paul         | {split} | 100,00     | Gagnée | 2026-07-20        |
    """)

    assert desk.figure("bookings", scope="rep:paul") == 100
    assert desk.figure("bookings", scope="rep:anne") == 0
    assert _remarked(desk, "bad_split") == [("A1",)]


def test_ec_31_a_deal_shared_across_teams_counts_once_for_the_company(desk: Desk) -> None:
    desk.load("""
        | ID affaire | Client | Propriétaire | Partage                | Montant HT | Statut | Date de signature |
        | A1         | Durand | Paul         | Paul 60 %, Pierre 40 % | 100,00     | Gagnée | 2026-07-20        |
        | A2         | Petit  | Pierre       |                        | 30,00      | Gagnée | 2026-07-21        |
    """)

    assert [desk.figure("bookings", scope=scope) for scope in ("", "team:nord", "team:sud")] == [130, 60, 70]
    assert [desk.figure("deals_won", scope=scope) for scope in ("", "team:nord", "team:sud")] == [2, 1, 1]
    shares = [desk.figure("deals_won_shared", scope=scope) for scope in ("", "team:nord", "team:sud")]
    assert shares == [2, Fraction(6, 10), Fraction(14, 10)]


def test_ec_31_a_rep_who_changes_team_brings_to_each_what_was_signed_there(desk: Desk) -> None:
    moved = Rep(key="paul", name="Paul", teams=(
        Membership(team="nord", until=date(2026, 7, 31)), Membership(team="sud", since=date(2026, 8, 1))))  # fmt: skip
    desk.follow(zignature(reps=(moved,)))
    desk.load("""
        | ID affaire | Client | Propriétaire | Montant HT | Statut | Date de signature |
        | A1         | Durand | Paul         | 100,00     | Gagnée | 2026-07-31        |
        | A2         | Petit  | Paul         | 30,00      | Gagnée | 2026-08-01        |
    """)

    assert [desk.figure("bookings", scope=scope) for scope in ("", "team:nord", "team:sud")] == [130, 100, 30]


def test_ec_32_a_deal_of_nobody_or_of_a_stranger_is_in_the_company_s_total_and_listed(desk: Desk) -> None:
    desk.load("""
        | ID affaire | Client | Propriétaire | Montant HT | Statut | Date de signature |
        | A1         | Durand |              | 100,00     | Gagnée | 2026-07-20        |
        | A2         | Petit  | Zoé Inconnue | 30,00      | Gagnée | 2026-07-21        |
        | A3         | Roche  | PAUL         | 7,00       | Gagnée | 2026-07-22        |
    """)

    assert desk.figure("bookings") == 137
    assert desk.figure("bookings", scope="rep:paul") == 7
    unassigned = [reading for reading in desk.review().reps if reading.kpi.key == "bookings" and not reading.scope.key]
    assert [reading.actual.value for reading in unassigned] == [130]
    assert _remarked(desk, "unassigned") == [("A1", "A2")]


def test_ec_33_the_same_export_twice_adds_nothing(desk: Desk) -> None:
    desk.load(RENEWED)

    again = desk.load(RENEWED)

    assert (again.added, again.changed, again.unchanged, again.removed) == (0, 0, 4, 0)
    assert desk.figure("bookings") == 1050


def test_ec_33_one_row_twice_in_a_file_counts_once_and_two_that_disagree_are_both_refused(desk: Desk) -> None:
    report = desk.load("""
        | ID affaire | Client | Propriétaire | Montant HT | Statut | Date de signature |
        | A1         | Durand | Paul         | 100,00     | Gagnée | 2026-07-20        |
        | A1         | Durand | Paul         | 100,00     | Gagnée | 2026-07-20        |
        | A2         | Petit  | Paul         | 30,00      | Gagnée | 2026-07-21        |
        | A2         | Petit  | Paul         | 31,00      | Gagnée | 2026-07-21        |
    """)

    assert (report.read, report.added, report.unchanged, report.rejected) == (4, 1, 1, 2)
    assert desk.figure("bookings") == 100


def test_ec_33_two_signatures_alike_within_seven_days_count_and_are_flagged(desk: Desk) -> None:
    desk.load("""
        | ID affaire | Client | Propriétaire | Montant HT | Statut | Date de signature |
        | A1         | Durand | Paul         | 100,00     | Gagnée | 2026-07-01        |
        | A2         | Durand | Anne         | 100,00     | Gagnée | 2026-07-08        |
        | A3         | Durand | Paul         | 100,00     | Gagnée | 2026-07-16        |
        | A4         | Petit  | Paul         | 100,00     | Gagnée | 2026-07-02        |
        | A5         | Durand | Paul         | 99,00      | Gagnée | 2026-07-02        |
    """)

    assert desk.figure("bookings") == 499
    assert _remarked(desk, "probable_duplicate") == [("A2",)]


HISTORY = """
    | ID affaire | Client | Propriétaire | Montant HT | Statut | Date de signature | Date de perte |
    | A1         | Durand | Paul         | 100,00     | {}     | {}                | {}            |
    | A2         | Petit  | Paul         | 5,00       | Gagnée | 2026-07-03        |               |
"""


def test_ec_34_a_lost_deal_that_is_won_later_is_one_win_and_no_loss(desk: Desk) -> None:
    desk.load(HISTORY.format("Perdue", "", "2026-07-15"))
    assert desk.figure("win_rate") == Fraction(1, 2)

    desk.load(HISTORY.format("Gagnée", "2026-08-20", ""))

    assert desk.figure("deals_won") == 2
    assert desk.figure("bookings") == 105
    assert desk.figure("win_rate") == 1


def test_ec_34_won_then_lost_then_won_again_is_one_win_at_each_moment(desk: Desk) -> None:
    desk.load(HISTORY.format("Gagnée", "2026-07-15", ""))
    assert (desk.figure("bookings"), desk.figure("deals_won")) == (105, 2)

    desk.load(HISTORY.format("Perdue", "2026-07-15", "2026-08-03"))
    assert (desk.figure("bookings"), desk.figure("deals_won")) == (5, 1)

    desk.load(HISTORY.format("Gagnée", "2026-09-14", ""))
    assert (desk.figure("bookings"), desk.figure("deals_won")) == (105, 2)
    weights = [value for key, value in desk.rows("bookings") if value != 5]
    assert weights == [100, -100, 100]


def test_ec_34_a_deal_won_again_leaves_its_first_signature_and_cancellation_where_they_were(desk: Desk) -> None:
    desk.load(HISTORY.format("Gagnée", "2026-07-15", ""))
    desk.load(HISTORY.format("Perdue", "2026-07-15", "2026-08-03"))
    desk.load(HISTORY.format("Gagnée", "2026-09-14", ""))

    desk.load(HISTORY.format("Gagnée", "2026-09-21", "").replace("Paul         | 100,00", "Anne | 130,00"))

    months = [desk.figure("bookings", month) for month in ("2026-07", "2026-08", "2026-09")]
    assert months == [105, -100, 100]
    desk.today = date(2026, 10, 6)
    assert desk.figure("bookings", "2026-10") == 30


def test_ec_35_the_median_deal_shrugs_off_a_huge_one(desk: Desk) -> None:
    desk.load("""
        | ID affaire | Client | Propriétaire | Montant HT   | Statut | Date de signature |
        | A1         | Durand | Paul         | 100,00       | Gagnée | 2026-07-01        |
        | A2         | Petit  | Paul         | 200,00       | Gagnée | 2026-07-02        |
        | A3         | Roche  | Paul         | 301,01       | Gagnée | 2026-07-03        |
        | A4         | Morel  | Paul         | 9 000 000,00 | Gagnée | 2026-07-04        |
    """)

    assert desk.figure("median_deal") == Fraction(50101, 200)
    assert desk.figure("avg_deal") == Fraction(900060101, 400)


def test_ec_36_actual_usage_comes_as_entries_of_its_month_beside_the_commitment(desk: Desk) -> None:
    desk.load("""
        | ID affaire | Client | Propriétaire | Montant HT | Statut | Date de signature |
        | A1         | Durand | Paul         | 100,00     | Gagnée | 2026-07-01        |
    """)
    desk.load(
        """
        | ID écriture | ID affaire | Date       | Nature  | Montant HT | Propriétaire |
        | E1          | A1         | 2026-08-31 | Avenant | 12,50      | Paul         |
    """,
        table="bookings",
    )

    assert desk.figure("bookings") == Fraction(11250, 100)
    assert desk.figure("bookings", "2026-08") == Fraction(1250, 100)
    assert desk.figure("deals_won") == 1


def test_ec_37_the_channel_of_a_partner_s_sale_is_kept_and_counts_as_any_other(desk: Desk) -> None:
    desk.load("""
        | ID affaire | Client | Propriétaire | Montant HT | Canal      | Statut | Date de signature |
        | A1         | Durand | Paul         | 100,00     | Partenaire | Gagnée | 2026-07-01        |
        | A2         | Petit  | Paul         | 30,00      | Direct     | Gagnée | 2026-07-02        |
    """)
    own = {"key": "partner_bookings", "label_fr": "CA partenaires", "label_en": "Partner bookings", "unit": "money",
           "value": {"table": "deals", "aggregate": "sum", "column": "amount_cents", "dated_by": "signed_on",
                     "filters": [{"column": "channel", "is_in": ["Partenaire"]}]}}  # fmt: skip
    desk.follow(zignature(kpis=(own,)))

    assert desk.figure("bookings") == 130
    assert desk.figure("partner_bookings") == 100


def test_a_cancelled_deal_is_no_open_one_on_its_way(desk: Desk) -> None:
    """EC-23: Durand was signed on 10 July, then cancelled; Petit is open: one deal is on its way, one was decided."""
    desk.follow(zignature())
    desk.load("""
        | ID affaire | Client | Propriétaire | Montant HT | Statut | Date de création | Date de signature | Annulée le |
        | A1 | Durand | Paul | 500,00 | Annulée | 2026-06-01 | 2026-07-10 | 2026-09-10 |
        | A2 | Petit  | Paul | 700,00 | Ouverte | 2026-06-01 | | |
    """)

    found = ways(open_facts(desk.workspace, strategies.in_force()))

    ends = {key: (open_, str(won)) for key, open_, won in zip(found.keys, found.is_open, found.won_on, strict=True)}
    assert ends == {"A1": (False, "2026-07-10"), "A2": (True, "NaT")}
