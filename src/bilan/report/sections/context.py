"""Rappel du contexte: what was promised and when, who was there, how many days there were to work."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from bilan.period import day_label
from bilan.plan.current import EACH, current_targets, lines_in
from bilan.report.document import Cell, Grid, Heading, Part, Points, Row, Section
from bilan.report.grammar import some, to_one_decimal
from bilan.report.sentences.proposals import for_whom
from bilan.strategy.presence import presence_rate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bilan.plan.current import Current
    from bilan.report.voice import Voice
    from bilan.strategy.document import Rep


def context(voice: Voice) -> Section:
    """The targets in force with their origin, the team on duty, the working days."""
    w = voice.w
    parts: list[Part] = [Points(tuple(_team(voice))), _targets(voice)]
    return Section("contexte", w.say("Rappel du contexte", "Context"), tuple(parts))


def _team(voice: Voice) -> Iterator[str]:
    review, w = voice.dossier.review, voice.w
    if review.is_over:
        yield w.tell(f"{review.total_days} jours ouvrés.", f"{review.total_days} working days.")
    else:
        yield w.tell(
            f"{review.elapsed_days} jours ouvrés passés sur {review.total_days}.",
            f"{review.elapsed_days} of {review.total_days} working days gone.",
        )
    reps = [rep for rep in review.strategy.reps if presence_rate(rep, review.strategy, review.window)]
    full = sum((presence_rate(rep, review.strategy, review.window) for rep in reps), Fraction(0))
    people = some(len(reps), w, ("commercial", "commerciaux"), ("rep", "reps"))
    if full == len(reps):  # everybody, all the time
        yield w.tell(f"{people} dans la période.", f"{people} in the period.")
    else:
        yield w.tell(f"{people} dans la période, soit {to_one_decimal(full, w)} en équivalent temps plein, absences déduites.",
                     f"{people} in the period, or {to_one_decimal(full, w)} full-time equivalents, absences deducted.")  # fmt: skip
    yield from _moves(voice)


def _moves(voice: Voice) -> Iterator[str]:
    """Arrivals and departures of the period; never an absence, whose cause is nobody's business (P19)."""
    review, w = voice.dossier.review, voice.w
    people = [rep for rep in review.strategy.reps if not rep.vacant]
    came = [rep for rep in people if rep.arrived_on and rep.arrived_on in review.window]
    left = [rep for rep in people if rep.left_on and rep.left_on in review.window]
    for moved, fr, en, day in ((came, "Arrivées", "Arrivals", _came), (left, "Départs", "Departures", _left)):
        if moved:
            names = ", ".join(f"{voice.rep(rep.key)} ({day_label(day(rep), w.language)})" for rep in moved)
            yield w.tell(f"{fr} : {names}.", f"{en}: {names}.")


def _came(rep: Rep) -> date:
    return rep.arrived_on or date.min


def _left(rep: Rep) -> date:
    return rep.left_on or date.min


def _targets(voice: Voice) -> Grid:
    review, w = voice.dossier.review, voice.w
    every = current_targets(review.strategy, review.period, with_sums=True)
    found = [one for one in every if _is_for(one, voice)]
    empty = ("Sans objet : aucun objectif n'est fixé pour la période ; les résultats se lisent face aux périodes passées.",
             "Not applicable: no target is set for the period; results are read against earlier periods.")  # fmt: skip
    if every:
        empty = ("Des objectifs sont fixés par personne ; ils ne sont lus que par elle et par son responsable.",
                 "Targets are set person by person; only they and their manager read them.")  # fmt: skip
    headings = (
        Heading(w.say("Objectif", "Target"), is_figure=False), Heading(w.say("Pour qui", "For whom"), is_figure=False),
        Heading(w.say("Valeur", "Value")), Heading(w.say("Publié le", "Published on"), is_figure=False),
    )  # fmt: skip
    return Grid(
        w.say("Ce qui était promis", "What was promised"), headings, tuple(_row(one, voice) for one in found),
        empty=w.tell(*empty),
    )  # fmt: skip


def _is_for(one: Current, voice: Voice) -> bool:
    if one.scope.startswith("rep:"):
        return voice.audience.sees_everyone or one.scope == f"rep:{voice.audience.rep}"
    return not one.scope.startswith("team:") or voice.sight.has_teams


def _row(one: Current, voice: Voice) -> Row:
    review, w = voice.dossier.review, voice.w
    days = {
        line.published_on for scope in one.scopes for line in lines_in(review.strategy, one.kpi, scope, review.period)
    }
    known = sorted(day for day in days if day)
    published = day_label(known[-1], w.language) if known else w.say("non daté", "undated")
    value = voice.value(one.kpi, one.value)
    if one.cadence and one.kpi != "rdv_d_week":
        value = w.say(f"{value} par {one.cadence.label.fr}", f"{value} a {one.cadence.label.en}")
    whom = for_whom(one.scope, voice) or w.say("toute l'entreprise", "the whole company")
    note = ""
    if known and known[-1] > review.period.start and (one.scope.startswith("rep:") or one.scope == EACH):
        note = w.tell("Publié après le début de la période : il n'est pas opposable au commercial.",
                      "Published after the period began: it does not bind the rep.")  # fmt: skip
    return Row((Cell(voice.kpi_name(one.kpi)), Cell(whom), Cell(value), Cell(published, note=note)))
