"""What was kept long enough is erased with a log; the seal of a purged review is still proven intact (P21)."""

from __future__ import annotations

from datetime import date

import pytest

from bilan.app import closing, purging, seals, verifying
from bilan.app.purging import Rule, months_before
from bilan.app.verifying import Outcome
from bilan.errors import BilanError
from bilan.journal.models import Purge, Seal
from bilan.ledger.models import Meeting
from bilan.plan.dossier import Dossier
from desk import Desk, zignature

DEALS = """
| ID affaire | Client | Propriétaire | Montant HT | Statut | Date de création | Date de signature |
| A1 | Roche | Paul | 700,00 | Gagnée | 2026-06-15 | 2026-07-10 |
"""
MEETINGS = """
| ID | Titre | Organisateur | Client | ID affaire | Début | Fin | Issue |
| M1 | RDV-D Roche | Paul | Roche | A1 | 2026-07-01 09:00 | 2026-07-01 10:00 | Tenu |
"""


def both(dossier: Dossier) -> dict[str, bytes]:
    return {"collective-fr.txt": dossier.digest.encode(), "manager-fr.txt": dossier.digest.encode() * 2}


def close(desk: Desk, period: str = "2026-T3") -> Seal:
    return closing.close(desk.workspace, period, today=desk.today, author="Directrice", now=desk.now, documents=both)


def purge(desk: Desk, *, dry_run: bool = False) -> dict[Rule, int]:
    done = purging.purge(desk.workspace, today=desk.today, author="Directrice", now=desk.now, dry_run=dry_run)
    return {one.rule: one.count for one in done if one.count}


@pytest.fixture
def closed(desk: Desk) -> Seal:
    desk.load(DEALS)
    desk.load(MEETINGS)
    desk.load(MEETINGS.replace("10:00 | Tenu", "10:30 | Tenu"))
    return close(desk)


def test_nothing_is_due_three_months_less_a_day_after_the_close(desk: Desk, closed: Seal) -> None:
    desk.today = date(2027, 1, 4)

    assert (purge(desk), closed.version) == ({}, 1)


def test_rows_and_past_states_of_meetings_go_after_three_months_and_the_seal_is_still_proven(
    desk: Desk, closed: Seal
) -> None:
    figures = [desk.figure(kpi) for kpi in ("bookings", "rdv_d", "cycle_days")]
    desk.today = date(2027, 1, 5)
    assert purge(desk, dry_run=True) == {Rule.ROWS: 1, Rule.MEETINGS: 1, Rule.COUNTS: 1}
    assert Meeting.objects.count() == 2

    assert purge(desk) == {Rule.ROWS: 1, Rule.MEETINGS: 1, Rule.COUNTS: 1}

    assert not seals.path_of(desk.workspace, closed, "rows.zip").exists()
    assert Meeting.objects.count() == 1
    assert [desk.figure(kpi) for kpi in ("bookings", "rdv_d", "cycle_days")] == figures
    found = verifying.verify(desk.workspace, "2026-T3")
    assert (found.files, found.expired, found.seal.rows_expired_on) == ((), ("rows.zip",), date(2027, 1, 5))
    assert found.outcome is Outcome.EQUAL
    assert {one.rule: one.counts["count"] for one in Purge.objects.all()} == {"rows": 1, "meetings": 1, "counts": 1}
    assert purge(desk) == {}


def test_a_review_whose_rows_are_gone_for_good_has_its_seal_intact(desk: Desk, closed: Seal) -> None:
    desk.today = date(2027, 1, 5)
    purge(desk)
    Meeting.objects.all().delete()

    found = verifying.verify(desk.workspace, "2026-T3")

    assert (found.outcome, found.differences, found.seal) == (Outcome.EXPIRED, (), closed)


def test_an_import_whose_past_states_are_erased_can_no_longer_be_undone(desk: Desk, closed: Seal) -> None:
    desk.today = date(2027, 1, 5)
    purge(desk)

    with pytest.raises(BilanError, match="can no longer be undone"):
        desk.undo(closed.import_id)


def test_individual_figures_go_after_two_more_years_and_the_collective_version_stays(desk: Desk, closed: Seal) -> None:
    desk.today = date(2028, 12, 31)
    assert Rule.PEOPLE not in purge(desk)
    desk.today = date(2029, 1, 1)

    assert purge(desk)[Rule.PEOPLE] == 2

    left = {name for name in closed.documents if seals.path_of(desk.workspace, closed, name).exists()}
    assert left == {"collective-fr.txt", "named.json"}
    assert verifying.verify(desk.workspace, "2026-T3").outcome is not Outcome.ALTERED


def test_findings_that_name_somebody_are_archived_once_the_following_review_is_closed(desk: Desk, closed: Seal) -> None:
    desk.today = date(2027, 1, 4)
    desk.follow(zignature(period="2026-T4"))
    close(desk, "2026-T4")

    assert purge(desk) == {Rule.NAMED: 1}

    path = seals.path_of(desk.workspace, closed, "named.json")
    assert path.parent == seals.archive(desk.workspace, "2026-T3")
    assert verifying.verify(desk.workspace, "2026-T3").outcome is Outcome.EQUAL
    assert purge(desk) == {}


def test_months_are_counted_to_the_same_day_or_the_last_of_the_month() -> None:
    assert months_before(date(2027, 1, 5), 3) == date(2026, 10, 5)
    assert months_before(date(2026, 5, 31), 3) == date(2026, 2, 28)
