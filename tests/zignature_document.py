"""The third quarter of Zignature as a document: the team at 140 %, Paul's discovery meetings, Pierre's prospects."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from bilan.label import Label, Language
from bilan.report.charts import Bullet, Bullets, Columns, Funnel, FunnelStep
from bilan.report.document import Cell, Document, Figure, Figures, Grid, Heading, Paragraph, Points, Row, Section
from bilan.report.status import Status

REPS = (
    ("Anne", 128),
    ("Claire", 141),
    ("Karim", 97),
    ("Léa", 152),
    ("Marc", 118),
    ("Paul", 284),
    ("Pierre", 61),
    ("Sofia", 139),
)
BEFORE = (118, 120, 103, 131, 110, 190, 84, 114)
TARGET = 100
MONTHS = ((310, 267), (244, 267), (566, 266))
STEPS = (("RDV-D", 412), ("RDV-E", 260), ("RDV-P", 158), ("S", 81))


@dataclass(frozen=True, slots=True)
class Words:
    """What is said in one language, and how its numbers look."""

    language: Language

    def say(self, fr: str, en: str) -> str:
        return Label(fr=fr, en=en).to(self.language)

    def money(self, thousands: int) -> str:
        if self.language == "en":
            return f"€{thousands:,}k".replace("€-", "−€")
        return f"{thousands:,}\u00a0k€".replace(",", "\u202f").replace("-", "−")

    def percent(self, part: int, whole: int) -> str:
        share = round(100 * part / whole)
        return f"{share}%" if self.language == "en" else f"{share}\u00a0%"

    def change(self, now: int, before: int) -> str:
        share = round(100 * (now - before) / before)
        arrow = "▲" if share > 0 else "▼" if share < 0 else "="
        return f"{arrow}\u00a0{abs(share)}" + ("%" if self.language == "en" else "\u00a0%")


def zignature(language: Language) -> Document:
    words = Words(language)
    say = words.say
    return Document(
        language=language,
        title=say("Bilan commercial", "Sales review"),
        company="Zignature",
        period=say(
            "T3\u00a02026 · 1er\u00a0juillet – 30\u00a0septembre\u00a02026", "Q3 2026 · 1 July – 30 September 2026"
        ),
        as_of=say("Arrêté au 30\u00a0septembre\u00a02026", "As of 30 September 2026"),
        state=say("provisoire", "provisional"),
        sections=(
            _synthesis(words),
            _targets(words),
            _stretches(words),
            _cycle(words),
            _long_deals(words),
            _quality(words),
            _definitions(words),
        ),
        provenance=(
            say("deals.csv, importé le 1er\u00a0octobre\u00a02026", "deals.csv, imported on 1 October 2026"),
            say("Stratégie, version\u00a03 du 28\u00a0juin\u00a02026", "Strategy, version 3 of 28 June 2026"),
        ),
    )


def _synthesis(words: Words) -> Section:
    say = words.say
    attained = words.percent(1120, 800)
    figures = Figures(
        (
            Figure(
                say("CA signé", "Signed revenue"),
                words.money(1120),
                say(f"{attained} de l’objectif de {words.money(800)}", f"{attained} of the {words.money(800)} target"),
                say(
                    f"{words.change(1120, 970)} par rapport à T2\u00a02026",
                    f"{words.change(1120, 970)} against Q2 2026",
                ),
                "reached",
            ),
            Figure(
                say("Mois à l’objectif", "Months on target"),
                say("2 sur\u00a03", "2 of 3"),
                say("août en dessous de 9\u00a0%", "August was 9% short"),
                say("1 sur\u00a03 à T2\u00a02026", "1 of 3 in Q2 2026"),
                "near",
            ),
            Figure(
                say("RDV-D tenus", "RDV-D held"),
                "412",
                say("103\u00a0% de l’objectif de 400", "103% of the target of 400"),
                say("▲\u00a09\u00a0% par rapport à T2\u00a02026", "▲\u00a09% against Q2 2026"),
                "reached",
            ),
            Figure(
                say("Signatures", "Signatures"),
                "81",
                say("90\u00a0% de l’objectif de 90", "90% of the target of 90"),
                say("▼\u00a04\u00a0% par rapport à T2\u00a02026", "▼\u00a04% against Q2 2026"),
                "missed",
            ),
        )
    )
    return Section(
        "synthese",
        say("Synthèse", "Summary"),
        (
            Paragraph(
                say(
                    f"L’équipe a signé {words.money(1120)}, soit {attained} de son objectif\u00a0: "
                    "l’essentiel du dépassement vient de septembre.",
                    f"The team signed {words.money(1120)}, {attained} of its target; "
                    "most of the excess came in September.",
                ),
                "lead",
            ),
            figures,
            Points(
                (
                    say(
                        "Sept commerciaux sur huit ne sont pas dans la même situation\u00a0: cinq dépassent de peu, "
                        "un seul fait un quart du chiffre.",
                        "The eight reps are not in the same place: five are a little over, one makes a quarter of it.",
                    ),
                    say(
                        "Six affaires ouvertes ont dépassé cinq RDV-E\u00a0: la question de les arrêter se pose.",
                        "Six open deals are past five RDV-E: should they be stopped?",
                    ),
                    say(
                        "Douze affaires n’ont pas de propriétaire et ne comptent dans aucun objectif individuel.",
                        "Twelve deals have no owner and count towards no individual target.",
                    ),
                ),
                say("À retenir", "To remember"),
            ),
            Paragraph(
                say(
                    "Ces chiffres sont provisoires\u00a0: 14 affaires de septembre n’ont pas de date de signature.",
                    "These figures are provisional: 14 deals of September have no signature date yet.",
                ),
                "warning",
            ),
        ),
    )


def _status(actual: int, target: int) -> Status:
    if actual >= target:
        return "reached"
    return "near" if actual * 100 >= target * 95 else "missed"


def _targets(words: Words) -> Section:
    say = words.say
    bullets = tuple(
        Bullet(
            name=name,
            actual=float(actual),
            target=float(TARGET),
            actual_text=words.money(actual),
            target_text=words.money(TARGET),
            attainment_text=words.percent(actual, TARGET),
            status=_status(actual, TARGET),
        )
        for name, actual in REPS
    )
    rows = tuple(_rep_row(words, name, actual, before) for (name, actual), before in zip(REPS, BEFORE, strict=True))
    total = Row(
        (
            Cell(say("Équipe", "Team")),
            Cell(words.money(800)),
            Cell(words.money(1120)),
            Cell(words.money(320)),
            Cell(words.percent(1120, 800), status="reached"),
            Cell(words.money(970)),
            Cell(words.change(1120, 970)),
            Cell(say("2 sur\u00a03", "2 of 3")),
            Cell("", status="reached"),
        ),
        is_total=True,
    )
    headings = (
        Heading(say("Commercial", "Rep"), is_figure=False),
        Heading(say("Objectif", "Target")),
        Heading(
            say("Réalisé", "Actual"), note=say("CA signé hors taxes, à la date de signature.", "Signed, net of tax.")
        ),
        Heading(say("Écart", "Gap")),
        Heading("R/O", note=say("Réalisé divisé par objectif, jamais arrondi à 100\u00a0%.", "Actual over target.")),
        Heading(say("T2\u00a02026", "Q2 2026")),
        Heading(say("Évolution", "Change")),
        Heading(say("Mois atteints", "Months reached")),
        Heading(say("Statut", "Status"), is_figure=False),
    )
    return Section(
        "objectifs",
        say("Résultats et objectifs", "Results and targets"),
        (
            Bullets(say("CA signé contre objectif", "Signed revenue against target"), "money", bullets),
            Grid(
                say("CA signé par commercial, T3\u00a02026", "Signed revenue by rep, Q3 2026"),
                headings,
                (*rows, total),
                note=say(
                    "Une affaire partagée compte une fois pour l’équipe.", "A shared deal counts once for the team."
                ),
            ),
        ),
    )


def _rep_row(words: Words, name: str, actual: int, before: int) -> Row:
    status = _status(actual, TARGET)
    months = 3 if actual > 120 else 2 if actual >= 100 else 0
    absence = words.say("Présente 41 jours sur\u00a065.", "Present 41 days of 65.") if name == "Léa" else ""
    return Row(
        (
            Cell(name, note=absence),
            Cell(words.money(TARGET)),
            Cell(words.money(actual)),
            Cell(words.money(actual - TARGET)),
            Cell(words.percent(actual, TARGET), status=status),
            Cell(words.money(before)),
            Cell(words.change(actual, before)),
            Cell(words.say(f"{months} sur\u00a03", f"{months} of 3")),
            Cell("", status=status),
        )
    )


def _stretches(words: Words) -> Section:
    say = words.say
    months = Columns(
        say("CA signé mois par mois", "Signed revenue month by month"),
        "money",
        (say("juillet", "July"), say("août", "August"), say("septembre", "September")),
        tuple(float(actual) for actual, _ in MONTHS),
        tuple(float(target) for _, target in MONTHS),
        tuple(words.money(actual) for actual, _ in MONTHS),
        note=say("2 mois sur 3 à l’objectif.", "2 months of 3 on target."),
        target_texts=tuple(words.money(target) for _, target in MONTHS),
        statuses=tuple(_status(actual, target) for actual, target in MONTHS),
    )
    counts = tuple(24 + (index * 11) % 17 for index in range(13))
    weeks = Columns(
        say("RDV-D tenus, semaine par semaine", "RDV-D held, week by week"),
        "count",
        tuple(f"{say('S', 'W')}{27 + index}" for index in range(13)),
        tuple(float(count) for count in counts),
        (31.0,) * 13,
        tuple(str(count) for count in counts),
        statuses=tuple(_status(count, 31) for count in counts),
        target_texts=("31",) * 13,
    )
    return Section("rythme", say("Rythme de la période", "Rhythm of the period"), (months, weeks))


def _cycle(words: Words) -> Section:
    say = words.say
    names = (
        say("RDV-D découverte", "RDV-D discovery"),
        say("RDV-E échange", "RDV-E exchange"),
        say("RDV-P proposition", "RDV-P proposal"),
        say("Signatures", "Signatures"),
    )
    counts = [count for _, count in STEPS]
    rates = ["", *(words.percent(now, before) for before, now in pairwise(counts))]
    steps = tuple(FunnelStep(name, count, rate) for name, count, rate in zip(names, counts, rates, strict=True))
    note = say("Affaires entrées dans l’étape pendant la période.", "Deals that entered the step in the period.")
    return Section(
        "cycle",
        say("Activité et cycle de vente", "Activity and sales cycle"),
        (Funnel(say("De la découverte à la signature", "From discovery to signature"), steps, note),),
    )


def _long_deals(words: Words) -> Section:
    say = words.say
    deals = (
        ("Brasserie du Canal", "Pierre", 9, 42),
        ("Groupe Hospitalier Sainte-Marguerite", "Pierre", 8, 118),
        ("Imprimerie Laforêt & Fils", "Karim", 7, 26),
        ("Transports Vasseur", "Pierre", 7, 64),
        ("Cabinet Ostrowski", "Anne", 6, 31),
        ("Lycée technique Ampère", "Sofia", 6, 19),
    )
    rows = tuple(
        Row((Cell(account), Cell(rep), Cell(str(count), status="missed"), Cell(words.money(amount))))
        for account, rep, count, amount in deals
    )
    total = Row((Cell(say("Total", "Total")), Cell(""), Cell("43"), Cell(words.money(300))), is_total=True)
    headings = (
        Heading(say("Affaire", "Deal"), is_figure=False),
        Heading(say("Commercial", "Rep"), is_figure=False),
        Heading("RDV-E"),
        Heading(say("Montant", "Amount")),
    )
    return Section(
        "relances",
        say("Affaires à plus de cinq RDV-E", "Deals past five RDV-E"),
        (
            Paragraph(
                say(
                    "Au sixième échange sans proposition, l’affaire se discute\u00a0: proposer, relancer, arrêter.",
                    "At the sixth exchange without a proposal a deal is discussed: propose, revive or stop it.",
                )
            ),
            Grid(say("Affaires concernées", "Deals concerned"), headings, (*rows, total)),
            Grid(
                say("Affaires rouvertes", "Deals reopened"),
                headings,
                (),
                empty=say("Aucune affaire n’a été rouverte ce trimestre.", "No deal was reopened this quarter."),
            ),
        ),
    )


def _quality(words: Words) -> Section:
    say = words.say
    return Section(
        "qualite",
        say("Qualité des données", "Data quality"),
        (
            Points(
                (
                    say(
                        "1\u202f037 affaires lues, 14 écartées, chacune avec son motif.",
                        "1,037 deals read, 14 left out.",
                    ),
                    say("12 affaires sans propriétaire.", "12 deals without an owner."),
                    say(
                        "Titre «\u00a0RDV-Dupont\u00a0»\u00a0: non compté comme RDV-D.",
                        "Title “RDV-Dupont”: not an RDV-D.",
                    ),
                )
            ),
            Paragraph(say("Mis à jour à chaque import.", "Brought up to date by each import."), "aside"),
        ),
    )


def _definitions(words: Words) -> Section:
    say = words.say
    headings = (
        Heading(say("Indicateur", "Indicator"), is_figure=False),
        Heading(say("Ce qu’il compte", "What it counts"), is_figure=False),
        Heading(say("Version", "Version")),
    )
    rows = (
        Row(
            (
                Cell(say("CA signé", "Signed revenue")),
                Cell(
                    say(
                        "Montants hors taxes signés pendant la période, annulations déduites à leur date.",
                        "Amounts net of tax of deals signed in the period, cancellations taken off at their own date.",
                    )
                ),
                Cell("2"),
            )
        ),
        Row(
            (
                Cell(say("RDV-D tenus", "RDV-D held")),
                Cell(say("Premiers rendez-vous tenus, un par affaire.", "First meetings held, one a deal.")),
                Cell("1"),
            )
        ),
    )
    return Section(
        "definitions",
        say("Définitions", "Definitions"),
        (Grid(say("Comment chaque chiffre est compté", "How each figure is counted"), headings, rows),),
    )
