"""Verbs that end a review: close, verify, restate and purge; and what changed beside a closed one."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Annotated, Any

import typer

from bilan.app import closing, purging, seals
from bilan.app.since_close import SinceClose, changes_since_close
from bilan.app.strategies import in_force
from bilan.app.verifying import Earlier, Outcome, Verification
from bilan.app.verifying import verify as check
from bilan.cli import machine_closing as machine
from bilan.cli.context import Here
from bilan.cli.help import Room, Verb
from bilan.cli.reading import Period
from bilan.cli.speech import DONE, REFUSED, at_work, console, language, print_json, say
from bilan.journal.models import Seal
from bilan.kpis.catalog import BY_KEY
from bilan.plan.canonical import Difference
from bilan.report.figures import Writer

app = typer.Typer(cls=Room, rich_markup_mode=None)
FEW = 20  # more differences than this are counted


@app.command("close", cls=Verb, help=say("Clore le bilan d'une période", "Close the review of a period"))
def close(context: typer.Context, period: Period = "") -> None:
    """Freeze a review: figures, words, documents and their digests; later changes are listed beside it."""
    here = Here.of(context)
    with at_work(say("Clôture en cours", "Closing"), as_json=here.as_json):
        seal = closing.close(here.workspace, period, today=here.today, author=here.author, now=here.now)
    _sealed(here, seal, "bilan.close/1")


@app.command("restate", cls=Verb, help=say(
    "Rectifier un bilan clos, avec une raison", "Restate a closed review, with a reason"
))  # fmt: skip
def restate(
    context: typer.Context,
    period: Period = "",
    reason: Annotated[str, typer.Option("--why", help=say("la raison", "the reason"))] = "",
    is_reopened: Annotated[
        bool,
        typer.Option("--reopen", help=say("rouvrir aux récits et aux décisions, avant de rectifier",
                                          "open again to stories and decisions, before restating")),
    ] = False,  # a flag
) -> None:  # fmt: skip
    """Make a new version of a closed review on what is known now; the one before it stays."""
    here = Here.of(context)
    if is_reopened:
        _reopened(here, closing.reopen(period, reason=reason, author=here.author, now=here.now))
        return
    with at_work(say("Rectification en cours", "Restating"), as_json=here.as_json):
        seal = closing.restate(here.workspace, period, reason=reason, author=here.author, now=here.now)
    _sealed(here, seal, "bilan.restate/1")


def _reopened(here: Here, seal: Seal) -> None:
    if here.as_json:
        print_json(machine.reopened(seal))
        return
    console().print(say(f"Bilan {seal.period} rouvert : écrivez, puis « bilan restate {seal.period} ». La version {seal.version} reste telle quelle.",
                        f"Review {seal.period} open again: write, then “bilan restate {seal.period}”. Version {seal.version} stays as it is."),
                    style="bold", markup=False)  # fmt: skip


def _sealed(here: Here, seal: Seal, schema: str) -> None:
    """Say what was closed, where it is, and what nobody decided."""
    text = json.loads(seals.content(here.workspace, seal, "seal.json") or b"{}")
    undecided: list[str] = text.get("undecided", [])
    if here.as_json:
        print_json(machine.sealed(seal, here.workspace, undecided, schema))
        return
    out = console()
    out.print(say(f"Bilan {seal.period} clos, version {seal.version}.", f"Review {seal.period} closed, version {seal.version}."), style="bold", markup=False)  # fmt: skip
    out.print(say(f"Empreinte : {seal.digest}", f"Digest: {seal.digest}"), markup=False)
    for name in sorted(seal.documents):
        if not name.endswith(".json"):
            out.print(f"  {name} — {seals.path_of(here.workspace, seal, name)}", markup=False, soft_wrap=True)
    if undecided:
        out.print(say("Propositions non décidées, qui ne seront pas appliquées :", "Undecided proposals, which will not be applied:"), markup=False)  # fmt: skip
        for key in undecided:
            out.print(f"  {key}", markup=False)


@app.command("verify", cls=Verb, help=say(
    "Vérifier qu'un bilan clos est tel qu'il a été scellé", "Check that a closed review is what was sealed"
))  # fmt: skip
def verify(context: typer.Context, period: Period = "") -> int:
    """Read the files again, compute the figures again; name what differs."""
    here = Here.of(context)
    with at_work(say("Vérification en cours", "Verifying"), as_json=here.as_json):
        found = check(here.workspace, period)
    code = REFUSED if found.outcome is Outcome.ALTERED else DONE
    if here.as_json:
        print_json(machine.verified(found))
        return code
    _show_verification(found)
    return code


def _show_verification(found: Verification) -> None:
    seal, out = found.seal, console()
    said = f"{seal.period}, version {seal.version}"
    expired_on = found.rows_expired_on.isoformat() if found.rows_expired_on else "?"
    sentence = {
        Outcome.EQUAL: say(f"{said} : recalculé, identique à l'octet près.", f"{said}: computed again, equal to the byte."),
        Outcome.EXPIRED: say(f"{said} : sceau intact, lignes expirées le {expired_on}.", f"{said}: seal intact, rows expired on {expired_on}."),
        Outcome.REFORMULATED: say(f"{said} : sceau intact ; ce Bilan calcule un KPI autrement, le recalcul n'est plus possible.",
                                  f"{said}: seal intact; this Bilan counts a KPI otherwise, it can no longer be computed again."),
        Outcome.ALTERED: say(f"{said} : altéré.", f"{said}: altered."),
    }[found.outcome]  # fmt: skip
    out.print(sentence, style="bold", markup=False)
    if found.reduced_on:
        out.print(say(f"Rendez-vous ramenés à ce qui compte le {found.reduced_on} : leurs lignes ne sont plus comparées une à une.",
                      f"Meetings reduced to what counts on {found.reduced_on}: their rows are no longer compared one by one."), markup=False)  # fmt: skip
    for earlier in found.earlier:
        _show_earlier(earlier)
    for bad in found.files:
        what = say("altéré", "altered") if bad.what == "altered" else say("manquant", "missing")
        out.print(f"  {bad.name} : {what} ({bad.path})", markup=False, soft_wrap=True)
    for row in found.rows[:FEW]:
        out.print(f"  {row.table} {row.key} {row.name} — {row.what} : {row.before} → {row.after}", markup=False)
    for one in (*found.differences, *found.corrections)[:FEW]:
        out.print(f"  {_place(one)} : {one.before} → {one.after}", markup=False)
    more = len(found.rows) + len(found.differences) + len(found.corrections) - 2 * FEW
    if more > 0:
        out.print(say(f"  … et d'autres ({more})", f"  … and others ({more})"), markup=False)


def _show_earlier(one: Earlier) -> None:
    whole = say("sceau intact", "seal intact") if one.is_intact else say("sans texte scellé", "without its sealed text")
    erased = (say(f", parties effacées le {one.erased_on} à la demande d'une personne", f", parts erased on {one.erased_on} at a person's request")
              if one.erased_on else "")  # fmt: skip
    console().print(f"  version {one.version} : {whole}{erased}", markup=False)


def _place(one: Difference) -> str:
    """Where a difference is, as people name it: « CA signé (HT), rep:paul, 2026-07-01..2026-09-30 »."""
    if one.place[0] != "readings":
        return " / ".join(one.place)
    kpi, scope, days = one.place[1].split(" ", 2)
    name = BY_KEY[kpi].label.to(language()) if kpi in BY_KEY else kpi
    return f"{name}, {scope}, {days} ({' / '.join(one.place[2:])})"


@app.command("purge", cls=Verb, help=say(
    "Effacer ce que la durée de conservation ne permet plus de garder", "Erase what retention no longer allows to keep"
))  # fmt: skip
def purge(
    context: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=say("dire sans effacer", "say without erasing"))] = False,  # a flag
) -> None:  # fmt: skip
    """Apply the retention periods, with a log of what was erased by which rule."""
    here = Here.of(context)
    done = purging.purge(here.workspace, today=here.today, author=here.author, now=here.now, dry_run=dry_run)
    if here.as_json:
        print_json(machine.purged(done, is_dry_run=dry_run))
        return
    out = console()
    for one in done:
        out.print(f"  {one.rule.label.to(language())} : {one.count}", markup=False)
    out.print(say("À blanc : rien n'a été effacé.", "Dry run: nothing was erased.") if dry_run
              else say("Effacé et noté au journal.", "Erased and logged."), style="bold", markup=False)  # fmt: skip
    out.print(purging.KEPT.to(language()), style="dim", markup=False)


def show_since_close(here: Here, period: str) -> None:
    """What changed beside a closed review, and what each KPI of the company would be now."""
    with at_work(say("Comparaison en cours", "Comparing"), as_json=here.as_json):
        found = changes_since_close(here.workspace, period, today=here.today)
    company = in_force().company
    if here.as_json:
        print_json(machine.since_close(found, company.currency))
        return
    _show_since_close(found, Writer(language(), company.currency))


def _show_since_close(found: SinceClose, w: Writer) -> None:
    out, colon = console(), say(" :", ":")
    out.print(say(f"Depuis la clôture de {found.seal.period} (qui reste tel qu'il a été signé) : {len(found.rows)} changements, {len(found.corrections)} corrections.",
                  f"Since the close of {found.seal.period} (which stays as it was signed): {len(found.rows)} changes, {len(found.corrections)} corrections."), markup=False)  # fmt: skip
    for row in found.rows[:FEW]:
        out.print(
            f"  {row.key} {row.name} — {row.what}{colon} {_shown(row.before)} → {_shown(row.after)}", markup=False
        )
    for one in found.corrections:
        out.print(say(f"  correction {one.pk} : {one.key}, {one.column} = {one.value}",
                      f"  correction {one.pk}: {one.key}, {one.column} = {one.value}"), markup=False)  # fmt: skip
    for late in found.late:
        out.print(say(f"  hors délai : {late.deal}, {late.entry} du {late.day} : {w.money_cents(late.cents)}",
                      f"  late: {late.deal}, {late.entry} of {late.day}: {w.money_cents(late.cents)}"), markup=False)  # fmt: skip
    for moved in found.moved:
        out.print(f"  {w.label(moved.kpi.label)}{colon} {w.value(moved.kpi, moved.before)}{_share(w, moved.attainment_before)}"
                  f" {say('serait', 'would be')} {w.value(moved.kpi, moved.after)}{_share(w, moved.attainment_after)}", style="bold", markup=False)  # fmt: skip


def _share(w: Writer, attainment: Fraction | None) -> str:
    return "" if attainment is None else f" ({w.percent(attainment)})"


def _shown(value: Any) -> str:
    return say("vide", "empty") if value is None else str(value)
