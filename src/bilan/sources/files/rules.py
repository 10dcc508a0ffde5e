"""What a row must respect once it is read: dates that agree with its status, signs, currencies, what is required."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from bilan.label import Label
from bilan.sources.files import values
from bilan.sources.files.columns import Reader, local_days

if TYPE_CHECKING:
    from bilan.sources.files.convert import Draft
    from bilan.sources.files.mapping import Mapping
    from bilan.sources.source import Context

_CLOCK = 8  # signs in the longest bare time, HH:MM:SS
_DATED = (("won", "signed_on"), ("lost", "lost_on"), ("open", "expected_on"), ("cancelled", "cancelled_on"))
_LATER = Label("corrigez la date, ou l'état de la ligne", "correct the date, or the row's state")


def join_day_and_time(draft: Draft) -> None:
    """A day and a time in two columns make one moment; a bare end time is on the day of the start."""
    texts, day = draft.texts, draft.text("start_day")
    if "start_day" not in texts:
        return
    if "start_time" in texts:
        time = draft.text("start_time")
        texts["start_at"] = pc.coalesce(draft.text("start_at"), pc.binary_join_element_wise(day, time, " "), day)
    else:
        texts["start_at"] = pc.coalesce(draft.text("start_at"), day)
    if "end_at" in texts:
        end = draft.text("end_at")
        bare = pc.fill_null(pc.less_equal(pc.utf8_length(end), _CLOCK), False)  # noqa: FBT003  # Arrow's own signature
        ends = pc.coalesce(draft.text("end_day"), day)
        texts["end_at"] = pc.if_else(bare, pc.binary_join_element_wise(ends, end, " "), end)


def apply(draft: Draft, mapping: Mapping, context: Context) -> None:
    """Every rule of the table at hand; faults are noted in the draft."""
    {"deals": _deals, "meetings": _meetings, "bookings": _bookings, "measures": _measures}[mapping.table](
        draft, mapping, context
    )
    for column in mapping.kind.columns:
        if column.required and column.name != "key":
            missing = pc.and_(pc.is_null(draft.columns[column.name]), pc.is_null(draft.text(column.name)))
            trouble = (
                Label(f"« {column.label.fr} » est vide", f"“{column.label.en}” is empty"),
                Label("complétez cette cellule", "fill in this cell"),
            )
            draft.blame_where(missing, trouble)
    if "key" in mapping.columns:
        trouble = (
            Label("l'identifiant est vide", "the identifier is empty"),
            Label("donnez un identifiant à cette ligne", "give this row an identifier"),
        )
        draft.blame_where(pc.is_null(draft.columns["key"]), trouble)


def _deals(draft: Draft, mapping: Mapping, context: Context) -> None:
    columns = draft.columns
    if "closed_on" in columns:
        for status, name in _DATED:
            closed = pc.if_else(pc.equal(columns["status"], status), columns["closed_on"], pa.scalar(None, pa.date32()))
            columns[name] = pc.coalesce(columns[name], closed)
    late = pc.and_(pc.equal(columns["status"], "won"), pc.greater(columns["signed_on"], pa.scalar(context.cut_off)))
    draft.blame_where(late, (Label("signée après la date d'arrêté", "signed after the cut-off date"), _LATER))
    negative = (
        Label("une affaire ne peut pas avoir un montant négatif", "a deal cannot have a negative amount"),
        Label(
            "importez avoirs et annulations comme écritures de CA signé",
            "import credit notes and cancellations as booking entries",
        ),
    )
    draft.blame_where(pc.less(columns["amount_cents"], 0), negative)
    _currencies(draft, mapping)


def _bookings(draft: Draft, mapping: Mapping, context: Context) -> None:
    columns = draft.columns
    cents, entry = columns["amount_cents"], columns["entry"]
    taken = pc.and_(pc.greater(cents, 0), pc.is_in(entry, pa.array(["cancellation", "credit_note"])))
    sign = (
        Label(
            "une annulation ou un avoir est négatif, une signature ne l'est pas",
            "a cancellation or credit note is negative, a signature is not",
        ),
        Label("corrigez le signe ou la nature", "correct the sign or the entry"),
    )
    draft.blame_where(pc.or_(taken, pc.and_(pc.less(cents, 0), pc.equal(entry, "signature"))), sign)
    late = pc.greater(columns["day"], pa.scalar(context.cut_off))
    draft.blame_where(late, (Label("écriture après la date d'arrêté", "entry after the cut-off date"), _LATER))
    columns["dated_by"] = pc.fill_null(columns["dated_by"], "source")
    _currencies(draft, mapping)


def _measures(draft: Draft, mapping: Mapping, context: Context) -> None:
    if mapping.measure is not None and "measure" not in mapping.columns:
        draft.columns["measure"] = pa.array([mapping.measure] * draft.size, pa.string())
    late = pc.greater(draft.columns["day"], pa.scalar(context.cut_off))
    draft.blame_where(late, (Label("relevé après la date d'arrêté", "measured after the cut-off date"), _LATER))


def _currencies(draft: Draft, mapping: Mapping) -> None:
    """The sign beside an amount names its currency where no column does, and may not contradict it (EC-17)."""
    columns = draft.columns
    if "amount_cents" in mapping.columns:
        texts = draft.text("amount_cents")
        lettered = pc.fill_null(pc.match_substring_regex(texts, r"[^0-9., -]"), False)  # noqa: FBT003  # Arrow's own signature
        if pc.any(lettered, min_count=0).as_py():
            signs, _ = Reader(values.symbol, pa.string())(pc.if_else(lettered, texts, pa.scalar(None, pa.string())))
            clash = (
                Label(
                    "la devise du montant contredit la colonne devise",
                    "the amount's currency contradicts the currency column",
                ),
                Label("gardez une seule devise", "keep one currency"),
            )
            draft.blame_where(pc.not_equal(signs, columns["currency"]), clash)
            columns["currency"] = pc.coalesce(columns["currency"], signs)


def _meetings(draft: Draft, mapping: Mapping, context: Context) -> None:
    columns = draft.columns
    start = columns["start_at"]
    if "minutes" in columns:
        columns["end_at"] = pc.coalesce(columns["end_at"], pc.add(start, columns["minutes"]))
    backwards = (
        Label("la fin précède le début", "the end comes before the start"),
        Label("corrigez les heures", "correct the times"),
    )
    draft.blame_where(pc.less(columns["end_at"], start), backwards)
    texts = draft.text("start_at")
    timed = pc.match_substring(texts, ":")
    if not pc.all(timed, min_count=0).as_py():
        timed = pc.or_(timed, pc.match_substring_regex(texts, "[0-9] ?[hH]"))
    columns["all_day"] = pc.coalesce(columns["all_day"], pc.invert(timed))
    future = pc.greater(local_days(start, context.zone), pa.scalar(context.cut_off))
    late = pc.and_(future, pc.equal(columns["outcome"], "held"))
    draft.blame_where(
        late, (Label("déclaré tenu après la date d'arrêté", "declared held after the cut-off date"), _LATER)
    )
    columns["outcome"] = pc.coalesce(columns["outcome"], _assumed(draft, mapping, future))
    columns["mode"] = pc.fill_null(columns["mode"], "unknown")


def _assumed(draft: Draft, mapping: Mapping, future: pa.Array) -> pa.Array:
    """The outcome of a meeting whose source says none, by the mapping's declared assumption."""
    default = mapping.outcome_default
    if default is None or "outcome" in mapping.columns:
        # an unreadable word is already a fault, and stays one
        empty = pc.is_null(draft.text("outcome"))
        return pc.if_else(empty, "booked" if default is None else _by(default, future), pa.scalar(None, pa.string()))
    return _by(default, future)


def _by(default: str, future: pa.Array) -> pa.Array:
    when_past = "held" if default == "by_date" else default
    return pc.if_else(future, "booked", when_past)
