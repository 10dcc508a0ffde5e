"""Vos chiffres: one rep's own figures, and how the team is spread without anybody being recognised (P4)."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bilan.kpis.scope import Scope
from bilan.report.document import Cell, Grid, Heading, Part, Row, Section
from bilan.report.sections.absent import nothing
from bilan.report.sections.marks import actual_cell, target_note
from bilan.report.sections.results import status_of
from bilan.review.eligible import eligible
from bilan.review.unseen import unseen_in

if TYPE_CHECKING:
    from bilan.report.voice import Voice
    from bilan.review.reading import Reading

BOUNDS: Final = (Fraction(4, 5), Fraction(1), Fraction(6, 5))  # 80 %, 100 %, 120 % of one's own target
FEWEST_IN_A_BAND: Final = 2  # of others: one alone could be recognised


FEWEST_IN_A_WHOLE = 3  # people: of two, the whole less one's own figure is the other's


def own(voice: Voice) -> Section:
    """The reader's figures against their targets, then the spread of the others' attainments."""
    review, w = voice.dossier.review, voice.w
    title = w.say("Vos chiffres", "Your figures")
    mine = [one for one in review.reps if one.scope == Scope("rep", voice.audience.rep)]
    if not mine:
        why = w.say("aucun chiffre ne vous est attribué dans la période", "no figure is yours in the period")
        return nothing("mes-chiffres", title, why, voice)
    if voice.audience.rep in unseen_in(review):
        why = w.say("aucune ligne de la source ne vous nomme, vérifiez avec votre responsable comment elle écrit votre nom",
                    "no row of the source names you, check with your manager how it writes your name")  # fmt: skip
        return nothing("mes-chiffres", title, why, voice)
    headings: tuple[Heading, ...] = (Heading("KPI", is_figure=False), Heading(w.say("Votre objectif", "Your target")), Heading(w.say("Votre réalisé", "Your actual")),
                Heading(w.say("R/O", "Attainment")), Heading(w.say("L'équipe entière", "The whole team")))  # fmt: skip
    caption = w.say("Vos chiffres, à côté de ceux de l'équipe entière", "Your figures beside those of the whole team")
    rows = tuple(_row(one, voice) for one in mine)
    if (
        len([rep for rep in eligible(review.strategy, review.window) if rep.key not in unseen_in(review)])
        < FEWEST_IN_A_WHOLE
    ):
        caption, headings, rows = (
            w.say("Vos chiffres", "Your figures"),
            headings[:-1],
            tuple(Row(row.cells[:-1]) for row in rows),
        )
    grid = Grid(caption, headings, rows)
    spread = _spread(voice)
    parts: list[Part] = [grid, *([spread] if spread else [])]
    return Section("mes-chiffres", title, tuple(parts))


def _row(reading: Reading, voice: Voice) -> Row:
    w, line = voice.w, voice.dossier.review.line(reading.kpi.key)
    whole = "" if line is None else w.value(reading.kpi, line.reading.value)
    target = "" if reading.target is None else w.value(reading.kpi, reading.target)
    return Row((Cell(w.label(reading.kpi.label)), Cell(target, note=target_note(reading, w)), actual_cell(reading, w, few_only=True),
                Cell(w.percent(reading.attainment), status=status_of(reading) if reading.attainment is not None else ""), Cell(whole)))  # fmt: skip


def _spread(voice: Voice) -> Grid | None:
    """How many others are in each band of attainment; None where a band would point to somebody."""
    review, w = voice.dossier.review, voice.w
    if not voice.sight.has_distribution:
        return None
    others = {
        Scope("rep", rep.key) for rep in eligible(review.strategy, review.window) if rep.key not in unseen_in(review)
    } - {Scope("rep", voice.audience.rep)}
    attained = [
        one.attainment
        for one in review.reps
        if one.kpi.key == "bookings" and one.scope in others and one.attainment is not None
    ]
    bands = spread_of(attained) if len(attained) == len(others) else ()
    if not bands:
        return None
    rows = tuple(Row((Cell(_band(low, high, voice)), Cell(str(count)))) for low, high, count in bands)
    return Grid(
        w.say("L'atteinte des autres, sans les nommer", "The others' attainment, unnamed"),
        (Heading(w.say("Part de leur objectif de CA", "Share of their bookings target"), is_figure=False), Heading(w.say("Commerciaux", "Reps"))), rows,
        note=w.say("Vous n'y êtes pas compté. Une tranche de moins de deux personnes est jointe à sa voisine.",
                   "You are not counted in it. A band of fewer than two people is joined to its neighbour."),
    )  # fmt: skip


Band = tuple[Fraction | None, Fraction | None, int]  # from, up to, how many


def spread_of(attained: list[Fraction]) -> tuple[Band, ...]:
    """Bands of at least two people, joined until they are; nothing unless two remain, for one says it of everybody."""
    edges: list[Fraction | None] = [None, *BOUNDS, None]
    bands: list[Band] = []
    for low, high in pairwise(edges):
        count = sum((low is None or one >= low) and (high is None or one < high) for one in attained)
        if bands and (bands[-1][2] < FEWEST_IN_A_BAND):
            bands[-1] = (bands[-1][0], high, bands[-1][2] + count)
        else:
            bands.append((low, high, count))
    while len(bands) > 1 and bands[-1][2] < FEWEST_IN_A_BAND:
        last = bands.pop()
        bands[-1] = (bands[-1][0], last[1], bands[-1][2] + last[2])
    return tuple(bands) if len(bands) > 1 else ()


def _band(low: Fraction | None, high: Fraction | None, voice: Voice) -> str:
    w = voice.w
    if low is None:
        return w.say(f"moins de {w.percent(high)}", f"below {w.percent(high)}")
    return (
        w.say(f"{w.percent(low)} et plus", f"{w.percent(low)} and more")
        if high is None
        else w.say(f"de {w.percent(low)} à {w.percent(high)}", f"{w.percent(low)} to {w.percent(high)}")
    )
