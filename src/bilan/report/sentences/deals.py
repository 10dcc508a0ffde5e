"""Where deals go on or stop, what is slow, what a gap is made of, where a period may end."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from bilan.money import format_number
from bilan.report.grammar import joined, of, some
from bilan.report.sentences.chances import chance_said, to_the_thousand
from bilan.report.sentences.said import Numbers, Said
from bilan.stats.verdict import Verdict

if TYPE_CHECKING:
    from bilan.report.voice import Voice
    from bilan.review.finding import Finding

_STAGES: Final = {
    "discovered": ("RDV-D", "RDV-D", "ont une suite (RDV-E ou proposition)", "lead on (to a RDV-E or a proposal)"),
    "exchanging": ("RDV-E", "RDV-E", "aboutissent à une proposition", "reach a proposal"),
    "proposed": ("propositions", "proposals", "sont signées", "are signed"),
    "open": ("affaires", "deals", "sont signées", "are signed"),
}


def stage_said(finding: Finding, voice: Voice) -> Said:
    """« En tenant compte des affaires encore ouvertes, 58 % des RDV-E aboutissent à une proposition (entre 49 et 67 %)… »."""
    n, w = Numbers(finding.evidence), voice.w
    things_fr, things_en, go_fr, go_en = _STAGES[n.word("stage")]
    if not n.count("enough"):
        return _too_early(n, (things_fr, things_en), voice)
    share, low, high = (chance_said(n.exact(name), voice) for name in ("share", "low", "high"))
    text = w.tell(
        f"En tenant compte des affaires encore ouvertes, {share} des {things_fr} {go_fr} (entre {low} et {high})",
        f"Counting open deals fairly, {share} of {things_en} {go_en} ({low} to {high})",
    )
    before = n.exact("before")
    if before is not None:
        text += w.tell(f", contre {chance_said(before, voice)} les deux périodes d'avant", f", against {chance_said(before, voice)} in the two periods before")  # fmt: skip
    text += _moved(finding, before, n, voice)
    why = w.tell(
        f"{n.count('entered')} entrées sur deux périodes, {n.count('open')} encore ouvertes : elles comptent pour le temps où on les a suivies "
        "(Aalen et Johansen), ni comme des succès ni comme des échecs ; intervalle à 80 %.",
        f"{n.count('entered')} entries over two periods, {n.count('open')} still open: they count for as long as they were watched "
        "(Aalen and Johansen), neither as successes nor as failures; interval at 80%.",
    )  # fmt: skip
    limits = w.tell(
        "La plus basse des conversions n'est pas « la fuite » : une étape peut être difficile pour tout le monde.",
        "The lowest conversion is not “the leak”: a stage may be hard for everyone.",
    )
    return Said(text, why, limits)


def _moved(finding: Finding, before: Fraction | None, n: Numbers, voice: Voice) -> str:
    if before is None:
        return "."
    w, fell = voice.w, (n.exact("share") or 0) < before
    what = w.say("la baisse" if fell else "la hausse", "the drop" if fell else "the rise")
    if finding.verdict is Verdict.ESTABLISHED:
        return w.tell(f" ; {what} est établie.", f": {what} is established.")
    if finding.verdict is Verdict.TO_CONFIRM:
        return w.tell(f" ; {what} est à confirmer.", f": {what} is to be confirmed.")
    return w.tell(f" ; {what} n'est pas établie.", f": {what} is not established.")


def _too_early(n: Numbers, things: tuple[str, str], voice: Voice) -> Said:
    w, entered, still = voice.w, n.count("entered"), n.count("open")
    text = w.tell(
        f"{things[0][:1].upper()}{things[0][1:]} : trop tôt pour dire combien vont plus loin, {still} affaires de cette étape sur {entered} sont encore ouvertes.",
        f"{things[1][:1].upper()}{things[1][1:]}: too early to say how many go further, {still} of the {entered} deals of this stage are still open.",
    )
    why = w.tell(
        "Il faut 30 entrées, 10 sorties et moins de 15 % d'affaires dont on ne saura rien. Clore dans le CRM les affaires perdues le permettrait.",
        "It takes 30 entries, 10 exits and less than 15% of deals of which nothing will be known. Closing lost deals in the CRM would do it.",
    )
    return Said(text, why)


def cycle_said(finding: Finding, voice: Voice) -> Said:
    """« Affaires encore ouvertes comprises, la moitié sont signées ou perdues en 62 jours, contre 55 les deux périodes d'avant… »."""
    n, w = Numbers(finding.evidence), voice.w
    median, before, deals, still = n.exact("median"), n.exact("before"), n.count("deals"), n.count("open")
    if median is None:
        text = w.tell(
            f"Moins de la moitié des affaires commencées sur deux périodes sont signées ou perdues : {still} sur {deals} sont encore ouvertes",
            f"Fewer than half of the deals begun over two periods are signed or lost: {still} of {deals} are still open",
        )
    else:
        days = some(round(median), w, ("jour", "jours"), ("day", "days"))
        text = w.tell(
            f"Affaires encore ouvertes comprises, la moitié sont signées ou perdues en {days}",
            f"Counting the deals still open, half are signed or lost within {days}",
        )
        if before is not None:
            text += w.tell(f", contre {round(before)} les deux périodes d'avant", f", against {round(before)} in the two periods before")  # fmt: skip
    begun, left = (format_number(one, w.language) for one in (deals, still))
    why = w.tell(
        f"{begun} affaires commencées sur deux périodes, dont {left} encore ouvertes, comptées pour le temps où on les a suivies (Kaplan et Meier ; log-rank "
        "pour l'écart). La médiane des seules affaires signées oublie celles qui traînent.",
        f"{begun} deals begun over two periods, of which {left} are still open and count for as long as they were watched (Kaplan and Meier; log-rank "
        "for the gap). The median of signed deals alone leaves out those that drag on.",
    )  # fmt: skip
    limits = w.tell(
        "Une décision rapide peut être un refus : à lire avec le taux de transformation.",
        "A quick decision may be a refusal: to be read with the win rate.",
    )
    return Said(text + _longer(finding, n, voice), why, limits)


def _longer(finding: Finding, n: Numbers, voice: Voice) -> str:
    if n.exact("longer") is None:
        return "."
    w, longer, median, before = voice.w, bool(n.count("longer")), n.exact("median"), n.exact("before")
    what = w.say("l'allongement" if longer else "le raccourcissement", "the longer cycle" if longer else "the shorter cycle")  # fmt: skip
    if (
        median is not None and before is not None and (median > before) != longer
    ):  # the whole way tells otherwise than its middle
        what = w.say("le changement", "the change")
    if finding.verdict is Verdict.ESTABLISHED:
        return w.tell(f" ; {what} est établi.", f": {what} is established.")
    if finding.verdict is Verdict.TO_CONFIRM:
        return w.tell(f" ; {what} est à confirmer.", f": {what} is to be confirmed.")
    return w.tell(f" ; {what} n'est pas établi.", f": {what} is not established.")


def slow_said(finding: Finding, voice: Voice) -> Said:
    """« 7 affaires avancent plus lentement que celles qui aboutissent : … se signent dans 12 % des cas contre 29 %. »."""
    n, w = Numbers(finding.evidence), voice.w
    what = some(n.count("deals"), w, ("affaire ouverte", "affaires ouvertes"), ("open deal", "open deals"))
    amount = n.exact("amount")
    worth = f" ({voice.value('bookings', amount)})" if amount else ""
    many = n.count("deals") > 1
    own, others = (chance_said(n.exact(name), voice) for name in ("signed", "others_signed"))
    text = w.tell(
        f"{what}{worth} {'avancent' if many else 'avance'} plus lentement que celles qui aboutissent : à ce stade, on les signe dans {own} des cas, "
        f"contre {others} pour les autres.",
        f"{what}{worth} {'move' if many else 'moves'} more slowly than those that go on: at this point {own} are signed, against {others} of the others.",
    )  # fmt: skip
    limit = n.exact("silent_days")
    silence = w.tell(f", ou silencieuses depuis plus de {limit} jours, plus que 95 % des silences des affaires signées",
                     f", or silent for more than {limit} days, longer than 95% of the silences of deals that were signed") if limit else ""  # fmt: skip
    why = w.tell(
        f"Dans leur étape depuis plus longtemps que 90 % des affaires qui en sont sorties vers la suite{silence} : les repères sont ceux de l'équipe.",
        f"In their stage for longer than 90% of the deals that went on{silence}: the marks are the team's own.",
    )
    limits = w.tell(
        "Une affaire lente n'est pas perdue : certaines se signent. C'est une raison d'en parler, pas de la clore d'office.",
        "A slow deal is not lost: some are signed. It is a reason to talk of it, not to close it outright.",
    )
    return Said(text, why, limits)


_FACTORS: Final = {
    "pace": ("le nombre de RDV-D", "the number of RDV-D"),
    "conversion": ("la conversion des RDV-D en signatures", "the conversion of RDV-D into signatures"),
    "timing": ("le rythme de signature", "the pace of signing"),
    "deal": ("la valeur des affaires", "the value of deals"),
}


_TIMING: Final = (
    " La conversion compte les affaires encore ouvertes (Aalen et Johansen) ; le rythme de signature est ce que l'attente avance ou retarde.",
    " Conversion counts the deals still open (Aalen and Johansen); the pace of signing is what waiting brings forward or puts off.",
)


def gap_parts_said(finding: Finding, voice: Voice) -> Said:
    """« Il manque 48 k€ : −31 k€ viennent du nombre de RDV-D (entre −45 et −17)… »."""
    n, w = Numbers(finding.evidence), voice.w
    gap = n.exact("gap") or Fraction(0)
    size = voice.value("bookings", abs(gap))
    start = w.tell(f"{'Il manque' if gap < 0 else 'Dépassement de'} {size}, par rapport à ce que l'objectif supposait", f"{'Short of target by' if gap < 0 else 'Above target by'} {size}, against what the target supposed")  # fmt: skip
    parts = w.tell(" ; ", "; ").join(_part(name, n, voice) for name in _FACTORS if n.exact(name) is not None)
    beside = n.exact("apart")
    if beside is not None and abs(beside) >= 1:
        parts += w.tell(f" ; {_signed(beside, voice)} signés sans RDV-D connu de leur commercial", f"; {_signed(beside, voice)} signed without a known RDV-D of their rep")  # fmt: skip
    apart = [name for name in _FACTORS if _stands_out(name, n)]
    if apart:
        named = joined([w.say(*_FACTORS[name]) for name in apart], w)
        end = w.tell(f" Ce que le hasard n'explique pas : {named}.", f" What luck does not explain: {named}.")
    else:
        signed = some(n.count("signed"), w, ("signature", "signatures"), ("signed deal", "signed deals"))
        end = w.tell(f" Aucun de ces facteurs ne se détache du hasard ({signed}).", f" None of them stands out from luck ({signed}).")  # fmt: skip
    pace = w.say("le rythme de RDV-D demandé", "the pace of RDV-D asked") if n.count("pace_is_asked") else w.say(
        "le rythme de RDV-D de la période précédente", "the pace of RDV-D of the period before")  # fmt: skip
    timing = _TIMING if n.exact("timing") is not None else ("", "")
    why = w.tell(
        f"L'objectif suppose {pace}, la valeur d'affaire de la période précédente et la conversion qu'il faut alors ; l'écart de chacun est réparti entre ces "
        f"facteurs au centime (LMDI), puis additionné ; intervalle à 90 %.{timing[0]}",
        f"The target supposes {pace}, the deal value of the period before and the conversion that these need; each one's gap is shared out between these "
        f"factors to the cent (LMDI), then added up; interval at 90%.{timing[1]}",
    )  # fmt: skip
    limits = w.tell(
        "Ces parts décrivent l'écart ; ce ne sont ni des causes, ni des leviers indépendants.",
        "These parts describe the gap; they are neither causes nor independent levers.",
    )
    return Said(f"{start}{w.tell(' : ', ': ')}{parts}.{end}", why, limits)


def _stands_out(name: str, n: Numbers) -> bool:
    """Whether the bounds leave no doubt on its side."""
    low, high = n.exact(f"{name}_low"), n.exact(f"{name}_high")
    return low is not None and high is not None and (low > 0 or high < 0)


def _part(name: str, n: Numbers, voice: Voice) -> str:
    told = [_signed(n.exact(f"{name}{end}") or Fraction(0), voice) for end in ("", "_low", "_high")]
    return voice.w.tell(f"{told[0]} par {_FACTORS[name][0]} (entre {told[1]} et {told[2]})", f"{told[0]} from {_FACTORS[name][1]} ({told[1]} to {told[2]})")  # fmt: skip


def mix_said(finding: Finding, voice: Voice) -> Said:
    """« Affaires signées : +193 k€ par rapport à T2 2026, dont +20 k€ par les prix… »."""
    n, w = Numbers(finding.evidence), voice.w
    before = voice.dossier.review.period.previous().label(w.language)
    gap, price, volume, mix = (_signed(n.exact(name) or Fraction(0), voice) for name in ("gap", "price", "volume", "mix"))  # fmt: skip
    text = w.tell(
        f"Affaires signées : {gap} par rapport à {before}, dont {price} par la valeur à produit égal, {volume} par le nombre d'affaires et {mix} par "
        f"la composition ({n.count('products')} produits).",
        f"Deals signed: {gap} compared with {before}, of which {price} from value at equal product, {volume} from the number of deals and {mix} from "
        f"the mix ({n.count('products')} products).",
    )  # fmt: skip
    why = w.tell(
        "Prix, volume et composition s'additionnent exactement ; les annulations n'y sont pas.",
        "Price, volume and mix add up exactly; cancellations are not in it.",
    )
    return Said(text, why)


def _signed(value: Fraction, voice: Voice) -> str:
    sign = "+\u2060" if value > 0 else "−\u2060" if value < 0 else ""  # a sign is never parted from its figure
    return f"{sign}{voice.value('bookings', to_the_thousand(abs(value)))}"


def portrait_said(finding: Finding, voice: Voice) -> Said:
    """« Ce qui diffère dans les RDV-D de Paul : pris 3 jours avant, contre 8 pour les autres… »."""
    n, w, who = Numbers(finding.evidence), voice.w, voice.who(finding.scope)
    parts = []
    lead, others = n.exact("lead"), n.exact("others_lead")
    if lead is not None and others is not None and lead != others:
        parts.append(w.say(f"pris {lead} jours avant, contre {others} pour les autres", f"booked {lead} days ahead, against {others} for the others"))  # fmt: skip
    missed, others = n.exact("no_show"), n.exact("others_no_show")
    if missed is not None and others is not None:
        own, theirs = chance_said(missed, voice), chance_said(others, voice)
        if own != theirs:
            parts.append(w.say(f"{own} de no-show, contre {theirs}", f"{own} of no-shows, against {theirs}"))
    source, part, others = n.word("source"), n.exact("from_source"), n.exact("others_from_source")
    if source and part is not None and others is not None and part > others:
        own, theirs = chance_said(part, voice), chance_said(others, voice)
        if own != theirs:
            parts.append(
                w.tell(f"{own} venus de « {source} », contre {theirs}", f"{own} from “{source}”, against {theirs}")
            )
    if parts:
        text = w.tell(f"Ce qui se voit dans les RDV-D {of(who)} : {' ; '.join(parts)}.", f"What shows in the RDV-D of {who}: {'; '.join(parts)}.")  # fmt: skip
    else:
        text = w.tell(
            f"Ni le délai, ni les no-shows, ni l'origine ne distinguent les RDV-D {of(who)} : sa méthode est à entendre de sa bouche.",
            f"Neither notice, no-shows nor sources set the RDV-D of {who} apart: the method is to be heard first-hand.",
        )
    limits = w.tell(
        "C'est une description, pas une cause : de quoi commencer la conversation sur la méthode.",
        "This is a description, not a cause: where to start talking of the method.",
    )
    return Said(text, "", limits)


def landing_said(finding: Finding, voice: Voice) -> Said:
    """« 210 k€ signés ; … fin de trimestre probable entre 360 et 470 k€, soit 38 % de chances d'atteindre 450 k€. »."""
    n, w = Numbers(finding.evidence), voice.w
    signed = voice.value("bookings", n.exact("signed"))
    days = w.tell(f"{n.count('elapsed')} jours ouvrés sur {n.count('days')}", f"{n.count('elapsed')} of {n.count('days')} working days")  # fmt: skip
    low, high = n.exact("low"), n.exact("high")
    if low is None or high is None:
        return _run_rate(n, (signed, days), voice)
    ends = voice.value("bookings", low), voice.value("bookings", high)
    text = w.tell(
        f"{signed} signés après {days} ; avec les affaires ouvertes et le rythme actuel, la période devrait finir entre {ends[0]} et {ends[1]}",
        f"{signed} signed after {days}; with the open deals and the current pace, the period should end between {ends[0]} and {ends[1]}",
    )
    chance, target = n.exact("chance"), n.exact("target")
    if chance is not None and target is not None:
        said, asked = chance_said(chance, voice), voice.value("bookings", target)
        text += w.tell(f", avec {said} de chances d'atteindre {asked}", f", with a {said} chance of {asked}")
    why = w.tell(
        f"Chaque affaire ouverte compte pour sa chance d'être signée avant la fin, selon son étape et son âge ({n.count('won')} signées et {n.count('lost')} "
        "perdues dans l'historique) ; les RDV-D à venir au rythme des 13 dernières semaines. L'intervalle vise quatre issues sur cinq ; il s'élargit quand les "
        "périodes passées, redites au même jour, sont tombées plus loin que le hasard.",
        f"Each open deal counts for its chance to be signed before the end, by stage and age ({n.count('won')} signed and {n.count('lost')} "
        "lost in the history); RDV-D to come at the pace of the last 13 weeks. The interval aims at four outcomes in five; it widens when past periods, told "
        "again on the same day, fell farther off than luck goes.",
    )  # fmt: skip
    limits = w.tell(
        "Elle suppose un rythme régulier : là où l'on signe surtout le dernier mois, la fourchette reste souvent trop étroite. Aux premières semaines, elle est un peu "
        "optimiste ; elle n'est celle de personne en particulier.",
        "It supposes a steady rhythm: where most is signed in the last month, the range often stays too narrow. In the first weeks it is a little "
        "optimistic; it is nobody's own.",
    )
    return Said(f"{text}.", why, limits)


def _run_rate(n: Numbers, said: tuple[str, str], voice: Voice) -> Said:
    signed, days = said
    w, rate = voice.w, n.exact("run_rate")
    wins = some(n.count("won"), w, ("signature", "signatures"), ("signed deal", "signed deals"))
    about = w.tell(f" Au rythme actuel, autour de {voice.value('bookings', rate)}, sans garantie.",
                   f" At the current pace, about {voice.value('bookings', rate)}, without guarantee.") if rate else ""  # fmt: skip
    return Said(w.tell(
        f"{signed} signés après {days}. Historique trop court ({wins}) ou période trop jeune pour une probabilité.{about}",
        f"{signed} signed after {days}. The history is too short ({wins}), or the period too young, for a probability.{about}",
    ))  # fmt: skip
