"""What sources say, kept with its history: every row carries the import that added it and the one that removed it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from bilan.facts.tables import BOOKINGS, DEALS, MEASURES, MEETINGS, Column, Table, Type


class Import(models.Model):
    """One load of rows, or the undoing of one; it counts from the moment ``committed_at`` is written.

    Ids grow in the order of commits, so "as known at import n" is a comparison of numbers.
    """

    table = models.TextField()
    source = models.TextField()
    file_name = models.TextField()
    file_digest = models.TextField(default="")
    mapping = models.JSONField(default=dict)
    author = models.TextField()
    started_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True)
    undoes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="undone_by")
    read = models.BigIntegerField(default=0)
    added = models.BigIntegerField(default=0)
    changed = models.BigIntegerField(default=0)
    removed = models.BigIntegerField(default=0)
    unchanged = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)
    ignored = models.BigIntegerField(default=0)  # private events: never stored, only counted
    read_cents = models.BigIntegerField(default=0)
    stored_cents = models.BigIntegerField(default=0)
    unchanged_cents = models.BigIntegerField(default=0)
    rejected_cents = models.BigIntegerField(default=0)

    class Meta:
        """How the database keeps them."""

        constraints = [
            models.CheckConstraint(
                name="import_loses_no_row",
                condition=models.Q(committed_at__isnull=True)
                | models.Q(read=models.F("added") + models.F("changed") + models.F("unchanged")
                           + models.F("rejected") + models.F("ignored")),
            ),
            models.CheckConstraint(
                name="import_loses_no_cent",
                condition=models.Q(committed_at__isnull=True)
                | models.Q(read_cents=models.F("stored_cents") + models.F("unchanged_cents")
                           + models.F("rejected_cents")),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.pk} {self.table} {self.file_name}"


class Secret(models.Model):
    """The key of the digests under which reduced meetings are recognised; without it none of them can be guessed."""

    value = models.TextField()

    def __str__(self) -> str:
        return f"secret {self.pk}"


class ErasedName(models.Model):
    """A name or address of a person erased from history, as a digest, and the key that stands for them (EC-59)."""

    digest = models.TextField()
    pseudonym = models.TextField()

    def __str__(self) -> str:
        return self.pseudonym


class Fact(models.Model):
    """A row of a canonical table with its history; live while ``removed_by`` is empty."""

    objects: ClassVar[models.Manager[Any]]  # Django gives each table its own

    source = models.TextField()
    added_by = models.BigIntegerField()
    removed_by = models.BigIntegerField(null=True)

    class Meta:
        """How the database keeps them."""

        abstract = True


def _field(column: Column) -> models.Field[Any, Any]:
    """The database field of a canonical column, with its meaning as help."""
    null, text = not column.required, column.meaning.en
    if column.type is Type.DAY:
        return models.DateField(null=null, help_text=text)
    if column.type is Type.FLAG:
        return models.BooleanField(null=null, help_text=text)
    if column.type in (Type.TEXT, Type.CHOICE):
        # DJ001 does not apply: an empty text means "said to be empty", no value means "not said"
        return models.TextField(null=null, help_text=text)
    return models.BigIntegerField(null=null, help_text=text)


def _model(table: Table, name: str) -> type[Fact]:
    """The model of a canonical table, so that its columns are declared once, in ``facts.tables``."""
    live = models.Q(removed_by__isnull=True)
    one_live = models.UniqueConstraint(fields=["source", "key"], condition=live, name=f"{table.name}_one_live")
    meta = type("Meta", (), {
        "db_table": f"ledger_{table.name}",
        "constraints": [one_live],
        "indexes": [models.Index(fields=["added_by"], name=f"{table.name}_added"),
                    models.Index(fields=["removed_by"], condition=~live, name=f"{table.name}_removed")],
    })  # fmt: skip
    fields = {column.name: _field(column) for column in table.columns}
    return type(name, (Fact,), {"__module__": __name__, "__doc__": f"The {table.label.en}.", "Meta": meta, **fields})


Deal = _model(DEALS, "Deal")
Meeting = _model(MEETINGS, "Meeting")
Booking = _model(BOOKINGS, "Booking")
Measure = _model(MEASURES, "Measure")
