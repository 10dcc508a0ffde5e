"""Two exports that number their deals alike are two companies' worth of deals, not one mixed up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bilan.app import importing
from bilan.ledger.models import Import
from desk import zignature

if TYPE_CHECKING:
    from desk import Desk

CRM = """
    ID|Affaire|Client|Commercial|Montant HT|Statut|Date de signature
    1|Atelier|Société A|Paul|10 000,00|Gagnée|10/07/2026
    2|Formation|Société B|Anne|20 000,00|Gagnée|15/07/2026
"""
OTHER = """
    ID|Affaire|Client|Commercial|Montant HT|Statut|Date de signature
    1|Licence|Atelier B|Pierre|5 000,00|Gagnée|20/08/2026
"""


def _load_as(desk: Desk, source: str, text: str) -> int:
    path = desk.folder / f"{source}.csv"
    path.write_text(
        "\n".join(line.strip().replace("|", ";") for line in text.strip().splitlines()) + "\n", encoding="utf-8"
    )
    mapping = importing.look(path, desk.context, table="deals").mapping.model_copy(update={"source": source})
    options = importing.Options("Directrice", desk.now)
    return importing.import_file(desk.workspace, path, mapping, desk.context, options).import_id or 0


def test_deals_numbered_alike_in_two_sources_stay_two_deals(desk: Desk) -> None:
    desk.follow(zignature())
    _load_as(desk, "crm", CRM)
    _load_as(desk, "boutique", OTHER)
    assert desk.figure("bookings") == 10_000 + 20_000 + 5_000
    assert desk.figure("deals_won") == 3
    assert desk.figure("avg_deal") == pytest.approx(35_000 / 3)
    assert desk.rows("bookings") == [("1 (crm)", 10_000), ("2", 20_000), ("1 (boutique)", 5_000)]
    assert desk.figure("bookings", scope="pierre") == 5_000


def test_an_undoing_says_how_many_rows_it_took_away_and_put_back(desk: Desk) -> None:
    desk.follow(zignature())
    _load_as(desk, "crm", CRM)
    second = _load_as(desk, "crm", CRM.replace("20 000,00", "21 000,00"))
    desk.undo(second)
    undoing = Import.objects.get(undoes=second)
    assert (undoing.removed, undoing.added, undoing.read) == (1, 1, 1)
    assert desk.figure("bookings") == 30_000


def test_a_snapshot_that_the_disk_damaged_is_made_again(desk: Desk) -> None:
    desk.follow(zignature())
    _load_as(desk, "crm", CRM)
    assert desk.figure("bookings") == 30_000
    for file in desk.workspace.snapshots.rglob("*.parquet"):
        file.write_bytes(b"PAR1 not any more")
    assert desk.figure("bookings") == 30_000
