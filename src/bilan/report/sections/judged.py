"""Ce qui tient et ce qui relève du hasard: KPI by KPI, what a dashboard's 20 % rule points at and what stands."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from bilan.kpis.compute import DAYS_A_WEEK
from bilan.report.document import Cell, Grid, Heading, Row
from bilan.report.figures import NBSP
from bilan.report.grammar import some, to_one_decimal
from bilan.stats.limits import INNER, poisson_limit
from bilan.stats.verdict import Verdict

if TYPE_CHECKING:
    from bilan.report.voice import Voice
    from bilan.review.judgement import Judgement
    from bilan.stats.apart import Comparison

EVENTS_FOR_A_DOUBLING: Final = 45  # expected of each rep, to see a pace twice as high (statistics.md, Q2)
MOST_PERIODS_MORE: Final = 3  # beyond, four periods read together tell more than waiting
PACE: Final = "rdv_d"
COLUMNS: Final = (Verdict.ESTABLISHED, Verdict.TO_CONFIRM, Verdict.NO_TWOFOLD_GAP, Verdict.NOT_ENOUGH_DATA)


def judged_table(voice: Voice) -> Grid | None:
    """One line a KPI compared: nobody is named; None where reps are too few to be set beside one another."""
    judged, w = voice.dossier.judged, voice.w
    kpis = list(dict.fromkeys(one.measured for one in judged.comparisons))
    if not kpis:
        return None
    headings = (
        Heading("KPI", is_figure=False),
        Heading(w.say("Règle des 20 %".replace(" %", f"{NBSP}%"), "20% rule"), note=w.say("commerciaux à plus de 20 % de la moyenne, comme les signalent les tableaux de bord".replace(" %", f"{NBSP}%"), "reps more than 20% off the mean, as dashboards flag them")),
        Heading(w.say("Établi", "Established")), Heading(w.say("À confirmer", "To confirm")),
        Heading(w.say("Pas du simple au double", "No twofold gap"), note=w.say("les chiffres excluent un écart du simple au double ; cela ne veut pas dire égaux".replace(" ;", f"{NBSP};"), "the figures rule out a twofold gap; that does not mean equal")),
        Heading(w.say("Pas assez de données", "Not enough data")),
        Heading(w.say("Part de hasard", "Share due to luck"), note=w.say("des écarts vus entre commerciaux, la part que le hasard suffit à donner", "of the gaps seen between reps, the part that luck alone would give")),
    )  # fmt: skip
    rows = tuple(_row(kpi, [one for one in judged.comparisons if one.measured == kpi], voice) for kpi in kpis)
    return Grid(
        w.say("Écarts entre commerciaux : ce qui tient, ce qui relève du hasard", "Gaps between reps: what stands, what is luck").replace(" :", f"{NBSP}:"),
        headings, (*rows, _total(judged, kpis, voice)), note=_note(voice),
    )  # fmt: skip


def _row(kpi: str, compared: list[Comparison], voice: Voice) -> Row:
    judged = voice.dossier.judged
    found = Counter(one.verdict for one in compared)
    cells = [Cell(_number(found[verdict]), note=_settles(kpi, voice) if verdict is Verdict.NOT_ENOUGH_DATA and found[verdict] else "")
             for verdict in COLUMNS]  # fmt: skip
    return Row((Cell(_name(kpi, voice)), Cell(_number(judged.flagged_by_a_dashboard(kpi))), *cells, _luck(kpi, voice)))


def _name(kpi: str, voice: Voice) -> str:
    """The KPI; of a cycle what is compared, for the deals still open count as well."""
    if kpi in voice.dossier.judged.team.cycles:
        return voice.w.say("Durée jusqu'à la signature ou la perte", "Time to signature or loss")
    return voice.kpi_name(kpi)


def _total(judged: Judgement, kpis: list[str], voice: Voice) -> Row:
    found = Counter(one.verdict for one in judged.comparisons)
    flagged = sum(judged.flagged_by_a_dashboard(kpi) for kpi in kpis)
    whole = voice.w.say("Ensemble du bilan", "Whole review")
    return Row((Cell(whole), Cell(_number(flagged)), *(Cell(_number(found[one])) for one in COLUMNS), Cell("")), is_total=True)  # fmt: skip


def _number(n: int) -> str:
    return str(n) if n else "–"


def _luck(kpi: str, voice: Voice) -> Cell:
    found, w = voice.dossier.judged.spreads.get(kpi), voice.w
    if found is None:
        return Cell("")
    share = w.percent(Fraction(round(found.part_of_chance * 100), 100))
    if found.is_established:
        spread = w.percent(Fraction(round(found.cv * 100), 100))
        note = w.tell(
            f"Les rythmes diffèrent vraiment : d'environ {spread} de part et d'autre de celui de l'équipe.",
            f"Paces truly differ: by about {spread} on either side of the team's.",
        )
    else:
        note = w.tell(
            "Rien n'établit que les rythmes diffèrent : le hasard suffit à expliquer ces écarts.",
            "Nothing establishes that paces differ: luck is enough to explain these gaps.",
        )
    return Cell(share, note=note)


def _settles(kpi: str, voice: Voice) -> str:
    """What would settle it: so many weeks more, or four periods read together."""
    judged, w, window = voice.dossier.judged, voice.w, voice.dossier.review.window
    events = judged.team.events.get(kpi)
    if not events or not sum(events.values()):
        return w.tell("Quatre périodes lues ensemble en diraient plus.", "Four periods read together would tell more.")
    each = sum(events.values()) / len(events)
    weeks = round(window.length / 7 * (EVENTS_FOR_A_DOUBLING / each - 1))
    if weeks <= 0:
        return w.tell(
            "Un écart du simple au double se verrait ; un plus petit demande plusieurs périodes.",
            "A twofold gap would show; a smaller one takes several periods.",
        )
    if weeks > MOST_PERIODS_MORE * window.length / 7:
        return w.tell(
            "Trop peu de cas pour comparer personne à personne : lire quatre périodes ensemble.",
            "Too few cases to compare person by person: read four periods together.",
        )
    more = some(weeks, w, ("semaine", "semaines"), ("week", "weeks"))
    return w.tell(f"Il faudrait environ {more} de plus pour voir un écart du simple au double.",
                  f"It would take about {more} more to see a twofold gap.")  # fmt: skip


def _note(voice: Voice) -> str:
    return voice.w.tell(
        "Chacun est comparé à tous les autres, par jour de présence ; tous les KPI sont jugés ensemble, si bien qu'une fausse alerte reste rare "
        "(moins d'un bilan sur vingt quand personne ne diffère). Un écart établi ne dit pas sa cause.",
        "Everyone is compared with all the others, per day present; all KPIs are judged together, so that a false alarm stays rare "
        "(less than one review in twenty when nobody differs). An established gap does not tell its cause.",
    )


def limits_table(voice: Voice) -> Grid | None:
    """Each rep's RDV-D a week beside the limits between which luck alone leaves it: no ranking, no flag."""
    judged, w = voice.dossier.judged, voice.w
    team = judged.team
    events = team.events.get(PACE)
    if not events or not sum(events.values()):
        return None
    pace = sum(events.values()) / float(sum(team.days.values()))
    headings = (
        Heading(w.say("Qui", "Who"), is_figure=False), Heading(w.say("RDV-D par semaine", "RDV-D a week")),
        Heading(w.say("Limites du hasard", "Limits of luck"), note=w.say("95 fois sur 100, si chacun avait le rythme de l'équipe ; plus larges pour qui est moins présent".replace(" ;", f"{NBSP};"), "95 times in 100, if everyone had the team's pace; wider for whoever is there less")),
    )  # fmt: skip
    names = sorted(team.people, key=lambda who: voice.rep(who).casefold())
    rows = tuple(_limits_of(who, (events[who], float(team.days[who]), pace), voice) for who in names if team.days[who])
    caption = w.say("RDV-D : entre quelles limites le hasard laisse chacun", "RDV-D: between which limits luck leaves each").replace(" :", f"{NBSP}:")  # fmt: skip
    note = w.tell(
        f"Rythme de l'équipe : {to_one_decimal(pace * DAYS_A_WEEK, w)} par semaine. Sortir des limites ne suffit pas à établir un écart : "
        "c'est le tableau précédent qui le dit, toutes comparaisons jugées ensemble.",
        f"The team's pace: {to_one_decimal(pace * DAYS_A_WEEK, w)} a week. Being outside does not establish a gap: the table above does, all "
        "comparisons being judged together.",
    )  # fmt: skip
    return Grid(caption, headings, rows, note=note)


def _limits_of(who: str, seen: tuple[int, float, float], voice: Voice) -> Row:
    events, days, pace = seen
    w, phi = voice.w, voice.dossier.judged.team.phi[PACE]
    own, low, high = (
        to_one_decimal(value * DAYS_A_WEEK, w)
        for value in (
            events / days,
            *(pace * poisson_limit(pace * days, tail, phi=phi) for tail in ((1 - INNER) / 2, (1 + INNER) / 2)),
        )
    )
    between = w.say(f"{low} à {high}", f"{low} to {high}")
    return Row((Cell(voice.rep(who)), Cell(own), Cell(between)))
