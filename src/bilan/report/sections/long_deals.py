"""Affaires à débloquer: the deals that took too many RDV-E, what blocks each as it was reviewed, and what is slow (Z10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilan.period import day_label
from bilan.report.audience import rep_name
from bilan.report.document import Cell, Grid, Heading, Paragraph, Part, Row, Section, Statement, Statements
from bilan.report.sections.remarks import finding_statement, told_one_by_one_or_together
from bilan.report.sections.slow import slow_table
from bilan.report.sentences.blocking import REASONS
from bilan.review.finding import FindingKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bilan.report.voice import Voice
    from bilan.review.blocking import Blocking
    from bilan.review.review import Review

STATUS_WORDS: Final = {
    "open": ("ouverte", "open"),
    "won": ("gagnée", "won"),
    "lost": ("perdue", "lost"),
    "cancelled": ("annulée", "cancelled"),
}


def long_deals(voice: Voice) -> Section:
    """The deals beyond the limit of RDV-E with what blocks them, then where deals go on and which are slow."""
    return Section("affaires-longues", voice.w.say("Affaires à débloquer", "Deals to unblock"), tuple(_parts(voice)))


def _parts(voice: Voice) -> Iterator[Part]:
    """Every deal for managers, one's own for a rep; how many and why for the team."""
    w, kind = voice.w, voice.audience.kind
    if not _knows_exchanges(voice.dossier.review):
        yield Paragraph(w.tell("Sans objet : aucun RDV-E n'est connu. Un export des agendas le dirait.",
                               "Not applicable: no RDV-E is known. A calendar export would tell."), "aside")  # fmt: skip
    elif kind == "collective":
        empty = w.say("Aucune affaire n'a passé le plafond de RDV-E dans la période.", "No deal went beyond the limit of RDV-E in the period.")  # fmt: skip
        yield Statements(_told(voice, FindingKind.OVER_LIMIT, FindingKind.BLOCKED), empty=empty)
    else:
        yield _beyond(voice)
    if kind != "collective":
        yield from _others(voice)
    if kind == "manager":
        yield from _statements(voice, "", FindingKind.BLOCKED)
    if kind != "individual":
        title = w.say("Étape par étape, et ce qui est lent", "Stage by stage, and what is slow")
        told = _told(voice, FindingKind.STAGE, FindingKind.CYCLE, FindingKind.SLOW)
        longer = [one for one in voice.sight.findings() if one.kind is FindingKind.STANDOUT and one.kpi == "cycle_days"]
        if told:
            yield Statements((*told, *told_one_by_one_or_together(tuple(longer), voice)), title)
    table = slow_table(voice)
    if table:
        yield table


def _knows_exchanges(review: Review) -> bool:
    """Whether the rows say anything of RDV-E: « no deal beyond the limit » means nothing otherwise."""
    return bool(review.over_limit) or any(reading.kpi.key == "rdv_e" for reading in review.funnel)


def _told(voice: Voice, *kinds: FindingKind) -> tuple[Statement, ...]:
    return tuple(finding_statement(one, voice) for one in voice.sight.findings() if one.kind in kinds)


def _statements(voice: Voice, title: str, *kinds: FindingKind) -> Iterator[Statements]:
    told = _told(voice, *kinds)
    if told:
        yield Statements(told, title)


def _is_shown(rep: str, voice: Voice) -> bool:
    own = voice.audience.rep
    return not own or rep in {own, rep_name(voice.dossier.review, own)}


def _beyond(voice: Voice) -> Grid:
    """The deals beyond the limit, each with what blocks it; one that is closed needs no review any more."""
    review, w = voice.dossier.review, voice.w
    limit = review.strategy.thresholds.exchanges_per_deal
    deals = [one for one in review.over_limit if _is_shown(one.rep, voice)]
    written = {one.blocking.deal: one.blocking for one in voice.dossier.blockings}
    headings, cells = _what_blocks([written.get(one.key) for one in deals], voice)
    is_own = voice.audience.kind == "individual"
    if not any(one.status == "open" or one.key in written for one in deals):  # closed, and nobody reviewed any
        headings, cells = (), [() for _ in deals]
    empty = (
        f"Aucune affaire n'a passé {limit} RDV-E dans la période.",
        f"No deal went beyond {limit} RDV-E in the period.",
    )
    if is_own:
        empty = (f"Aucune de vos affaires n'a passé {limit} RDV-E dans la période.", f"None of your deals went beyond {limit} RDV-E in the period.")  # fmt: skip
    rows = tuple(
        Row((
            Cell(one.name), *(() if is_own else (_rep(one.rep, voice),)), Cell(str(one.exchanges)), Cell(day_label(one.passed_on, w.language)),
            _amount(one.cents, voice), Cell(w.say(*STATUS_WORDS[one.status])),
            *(_to_review(blocks, voice) if one.status == "open" and one.key not in written else blocks),
        ))
        for one, blocks in zip(deals, cells, strict=True)
    )  # fmt: skip
    headings = (_word(w.say("Affaire", "Deal")), *(() if is_own else (_word(w.say("Commercial", "Rep")),)), Heading("RDV-E"),
                Heading(w.say("Plafond passé le", "Limit passed on")), Heading(w.say("Montant", "Amount")),
                _word(w.say("Statut", "Status")), *headings)  # fmt: skip
    return Grid(w.say(f"Affaires au-delà de {limit} RDV-E", f"Deals beyond {limit} RDV-E"), headings, rows,
                empty=w.say(*empty))  # fmt: skip


def _others(voice: Voice) -> Iterator[Grid]:
    """The deals that were reviewed without being beyond the limit: slow or silent ones."""
    w = voice.w
    found = [one for one in voice.dossier.blockings if not one.deal.is_over_limit and _is_shown(one.deal.rep, voice)]
    if not found:
        return
    headings, cells = _what_blocks([one.blocking for one in found], voice)
    rows = tuple(
        Row((Cell(one.deal.name), _rep(one.deal.rep, voice), _amount(one.deal.cents, voice), *blocks))
        for one, blocks in zip(found, cells, strict=True)
    )
    headings = (_word(w.say("Affaire", "Deal")), _word(w.say("Commercial", "Rep")), Heading(w.say("Montant", "Amount")), *headings)  # fmt: skip
    yield Grid(w.say("Autres affaires revues", "Other deals reviewed"), headings, rows)


def _what_blocks(
    written: Sequence[Blocking | None], voice: Voice
) -> tuple[tuple[Heading, ...], list[tuple[Cell, ...]]]:
    """The columns « ce qui bloque » and, where one is written, « prochaine étape »."""
    w = voice.w
    has_next = any(one and one.next_step for one in written)
    headings = [_word(w.say("Ce qui bloque", "What blocks"))]
    headings += [_word(w.say("Suite", "Follow-up"))] if has_next else []
    cells = [
        (Cell(w.label(REASONS[one.reason]) if one else ""), *([Cell(voice.told(one.next_step) if one else "")] if has_next else []))
        for one in written
    ]  # fmt: skip
    return tuple(headings), cells


def _to_review(blocks: tuple[Cell, ...], voice: Voice) -> tuple[Cell, ...]:
    return (Cell(voice.w.say("à revoir", "to review"), status="unknown"), *blocks[1:])


def _word(text: str) -> Heading:
    return Heading(text, is_figure=False)


def _rep(name: str, voice: Voice) -> Cell:
    return Cell(name or voice.w.say("non attribué", "unassigned"))


def _amount(cents: int | None, voice: Voice) -> Cell:
    return Cell("" if cents is None else voice.w.money_cents(cents))
