"""Les affaires lentes, une par une: where each stands, for how long, and how often one like it is signed."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from bilan.money import format_number
from bilan.report.document import Cell, Grid, Heading, Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilan.report.voice import Voice
    from bilan.review.slow import SlowDeal

SHOWN: Final = 12  # those that may still bring most: more is no list to talk of in a review
STEP: Final = Fraction(1, 20)  # a deal's own chance is no more precise
STAGES: Final = {
    "discovered": ("après le RDV-D", "after the RDV-D"),
    "exchanging": ("en RDV-E", "in RDV-E"),
    "proposed": ("proposition faite", "proposal made"),
    "open": ("ouverte", "open"),
}


def slow_table(voice: Voice) -> Grid | None:
    """All of them for managers, one's own for a rep, none for the team; None where there is none to show."""
    slow, audience = voice.dossier.judged.slow, voice.audience
    if slow is None or not (audience.sees_everyone or audience.kind == "individual"):
        return None
    mine = [one for one in slow.deals if audience.sees_everyone or one.rep == audience.rep]
    deals = [one for one in mine if one.chance is not None and one.chance >= STEP]
    if not deals:
        return None
    w = voice.w
    headings = (
        Heading(w.say("Affaire", "Deal"), is_figure=False),
        *((Heading(w.say("Commercial", "Rep"), is_figure=False),) if audience.sees_everyone else ()),
        Heading(w.say("Étape", "Stage"), is_figure=False), Heading(w.say("Semaines dans l'étape", "Weeks in stage")),
        *((Heading(w.say("Jours de silence", "Days silent")),) if _has_silences(deals) else ()),
        *((Heading(w.say("Montant", "Amount")),) if _has_amounts(deals) else ()),
        Heading(w.say("Chances d'être signée", "Chance to be signed"), note=w.tell(
            "part des affaires du même âge à la même étape qui finissent signées, à 5 points près ; ce n'est le sort d'aucune en particulier",
            "share of the deals of that age and stage that end up signed, to the nearest 5 points; it is no single deal's fate")),
    )  # fmt: skip
    return Grid(
        w.say("Affaires lentes, une par une", "Slow deals, one by one"), headings,
        tuple(_row(one, voice, with_silences=_has_silences(deals), with_amounts=_has_amounts(deals)) for one in deals[:SHOWN]), note=_note(deals, mine, voice),
    )  # fmt: skip


def _has_amounts(deals: Sequence[SlowDeal]) -> bool:
    return any(one.amount is not None for one in deals[:SHOWN])


def _has_silences(deals: Sequence[SlowDeal]) -> bool:
    return any(one.silent_days is not None for one in deals[:SHOWN])


def _row(deal: SlowDeal, voice: Voice, *, with_silences: bool, with_amounts: bool) -> Row:
    w = voice.w
    rep = voice.rep(deal.rep) if deal.rep else w.say("non attribué", "unassigned")
    return Row((
        Cell(voice.told(deal.name)), *((Cell(rep),) if voice.audience.sees_everyone else ()),
        Cell(w.say(*STAGES[deal.stage])),
        Cell(str(deal.weeks)), *((Cell("" if deal.silent_days is None else str(deal.silent_days)),) if with_silences else ()),
        *((Cell("" if deal.amount is None else w.money(Fraction(round(deal.amount)))),) if with_amounts else ()),
        _chance(deal.chance, voice),
    ))  # fmt: skip


def _chance(chance: float | None, voice: Voice) -> Cell:
    rounded = round(Fraction(chance or 0) / STEP) * STEP
    return Cell(voice.w.percent(min(rounded, 1 - STEP)))


def _note(deals: Sequence[SlowDeal], whole: Sequence[SlowDeal], voice: Voice) -> str:
    """How many are left out, and how many of all hardly sign any more."""
    w = voice.w
    of, gone = (format_number(n, w.language) for n in (len(deals), _gone(whole)))
    left = w.tell(f"Les {SHOWN} sur {of} qui peuvent encore rapporter le plus. ",
                  f"The {SHOWN} of {of} that may still bring most. ") if len(deals) > SHOWN else ""  # fmt: skip
    if not _gone(whole):
        return left.rstrip()
    many = _gone(whole) > 1
    return left + w.tell(
        f"{gone} autre{'s ont' if many else ' a'} un âge auquel on ne signe presque plus : à relancer d'un mot, ou à clore.",
        f"{gone} other{'s are' if many else ' is'} of an age at which hardly any are signed: worth one last word, or to be closed.",
    )


def _gone(deals: Sequence[SlowDeal]) -> int:
    return sum(one.chance is not None and one.chance < STEP for one in deals)
