"""A KPI of one's own speaks of columns that exist and fit, or is told where it does not."""

# mypy: disable-error-code="comparison-overlap"

from __future__ import annotations

from pathlib import Path

import pytest

from bilan.app.snapshots import open_facts
from bilan.app.strategies import COLUMNS, check
from bilan.kpis.own import LOCAL_DAYS, NAMED, SNAPSHOT_TABLE
from bilan.strategy.document import Strategy
from bilan.strategy.toml import read
from desk import Desk, zignature

HEAD = 'period = "2026-T3"\n[company]\nname = "Zignature"\n[[kpis]]\nkey = "mine"\nlabel_fr = "Le mien"\n'


def faults(tmp_path: Path, value: str) -> list[tuple[str, str, str]]:
    path = tmp_path / "z.toml"
    path.write_text(HEAD + value, encoding="utf-8")
    return [(one.where, one.message.fr, one.message.en) for one in check(read(path), path) if one.severity == "error"]


DEALS = '[kpis.value]\ntable = "deals"\ndated_by = '
SIGNED = f'{DEALS}"signed_on"\naggregate = '
MEETINGS = '[kpis.value]\ntable = "meetings"\ndated_by = "start_at"\nfilters = '
DAYS = '{ table = "deals", dated_by = "signed_on", aggregate = "median_days", column = "signed_on", since = "lost_on" }'


@pytest.mark.parametrize(
    ("value", "where", "fr", "en"),
    [
        (f'{DEALS}"signed"\n', "dated_by (z.toml:9)",
         "la table deals n'a pas de colonne « signed ». Vouliez-vous dire « signed_on » ?", "has no column “signed”"),
        (f'{DEALS}"amount_cents"\n', "dated_by (z.toml:9)",
         "« amount_cents » n'est pas une date ; colonnes possibles de deals : amended_on,", "is not a date"),
        (f'{SIGNED}"sum"\ncolumn = "channel"\n', "column (z.toml:11)",
         "« channel » n'est pas un nombre qui s'additionne", "is not a number that adds up"),
        (f'{SIGNED}"sum"\n', "column (z.toml:7)", "dites quelle colonne", "say which column"),
        (f'{MEETINGS}[{{ column = "outcom", is_in = ["held"] }}]\n', "filters[1].column (z.toml:10)",
         "Vouliez-vous dire « outcome » ?", "Did you mean “outcome”?"),
        (f'{SIGNED}"median_days"\ncolumn = "signed_on"\nsince = "name"\n', "since (z.toml:12)",
         "« name » n'est pas un jour", "is not a day"),
    ],
)  # fmt: skip
def test_a_column_that_cannot_serve_is_told_with_its_line_and_what_can(
    tmp_path: Path, value: str, where: str, fr: str, en: str
) -> None:
    found = faults(tmp_path, value)

    assert [place for place, _, _ in found] == [f"kpis[1].value.{where}"]
    assert fr in found[0][1]
    assert en in found[0][2]


def test_a_median_is_no_part_of_a_ratio(tmp_path: Path) -> None:
    found = faults(tmp_path, f'value = {DAYS}\nper = {{ table = "deals", dated_by = "signed_on" }}\n')

    assert [place for place, _, _ in found] == ["kpis[1].per (z.toml:8)"]


def test_a_sound_definition_is_left_in_peace(tmp_path: Path) -> None:
    assert faults(tmp_path, f'{MEETINGS}[{{ column = "kind", is_in = ["RDV-D"] }}]\n') == []


def test_every_column_allowed_is_one_that_the_snapshot_holds(desk: Desk) -> None:
    desk.load("""
        | ID affaire | Client | Propriétaire | Montant HT | Statut | Date de signature |
        | A1         | Durand | Paul         | 50 000,00  | Gagnée | 2026-07-15        |
    """)
    facts = open_facts(desk.workspace, zignature())

    missing = [
        (table, column)
        for table, columns in COLUMNS.items()
        for column in columns
        if NAMED.get((table, column), LOCAL_DAYS.get(column, column)) not in facts.table(SNAPSHOT_TABLE[table]).columns
    ]

    assert missing == []


def test_a_meeting_counts_on_the_day_of_its_start_at_the_company_s_clock(desk: Desk) -> None:
    own = {"key": "mine", "label_fr": "Les miens", "value": {"table": "meetings", "dated_by": "start_at",
           "filters": [{"column": "outcome", "is_in": ["held"]}]}}  # fmt: skip
    strategy: Strategy = zignature(kpis=[own])
    desk.follow(strategy)
    desk.load("""
        | Titre | Début                | Organisateur | Client |
        | RDV-D | 2026-06-30T22:30:00Z | Paul         | Zinc   |
        | RDV-D | 2026-06-30T21:30:00Z | Paul         | Étain  |
    """)

    assert (desk.figure("mine"), desk.figure("mine", "2026-T2")) == (1, 1)
