"""The ledger as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class Ledger(AppConfig):
    """Facts with their history."""

    name = "bilan.ledger"
    label = "ledger"
