"""A load: all of it or nothing, once however often it is repeated, and nothing lost on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, connection

from bilan.app.workspace import AlreadyWriting, Workspace
from bilan.ledger import loading
from bilan.ledger.models import Booking, Deal, Import, Meeting
from desk import Desk
from ledger.books import NOW, deal, known, load, rows, started

JULY = date(2026, 7, 20)
TWO = [deal("A", "Paul", 100, JULY), deal("B", "Anne", 200, JULY)]
FILE = """
    | ID affaire | Client | Propriétaire | Montant HT | Statut | Date de signature |
    | A1         | Durand | Paul         | 100,00     | Gagnée | 2026-07-20        |
    | A2         | Petit  | Paul         | -5,00      | Gagnée | 2026-07-20        |
"""


def test_twice_is_once(workspace: Workspace) -> None:
    first = load(TWO)
    reference = known(workspace.rows)

    again = load(TWO)

    assert (first.added, first.stored_cents) == (2, 300)
    assert (again.added, again.changed, again.unchanged, again.unchanged_cents) == (0, 0, 2, 300)
    assert known(workspace.rows) == reference


@pytest.mark.usefixtures("workspace")
def test_what_a_row_does_not_say_stays_unsaid_beside_rows_that_say_zero_no_or_a_half() -> None:
    silent: dict[str, object] = {"key": "silent", "start_at": 0}
    frugal = {"key": "0", "start_at": 0, "end_at": 0, "booked_at": 0, "title": "0.5", "owner": "", "all_day": False}
    plain = {"key": "plain", "start_at": 1, "end_at": 2, "title": "RDV-D", "owner": "Paul", "all_day": True}
    said = [{**one, "key": f"{one['key']} {number}"} for number in range(50) for one in (silent, frugal, plain)]

    load(said, "meetings")

    columns = ("key", "start_at", "end_at", "booked_at", "title", "owner", "all_day", "qualified")
    stored = list(Meeting.objects.order_by("pk").values_list(*columns))
    assert stored == [tuple(one.get(name) for name in columns) for one in said]
    assert load(said, "meetings").unchanged == 150


def test_an_import_under_way_is_seen_by_nobody_and_a_sweep_leaves_no_trace_of_it(workspace: Workspace) -> None:
    load(TWO)
    reference = known(workspace.rows)
    under_way = started()
    under_way.take(rows("deals", [deal("A", "Anne", 999, JULY), deal("C", "Paul", 5, JULY)]))
    under_way.remove_absent({"A", "C"})
    assert known(workspace.rows) == reference

    loading.sweep()

    assert known(workspace.rows) == reference
    assert Import.objects.filter(committed_at=None).count() == 0
    assert [Deal.objects.count(), Booking.objects.count()] == [2, 2]
    assert load(TWO).unchanged == 2


def test_a_load_that_lost_a_row_is_given_up(workspace: Workspace) -> None:
    load(TWO)
    reference = known(workspace.rows)
    under_way = started()
    under_way.take(rows("deals", [deal("C", "Paul", 5, JULY), deal("D", "Paul", 5, JULY)]))
    Deal.objects.get(key="C").delete()

    with pytest.raises(loading.LostRows):
        under_way.commit(loading.Refused(), read=2, read_cents=10)

    assert known(workspace.rows) == reference


@pytest.mark.parametrize(("read", "cents"), [(3, 300), (1, 300), (2, 299)])
def test_the_database_itself_refuses_counts_that_do_not_add_up(workspace: Workspace, read: int, cents: int) -> None:
    under_way = started()
    under_way.take(rows("deals", TWO))

    with pytest.raises(IntegrityError, match="import_loses_no"):
        under_way.commit(loading.Refused(), read=read, read_cents=cents)

    assert loading.current() == 0
    assert not any(known(workspace.rows).values())


def test_every_row_and_cent_read_is_stored_unchanged_or_refused(desk: Desk) -> None:
    report = desk.load(FILE)

    assert (report.read, report.stored, report.unchanged, report.rejected) == (2, 1, 0, 1)
    assert (report.read_cents, report.stored_cents, report.rejected_cents) == (9500, 10000, -500)


def test_a_dry_run_counts_the_same_and_writes_nothing(desk: Desk) -> None:
    desk.load(FILE)
    changed = FILE.replace("100,00", "130,00").replace("A2", "A3").replace("-5,00", "5,00")
    before = (list(Import.objects.values()), list(Deal.objects.values()), list(Booking.objects.values()))

    shown = desk.load(changed, dry_run=True, is_full=True)

    assert (list(Import.objects.values()), list(Deal.objects.values()), list(Booking.objects.values())) == before
    done = desk.load(changed, is_full=True)
    assert replace(shown, import_id=done.import_id, mapping=done.mapping) == done
    assert (done.added, done.changed, done.removed) == (1, 1, 0)
    less = "\n".join(FILE.splitlines()[:3])
    assert desk.load(less, dry_run=True, is_full=True).removed == 1


def test_a_full_export_takes_away_what_it_no_longer_holds_with_its_revenue(desk: Desk) -> None:
    desk.load(FILE.replace("-5,00", "5,00"))
    assert desk.figure("bookings") == 105

    report = desk.load("\n".join(FILE.splitlines()[:3]), is_full=True)

    assert (report.removed, report.unchanged) == (1, 1)
    assert desk.figure("bookings") == 100


def test_a_second_writer_is_told_to_wait(workspace: Workspace) -> None:
    with workspace.writing(NOW), pytest.raises(AlreadyWriting, match="under way since 09:00"), workspace.writing(NOW):
        pytest.fail("two writers at once")


def test_two_live_rows_of_one_key_are_refused_by_the_database(workspace: Workspace) -> None:
    load(TWO)

    with pytest.raises(IntegrityError, match="UNIQUE"), connection.cursor() as cursor:
        cursor.execute("INSERT INTO ledger_deals (source, added_by, key, status) VALUES ('crm', 9, 'A', 'won')")

    assert len(known(workspace.rows)["deals"]) == 2
