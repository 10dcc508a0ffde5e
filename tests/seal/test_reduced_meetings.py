"""A meeting of a review closed long ago keeps what counts and loses what identifies; no figure moves by it (P21)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import connection

from bilan.app import closing, importing, purging, verifying
from bilan.app.correcting import correct, withdraw
from bilan.app.purging import Rule
from bilan.app.reducing import CountsMoved
from bilan.app.verifying import Outcome
from bilan.errors import BilanError
from bilan.journal.models import Correction, Purge, Seal
from bilan.ledger.models import Meeting
from bilan.plan.dossier import Dossier
from cli.conftest import inspect_here, read_here
from desk import Desk, KpiSetting, zignature

SPRING, SUMMER = "2026-T2", "2026-T3"
DEALS = """
| ID affaire | Client | Propriétaire | Montant HT | Statut | Date de création | Date de signature |
| A1 | Roche | Paul | 700,00 | Gagnée | 2026-04-01 | 2026-08-10 |
| A2 | Noël | Anne | 500,00 | Ouverte | 2026-04-02 | |
"""
WINDOWS = ("2026-04", "2026-05", "2026-06", "2026-07", "2026-08", SPRING, SUMMER)
HEAD = "| ID | UID | Titre | Organisateur | Client | ID affaire | Début | Fin | Issue |"
MEETINGS = f"""
{HEAD}
| M1 | u1 | RDV-D Roche, chez Mme Durand | Paul | Roche | A1 | 2026-05-04 09:00 | 2026-05-04 10:30 | Tenu |
| M2 | u2 | RDV-E Roche | Paul | Roche | A1 | 2026-05-04 16:00 | 2026-05-04 17:00 | Tenu |
| M3 | u3 | RDV D. Martin | Anne | Noël | A2 | 2026-05-05 09:00 | 2026-05-05 10:00 | Tenu |
| M4 | u4 | RDV-D Petit | Claire | Petit | | 2026-06-30 11:00 | 2026-06-30 12:00 | Tenu |
| M5 | u5 | RDV-D Petit | Pierre | Petit | | 2026-06-30 11:10 | 2026-06-30 12:00 | Tenu |
| M6 | u1 | RDV-D Roche, chez Mme Durand | Anne | Roche | A1 | 2026-05-04 09:00 | 2026-05-04 10:30 | Tenu |
| M7 | u7 | RDV-D Vidal | m.durand@roche.example | Vidal | | 2026-05-06 09:00 | 2026-05-06 10:00 | Tenu |
| M8 | u8 | RDV-E Roche | Paul | Roche | A1 | 2026-07-02 09:00 | 2026-07-02 10:00 | Tenu |
| M9 | u9 | RDV-D Noël | Anne | Noël | A2 | 2026-07-03 09:00 | 2026-07-03 10:00 | Tenu |
"""
OLD, RECENT = ("M1", "M2", "M3", "M4", "M5", "M6", "M7"), {"M8", "M9"}
PERSONAL = ("Durand", "Martin", "M1", "u1", "RDV-D Petit")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files read in this process: the child process has its own tests."""
    monkeypatch.setattr(importing, "inspect", inspect_here)
    monkeypatch.setattr(importing, "read", read_here)


@pytest.fixture
def closed(desk: Desk) -> Desk:
    """The desk on 5 October, when spring has been closed for three months and summer is closed."""
    desk.load(DEALS)
    desk.load("\n".join(line for line in MEETINGS.splitlines() if "2026-07" not in line))
    desk.today = date(2026, 7, 5)
    close(desk, SPRING)
    desk.today = date(2026, 10, 5)
    desk.load(MEETINGS)
    close(desk, SUMMER)
    return desk


def one_line(dossier: Dossier) -> dict[str, bytes]:
    return {"bilan-fr.txt": dossier.digest.encode()}


def close(desk: Desk, period: str) -> Seal:
    return closing.close(
        desk.workspace, period, today=desk.today, author="Directrice", now=desk.now, documents=one_line
    )


def purge(desk: Desk, *, dry_run: bool = False) -> int:
    done = purging.purge(desk.workspace, today=desk.today, author="Directrice", now=desk.now, dry_run=dry_run)
    return next(one.count for one in done if one.rule is Rule.COUNTS)


def corrected(desk: Desk, key: str, **values: str) -> list[Correction]:
    return correct(desk.workspace, "meetings", [key], values, author="Anne", reason="vu", now=desk.now)


def everything() -> str:
    """All that the ledger and the journal say of meetings, word for word."""
    rows = [*Meeting.objects.values_list(), *Correction.objects.values_list(), *Purge.objects.values_list()]
    return "\n".join(str(value) for row in rows for value in row)


def remarks(desk: Desk, period: str) -> dict[str, int]:
    return {one.code: one.count for one in desk.review(period).remarks}


def moment(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def test_the_meetings_of_a_review_closed_three_months_ago_keep_what_counts_and_nothing_that_identifies(
    closed: Desk,
) -> None:
    """By hand: on 4 May, M1 and M6 at 9:00, then M2 at 16:00; 4 May at noon in Paris is 10:00 UTC."""
    assert purge(closed, dry_run=True) == len(OLD)
    assert purge(closed) == len(OLD)

    said = everything()
    assert [word for word in PERSONAL if word in said] == []
    rows = {
        (one.title, one.owner, one.account, one.start_at, one.end_at) for one in Meeting.objects.exclude(key__in=RECENT)
    }
    noon = moment("2026-05-04T10:00")
    assert {row for row in rows if row[2] == "Roche"} == {
        ("RDV-D", "Paul", "Roche", noon + 1, noon + 1 + 90 * 60),
        ("RDV-D", "Anne", "Roche", noon + 2, noon + 2 + 90 * 60),
        ("RDV-E", "Paul", "Roche", noon + 3, noon + 3 + 60 * 60),
    }
    assert [(row[0], row[1]) for row in rows if row[2] == "Noël"] == [("(RDV-D ?)", "Anne")]
    assert [(row[0], row[1]) for row in rows if row[2] == "Vidal"] == [("RDV-D", None)]
    assert set(Meeting.objects.exclude(key__startswith="reduced:").values_list("key", flat=True)) == RECENT
    assert (purge(closed), Purge.objects.get(rule="counts").counts["until"]) == (0, "2026-07-01")


def test_every_figure_and_every_remark_is_the_same_after_it(closed: Desk) -> None:
    figures, said = closed.figures(*WINDOWS), [remarks(closed, period) for period in (SPRING, SUMMER)]
    assert said[0]["duplicate"] == 2
    assert said[0]["doubtful_kind"] == 1

    purge(closed)

    assert closed.figures(*WINDOWS) == figures
    assert [remarks(closed, period) for period in (SPRING, SUMMER)] == said


def test_a_meeting_of_the_past_still_decides_whether_the_next_one_counts(closed: Desk) -> None:
    """EC-39: Roche was discovered in May: October's RDV-D of the same deal is a second one, purged or not."""
    purge(closed)

    closed.load(f"{HEAD}\n| M10 | | RDV-D Roche | Paul | Roche | A1 | 2026-10-01 09:00 | 2026-10-01 10:00 | Tenu |")

    assert closed.figure("rdv_d", "2026-T4") == 0
    assert remarks(closed, "2026-T4")["second_discovery"] == 1


def test_an_old_export_loaded_again_is_recognised_and_brings_nothing_back(closed: Desk) -> None:
    figures = closed.figures(*WINDOWS)
    purge(closed)
    retold = MEETINGS.replace(
        "RDV-E Roche | Paul | Roche | A1 | 2026-05-04", "RDV-E M. Durand | Paul | Roche | A1 | 2026-05-04"
    )

    dry = closed.load(retold, dry_run=True, is_full=True)
    done = closed.load(retold, is_full=True)

    for report in (dry, done):
        assert (report.read, report.unchanged, report.reduced, report.added, report.removed) == (9, 9, len(OLD), 0, 0)
    assert [word for word in PERSONAL if word in everything()] == []
    assert closed.figures(*WINDOWS) == figures


def test_an_import_whose_meetings_were_reduced_cannot_be_undone_and_a_later_one_can(closed: Desk) -> None:
    first = Meeting.objects.get(key="M1").added_by
    purge(closed)
    later = closed.load(MEETINGS.replace("2026-07-02 10:00 | Tenu", "2026-07-02 11:00 | Tenu"))

    with pytest.raises(BilanError, match="can no longer be undone"):
        closed.undo(first)

    assert later.import_id is not None
    closed.undo(later.import_id)
    assert closed.figure("rdv_e", SUMMER) == 1


def test_corrections_keep_their_effect_and_can_still_be_taken_back(closed: Desk) -> None:
    """M3 is a RDV-D after all, of Claire's; M2, retitled, was held at 8:00, before the RDV-D; M4 was no meeting."""
    told = {
        "M2": {"title": "RDV-E avec M. Durand", "start_at": "2026-05-04T08:00", "end_at": "2026-05-04T08:20"},
        "M3": {"declared_kind": "RDV-D", "owner": "Claire"},
        "M4": {"outcome": "no_show"},
        "M5": {"uid": "u5bis"},
    }
    made = [one for key, values in told.items() for one in corrected(closed, key, **values)]
    figures = closed.figures(*WINDOWS)
    assert figures["rdv_d", "rep:claire", SPRING][0] == 1

    assert purge(closed) == len(OLD)

    assert [word for word in PERSONAL if word in everything()] == []
    assert closed.figures(*WINDOWS) == figures
    withdraw(made[4].pk, now=closed.now)  # M3 is Anne's again
    assert closed.figure("rdv_d", SPRING, "rep:claire") == 0


def test_closed_reviews_are_still_proven_the_one_whose_rows_are_gone_and_the_one_that_has_them(closed: Desk) -> None:
    correct(
        closed.workspace, "meetings", ["M3"], {"declared_kind": "RDV-D"}, author="Anne", reason="vu", now=closed.now
    )
    closed.today = date(2026, 10, 6)
    purge(closed)

    spring, summer = (verifying.verify(closed.workspace, period) for period in (SPRING, SUMMER))

    assert (spring.outcome, spring.expired, spring.rows_expired_on) == (Outcome.EQUAL, ("rows.zip",), closed.today)
    assert (summer.outcome, summer.expired, summer.reduced_on) == (Outcome.EQUAL, (), closed.today)


def test_a_row_touched_by_hand_is_still_named_after_meetings_were_reduced(closed: Desk) -> None:
    purge(closed)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_meetings SET title = 'RDV-D Roche' WHERE key = 'M8'")

    found = verifying.verify(closed.workspace, SUMMER)

    assert (found.outcome, [(row.key, row.what) for row in found.rows]) == (Outcome.ALTERED, [("M8", "title")])


def test_meetings_of_a_review_restated_lately_wait(closed: Desk) -> None:
    """Spring is closed anew on 4 January: on the 5th summer is three months old, and spring is one day."""
    closed.today = date(2027, 1, 4)
    closing.restate(closed.workspace, SPRING, reason="avenant", author="Anne", now=closed.now, documents=one_line)
    closed.today = date(2027, 1, 5)

    assert purge(closed) == 0

    closed.today = date(2027, 4, 4)
    assert purge(closed) == len(OLD) + len(RECENT)


def test_a_kpi_of_ones_own_that_reads_titles_keeps_the_meetings_whole_and_says_why(closed: Desk) -> None:
    titled = {"column": "title", "is_in": ["RDV-D Petit"]}
    value = {"table": "meetings", "dated_by": "day", "filters": [titled]}
    own = {"key": "chez", "label_fr": "RDV chez Petit", "label_en": "Meetings at Petit", "value": value}
    closed.follow(zignature(kpis=(KpiSetting.model_validate(own),)))

    with pytest.raises(CountsMoved, match="own:chez:value"):
        purge(closed)

    assert set(Meeting.objects.values_list("key", flat=True)) == {*OLD, *RECENT}
    assert not Purge.objects.exists()
