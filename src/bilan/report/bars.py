"""A bar drawn with block characters, to an eighth of a character, with the mark of its target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bilan.label import Language
from bilan.report import words
from bilan.report.chart_tables import in_rows
from bilan.report.charts import Bullets, Chart, Funnel
from bilan.report.status import Status, signed

_EIGHTHS: Final = " ▏▎▍▌▋▊▉"


@dataclass(frozen=True, slots=True)
class Bar:
    """A name, a share of the full width, the mark of the target as another share, and what is said beside it."""

    name: str
    share: float
    mark: float | None
    texts: tuple[str, ...]
    status: Status = ""

    def drawn(self, room: int) -> str:
        """The bar in so many characters; a negative amount draws nothing, its figure says it."""
        eighths = round(max(0.0, self.share) * room * 8)
        full, rest = divmod(eighths, 8)
        line = ("█" * full + (_EIGHTHS[rest] if rest else "")).ljust(room)
        if self.mark is None:
            return line
        at = min(room - 1, int(max(0.0, self.mark) * room))
        return f"{line[:at]}│{line[at + 1 :]}"


def bars_of(chart: Chart, language: Language) -> tuple[Bar, ...]:
    """The bars of any chart, in its order, on one scale from zero."""
    if isinstance(chart, Funnel):
        most = max((step.count for step in chart.steps), default=0) or 1
        return tuple(
            Bar(
                name=step.name,
                share=step.count / most,
                mark=None,
                texts=(words.number(step.count, language), f"↓ {step.rate_text}" if step.rate_text else ""),
            )
            for step in chart.steps
        )
    return _against_targets(chart if isinstance(chart, Bullets) else in_rows(chart, language), language)


def _against_targets(chart: Bullets, language: Language) -> tuple[Bar, ...]:
    known = [value for row in chart.rows for value in (row.actual, row.target) if value is not None]
    most = max((0.0, *known)) or 1.0
    target = words.TARGET.to(language)
    return tuple(
        Bar(
            name=row.name,
            share=row.actual / most,
            mark=None if row.target is None else row.target / most,
            texts=(
                signed(row.actual_text, row.status),
                f"{target} {row.target_text}" if row.target_text else "",
                row.attainment_text,
            ),
            status=row.status,
        )
        for row in chart.rows
    )
