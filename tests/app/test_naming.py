"""Consents: who may be named in the collective version, until withdrawn."""

from __future__ import annotations

from datetime import date

import pytest

from app.conftest import written_on
from bilan.app import consents, recorded
from bilan.app.dossiers import open_dossier
from bilan.app.writing import Pen
from bilan.errors import BilanError
from desk import Desk


def test_ec79_a_rep_is_named_only_with_an_agreement_that_is_recorded(quarter: Desk, directrice: Pen) -> None:
    assert open_dossier(quarter.workspace, "2026-T3", today=quarter.today).consents == frozenset()

    given = consents.give("Paul", directrice)
    consents.give("paul", directrice)

    assert (given.rep, given.recorded_by) == ("paul", "Directrice")
    assert open_dossier(quarter.workspace, "2026-T3", today=quarter.today).consents == {"paul"}
    assert len(consents.history()) == 1


@pytest.mark.usefixtures("desk")
def test_ec78_an_agreement_is_withdrawn_at_any_time_and_its_history_stays(directrice: Pen) -> None:
    consents.give("Pierre", directrice)
    consents.withdraw("Pierre", written_on("Pierre", date(2026, 10, 9)))

    assert recorded.consents() == frozenset()
    (kept,) = consents.history()
    assert kept.withdrawn_at is not None
    with pytest.raises(BilanError):
        consents.withdraw("Pierre", directrice)


@pytest.mark.usefixtures("desk")
def test_ec78_a_team_gives_no_agreement_nor_does_a_stranger(directrice: Pen) -> None:
    for name in ("Nord", "Marcel"):
        with pytest.raises(BilanError):
            consents.give(name, directrice)
