from __future__ import annotations

import datetime as dt
import zipfile
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from bilan.errors import BilanError
from bilan.sources.files import Mapping, inspect, load_mapping, read, write_rejected
from bilan.sources.files.batches import batches
from bilan.sources.files.limits import LIMITS
from bilan.sources.files.reading import read_raw
from bilan.sources.source import Context

if TYPE_CHECKING:
    from pathlib import Path

CONTEXT = Context("EUR", "Europe/Paris", dt.date(2026, 3, 31))
DEALS = Mapping(
    table="deals", columns={"key": "Id", "amount_cents": "Montant", "status": "Statut", "signed_on": "Signée le"}
)
HEAD = "Id;Montant;Statut;Signée le\n"


def refusal(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    with pytest.raises(BilanError) as refused:
        read_raw(path)
    return refused.value.message.en


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"a;b\n1;\x002\n", "NUL"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old workbook", "old .xls"),
        (b"PK\x03\x04 cut short", "cut short"),
        (b"PAR1 not really", "damaged"),
        (b"\xff\xfea", "UTF-16"),
        (b"a;b\n1;\x81\x8d\xff\n", "encoding"),
        ((";".join(f"c{at}" for at in range(10_000)) + "\n1;2\n").encode(), "10000"),
        (b'a;b\n1;"open\n2;x\n3;y\n', "near line 2"),
    ],
)
def test_a_hostile_file_is_refused_in_words(content: bytes, said: str, tmp_path: Path) -> None:
    message = refusal(tmp_path / "x.csv", content)

    assert said in message
    assert "Nothing was imported" in message


def test_a_header_alone_gives_no_rows(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(HEAD)

    assert read_raw(tmp_path / "x.csv").table.num_rows == 0


def test_a_cell_of_a_megabyte_refuses_its_row(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(HEAD + f"{'1' * 1_000_000};5;Perdu;\n2;5;Perdu;\n")

    parts = list(batches(read_raw(tmp_path / "x.csv"), DEALS, CONTEXT))

    assert [one.line for part in parts for one in part.rejected] == [2]


def test_a_doubled_header_is_named_apart(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("Id;Montant;Montant;;Statut\n1;2;3;4;Perdu\n")

    assert read_raw(tmp_path / "x.csv").headers == ("Id", "Montant", "Montant (2)", "(colonne 4)", "Statut")


def test_an_archive_that_unpacks_beyond_reason_is_refused_unopened(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)

    with pytest.raises(BilanError, match="ratio"):
        read_raw(path)


def test_an_archive_of_many_members_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "many.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for at in range(LIMITS["members"].most + 1):
            archive.writestr(f"{at}.xml", b"x")

    with pytest.raises(BilanError, match="files inside"):
        read_raw(path)


def workbook(path: Path, *, since_1904: bool = False) -> Path:
    book = xlsxwriter.Workbook(str(path), {"date_1904": since_1904})
    book.add_worksheet("Notes").write(0, 0, "rien ici")
    sheet = book.add_worksheet("Affaires")
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write(0, 0, "Suivi T1")
    sheet.write_row(2, 0, ["Id", "Montant", "Statut", "Signée le"])
    sheet.write_row(3, 0, [1, 1234.5, "Gagné"])
    sheet.write_datetime(3, 3, dt.datetime(2026, 3, 12), day)  # noqa: DTZ001  # a workbook's dates have no zone
    sheet.write_row(4, 0, [2, 1.234, "Gagné", 46110 - 1462 * since_1904])
    sheet.write_row(5, 0, [3, "1 234,56 €", "Gagné", "13/03/2026"])
    sheet.write_row(6, 0, ["Total", 2470.29, "", ""])
    book.close()
    return path


@pytest.mark.parametrize("since_1904", [False, True])
def test_a_workbook_gives_the_same_days_from_either_base(since_1904: bool, tmp_path: Path) -> None:  # noqa: FBT001  # a parameter of the test
    raw = read_raw(workbook(tmp_path / "x.xlsx", since_1904=since_1904))

    parts = list(batches(raw, DEALS, CONTEXT))

    rows = pa.concat_tables([part.rows for part in parts]).to_pylist()
    assert [row["signed_on"] for row in rows] == [dt.date(2026, 3, 12), dt.date(2026, 3, 29), dt.date(2026, 3, 13)]
    assert [row["amount_cents"] for row in rows] == [123_450, 123, 123_456]
    assert [row["line"] for row in rows] == [4, 5, 6]
    assert [(one.total, one.cents) for part in parts for one in part.rejected] == [(True, 247_029)]


def test_a_missing_sheet_names_those_that_exist(tmp_path: Path) -> None:
    with pytest.raises(BilanError, match="Notes, Affaires"):
        read_raw(workbook(tmp_path / "x.xlsx"), "Ventes")


def test_parquet_types_keep_their_exact_values(tmp_path: Path) -> None:
    table = pa.table(
        {
            "Id": [1, 2],
            "Montant": [1.234, 1e16],
            "Statut": ["Gagné"] * 2,
            "Signée le": [dt.datetime(2026, 3, 12, 23, 30, tzinfo=dt.UTC)] * 2,
        }
    )
    pq.write_table(table, tmp_path / "x.parquet")

    parts = list(batches(read_raw(tmp_path / "x.parquet"), DEALS, CONTEXT))

    rows = pa.concat_tables([part.rows for part in parts]).to_pylist()
    assert [(row["amount_cents"], row["signed_on"]) for row in rows] == [(123, dt.date(2026, 3, 13))]
    assert [one.line for part in parts for one in part.rejected] == [2]


def test_the_child_reads_what_was_inspected_and_saved(tmp_path: Path) -> None:
    path = tmp_path / "affaires.csv"
    path.write_text(HEAD + "1;5;Gagné;2026-03-12\n2;x;Gagné;2026-03-12\n", encoding="utf-8")

    found = inspect(path, CONTEXT)
    found.mapping.save(tmp_path / "map.toml")
    parts = list(read(path, load_mapping(tmp_path / "map.toml"), CONTEXT))

    assert found.rows == 2
    assert sum(part.rows.num_rows for part in parts) == 1
    assert [one.original["Montant"] for part in parts for one in part.rejected] == ["x"]


def test_the_guess_asks_what_it_cannot_know(tmp_path: Path) -> None:
    path = tmp_path / "affaires.csv"
    path.write_text(
        "Affaire;Client;Montant TTC;Statut;Signée le\nLicence;Zinc;1.234;Gagné;02/03/2026\n", encoding="utf-8"
    )

    found = inspect(path, CONTEXT)

    said = " ".join(question.en for question in found.questions)
    assert all(word in said for word in ("VAT", "date_order", "decimal", "identifier"))


def test_a_refused_row_corrected_in_its_own_file_is_enough(tmp_path: Path) -> None:
    path = tmp_path / "affaires.csv"
    path.write_text(
        'Id;Note;Montant;Statut;Signée le\n1;"a;b";5;Gagné;2026-03-12\n2;"dit ""oui""";x;Gagné;2026-03-12\n',
        encoding="utf-8",
    )
    refused = [one for part in batches(read_raw(path), DEALS, CONTEXT) for one in part.rejected]

    count = write_rejected(tmp_path / "rejets.csv", refused, "fr")
    fixed = (tmp_path / "rejets.csv").read_text("utf-8-sig").replace(";x;", ";7;")
    (tmp_path / "rejets.csv").write_text(fixed, encoding="utf-8-sig")
    again = inspect(tmp_path / "rejets.csv", CONTEXT)
    parts = list(batches(read_raw(tmp_path / "rejets.csv"), again.mapping, CONTEXT))

    assert count == 1
    assert again.unmapped == ("Note",)
    assert [row["amount_cents"] for part in parts for row in part.rows.to_pylist()] == [700]


def test_a_child_that_dies_becomes_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "affaires.csv"
    path.write_text(HEAD, encoding="utf-8")
    monkeypatch.setattr("sys.executable", "/bin/false")

    with pytest.raises(BilanError, match="stopped"):
        list(read(path, DEALS, CONTEXT))


def test_a_sheet_that_claims_a_million_rows_stops_within_its_memory(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "far.xlsx"))
    sheet = book.add_worksheet()
    sheet.write(0, 0, "Id")
    sheet.write(1_048_575, 16_383, "far")
    book.close()

    with pytest.raises(BilanError):
        inspect(tmp_path / "far.xlsx", CONTEXT)


@pytest.mark.parametrize(
    "text",
    [
        "table = 'x'",
        "table = 'deals'\n[columns]\nfoo = 'A'",
        "oops",
        "table='deals'\n[columns]\n[values.status]\nA='zut'",
    ],
)
def test_a_mapping_that_cannot_be_followed_names_the_line(text: str, tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_text(text)

    with pytest.raises(BilanError, match="cannot be read"):
        load_mapping(tmp_path / "map.toml")


def test_a_mapping_that_names_an_absent_header_says_which(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("Id;Statut\n1;Gagné\n")

    with pytest.raises(BilanError, match="Montant"):
        list(read(tmp_path / "x.csv", DEALS, CONTEXT))
