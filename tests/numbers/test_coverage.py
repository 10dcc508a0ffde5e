"""A source that holds a part of the period only: said, never stretched to the whole (EC-71); definitions (EC-70)."""

# mypy: disable-error-code="comparison-overlap"

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from bilan.label import Language
from bilan.report.document import Document, Grid, Points
from bilan.report.sections import document
from bilan.strategy.document import Strategy
from desk import Desk, Target, zignature

OCTOBER = date(2026, 10, 5)


def meetings(first: date, last: date) -> str:
    """A RDV-D of Paul's each working day from one day to another."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    rows = [f"| RDV-D | {day} 10:00 | Paul | Client {day} |" for day in days if day.weekday() < 5]
    return "\n".join(["| Titre | Début | Organisateur | Client |", *rows])


def asked(value: int, **more: object) -> Strategy:
    told = Target.model_validate({"kpi": "rdv_d", "scope": "company", "window": "2026-T3", "value": value})
    return zignature(targets=[told], **more)


def words(page: Document, key: str) -> list[str]:
    section = next(section for section in page.sections if section.key == key)
    grids = [part for part in section.parts if isinstance(part, Grid)]
    cells = [text for grid in grids for row in grid.rows for cell in row.cells for text in (cell.text, cell.note)]
    return cells + [item for part in section.parts if isinstance(part, Points) for item in part.items]


def test_ec_71_meetings_from_12_august_on_cover_36_of_65_working_days(desk: Desk) -> None:
    desk.follow(asked(50))
    desk.load(meetings(date(2026, 8, 12), date(2026, 9, 30)))

    line = desk.review().line("rdv_d")

    assert line is not None
    assert line.reading.coverage is not None
    assert (line.reading.coverage.first, line.reading.coverage.last) == (date(2026, 8, 12), date(2026, 9, 30))
    assert line.reading.coverage.share == Fraction(36, 65)
    assert line.reading.actual.value == 36  # what was seen, not 36 × 65 / 36
    assert line.reading.attainment == Fraction(36, 50)
    assert line.reading.status == "unknown"


def test_ec_71_a_part_of_the_period_can_prove_a_target_reached(desk: Desk) -> None:
    desk.follow(asked(30))
    desk.load(meetings(date(2026, 8, 12), date(2026, 9, 30)))

    line = desk.review().line("rdv_d")

    assert line is not None
    assert line.reading.status == "reached"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "partiel, sans extrapolation\u00a0: données du 12/08 au 30/09\u00a0: 55\u00a0% de la période"),
        ("en", "partial, not extrapolated: data from 12 August to 30 September: 55% of the period"),
    ],
)
def test_ec_71_the_page_prints_the_coverage(desk: Desk, language: Language, said: str) -> None:
    desk.follow(asked(50))
    desk.load(meetings(date(2026, 8, 12), date(2026, 9, 30)))

    page = document(desk.review(), language)

    assert said in words(page, "resultats")
    assert any("55" in text and "RDV-D" in text for text in words(page, "donnees"))


def test_ec_71_months_before_the_first_row_are_unknown_not_missed(desk: Desk) -> None:
    desk.follow(asked(50))
    desk.load(meetings(date(2026, 8, 12), date(2026, 9, 30)))

    months = next(found for found in desk.review().sub_periods if found.kpi.key == "rdv_d").readings

    assert [month.status for month in months] == ["unknown", "unknown", "reached"]


def test_ec_71_an_import_made_before_the_end_covers_no_day_after_it(desk: Desk) -> None:
    desk.follow(asked(50))
    desk.today = date(2026, 9, 11)
    desk.load(meetings(date(2026, 6, 1), date(2026, 9, 11)))
    desk.today = OCTOBER

    line = desk.review().line("rdv_d")

    assert line is not None
    assert line.reading.coverage is not None
    assert line.reading.coverage.last == date(2026, 9, 11)
    assert line.reading.coverage.share == Fraction(65 - 13, 65)


def test_ec_71_a_source_that_covers_the_period_or_says_too_little_to_tell_is_not_doubted(desk: Desk) -> None:
    desk.load(meetings(date(2026, 9, 1), date(2026, 9, 8)))
    few = desk.review()
    desk.load(meetings(date(2026, 6, 22), date(2026, 9, 30)))

    assert few.coverage == desk.review().coverage == ()


def test_ec_71_an_earlier_period_known_in_part_is_told_beside_the_comparison(desk: Desk) -> None:
    desk.load(meetings(date(2026, 6, 1), date(2026, 9, 30)))

    line = desk.review().line("rdv_d")

    assert line is not None
    assert line.reading.coverage is None
    assert line.previous.coverage is not None
    told = words(document(desk.review(), "fr"), "resultats")
    assert "données du 01/06 au 30/06\u00a0: 37\u00a0% de la période" in told


def test_ec_71_data_older_than_the_strategy_allows_are_told(desk: Desk) -> None:
    source = {"name": "agendas", "table": "meetings", "freshness_days": 7, "coverage": "0.8"}
    desk.follow(asked(50, kpis=[{"key": "rdv_d", "source": source}]))
    desk.today = date(2026, 9, 11)
    desk.load(meetings(date(2026, 6, 1), date(2026, 9, 11)))
    desk.today = OCTOBER

    review = desk.review()

    assert [(stale.imported_on, stale.days) for stale in review.stale] == [(date(2026, 9, 11), 19)]
    told = words(document(review, "fr"), "donnees")
    assert any("import le 11/09/2026, 19 jours avant l'arrêté quand la stratégie en admet 7" in text for text in told)
    assert any("«\u00a0agendas\u00a0» contient 80\u00a0% des cas" in text for text in told)


def counting(outcome: str) -> Strategy:
    value = {"table": "meetings", "dated_by": "start_at", "filters": [{"column": "outcome", "is_in": [outcome]}]}
    return zignature(kpis=[{"key": "mine", "label_fr": "Les miens", "unit": "count", "value": value}])


def test_ec_70_a_kpi_counted_otherwise_a_year_ago_is_marked_and_recalculated(desk: Desk) -> None:
    desk.load("""
        | Titre | Début            | Organisateur | Client | Statut  |
        | RDV-D | 2026-05-12 10:00 | Paul         | Zinc   | tenu    |
        | RDV-D | 2026-05-13 10:00 | Paul         | Étain  | no-show |
        | RDV-D | 2026-08-12 10:00 | Paul         | Cuivre | tenu    |
    """)
    for day, strategy in ((date(2026, 3, 20), counting("no_show")), (date(2026, 7, 1), counting("held"))):
        desk.today = day
        desk.follow(strategy)
    desk.today = OCTOBER

    review = desk.review()
    line = review.line("mine")

    assert line is not None
    assert (line.reading.actual.value, line.previous.actual) == (1, 1)
    assert (line.previous.is_redefined, review.formulas["mine"]) == (True, 2)
    assert "recalculé avec la définition actuelle" in words(document(review, "fr"), "resultats")
    assert "v2" in words(document(review, "fr"), "definitions")
