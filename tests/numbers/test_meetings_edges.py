"""Meetings: which ones count, once, for whom; and what is said of the odd ones rather than hidden."""

# A count is a Fraction equal to an int, which the type checker holds impossible inside a tuple.
# mypy: disable-error-code="comparison-overlap"

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pyarrow as pa
import pytest

from bilan.meetings.kinds import kinds_of
from bilan.strategy.nomenclature import DEFAULT
from desk import Desk, zignature

DEALS = "| ID affaire | Client | Propriétaire | Montant HT | Statut | Date de signature | Date de proposition |"


def agenda(
    desk: Desk, rows: str, columns: str = "ID | Titre | Organisateur | Client | ID affaire | Début | Issue"
) -> None:
    report = desk.load(f"| {columns} |\n{rows.strip()}", table="meetings")
    assert report.rejected == 0


def remarks(desk: Desk) -> dict[str, tuple[str, ...]]:
    return {remark.code: remark.keys for remark in desk.review().remarks}


@pytest.mark.parametrize("title", [
    "RDV-D", "RDV-D Durand", "rdv-d : Durand", "RDV–D Durand", "☕ RDV-D - Durand", "RDVD Durand", "RDV D",
    "RDV D - Durand",
    "Durand / RDV-D",
])  # fmt: skip
def test_a_title_that_carries_the_code_is_a_discovery(title: str) -> None:
    """EC-38."""
    said, doubtful = kinds_of(pa.chunked_array([[title]]), DEFAULT)
    assert (said.to_pylist(), doubtful.to_pylist()) == (["RDV-D"], [None])


@pytest.mark.parametrize(("title", "maybe"), [
    ("RDV-Dupont", None), ("RDV Décathlon", None), ("RDV-Découverte Durand", None), ("RDV-E-commerce Durand", "RDV-E"),
    ("RDV D. Martin", "RDV-D"), ("RDV D Martin", "RDV-D"), ("RDV-D2 Durand", "RDV-D"),
    ("RDV-D puis RDV-P Durand", "RDV-D"),
    ("Point équipe", None), ("", None),
])  # fmt: skip
def test_a_name_is_no_code_and_a_doubt_is_left_to_a_person(title: str, maybe: str | None) -> None:
    """EC-38: « RDV-Dupont » is a person's meeting, « RDV D. Martin » may be one with Mr Martin."""
    said, doubtful = kinds_of(pa.chunked_array([[title]]), DEFAULT)
    assert (said.to_pylist(), doubtful.to_pylist()) == ([None], [maybe])


def test_only_discoveries_are_counted_and_the_doubtful_ones_are_listed(desk: Desk) -> None:
    """EC-38, EC-39, EC-44: a second RDV-D of the same deal is shown, not counted; a whole day is one meeting."""
    agenda(
        desk,
        """
        | M1 | RDV-D Durand     | Paul | Durand    | A1 | 20/07/2026 09:00 | Tenu |
        | M2 | RDV-D Durand     | Anne | Durand    | A1 | 27/07/2026 09:00 | Tenu |
        | M3 | RDV-Dupont       | Paul | Dupont    |    | 21/07/2026 09:00 | Tenu |
        | M4 | RDV D. Martin    | Paul | Martin    |    | 22/07/2026 09:00 | Tenu |
        | M5 | RDV Décathlon    | Paul | Décathlon |    | 23/07/2026 09:00 | Tenu |
        | M6 | RDV-D Petit      | Anne | Petit     |    | 24/07/2026       | Tenu |
    """,
    )

    assert desk.rows("rdv_d") == [("M1", 1), ("M6", 1)]
    assert (desk.figure("rdv_d", scope="paul"), desk.figure("rdv_d", scope="anne"), desk.figure("rdv_d")) == (1, 1, 2)
    said = remarks(desk)
    assert (said["doubtful_kind"], said["second_discovery"]) == (("M4",), ("M2",))
    assert set(said["unclassified"]) == {"M3", "M5"}
    assert desk.figure("typed_rate") == Fraction(3, 6)


def test_meetings_out_of_order_count_as_declared_and_are_listed(desk: Desk) -> None:
    """EC-40."""
    agenda(
        desk,
        """
        | M1 | RDV-D Durand | Paul | Durand | A1 | 14/07/2026 09:00 | Tenu |
        | M2 | RDV-P Durand | Paul | Durand | A1 | 20/07/2026 09:00 | Tenu |
        | M3 | RDV-E Durand | Paul | Durand | A1 | 27/07/2026 09:00 | Tenu |
        | M4 | RDV-P Petit  | Paul | Petit  | A2 | 28/07/2026 09:00 | Tenu |
        | M5 | RDV-C Noël   | Paul | Noël   | A3 | 29/07/2026 09:00 | Tenu |
    """,
    )

    assert [desk.figure(f"rdv_{kind}") for kind in "depc"] == [1, 1, 2, 1]
    said = remarks(desk)
    assert said["exchange_after_proposal"] == ("M3",)
    assert said["proposal_without_discovery"] == ("M4",)
    assert said["closing_without_proposal"] == ("M5",)


def test_a_stage_rate_follows_those_who_began_in_the_period(desk: Desk) -> None:
    """EC-41: a proposal for a discovery of last quarter does not push this quarter's rate beyond 100 %."""
    agenda(
        desk,
        """
        | M1 | RDV-D Durand | Paul | Durand | A1 | 22/06/2026 09:00 | Tenu |
        | M2 | RDV-P Durand | Paul | Durand | A1 | 20/07/2026 09:00 | Tenu |
        | M3 | RDV-D Petit  | Paul | Petit  | A2 | 21/07/2026 09:00 | Tenu |
        | M4 | RDV-P Petit  | Paul | Petit  | A2 | 31/07/2026 09:00 | Tenu |
        | M5 | RDV-D Noël   | Paul | Noël   | A3 | 22/09/2026 09:00 | Tenu |
        | M6 | RDV-P Noël   | Paul | Noël   | A3 | 01/10/2026 09:00 | Tenu |
    """,
    )

    assert (desk.figure("rate_d_p"), desk.figure("rate_d_p", "2026-T2")) == (Fraction(1, 2), 0)
    assert [(key, value) for key, value in desk.rows("rate_d_p")] == [("A2", 1), ("A3", 0)]


def test_the_sixth_exchange_before_a_proposal_opens_a_review_and_the_fifth_does_not(desk: Desk) -> None:
    """EC-42, Z9, Z10: the deal stays as it is; exchanges after a dated proposal no longer count towards the limit."""
    desk.load(f"""
        {DEALS}
        | A1 | Durand | Paul | 1 000,00 | Ouverte |            |            |
        | A2 | Petit  | Paul | 1 000,00 | Ouverte |            |            |
        | A3 | Noël   | Paul | 1 000,00 | Ouverte |            | 16/07/2026 |
    """)
    days = {"A1": (13, 14, 15, 16, 17, 20), "A2": (13, 14, 15, 16, 17), "A3": (13, 14, 15, 16, 17, 20)}
    agenda(desk, "\n".join(
        f"| {deal}-{day} | RDV-E | Paul | Client {deal} | {deal} | {day}/07/2026 09:00 | Tenu |"
        for deal, held in days.items() for day in held
    ))  # fmt: skip

    found = desk.review().over_limit
    assert [(deal.exchanges, deal.passed_on, deal.status) for deal in found] == [(6, date(2026, 7, 20), "open")]
    assert (desk.figure("over_limit"), desk.figure("over_limit", "2026-T4"), desk.figure("rdv_e")) == (1, 0, 17)


def test_only_held_meetings_count_and_a_cancellation_is_no_no_show(desk: Desk) -> None:
    """EC-43: the meeting that replaces a rescheduled one is still the first."""
    agenda(
        desk,
        """
        | M1 | RDV-D Durand | Paul | Durand | A1 | 14/07/2026 09:00 | Reporté |
        | M2 | RDV-D Durand | Paul | Durand | A1 | 21/07/2026 09:00 | Tenu    |
        | M3 | RDV-D Petit  | Paul | Petit  | A2 | 22/07/2026 09:00 | No-show |
        | M4 | RDV-D Noël   | Paul | Noël   | A3 | 23/07/2026 09:00 | Annulé  |
        | M5 | RDV-D Roche  | Paul | Roche  | A4 | 24/07/2026 09:00 | Prévu   |
        | M6 | RDV-E Durand | Paul | Durand | A1 | 28/07/2026 09:00 | Tenu    |
    """,
    )

    assert desk.rows("rdv_d") == [("M2", 1)]
    assert desk.figure("no_show_rate") == Fraction(1, 3)
    said = remarks(desk)
    assert "second_discovery" not in said
    assert said["still_booked"] == ("M5",)


def test_the_same_meeting_in_two_calendars_counts_once_for_the_first(desk: Desk) -> None:
    """EC-45, EC-46: by identifier of the agenda, else by client within 15 minutes; a series keeps its occurrences."""
    agenda(desk, """
        | M1 | U1 | RDV-E Durand | Paul   | Durand | 14/07/2026 09:00 | Tenu  |
        | M2 | U1 | RDV-E Durand | Claire | Durand | 14/07/2026 09:00 | Tenu  |
        | M3 | U1 | RDV-E Durand | Paul   | Durand | 21/07/2026 09:00 | Tenu  |
        | M4 |    | RDV-E Petit  | Paul   | Petit  | 15/07/2026 09:00 | Tenu  |
        | M5 |    | RDV-E Petit  | Claire | Petit  | 15/07/2026 09:15 | Tenu  |
        | M6 |    | RDV-E Noël   | Paul   | Noël   | 16/07/2026 09:00 | Tenu  |
        | M7 |    | RDV-E Noël   | Claire | Noël   | 16/07/2026 09:16 | Tenu  |
        | M8 | U2 | RDV-E Roche  | Paul   | Roche  | 17/07/2026 09:00 | Prévu |
        | M9 | U2 | RDV-E Roche  | Claire | Roche  | 17/07/2026 09:00 | Tenu  |
    """, "ID | UID | Titre | Organisateur | Client | Début | Issue")  # fmt: skip

    assert [key for key, _ in desk.rows("rdv_e")] == ["M1", "M4", "M6", "M7", "M9", "M3"]
    assert (desk.figure("rdv_e", scope="nord"), desk.figure("rdv_e", scope="sud"), desk.figure("rdv_e")) == (4, 2, 6)
    assert remarks(desk)["duplicate"] == ("M2", "M5")


def test_a_private_event_never_enters(desk: Desk) -> None:
    """EC-48."""
    report = desk.load("""
        | ID | Titre        | Organisateur | Client | Début            | Issue | Privé |
        | M1 | RDV-D Durand | Paul         | Durand | 14/07/2026 09:00 | Tenu  | non   |
        | M2 | RDV-D Petit  | Paul         | Petit  | 15/07/2026 09:00 | Tenu  | oui   |
    """)

    assert (report.read, report.added, report.ignored) == (2, 1, 1)
    assert desk.rows("rdv_d") == [("M1", 1)]


def test_a_discovery_with_a_customer_counts_only_for_a_deal_of_its_own(desk: Desk) -> None:
    """EC-49: Durand signed in June."""
    desk.load(f"""
        {DEALS}
        | A1 | Durand | Paul | 1 000,00 | Gagnée  | 15/06/2026 | |
        | A2 | Durand | Paul | 2 000,00 | Ouverte |            | |
    """)
    agenda(
        desk,
        """
        | M0 | RDV-D Durand | Paul | Durand |    | 18/05/2026 09:00 | Tenu |
        | M1 | RDV-D suivi  | Paul | Durand |    | 14/07/2026 09:00 | Tenu |
        | M2 | RDV-D Durand | Paul | Durand | A2 | 15/07/2026 09:00 | Tenu |
    """,
    )

    assert desk.rows("rdv_d", "2026-T2") == [("M0", 1)]
    assert desk.rows("rdv_d") == [("M2", 1)]


def test_a_qualification_call_is_no_discovery_and_its_adoption_is_measured(desk: Desk) -> None:
    """EC-50, Z19, Z24: of four physical RDV-D one followed a call within ten days; a video one is not asked any."""
    agenda(desk, """
        | M1 | RDV-Q Durand | Paul | Durand | A1 | 14/07/2026 09:00 | Tenu    | Téléphone |
        | M2 | RDV-D Durand | Paul | Durand | A1 | 20/07/2026 09:00 | Tenu    | Physique  |
        | M3 | RDV-Q Petit  | Paul | Petit  | A2 | 14/07/2026 09:00 | No-show | Téléphone |
        | M4 | RDV-D Petit  | Paul | Petit  | A2 | 20/07/2026 09:00 | Tenu    | Physique  |
        | M5 | RDV-Q Noël   | Paul | Noël   | A3 | 14/07/2026 09:00 | Tenu    | Téléphone |
        | M6 | RDV-D Noël   | Paul | Noël   | A3 | 31/07/2026 09:00 | Tenu    | Physique  |
        | M7 | RDV-D Roche  | Paul | Roche  | A4 | 20/07/2026 09:00 | Tenu    | Visio     |
        | M8 | RDV-D Vidal  | Paul | Vidal  | A5 | 20/07/2026 09:00 | Tenu    | Physique  |
        | M9 | RDV-Q Vidal  | Paul | Vidal  | A5 | 21/07/2026 09:00 | Tenu    | Téléphone |
    """, "ID | Titre | Organisateur | Client | ID affaire | Début | Issue | Mode")  # fmt: skip

    assert (desk.figure("rdv_d"), desk.figure("rdv_q"), desk.figure("called_first")) == (5, 3, Fraction(1, 4))


def test_of_three_meetings_a_quarter_of_an_hour_apart_the_second_repeats_the_first_and_the_third_stands(
    desk: Desk,
) -> None:
    """EC-46: fifteen minutes from the meeting that counts, or else a day of visits would be one; and Paul's two of
    Petit are two, though Claire noted the first of them."""
    agenda(desk, """
        | M1 | RDV-E Durand | Paul   | Durand | 14/07/2026 09:00 | Tenu |
        | M2 | RDV-E Durand | Claire | Durand | 14/07/2026 09:15 | Tenu |
        | M3 | RDV-E Durand | Pierre | Durand | 14/07/2026 09:30 | Tenu |
        | M4 | RDV-E Petit  | Paul   | Petit  | 15/07/2026 09:00 | Tenu |
        | M5 | RDV-E Petit  | Claire | Petit  | 15/07/2026 09:00 | Tenu |
        | M6 | RDV-E Petit  | Paul   | Petit  | 15/07/2026 09:10 | Tenu |
    """, "ID | Titre | Organisateur | Client | Début | Issue")  # fmt: skip

    assert [key for key, _ in desk.rows("rdv_e")] == ["M1", "M3", "M4", "M6"]
    assert remarks(desk)["duplicate"] == ("M2", "M5")


SHARED = """
    | M1 | U1 | RDV-D Durand | Paul   | Durand | 14/07/2026 09:00 | Tenu |
    | M2 | U1 | RDV-D Durand | Claire | Durand | 14/07/2026 09:00 | Tenu |
    | M3 | U2 | RDV-D Durand | Paul   | Durand | 21/07/2026 09:00 | Tenu |
    | M4 | U2 | RDV-D Durand | Claire | Durand | 21/07/2026 09:00 | Tenu |
    | M5 |    | RDV-D Petit  | Claire | Petit  | 15/07/2026 09:00 | Tenu |
    | M6 |    | RDV-D Petit  | Anne   | Petit  | 15/07/2026 09:10 | Tenu |
"""


def test_who_attends_gets_the_share_that_the_strategy_says_and_the_team_counts_the_meeting_once(desk: Desk) -> None:
    """EC-45: nothing unless said; a second RDV-D of the same account is shared with nobody."""
    agenda(desk, SHARED, "ID | UID | Titre | Organisateur | Client | Début | Issue")
    scopes = ("", "nord", "sud", "paul", "anne", "claire")
    assert [desk.figure("rdv_d", scope=scope) for scope in scopes] == [2, 1, 1, 1, 0, 1]

    desk.follow(zignature(thresholds={"co_attendee_credit": Decimal("0.5")}))

    half = Fraction(1, 2)
    assert [desk.figure("rdv_d", scope=scope) for scope in scopes] == [2, 1, 1, 1, half, 1 + half]
    assert desk.rows("rdv_d", scope="claire") == [("M5", 1), ("M2", half)]
    assert desk.rows("rdv_d", scope="sud") == [("M5", 1)]
