"""A recommendation for each followed KPI, by written rules from a finding or a story to what could be tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from bilan.label import Label
from bilan.period import Cadence
from bilan.plan.current import EACH
from bilan.plan.proposal import Method, Numbers, Proposal
from bilan.plan.rule import rounded
from bilan.review.finding import FindingKind
from bilan.review.story import Check, StoryKind
from bilan.stats.verdict import Verdict

if TYPE_CHECKING:
    from bilan.review.finding import Finding
    from bilan.review.review import Review
    from bilan.review.story import CheckedStory
    from bilan.strategy.document import Strategy

# An activity is never asked for alone: more of it, worse done, is Pierre's quarter again (domain.md 3.5).
QUALITY: dict[str, str] = {
    "rdv_q": "called_first",
    "rdv_d": "qualif_rate",
    "rdv_d_week": "qualif_rate",
    "rdv_e": "rate_d_p",
    "rdv_p": "rate_p_won",
    "rdv_c": "win_rate",
    "rdv_booked": "no_show_rate",
    "calls": "call_to_rdv",
    "deals_won": "avg_deal",
}
CYCLE = ("rdv_q", "rdv_d", "rdv_e", "rdv_p", "rdv_c", "deals_won")  # each step brings the next ones
PACE = ("rdv_d_week", "rdv_d")  # the KPI that carries a pace: the first of them that is followed


@dataclass(frozen=True, slots=True)
class Signs:
    """What was found and told of a period, and the targets proposed from it: everything a rule may look at."""

    strategy: Strategy
    review: Review
    findings: Sequence[Finding] = ()
    stories: Sequence[CheckedStory] = ()
    targets: Sequence[Proposal] = ()

    @property
    def followed(self) -> tuple[str, ...]:
        """The followed KPIs that have figures, in the strategy's order."""
        return tuple(line.reading.kpi.key for line in self.review.lines)

    def of_kind(self, kind: FindingKind) -> Iterator[Finding]:
        return (finding for finding in self.findings if finding.kind is kind)

    def target(self, kpi: str, scope: str = EACH) -> Proposal | None:
        return next((one for one in self.targets if (one.kpi, one.scope) == (kpi, scope)), None)


@dataclass(frozen=True, slots=True)
class Advice:
    """What a rule answers for a KPI: on which findings it rests, and the value to reach where there is one."""

    origin: tuple[str, ...]
    numbers: Numbers
    value: Fraction | None = None
    current: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: for which KPI it speaks, on what it rests, what it proposes; the first that answers is kept.

    ``kpis`` are tried in order and the first that is followed carries the rule; none means every KPI.
    """

    method: Method
    label: Label
    kpis: tuple[str, ...]
    when: Label
    then: Label
    find: Callable[[Signs, str], Advice | None]

    def speaks_of(self, kpi: str, followed: Sequence[str]) -> bool:
        return not self.kpis or kpi == next((one for one in self.kpis if one in followed), None)


def recommendations(signs: Signs) -> tuple[Proposal, ...]:
    """One recommendation a followed KPI, in the strategy's order; « rien à changer » where no rule speaks."""
    return tuple(_recommendation(signs, kpi) for kpi in signs.followed)


def _recommendation(signs: Signs, kpi: str) -> Proposal:
    answers = ((rule, rule.find(signs, kpi)) for rule in RULES if rule.speaks_of(kpi, signs.followed))
    rule, advice = next(((rule, found) for rule, found in answers if found), (None, None))
    is_pace = rule is not None and rule.method == "raise_pace"
    return Proposal(
        key=f"recommendation:{kpi}", kind="recommendation", kpi=kpi, scope=EACH if is_pace else "company",
        window=signs.review.period.next().name, method=rule.method if rule else "keep",
        cadence=Cadence.WEEK if is_pace else None, current=advice.current if advice else None,
        value=advice.value if advice else None, origin=advice.origin if advice else (),
        numbers={**advice.numbers, **_paired(signs, kpi)} if advice else {},
    )  # fmt: skip


def _paired(signs: Signs, kpi: str) -> Numbers:
    """The quality KPI to watch beside an activity, as it stands; none where the facts do not give it."""
    quality = QUALITY.get(kpi)
    line = signs.review.line(quality) if quality else None
    return {} if quality is None or line is None else {"paired_with": quality, "paired": line.reading.actual.value}


def _best_standout(signs: Signs, kpis: Sequence[str]) -> Finding | None:
    """The rep most apart from the others, and for the better, where it is established."""
    found = [
        finding for finding in signs.of_kind(FindingKind.STANDOUT)
        if finding.kpi in kpis and finding.sense == "success" and finding.verdict is Verdict.ESTABLISHED
    ]  # fmt: skip
    return max(found, key=lambda finding: float(_number(finding, "ratio") or 0), default=None)


def _number(finding: Finding, name: str) -> Fraction | None:
    value = finding.evidence.get(name)
    return Fraction(value) if isinstance(value, int | float | Fraction) else None


def _raise_pace(signs: Signs, kpi: str) -> Advice | None:
    best = _best_standout(signs, PACE)
    paces = (_pace(best, "per_week", "actual", "days"), _pace(best, "others_per_week", "others_actual", "others_days"))
    top, others = paces
    if best is None or top is None or others is None:
        return None
    settings = signs.strategy.thresholds
    share = Fraction(settings.target_rise)
    halfway, most = (1 - share) * others + share * top, (1 + Fraction(settings.target_cap)) * others
    value = rounded(min(halfway, most), Fraction(settings.count_step))
    current = next((one.current for key in (kpi, *PACE) if (one := signs.target(key)) and _is_weekly(one)), None)
    if value <= max(others, current or Fraction(0)):
        return None
    numbers = {"per_week": top, "others_per_week": others, "halfway": halfway, "most": most, **_implied(signs, kpi)}
    return Advice((best.key,), numbers, value, current)


def _is_weekly(target: Proposal) -> bool:
    return target.kpi == "rdv_d_week" or target.cadence is Cadence.WEEK


def _pace(finding: Finding | None, a_week: str, count: str, days: str) -> Fraction | None:
    """A pace as the finding gives it, else from its count and its days present."""
    if finding is None:
        return None
    given, met, there = (_number(finding, name) for name in (a_week, count, days))
    return given if given is not None or not there or met is None else met * 5 / there


def _implied(signs: Signs, kpi: str) -> Numbers:
    """Beside the pace: what the proposed target of bookings implies, and what the course's rule alone would ask."""
    bookings, ruled = signs.target("bookings"), signs.target(kpi)
    needed = bookings.numbers.get("needed_per_week") if bookings else None
    return {"needed_per_week": needed, "by_rule": ruled.value if ruled else None}


def _share_practice(signs: Signs, kpi: str) -> Advice | None:
    best = _best_standout(signs, (kpi,))
    best = None if best and _follows(signs, best) else best
    told = tuple(
        one.story.key for one in signs.stories
        if one.story.kpi == kpi and one.story.kind is not StoryKind.FAILURE
        and one.story.follow_up == "replicate" and one.outcome == "shown"
    )  # fmt: skip
    if best is None:
        return Advice(told, {}) if told else None
    return Advice((best.key, *told), dict(best.evidence))


def _follows(signs: Signs, finding: Finding) -> bool:
    """Whether the same rep already stands out at an earlier step: twice the RDV-D bring twice the RDV-E."""
    if finding.kpi not in CYCLE:
        return False
    earlier = CYCLE[: CYCLE.index(finding.kpi)]
    return any(
        one.kpi in earlier and one.scope == finding.scope and one.sense == "success"
        and one.verdict is Verdict.ESTABLISHED and one.kpi in signs.followed
        for one in signs.of_kind(FindingKind.STANDOUT)
    )  # fmt: skip


def _qualify_first(signs: Signs, _kpi: str) -> Advice | None:
    shown = [
        one for one in signs.stories
        if one.outcome == "shown" and one.story.kind is StoryKind.FAILURE
        and one.story.check in (Check.NO_NEXT_MEETING, Check.UNQUALIFIED)
    ]  # fmt: skip
    if not shown:
        return None
    evidence = shown[0].finding.evidence if shown[0].finding else {}
    return Advice(
        tuple(one.story.key for one in shown), {**evidence, "minutes": signs.strategy.thresholds.qualification_minutes}
    )


def _deals_found(kind: FindingKind, counted: str = "deals") -> Callable[[Signs, str], Advice | None]:
    """The rule of a finding that counts deals: it speaks as soon as there is one."""

    def find(signs: Signs, _kpi: str) -> Advice | None:
        found = next((finding for finding in signs.of_kind(kind) if _number(finding, counted)), None)
        return Advice((found.key,), {**found.evidence, "deals": found.evidence[counted]}) if found else None

    return find


def _review_means(signs: Signs, kpi: str) -> Advice | None:
    doubted = [
        finding for finding in signs.of_kind(FindingKind.REALISM)
        if finding.kpi == kpi and finding.evidence.get("advice") == "review_means"
    ]  # fmt: skip
    if not doubted:
        return None
    gaps = [one for one in signs.of_kind(FindingKind.GAP) if one.kpi == kpi and one.sense == "failure"]
    evidence = {name: value for finding in reversed(doubted) for name, value in finding.evidence.items()}
    return Advice(tuple(finding.key for finding in (*doubted, *gaps)), evidence)


RULES: tuple[Rule, ...] = (
    Rule("raise_pace", Label("Relever le rythme", "Raise the pace"), PACE,
         Label("un commercial est établi au-dessus des autres en RDV-D",
               "a rep is established above the others in RDV-D"),
         Label("un rythme de RDV-D par semaine et par personne : la moitié du chemin (`target_rise`) entre le rythme "
               "des autres et le sien, sans dépasser de plus de 30 % (`target_cap`) le rythme des autres, au RDV "
               "entier (`count_step`) ; rien si le résultat ne dépasse pas l'objectif en vigueur. Le rythme que "
               "l'objectif de CA proposé implique est donné à côté.",
               "a pace of RDV-D a week and per person: half the way (`target_rise`) between the others' pace and "
               "theirs, no more than 30% (`target_cap`) above the others' pace, in whole meetings (`count_step`); "
               "nothing when this is not above the target in force. The pace that the proposed bookings target "
               "implies stands beside it."),
         _raise_pace),
    Rule("share_practice", Label("Partager une pratique", "Share a practice"), (),
         Label("un commercial est établi au-dessus des autres sur ce KPI, ou un succès ou une bonne pratique « à "
               "répliquer » sur ce KPI est montré par les faits",
               "a rep is established above the others on this KPI, or a success or best practice “to replicate” on "
               "this KPI is shown by the facts"),
         Label("la personne présente sa méthode à l'équipe, si elle le veut bien ; pas deux fois pour la même chose : "
               "qui est déjà au-dessus des autres à une étape l'est souvent aux suivantes",
               "the person presents their method to the team, if they agree to; not twice for the same thing: whoever "
               "is above the others at a step often is at the next ones"),
         _share_practice),
    Rule("qualify_first", Label("Qualifier d'abord", "Qualify first"),
         ("qualif_rate", "rate_d_e", "rdv_d", "rdv_d_week"),
         Label("un échec raconté est montré par les faits : des RDV-D restés sans suite, ou tenus avec des prospects "
               "non qualifiés",
               "a failure that was told is shown by the facts: RDV-D with nothing after, or held with unqualified "
               "prospects"),
         Label("proposer un appel de qualification (RDV-Q) de 15 minutes (`qualification_minutes`) avant chaque RDV-D "
               "physique",
               "offer a qualification call (RDV-Q) of 15 minutes (`qualification_minutes`) before each RDV-D in "
               "person"),
         _qualify_first),
    Rule("review_blocked", Label("Revue de blocage", "Blocking review"), ("over_limit", "rdv_e_per_deal", "rdv_e"),
         Label("des affaires encore ouvertes ont dépassé le plafond de RDV-E",
               "deals that are still open went beyond the limit of RDV-E"),
         Label("une revue de blocage de ces affaires : proposer, relancer autrement ou arrêter",
               "a blocking review of these deals: propose, try otherwise or stop"),
         _deals_found(FindingKind.OVER_LIMIT, "open")),  # nothing blocks a deal that was signed or lost since
    Rule("wake_up", Label("Réveiller les affaires dormantes", "Wake up silent deals"), ("stalled", "next_step", "pipe"),
         Label("des affaires ouvertes sont sans activité", "open deals have gone silent"),
         Label("reprendre chaque affaire dormante : une prochaine étape datée, ou la clore",
               "take up each silent deal: a dated next step, or close it"),
         _deals_found(FindingKind.STALLED)),
    Rule("review_means", Label("Revoir les moyens", "Review the means"), (),
         Label("l'objectif de ce KPI est manqué de loin, et pas par quelques-uns seulement : le constat de réalisme "
               "le dit",
               "the target of this KPI is missed by far, and not by a few only: the finding on realism says so"),
         Label("revoir les moyens avec l'équipe avant de redemander le même objectif",
               "review the means with the team before asking for the same target again"),
         _review_means),
)  # fmt: skip
