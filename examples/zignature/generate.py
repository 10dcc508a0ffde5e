"""Writes Zignature's files anew, byte for byte the same: ``python generate.py [FOLDER]``."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import defects
import files
import story
import truth
import words
from funnel import Company, Deal, run_quarter


def company() -> tuple[Company, defects.Planted]:
    """The year, its defects, its totals brought to the plan, its identifiers."""
    rng = Random(story.SEED)
    made = Company(rng, names=words.accounts(rng))
    for quarter in story.QUARTERS:
        for rep in story.REPS:
            run_quarter(made, rep, quarter)
    planted = {
        **defects.spoil_deals(made),
        **defects.renew(made),
        **defects.break_sequences(made),
        **defects.copy_meetings(made),
        **defects.fill_agendas(made),
    }
    level(made)
    files.give_keys(made)
    return made, planted


def level(made: Company) -> None:
    """Brings what is signed in each stretch to the plan, the last signature of T3's months to the cent."""
    for start, end, planned in story.SIGNED_PLAN:
        signed = [
            d for d in made.deals if d.signed_on and start <= d.signed_on < end and d.business != "Renouvellement"
        ]
        free = sorted((d for d in signed if not d.is_fixed), key=lambda d: (d.signed_on, d.account))
        cancelled = sum(euro_cents(d) for d in made.deals if d.cancelled_on and start <= d.cancelled_on < end)
        rest = planned + cancelled - sum(euro_cents(d) for d in signed if d.is_fixed)
        drawn = sum(d.amount for d in free)
        for deal in free:
            odd = made.rng.randint(1, 99) if made.rng.random() < 0.08 else 0
            deal.amount = deal.amount * rest // drawn // 1000 * 1000 + odd
        if (end - start).days < 32:
            free[-1].amount += rest - sum(d.amount for d in free)


def euro_cents(deal: Deal) -> int:
    """An amount in euros; the planted dollars convert without remainder."""
    return deal.amount * 92 // 100 if deal.currency == "USD" else deal.amount


def write(folder: Path) -> None:
    """The six files, into a folder."""
    made, planted = company()
    facts = truth.truth(made, planted)
    contents = {
        "deals.csv": files.deals_csv(made),
        "meetings.csv": files.meetings_csv(made),
        "targets.csv": files.targets_csv(),
        "calls.csv": files.calls_csv(made.rng),
        "truth.json": truth.as_json(facts),
        "TRUTH.md": truth.as_page(facts),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
