"""Correct what a source says, one value or many at once: the source's row stays, the figures follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilan.app.strategies import in_force
from bilan.errors import BilanError
from bilan.facts.corrections import parse_value
from bilan.facts.tables import TABLES, Column, Table, Type
from bilan.journal.models import Correction
from bilan.label import Label
from bilan.ledger.loading import current
from bilan.ledger.rows import live_tables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bilan.app.workspace import Workspace


def correct(
    workspace: Workspace, table_name: str, keys: Sequence[str], values: Mapping[str, str], *,
    author: str, reason: str, now: datetime,
) -> list[Correction]:  # fmt: skip
    """Write corrections for the rows of these keys; all of them or, on the first that does not fit, none."""
    table = _table(table_name)
    sources = _sources(workspace, table_name, keys)
    made = []
    for name, text in values.items():
        column = next((c for c in table.columns if name.casefold() in _names(c)), None)
        if column is None or column.name == "key":
            known = ", ".join(_names(c)[0] for c in table.columns if c.name != "key")
            raise BilanError(Label(
                fr=f"« {name} » n'est pas une colonne des {table.label.fr}. Choisissez parmi : {known}. Rien n'a changé.",
                en=f"“{name}” is not a column of {table.label.en}. Choose among: {known}. Nothing has changed.",
            ))  # fmt: skip
        value = text or None
        if value and value.isdecimal() and name == column.name and column.type is Type.CENTS:
            raise EurosOrCents(column, value)
        parse_value(column, value, in_force().company.zone)
        made += [Correction(table=table_name, source=sources[key], key=key, column=column.name, value=value, author=author, reason=reason, at=now)
                 for key in keys]  # fmt: skip
    return Correction.objects.bulk_create(made)


class EurosOrCents(BilanError):
    """A bare number under a name that says cents: nobody can tell which of the two was meant."""

    def __init__(self, column: Column, text: str) -> None:
        name = _names(column)[0]
        super().__init__(Label(
            fr=f"« {column.name}={text} » : des euros ou des centimes ? Rien n'a changé. Écrivez le montant comme on le lit : {name}=5200,00.",
            en=f"“{column.name}={text}”: units or cents? Nothing has changed. Write the amount as it is read: {name}=5200.00.",
        ))  # fmt: skip


def _names(column: Column) -> tuple[str, ...]:
    """How a person may name a column: an amount by the word without « cents », by its label, by its own name."""
    return (column.name.removesuffix("_cents"), column.label.fr.casefold(), column.label.en.casefold(), column.name)


def _table(name: str) -> Table:
    if name not in TABLES:
        raise BilanError(Label(
            fr=f"« {name} » n'est pas une table. Choisissez parmi : {', '.join(TABLES)}. Rien n'a changé.",
            en=f"“{name}” is not a table. Choose among: {', '.join(TABLES)}. Nothing has changed.",
        ))  # fmt: skip
    return TABLES[name]


def _sources(workspace: Workspace, table: str, keys: Sequence[str]) -> dict[str, str]:
    rows = live_tables(current(), workspace.rows)[table].select(["key", "source"]).to_pylist()
    sources = {row["key"]: row["source"] for row in rows}
    missing = [key for key in keys if key not in sources]
    if missing:
        raise BilanError(Label(
            fr=f"Aucune ligne ne porte l'identifiant {', '.join(missing[:5])}. Rien n'a changé. "
               "Les identifiants se lisent avec : bilan figure KPI --rows.",
            en=f"No row has the identifier {', '.join(missing[:5])}. Nothing has changed. "
               "Identifiers are shown by: bilan figure KPI --rows.",
        ))  # fmt: skip
    return sources


def withdraw(number: int, *, now: datetime) -> Correction:
    """Take one correction back: the source's own value counts again."""
    found = Correction.objects.filter(pk=number, withdrawn_at=None).first()
    if found is None:
        raise BilanError(Label(
            fr=f"La correction {number} n'existe pas ou est déjà retirée. Rien n'a changé.",
            en=f"Correction {number} does not exist or is withdrawn already. Nothing has changed.",
        ))  # fmt: skip
    found.withdrawn_at = now
    found.save()
    return found
