"""A closed review stays as it was signed, whatever the sources say later; anything touched by hand is named."""

from __future__ import annotations

import time
from datetime import date
from fractions import Fraction

import pytest
from django.db import connection

from bilan.app import closing, seals, verifying
from bilan.app.closed import reopened
from bilan.app.closing import Documents
from bilan.app.correcting import correct, withdraw
from bilan.app.since_close import changes_since_close
from bilan.app.verifying import Outcome
from bilan.app.writing import ReviewClosed
from bilan.errors import Busy
from bilan.journal.models import Seal
from bilan.plan.dossier import Dossier
from bilan.strategy.document import Rep, Target
from desk import Desk, zignature

HEAD = "| ID affaire | Client | Propriétaire | Montant HT | Statut | Date de création | Date de signature |"
DEALS = (
    "| A1 | Roche | Paul | 700,00 | Gagnée | 2026-06-15 | 2026-07-10 |",
    "| A2 | Noël | Pierre | 702,00 | Gagnée | 2026-06-16 | 2026-08-20 |",
    "| A3 | Renaud | Anne | 500,00 | Ouverte | 2026-06-25 | |",
)
MEETINGS = """
| ID | Titre | Organisateur | Client | ID affaire | Début | Fin | Issue |
| M1 | RDV-D Roche | Paul | Roche | A1 | 2026-06-15 09:00 | 2026-06-15 10:00 | Tenu |
| M2 | RDV-D Noël | Pierre | Noël | A2 | 2026-07-16 09:00 | 2026-07-16 10:00 | Tenu |
| M3 | RDV-D Renaud | Anne | Renaud | A3 | 2026-07-17 23:30 | 2026-07-18 00:30 | Tenu |
"""
TARGETS = [Target.model_validate({"kpi": "bookings", "scope": "company", "window": "2026-T3", "value": 1000})]


def deals(*rows: str) -> str:
    return "\n".join([HEAD, *rows])


def one_line(dossier: Dossier) -> dict[str, bytes]:
    """A document that is made at once: the pages have their own test."""
    line = dossier.review.line("bookings")
    return {"bilan-fr.txt": f"{dossier.digest} {line and line.reading.actual.value}".encode()}


def close(desk: Desk, documents: Documents = one_line) -> Seal:
    return closing.close(
        desk.workspace, "2026-T3", today=desk.today, author="Directrice", now=desk.now, documents=documents
    )


def rendered(desk: Desk, seal: Seal, documents: Documents = one_line) -> dict[str, bytes]:
    return dict(documents(reopened(desk.workspace, seal)))


@pytest.fixture
def closed(desk: Desk) -> Seal:
    """The third quarter closed: 1 402 € signed for 1 000 € promised."""
    desk.follow(zignature(targets=TARGETS))
    desk.load(deals(*DEALS))
    desk.load(MEETINGS)
    return close(desk)


def test_a_period_that_is_not_over_cannot_be_closed(desk: Desk) -> None:
    desk.load(deals(*DEALS))
    desk.today = date(2026, 9, 30)

    with pytest.raises(closing.NotOver):
        close(desk)

    assert not Seal.objects.exists()


def test_nothing_is_closed_before_a_file_was_imported(desk: Desk) -> None:
    with pytest.raises(closing.NothingToClose):
        close(desk)


def test_a_closed_review_is_not_closed_twice(desk: Desk, closed: Seal) -> None:
    with pytest.raises(ReviewClosed):
        close(desk)

    assert Seal.objects.get() == closed


def test_closing_waits_for_nobody_while_an_import_is_under_way(desk: Desk) -> None:
    desk.load(deals(*DEALS))

    with desk.workspace.writing(desk.now), pytest.raises(Busy):
        close(desk)


def test_a_review_just_closed_is_computed_again_and_found_equal(desk: Desk, closed: Seal) -> None:
    found = verifying.verify(desk.workspace, "2026-T3")

    assert (found.outcome, found.differences, found.rows, found.files) == (Outcome.EQUAL, (), (), ())
    assert found.seal == closed


def change_everything(desk: Desk) -> None:
    rows = deals(DEALS[0].replace("700,00", "650,00"), DEALS[1].replace("Noël", "Noël & fils"))
    desk.load(rows, is_full=True, as_correction=True)
    correct(desk.workspace, "meetings", ["M2"], {"owner": "Claire"}, author="Anne", reason="erreur", now=desk.now)
    gone = [rep for rep in zignature().reps if rep.key != "anne"]
    gone[0] = gone[0].model_copy(update={"name": "Paul R.", "left_on": date(2026, 10, 15)})
    desk.follow(zignature(period="2026-T4", reps=(*gone, Rep(key="lea", name="Léa"))))


def test_a_closed_review_is_the_same_to_the_byte_after_everything_has_changed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Re-priced, deleted, renamed, corrected, a rep gone, another team, another zone and language."""
    desk.follow(zignature(targets=TARGETS))
    desk.load(deals(*DEALS))
    desk.load(MEETINGS)
    closed = close(desk, closing.DOCUMENTS)
    before = rendered(desk, closed, closing.DOCUMENTS)
    written = {name: seals.content(desk.workspace, closed, name) for name in closed.documents}
    desk.today = date(2026, 11, 2)
    change_everything(desk)
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    time.tzset()

    try:
        assert desk.figure("bookings", "2026-T3") != 1402
        assert rendered(desk, closed, closing.DOCUMENTS) == before
        assert {name: written[name] for name in before} == before
        assert verifying.verify(desk.workspace, "2026-T3").outcome is Outcome.EQUAL
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_correction_that_held_at_the_close_still_does_once_it_is_taken_back(desk: Desk) -> None:
    desk.load(deals(*DEALS))
    made = correct(desk.workspace, "deals", ["A1"], {"owner": "Anne"}, author="Anne", reason="", now=desk.now)
    close(desk)

    withdraw(made[0].pk, now=desk.now)

    assert verifying.verify(desk.workspace, "2026-T3").outcome is Outcome.EQUAL


def test_undoing_an_import_later_changes_nothing_of_a_closed_review(desk: Desk, closed: Seal) -> None:
    before = rendered(desk, closed)

    desk.undo(closed.import_id)

    assert rendered(desk, closed) == before
    assert verifying.verify(desk.workspace, "2026-T3").outcome is Outcome.EQUAL


def test_ec_47_a_meeting_deleted_from_the_agenda_later_stays_in_the_closed_review(desk: Desk, closed: Seal) -> None:
    """EC-47: M3, of 17 July, is gone from November's export; what counted at the close still does."""
    desk.today = date(2026, 11, 2)
    desk.load("\n".join(line for line in MEETINGS.splitlines() if not line.startswith("| M3")), is_full=True)

    line = reopened(desk.workspace, closed).review.line("rdv_d")

    assert line is not None
    assert (line.reading.actual.value, desk.figure("rdv_d", "2026-T3")) == (Fraction(2), Fraction(1))
    assert verifying.verify(desk.workspace, "2026-T3").outcome is Outcome.EQUAL


def test_one_cent_changed_by_hand_in_the_ledger_is_named_with_its_row_and_the_figures_it_moves(
    desk: Desk, closed: Seal
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_bookings SET amount_cents = amount_cents + 1 WHERE deal = 'A1'")

    found = verifying.verify(desk.workspace, "2026-T3")

    assert (found.outcome, found.seal) == (Outcome.ALTERED, closed)
    assert [(row.table, row.what, row.before, row.after) for row in found.rows] == [
        ("bookings", "amount_cents", 70_000, 70_001)
    ]
    moved = {one.place[1]: (one.before, one.after) for one in found.differences if one.place[2:] == ("numerator",)}
    assert moved["bookings rep:paul 2026-07-01..2026-09-30"] == ("700", "70001/100")
    assert moved["bookings company 2026-07-01..2026-09-30"] == ("1402", "140201/100")


def test_a_row_of_no_figure_changed_by_hand_is_named_too(desk: Desk, closed: Seal) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_meetings SET title = 'RDV-D Rocher' WHERE key = 'M1'")

    found = verifying.verify(desk.workspace, "2026-T3")

    assert (found.outcome, found.differences, found.seal) == (Outcome.ALTERED, (), closed)
    assert [(row.key, row.what, row.after) for row in found.rows] == [("M1", "title", "RDV-D Rocher")]


def test_a_correction_changed_by_hand_is_named(desk: Desk) -> None:
    desk.load(deals(*DEALS))
    correct(desk.workspace, "deals", ["A1"], {"owner": "Anne"}, author="Anne", reason="", now=desk.now)
    close(desk)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE journal_correction SET value = 'Pierre'")

    found = verifying.verify(desk.workspace, "2026-T3")

    assert found.outcome is Outcome.ALTERED
    assert [(one.before, one.after) for one in found.corrections] == [("Anne", "Pierre")]


def test_a_strategy_changed_by_hand_is_named(desk: Desk, closed: Seal) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE journal_strategyversion SET document = replace(document, 'value = 1000', 'value = 999')")

    found = verifying.verify(desk.workspace, "2026-T3")

    assert (found.outcome, found.seal) == (Outcome.ALTERED, closed)
    assert ("strategy_sha256",) in [one.place for one in found.differences]


@pytest.mark.parametrize("name", ["seal.json", "people.json", "rows.zip", "bilan-fr.txt"])
def test_one_byte_changed_by_hand_in_a_file_is_named(desk: Desk, closed: Seal, name: str) -> None:
    file = seals.path_of(desk.workspace, closed, name)
    text = bytearray(file.read_bytes())
    text[len(text) // 2] ^= 1
    file.write_bytes(text)

    found = verifying.verify(desk.workspace, "2026-T3")

    assert found.outcome is Outcome.ALTERED
    assert [(bad.name, bad.what) for bad in found.files] == [(name, "altered")]


def test_a_file_that_went_missing_is_named(desk: Desk, closed: Seal) -> None:
    seals.path_of(desk.workspace, closed, "bilan-fr.txt").unlink()

    found = verifying.verify(desk.workspace, "2026-T3")

    assert [(bad.name, bad.what) for bad in found.files] == [("bilan-fr.txt", "missing")]


def test_files_that_no_seal_names_are_swept_by_the_next_close(desk: Desk) -> None:
    desk.load(deals(*DEALS))
    home = seals.folder(desk.workspace, "2026-T3")
    home.mkdir(parents=True)
    (home / f"{'0' * 64}.json").write_text("{}")

    seal = close(desk)

    assert {file.stem for file in home.iterdir()} == set(seals.names(seal).values())


def test_a_restatement_is_a_version_with_its_reason_and_the_old_one_stays(desk: Desk, closed: Seal) -> None:
    desk.today = date(2026, 11, 2)
    desk.load(deals(DEALS[0].replace("700,00", "650,00")), as_correction=True)

    again = closing.restate(
        desk.workspace, "2026-T3", reason="A1 saisie deux fois", author="Anne", now=desk.now, documents=one_line
    )

    assert (again.version, again.reason) == (2, "A1 saisie deux fois")
    assert verifying.verify(desk.workspace, "2026-T3").outcome is Outcome.EQUAL
    first, second = (reopened(desk.workspace, seal).review.line("bookings") for seal in (closed, again))
    assert first is not None
    assert second is not None
    assert (first.reading.actual.value, second.reading.actual.value) == (Fraction(1402), Fraction(1352))
    assert all(seals.content(desk.workspace, closed, name) for name in seals.names(closed))


def test_a_restatement_needs_a_reason_and_a_closed_review(desk: Desk) -> None:
    desk.load(deals(*DEALS))

    with pytest.raises(closing.NotClosed):
        closing.restate(desk.workspace, "2026-T3", reason="pourquoi pas", author="Anne", now=desk.now)


def test_ec_24_and_ec_26_what_changed_since_the_close_is_listed_with_its_effect(desk: Desk, closed: Seal) -> None:
    """« 140,2 % serait 138,9 % » : A1 re-priced by 13 €; and an entry of August told in November is late."""
    desk.today = date(2026, 11, 2)
    desk.load(deals(DEALS[0].replace("700,00", "687,00")), as_correction=True)

    found = changes_since_close(desk.workspace, "2026-T3", today=desk.today)

    assert (found.seal, [(row.key, row.what) for row in found.rows]) == (closed, [("A1", "amount_cents")])
    moved = {one.kpi.key: one for one in found.moved}["bookings"]
    assert (moved.attainment_before, moved.attainment_after) == (Fraction(1402, 1000), Fraction(1389, 1000))
    desk.load(deals("| A9 | Petit | Claire | 20,00 | Gagnée | 2026-08-01 | 2026-08-30 |"))
    late = changes_since_close(desk.workspace, "2026-T3", today=desk.today).late
    assert ("A9", date(2026, 8, 30), 2000) in [(one.deal, one.day, one.cents) for one in late]


def test_a_correction_made_since_the_close_is_listed_with_its_effect(desk: Desk, closed: Seal) -> None:
    correct(desk.workspace, "deals", ["A1"], {"amount": "690"}, author="Anne", reason="avoir", now=desk.now)

    found = changes_since_close(desk.workspace, "2026-T3", today=desk.today)

    assert ([one.key for one in found.corrections], found.rows, found.seal) == (["A1"], (), closed)
    assert {one.kpi.key: one.after for one in found.moved}["bookings"] == 1392


def test_nothing_changed_since_the_close_moves_nothing(desk: Desk, closed: Seal) -> None:
    found = changes_since_close(desk.workspace, "2026-T3", today=desk.today)

    assert (found.rows, found.corrections, found.late, found.moved, found.seal) == ((), (), (), (), closed)
