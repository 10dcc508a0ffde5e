"""Whether an action worked, in words: established, short of what was expected, or, most often, no conclusion (EC-77)."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from bilan.report.figures import NBSP
from bilan.report.grammar import chance_of, hours
from bilan.report.sentences.said import Said

if TYPE_CHECKING:
    from bilan.report.sentences.said import Numbers
    from bilan.report.voice import Voice
    from bilan.review.finding import Finding

SIDE_BY_SIDE: Final = "side_by_side"


def worked_said(finding: Finding, n: Numbers, voice: Voice) -> Said | None:
    """What may be said of an action's effect, how it is known, and what is not said; None where nothing measures it."""
    say = _SAID.get(n.word("worked"))
    return None if say is None else Said(say(finding, n, voice), _why(n, voice), _not_said(n, voice))


def _established(finding: Finding, n: Numbers, voice: Voice) -> str:
    w, name = voice.w, voice.kpi_name(finding.kpi)
    chance = n.exact("effect_chance")
    rare = chance_of(float(chance), w) if chance is not None else ""
    if n.word("method") == SIDE_BY_SIDE:
        text = w.tell(
            f"{name} : l'effet est établi. Chez ceux qui l'ont fait, la situation s'est améliorée plus que chez les autres{_by(n, voice)} ; "
            f"le hasard seul en donnerait autant {rare}.",
            f"{name}: the effect is established. For those who did it, things improved more than for the others{_by(n, voice)}; "
            f"luck alone would give as much {rare}.",
        )  # fmt: skip
    else:
        text = w.tell(
            f"{name} : l'évolution est établie{_by(n, voice)}, au-delà de ce qui varie d'une période à l'autre ; faute d'un groupe à côté, "
            "on ne peut pas l'attribuer à l'action seule.",
            f"{name}: the change is established{_by(n, voice)}, beyond what varies from one period to the next; without a group beside, "
            "it cannot be credited to the action alone.",
        )  # fmt: skip
    return text + _three_numbers(n, voice)


def _by(n: Numbers, voice: Voice) -> str:
    """« de +18 % (entre −8 et +50 %) », for counts; the odds of a rate would tell nobody anything."""
    if n.count("effect_of_odds"):
        return ""
    ratio, low, high = (n.exact(name) for name in ("effect", "effect_low", "effect_high"))
    if ratio is None or low is None or high is None:
        return ""
    w = voice.w
    return w.tell(f", de {_change(ratio, voice)} (entre {_change(low, voice)} et {_change(high, voice)})",
                  f", by {_change(ratio, voice)} ({_change(low, voice)} to {_change(high, voice)})")  # fmt: skip


def _change(ratio: Fraction, voice: Voice) -> str:
    return voice.w.change(Fraction(round((ratio - 1) * 100), 100))


def _three_numbers(n: Numbers, voice: Voice) -> str:
    """Beside a conversion: what came next per day worked, and the hours spared; a better rate alone is no sale."""
    key, ratio, low, high = n.word("next_kpi"), *(n.exact(name) for name in ("next", "next_low", "next_high"))
    w = voice.w
    text = ""
    if key and ratio is not None and low is not None and high is not None:
        moved = low > 1 or high < 1
        things = voice.counted(key)
        bounds = f"{_change(low, voice)}", f"{_change(high, voice)}"
        text = w.tell(
            f" {things} par jour travaillé : {_change(ratio, voice)} (entre {bounds[0]} et {bounds[1]})"
            + ("." if moved else ", rien d'établi : un meilleur taux n'est pas encore plus d'affaires."),
            f" {things} per day worked: {_change(ratio, voice)} ({bounds[0]} to {bounds[1]})"
            + ("." if moved else ", nothing established: a better rate is not yet more business."),
        )
        text = f" {text[1:2].upper()}{text[2:]}"
    spared = n.exact("hours_saved")
    if spared is not None and spared >= 1:
        time = hours(spared, w)
        text += w.tell(
            f" Environ {time} de RDV-D non qualifiés évitées.", f" About {time} of unqualified RDV-D spared."
        )
    return text


def _short(finding: Finding, n: Numbers, voice: Voice) -> str:
    w, name = voice.w, voice.kpi_name(finding.kpi)
    since, expected = (voice.value(finding.kpi, n.exact(one)) for one in ("since", "expected"))
    low, high = (voice.value(finding.kpi, n.exact(one)) for one in ("level_low", "level_high"))
    return w.tell(
        f"{name} : l'action n'a pas donné ce qu'on en attendait. {since} depuis (entre {low} et {high}), pour {expected} attendus, "
        "et rien ne montre d'effet.",
        f"{name}: the action did not bring what was expected. {since} since ({low} to {high}), against {expected} expected, "
        "and nothing shows an effect.",
    ) + _three_numbers(n, voice)  # fmt: skip


def _inconclusive(finding: Finding, n: Numbers, voice: Voice) -> str:
    w, name = voice.w, voice.kpi_name(finding.kpi)
    by = _by(n, voice)
    if n.exact("effect") is None:
        return w.tell(
            f"{name} : on ne peut pas conclure, il y a trop peu de cas avant ou depuis (30 au moins de chaque côté) : une période de plus, ou plus de "
            "personnes.",
            f"{name}: no conclusion, there are too few cases before or since (at least 30 on each side): one more period, or more people.",
        )  # fmt: skip
    if n.word("method") == SIDE_BY_SIDE:
        return w.tell(
            f"{name} : on ne peut pas conclure. L'écart entre ceux qui l'ont fait et les autres{by} peut venir du hasard.",
            f"{name}: no conclusion. The gap between those who did it and the others{by} may be luck.",
        ) + _three_numbers(n, voice)
    moved = w.tell(f"évolution{by}", f"change{by}") if by else w.say("évolution", "change")
    return w.tell(
        f"{name} : on ne peut pas conclure ; {moved}, mais d'une période à l'autre l'activité varie déjà d'autant. Pour le savoir la prochaine fois : "
        "commencer par la moitié de l'équipe.",
        f"{name}: no conclusion; {moved}, but periods already vary that much. To know next time: start with half of the team.",
    ) + _three_numbers(n, voice)  # fmt: skip


def _too_early(finding: Finding, _n: Numbers, voice: Voice) -> str:
    name = voice.kpi_name(finding.kpi)
    return voice.w.tell(
        f"{name} : trop tôt pour dire, il faut huit semaines au moins depuis le début de l'action.",
        f"{name}: too early to say, it takes eight weeks at least since the action began.",
    )


_SAID: Final[dict[str, Callable[[Finding, Numbers, Voice], str]]] = {
    "established": _established,
    "short": _short,
    "inconclusive": _inconclusive,
    "too_early": _too_early,
}


def _why(n: Numbers, voice: Voice) -> str:
    w, did, did_not = voice.w, n.count("did"), n.count("did_not")
    if n.word("method") == SIDE_BY_SIDE:
        return w.tell(
            f"L'évolution des {did} personnes concernées est comparée à celle des {did_not} autres sur les mêmes durées : la saison et le marché, "
            f"communs à tous, s'annulent. Intervalle à 90{NBSP}%.",
            f"The change of the {did} people concerned is compared with that of the {did_not} others over the same stretches: season and market, "
            "common to all, cancel out. Interval at 90%.",
        )  # fmt: skip
    if n.word("method"):
        return w.tell(
            f"Avant et depuis sont comparés, l'intervalle (90{NBSP}%) élargi de ce qui varie d'ordinaire d'une période à l'autre : personne n'était à côté pour comparer.",
            "Before and since are compared, the interval (90%) widened by what usually varies between periods: nobody was beside to compare with.",
        )
    return ""


def _not_said(n: Numbers, voice: Voice) -> str:
    return (
        voice.w.tell(
            "Cela ne dit pas que l'action est la cause : ceux qui l'ont faite ont pu être choisis, ou aidés autrement ; un effet « non établi » n'est pas une raison d'arrêter.",
            "This does not say that the action is the cause: those who did it may have been chosen, or helped otherwise; an effect “not established” is no reason to stop.",
        )
        if n.word("method")
        else ""
    )
