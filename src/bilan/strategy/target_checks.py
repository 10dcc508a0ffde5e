"""Whether the targets of a strategy hold together: known names, true boundaries, sums, dates of publication."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from bilan.label import LANGUAGES, Label
from bilan.money import format_number, format_percent
from bilan.period import Cadence, Period, UnknownPeriod, day_label
from bilan.strategy.document import Strategy, Target
from bilan.strategy.faults import close_to
from bilan.strategy.problems import Problem, error, warning
from bilan.strategy.targets import Assignment, assignment, budget_rate

CADENCES = (Cadence.WEEK, Cadence.MONTH, Cadence.QUARTER, Cadence.HALF_YEAR, Cadence.YEAR)


def target_problems(strategy: Strategy, kpis: Sequence[str], rates: Collection[str]) -> list[Problem]:
    """Every error and warning about targets, in the order of the document; sums come last."""
    found: list[Problem] = []
    seen: dict[tuple[str, str, Period], int] = {}
    for rank, target in enumerate(strategy.targets, 1):
        where = f"targets[{rank}]"
        found += _names(strategy, target, where, kpis)
        window = window_of(strategy, target)
        if isinstance(window, Label):
            found.append(error(f"{where}.window", window))
            continue
        found += [*_season(strategy, target, where, window), *_money(strategy, target, where, window)]
        found += _publication(target, where, window)
        first = seen.setdefault((target.kpi, target.scope, window), rank)
        if first != rank:
            found.append(error(f"{where}.window", Label(
                fr=f"cet objectif est déjà donné (targets[{first}])",
                en=f"this target is already given (targets[{first}])",
            )))  # fmt: skip
    if not any(problem.severity == "error" for problem in found):
        found += _sums(strategy, [key for key in seen if key[0] not in rates])
    return found


def window_of(strategy: Strategy, target: Target) -> Period | Label:
    """The period of a target, or why it is none: dates must be the bounds of a period of the company."""
    calendar = strategy.company.calendar
    try:
        window = calendar.parse(target.window)
    except UnknownPeriod as unknown:
        return unknown.message
    own = [stretch.name for stretch in calendar.stretches]
    if window.cadence is not Cadence.CUSTOM or window.name in own or window == strategy.reviewed:
        return window
    around = [calendar.containing(window.start, cadence) for cadence in CADENCES]
    same = [whole for whole in around if (whole.start, whole.end) == (window.start, window.end)]
    return same[0] if same else _no_boundary(target, around[1].name, around[2].name)


def _no_boundary(target: Target, month: str, quarter: str) -> Label:
    return Label(
        fr=f"« {target.window} » n'est ni une semaine, ni un mois, ni un trimestre entier : "
           f"écrivez {month} ou {quarter}, ou déclarez ces dates dans company.stretches",
        en=f"“{target.window}” is no whole week, month or quarter: "
           f"write {month} or {quarter}, or declare these dates in company.stretches",
    )  # fmt: skip


def _names(strategy: Strategy, target: Target, where: str, kpis: Sequence[str]) -> Iterator[Problem]:
    if target.kpi not in kpis:
        near = close_to(target.kpi, list(kpis))
        yield error(f"{where}.kpi", Label(
            fr=f"le KPI « {target.kpi} » est inconnu.{near.fr}", en=f"the KPI “{target.kpi}” is unknown.{near.en}"
        ))  # fmt: skip
    kind, _, key = target.scope.partition(":")
    known = sorted(part.key for part in (strategy.teams if kind == "team" else strategy.reps))
    if key and key not in known:
        near = close_to(key, known)
        who = ("l'équipe", "the team") if kind == "team" else ("le commercial", "the rep")
        yield error(f"{where}.scope", Label(
            fr=f"{who[0]} « {key} » n'existe pas dans la stratégie.{near.fr}",
            en=f"{who[1]} “{key}” is not in the strategy.{near.en}",
        ))  # fmt: skip


def _season(strategy: Strategy, target: Target, where: str, window: Period) -> Iterator[Problem]:
    """Sub-periods lie inside the window, do not overlap and leave no day out."""
    where = f"{where}.seasonality"
    covered = 0
    for name, weight in target.seasonality.items():
        try:
            part = strategy.company.calendar.parse(name)
        except UnknownPeriod as unknown:
            yield error(where, unknown.message)
            return
        if part.start < window.start or part.end > window.end or weight < 0:
            yield error(where, Label(
                fr=f"« {name} » n'est pas dans {window.label('fr')}, ou son poids est négatif",
                en=f"“{name}” is not inside {window.label('en')}, or its weight is negative",
            ))  # fmt: skip
        covered += part.length
    if target.seasonality and covered != window.length:
        yield error(where, Label(
            fr="les sous-périodes doivent couvrir toute la période, chaque jour une seule fois",
            en="the sub-periods must cover the whole period, each day only once",
        ))  # fmt: skip
    if target.seasonality and not sum(target.seasonality.values()):
        yield error(where, Label("les poids sont tous nuls", "all weights are zero"))


def _money(strategy: Strategy, target: Target, where: str, window: Period) -> Iterator[Problem]:
    if budget_rate(strategy, target.currency, window.start) is None:
        yield error(f"{where}.currency", Label(
            fr=f"aucun taux budget pour {target.currency} au {window.start.isoformat()} : "
               "ajoutez-le à [[rates]] avec budget = true",
            en=f"no budget rate for {target.currency} on {window.start.isoformat()}: "
               "add it to [[rates]] with budget = true",
        ))  # fmt: skip


def _publication(target: Target, where: str, window: Period) -> Iterator[Problem]:
    """A target must be known when its period starts; otherwise it cannot be held against anyone (P18, EC-61)."""
    if target.published_on and target.published_on > window.start:
        days = (target.published_on - window.start).days
        day = target.published_on
        yield warning(f"{where}.published_on", Label(
            fr=f"publié le {day_label(day, 'fr')}, {days} jours après le début de la période : "
               "un objectif doit être connu au début, sinon il n'est pas opposable",
            en=f"published on {day_label(day, 'en')}, {days} days after the period began: "
               "a target must be known at the start, or it cannot be held against anyone",
        ))  # fmt: skip


def _sums(strategy: Strategy, keys: list[tuple[str, str, Period]]) -> Iterator[Problem]:
    """The sum of individual targets beside the target of the whole (EC-62); rates have no sum."""
    for kpi, scope, window in keys:
        together = None
        if scope == "company" or scope.startswith("team:"):
            together = assignment(strategy, kpi, window, scope=scope)
        if together and together.difference and together.rate is not None:
            where = f"targets ({kpi}, {scope}, {window.name})"
            yield warning(where, _difference(together, strategy.thresholds.over_assignment))


def _difference(together: Assignment, limit: Decimal) -> Label:
    over = together.difference > 0
    rate = abs(together.rate or Fraction(0))
    beyond = over and rate > limit
    words = ("sur-affectation", "over-assignment") if over else ("sous-affectation", "under-assignment")
    numbers = {language: (format_number(together.bottom_up, language), format_number(together.top_down, language),
                          format_number(abs(together.difference), language), format_percent(rate, language))
               for language in LANGUAGES}  # fmt: skip
    fr, en = numbers["fr"], numbers["en"]
    return Label(
        fr=f"la somme des objectifs individuels est {fr[0]} pour un objectif de {fr[1]} : {words[0]} de {fr[2]} "
           f"({fr[3]})" + (f", au-delà du seuil de {format_percent(Fraction(limit), 'fr')}" if beyond else ""),
        en=f"individual targets add up to {en[0]} for a target of {en[1]}: {words[1]} of {en[2]} "
           f"({en[3]})" + (f", beyond the threshold of {format_percent(Fraction(limit), 'en')}" if beyond else ""),
    )  # fmt: skip
