"""A first strategy made from the files: who sells, in which currency, over which quarter."""

from __future__ import annotations

from datetime import date

import pytest

from bilan.strategy.checks import problems
from bilan.strategy.draft import Followed, Seen, draft, slug
from bilan.strategy.toml import dumps, loads
from strategy_cast import KNOWN

KPIS = (Followed("bookings", "bookings"), Followed("rdv_d", "meetings"))
TODAY = date(2026, 10, 5)


def seen(*owners: str, last: date = date(2026, 10, 2)) -> Seen:
    return Seen(owners=tuple((name, 10) for name in owners), currencies=(("EUR", 90), ("USD", 4)),
                first_day=date(2026, 1, 5), last_day=last, tables=("deals",))  # fmt: skip


def reps(*owners: str) -> dict[str, tuple[str, ...]]:
    return {rep.key: rep.addresses for rep in draft(seen(*owners), "Zignature", KPIS, today=TODAY).reps}


def test_the_draft_is_ready_to_use_and_promises_nothing() -> None:
    strategy = draft(seen("Paul", "Léa", "Sofia"), "Zignature", KPIS, today=TODAY)

    assert (strategy.period, strategy.company.currency, strategy.targets) == ("2026-T3", "EUR", ())
    assert [rep.key for rep in strategy.reps] == ["lea", "paul", "sofia"]
    assert problems(strategy, KNOWN) == ()
    assert loads(dumps(strategy), "z.toml") == strategy


def test_a_kpi_that_no_file_feeds_says_how_to_follow_it() -> None:
    strategy = draft(seen("Paul"), "Zignature", KPIS, today=TODAY)
    sources = {kpi.key: kpi.source for kpi in strategy.kpis}

    assert sources["bookings"] is not None
    assert sources["bookings"].table == "bookings"
    assert sources["rdv_d"] is not None
    assert sources["rdv_d"].table is None
    assert "agendas" in sources["rdv_d"].how_to_follow


@pytest.mark.parametrize(("last", "period"), [
    (date(2026, 10, 2), "2026-T3"), (date(2026, 9, 30), "2026-T3"), (date(2026, 6, 26), "2026-T2"),
    (date(2027, 5, 1), "2026-T3"),
])  # fmt: skip
def test_the_period_is_the_last_whole_quarter_that_the_files_cover(last: date, period: str) -> None:
    assert draft(seen("Paul", last=last), "Zignature", KPIS, today=TODAY).period == period


def test_an_address_joins_the_name_that_it_can_only_be() -> None:
    assert reps("Paul", "paul@zignature.example") == {"paul": ("paul@zignature.example",)}
    assert reps("Paul Martin", "p.durand@z.example", "pmartin@z.example") == {
        "p-durand": ("p.durand@z.example",), "paul-martin": ("pmartin@z.example",)}  # fmt: skip


def test_an_address_that_may_be_two_people_stays_apart() -> None:
    assert reps("Paul Martin", "Paul Durand", "paul@z.example") == {
        "paul": ("paul@z.example",), "paul-durand": (), "paul-martin": ()}  # fmt: skip
    assert reps("Paul", "paul.martin@z.example", "paul.durand@z.example") == {
        "paul": (), "paul-durand": ("paul.durand@z.example",), "paul-martin": ("paul.martin@z.example",)}  # fmt: skip


def test_the_same_name_with_other_accents_is_one_person() -> None:
    assert reps("Léa", "LEA") == {"lea": ("Léa",)}


def test_a_key_has_no_accent_and_is_nobody_else_s() -> None:
    assert slug("Léa Bénard") == "lea-benard"
    assert slug("Léa Bénard", ["lea-benard"]) == "lea-benard-2"
    assert slug("李") == "sans-nom"


def test_files_without_dates_or_owners_still_give_a_draft() -> None:
    strategy = draft(Seen(), "Zignature", KPIS, today=TODAY)

    assert (strategy.reps, strategy.teams, strategy.period) == ((), (), "2026-T3")
