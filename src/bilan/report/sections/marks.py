"""What must be said beside a figure: a target changed on the way, days that no source covers, too few cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilan.money import format_number
from bilan.period import day_label
from bilan.report.document import Cell
from bilan.report.figures import NBSP, Writer

if TYPE_CHECKING:
    from datetime import date

    from bilan.kpis.kpi import Kpi
    from bilan.review.coverage import Coverage
    from bilan.review.reading import Comparison, Reading
    from bilan.stats.rates import Interval
    from bilan.strategy.targets import Changed


def target_note(reading: Reading, w: Writer) -> str:
    """How the target was come by: changed on the way, pro-rated or summed; nothing when it stands as given."""
    promise = reading.promise
    if promise is None:
        return ""
    if promise.changes:
        return joined([changed(change, reading.kpi, w) for change in promise.changes], w)
    return "" if promise.origin == "given" or reading.kpi.is_rate else w.label(promise.detail)


def changed(change: Changed, kpi: Kpi, w: Writer) -> str:
    """« objectif changé le 12/08/2026 : 90 puis 100, pondéré par jours » (EC-61)."""
    before, after = w.value(kpi, change.before), w.value(kpi, change.after)
    day_fr, day_en = f"{change.on:%d/%m/%Y}", day_label(change.on, "en")
    if change.is_too_late:
        return w.say(
            f"objectif changé le {day_fr}, une fois la période finie{NBSP}: {before} reste retenu, non {after}",
            f"target changed on {day_en}, once the period was over: {before} stands, not {after}",
        )
    return w.say(
        f"objectif changé le {day_fr}{NBSP}: {before} puis {after}, pondéré par jours",
        f"target changed on {day_en}: {before} then {after}, weighted by days",
    )


def covered(coverage: Coverage, w: Writer) -> str:
    """« données du 12/08 au 30/09 : 55 % de la période » (EC-71)."""
    if coverage.first is None or coverage.last is None:
        return w.say("aucune donnée pour cette période", "no data for this period")
    share = whole_percent(float(coverage.share), w)
    first, last = _short(coverage.first, w), _short(coverage.last, w)
    return w.say(
        f"données du {first} au {last}{NBSP}: {share} de la période",
        f"data from {first} to {last}: {share} of the period",
    )


def _short(day: date, w: Writer) -> str:
    return w.say(f"{day:%d/%m}", day_label(day, "en").removesuffix(f" {day.year}"))


def partial_note(reading: Reading, w: Writer) -> str:
    """That a figure holds only a part of its period, and is not stretched to the whole."""
    if reading.coverage is None:
        return ""
    said = covered(reading.coverage, w)
    return w.say(f"partiel, sans extrapolation{NBSP}: {said}", f"partial, not extrapolated: {said}")


def sample_note(reading: Reading, w: Writer, *, few_only: bool = False) -> str:
    """« échantillon insuffisant : 3 cas sur 8, soit de 14 % à 69 % (à 95 %) » (EC-66)."""
    if few_only and not reading.is_few:
        return ""
    interval, actual = reading.interval, reading.actual
    if interval is None:
        return _few(w, f"{actual.rows} cas", f"{actual.rows} cases") if reading.is_few else ""
    cases, of = (format_number(int(count or 0), w.language) for count in (actual.numerator, actual.denominator))
    low, high = (whole_percent(end, w) for end in (interval.low, interval.high))
    fr = f"{cases} cas sur {of}, taux réel entre {low} et {high} (confiance 95{NBSP}%)"
    en = f"{cases} of {of} cases, true rate between {low} and {high} (95% confidence)"
    return _few(w, fr, en) if reading.is_few else w.say(fr, en)


def _few(w: Writer, fr: str, en: str) -> str:
    return w.say(f"échantillon insuffisant{NBSP}: {fr}", f"insufficient sample: {en}")


def range_text(interval: Interval | None, w: Writer) -> str:
    """« 14 – 69 % », for a column of its own."""
    if interval is None:
        return ""
    low, high = round(interval.low * 100), whole_percent(interval.high, w)
    return f"{low}{NBSP}–{NBSP}{high}"


def whole_percent(share: float, w: Writer) -> str:
    """A share without decimals: « 55 % »."""
    return f"{round(share * 100)}{w.say(f'{NBSP}%', '%')}"


def actual_cell(reading: Reading, w: Writer, *, short: bool = False, few_only: bool = False) -> Cell:
    """What happened, with what must be said of it and, for a share of cases, where it may truly lie."""
    write = w.short if short else w.value
    note = sample_note(reading, w, few_only=few_only)
    if reading.value is None and not short:
        note = w.say("aucun cas à compter dans la période", "no case to count in the period")
    interval = (reading.interval.low, reading.interval.high) if reading.interval else None
    return Cell(write(reading.kpi, reading.value), note=note, interval=interval)


def joined(notes: list[str], w: Writer) -> str:
    """Several remarks about one figure as one note."""
    return w.say(f"{NBSP}; ", "; ").join(note for note in notes if note)


def earlier_note(comparison: Comparison, w: Writer) -> str:
    """What makes an earlier figure hard to compare: another definition then, or days that no source covers."""
    redefined = w.say("recalculé avec la définition actuelle", "computed again with the present definition")
    part = covered(comparison.coverage, w) if comparison.coverage else ""
    return joined([redefined if comparison.is_redefined else "", part], w)
