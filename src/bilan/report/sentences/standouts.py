"""A rep apart from the others: by how much, between which bounds, and how sure (Z15, EC-67)."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from bilan.money import format_number
from bilan.report.figures import NBSP
from bilan.report.grammar import chance_of, first_up, of, some, to_one_decimal
from bilan.report.sentences.said import Numbers, Said
from bilan.stats.verdict import Verdict

if TYPE_CHECKING:
    from bilan.report.voice import Voice
    from bilan.review.finding import Finding


def standout_said(finding: Finding, voice: Voice) -> Said:
    """« Paul a fait 2,0 fois plus de RDV-D par jour travaillé que le reste de l'équipe (…) : … l'écart est établi. »."""
    n = Numbers(finding.evidence)
    start, short = _SAID[n.word("measure") or "count"](finding, n, voice)
    return Said(start + _luck(n, voice) + _verdict(finding, voice), _why(finding, n, voice), _limits(n, voice),
                _short(finding, short, voice))  # fmt: skip


def _count(finding: Finding, n: Numbers, voice: Voice) -> tuple[str, str]:
    w, ratio = voice.w, n.exact("ratio")
    who, things = first_up(voice.who(finding.scope)), voice.counted(finding.kpi)
    if not ratio:
        return _without_ratio(n, who, things, voice), ""
    times, between = _times(ratio, n, voice)
    more = ratio >= 1
    start = w.tell(
        f"{who} a fait {times} fois {'plus' if more else 'moins'} {of(things)} par jour travaillé que le reste de l'équipe{between}",
        f"{who} had {times} times {'as many' if more else 'fewer'} {things} per day worked {'as' if more else 'than'} the rest of the team{between}",
    )
    short = w.tell(
        f"{who} : {times} fois {'plus' if more else 'moins'} {of(things)} par jour travaillé que les autres",
        f"{who}: {times} times {'as many' if more else 'fewer'} {things} per day worked {'as' if more else 'than'} the others",
    )
    return start, short


def _rate(finding: Finding, n: Numbers, voice: Voice) -> tuple[str, str]:
    """« Karim, taux de no-show : 1,4 %, contre 9,0 % pour le reste de l'équipe »."""
    w, who = voice.w, first_up(voice.who(finding.scope))
    name = voice.counted(finding.kpi)
    own, others = (voice.value(finding.kpi, n.exact(key)) for key in ("actual", "others_actual"))
    start = w.tell(
        f"{who}, {name} : {own}, contre {others} pour le reste de l'équipe",
        f"{who}, {name}: {own}, against {others} for the rest of the team",
    )
    return start, w.tell(f"{who}, {name} : {own} contre {others}", f"{who}, {name}: {own} against {others}")


def _size(finding: Finding, n: Numbers, voice: Voice) -> tuple[str, str]:
    """« …, contre 11 k€ pour le reste de l'équipe ; sur deux affaires, la sienne est la plus élevée 8 fois sur 10 »."""
    start, short = _rate(finding, n, voice)
    share = n.exact("ratio")
    if share is None:
        return start, short
    tenths, w = round(max(share, 1 - share) * 10), voice.w
    is_more = share > Fraction(1, 2)
    start += w.tell(
        f" ; d'une de ses affaires et d'une des autres, la sienne a la valeur la plus {'haute' if is_more else 'basse'} environ {tenths} fois sur 10",
        f"; of one of theirs and one of the others', theirs has the {'higher' if is_more else 'lower'} value about {tenths} times in 10",
    )
    return start, short


def _amount(finding: Finding, n: Numbers, voice: Voice) -> tuple[str, str]:
    """« Claire a signé 2,2 fois plus par jour travaillé que le reste de l'équipe (…), 1,6 fois sans … »."""
    w, ratio, left = voice.w, n.exact("ratio"), n.exact("ratio_without_largest")
    who = first_up(voice.who(finding.scope))
    if not ratio:
        return _rate(finding, n, voice)
    times, between = _times(ratio, n, voice)
    more = ratio >= 1
    start = w.tell(
        f"{who} a signé {times} fois {'plus' if more else 'moins'} par jour travaillé que le reste de l'équipe{between}",
        f"{who} signed {times} times {'as much' if more else 'less'} per day worked {'as' if more else 'than'} the rest of the team{between}",
    )
    short = w.tell(
        f"{who} : {times} fois {'plus' if more else 'moins'} de CA signé par jour travaillé que les autres",
        f"{who}: {times} times {'as much' if more else 'less'} signed per day worked {'as' if more else 'than'} the others",
    )
    if left and (left >= 1) == more:
        without = to_one_decimal(left if more else 1 / left, w)
        start += w.tell(
            f" ; {without} fois {'plus' if more else 'moins'} sans la plus grosse affaire de chaque côté",
            f"; {without} times {'as much' if more else 'less'} without the largest deal on each side",
        )
    elif left:
        start += w.tell(
            " ; l'écart tient à la plus grosse affaire de chaque côté",
            "; the gap rests on the largest deal on each side",
        )
    return start, short


def _cycle(finding: Finding, n: Numbers, voice: Voice) -> tuple[str, str]:
    """« Les affaires de Paul mettent 1,3 fois plus de temps à être signées ou perdues que celles des autres (…) »."""
    w, ratio = voice.w, n.exact("ratio")
    who = voice.who(finding.scope)
    if not ratio:
        return _rate(finding, n, voice)
    times, between = _times(ratio, n, voice)
    more = ratio >= 1
    start = w.tell(
        f"Les affaires {of(who)} mettent {times} fois {'plus' if more else 'moins'} de temps à être signées ou perdues que celles du reste de l'équipe{between}",
        f"The deals of {who} take {times} times {'as long' if more else 'less time'} to be signed or lost {'as' if more else 'than'} those of the rest of the team{between}",
    )
    own, others = n.exact("actual"), n.exact("others_actual")
    if own is not None and others is not None:
        start += w.tell(
            f" ; la moitié en {round(own)} jours, contre {round(others)}",
            f"; half within {round(own)} days, against {round(others)}",
        )
    short = w.tell(
        f"Affaires {of(who)} : {times} fois {'plus' if more else 'moins'} de temps pour une décision que celles des autres",
        f"Deals of {who}: {times} times {'as long' if more else 'less time'} to a decision {'as' if more else 'than'} those of the others",
    )
    return start, short


_SAID: Final[dict[str, Callable[[Finding, Numbers, Voice], tuple[str, str]]]] = {
    "count": _count,
    "rate": _rate,
    "size": _size,
    "cycle": _cycle,
    "amount": _amount,
}


def _luck(n: Numbers, voice: Voice) -> str:
    chance, w = n.exact("chance"), voice.w
    if chance is None:
        return ""
    return w.tell(
        f" : en répartissant tout au hasard, on n'obtiendrait un tel écart que {chance_of(float(chance), w)}",
        f"; dealt out at random, such a gap would come {chance_of(float(chance), w)}",
    )


def _short(finding: Finding, start: str, voice: Voice) -> str:
    """« Paul : 2,0 fois plus de RDV-D par jour travaillé que les autres (établi). »."""
    sure = finding.verdict is Verdict.ESTABLISHED
    word = voice.w.say("établi" if sure else "à confirmer", "established" if sure else "to be confirmed")
    return f"{start} ({word})." if start else ""


def _times(ratio: Fraction, n: Numbers, voice: Voice) -> tuple[str, str]:
    """How many times as much, or as little, with its bounds."""
    low, high = n.exact("low"), n.exact("high")
    if ratio < 1:
        ratio, low, high = 1 / ratio, (1 / high if high else None), (1 / low if low else None)
    w = voice.w
    if low is None or high is None:
        return to_one_decimal(ratio, w), ""
    bounds = to_one_decimal(low, w), to_one_decimal(high, w)
    return to_one_decimal(ratio, w), w.say(f" (entre {bounds[0]} et {bounds[1]})", f" ({bounds[0]} to {bounds[1]})")


def _without_ratio(n: Numbers, who: str, things: str, voice: Voice) -> str:
    others = to_one_decimal(n.exact("others_per_week") or Fraction(0), voice.w)
    own = to_one_decimal(n.exact("per_week") or Fraction(0), voice.w) if n.exact("per_week") else "0"
    return voice.w.say(
        f"{who} a fait {own}{NBSP}{things} par semaine de présence quand le reste de l'équipe en faisait {others}",
        f"{who} had {own} {things} a week present when the rest of the team had {others}",
    )


def _verdict(finding: Finding, voice: Voice) -> str:
    if finding.verdict is Verdict.ESTABLISHED:
        return voice.w.tell(" ; l'écart est établi.", ": the gap is established.")
    if finding.verdict is Verdict.TO_CONFIRM:
        return voice.w.tell(
            " ; l'écart est à confirmer à la période suivante.", ": the gap is to be confirmed in the next period."
        )
    if finding.verdict is Verdict.NO_TWOFOLD_GAP:
        return voice.w.tell(" ; rien ne montre un écart du simple au double.", ": nothing shows a twofold gap.")
    return voice.w.tell(" ; les données ne suffisent pas pour conclure.", ": there is not enough data to conclude.")


_METHODS: Final = {
    "count": ("test exact sur les nombres, élargi quand ils viennent par grappes", "an exact test on the counts, wider when they come in bunches"),
    "rate": ("test exact de Fisher sur les cas", "Fisher's exact test on the cases"),
    "size": ("comparaison des rangs, que peu d'affaires extrêmes ne changent pas", "a comparison of ranks, which a few extreme deals do not change"),
    "cycle": ("test du log-rank, à âge égal, les affaires encore ouvertes comptant pour le temps où on les a suivies",
              "a log-rank test, at equal age, the deals still open counting for as long as they were watched"),
    "amount": ("les affaires signées sont redistribuées au hasard sur les jours travaillés, aucune ne comptant pour plus de cinq affaires médianes",
               "the deals signed are dealt out at random over the days worked, none counting for more than five median deals"),
}  # fmt: skip


def _why(finding: Finding, n: Numbers, voice: Voice) -> str:
    measure = n.word("measure") or "count"
    w, (fr, en) = voice.w, _METHODS[measure]
    a_day = (", par jour de présence", ", per day present") if measure in {"count", "amount"} else ("", "")
    method = w.tell(
        f"Comparé à tous les autres, sans lui{a_day[0]} : {fr} ; toutes les comparaisons du bilan sont jugées ensemble, l'intervalle est à 80 %.",
        f"Compared with all the others, without them{a_day[1]}: {en}; all comparisons of the review are judged together, the interval is at 80%.",
    )
    if not all(voice.sight.may_name(key) for key in finding.people):
        return method
    return f"{_numbers(finding, n, voice)}{method}{_drawn(n, voice)}"


def _numbers(finding: Finding, n: Numbers, voice: Voice) -> str:
    """What was counted on both sides."""
    w, others = voice.w, n.count("others")
    cases, theirs = (format_number(n.count(name), w.language) for name in ("cases", "others_cases"))
    if n.word("measure") == "rate":
        return w.tell(f"Sur {cases} cas, contre {theirs} pour les {others} autres. ",
                      f"Over {cases} cases, against {theirs} for the {others} others. ")  # fmt: skip
    if n.word("measure") in {"size", "cycle", "amount"}:
        return w.tell(f"Sur {cases} affaires, contre {theirs} pour les {others} autres. ",
                      f"Over {cases} deals, against {theirs} for the {others} others. ")  # fmt: skip
    own, rest = n.count("actual"), n.count("others_actual")
    days, others_days, things = n.count("days"), n.count("others_days"), voice.counted(finding.kpi)
    return w.tell(
        f"{own} {things} en {some(days, w, ('jour', 'jours'), ('', ''))}, contre {rest} en {others_days} jours pour les {others} autres. ",
        f"{own} {things} in {days} days, against {rest} in {others_days} days for the {others} others. ",
    )


def _drawn(n: Numbers, voice: Voice) -> str:
    """The estimate once luck is taken off: the raw best is always overstated."""
    drawn, low, high = (n.exact(name) for name in ("drawn", "drawn_low", "drawn_high"))
    if drawn is None or low is None or high is None:
        return ""
    w = voice.w
    value, least, most = (to_one_decimal(one, w) for one in (drawn, low, high))
    return w.tell(
        f" La part du hasard ôtée, l'estimation prudente est de {value} fois le niveau de l'équipe (entre {least} et {most}).",
        f" With luck taken off, the careful estimate is {value} times the team's level ({least} to {most}).",
    )


def _limits(n: Numbers, voice: Voice) -> str:
    w = voice.w
    text = w.tell(
        "Cela ne dit pas que la méthode en est la cause : le territoire, l'origine des contacts et l'ancienneté ne sont pas dans le calcul ; "
        "ni que l'écart durera.",
        "This does not say that the method is the cause: territory, lead sources and seniority are not in the calculation; "
        "nor that the gap will last.",
    )
    if n.given.get("arrived_on"):
        text += w.tell(
            " Arrivée en cours de période : ses affaires n'ont pas encore eu le temps d'avancer.",
            " Arrived during the period: these deals have not had the time to go far.",
        )
    return text + _spell(n, voice)


def _spell(n: Numbers, voice: Voice) -> str:
    """Whether the period before says the same: one period cannot tell a good spell from a talent."""
    agrees = n.exact("agrees")
    if agrees:
        return voice.w.say(
            " Le même écart se voyait déjà à la période précédente.",
            " The same gap was already there in the period before.",
        )
    return voice.w.say(
        " Une seule période ne distingue pas une bonne ou mauvaise passe d'une différence durable.",
        " One period alone cannot tell a good or bad spell from a lasting difference.",
    )
