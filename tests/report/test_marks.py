"""What is said beside a figure: few cases (EC-66), and individual targets beside the team's (EC-62)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bilan.label import Language
from bilan.report.document import Cell, Document, Grid, Row
from bilan.report.sections import document
from bilan.report.structured import to_json
from desk import Desk, Target, zignature

HEAD = "| ID affaire | Client | Propriétaire | Montant HT | Statut | Date de signature | Date de perte |"


def closed(won: int, of: int) -> str:
    """Paul's deals closed in the quarter, so many of them won."""
    days = [date(2026, 7, 1) + timedelta(days=n % 80) for n in range(of)]
    rows = [
        f"| A{n} | Client {n} | Paul | 1 000,00 | {'Gagnée' if n < won else 'Perdue'} | "
        f"{day if n < won else ''} | {'' if n < won else day} |"
        for n, day in enumerate(days)
    ]
    return "\n".join([HEAD, *rows])


def rows(page: Document, key: str) -> list[Row]:
    section = next(section for section in page.sections if section.key == key)
    return [row for part in section.parts if isinstance(part, Grid) for row in part.rows]


def win_rate(page: Document, name: str) -> Cell:
    return next(row.cells[2] for row in rows(page, "resultats") if row.cells[0].text == name)


@pytest.mark.parametrize(
    ("language", "name", "text", "note"),
    [
        ("fr", "Taux de transformation", "37,5\u00a0%",
         "échantillon insuffisant\u00a0: 3 cas sur 8, taux réel entre 14\u00a0% et 69\u00a0% (confiance 95\u00a0%)"),
        ("en", "Win rate", "37.5%",
         "insufficient sample: 3 of 8 cases, true rate between 14% and 69% (95% confidence)"),
    ],
)  # fmt: skip
def test_ec_66_three_wins_of_eight_are_an_insufficient_sample(
    desk: Desk, language: Language, name: str, text: str, note: str
) -> None:
    desk.load(closed(3, 8))

    cell = win_rate(document(desk.review(), language), name)

    assert (cell.text, cell.note) == (text, note)
    assert cell.interval is not None
    assert [round(end, 2) for end in cell.interval] == [0.14, 0.69]


def test_ec_66_thirty_of_a_hundred_show_their_interval_without_a_warning(desk: Desk) -> None:
    desk.load(closed(30, 100))

    page = document(desk.review(), "fr")
    told = [cell for section in to_json(page)["sections"] for part in section["parts"] if part["part"] == "grid"
            for row in part["rows"] for cell in row["cells"] if cell["interval"]]  # fmt: skip

    assert win_rate(page, "Taux de transformation").note.startswith("30 cas sur 100, taux réel entre 22\u00a0% et 40")
    assert [round(end, 2) for end in told[0]["interval"]] == [0.22, 0.4]


def test_ec_66_a_rate_of_amounts_has_no_interval(desk: Desk) -> None:
    desk.load(closed(3, 8))
    desk.follow(zignature(kpis=[{"key": "win_rate_value"}]))

    cell = win_rate(document(desk.review(), "fr"), "Taux de transformation en valeur")

    assert (cell.interval, cell.note) == (None, "échantillon insuffisant\u00a0: 8 cas")


def test_ec_62_individual_targets_stand_beside_the_team_s_with_what_is_too_much_or_missing(desk: Desk) -> None:
    asked = {"company": 200_000, "team:nord": 100_000, "team:sud": 100_000,
             "rep:paul": 70_000, "rep:anne": 60_000, "rep:pierre": 50_000, "rep:claire": 40_000}  # fmt: skip
    targets = [Target.model_validate({"kpi": "bookings", "scope": scope, "window": "2026-T3", "value": value})
               for scope, value in asked.items()]  # fmt: skip
    desk.follow(zignature(targets=targets))
    desk.load(closed(3, 8))

    texts = {row.cells[0].text.partition("\u00a0:")[0]: [cell.text for cell in row.cells[1:]]
             for row in rows(document(desk.review(), "fr"), "equipes") if "\u00a0:" in row.cells[0].text}  # fmt: skip

    assert texts == {
        "Zignature": ["200\u00a0k€", "220\u00a0k€", "+20\u00a0k€ (+10\u00a0%)", "sur-affectation"],
        "Nord": [
            "100\u00a0k€",
            "130\u00a0k€",
            "+30\u00a0k€ (+30\u00a0%)",
            "⚠\u00a0sur-affectation au-delà de 20\u00a0%",
        ],
        "Sud": ["100\u00a0k€", "90\u00a0k€", "−10\u00a0k€ (−10\u00a0%)", "sous-affectation"],
    }
