"""Several reps apart from the others on one count, told at once where none of them may be named."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from bilan.report.grammar import of, to_one_decimal
from bilan.report.sentences.said import Numbers

if TYPE_CHECKING:
    from bilan.report.voice import Voice
    from bilan.review.finding import Finding


def standouts_said(group: tuple[Finding, ...], voice: Voice) -> str:
    """« 9 membres de l'équipe ont fait de 1,3 à 2,7 fois plus de signatures par jour travaillé que les autres. »."""
    w, things, people = voice.w, voice.counted(group[0].kpi), len(group)
    if Numbers(group[0].evidence).word("measure") not in {"", "count"}:  # a rate or an amount is not made so many times
        return w.tell(f"{people} membres de l'équipe font nettement mieux que les autres : {things}.",
                      f"{people} members of the team clearly do better than the others: {things}.")  # fmt: skip
    ratios = sorted(ratio for one in group if (ratio := Numbers(one.evidence).exact("ratio")))
    start = w.say(f"{people} membres de l'équipe ont fait", f"{people} members of the team had")
    if len(ratios) < people or ratios[0] < 1:
        return w.tell(f"{start} nettement plus {of(things)} par jour travaillé que les autres.",
                      f"{start} clearly more {things} per day worked than the others.")  # fmt: skip
    least, most = (to_one_decimal(Fraction(one), w) for one in (ratios[0], ratios[-1]))
    return w.tell(f"{start} de {least} à {most} fois plus {of(things)} par jour travaillé que les autres.",
                  f"{start} {least} to {most} times as many {things} per day worked as the others.")  # fmt: skip
