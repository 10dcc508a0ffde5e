"""From a file to its cells as text, each row with the line where a person finds it."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from bilan.errors import BilanError
from bilan.label import Label
from bilan.sources.files.limits import MB, check, megabytes
from bilan.sources.files.rejected import guarded, unguarded
from bilan.sources.files.words import header_row
from bilan.sources.files.workbook import plain_number, read_workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

csv.field_size_limit(10_000_000)
_HEAD_LINES = 60
_HEAD_BYTES = 1_000_000
_DELIMITERS = ";,\t|"
_BLOCK = 4 << 20


@dataclass(frozen=True, slots=True)
class Raw:
    """A file as text: columns named by position ("0", "1"…) plus ``line``, and the rows of the wrong width."""

    headers: tuple[str, ...]
    table: pa.Table
    ragged: tuple[tuple[int, tuple[str, ...]], ...] = ()
    serials_from: int | None = None  # 1900 or 1904 where a bare number in a date column is a spreadsheet date
    sheets: tuple[str, ...] = field(default_factory=tuple)

    def values(self, header: str) -> pa.ChunkedArray:
        return self.table.column(str(self.headers.index(header)))


def read_raw(path: Path, sheet: str | None = None) -> Raw:
    """Everything a CSV, XLSX or Parquet file says, told apart by its content and not by its name."""
    if not path.is_file():
        raise _unopened(path)
    try:
        before = path.stat()
        raw = _read(path, sheet)
        after = path.stat()
    except OSError:
        raise _unopened(path) from None
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise _changing(path)
    return unguarded(raw) if guarded(raw.headers) else raw


def _read(path: Path, sheet: str | None) -> Raw:
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(b"PK"):
        book = read_workbook(path, sheet)
        headers, rows = _cut(path, book.rows)
        return Raw(headers, _table(rows, len(headers)), serials_from=book.serials_from, sheets=book.sheets)
    check("file", megabytes(path.stat().st_size))
    if head.startswith(b"PAR1"):
        return _read_parquet(path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        fr, en = "c'est un ancien .xls ou un classeur protégé", "it is an old .xls or a protected workbook"
        raise _unreadable(path, fr, en)
    return _read_csv(path)


def _unopened(path: Path) -> BilanError:
    return BilanError(
        Label(
            f"« {path.name} » ne s'ouvre pas, ou a disparu pendant la lecture. Rien n'a été importé. "
            "Vérifiez que c'est un fichier, qu'il est toujours là et que vous avez le droit de le lire.",
            f"“{path.name}” cannot be opened, or vanished while it was read. Nothing was imported. "
            "Check that it is a file, that it is still there and that you may read it.",
        )
    )


def _changing(path: Path) -> BilanError:
    return BilanError(
        Label(
            f"« {path.name} » a changé pendant la lecture. Rien n'a été importé. "
            "Attendez la fin de son écriture, puis recommencez.",
            f"“{path.name}” changed while it was read. Nothing was imported. Wait until it is written, then try again.",
        )
    )


def _unreadable(path: Path, fr: str, en: str) -> BilanError:
    return BilanError(
        Label(
            f"« {path.name} » ne se lit pas : {fr}. Rien n'a été importé. Enregistrez-le en XLSX ou en CSV UTF-8.",
            f"“{path.name}” cannot be read: {en}. Nothing was imported. Save it as XLSX or UTF-8 CSV.",
        )
    )


def _cut(path: Path, rows: list[tuple[int, list[str]]]) -> tuple[tuple[str, ...], list[tuple[int, list[str]]]]:
    """The header row, wherever it stands near the top, and the rows below it."""
    filled = [row for row in rows if any(cell.strip() for cell in row[1])]
    if not filled:
        raise _unreadable(path, "il est vide", "it is empty")
    at = header_row([cells for _, cells in filled[:_HEAD_LINES]])
    check("columns", len(filled[at][1]))
    headers = _distinct(filled[at][1])
    return headers, filled[at + 1 :]


def _distinct(cells: list[str]) -> tuple[str, ...]:
    """Headers made unique: a second « Montant » becomes « Montant (2) », an empty one « (colonne 3) »."""
    headers: list[str] = []
    for position, cell in enumerate(cells, start=1):
        name = " ".join(cell.split()) or f"(colonne {position})"
        count = 1
        while (name if count == 1 else f"{name} ({count})") in headers:
            count += 1
        headers.append(name if count == 1 else f"{name} ({count})")
    return tuple(headers)


def _table(rows: list[tuple[int, list[str]]], width: int) -> pa.Table:
    columns = {str(at): pa.array([cells[at] if at < len(cells) else "" for _, cells in rows], pa.string())
               for at in range(width)}  # fmt: skip
    return pa.table({**columns, "line": pa.array([line for line, _ in rows], pa.int64())})


# --- Parquet


def _read_parquet(path: Path) -> Raw:
    import pyarrow.parquet as pq  # noqa: PLC0415  # a file of another kind starts sooner without it

    try:
        file = pq.ParquetFile(path)
        meta = file.metadata
        check("rows", meta.num_rows)
        check("columns", meta.num_columns)
        check("file", megabytes(sum(meta.row_group(at).total_byte_size for at in range(meta.num_row_groups))))
        table = file.read(use_threads=False)
    except (pa.ArrowException, OSError):
        raise _unreadable(path, "le Parquet est abîmé", "the Parquet file is damaged") from None
    nested = [
        name for name, kind in zip(table.column_names, table.schema.types, strict=True) if pa.types.is_nested(kind)
    ]
    if nested:
        raise _unreadable(path, f"la colonne {nested[0]} est composée", f"column {nested[0]} is nested")
    texts = {}
    for at, (name, column) in enumerate(zip(table.column_names, table.columns, strict=True)):
        try:
            texts[str(at)] = _as_text(column)
        except pa.ArrowException:
            kind = column.type
            raise _unreadable(
                path, f"la colonne {name} ({kind}) n'est pas du texte", f"column {name} ({kind}) is no text"
            ) from None
    lines = pa.array(range(1, table.num_rows + 1), pa.int64())
    return Raw(_distinct(table.column_names), pa.table({**texts, "line": lines}))


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_timestamp(kind):
        column = column.cast(pa.timestamp("s", kind.tz), safe=False)
    elif pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        texts = ["" if value is None else plain_number(Decimal(str(value))) for value in column.to_pylist()]
        return pa.chunked_array([pa.array(texts, pa.string())])
    return pc.fill_null(column.cast(pa.string()), "")


# --- CSV


def _read_csv(path: Path) -> Raw:
    data = _utf8(path)
    head = _head(data)
    if len(head) >= _HEAD_BYTES // 4 and "\n" not in head:
        raise _too_long(path, 1)
    delimiter = _delimiter(head)
    at, line, cells = _header(path, head, delimiter)
    check("columns", len(cells))
    headers = _distinct(cells)
    if re.compile(rb"\S").search(data, at) is None:
        return Raw(headers, _table([], len(headers)))
    return _parse(path, _Body(data, at, headers, delimiter, line))


def _utf8(path: Path) -> bytes:
    """The file's bytes as UTF-8 with plain line ends, whatever program wrote it."""
    data = path.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            data = data.decode("utf-16").encode()
        except UnicodeDecodeError:
            raise _unreadable(path, "son UTF-16 est abîmé", "its UTF-16 is damaged") from None
    elif not _is_utf8(data):
        data = _western(path, data).encode()
    if b"\x00" in data:
        raise _unreadable(path, "il contient des octets nuls", "it holds NUL bytes")
    if b"\r" in data and data.count(b"\r") != data.count(b"\r\n"):
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return data.removeprefix(b"\xef\xbb\xbf")


def _is_utf8(data: bytes) -> bool:
    """Whether the bytes are valid UTF-8, checked in place."""
    offsets = np.array([0, len(data)], np.int32)
    try:
        pa.Array.from_buffers(pa.binary(), 1, [None, pa.py_buffer(offsets), pa.py_buffer(data)]).cast(pa.string())
    except pa.ArrowInvalid:
        return False
    return True


def _western(path: Path, data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        raise _unreadable(path, "son encodage n'est pas reconnu", "its encoding is not recognised") from None


def _head(data: bytes) -> str:
    end = -1
    for _ in range(_HEAD_LINES):
        following = data.find(b"\n", end + 1)
        if following < 0:
            end = len(data)
            break
        end = following
    return data[: min(end + 1, _HEAD_BYTES)].decode("utf-8", errors="ignore")


def _delimiter(head: str) -> str:
    """The mark that cuts the most lines into the same number of cells, more cells winning."""

    def fit(mark: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(io.StringIO(head), delimiter=mark) if len(row) > 1]
        usual = max(set(widths), key=lambda width: (widths.count(width), width), default=0)
        return widths.count(usual), usual

    return max(_DELIMITERS, key=fit)


def _header(path: Path, head: str, delimiter: str) -> tuple[int, int, list[str]]:
    """Where the data starts (byte, line) and the header's cells."""
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
    rows = [(reader.line_num, cells) for cells in reader]
    filled = [(line, cells) for line, cells in rows if any(cell.strip() for cell in cells)]
    if not filled:
        raise _unreadable(path, "il est vide", "it is empty")
    line, cells = filled[header_row([cells for _, cells in filled])]
    start = 0
    for text in head.split("\n")[:line]:
        start += len(text.encode()) + 1
    return start, line, cells


@dataclass(frozen=True, slots=True)
class _Body:
    data: bytes
    start: int  # where the rows begin, after the header
    headers: tuple[str, ...]
    delimiter: str
    header_line: int


def _parse(path: Path, body: _Body) -> Raw:
    odd: list[tuple[int, str]] = []

    def skip(row: pacsv.InvalidRow) -> str:
        odd.append((row.number, row.text))
        return "skip"

    try:
        table = _cells_of(body, None)
    except pa.ArrowInvalid:
        # some row has the wrong width: only one thread can say on which line
        try:
            table = _cells_of(body, skip)
        except pa.ArrowInvalid:
            raise _unclosed(path, body) from None
    if body.data.count(b'"', body.start) % 2 and _swallowed(table, odd):
        raise _unclosed(path, body)
    check("rows", table.num_rows)
    return _numbered(body, table, odd)


def _swallowed(table: pa.Table, odd: list[tuple[int, str]]) -> bool:
    """Whether the end of the file lies in one cell; a lone inch mark inside a cell does no such harm."""
    last = (column[-1].as_py() for column in table.columns) if table.num_rows else ()
    return any("\n" in cell for cell in last) or any(text.count('"') % 2 for _, text in odd)


def _cells_of(body: _Body, skip: Callable[[pacsv.InvalidRow], str] | None) -> pa.Table:
    names = [str(at) for at in range(len(body.headers))]
    return pacsv.read_csv(
        pa.BufferReader(pa.py_buffer(body.data).slice(body.start)),
        read_options=pacsv.ReadOptions(column_names=names, use_threads=skip is None, block_size=_BLOCK),
        parse_options=pacsv.ParseOptions(
            delimiter=body.delimiter, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=skip
        ),
        convert_options=pacsv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
    )


def _numbered(body: _Body, table: pa.Table, odd: list[tuple[int, str]]) -> Raw:
    """Each row with its line in the file, counting line breaks inside quotes; blank lines are dropped."""
    breaks = np.zeros(table.num_rows + len(odd), np.int64)
    skipped = [number - 1 for number, _ in odd]
    fine = np.delete(np.arange(len(breaks)), skipped)
    if body.data.find(b'"', body.start) >= 0:
        breaks[fine] = sum(pc.count_substring(column, "\n").to_numpy() for column in table.columns)
        breaks[skipped] = [text.count("\n") for _, text in odd]
    lines = body.header_line + 1 + np.arange(len(breaks)) + np.cumsum(breaks) - breaks
    kept = np.ascontiguousarray(lines[fine])
    # from its buffer, since pa.array would load pandas to look at it
    column = pa.Array.from_buffers(pa.int64(), len(kept), [None, pa.py_buffer(kept)])
    table = table.append_column("line", column)
    blank = _blank(table)
    ragged = ((int(lines[at]), _cells(text, body.delimiter)) for at, (_, text) in zip(skipped, odd, strict=True))
    named = tuple((line, cells) for line, cells in ragged if any(cell.strip() for cell in cells))
    return Raw(body.headers, table if blank is None else table.filter(pc.invert(blank)), named)


def _blank(table: pa.Table) -> pa.ChunkedArray | None:
    blank = pc.equal(table.column(0), "")
    for column in table.columns[1:-1]:
        if not pc.any(blank).as_py():
            return None
        blank = pc.and_(blank, pc.equal(column, ""))
    return blank


def _cells(text: str, delimiter: str) -> tuple[str, ...]:
    return tuple(next(csv.reader(io.StringIO(text), delimiter=delimiter), []))


def _unclosed(path: Path, body: _Body) -> BilanError:
    lines = body.data[body.start :].split(b"\n")
    longest = next((at for at, text in enumerate(lines, start=1) if len(text) >= _BLOCK), None)
    if longest is not None:
        return _too_long(path, body.header_line + longest)
    first = next((at for at, text in enumerate(lines, start=1) if text.count(b'"') % 2), 1)
    line = body.header_line + first
    return _unreadable(
        path,
        f"un guillemet ouvert vers la ligne {line} n'est pas refermé",
        f"a quote opened near line {line} never closes",
    )


def _too_long(path: Path, line: int) -> BilanError:
    most = _BLOCK // MB
    return _unreadable(path, f"sa ligne {line} dépasse {most} Mo", f"its line {line} is longer than {most} MB")
