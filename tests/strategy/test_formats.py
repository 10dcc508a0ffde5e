"""A strategy written by an earlier Bilan is still read; one written by a person today is held to today's keys."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from bilan.strategy.document import Strategy
from bilan.strategy.faults import StrategyErrors
from bilan.strategy.formats import CURRENT, STEPS, UnknownFormat, to_current
from bilan.strategy.toml import dumps, loads, loads_stored

STORED = Path(__file__).parent / "stored"


def stored(name: str) -> str:
    return (STORED / f"{name}.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("file", sorted(STORED.glob("*.toml")), ids=lambda file: file.stem)
def test_every_document_that_a_bilan_has_ever_stored_opens(file: Path) -> None:
    strategy = loads_stored(file.read_text(encoding="utf-8"), file.name)

    assert strategy.company.name == "Zignature"
    assert loads_stored(dumps(strategy), "again") == strategy


def test_settings_of_the_first_format_keep_what_they_said() -> None:
    kept = loads_stored(stored("format_1"), "v1").thresholds

    assert (kept.late_entry_days, kept.co_attendee_credit, kept.booking_value) == (3, Decimal("0.5"), "total")


def test_a_document_silent_on_the_booking_value_was_measured_on_amounts_and_still_is() -> None:
    new = loads('period = "2026-T3"\n[company]\nname = "Zignature"\n', "z.toml")

    assert loads_stored(stored("format_1_without_unread_settings"), "v2").thresholds.booking_value == "amount"
    assert new.thresholds.booking_value == "first_year"


def test_a_step_leaves_the_old_document_as_it_was() -> None:
    old: dict[str, Any] = {"company": {"name": "Zignature"}, "thresholds": {"late_entry_days": 3}}

    new = to_current(old, name="v1", unsaid=1)

    assert old == {"company": {"name": "Zignature"}, "thresholds": {"late_entry_days": 3}}
    assert new["thresholds"] == {"late_entry_days": 3, "booking_value": "amount"}


def test_a_document_says_its_format_and_each_format_leads_to_the_next() -> None:
    strategy = Strategy.model_validate({"company": {"name": "Zignature"}, "period": "2026-T3"})

    assert f"format = {CURRENT}\n" in dumps(strategy)
    assert sorted(STEPS) == list(range(1, CURRENT))
    assert (STORED / f"format_{CURRENT}.toml").exists()


def test_a_person_s_unknown_key_is_still_refused_with_its_line() -> None:
    text = 'period = "2026-T3"\n[company]\nname = "Zignature"\n[thresholds]\ngrace_days = 3\n'

    with pytest.raises(StrategyErrors) as refused:
        loads(text, "z.toml")

    assert [(fault.line, fault.where) for fault in refused.value.faults] == [(5, "thresholds.grace_days")]


@pytest.mark.parametrize("said", ["99", "0", "true", '"2"'])
def test_a_later_format_is_refused_and_says_what_to_do(said: str) -> None:
    text = f'format = {said}\nperiod = "2026-T3"\n[company]\nname = "Zignature"\n'

    with pytest.raises(UnknownFormat) as refused:
        loads(text, "z.toml")

    assert "Mettez Bilan à jour" in refused.value.to("fr")
    assert "Update Bilan" in refused.value.to("en")


def test_the_stored_document_of_today_s_format_names_every_key_there_is() -> None:
    """A key added joins this document; a key that leaves makes it unreadable until a step brings it to a new format."""
    name = f"format_{CURRENT}"
    text = stored(name)

    unnamed = [key for key in _keys(Strategy) if f"{key} = " not in text and f"{key}]" not in text]

    assert unnamed == [], f"add these keys to tests/strategy/stored/{name}.toml"


def _keys(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        yield name
        inner = [field.annotation, *get_args(field.annotation)]
        for each in [*inner, *(deeper for one in inner for deeper in get_args(one))]:
            if isinstance(each, type) and issubclass(each, BaseModel):
                yield from _keys(each)
