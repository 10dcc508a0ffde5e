"""The journal as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class Journal(AppConfig):
    """What people write."""

    name = "bilan.journal"
    label = "journal"
