"""Targets from the sheet that managers keep: months across, reps down, a title above and totals beside."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from bilan.label import Label
from bilan.period import CIVIL, Period
from bilan.strategy.grid import Grid, NoHeadings, read_grid
from bilan.strategy.headings import heading, headings
from bilan.strategy.sheet import UnreadableSheet
from strategy_cast import BEFORE, with_rep, zignature

MONTHS = {
    "juil. 2026": "2026-07", "Juillet 2026": "2026-07", "2026-07": "2026-07", "07/2026": "2026-07", "Jul-26": "2026-07",
    "juillet": "2026-07", "août 26": "2026-08", "AOUT 2026": "2026-08", "Sept. 2026": "2026-09", "déc. 2026": "2026-12",
    "March 2026": "2026-03", "févr. 2026": "2026-02", "T3 2026": "2026-T3", "Q3 2026": "2026-T3", "T3": "2026-T3",
    "2026-Q3": "2026-T3", "3e trimestre 2026": "2026-T3", "sem. 29 2026": "2026-W29", "2026-W29": "2026-W29",
    "1er semestre 2026": "2026-S1", "H2 2026": "2026-S2", "2026": "2026",
}  # fmt: skip


def grid(tmp_path: Path, text: str, kpi: str = "bookings") -> Grid:
    path = tmp_path / "objectifs.csv"
    path.write_text(text, encoding="utf-8")
    return read_grid(path, zignature(), kpi, published_on=BEFORE)


def values(found: Grid) -> dict[tuple[str, str], Decimal]:
    return {(target.scope, target.window): target.value for target in found.targets}


@pytest.mark.parametrize("text", MONTHS)
def test_a_heading_is_read_as_managers_write_it(text: str) -> None:
    period = heading(text, CIVIL, 2026)

    assert isinstance(period, Period)
    assert period.name == MONTHS[text]


@pytest.mark.parametrize("text", ["Commercial", "jui 2026", "13/2026", "T5 2026", "", "ma 2026", "S1 2026", "S29 2026"])
def test_a_heading_that_is_no_period_or_two_is_refused(text: str) -> None:
    assert isinstance(heading(text, CIVIL, 2026), Label)


def test_dates_as_headings_are_months_or_quarters_by_their_distance() -> None:
    months = headings([date(2026, 7, 1), date(2026, 8, 1)], CIVIL, 2026)
    quarters = headings(["01/01/2026", "01/04/2026"], CIVIL, 2026)

    assert months == [CIVIL.parse("2026-07"), CIVIL.parse("2026-08")]
    assert quarters == [CIVIL.parse("2026-T1"), CIVIL.parse("2026-T2")]


def test_a_date_that_opens_no_period_or_could_open_two_is_refused() -> None:
    late = headings([date(2026, 7, 1), date(2026, 8, 2)], CIVIL, 2026)[1]
    alone = headings([date(2026, 7, 1)], CIVIL, 2026)[0]

    assert isinstance(late, Label)
    assert "2026-08-01" in late.fr
    assert isinstance(alone, Label)


def test_a_sheet_with_a_title_a_unit_and_totals_is_read_whole(tmp_path: Path) -> None:
    found = grid(tmp_path, """Objectifs T3 de l'équipe (k€);;;;
Commercial;juil. 2026;août 2026;sept. 2026;Total
Paul;33;33,3;40 k€;106
paul@zignature.example;1;;;
Léa;30;30;30;
Nord;33;33;40;
Total équipe;66;63,3;70;
""")  # fmt: skip

    read = values(found)
    assert read["rep:paul", "2026-08"] == Decimal(33_300)
    assert read["rep:paul", "2026-09"] == Decimal(40_000)
    assert read["rep:lea", "2026-07"] == Decimal(30_000)
    assert read["team:nord", "2026-07"] == Decimal(33_000)
    assert {target.published_on for target in found.targets} == {BEFORE}
    assert [(cell.place, cell.text) for cell in found.rejected] == [("B4", "1")]


def test_a_total_is_set_beside_the_sum_of_its_rows(tmp_path: Path) -> None:
    found = grid(tmp_path, "Commercial,T3 2026\nPaul,100\nKarim,90\nNord,100\nTotal,200\n")

    totals = {total.scope: total.difference for total in found.totals}
    assert totals == {"team:nord": 0, "company": 10}


def test_a_rep_who_is_unknown_is_refused_with_the_near_name(tmp_path: Path) -> None:
    found = grid(tmp_path, "Commercial;T3 2026\nPual;100\n")

    (cell,) = found.rejected
    assert found.targets == ()
    assert cell.place == "A2"
    assert "« paul »" in cell.reason.fr


def test_two_homonyms_are_not_guessed(tmp_path: Path) -> None:
    path = tmp_path / "objectifs.csv"
    path.write_text("Commercial;T3 2026\nPaul;100\npierre@zignature.example;90\n", encoding="utf-8")

    found = read_grid(path, with_rep("pierre", name="Paul"), "bookings")

    assert "plusieurs commerciaux" in found.rejected[0].reason.fr
    assert values(found) == {("rep:pierre", "2026-T3"): Decimal(90)}


@pytest.mark.parametrize("cell", ["trente", "-5", "1.234", "33 €"])
def test_a_cell_that_is_no_target_or_two_is_refused_with_its_place(tmp_path: Path, cell: str) -> None:
    found = grid(tmp_path, f"Commercial;T3 2026 (k€)\nPaul;{cell}\n")

    assert found.targets == ()
    assert [(one.place, one.text) for one in found.rejected] == [("B2", cell)]
    assert found.rejected[0].reason.en


def test_a_rate_and_another_currency_are_kept_as_they_are(tmp_path: Path) -> None:
    rate = grid(tmp_path, "Commercial;T3 2026\nPaul;25 %\n", "win_rate")
    dollars = grid(tmp_path, "Commercial;T3 2026\nPaul;100 k$\n")

    assert rate.targets[0].value == Decimal("0.25")
    assert (dollars.targets[0].value, dollars.targets[0].currency) == (Decimal(100_000), "USD")


def test_a_workbook_with_real_dates_and_numbers_gives_the_same(tmp_path: Path) -> None:
    path = tmp_path / "objectifs.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "mmm yyyy"})
        sheet.write(0, 0, "Objectifs")
        sheet.write_row(1, 0, ["Commercial"])
        for column, month in enumerate((7, 8), 1):
            sheet.write_datetime(1, column, date(2026, month, 1), day)
        sheet.write_row(2, 0, ["Léa", 33000, 33300.5])

    found = read_grid(path, zignature(), "bookings")

    assert values(found) == {("rep:lea", "2026-07"): Decimal(33_000), ("rep:lea", "2026-08"): Decimal("33300.5")}


def test_a_sheet_without_periods_or_that_is_none_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "x.xlsx"
    broken.write_bytes(b"PK\x03\x04broken")

    with pytest.raises(NoHeadings):
        grid(tmp_path, "Commercial;Objectif\nPaul;100\n")
    with pytest.raises(UnreadableSheet):
        read_grid(broken, zignature(), "bookings")
    with pytest.raises(UnreadableSheet):
        read_grid(tmp_path / "absent.csv", zignature(), "bookings")
