"""Files made to harm, cut short or changed under the reader's eyes: a clear refusal each time, never a traceback."""

from __future__ import annotations

import csv
import datetime as dt
import os
from decimal import Decimal
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bilan.errors import BilanError
from bilan.sources.files import Mapping, inspect, read, reading, write_rejected
from bilan.sources.files.batches import batches
from bilan.sources.files.reading import read_raw
from bilan.sources.source import Context

if TYPE_CHECKING:
    from pathlib import Path

CONTEXT = Context("EUR", "Europe/Paris", dt.date(2026, 3, 31))
DEALS = Mapping(
    table="deals",
    columns={"key": "Id", "account": "Client", "amount_cents": "Montant", "status": "Statut", "signed_on": "Signée le"},
)
HEAD = "Id;Client;Montant;Statut;Signée le\n"
ROW = "1;Zinc;12,50 €;Gagné;2026-03-12\n"


def refused(path: Path) -> str:
    with pytest.raises(BilanError) as refusal:
        read_raw(path)
    assert "Rien n'a été importé" in refusal.value.message.fr
    return refusal.value.message.en


def amounts(path: Path) -> list[int]:
    parts = list(batches(read_raw(path), DEALS, CONTEXT))
    found: list[int] = pa.concat_tables([part.rows for part in parts])["amount_cents"].to_pylist()
    return found


@pytest.mark.parametrize(
    "content",
    [
        (HEAD + ROW).encode("utf-8-sig"),
        b"\xff\xfe" + (HEAD + ROW).encode("utf-16-le"),
        b"\xfe\xff" + (HEAD + ROW).encode("utf-16-be"),
        (HEAD + ROW).encode("cp1252"),
        (HEAD + ROW).replace("\n", "\r\n", 1).replace("12\n", "12\r").encode(),
    ],
    ids=["BOM", "UTF-16LE", "UTF-16BE", "cp1252", "mixed line ends"],
)
def test_the_euro_and_the_accents_survive_every_encoding(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)

    assert amounts(path) == [1_250]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"x" * 10_000_000, "line 1 is longer than 4 MB"),
        (HEAD.encode() + b"1;" + b"x" * 10_000_000 + b";1;Perdu;\n2;Or;1;Perdu;\n", "line 2 is longer than 4 MB"),
        (b'"' * 10_000_000, "longer than|never closes"),
        (b";" * 10_000_000, "empty|longer than"),
        (b"\n" * 10_000_000, "empty"),
        (HEAD.encode("utf-16-le"), "NUL"),
        (HEAD.encode() + b'1;"Zinc;1;Perdu;\n2;Or;1;Perdu;\n', "near line 2 never closes"),
    ],
    ids=["one line", "one row", "quotes", "separators", "blank lines", "UTF-16 without its mark", "open quote"],
)
def test_a_file_of_absurd_shape_is_refused_where_it_goes_wrong(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)

    with pytest.raises(BilanError, match=said):
        read_raw(path)


def test_a_file_without_headers_says_so(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(ROW + ROW.replace("1;", "2;", 1), encoding="utf-8")

    with pytest.raises(BilanError, match="first line seems to hold data"):
        inspect(path, CONTEXT)


def test_what_is_no_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "broken").symlink_to(tmp_path / "gone.csv")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")

    for name in ("", "pipe", "broken", "loop", "absent.csv"):
        assert "cannot be opened" in refused(tmp_path / name)


def test_a_link_to_a_file_is_that_file(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(HEAD + ROW, encoding="utf-8")
    (tmp_path / "link.csv").symlink_to(tmp_path / "x.csv")

    assert amounts(tmp_path / "link.csv") == [1_250]


def test_a_file_that_grows_or_vanishes_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.csv"
    path.write_text(HEAD + ROW, encoding="utf-8")
    whole = reading._utf8  # the moment when the bytes are taken

    def growing(of: Path) -> bytes:
        data = whole(of)
        of.write_text(HEAD + ROW + ROW, encoding="utf-8")
        return data

    def vanishing(of: Path) -> bytes:
        of.unlink()
        return whole(of)

    monkeypatch.setattr(reading, "_utf8", growing)
    assert "changed while it was read" in refused(path)
    monkeypatch.setattr(reading, "_utf8", vanishing)
    assert "vanished" in refused(path)


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("kill -XCPU $$", "processor time"),
        ("kill -SEGV $$", "SIGSEGV"),
        ("kill -KILL $$", "free memory"),
        ("echo 'MemoryError' >&2; exit 1", "MB of memory"),
        ("echo 'memory allocation of 9 bytes failed' >&2; kill -ABRT $$", "MB of memory"),
        ("exit 3", "code 3"),
    ],
    ids=["time", "crash", "killed", "memory", "memory of the workbook reader", "unknown"],
)
def test_the_end_of_a_reader_is_told_by_its_cause(
    script: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.csv"
    path.write_text(HEAD + ROW, encoding="utf-8")
    reader = tmp_path / "reader"
    reader.write_text(f"#!/bin/sh\nulimit -c 0\n{script}\n")
    reader.chmod(0o700)
    monkeypatch.setattr("sys.executable", str(reader))

    with pytest.raises(BilanError, match=said) as refusal:
        list(read(path, DEALS, CONTEXT))
    assert "Rien n'a été importé" in refusal.value.message.fr
    assert "Nothing was imported" in refusal.value.message.en


HOSTILE = ["=cmd|' /C calc'!A0", "+1+cmd|x", "-2+3", "@SUM(A1)", "\t=1+1", " =1", "＝1+1", "|x", "%x", "'=1", "''=1"]
HARMLESS = ["-5,00 €", "-1 234,50", "+12 %", "Zinc", "d'accord", "'quoted'", "a=b", ""]


def rejected_file(folder: Path, cells: list[str]) -> Path:
    path = folder / "x.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["Id", "=Client", "Montant", "Statut", "Signée le"])
        writer.writerows([at, cell, "douze", "Perdu", ""] for at, cell in enumerate(cells, start=1))
    mapping = DEALS.model_copy(update={"columns": {**DEALS.columns, "account": "=Client"}})
    refusals = [one for part in batches(read_raw(path), mapping, CONTEXT) for one in part.rejected]
    write_rejected(folder / "refus.csv", refusals, "fr")
    return folder / "refus.csv"


def test_no_cell_of_the_rejected_file_runs_in_a_spreadsheet(tmp_path: Path) -> None:
    with rejected_file(tmp_path, HOSTILE + HARMLESS).open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file, delimiter=";")

    assert header[1] == "'=Client"
    assert [row[1] for row in rows[: len(HOSTILE)]] == [f"'{cell}" for cell in HOSTILE]
    assert [row[1] for row in rows[len(HOSTILE) :]] == HARMLESS


def test_the_rejected_file_read_again_gives_every_cell_word_for_word(tmp_path: Path) -> None:
    raw = read_raw(rejected_file(tmp_path, HOSTILE + HARMLESS))

    assert raw.values("=Client").to_pylist() == HOSTILE + HARMLESS


def test_every_plain_parquet_type_is_read_exactly(tmp_path: Path) -> None:
    table = pa.table(
        {
            "Id": pa.array(["1", "2"]).dictionary_encode(),
            "Client": pa.array(["Zinc", "Zoé"], pa.large_string()),
            "Montant": pa.array([Decimal("1234.567"), Decimal("-0.001")], pa.decimal128(12, 3)),
            "Statut": ["Gagné", "Perdu"],
            "Signée le": pa.array([dt.datetime(2026, 3, 12, 23, 30, tzinfo=dt.UTC), None], pa.timestamp("ns", "UTC")),
            "Actif": [True, None],
        }
    )
    pq.write_table(table, tmp_path / "x.parquet")

    parts = list(batches(read_raw(tmp_path / "x.parquet"), DEALS, CONTEXT))

    rows = pa.concat_tables([part.rows for part in parts]).to_pylist()
    assert [(row["account"], row["amount_cents"], row["signed_on"]) for row in rows] == [
        ("Zinc", 123_457, dt.date(2026, 3, 13)),
        ("Zoé", 0, None),
    ]


@pytest.mark.parametrize(
    ("column", "said"),
    [
        (pa.array([[1]]), "nested"),
        (pa.array([{"a": 1}]), "nested"),
        (pa.array([b"\xff\xfe"]), "no text"),
    ],
)
def test_a_parquet_column_that_is_no_text_is_named(column: pa.Array, said: str, tmp_path: Path) -> None:
    pq.write_table(pa.table({"Id": column}), tmp_path / "x.parquet")

    message = refused(tmp_path / "x.parquet")

    assert said in message
    assert "Id" in message


@pytest.mark.parametrize("kept", [4, 12, 200, -1, -9])
def test_a_parquet_file_cut_short_is_refused(kept: int, tmp_path: Path) -> None:
    pq.write_table(pa.table({"Id": ["1"] * 100}), tmp_path / "x.parquet")
    (tmp_path / "x.parquet").write_bytes((tmp_path / "x.parquet").read_bytes()[:kept])

    assert "damaged" in refused(tmp_path / "x.parquet")
