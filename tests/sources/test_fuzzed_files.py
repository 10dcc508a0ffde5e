"""Random and damaged files: each is refused in words or read with every row accounted for, whatever its bytes."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bilan.errors import BilanError
from bilan.sources.files import inspect, read
from bilan.sources.files.batches import batches
from bilan.sources.files.guess import guess
from bilan.sources.files.reading import read_raw
from bilan.sources.source import Batch, Context

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

CONTEXT = Context("EUR", "Europe/Paris", dt.date(2026, 3, 31))
fuzzed = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
HEADERS = ["Id", "Client", "Montant", "Statut", "Signée le"]
ROWS = [
    ["1", "Zinc", "1 234,50 €", "Gagné", "12/03/2026"],
    ["2", "Cobalt", "x", "Perdu", "13/03/2026"],
    ["2", "Cobalt", "x", "Perdu", "13/03/2026"],
    ["3", "Or", "5", "Démo", ""],
    ["Total", "", "1239,50", "", ""],
]


def csv_file() -> bytes:
    return "\n".join(";".join(row) for row in [HEADERS, *ROWS]).encode()


def meetings_file() -> bytes:
    return b"Titre;Commercial;Date;Heure\nRDV-D Zinc;Paul;13/03/2026;10h30\ndentiste perso;Paul;14/03/2026;11:00\n"


def xlsx_file() -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    for at, row in enumerate([HEADERS, *ROWS]):
        sheet.write_row(at, 0, row)
    book.close()
    return out.getvalue()


def parquet_file() -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table({name: [row[at] for row in ROWS] for at, name in enumerate(HEADERS)}), out)
    return out.getvalue()


REAL = {"csv": csv_file(), "meetings": meetings_file(), "xlsx": xlsx_file(), "parquet": parquet_file()}
PIECES = [
    *(b"", b"\x00", b"\xff", b'"', b";", b"\n", b"\r", b",", b"\t", b"-", b"\xef\xbb\xbf", b"\xc2\xa0", "٣".encode()),
    *(b"=1+1", b"9" * 400, b"1e999999", b"31/02/2026", b"NaN", b"Total"),
    *(b"<!DOCTYPE x>", b"&a;", b"PAR1", b"PK\x03\x04"),
]


def counted(parts: Iterable[Batch]) -> int:
    """Rows read: kept, refused, repeated and private, over the batches."""
    return sum(part.rows.num_rows + len(part.rejected) + len(part.duplicates) + part.ignored_private for part in parts)


def read_whole(path: Path) -> None:
    """What the child does, in this process: only a refusal may come out, and no row may be lost."""
    try:
        raw = read_raw(path)
        found = guess(raw, path.stem, CONTEXT)
        parts = list(batches(raw, found.mapping, CONTEXT))
    except BilanError:
        return
    assert counted(parts) == raw.table.num_rows + len(raw.ragged)
    lines = [line for part in parts for line in part.rows["line"].to_pylist()]
    assert len(set(lines)) == len(lines)


@fuzzed
@given(
    content=st.binary(max_size=600),
    start=st.sampled_from([b"", b"PK\x03\x04", b"PAR1", b"\xff\xfe", b"Id;Montant\n"]),
)
def test_random_bytes_are_refused_or_read_whole(content: bytes, start: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.bin"
    path.write_bytes(start + content)

    read_whole(path)


@pytest.mark.parametrize("kind", REAL)
@fuzzed
@given(data=st.data())
def test_a_real_file_damaged_anywhere_is_refused_or_read_whole(kind: str, data: st.DataObject, tmp_path: Path) -> None:
    content = bytearray(REAL[kind])
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content)))
        end = min(len(content), start + data.draw(st.integers(0, 12)))
        content[start:end] = data.draw(st.sampled_from(PIECES) | st.binary(max_size=4))
    path = tmp_path / "x.bin"
    path.write_bytes(bytes(content))

    read_whole(path)


@fuzzed
@given(cells=st.lists(st.lists(st.text(max_size=12), min_size=5, max_size=5), max_size=8))
def test_any_text_in_any_cell_is_kept_or_refused_row_by_row(cells: list[list[str]], tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    pq.write_table(
        pa.table({name: pa.array([row[at] for row in cells], pa.string()) for at, name in enumerate(HEADERS)}), path
    )

    read_whole(path)


@pytest.mark.parametrize("kind", REAL)
def test_the_child_answers_a_damaged_file_as_this_process_does(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "x.bin"
    content = REAL[kind]
    path.write_bytes(content[: len(content) * 2 // 3])

    try:
        found = inspect(path, CONTEXT)
        assert counted(read(path, found.mapping, CONTEXT)) == found.rows
    except BilanError as refusal:
        said = refusal.message.fr
        assert "Rien n'a été importé" in said
