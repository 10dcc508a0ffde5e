"""Verbs about what rows say: correct and changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from bilan.cli.context import Here
from bilan.cli.speech import console, language, print_json, say

if TYPE_CHECKING:
    from bilan.app.changes import Change

FEW = 10  # more rows than this that only came or went are counted, not listed


def add_to(app: typer.Typer) -> None:
    """Add these verbs to the command."""
    app.command(
        "correct",
        help=say(
            "Corriger des valeurs (table, identifiants, colonne=valeur)",
            "Correct values (table, identifiers, column=value)",
        ),
    )(correct)
    app.command(
        "changes",
        help=say(
            "Ce qui a changé depuis un import, et l'effet sur chaque KPI",
            "What changed since an import, and its effect on each KPI",
        ),
    )(changes)


def correct(
    context: typer.Context,
    table: Annotated[str, typer.Argument(help="deals, meetings, bookings, measures")],
    words: Annotated[
        list[str], typer.Argument(help=say("identifiants puis colonne=valeur", "identifiers then column=value"))
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
    here: Here = context.obj
    workspace = here.workspace
    from bilan.app import correcting  # noqa: PLC0415  # Django must be set up first

    if withdraw:
        done = [correcting.withdraw(int(word), now=here.now) for word in words]
    else:
        values = dict(word.split("=", 1) for word in words if "=" in word)
        keys = [word for word in words if "=" not in word]
        if not values or not keys:
            raise typer.BadParameter(
                say(
                    "écrivez par exemple : bilan correct deals A-12 owner=Paul",
                    "write for example: bilan correct deals A-12 owner=Paul",
                )
            )
        done = correcting.correct(workspace, table, keys, values, author=here.author, reason=reason, now=here.now)
    if here.as_json:
        print_json([{"number": one.pk, "key": one.key, "column": one.column, "value": one.value} for one in done])
        return
    for one in done:
        shown = say("valeur de la source", "source's own value") if withdraw else one.value
        console().print(
            say(
                f"Correction {one.pk} : {one.key}, {one.column} = {shown}",
                f"Correction {one.pk}: {one.key}, {one.column} = {shown}",
            ),
            markup=False,
        )


def changes(
    context: typer.Context,
    since: Annotated[int | None, typer.Option(help=say("depuis l'import n° (l'avant-dernier par défaut)", "since import no. (the one before last by default)"))] = None,
    period: Annotated[str, typer.Option(help=say("période des KPI", "period of the KPIs"))] = "",
) -> None:  # fmt: skip
    """List what changed, row by row, and the KPIs that moved."""
    here: Here = context.obj
    workspace = here.workspace
    from bilan.app import changes as use  # noqa: PLC0415  # Django must be set up first
    from bilan.app.strategies import in_force  # noqa: PLC0415  # Django must be set up first
    from bilan.report.figures import Writer  # noqa: PLC0415  # loads charts' libraries only when shown

    found = use.changes(workspace, period, since=since, today=here.today)
    if here.as_json:
        print_json({"since": found.since, "until": found.until,
                    "rows": [{"table": c.table, "key": c.key, "what": c.what, "before": c.before, "after": c.after} for c in found.rows],
                    "effects": [{"kpi": e.kpi.key, "before": e.before, "after": e.after} for e in found.effects]})  # fmt: skip
        return
    w, out = Writer(language(), in_force().company.currency), console()
    out.print(
        say(
            f"Depuis l'import {found.since} : {len(found.rows)} changements.",
            f"Since import {found.since}: {len(found.rows)} changes.",
        ),
        markup=False,
    )
    _show_changes(found.rows)
    for effect in found.effects:
        out.print(
            f"  {w.label(effect.kpi.label)} : {w.value(effect.kpi, effect.before)} → {w.value(effect.kpi, effect.after)}",
            style="bold",
            markup=False,
        )


def _show_changes(rows: Sequence[Change]) -> None:
    """Each change on a line; rows that only came or went are counted when they are many."""
    out = console()
    words = {"added": say("ajoutées", "added"), "removed": say("retirées", "removed")}
    counts = Counter((change.table, change.what) for change in rows)
    for (table, what), count in sorted(counts.items()):
        if what in words and count > FEW:
            out.print(f"  {table} : {count} {words[what]}", markup=False)
    for change in rows:
        if change.what in words and counts[change.table, change.what] > FEW:
            continue
        text = words.get(change.what) or f"{change.what} : {change.before} → {change.after}"
        out.print(f"  {change.table} {change.key} {change.name} — {text}", markup=False)
