"""What a chart draws is what the data say: no more, no less, the same each time."""

from __future__ import annotations

import re
from html import unescape

import pytest

from bilan.report.chart_tables import figures_of
from bilan.report.charts import Bullet, Bullets, Chart, Columns, Funnel, FunnelStep
from bilan.report.document import Document
from bilan.report.drawings import NARROW, WIDE, Width
from bilan.report.svg import draw

BULLETS = Bullets(
    "CA signé",
    "money",
    (
        Bullet("Équipe", 1120, 800, "1\u202f120\u00a0k€", "800\u00a0k€", "140\u00a0%", "reached"),
        Bullet("Pierre", 400, 800, "400\u00a0k€", "800\u00a0k€", "50\u00a0%", "missed"),
        Bullet("Anne", 0, None, "0\u00a0k€"),
    ),
)
MONTHS = Columns(
    title="CA par mois",
    unit="money",
    names=("juillet", "août"),
    actuals=(310, 155),
    targets=(267, None),
    texts=("310\u00a0k€", "155\u00a0k€"),
    target_texts=("267\u00a0k€", ""),
)
FUNNEL = Funnel("Cycle", (FunnelStep("RDV-D", 1412), FunnelStep("RDV-E", 353, "25\u00a0%")))
CHARTS: tuple[Chart, ...] = (BULLETS, MONTHS, FUNNEL)


def words_in(picture: str) -> list[str]:
    return [unescape(text) for text in re.findall(r"<text[^>]*>([^<]*)</text>", picture)]


def lengths(picture: str, fill: str) -> list[float]:
    """How long the bars of a colour are, along the axis that varies."""
    drawn = re.findall(r'd="M[^"]*?h(-?[\d.]+)v(-?[\d.]+)[^"]*" fill="var\(--(\w+)', picture)
    return [float(wide) for wide, _, name in drawn if name == fill]


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: type(chart).__name__)
def test_each_bar_carries_its_figure(chart: Chart, width: Width) -> None:
    said = " | ".join(words_in(draw(chart, "fr", width)))

    for row in figures_of(chart, "fr").rows:
        assert all(cell.text in said for cell in row.cells[:2])


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_bar_is_as_long_as_its_figure(width: Width) -> None:
    picture = draw(BULLETS, "fr", width)

    (team,), (pierre,) = lengths(picture, "reached"), lengths(picture, "missed")

    assert team / pierre == pytest.approx(1120 / 400)


def test_a_step_of_the_funnel_is_as_wide_as_its_count() -> None:
    discovery, exchange = lengths(draw(FUNNEL, "fr"), "reached")

    assert discovery / exchange == pytest.approx(1412 / 353)


def test_a_column_is_as_high_as_its_figure() -> None:
    drawn = re.findall(r'd="M[^"]*?v(-?[\d.]+)[^"]*" fill="var\(--bar', draw(MONTHS, "fr"))

    july, august = (abs(float(height)) for height in drawn)
    assert july / august == pytest.approx(2)


def test_only_a_promised_row_has_a_mark_and_the_mark_is_named() -> None:
    picture = draw(BULLETS, "fr")

    marks = re.findall(r'<line [^>]*stroke="var\(--ink', picture)

    assert len(marks) == 2 + 1  # one a target, one beside the word
    assert "objectif" in words_in(picture)
    assert "target" in words_in(draw(BULLETS, "en"))


def test_a_status_is_a_sign_beside_the_figure() -> None:
    assert {"✓\u00a0140\u00a0%", "✗\u00a050\u00a0%"} <= set(words_in(draw(BULLETS, "fr")))


def test_columns_too_many_for_the_page_become_rows() -> None:
    weeks = tuple(f"S{week}" for week in range(1, 54))
    year = Columns("RDV-D", "count", weeks, (5.0,) * 53, (6.0,) * 53, ("5",) * 53)

    assert words_in(draw(year, "fr", NARROW)).count("5") == 53


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: type(chart).__name__)
def test_a_drawing_has_a_name_a_description_and_always_the_same_bytes(chart: Chart, width: Width) -> None:
    picture = draw(chart, "en", width)

    assert f'role="img"><title>{chart.title}</title><desc>' in picture
    assert picture == draw(chart, "en", width)
    assert not re.search(r"NaN|undefined|Infinity|null", picture)


def test_a_loss_is_drawn_on_the_other_side_of_zero() -> None:
    loss = Bullets("Net", "money", (Bullet("Paul", -50, 100, "−50\u00a0k€"), Bullet("Pierre", 100, 100, "100\u00a0k€")))

    bars = re.findall(r'd="M([\d.]+),[\d.]+h([\d.]+)v[^"]*" fill="var\(--bar', draw(loss, "fr"))
    (paul_from, paul_long), (pierre_from, pierre_long) = ((float(at), float(long)) for at, long in bars)
    assert paul_from + paul_long == pytest.approx(pierre_from)
    assert pierre_long == pytest.approx(2 * paul_long)


def test_every_chart_of_the_review_has_its_table(document: Document) -> None:
    charts = [part for section in document.sections for part in section.parts if isinstance(part, Chart)]

    assert len(charts) == 4
    for chart in charts:
        grid = figures_of(chart, document.language)
        assert grid.caption == chart.title
        assert all(len(row.cells) == len(grid.headings) for row in grid.rows)
