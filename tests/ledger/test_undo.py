"""Undoing an import puts everything back as it was, or says what stands in the way."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bilan.app import importing
from bilan.app.workspace import Workspace
from bilan.errors import BilanError
from bilan.ledger import loading
from bilan.ledger.models import Import
from desk import Desk
from ledger.books import NOW, deal, known, load

DAYS = st.dates(date(2026, 6, 1), date(2026, 9, 30))
DEALS = st.lists(
    st.builds(deal, st.sampled_from("ABCDEF"), st.sampled_from(["Paul", "Anne", None]), st.integers(0, 10**6), DAYS,
              status=st.sampled_from(["won", "lost", "open", "cancelled"])),
    max_size=6, unique_by=lambda one: one["key"],
)  # fmt: skip
QUICK = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
JULY, AUGUST = date(2026, 7, 20), date(2026, 8, 20)


def undo(number: int) -> Import:
    return loading.undo(Import.objects.get(pk=number), author="Directrice", now=NOW)


@QUICK
@given(before=DEALS, then=DEALS)
def test_whatever_was_loaded_undoing_it_restores_every_row(
    workspace: Workspace, before: list[dict[str, Any]], then: list[dict[str, Any]]
) -> None:
    load(before)
    reference = known(workspace.rows)
    last = load(then, full=True)

    undo(last.pk)

    assert known(workspace.rows) == reference
    assert known(workspace.rows, last.pk - 1) == reference


def test_undoing_restores_the_figures(desk: Desk) -> None:
    head = "ID affaire;Client;Propriétaire;Montant HT;Statut;Date de signature"
    desk.load(f"{head}\nA1;Durand;Paul;100,00;Gagnée;2026-07-20")
    report = desk.load(f"{head}\nA1;Durand;Paul;130,00;Gagnée;2026-08-20\nA2;Petit;Anne;7,00;Gagnée;2026-08-21")
    assert desk.figure("bookings", "2026-07") == 0

    desk.undo(report.import_id or 0)

    assert (desk.figure("bookings", "2026-07"), desk.figure("bookings")) == (100, 100)
    with pytest.raises(BilanError, match="undone already"):
        desk.undo(report.import_id or 0)


def test_an_import_whose_rows_changed_since_is_kept_and_the_later_one_named(workspace: Workspace) -> None:
    first = load([deal("A", "Paul", 100, JULY)])
    second = load([deal("A", "Anne", 100, JULY)])
    load([deal("B", "Anne", 100, JULY)])
    reference = known(workspace.rows)

    with pytest.raises(loading.TouchedLater) as refusal:
        undo(first.pk)

    assert f"Annulez d'abord {second.pk}." in refusal.value.message.fr
    assert known(workspace.rows) == reference


def test_imports_are_undone_one_after_the_other_back_to_nothing(workspace: Workspace) -> None:
    numbers = [load([deal("A", "Paul", cents, JULY)]).pk for cents in (100, 200, 300)]

    for number in reversed(numbers):
        undo(number)

    assert known(workspace.rows) == known(workspace.rows, 0)


def test_an_undo_can_be_undone_and_the_import_undone_again(workspace: Workspace) -> None:
    load([deal("A", "Paul", 100, JULY)])
    second = load([deal("A", "Anne", 250, AUGUST), deal("B", "Anne", 5, JULY)])
    before, after = known(workspace.rows, second.pk - 1), known(workspace.rows)
    first_undo = undo(second.pk)
    assert known(workspace.rows) == before

    undo(first_undo.pk)
    assert known(workspace.rows) == after

    importing.undo(workspace, second.pk, author="Directrice", now=NOW)
    assert known(workspace.rows) == before


def test_what_a_full_export_removed_comes_back(workspace: Workspace) -> None:
    load([deal("A", "Paul", 100, JULY), deal("B", "Anne", 200, JULY)])
    reference = known(workspace.rows)
    full = load([deal("B", "Anne", 200, JULY)], full=True)
    assert (full.removed, full.unchanged) == (1, 1)
    assert [row["deal"] for row in known(workspace.rows)["bookings"]] == ["B"]

    undo(full.pk)

    assert known(workspace.rows) == reference
