"""People's corrections laid over the rows of the sources: the rows stay as they were, the figures follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from bilan.errors import BilanError
from bilan.facts.bookings import VALUES
from bilan.facts.tables import TABLES, Column, Type
from bilan.label import Label
from bilan.money import parse_amount

_FLAGS = {"oui": True, "yes": True, "true": True, "1": True, "non": False, "no": False, "false": False, "0": False}
_OF_BOOKINGS = ("owner", "credits", "currency")  # a corrected deal passes these on to its entries


@dataclass(frozen=True, slots=True)
class Correction:
    """One value of one row, as a person says it should be; None says it is not known."""

    table: str
    source: str
    key: str
    column: str
    value: str | None


class BadCorrection(BilanError):
    """The value does not fit its column."""


def parse_value(column: Column, text: str | None, zone: str) -> Any:
    """A corrected value as its column stores it; refuses what the column cannot hold."""
    if text is None:
        return None
    try:
        return _PARSERS[column.type](column, text.strip(), zone)
    except (ValueError, KeyError) as error:
        expected = _EXPECTED[column.type]
        choices = f" ({', '.join(column.choices)})" if column.choices else ""
        raise BadCorrection(Label(
            fr=f"« {text} » ne convient pas à la colonne {column.label.fr} : écrivez {expected.fr}{choices}. Rien n'a changé.",
            en=f"“{text}” does not fit the column {column.label.en}: write {expected.en}{choices}. Nothing has changed.",
        )) from error  # fmt: skip


def _choice(column: Column, text: str, _zone: str) -> str:
    if text not in column.choices:
        raise ValueError(text)
    return text


def _moment(_column: Column, text: str, zone: str) -> int:
    moment = datetime.fromisoformat(text)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC).timestamp())


_PARSERS: Mapping[Type, Any] = {
    Type.TEXT: lambda _column, text, _zone: text,
    Type.CHOICE: _choice,
    Type.DAY: lambda _column, text, _zone: date.fromisoformat(text),
    Type.MOMENT: _moment,
    Type.CENTS: lambda _column, text, _zone: parse_amount(text, ","),
    Type.MILLIONTHS: lambda _column, text, _zone: int(Fraction(text.replace(",", ".")) * 1_000_000),
    Type.FLAG: lambda _column, text, _zone: _FLAGS[text.casefold()],
}
_EXPECTED = {
    Type.TEXT: Label("un texte", "a text"),
    Type.CHOICE: Label("l'un des choix", "one of the choices"),
    Type.DAY: Label("une date AAAA-MM-JJ", "a date YYYY-MM-DD"),
    Type.MOMENT: Label("une date et une heure AAAA-MM-JJTHH:MM", "a date and time YYYY-MM-DDTHH:MM"),
    Type.CENTS: Label("un montant", "an amount"),
    Type.MILLIONTHS: Label("un nombre", "a number"),
    Type.FLAG: Label("oui ou non", "yes or no"),
}


def corrected(tables: Mapping[str, pa.Table], corrections: Sequence[Correction], zone: str) -> dict[str, pa.Table]:
    """The tables with the last correction of each value laid over them, in the order they were made."""
    found = dict(tables)
    for name in dict.fromkeys(c.table for c in corrections):
        mine = [c for c in corrections if c.table == name]
        found[name] = _laid_over(found[name], mine, zone, name)
        if name == "deals":
            found["bookings"] = _entries_follow(found["bookings"], mine, zone)
    return found


def _laid_over(rows: pa.Table, corrections: Sequence[Correction], zone: str, name: str) -> pa.Table:
    places = _places(rows, {(c.source, c.key) for c in corrections}, "key")
    for column in TABLES[name].columns:
        values = [
            (places[c.source, c.key], c.value)
            for c in corrections
            if c.column == column.name and (c.source, c.key) in places
        ]
        changes = {at: parse_value(column, text, zone) for ats, text in values for at in ats}
        rows = _with_values(rows, column.name, changes)
    return rows


def _places(rows: pa.Table, wanted: set[tuple[str, str]], key: str) -> dict[tuple[str, str], list[int]]:
    """Where the rows of each (source, key) stand; an entry belongs to the source of its deal."""
    keys = pa.array(sorted({key for _, key in wanted}), pa.string())
    places: dict[tuple[str, str], list[int]] = {}
    for at in pc.indices_nonzero(pc.is_in(rows[key], value_set=keys)).to_pylist():
        address = (rows["source"][at].as_py().removesuffix("/deals"), rows[key][at].as_py())
        if address in wanted:
            places.setdefault(address, []).append(at)
    return places


def _with_values(rows: pa.Table, column: str, changes: Mapping[int, Any]) -> pa.Table:
    if not changes:
        return rows
    values = rows[column].to_pylist()
    for at, value in changes.items():
        values[at] = value
    field = rows.schema.field(column)
    return rows.set_column(rows.schema.get_field_index(column), field, pa.array(values, field.type))


def _entries_follow(bookings: pa.Table, corrections: Sequence[Correction], zone: str) -> pa.Table:
    """A corrected owner, split, currency, date or amount of a deal also corrects its entries of signed revenue."""
    deals = TABLES["deals"]
    places = _places(bookings, {(c.source, c.key) for c in corrections}, "deal")
    changes: dict[str, dict[int, Any]] = {}
    for c in corrections:
        ats = [at for at in places.get((c.source, c.key), []) if bookings["source"][at].as_py().endswith("/deals")]
        value = parse_value(deals.column(c.column), c.value, zone)
        if c.column in _OF_BOOKINGS:
            changes.setdefault(c.column, {}).update(dict.fromkeys(ats, value))
        elif c.column == "signed_on" and value is not None:
            changes.setdefault("day", {}).update(dict.fromkeys(_last(bookings, ats, "signature"), value))
        elif c.column in VALUES:
            changes.setdefault(c.column, {}).update(_revalued(bookings, ats, c.column, value))
    for column, values in changes.items():
        bookings = _with_values(bookings, column, values)
    return bookings


def _last(bookings: pa.Table, ats: Sequence[int], entry: str) -> list[int]:
    """The last entry of that nature among a deal's, if it has one."""
    found = [at for at in ats if bookings["entry"][at].as_py() == entry]
    return sorted(found, key=lambda at: (bookings["day"][at].as_py(), bookings["key"][at].as_py()))[-1:]


def _revalued(bookings: pa.Table, ats: Sequence[int], column: str, value: int | None) -> dict[int, int | None]:
    """What the entries of a deal are worth once the deal is: its amendments stay, its last signature gives way.

    A deal that is cancelled is taken back for as much as it was signed for. Earlier wins taken back sum to nothing.
    """
    if value is None and column != "amount_cents":
        return dict.fromkeys(ats, None)
    signature, cancellation = _last(bookings, ats, "signature"), _last(bookings, ats, "cancellation")
    entries = [bookings["entry"][at].as_py() for at in ats]
    is_over = entries.count("cancellation") >= entries.count("signature")
    giving_way = {*signature, *(cancellation if is_over else [])}
    worth: dict[int, int | None] = {at: bookings[column][at].as_py() or 0 for at in ats if at not in giving_way}
    due = value or 0
    worth.update(dict.fromkeys(signature, due - sum(cents or 0 for cents in worth.values())))
    if is_over:
        worth.update(dict.fromkeys(cancellation, -due))
    return worth
