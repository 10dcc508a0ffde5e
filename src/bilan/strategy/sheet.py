"""The cells of a sheet as a manager keeps it, from CSV or XLSX, each as text, number or date."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from bilan.errors import BilanError
from bilan.label import Label

Cell = str | float | date
MOST_ROWS = 2_000
MOST_COLUMNS = 200
MOST_BYTES = 5_000_000
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class UnreadableSheet(BilanError):
    """The file is no sheet that can be read; nothing was changed."""

    def __init__(self, name: str, fr: str, en: str) -> None:
        super().__init__(Label(
            fr=f"« {name} » ne peut pas être lu : {fr}. Rien n'a été changé.",
            en=f"“{name}” cannot be read: {en}. Nothing was changed.",
        ))  # fmt: skip


def cells(path: Path) -> list[list[Cell]]:
    """The rows of a sheet; of a workbook, its first sheet."""
    try:
        content = path.read_bytes()
    except OSError as error:
        reason = error.strerror or ""
        raise UnreadableSheet(
            path.name, f"le fichier ne s'ouvre pas ({reason})", f"it does not open ({reason})"
        ) from error
    if len(content) > MOST_BYTES:
        raise UnreadableSheet(path.name, "il dépasse 5 Mo, trop pour une grille d'objectifs",
                              "it is over 5 MB, too much for a grid of targets")  # fmt: skip
    rows = _workbook(path.name, content) if content.startswith(b"PK") else _csv(path.name, content)
    if len(rows) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in rows):
        raise UnreadableSheet(path.name, f"au plus {MOST_ROWS} lignes et {MOST_COLUMNS} colonnes",
                              f"at most {MOST_ROWS} rows and {MOST_COLUMNS} columns")  # fmt: skip
    return rows


def _workbook(name: str, content: bytes) -> list[list[Cell]]:
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    except CalamineError as error:
        raise UnreadableSheet(name, "ce n'est pas un classeur XLSX entier", "it is no whole XLSX workbook") from error
    return [[_cell(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]


def _cell(value: object) -> Cell:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, (str, float, date)):
        return value
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _csv(name: str, content: bytes) -> list[list[Cell]]:
    text = _decoded(content)
    delimiter = max(";\t,", key=text.count)
    try:
        return [list(row) for row in csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)]
    except csv.Error as error:
        raise UnreadableSheet(name, "un guillemet n'est pas fermé", "a quote is not closed") from error


def _decoded(content: bytes) -> str:
    if content.startswith(UTF_16):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
