"""Versions of the strategy in the journal: an old one opens, an unreadable one stops nothing but the review."""

from __future__ import annotations

import importlib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from bilan.app import strategies
from bilan.journal.models import StrategyVersion
from bilan.strategy.document import Company
from desk import Desk, zignature

OLD = (Path(__file__).parents[1] / "strategy" / "stored" / "format_1.toml").read_text(encoding="utf-8")
AT = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)  # 00:30 on 2 July in Paris


def store(document: str) -> StrategyVersion:
    return StrategyVersion.objects.create(
        document=document,
        author="Directrice",
        reason="ancien",
        at=AT,
        since=AT.date(),
        zone="Europe/Paris",
        currency="EUR",
    )


def unreadable() -> StrategyVersion:
    return store(OLD.replace("[thresholds]\n", "[thresholds]\nkey_of_tomorrow = 3\n"))


def test_a_version_stored_by_an_earlier_bilan_rules_as_before(desk: Desk) -> None:
    store(OLD)

    assert strategies.in_force().thresholds.late_entry_days == 3
    assert desk.review().lines == ()


@pytest.mark.usefixtures("desk")
def test_publishing_writes_the_zone_the_currency_and_the_day_beside_the_document() -> None:
    montreal = zignature(company=Company(name="Zignature", zone="America/Montreal", currency="CAD"))

    version = strategies.publish(montreal, author="Directrice", reason="test", now=datetime(2026, 7, 2, 3, tzinfo=UTC))

    assert version.since == date(2026, 7, 1)
    assert strategies.conventions() == strategies.Conventions("America/Montreal", "CAD")


@pytest.mark.usefixtures("workspace")
def test_before_the_first_version_there_are_no_conventions() -> None:
    assert strategies.conventions() is None


def test_an_unreadable_version_stops_the_review_and_says_what_is_safe_and_what_to_do(desk: Desk) -> None:
    number = unreadable().pk

    with pytest.raises(strategies.Unreadable) as refused:
        desk.review()

    assert f"La version {number} de la stratégie ne peut pas être lue" in refused.value.to("fr")
    assert "key_of_tomorrow" in refused.value.to("fr")
    assert "you can still import and undo" in refused.value.to("en")


def test_an_unreadable_version_stops_neither_import_nor_undo(desk: Desk) -> None:
    unreadable()

    report = desk.load("""
        | ID affaire | Client | Propriétaire | Montant HT | Statut | Date de signature |
        | A1         | Durand | Paul         | 50 000,00  | Gagnée | 2026-07-15        |
    """)
    desk.undo(report.import_id or 0)

    assert strategies.conventions() == strategies.Conventions("Europe/Paris", "EUR")


def test_a_new_document_takes_over_from_an_unreadable_one(desk: Desk) -> None:
    lost = unreadable().pk
    assert strategies.last_readable() == zignature()

    desk.follow(zignature(period="2026-T4"))

    assert strategies.in_force().period == "2026-T4"
    assert strategies.versions()[1] == (lost,)
    assert ("unreadable", f"v{lost}") in desk.review().provenance


@pytest.mark.usefixtures("desk")
def test_versions_stored_before_the_columns_get_theirs_from_their_document() -> None:
    version = store(OLD.replace("Europe/Paris", "Pacific/Noumea").replace('"EUR"', '"XPF"'))
    StrategyVersion.objects.filter(pk=version.pk).update(since=date(1970, 1, 1), zone="", currency="")

    migration = importlib.import_module("bilan.journal.migrations.0002_strategy_conventions")
    with connection.schema_editor() as editor:
        migration.fill(apps, editor)

    version.refresh_from_db()
    assert (version.since, version.zone, version.currency) == (date(2026, 7, 2), "Pacific/Noumea", "XPF")
