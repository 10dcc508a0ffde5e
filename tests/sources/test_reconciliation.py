"""A file's own total beside ours: whatever makes them differ is said with its lines, or said to be unexplained."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from bilan.sources.files.batches import batches
from bilan.sources.files.mapping import Mapping
from bilan.sources.files.reading import read_raw
from bilan.sources.reconciliation import Reconciliation, Tally
from bilan.sources.source import Context

if TYPE_CHECKING:
    from pathlib import Path

CONTEXT = Context("EUR", "Europe/Paris", dt.date(2026, 3, 31))
DEALS = Mapping(
    table="deals",
    columns={"key": "Id", "amount_cents": "Montant", "currency": "Devise", "status": "Statut", "signed_on": "Date"},
)
HEAD = "Id;Montant;Devise;Statut;Date\n"
ROWS = "1;1000;EUR;Gagné;2026-03-02\n2;500;EUR;Démo;\n3;250;EUR;Perdu;\n"  # 1 750,00 €


def compared(folder: Path, text: str) -> list[Reconciliation]:
    path = folder / "export.csv"
    path.write_text(HEAD + text, encoding="utf-8")
    tally = Tally("EUR")
    for batch in batches(read_raw(path), DEALS, CONTEXT):
        tally.add(batch)
    return tally.reconciled()


def parts(found: Reconciliation) -> list[tuple[int | None, tuple[int, ...]]]:
    return [(reason.cents, reason.lines) for reason in found.reasons]


def test_a_total_of_all_its_rows_needs_no_explanation(tmp_path: Path) -> None:
    (found,) = compared(tmp_path, ROWS + "Total;1750;;;\n")

    assert (found.line, found.said, found.ours, found.reasons, found.unexplained) == (5, 175_000, 175_000, (), 0)
    assert "est celui des lignes retenues" in found.sentence("EUR").fr


@pytest.mark.parametrize(
    ("text", "said", "expected"),
    [
        (ROWS + "4;40;EUR;Gagné;2027-01-01\n", "1790", [(4_000, (5,))]),  # refused: signed after the cut-off
        (ROWS + "3;250;EUR;Perdu;\n", "2000", [(25_000, (5,))]),  # the same row twice
        (ROWS, "1000", [(-75_000, (3, 4))]),  # won deals only
        (ROWS, "1500", [(-25_000, (4,))]),  # all but the lost ones
        (ROWS + "4;90;USD;Démo;\n", "1750", [(-9_000, (5,))]),  # its own currency only
        (ROWS + "4;90;USD;Démo;\n", "1840", [(0, (5,))]),  # dollars and euros added up
        (ROWS + "4;40;EUR;Gagné;2027-01-01\n", "1040", [(4_000, (5,)), (-75_000, (3, 4))]),
    ],
)
def test_a_difference_is_explained_to_the_row(
    text: str, said: str, expected: list[tuple[int, tuple[int, ...]]], tmp_path: Path
) -> None:
    (found,) = compared(tmp_path, text + f"Total;{said};;;\n")

    assert parts(found) == expected
    assert found.unexplained == 0
    assert found.said == found.ours + sum(cents for cents, _ in expected)


def test_a_sum_by_group_is_compared_with_its_own_rows_and_the_last_with_all(tmp_path: Path) -> None:
    found = compared(
        tmp_path, ROWS + "Sous-total;1750;;;\n5;10;EUR;Démo;\n6;20;EUR;Démo;\nSous-total;30;;;\nTotal général;1780;;;\n"
    )

    assert [(one.line, one.ours, one.reasons, one.unexplained) for one in found] == [
        (5, 175_000, (), 0),
        (8, 3_000, (), 0),
        (9, 178_000, (), 0),
    ]


def test_a_grand_total_that_adds_its_subtotals_again_says_so(tmp_path: Path) -> None:
    *_, last = compared(tmp_path, ROWS + "Sous-total;1750;;;\n5;10;EUR;Démo;\nTotal général;3510;;;\n")

    assert parts(last) == [(175_000, (5,))]
    assert "une seconde fois" in last.sentence("EUR").fr


def test_what_cannot_be_explained_is_said_beside_what_cannot_be_read(tmp_path: Path) -> None:
    (found,) = compared(tmp_path, ROWS + "4;douze;EUR;Démo;\n5;40;EUR;Gagné;2027-01-01\nTotal;1802;;;\n")

    assert found.unexplained == 1_200
    assert parts(found) == [(4_000, (6,)), (None, (5,))]
    assert "écart inexpliqué de 12,00\u00a0€" in found.sentence("EUR").fr
    assert "unexplained difference of €12.00" in found.sentence("EUR").en


def test_a_total_above_its_rows_adds_up_those_below(tmp_path: Path) -> None:
    (found,) = compared(tmp_path, "Total;1750;;;\n" + ROWS)

    assert (found.ours, found.reasons, found.unexplained) == (175_000, (), 0)
