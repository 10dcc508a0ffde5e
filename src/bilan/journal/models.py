"""What people write: strategies with their versions and reasons, and corrections to what sources say."""

from __future__ import annotations

from django.db import models


class StrategyVersion(models.Model):
    """One published version of the strategy; the last one rules, the earlier ones stay readable."""

    document = models.TextField()  # the canonical TOML
    author = models.TextField()
    reason = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"v{self.pk}"


class Correction(models.Model):
    """A person's correction of one value of one row; applied when a snapshot is made, never written over the source."""

    table = models.TextField()
    source = models.TextField()
    key = models.TextField()
    column = models.TextField()
    value = models.TextField(null=True)  # noqa: DJ001  # no value is a correction too: "this date is not known"
    author = models.TextField()
    reason = models.TextField()
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.table} {self.key} {self.column}"
