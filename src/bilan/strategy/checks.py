"""What is wrong or worth a look in a strategy that can be read: who sells, where, when, and how it is followed."""

from __future__ import annotations

import zoneinfo
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from functools import cache
from itertools import combinations, pairwise

from babel.numbers import list_currencies

from bilan.label import Label
from bilan.period import UnknownPeriod
from bilan.strategy.document import Absence, MeetingKind, Membership, OwnStretch, Rep, Strategy
from bilan.strategy.faults import close_to
from bilan.strategy.nomenclature import pattern_fault
from bilan.strategy.own_checks import Columns, own_problems
from bilan.strategy.problems import Problem, error, warning
from bilan.strategy.public_holidays import is_known_calendar, nearest_calendar, public_holidays
from bilan.strategy.target_checks import target_problems

DAY = timedelta(days=1)


def problems(
    strategy: Strategy, known_kpis: Collection[str], *, rates: Collection[str] = (), columns: Columns | None = None
) -> tuple[Problem, ...]:
    """Every error, which stops a review, and every warning, which it prints; in the order of the document.

    ``rates`` are the shipped KPIs whose targets have no sum: rates, averages, durations. ``columns`` are those that a
    KPI of one's own may speak of, by table; without them they are not checked.
    """
    no_sum = {*rates, *(kpi.key for kpi in strategy.kpis if kpi.per or kpi.unit in ("rate", "days"))}
    kpis = sorted({*known_kpis, *(kpi.key for kpi in strategy.kpis)})
    found = [
        *_company(strategy), *_period(strategy), *_stretches(strategy), *_teams(strategy), *_reps(strategy),
        *_addresses(strategy), *_kpis(strategy, known_kpis), *(own_problems(strategy, columns) if columns else ()),
        *_nomenclature(strategy), *_rates(strategy),
    ]  # fmt: skip
    if not any(problem.where == "period" or problem.where.startswith("company.stretches") for problem in found):
        found += target_problems(strategy, kpis, no_sum)
    return tuple(found)


@cache
def _currencies() -> frozenset[str]:
    return frozenset(list_currencies())


def _company(strategy: Strategy) -> Iterator[Problem]:
    company = strategy.company
    if company.zone not in zoneinfo.available_timezones():
        near = close_to(company.zone, ["Europe/Paris", *sorted(zoneinfo.available_timezones())])
        yield error("company.zone", Label(
            fr=f"le fuseau horaire « {company.zone} » est inconnu.{near.fr}",
            en=f"the time zone “{company.zone}” is unknown.{near.en}",
        ))  # fmt: skip
    if company.currency not in _currencies():
        yield error("company.currency", _no_currency(company.currency))
    yield from _duplicates("company.sites", [site.key for site in company.sites])
    for rank, site in enumerate(company.sites, 1):
        where = f"company.sites[{rank}]"
        if not is_known_calendar(site.holidays):
            near_code = nearest_calendar(site.holidays)
            yield error(f"{where}.holidays", Label(
                fr=f"le calendrier « {site.holidays} » est inconnu ou perd des jours fériés ; écrivez « {near_code} »",
                en=f"the calendar “{site.holidays}” is unknown or loses holidays; write “{near_code}”",
            ))  # fmt: skip
            continue
        for day in site.worked:
            if day not in public_holidays(site.holidays, day.year):
                yield warning(f"{where}.worked", Label(
                    fr=f"le {day.isoformat()} n'est pas férié : le dire travaillé ne change rien",
                    en=f"{day.isoformat()} is no public holiday: calling it worked changes nothing",
                ))  # fmt: skip


def _no_currency(code: str) -> Label:
    return Label(
        fr=f"la devise « {code} » est inconnue ; écrivez son code à trois lettres, par exemple EUR",
        en=f"the currency “{code}” is unknown; write its three-letter code, for example EUR",
    )


def _period(strategy: Strategy) -> Iterator[Problem]:
    try:
        reviewed = strategy.reviewed
    except UnknownPeriod as unknown:
        yield error("period", unknown.message)
        return
    if reviewed.cadence is not strategy.cadence:
        yield warning("cadence", Label(
            fr=f"la période « {strategy.period} » est de cadence « {reviewed.cadence.value} », "
               f"la stratégie dit « {strategy.cadence.value} »",
            en=f"the period “{strategy.period}” has the cadence “{reviewed.cadence.value}”, "
               f"the strategy says “{strategy.cadence.value}”",
        ))  # fmt: skip


def _stretches(strategy: Strategy) -> Iterator[Problem]:
    """Own periods of the same cadence follow one another: no day twice, no day forgotten (EC-03)."""
    own = list(enumerate(strategy.company.stretches, 1))
    for rank, stretch in own:
        if stretch.last_day < stretch.first_day:
            yield error(f"company.stretches[{rank}].last_day", _ends_before)
    by_cadence: dict[str, list[tuple[int, OwnStretch]]] = {}
    for pair in own:
        by_cadence.setdefault(pair[1].cadence.value, []).append(pair)
    for cadence, stretches in by_cadence.items():
        ordered = sorted(stretches, key=lambda pair: pair[1].first_day)
        for (_, before), (rank, after) in pairwise(ordered):
            yield from _neighbours(before, after, rank, may_gap=cadence == "custom")


def _neighbours(before: OwnStretch, after: OwnStretch, rank: int, *, may_gap: bool) -> Iterator[Problem]:
    where = f"company.stretches[{rank}].first_day"
    if after.first_day <= before.last_day:
        yield error(where, Label(
            fr=f"« {after.name} » commence avant la fin de « {before.name} » : un jour compterait deux fois",
            en=f"“{after.name}” starts before “{before.name}” ends: a day would count twice",
        ))  # fmt: skip
    elif after.first_day > before.last_day + DAY and not may_gap:
        yield error(where, Label(
            fr=f"des jours manquent entre « {before.name} » et « {after.name} »",
            en=f"days are missing between “{before.name}” and “{after.name}”",
        ))  # fmt: skip


_ends_before = Label("le dernier jour précède le premier", "the last day comes before the first")


def _duplicates(where: str, keys: list[str]) -> Iterator[Problem]:
    for rank, key in enumerate(keys, 1):
        if key in keys[: rank - 1]:
            yield error(f"{where}[{rank}].key", Label(
                fr=f"la clé « {key} » est déjà prise : chaque clé n'est donnée qu'une fois",
                en=f"the key “{key}” is already taken: each key is given only once",
            ))  # fmt: skip


def _teams(strategy: Strategy) -> Iterator[Problem]:
    yield from _duplicates("teams", [team.key for team in strategy.teams])
    reps = sorted(rep.key for rep in strategy.reps)
    for rank, team in enumerate(strategy.teams, 1):
        if team.manager and team.manager not in reps:
            near = close_to(team.manager, reps)
            yield warning(f"teams[{rank}].manager", Label(
                fr=f"« {team.manager} » n'est pas dans la liste des commerciaux.{near.fr}",
                en=f"“{team.manager}” is not in the list of reps.{near.en}",
            ))  # fmt: skip


def _reps(strategy: Strategy) -> Iterator[Problem]:
    yield from _duplicates("reps", [rep.key for rep in strategy.reps])
    sites = [site.key for site in strategy.company.sites]
    teams = sorted(team.key for team in strategy.teams)
    for rank, rep in enumerate(strategy.reps, 1):
        where = f"reps[{rank}]"
        if rep.site not in sites:
            near = close_to(rep.site, sites)
            yield warning(f"{where}.site", Label(
                fr=f"le site « {rep.site} » est inconnu : jours fériés de métropole retenus.{near.fr}",
                en=f"the site “{rep.site}” is unknown: mainland France's holidays are used.{near.en}",
            ))  # fmt: skip
        if not rep.teams:
            yield warning(f"{where}.teams", Label(
                fr=f"{rep.name} n'est dans aucune équipe : ses résultats ne comptent que pour l'entreprise",
                en=f"{rep.name} is in no team: their results count for the company only",
            ))  # fmt: skip
        if rep.vacant and rep.addresses:
            yield warning(f"{where}.addresses", Label(
                fr=f"{rep.name} est un poste vacant : les lignes de ces adresses compteraient sans être à personne",
                en=f"{rep.name} is a vacant position: the rows of these addresses would count and be nobody's",
            ))  # fmt: skip
        yield from _memberships(rep, where, teams)
        yield from _dates(rep, where)


def _memberships(rep: Rep, where: str, teams: list[str]) -> Iterator[Problem]:
    for rank, membership in enumerate(rep.teams, 1):
        if membership.team not in teams:
            near = close_to(membership.team, teams)
            yield error(f"{where}.teams[{rank}].team", Label(
                fr=f"l'équipe « {membership.team} » est inconnue.{near.fr}",
                en=f"the team “{membership.team}” is unknown.{near.en}",
            ))  # fmt: skip
    for one, other in combinations(rep.teams, 2):
        first, last = _span(one), _span(other)
        if first[0] <= last[1] and last[0] <= first[1]:
            yield error(f"{where}.teams", Label(
                fr=f"{rep.name} est le même jour dans deux équipes ({one.team}, {other.team}) : "
                   "dites « until » pour la première",
                en=f"{rep.name} is in two teams on the same day ({one.team}, {other.team}): "
                   "say “until” for the first",
            ))  # fmt: skip


def _span(stretch: Membership) -> tuple[date, date]:
    return stretch.since or date.min, stretch.until or date.max


def _dates(rep: Rep, where: str) -> Iterator[Problem]:
    if rep.arrived_on and rep.left_on and rep.left_on < rep.arrived_on:
        yield error(f"{where}.left_on", _ends_before)
    if rep.ramp and rep.arrived_on is None:
        yield warning(f"{where}.ramp", Label(
            fr="sans date d'arrivée (arrived_on), la montée en charge est sans effet",
            en="without an arrival date (arrived_on), the ramp has no effect",
        ))  # fmt: skip
    for rank, membership in enumerate(rep.teams, 1):
        if _span(membership)[1] < _span(membership)[0]:
            yield error(f"{where}.teams[{rank}].until", _ends_before)
    for rank, absence in enumerate(rep.absences, 1):
        if absence.last_day < absence.first_day:
            yield error(f"{where}.absences[{rank}].last_day", _ends_before)
    if any(_overlap(one, other) and one.share + other.share > 1 for one, other in combinations(rep.absences, 2)):
        yield warning(f"{where}.absences", Label(
            fr="deux absences se recouvrent : un même jour n'est retiré qu'une fois",
            en="two absences overlap: the same day is taken off only once",
        ))  # fmt: skip


def _overlap(one: Absence, other: Absence) -> bool:
    return one.first_day <= other.last_day and other.first_day <= one.last_day


def _addresses(strategy: Strategy) -> Iterator[Problem]:
    """An address names one rep only: two homonyms need each an address of their own (EC-58)."""
    owners: dict[str, str] = {}
    for rank, rep in enumerate(strategy.reps, 1):
        for word in sorted({address.strip().casefold() for address in (rep.name, *rep.addresses)}):
            other = owners.setdefault(word, rep.key)
            if other != rep.key:
                yield error(f"reps[{rank}].addresses", Label(
                    fr=f"« {word} » désigne aussi « {other} » : gardez-le pour une seule personne",
                    en=f"“{word}” also names “{other}”: keep it for one person only",
                ))  # fmt: skip


def _kpis(strategy: Strategy, known: Collection[str]) -> Iterator[Problem]:
    yield from _duplicates("kpis", [kpi.key for kpi in strategy.kpis])
    for rank, kpi in enumerate(strategy.kpis, 1):
        where = f"kpis[{rank}]"
        if kpi.key not in known and kpi.value is None and kpi.source is None:
            near = close_to(kpi.key, sorted(known))
            yield error(f"{where}.key", Label(
                fr=f"le KPI « {kpi.key} » est inconnu.{near.fr} Un KPI à vous a une définition (value) ou une source",
                en=f"the KPI “{kpi.key}” is unknown.{near.en} A KPI of your own has a definition (value) or a source",
            ))  # fmt: skip
        if kpi.source and kpi.source.table is None and not kpi.source.how_to_follow:
            yield warning(f"{where}.source", Label(
                fr="rien n'alimente ce KPI : dites comment le suivre (how_to_follow)",
                en="nothing feeds this KPI: say how to follow it (how_to_follow)",
            ))  # fmt: skip
        if kpi.per and kpi.value is None:
            yield error(f"{where}.per", Label(
                fr="un ratio a un numérateur (value) et un dénominateur (per) : le numérateur manque",
                en="a ratio has a numerator (value) and a denominator (per): the numerator is missing",
            ))  # fmt: skip


def _nomenclature(strategy: Strategy) -> Iterator[Problem]:
    kinds = strategy.nomenclature
    for rank, kind in enumerate(kinds, 1):
        where = f"nomenclature[{rank}]"
        if kind.code in [before.code for before in kinds[: rank - 1]]:
            yield error(f"{where}.code", Label(f"« {kind.code} » est déjà défini", f"“{kind.code}” is already defined"))
        if not kind.patterns:
            yield warning(f"{where}.patterns", Label(
                fr="sans motif, aucun titre ne sera reconnu", en="without a pattern, no title will be recognised"
            ))  # fmt: skip
        yield from _pattern_faults(kind, where)


def _pattern_faults(kind: MeetingKind, where: str) -> Iterator[Problem]:
    for field, patterns in (("patterns", kind.patterns), ("doubtful", kind.doubtful)):
        for rank, pattern in enumerate(patterns, 1):
            fault = pattern_fault(pattern)
            if fault:
                yield error(f"{where}.{field}[{rank}]", Label(
                    fr=f"le motif « {pattern} » n'est pas lisible par RE2 ({fault})",
                    en=f"RE2 cannot read the pattern “{pattern}” ({fault})",
                ))  # fmt: skip


def _rates(strategy: Strategy) -> Iterator[Problem]:
    for rank, rate in enumerate(strategy.rates, 1):
        if rate.currency not in _currencies():
            yield error(f"rates[{rank}].currency", _no_currency(rate.currency))
        twins = [one for one in strategy.rates[: rank - 1]
                 if (one.currency, one.since, one.budget) == (rate.currency, rate.since, rate.budget)]  # fmt: skip
        if twins:
            yield error(f"rates[{rank}].since", Label(
                fr=f"deux taux pour {rate.currency} au {rate.since.isoformat()} : gardez-en un",
                en=f"two rates for {rate.currency} on {rate.since.isoformat()}: keep one",
            ))  # fmt: skip
