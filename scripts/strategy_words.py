"""What each section and key of the strategy means, in the words of a sales director: the reference page prints it."""

from __future__ import annotations

from bilan.label import Label

SECTIONS: dict[str, Label] = {
    "Strategy": Label(
        "Tout ce qu'un bilan doit savoir en plus des faits. Ces clés sont en tête du fichier.",
        "Everything that a review needs to know beside the facts. These keys open the file.",
    ),
    "Company": Label(
        "L'entreprise dont on fait le bilan, la devise et le fuseau dans lesquels ses jours se comptent.",
        "Whose review it is, in which currency and time zone its days are counted.",
    ),
    "Site": Label(
        "Un lieu de travail : il décide des jours fériés.",
        "Where reps work, which decides their public holidays.",
    ),
    "OwnStretch": Label(
        "Une période donnée par ses dates : un mois d'une année 4-4-5, une campagne. Les deux jours en font partie.",
        "A period given by its dates: a month of a 4-4-5 year, a campaign. Both days belong to it.",
    ),
    "Team": Label(
        "Des personnes qui vendent ensemble et se lisent ensemble.", "People who sell together and are read together."
    ),
    "Rep": Label(
        "Une personne qui vend : comment les sources la nomment, où et quand elle est présente ; ou un poste vacant.",
        "A person who sells: how sources name them, where and when they are present; or a vacant position.",
    ),
    "Membership": Label(
        "De quand à quand un commercial appartient à une équipe ; les résultats suivent l'équipe du jour.",
        "From when to when a rep belongs to a team; results follow the team of the day.",
    ),
    "WorkingTime": Label(
        "La part d'un plein temps qu'un commercial travaille, à partir d'un jour.",
        "The share of full time a rep works from a day on.",
    ),
    "Absence": Label(
        "Des jours d'absence, jamais leur cause. Les deux jours en font partie.",
        "Days away, never their cause. Both days belong to it.",
    ),
    "KpiSetting": Label(
        "Un KPI suivi : livré avec Bilan et désigné par sa clé, ou propre à l'entreprise et défini ici.",
        "One KPI followed: a shipped one by its key, or one's own by its definition.",
    ),
    "Source": Label(
        "D'où viennent les chiffres d'un KPI, leur fraîcheur et leur couverture annoncées.",
        "Where a KPI's figures come from, how fresh and how complete they are said to be.",
    ),
    "Quantity": Label(
        "Ce qu'un KPI propre compte : des lignes, une somme, ou la médiane des jours entre deux dates.",
        "What a KPI of one's own counts: rows, a sum, or the median days between two dates.",
    ),
    "Filter": Label(
        "Les lignes que compte un KPI propre : une condition sur une colonne ; toutes doivent être remplies.",
        "Which rows a KPI of one's own counts: a condition on one column; all must hold.",
    ),
    "Target": Label(
        "Ce qui a été promis : quel KPI, pour qui, sur quelle période.",
        "What was promised: which KPI, for whom, over which period.",
    ),
    "MeetingKind": Label(
        "Un type de rendez-vous de la nomenclature, à sa place dans le cycle de vente.",
        "One kind of meeting of the nomenclature, in its order in the sales cycle.",
    ),
    "Rate": Label(
        "Ce que vaut une unité d'une devise dans celle de l'entreprise, à partir d'un jour.",
        "What one unit of a currency is worth in the company's, from a day on.",
    ),
    "Thresholds": Label(
        "Les réglages derrière les règles, avec les valeurs par défaut de la méthode.",
        "The settings behind the rules, with the defaults of the method.",
    ),
}

_KEYS: dict[str, dict[str, tuple[str, str]]] = {
    "Strategy": {
        "company": ("l'entreprise", "the company"),
        "period": (
            "la période que régit ce document : `2026-T3`, `2026-03`, `2026-W12`, `2026-S1`, `2026`, ou deux dates",
            "the period this document rules: `2026-Q3`, `2026-03`, `2026-W12`, `2026-H1`, `2026`, or two dates",
        ),
        "cadence": ("le rythme auquel l'entreprise fait son bilan", "how often the company holds its review"),
        "teams": ("les équipes", "the teams"),
        "reps": ("les commerciaux", "the reps"),
        "kpis": (
            "les KPI suivis, dans l'ordre du bilan ; vide : la liste par défaut",
            "the KPIs followed, in the review's order; empty: the default list",
        ),
        "targets": ("les objectifs", "the targets"),
        "nomenclature": ("les types de rendez-vous", "the kinds of meeting"),
        "rates": ("les taux de change datés", "the dated exchange rates"),
        "thresholds": ("les seuils de la méthode", "the thresholds of the method"),
    },
    "Company": {
        "name": ("le nom affiché", "the name shown"),
        "zone": (
            "le fuseau horaire qui donne leur jour aux rendez-vous",
            "the time zone that gives meetings their day",
        ),
        "currency": ("code ISO 4217 ; les montants s'y convertissent", "ISO 4217 code; amounts are converted to it"),
        "fiscal_year_starts": (
            "mois où commence l'exercice, de 1 à 12",
            "month in which the fiscal year starts, 1 to 12",
        ),
        "language": ("langue des documents", "language of the documents"),
        "logo": (
            "logo imprimé sur les documents : `data:image/png;base64,…` (PNG, JPEG ou SVG)",
            "logo printed on documents: `data:image/png;base64,…` (PNG, JPEG or SVG)",
        ),
        "sites": ("les lieux de travail", "the places of work"),
        "stretches": ("les périodes données par leurs dates", "the periods given by their dates"),
    },
    "Site": {
        "key": ("clé, reprise par les commerciaux", "key, used by the reps"),
        "name": ("le nom affiché", "the name shown"),
        "holidays": (
            "pays, ou pays-région ISO 3166-2 : `FR`, `FR-6AE` (Alsace-Moselle), `BE`, `CA-QC`",
            "country, or country-subdivision as ISO 3166-2: `FR`, `FR-6AE` (Alsace-Moselle), `BE`, `CA-QC`",
        ),
        "days_off": ("jours non travaillés, en plus des fériés", "days not worked, beside the public holidays"),
        "worked": (
            "fériés travaillés, comme le lundi de Pentecôte",
            "public holidays worked, such as Pentecost Monday",
        ),
    },
    "OwnStretch": {
        "name": ("le nom par lequel on la demande", "the name it is asked by"),
        "cadence": ("ce qu'elle remplace : un mois, un trimestre…", "what it stands for: a month, a quarter…"),
        "first_day": ("premier jour, compris", "first day, included"),
        "last_day": ("dernier jour, compris", "last day, included"),
    },
    "Team": {
        "key": ("clé, reprise par les commerciaux et les objectifs", "key, used by reps and targets"),
        "name": ("le nom affiché", "the name shown"),
        "manager": ("qui dirige l'équipe", "who leads the team"),
    },
    "Rep": {
        "key": ("clé, reprise par les objectifs", "key, used by targets"),
        "name": ("le nom affiché", "the name shown"),
        "addresses": (
            "adresses et noms sous lesquels les sources le connaissent",
            "addresses and names under which sources know them",
        ),
        "site": ("clé de son lieu de travail", "key of their place of work"),
        "teams": ("ses équipes, datées", "their teams, dated"),
        "working_time": ("ses temps de travail, datés", "their working time, dated"),
        "absences": ("ses absences", "their absences"),
        "arrived_on": ("premier jour dans l'entreprise", "first day in the company"),
        "left_on": ("dernier jour dans l'entreprise", "last day in the company"),
        "ramp": (
            "part d'un plein objectif pour chaque mois depuis l'arrivée ; ensuite 1",
            "share of a full target for each month since arrival; then 1",
        ),
        "manages": (
            "manager qui vend aussi : objectif propre, à part des commerciaux",
            "a manager who also sells: own target, apart from the reps",
        ),
        "vacant": (
            "poste que personne n'occupe, sans adresse : il garde son objectif, sans compter ni présent ni comparé",
            "a position that nobody holds, without address: it keeps its target, counted neither present nor compared",
        ),
    },
    "Membership": {
        "team": ("clé de l'équipe", "key of the team"),
        "since": ("premier jour ; vide : depuis toujours", "first day; empty: always"),
        "until": ("dernier jour, compris ; vide : toujours membre", "last day, included; empty: still a member"),
    },
    "WorkingTime": {
        "since": ("premier jour de ce temps de travail", "first day of this working time"),
        "share": ("part d'un plein temps : 0.8 pour 80 %", "share of full time: 0.8 for 80%"),
    },
    "Absence": {
        "first_day": ("premier jour, compris", "first day, included"),
        "last_day": ("dernier jour, compris", "last day, included"),
        "share": ("part de chaque jour : 0.5 pour une demi-journée", "share of each day: 0.5 for half a day"),
    },
    "KpiSetting": {
        "key": (
            "clé d'un KPI livré, ou nouvelle clé d'un KPI propre",
            "key of a shipped KPI, or a new key for one's own",
        ),
        "cadence": (
            "le rythme de ce KPI ; vide : celui du catalogue",
            "this KPI's own cadence; empty: the catalogue's",
        ),
        "polarity": ("ce qui est mieux ; vide : celui du catalogue", "which way is better; empty: the catalogue's"),
        "source": ("d'où viennent ses chiffres", "where its figures come from"),
        "label_fr": ("libellé en français d'un KPI propre", "French label of one's own KPI"),
        "label_en": ("libellé en anglais d'un KPI propre", "English label of one's own KPI"),
        "unit": ("unité d'un KPI propre", "unit of one's own KPI"),
        "value": ("ce qu'il compte, ou le haut de la fraction", "what it counts, or the top of the ratio"),
        "per": ("le bas de la fraction ; vide : pas une fraction", "the bottom of the ratio; empty: no ratio"),
    },
    "Source": {
        "name": ("la source, comme l'équipe la nomme", "the source, as the team names it"),
        "table": ("la table qui l'alimente", "the table that feeds it"),
        "freshness_days": ("âge admis des données, en jours", "how many days old the data may be"),
        "coverage": ("part des cas que la source contient", "share of the cases that the source holds"),
        "how_to_follow": (
            "pour un KPI que rien n'alimente : la meilleure façon de le suivre",
            "for a KPI that nothing feeds: the best way to follow it",
        ),
    },
    "Quantity": {
        "table": ("la table comptée", "the table counted"),
        "dated_by": ("la colonne qui place une ligne dans une période", "the column that puts a row in a period"),
        "filters": ("les conditions, toutes à remplir", "the conditions, all of which must hold"),
        "aggregate": ("compter, additionner, ou médiane de jours", "count, sum, or median of days"),
        "column": ("colonne additionnée, ou date de fin d'une durée", "column summed, or later date of a duration"),
        "since": ("date de début d'une durée", "earlier date of a duration"),
    },
    "Filter": {
        "column": ("la colonne regardée", "the column looked at"),
        "is_in": ("sa valeur est l'une de celles-ci", "its value is one of these"),
        "is_not_in": ("sa valeur n'est aucune de celles-ci", "its value is none of these"),
        "is_said": (
            "elle doit être remplie (`true`) ou vide (`false`)",
            "it must be filled in (`true`) or empty (`false`)",
        ),
    },
    "Target": {
        "kpi": ("clé du KPI", "key of the KPI"),
        "scope": (
            "`company`, `team:<clé>`, `rep:<clé>`, ou `each_rep` : la même valeur pour chacun, avant présence",
            "`company`, `team:<key>`, `rep:<key>`, or `each_rep`: the same for every rep, before presence",
        ),
        "window": ("la période promise : `2026-T3`, `2026-07`…", "the period promised: `2026-Q3`, `2026-07`…"),
        "value": (
            "dans l'unité du KPI : unités de devise, nombre, ou taux entre 0 et 1",
            "in the KPI's unit: currency units, a count, or a rate from 0 to 1",
        ),
        "cadence": (
            "ce que couvre la valeur quand elle se répète dans la période (6 par semaine, tout le trimestre)",
            "what the value covers when it repeats inside the period (6 a week, all quarter)",
        ),
        "currency": (
            "devise de l'objectif ; vide : celle de l'entreprise",
            "the target's currency; empty: the company's",
        ),
        "published_on": ("jour où l'objectif a été annoncé", "day on which the target was announced"),
        "seasonality": ("poids de chaque sous-période, par son nom", "weight of each sub-period, by its name"),
    },
    "MeetingKind": {
        "code": ("le code affiché : RDV-D", "the code shown: RDV-D"),
        "label_fr": ("libellé en français", "French label"),
        "label_en": ("libellé en anglais", "English label"),
        "step": ("place dans le cycle : Q 0, D 1, E 2, P 3, C 4", "place in the cycle: Q 0, D 1, E 2, P 3, C 4"),
        "patterns": (
            "expressions RE2 cherchées dans le titre, sans accents, en minuscules",
            "RE2 expressions looked for in the title, without accents, in lower case",
        ),
        "doubtful": (
            "expressions qui y ressemblent : à confirmer par une personne",
            "expressions that look like it: for a person to confirm",
        ),
    },
    "Rate": {
        "currency": ("code ISO 4217", "ISO 4217 code"),
        "since": ("premier jour de ce taux", "first day of this rate"),
        "rate": ("une unité de cette devise dans celle de l'entreprise", "one unit of this currency in the company's"),
        "budget": ("taux fixé à la publication des objectifs", "the rate fixed when targets were published"),
    },
    "Thresholds": {
        "exchanges_per_deal": (
            "RDV-E admis par affaire ; le suivant appelle une revue de blocage",
            "RDV-E allowed per deal; the next one calls for a blocking review",
        ),
        "stalled_after_days": (
            "jours sans activité avant qu'une affaire soit dormante",
            "days without activity before a deal is stalled",
        ),
        "minimum_sample": (
            "en dessous, un taux dit « échantillon insuffisant »",
            "below it, a ratio says “sample too small”",
        ),
        "minimum_presence": (
            "part de présence pour entrer dans les comparaisons",
            "share of presence needed to enter comparisons",
        ),
        "over_assignment": (
            "dépassement admis de la somme des objectifs individuels sur celui de l'équipe",
            "how far individual targets may add up beyond the team's",
        ),
        "realism_minimum_reps": (
            "avec moins de commerciaux que cela, le réalisme d'un objectif se juge sur le seul R/O de l'équipe",
            "with fewer reps than this, how realistic a target was is judged by the team's attainment alone",
        ),
        "realism_too_high": (
            "si une plus petite part des commerciaux atteint son objectif, il était sans doute trop haut",
            "if a smaller share of reps reached their target, it was probably too high",
        ),
        "realism_calibrated": (
            "jusqu'à cette part de commerciaux à l'objectif, il était calibré",
            "up to this share of reps at target, it was calibrated",
        ),
        "realism_accessible": (
            "jusqu'à cette part, il était accessible ; au-delà, sans doute trop bas",
            "up to this share, it was accessible; beyond, probably too low",
        ),
        "raise_from": (
            "R/O à partir duquel une hausse de l'objectif se discute : `1.2` pour 120 %",
            "attainment from which a higher target is considered: `1.2` for 120 %",
        ),
        "review_means_until": (
            "R/O jusqu'auquel les moyens ou l'objectif sont à revoir",
            "attainment up to which the means or the target are to be reviewed",
        ),
        "gap_beyond": (
            "un objectif dépassé d'autant est un constat : `1.2` pour 120 %",
            "a target passed this far is a finding: `1.2` for 120 %",
        ),
        "next_meeting_days": (
            "jours laissés à un RDV-D pour avoir une suite, avant de le dire sans suite",
            "days left to a RDV-D to lead to a meeting, before it is said that nothing followed",
        ),
        "duplicate_days": (
            "même client et même montant à moins de jours que cela : doublon probable",
            "same account and amount closer than this: probable duplicates",
        ),
        "same_meeting_minutes": (
            "deux rendez-vous plus proches que cela sont le même",
            "two meetings closer than this are the same one",
        ),
        "qualification_days": (
            "un RDV-Q au plus tant de jours avant un RDV-D l'a qualifié",
            "a RDV-Q at most this many days before a RDV-D qualified it",
        ),
        "co_attendee_credit": (
            (
                "part d'un rendez-vous portée au compte d'un commercial qui y assiste sans l'organiser ; l'équipe et "
                "l'entreprise le comptent une fois"
            ),
            (
                "share of a meeting credited to a rep who attends without organising it; the team and the company "
                "count it once"
            ),
        ),
        "late_entry_days": (
            "une écriture connue plus de jours que cela après la fin de sa période est « hors délai »",
            "an entry known more days than this after its period ended is late",
        ),
        "booking_value": (
            (
                "ce qu'une affaire vaut en CA signé : son montant, sa première année ou toute sa durée ; le montant "
                "quand l'affaire ne dit pas les autres"
            ),
            (
                "what a deal is worth in bookings: its amount, its first year or its whole term; the amount where the "
                "deal does not say the others"
            ),
        ),
        "count_renewals": ("les renouvellements comptent dans le CA signé", "renewals count in bookings"),
        "zero_in_average_deal": (
            "les affaires à 0 comptent dans la valeur moyenne",
            "deals at 0 count in the average deal",
        ),
        "cycle_starts": ("ce qui ouvre le cycle de vente", "what starts the sales cycle"),
        "stage_probability": (
            "probabilité de signature par étape, pour le pipe pondéré",
            "chance of signature by stage, for the weighted pipeline",
        ),
        "target_rise": (
            "part d'un dépassement que le prochain objectif reprend : 0.5, de 100 à 120 après 140 %",
            "share of what was done beyond a target that the next one takes up: 0.5, from 100 to 120 after 140%",
        ),
        "target_fall": (
            "part d'un manque que le prochain objectif rend : 0.5, de 100 à 90 après 80 %",
            "share of what a target lacked that the next one gives up: 0.5, from 100 to 90 after 80%",
        ),
        "target_cap": (
            "variation maximale d'un objectif proposé, ou d'un rythme, hors saison et jours ouvrés",
            "how far a proposed target or pace moves at most, season and working days apart",
        ),
        "target_chance": (
            "chance d'être atteint que vise l'objectif donné à côté de celui de la règle : `0.65` pour 65 %",
            "chance of being reached aimed at by the target given beside the rule's: `0.65` for 65%",
        ),
        "period_swing": (
            "écart habituel d'une période à l'autre, au-delà du hasard des affaires : `0.10` pour 10 %",
            "usual swing from one period to the next, beyond the luck of deals: `0.10` for 10%",
        ),
        "target_trust": (
            "de combien un ancien objectif peut se tromper : plus petit, il compte davantage dans les chances",
            "how far off an old target may be: the smaller, the more it counts in the chances",
        ),
        "money_step": (
            "pas des objectifs proposés en monnaie ; plus petit quand il dépasse le dixième de l'objectif",
            "step of the targets proposed in money; smaller where it is more than a tenth of the target",
        ),
        "count_step": (
            "pas des objectifs proposés en nombre, en jours ou par semaine : 1, personne ne tient un demi-rendez-vous",
            "step of the targets proposed as counts, days or per week: 1, nobody holds half a meeting",
        ),
        "rate_step": ("pas des taux proposés : 0.01 pour un point", "step of the rates proposed: 0.01 for one point"),
        "qualification_minutes": (
            "durée de l'appel de qualification proposé avant un RDV-D physique",
            "length of the qualification call proposed before a RDV-D in person",
        ),
    },
}

KEYS: dict[str, dict[str, Label]] = {
    section: {key: Label(*words) for key, words in keys.items()} for section, keys in _KEYS.items()
}
