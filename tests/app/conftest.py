"""The director's words: who writes, on which day, in a review of four reps whose quarter did twice its target."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from bilan.app import importing
from bilan.app.writing import Pen
from bilan.journal.models import Seal, StrategyVersion
from cli.conftest import inspect_here, read_here
from desk import Desk, Target, zignature

if TYPE_CHECKING:
    from collections.abc import Callable

DEALS = """
ID;Nom;Client;Propriétaire;Montant HT;Statut;Date de création;Date de signature
A-1;Parapheur;Cycles Roche;Paul;40 000,00 €;Gagnée;01/06/2026;10/07/2026
A-2;Parapheur;Optique Noël;Anne;30 000,00 €;Gagnée;01/06/2026;20/08/2026
A-3;Parapheur;Menuiserie Renaud;Pierre;20 000,00 €;Gagnée;01/06/2026;21/08/2026
A-4;Parapheur;Garage Petit;Claire;20 000,00 €;Gagnée;01/06/2026;22/09/2026
"""


def written_on(author: str, day: date = date(2026, 10, 5), hour: int = 9) -> Pen:
    """Somebody's pen, on a day and at an hour."""
    return Pen(author, datetime(day.year, day.month, day.day, hour, tzinfo=UTC))


@pytest.fixture
def anne() -> Pen:
    return written_on("Anne")


@pytest.fixture
def directrice() -> Pen:
    return written_on("Directrice", hour=10)


@pytest.fixture
def quarter(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The desk with a target of 20 000 € each, of which 27 500 € were signed on average."""
    monkeypatch.setattr(importing, "inspect", inspect_here)
    monkeypatch.setattr(importing, "read", read_here)
    target = Target.model_validate({"kpi": "bookings", "scope": "each_rep", "window": "2026-T3", "value": 20000})
    desk.follow(zignature(targets=(target,)))
    desk.load(DEALS, table="deals")
    return desk


@pytest.fixture
def seal(desk: Desk) -> Callable[[str], None]:
    """Put a seal on the review of a period."""

    def put(period: str) -> None:
        Seal.objects.create(
            period=period, version=1, digest="0" * 64, import_id=1, author="Directrice", at=desk.now,
            strategy=StrategyVersion.objects.latest("pk"),
        )  # fmt: skip

    return put
