"""Verbs about what rows say: correct and changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from django.db import transaction

from bilan.app import changes as use
from bilan.app import correcting
from bilan.app.changes import Change
from bilan.app.strategies import in_force
from bilan.cli import machine
from bilan.cli.closing import show_since_close
from bilan.cli.context import Here
from bilan.cli.help import Room, Verb
from bilan.cli.reading import Period
from bilan.cli.speech import console, language, print_json, say
from bilan.facts.corrections import parse_value
from bilan.facts.tables import TABLES, Type
from bilan.journal.models import Correction
from bilan.money import format_number
from bilan.report.figures import Writer

app = typer.Typer(cls=Room, rich_markup_mode=None)
FEW = 10  # more rows than this that only came or went are counted, not listed


@app.command("correct", cls=Verb, help=say(
    "Corriger des valeurs (table, identifiants, colonne=valeur)", "Correct values (table, identifiers, column=value)"
))  # fmt: skip
def correct(
    context: typer.Context,
    table: Annotated[str, typer.Argument(help="deals, meetings, bookings, measures")],
    words: Annotated[
        list[str],
        typer.Argument(
            metavar=say("mots", "words"), help=say("identifiants puis colonne=valeur", "identifiers then column=value")
        ),
    ],
    reason: Annotated[str, typer.Option("--why", help=say("la raison", "the reason"))] = "",
    withdraw: Annotated[
        bool,
        typer.Option(
            "--withdraw", help=say("retirer la correction de ce numéro", "withdraw the correction of that number")
        ),
    ] = False,  # a flag
) -> None:
    """Correct an owner, a kind, a date, an account, one row or many; the source's row itself is kept."""
    here = Here.of(context)
    done = _withdrawn(here, words) if withdraw else _corrected(here, table, words, reason)
    if here.as_json:
        print_json(machine.corrections(done))
        return
    for one in done:
        shown = say("valeur de la source", "source's own value") if withdraw else _corrected_value(one)
        console().print(
            say(
                f"Correction {one.pk} : {one.key}, {one.column} = {shown}",
                f"Correction {one.pk}: {one.key}, {one.column} = {shown}",
            ),
            markup=False,
        )


def _corrected_value(one: Correction) -> str:
    """What was understood, as people read it: an amount with its cents and its currency."""
    company = in_force().company
    column = TABLES[one.table].column(one.column)
    value = parse_value(column, one.value, company.zone)
    return _read(value, column.type, Writer(language(), company.currency), company.zone)


def _withdrawn(here: Here, words: Sequence[str]) -> list[Correction]:
    """These corrections taken back: all of them or, when one cannot be, none."""
    if not all(word.isdecimal() for word in words):
        raise typer.BadParameter(say(
            "donnez des numéros, par exemple : bilan correct deals --withdraw 2",
            "give numbers, for example: bilan correct deals --withdraw 2",
        ))  # fmt: skip
    now = here.now
    with transaction.atomic():
        return [correcting.withdraw(int(word), now=now) for word in words]


def _corrected(here: Here, table: str, words: Sequence[str], reason: str) -> list[Correction]:
    values = dict(word.split("=", 1) for word in words if "=" in word)
    keys = [word for word in words if "=" not in word]
    if not values or not keys:
        raise typer.BadParameter(say(
            "écrivez par exemple : bilan correct deals A-12 owner=Paul",
            "write for example: bilan correct deals A-12 owner=Paul",
        ))  # fmt: skip
    return correcting.correct(here.workspace, table, keys, values, author=here.author, reason=reason, now=here.now)


@app.command("changes", cls=Verb, help=say(
    "Ce qui a changé depuis un import, et l'effet sur chaque KPI", "What changed since an import, and its effect on each KPI"
))  # fmt: skip
def changes(
    context: typer.Context,
    named: Period = "",
    since: Annotated[int | None, typer.Option(help=say("depuis l'import n° (l'avant-dernier par défaut)", "since import no. (the one before last by default)"))] = None,
    period: Annotated[str, typer.Option(help=say("période des KPI", "period of the KPIs"))] = "",
    since_close: Annotated[bool, typer.Option("--since-close", help=say("depuis la clôture de cette période", "since the close of that period"))] = False,  # a flag
) -> None:  # fmt: skip
    """List what changed, row by row, and the KPIs that moved."""
    here = Here.of(context)
    period = named or period
    if since_close:
        show_since_close(here, period)
        return
    found = use.changes(here.workspace, period, since=since, today=here.today)
    company = in_force().company
    if here.as_json:
        print_json(machine.changed(found, company.currency))
        return
    w, out = Writer(language(), company.currency), console()
    out.print(
        say(
            f"Depuis l'import {found.since} : {_counted(len(found.rows), 'changement')}.",
            f"Since import {found.since}: {_counted(len(found.rows), 'change')}.",
        ),
        markup=False,
    )
    _show_changes(found.rows, w, company.zone)
    for effect in found.effects:
        out.print(
            f"  {w.label(effect.kpi.label)}{say(' :', ':')} {w.value(effect.kpi, effect.before)} → {w.value(effect.kpi, effect.after)}",
            style="bold",
            markup=False,
        )


def _counted(count: int, noun: str) -> str:
    """« 1 changement », “0 changes”: French starts the plural at two, English leaves it at one."""
    is_one = count < 2 if language() == "fr" else count == 1  # noqa: PLR2004  # the rule of French
    return f"{format_number(count, language())} {noun if is_one else noun + 's'}"


def _show_changes(rows: Sequence[Change], w: Writer, zone: str) -> None:
    """Each change on a line; rows that only came or went are counted when they are many."""
    out = console()
    many = {"added": say("ajoutées", "added"), "removed": say("retirées", "removed")}
    one = {"added": say("ajoutée", "added"), "removed": say("retirée", "removed")}
    counts = Counter((change.table, change.what) for change in rows)
    for (table, what), count in sorted(counts.items()):
        if what in many and count > FEW:
            out.print(
                f"  {w.label(TABLES[table].label)}{say(' :', ':')} {format_number(count, language())} {many[what]}",
                markup=False,
            )
    for change in rows:
        if change.what in many and counts[change.table, change.what] > FEW:
            continue
        text = one.get(change.what) or _value_change(change, w, zone)
        out.print(f"  {change.key} {change.name} — {text}", markup=False)


def _value_change(change: Change, w: Writer, zone: str) -> str:
    """« Montant : 12 000,00 € → 13 000,00 € »."""
    column = TABLES[change.table].column(change.what)
    before, after = (_read(value, column.type, w, zone) for value in (change.before, change.after))
    return f"{w.label(column.label)}{say(' :', ':')} {before} → {after}"


def _read(value: Any, kind: Type, w: Writer, zone: str) -> str:
    """A row's value as people read it."""
    if value is None:
        return say("vide", "empty")
    ways: dict[Type, Callable[[], str]] = {
        Type.CENTS: lambda: w.money_cents(value),
        Type.MOMENT: lambda: f"{datetime.fromtimestamp(value, UTC).astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}",
        Type.MILLIONTHS: lambda: w.quantity("count", Fraction(value, 1_000_000)),
        Type.FLAG: lambda: say("oui", "yes") if value else say("non", "no"),
    }
    return ways.get(kind, lambda: str(value))()
