"""The truth beside the files: what the generator planted, and what its draws gave."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import defects
import story
from files import footer_cents
from funnel import Company


def truth(company: Company, planted: defects.Planted) -> dict[str, Any]:
    """Everything that the files hide, as data."""
    reviewed = story.DISCOVERIES_REVIEWED
    return {
        "synthetic": True,
        "seed": story.SEED,
        "exported_on": str(story.EXPORTED_ON),
        "reviewed": story.REVIEWED,
        "teams": {team: list(reps) for team, reps in story.TEAMS.items()},
        "addresses": {rep: story.email(rep) for rep in story.REPS},
        "presence": {
            "full_time_percent": {rep: story.PART_TIME.get(rep, 100) for rep in story.REPS},
            "arrived_on": {rep: str(day) for rep, day in story.ARRIVALS.items()},
            "absences": {rep: [list(stretch) for stretch in days] for rep, days in story.ABSENCES.items()},
        },
        "rates": [story.RATE_USD],
        "story": {
            "team_target_cents": 800_000_00,
            "team_bookings_cents": 1_120_000_00,
            "team_attainment_percent": 140,
            "bookings_by_month_cents": {str(start)[:7]: cents for start, _, cents in story.SIGNED_PLAN[2:5]},
            "rdv_d_counted": reviewed,
            "paul_over_the_others_per_day_present": "2.00",
            "pierre": {"rdv_d": reviewed["Pierre"], "unqualified_without_next_meeting": story.PIERRE_HOPELESS,
                       "meetings": hopeless(company)},
        },
        "actions": list(story.ACTIONS),
        "drawn": drawn(company),
        "defects": {
            **{name: read() for name, read in planted.items()},
            "total_line_of_deals_csv_cents": footer_cents(company),
            "deals_over_five_rdv_e": long_deals(company),
        },
    }  # fmt: skip


def hopeless(company: Company) -> list[str]:
    """Pierre's RDV-D of the reviewed quarter with prospects that were not qualified."""
    start, end = story.QUARTERS[story.REVIEWED]
    return sorted(
        row.key
        for row in company.meetings
        if (row.rep, row.kind, row.outcome, row.qualified) == ("Pierre", "D", "Tenu", "non")
        if start <= row.start.date() < end
    )


def long_deals(company: Company) -> list[str]:
    """Deals with more than five RDV-E in all (Z10)."""
    counted = Counter(
        row.deal.key for row in company.meetings if row.kind == "E" and row.outcome == "Tenu" and row.deal is not None
    )
    return sorted(key for key, count in counted.items() if count > 5)


def drawn(company: Company) -> dict[str, Any]:
    """What the draws gave by quarter and rep: counted RDV-D, of which qualified, held meetings, no-shows."""
    counts = {quarter: {rep: Counter[str]() for rep in story.REPS} for quarter in story.QUARTERS if "2026" in quarter}
    for row in company.meetings:
        quarter = story.quarter_of(row.start.date())
        if row.kind and quarter in counts:
            mark(counts[quarter][row.rep], row.kind, row.outcome, row.qualified if row.counts else None)
    names = ("rdv_d", "qualified", "held", "no_show")
    return {
        quarter: {rep: {name: count[name] for name in names} for rep, count in of.items()}
        for quarter, of in counts.items()
    }  # fmt: skip


def mark(count: Counter[str], kind: str, outcome: str, qualified: str | None) -> None:
    """Adds one meeting to a rep's counts."""
    count["held"] += outcome == "Tenu"
    count["no_show"] += outcome == "No-show"
    if kind == "D" and outcome == "Tenu" and qualified is not None:
        count["rdv_d"] += 1
        count["qualified"] += qualified == "oui"


def as_json(facts: dict[str, Any]) -> bytes:
    """The truth for programs."""
    return (json.dumps(facts, ensure_ascii=False, indent=1) + "\n").encode()


def as_page(facts: dict[str, Any]) -> bytes:
    """The same for a reader, in French then in English."""
    verdicts = {"works": ("marche vraiment", "truly works"), "fails": ("échoue vraiment", "truly fails"),
                "cannot_be_settled": ("ne peut être tranchée", "cannot be settled")}  # fmt: skip
    rows = "\n".join(
        f"| {a['title']} | {', '.join(a['population'])} | {a['starts_on']} | {a['judged_in']} | `{a['kpi']}` "
        f"| {verdicts[a['truth']][0]} / {verdicts[a['truth']][1]} | {a['true_effect']} |"
        for a in facts["actions"]
    )
    flaws = "\n".join(
        f"- `{name}` : `{json.dumps(what, ensure_ascii=False)}`" for name, what in facts["defects"].items()
    )
    return PAGE.format(actions=rows, defects=flaws).encode()


PAGE = """# Zignature : la vérité cachée dans les fichiers / the truth hidden in the files

Données de synthèse, écrites par `generate.py` ; les mêmes faits, lisibles par un programme, sont dans `truth.json`.
*Synthetic data, written by `generate.py`; the same facts, for programs, are in `truth.json`.*

## L'histoire / the story

- 2026-T3 : 8 commerciaux, 100 k€ chacun, soit 800 000 € ; signé : 1 120 000,00 €,
  exactement 140 %. Juillet et septembre dépassent leur objectif, août non.
  *2026-T3: 8 reps, €100k each, €800,000 in all; signed: €1,120,000.00, exactly 140%.
  July and September beat their target, August does not.*
- Paul tient 100 RDV-D en 52 jours de présence, les sept autres 350 en 364 : exactement deux fois plus par jour.
  *Paul holds 100 RDV-D in 52 days present, the seven others 350 in 364: exactly twice as many a day.*
- Pierre tient 48 RDV-D, dont 16 avec des prospects non qualifiés et sans suite.
  *Pierre holds 48 RDV-D, 16 of them with unqualified prospects and nothing after.*
- L'objectif passe à 120 k€ par personne en T4, comme la feuille d'objectifs le dit.
  *The target becomes €120k per person in T4, as the targets sheet says.*

## Les actions / the actions

| Action | Population | Début / start | Jugée / judged | KPI | Vérité / truth | Effet planté / planted effect |
|---|---|---|---|---|---|---|
{actions}

Ce que les tirages ont donné, par trimestre et par commercial, est dans `truth.json`, clé `drawn`. La graine est choisie
pour que ces tirages montrent les effets plantés à leur vraie taille, à quelques points près.
*What the draws gave, by quarter and rep, is in `truth.json`, key `drawn`. The seed was chosen so that these draws show
the planted effects at their true size, give or take a few points.*

## Les défauts / the defects

{defects}
"""
