"""What to trust in the figures: what is missing, excluded or odd, how much of it, and what to do about it."""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import ibis

from bilan.facts.engine import FALSE
from bilan.label import Label
from bilan.period import Cadence, Period

if TYPE_CHECKING:
    from bilan.facts.snapshot import Facts
    from bilan.strategy.document import Strategy


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing a reader must know before trusting a figure, with its rows' keys for whoever wants to mend them."""

    code: str
    count: int
    of: int  # among how many
    cents: int | None
    label: Label  # what it is and what Bilan did of it
    remedy: Label
    keys: tuple[str, ...] = ()


_MEETINGS = {
    "doubtful_kind": (Label("titres qui ressemblent à un RDV typé sans l'être (« RDV D. Martin ») : non comptés", "titles that look like a typed meeting but are not (“RDV D. Martin”): not counted"),
                      Label("confirmez leur type : bilan correct meetings CLÉ declared_kind=RDV-D", "confirm their type: bilan correct meetings KEY declared_kind=RDV-D")),
    "duplicate": (Label("RDV présents dans deux agendas : comptés une fois", "meetings found in two calendars: counted once"),
                  Label("rien à faire, sauf si ce sont deux rendez-vous", "nothing to do, unless they are two meetings")),
    "second_discovery": (Label("seconds RDV-D d'une même affaire : non comptés, sans doute des RDV-E", "second RDV-D of the same deal: not counted, probably RDV-E"),
                         Label("corrigez leur type : bilan correct meetings CLÉ declared_kind=RDV-E", "correct their type: bilan correct meetings KEY declared_kind=RDV-E")),
    "known_customer": (Label("RDV-D avec un client déjà signé, sans affaire nouvelle : non comptés", "RDV-D with a customer who had signed, without a new deal: not counted"),
                       Label("reliez-les à leur nouvelle affaire s'il y en a une", "link them to their new deal if there is one")),
    "exchange_after_proposal": (Label("RDV-E tenus après une proposition : comptés comme RDV-E", "RDV-E held after a proposal: counted as RDV-E"),
                                Label("sans doute des RDV-P : corrigez leur type", "probably RDV-P: correct their type")),
    "proposal_without_discovery": (Label("RDV-P sans RDV-D avant eux : comptés comme RDV-P", "RDV-P without a RDV-D before them: counted as RDV-P"),
                                   Label("le RDV-D manque à l'agenda ou porte un autre titre", "the RDV-D is missing from the calendar or has another title")),
    "closing_without_proposal": (Label("RDV-C sans proposition : comptés comme RDV-C", "RDV-C without a proposal: counted as RDV-C"),
                                 Label("datez la proposition sur l'affaire", "date the proposal on the deal")),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Check:
    """One thing to look for: the rows concerned, what they weigh, and the words for it."""

    code: str
    rows: Any
    cents: str | None
    label: Label
    remedy: Label


def remarks(facts: Facts, strategy: Strategy, window: Period) -> tuple[Remark, ...]:
    """Everything odd about the rows of the window, the heaviest first."""
    found = [_remark(facts, check, of) for checks, of in
             (_of_bookings(facts, strategy, window), _of_deals(facts, strategy, window), _of_meetings(facts, window))
             for check in checks]  # fmt: skip
    return tuple(
        sorted((remark for remark in found if remark.count), key=lambda r: (-abs(r.cents or 0), -r.count, r.code))
    )


def _remark(facts: Facts, check: _Check, of: int) -> Remark:
    weight = check.rows[check.cents] if check.cents else ibis.null("int64")
    rows = check.rows.select(key=check.rows.key, cents=weight.cast("int64")).order_by("key")
    answer = facts.engine.answer(rows).to_pylist()
    total = sum(row["cents"] or 0 for row in answer) if check.cents else None
    return Remark(check.code, len(answer), of, total, check.label, check.remedy, tuple(row["key"] for row in answer))


def _count(facts: Facts, rows: Any) -> int:
    return int(facts.engine.answer(rows.count().as_table())[0][0].as_py())


def _in(column: Any, window: Period) -> Any:
    return (column >= window.start) & (column < window.end)


def _of_bookings(facts: Facts, strategy: Strategy, window: Period) -> tuple[list[_Check], int]:
    shares = facts.table("credited")
    entries = shares.filter(shares.is_owner).mutate(key=lambda t: t.deal)  # one row an entry, ``entry_cents`` its whole
    t = entries.filter(_in(entries.day, window))
    checks = [
        *_late(facts, entries, window, strategy.thresholds.late_entry_days),
        _Check("no_rate", t.filter(t.problem == "no_rate"), None,
               Label("écritures en devise sans taux de change : exclues du CA signé", "entries in a currency without a rate: left out of bookings"),
               Label("ajoutez le taux dans la stratégie (rates)", "add the rate to the strategy (rates)")),
        _Check("bad_split", t.filter(t.problem == "bad_split"), "entry_cents",
               Label("partages qui ne font pas 100 % : tout est laissé au commercial de l'affaire", "splits that do not total 100 %: all is left to the deal's rep"),
               Label("corrigez le partage : bilan correct deals CLÉ credits=…", "correct the split: bilan correct deals KEY credits=…")),
        _Check("dated_by_import", t.filter(t.dated_by == "import"), "entry_cents",
               Label("avenants ou annulations datés du jour de l'import, faute de date dans la source", "amendments or cancellations dated by the import, for want of a date in the source"),
               Label("si c'était une faute de frappe : bilan undo, puis bilan import --corrections", "if it was a typing error: bilan undo, then bilan import --corrections")),
        _Check("renewal", t.filter(t.business == "renewal"), "entry_cents",
               Label("renouvellements : hors du CA signé, par réglage", "renewals: left out of bookings, by setting"),
               Label("pour les compter : thresholds.count_renewals", "to count them: thresholds.count_renewals")),
        _Check("cancellation", t.filter(t.entry == "cancellation"), "entry_cents",
               Label("annulations : en négatif, à leur date", "cancellations: negative, at their date"),
               Label("rien à faire", "nothing to do")),
    ]  # fmt: skip
    return checks, _count(facts, t)


def _late(facts: Facts, entries: Any, window: Period, days: int) -> Iterator[_Check]:
    """The entries told too long after the end of their period: those of this one, and those that came during it (EC-26)."""
    known = entries.filter(entries.known_on.notnull())
    mine = known.filter(_in(known.day, window) & _after(known, window, days))
    yield _Check("late_entry", mine, "entry_cents",
                 Label("hors délai : écritures de cette période apprises après son délai de clôture : comptées ici, à leur date", "late: entries of this period learnt after its closing delay: counted here, at their date"),
                 Label("vérifiez pourquoi la source les a dites si tard ; le délai : thresholds.late_entry_days", "check why the source told them so late; the delay: thresholds.late_entry_days"))  # fmt: skip
    came = known.filter((known.day < window.start) & _in(known.known_on, window))
    touched = facts.engine.answer(came.select("day").distinct())["day"].to_pylist()
    earlier = {window.calendar.containing(day, window.cadence) for day in touched}
    if window.cadence is Cadence.CUSTOM:  # dates of one's own repeat no period: all that came before is one
        earlier = {Period(min(touched), window.start)} if touched else set()
    is_late = [_in(came.day, period) & _after(came, period, days) for period in sorted(earlier, key=lambda p: p.start)]
    yield _Check("late_earlier", came.filter(functools.reduce(operator.or_, is_late, FALSE)), "entry_cents",
                 Label("hors délai : écritures de périodes passées, apprises pendant celle-ci : comptées à leur date, pas ici", "late: entries of earlier periods learnt during this one: counted at their date, not here"),
                 Label("dites-le au bilan de ces périodes, dont les chiffres ont changé depuis", "say so beside the review of those periods, whose figures have changed since"))  # fmt: skip


def _after(entries: Any, period: Period, days: int) -> Any:
    return entries.known_on > period.last_day + days * date.resolution


def _of_deals(facts: Facts, strategy: Strategy, window: Period) -> tuple[list[_Check], int]:
    t = facts.table("deals")
    won = t.filter((t.status == "won") & _in(t.signed_on, window))
    closed = t.filter(_in(t.signed_on, window) | _in(t.lost_on, window))
    checks = [
        _Check("unassigned", won.filter(won.rep == ""), "value_cents",
               Label("signatures sans commercial connu : comptées dans l'équipe, « non attribué »", "deals won without a known rep: counted for the company, unassigned"),
               Label("corrigez : bilan correct deals CLÉ owner=…, ou ajoutez l'adresse du commercial à la stratégie", "correct: bilan correct deals KEY owner=…, or add the rep's address to the strategy")),
        _Check("no_amount", won.filter(won.amount_cents.isnull()), None,
               Label("signatures sans montant : comptées, pour 0", "deals won without an amount: counted, for 0"),
               Label("complétez le montant dans le CRM et rechargez", "fill in the amount in the CRM and load again")),
        _Check("zero_amount", won.filter(won.amount_cents == 0), None,
               Label("signatures à 0 : comptées comme signatures, hors de la valeur moyenne", "deals won for 0: counted as won, left out of the average"),
               Label("rien à faire si c'est voulu", "nothing to do if it is meant")),
        _Check("probable_duplicate", _probable_duplicates(won, strategy.thresholds.duplicate_days), "value_cents",
               Label("signatures du même client au même montant à quelques jours près : doublons probables, comptés", "deals won with the same account and amount within days: probable duplicates, counted"),
               Label("si c'est un doublon, supprimez-le du CRM et rechargez avec --full", "if it is a duplicate, delete it in the CRM and load again with --full")),
        _Check("lost_without_reason", t.filter((t.status == "lost") & _in(t.lost_on, window) & (t.reason.isnull() | (t.reason == ""))), None,
               Label("affaires perdues sans motif", "lost deals without a reason"),
               Label("demandez le motif aux commerciaux", "ask the reps for the reason")),
    ]  # fmt: skip
    return checks, _count(facts, closed)


def _probable_duplicates(won: Any, days: int) -> Any:
    """Deals of one account and one amount signed within ``days`` of the one before (EC-33)."""
    near = ibis.window(group_by=[won.account, won.amount_cents], order_by=[won.signed_on, won.key])
    gap = won.signed_on.delta(won.signed_on.lag().over(near), unit="day")
    marked = won.mutate(gap=gap)
    return marked.filter(marked.account.notnull() & (marked.amount_cents > 0) & (marked.gap <= days))


def _of_meetings(facts: Facts, window: Period) -> tuple[list[_Check], int]:
    t = facts.table("meetings")
    t = t.filter(_in(t.day, window))
    checks = [
        _Check(code, t.filter(t.anomaly == code), None, label, remedy) for code, (label, remedy) in _MEETINGS.items()
    ]
    held = t.filter((t.outcome == "held") & ~t.is_duplicate)
    checks += [
        _Check("unclassified", held.filter(held.kind.isnull() & held.doubtful.isnull()), None,
               Label("RDV tenus d'aucun type de la nomenclature : non comptés", "held meetings of no type of the nomenclature: not counted"),
               Label("si certains en sont, nommez-les RDV-D, E, P ou C dans l'agenda", "if some are, name them RDV-D, E, P or C in the calendar")),
        _Check("unassigned_meeting", held.filter(held.kind.notnull() & (held.rep == "")), None,
               Label("RDV typés sans commercial connu : comptés dans l'équipe, « non attribué »", "typed meetings without a known rep: counted for the company, unassigned"),
               Label("ajoutez l'adresse du commercial à la stratégie", "add the rep's address to the strategy")),
        _Check("still_booked", t.filter((t.outcome == "booked") & t.step.notnull()), None,
               Label("RDV passés dont l'issue n'est pas notée : non comptés", "past meetings whose outcome is not noted: not counted"),
               Label("notez « tenu » ou « no-show » dans la source et rechargez", "note “held” or “no-show” in the source and load again")),
    ]  # fmt: skip
    return checks, _count(facts, t)
