"""A story beside what the facts say: « 31 RDV-D sur 96 n'ont eu aucun rendez-vous suivant », or that they do not show it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from bilan.kpis.compute import DAYS_A_WEEK
from bilan.period import day_label
from bilan.report.grammar import first_up, hours, some, to_one_decimal
from bilan.report.sentences.said import Numbers, Said

if TYPE_CHECKING:
    from bilan.report.figures import Writer
    from bilan.report.voice import Voice
    from bilan.review.finding import Finding
    from bilan.review.story import CheckedStory

# the name of the cases in the evidence, and how they are told after « 31 RDV-D sur 96 »
_CASES: Final = {
    "no_next_meeting": ("without_next", "RDV-D", ("n'a eu aucun rendez-vous suivant", "n'ont eu aucun rendez-vous suivant"), "had no next meeting"),
    "unqualified": ("unqualified", "RDV-D", ("a été tenu avec un prospect non qualifié", "ont été tenus avec des prospects non qualifiés"),
                    "were held with unqualified prospects"),
    "no_show": ("no_shows", "", ("a été manqué par le client", "ont été manqués par le client"), "were missed by the client"),
}  # fmt: skip


def story_said(checked: CheckedStory, voice: Voice) -> Said:
    """What the facts say of a story, in one sentence."""
    w = voice.w
    if checked.finding is None or checked.outcome == "unchecked":
        facts = facts_said(checked.finding, voice) if checked.finding else ""
        none = w.say("Rien dans les données ne permet de le vérifier.", "Nothing in the data can confirm it.")
        return Said(facts or none)
    facts = facts_said(checked.finding, voice)
    if checked.outcome == "not_shown":
        start = w.say("Les données ne le montrent pas.", "The data do not show it.")
        return Said(f"{start} {facts}", _why(voice))
    return Said(facts, _why(voice))


def _why(voice: Voice) -> str:
    return voice.w.tell(
        "Le récit est mis à côté des faits de la période, par la même règle pour tous ; les faits ne voient que ce qui a été noté.",
        "The story is set beside the period's facts, by the same rule for everyone; facts see only what was noted.",
    )


def facts_said(finding: Finding, voice: Voice) -> str:
    """The numbers of a checked story."""
    n = Numbers(finding.evidence)
    check = n.word("check")
    if check in _CASES:
        return _cases(finding, n, voice)
    if check == "deal":
        return _deal(n, voice)
    return _figure(finding, n, voice)


def _cases(finding: Finding, n: Numbers, voice: Voice) -> str:
    """The whole team's cases, the time they took, then the part of whom the story is about, where it may be told."""
    w = voice.w
    name, what, (one, many), en = _CASES[n.word("check")]
    cases, of = n.count(name), n.count("meetings")
    things = what or w.say("rendez-vous", "meetings")
    time, reps = n.exact("hours"), n.count("reps")
    cost = [hours(time, w)] if time else []
    cost += (
        [some(reps, w, ("commercial concerné", "commerciaux concernés"), ("rep concerned", "reps concerned"))]
        if reps
        else []
    )
    text = w.tell(
        f"{_n(cases, w)} {things} sur {_n(of, w)} {many if cases > 1 else one}",
        f"{_n(cases, w)} of {_n(of, w)} {things} {en}",
    )
    text += f"{w.tell(' : ', ': ')}{', '.join(cost)}." if cost and cases else "."
    own = n.count("own_meetings")
    if (
        own
        and finding.scope.kind != "company"
        and (finding.scope.kind == "team" or voice.sight.may_name(finding.scope.key))
    ):
        mine, rest = n.count(f"own_{name}"), of - own
        who = first_up(voice.who(finding.scope))
        text += w.tell(
            f" {who} : {_n(mine, w)} sur {_n(own, w)} ({w.percent(_share(mine, own))}) ; les autres : {_n(cases - mine, w)} sur {_n(rest, w)} ({w.percent(_share(cases - mine, rest))}).",
            f" {who}: {_n(mine, w)} of {_n(own, w)} ({w.percent(_share(mine, own))}); the others: {_n(cases - mine, w)} of {_n(rest, w)} ({w.percent(_share(cases - mine, rest))}).",
        )  # fmt: skip
    return text


def _n(count: int, w: Writer) -> str:
    return w.quantity("count", Fraction(count))


def _share(part: int, whole: int) -> Fraction | None:
    """To the whole point: a share of cases needs no decimal."""
    return Fraction(round(100 * part / whole), 100) if whole else None


def _figure(finding: Finding, n: Numbers, voice: Voice) -> str:
    """A figure of somebody beside the others', or beside what was due."""
    w, kpi = voice.w, finding.kpi
    if not voice.sight.shows_group(finding.people) and not all(map(voice.sight.may_name, finding.people)):
        return ""
    name, who = voice.kpi_name(kpi), first_up(voice.who(finding.scope))
    ratio = n.exact("ratio") if n.word("measure") in {"", "count"} else None
    if ratio:
        times = to_one_decimal(ratio if ratio >= 1 else 1 / ratio, w)
        more = ratio >= 1
        return w.tell(
            f"{who} : {times} fois {'plus' if more else 'moins'} que les autres par jour travaillé ({name} : {n.count('actual')} en {n.count('days')} jours, {n.count('others_actual')} en {n.count('others_days')} jours pour les autres).",
            f"{who}: {times} times {'as many as' if more else 'fewer than'} the others per day worked ({name}: {n.count('actual')} in {n.count('days')} days, {n.count('others_actual')} in {n.count('others_days')} days for the others).",
        )  # fmt: skip
    others = n.exact("others_actual")
    if others is not None:
        mine, theirs, a_week = _paces(n, voice)
        return w.tell(
            f"{who} : {name}, {voice.value(kpi, mine)}{a_week}{_out_of(n, 'cases', voice)} ; les autres, {voice.value(kpi, theirs)}{_out_of(n, 'others_cases', voice)}.",
            f"{who}: {name}, {voice.value(kpi, mine)}{a_week}{_out_of(n, 'cases', voice)}; the others, {voice.value(kpi, theirs)}{_out_of(n, 'others_cases', voice)}.",
        )
    return f"{name}{w.tell(' : ', ': ')}{voice.value(kpi, n.exact('actual'))}{_held_against(kpi, n, voice)}."


def _out_of(n: Numbers, name: str, voice: Voice) -> str:
    """« (2 cas) »: a rate, or a middle value, is read with what it rests on."""
    if n.given.get(name) is None:
        return ""
    cases = n.count(name)
    return voice.w.say(f" ({_n(cases, voice.w)}\u00a0cas)", f" ({_n(cases, voice.w)} case{'s' * (cases != 1)})")


def _paces(n: Numbers, voice: Voice) -> tuple[Fraction | None, Fraction | None, str]:
    """Both figures as they compare: what adds up, by week of presence; a rate, as it is."""
    own_days, days = n.exact("days"), n.exact("others_days")
    mine, theirs = n.exact("actual"), n.exact("others_actual")
    if not own_days or not days or mine is None or theirs is None:
        return mine, theirs, ""
    a_week = voice.w.say(" par semaine de présence", " a week present")
    return mine * DAYS_A_WEEK / own_days, theirs * DAYS_A_WEEK / days, a_week


def _held_against(kpi: str, n: Numbers, voice: Voice) -> str:
    """The target, else the period before."""
    w, target, before = voice.w, n.exact("target"), n.exact("previous")
    if target is not None:
        asked = voice.value(kpi, target)
        return w.say(f" pour un objectif de {asked}", f" against a target of {asked}")
    if before is not None:
        was = voice.value(kpi, before)
        return w.say(f", {was} à la période précédente", f", {was} in the period before")
    return ""


def _deal(n: Numbers, voice: Voice) -> str:
    w = voice.w
    endings = {
        "won": ("signée", "won"),
        "lost": ("perdue", "lost"),
        "open": ("toujours ouverte", "still open"),
        "cancelled": ("annulée", "cancelled"),
    }
    ended = n.given.get("ended_on")
    on = w.say(f" le {day_label(ended, 'fr')}", f" on {day_label(ended, 'en')}") if isinstance(ended, date) else ""
    parts = [f"{w.say(*endings.get(n.word('status'), ('', '')))}{on}"]
    amount, days, meetings, time = n.exact("amount"), n.exact("days"), n.count("meetings"), n.exact("hours")
    parts += [voice.value("bookings", amount)] if amount is not None else []
    parts += [some(meetings, w, ("rendez-vous", "rendez-vous"), ("meeting", "meetings"))] if meetings else []
    parts += [hours(time, w)] if time else []
    parts += [some(int(days), w, ("jour", "jours"), ("day", "days"))] if days is not None else []
    name = voice.told(n.word("name"))
    return w.tell(f"« {name} » : {', '.join(parts)}.", f"“{name}”: {', '.join(parts)}.")
