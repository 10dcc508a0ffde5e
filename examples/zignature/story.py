"""Who sells at Zignature, when they are present, and what the generator plants: the truth, before any draw."""

from __future__ import annotations

from datetime import date, timedelta

SEED = 3010  # one whose draws show the planted effects at their true size, give or take a few points
EXPORTED_ON = date(2026, 12, 31)  # the evening both exports were made: what lies after is only planned
DAY = timedelta(days=1)

QUARTERS = {
    "2025-T4": (date(2025, 10, 1), date(2026, 1, 1)),  # only to feed deals that close in 2026
    "2026-T1": (date(2026, 1, 1), date(2026, 4, 1)),
    "2026-T2": (date(2026, 4, 1), date(2026, 7, 1)),
    "2026-T3": (date(2026, 7, 1), date(2026, 10, 1)),
    "2026-T4": (date(2026, 10, 1), date(2027, 1, 1)),
}
REVIEWED = "2026-T3"

TEAMS = {"Nord": ("Paul", "Anne", "Karim", "Léa"), "Sud": ("Pierre", "Claire", "Marc", "Sofia")}
REPS = tuple(rep for team in TEAMS.values() for rep in team)
PART_TIME = {"Sofia": 80}  # per cent of full time; Sofia is away on Wednesdays
ARRIVALS = {"Marc": date(2026, 2, 16)}

HOLIDAYS = frozenset({
    date(2025, 11, 1), date(2025, 11, 11), date(2025, 12, 25), date(2026, 1, 1), date(2026, 4, 6), date(2026, 5, 1),
    date(2026, 5, 8), date(2026, 5, 14), date(2026, 5, 25), date(2026, 7, 14), date(2026, 8, 15), date(2026, 11, 1),
    date(2026, 11, 11), date(2026, 12, 25), date(2027, 1, 1),
})  # fmt: skip
# First and last day away, never the cause.
ABSENCES = {
    "Paul": (("2026-02-16", "2026-02-20"), ("2026-08-03", "2026-08-19"), ("2026-12-28", "2026-12-31")),
    "Anne": (("2026-04-13", "2026-04-17"), ("2026-07-27", "2026-08-14"), ("2026-12-24", "2026-12-31")),
    "Karim": (("2026-05-11", "2026-05-15"), ("2026-08-10", "2026-08-21"), ("2026-10-19", "2026-10-23")),
    "Léa": (("2026-02-23", "2026-02-27"), ("2026-08-17", "2026-08-28"), ("2026-12-21", "2026-12-24")),
    "Pierre": (("2026-03-02", "2026-03-06"), ("2026-08-03", "2026-08-21"), ("2026-12-28", "2026-12-31")),
    "Claire": (("2026-04-20", "2026-04-24"), ("2026-08-03", "2026-08-14"), ("2026-10-26", "2026-10-30")),
    "Marc": (("2026-05-15", "2026-05-15"), ("2026-08-17", "2026-08-28"), ("2026-12-28", "2026-12-31")),
    "Sofia": (("2026-02-09", "2026-02-13"), ("2026-08-10", "2026-08-21"), ("2026-12-24", "2026-12-31")),
}

# Held and counted RDV-D of the reviewed quarter, planted one by one: Paul 100, the seven others 350, that is
# 100/52 a day present against 350/364, exactly twice.
DISCOVERIES_REVIEWED = {
    "Paul": 100, "Anne": 48, "Karim": 53, "Léa": 52, "Pierre": 48, "Claire": 54, "Marc": 52, "Sofia": 43,
}  # fmt: skip
DISCOVERIES_PER_DAY = 0.94  # of every rep in every other quarter, chance aside
PAUL_LEAD = {"2025-T4": 1.1, "2026-T1": 1.2, "2026-T2": 1.45, "2026-T4": 1.9}
PIERRE_HOPELESS = 16  # of Pierre's 48: unqualified prospects, no next meeting

# Chances in the generator, the same for all but where an action below truly changes them.
QUALIFIED_CHANCE = 0.76
EXCHANGE_CHANCE = {True: 0.78, False: 0.10}  # RDV-D -> RDV-E, by qualified or not: 0.62 together
PROPOSAL_CHANCE = 0.55
SIGNATURE_CHANCE = {"2025-T4": 0.5, "2026-T1": 0.5, "2026-T2": 0.48, "2026-T3": 0.6, "2026-T4": 0.46}
AUGUST_POSTPONED = 0.4  # signatures of August that wait for September
NO_SHOW_CHANCE = 0.13
PHYSICAL_CHANCE = 0.85

CALL_FROM = date(2026, 10, 1)
CALLERS = frozenset({"Anne", "Claire", "Karim", "Léa"})
CALL_ADOPTION = 0.95  # of the callers' physical RDV-D
CALL_CHANCE_OTHERWISE = 0.05
QUALIFIED_AFTER_CALL = 0.98
REMINDER_FROM = date(2026, 7, 1)
REMINDERS = frozenset(TEAMS["Nord"])
NO_SHOW_WITH_REMINDER = 0.05
TWO_AT_CLOSING_FROM = date(2026, 7, 1)
TWO_AT_CLOSING = frozenset({"Sofia"})
TWO_AT_CLOSING_GAIN = 0.05

TARGET_SEASON = {  # k€ signed per rep and month: 100 a quarter, then 120 as the review of T3 decided
    1: 30, 2: 32, 3: 38, 4: 33, 5: 29, 6: 38, 7: 36, 8: 22, 9: 42, 10: 40, 11: 42, 12: 38,
}  # fmt: skip
# Signed revenue planted by stretch, in cents; T3 to the cent, the other quarters within a few tens of euros.
SIGNED_PLAN = (
    (date(2026, 1, 1), date(2026, 4, 1), 756_400_00),
    (date(2026, 4, 1), date(2026, 7, 1), 843_900_00),
    (date(2026, 7, 1), date(2026, 8, 1), 398_200_00),
    (date(2026, 8, 1), date(2026, 9, 1), 161_350_00),
    (date(2026, 9, 1), date(2026, 10, 1), 560_450_00),
    (date(2026, 10, 1), date(2027, 1, 1), 951_700_00),
)
RATE_USD = {"currency": "USD", "since": "2026-07-01", "rate": "0.92"}  # one dollar in euros

ACTIONS = (
    {
        "id": "appel-15-min",
        "title": "Appel de qualification de 15 minutes (RDV-Q) avant chaque RDV-D physique",
        "decided_on": "2026-09-30", "starts_on": "2026-10-01", "judged_in": "2026-T4", "kpi": "qualif_rate",
        "population": sorted(CALLERS), "compared_with": ["Marc", "Paul", "Pierre", "Sofia"],
        "truth": "works",
        "true_effect": "chance that a RDV-D is qualified 0.76 -> 0.98 when physical and called (85 % are physical, "
        "95 % of these called): about +0.18 on qualif_rate, and through it about +0.12 on RDV-D -> RDV-E",
    },
    {
        "id": "six-rdv-d",
        "title": "6 RDV-D par semaine et par personne, avec la méthode de prospection de Paul",
        "decided_on": "2026-09-30", "starts_on": "2026-10-01", "judged_in": "2026-T4", "kpi": "rdv_d_week",
        "population": ["Anne", "Claire", "Marc", "Pierre"], "compared_with": ["Karim", "Léa", "Sofia"],
        "truth": "fails",
        "true_effect": "0: RDV-D per day present are drawn at 0.94 before and after, for adopters and the others",
    },
    {
        "id": "rdv-c-a-deux",
        "title": "RDV-C à deux, avec la direction",
        "decided_on": "2026-06-30", "starts_on": "2026-07-01", "judged_in": "2026-T3", "kpi": "win_rate",
        "population": sorted(TWO_AT_CLOSING), "compared_with": sorted(set(REPS) - TWO_AT_CLOSING),
        "truth": "cannot_be_settled",
        "true_effect": "+0.05 on the chance of signature after a proposal, on about twenty proposals of one rep",
    },
    {
        "id": "rappel-veille",
        "title": "Rappel par SMS la veille de chaque rendez-vous",
        "decided_on": "2026-06-30", "starts_on": "2026-07-01", "judged_in": "2026-T3", "kpi": "no_show_rate",
        "population": sorted(REMINDERS), "compared_with": sorted(set(REPS) - REMINDERS),
        "truth": "works",
        "true_effect": "no-show chance 0.13 -> 0.05 for the adopters, unchanged for the others",
    },
)  # fmt: skip


def email(rep: str) -> str:
    """The address under which the agenda names a rep."""
    return rep.lower().replace("é", "e") + "@zignature.example"


def days_of(start: date, end: date) -> list[date]:
    """Each day from start up to, not including, end."""
    return [start + DAY * n for n in range((end - start).days)]


def is_present(rep: str, day: date) -> bool:
    """Whether a rep can hold a meeting that day."""
    away = day.weekday() > 4 or day in HOLIDAYS or day < ARRIVALS.get(rep, date.min)
    off = rep in PART_TIME and day.weekday() == 2
    return not (away or off or any(first <= day.isoformat() <= last for first, last in ABSENCES[rep]))


def next_present(rep: str, day: date) -> date:
    """That day, or the next one on which the rep is present."""
    while not is_present(rep, day):
        day += DAY
    return day


def quarter_of(day: date) -> str:
    """The quarter that a day belongs to, within the story."""
    return next((name for name, (start, end) in QUARTERS.items() if start <= day < end), "2026-T4")
