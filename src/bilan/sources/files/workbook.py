"""A sheet of an XLSX workbook as text, read within limits."""

from __future__ import annotations

import datetime as dt
import zipfile
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import python_calamine as calamine

from bilan.errors import BilanError
from bilan.label import Label
from bilan.sources.files.cell_errors import errors_in
from bilan.sources.files.limits import ARCHIVE_FAULTS, LIMITS, check, check_archive

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Workbook:
    """One sheet: its rows as text with their row numbers, and the year its dates count from."""

    rows: list[tuple[int, list[str]]]
    sheets: tuple[str, ...]
    serials_from: int


def read_workbook(path: Path, sheet: str | None) -> Workbook:
    """The named sheet, or the one with the most cells among those that are shown."""
    check_archive(path)
    try:
        names, page = _page(path, sheet)
        serials_from, errors = _serials_from(path), errors_in(path, page.name)
    except (
        calamine.CalamineError,
        calamine.PasswordError,
        calamine.XmlError,
        calamine.ZipError,
        *ARCHIVE_FAULTS,
    ) as fault:
        raise BilanError(
            Label(
                f"« {path.name} » n'est pas un classeur XLSX lisible ({fault}). Rien n'a été importé. "
                "Ouvrez-le, ôtez le mot de passe et enregistrez-le de nouveau.",
                f"“{path.name}” is no readable XLSX workbook ({fault}). Nothing was imported. "
                "Open it, remove any password and save it again.",
            )
        ) from None
    check("workbook_rows", page.height)
    check("columns", page.width)
    rows = page.to_python(skip_empty_area=True, nrows=LIMITS["workbook_rows"].most)
    top, left = page.start or (0, 0)
    texts = [[_text(cell) for cell in row] for row in rows]
    for (row, column), error in errors.items():
        if 0 <= row - top < len(texts) and 0 <= column - left < len(texts[row - top]):
            texts[row - top][column - left] = error
    return Workbook(list(enumerate(texts, start=top + 1)), names, serials_from)


def _page(path: Path, sheet: str | None) -> tuple[tuple[str, ...], calamine.CalamineSheet]:
    book = calamine.load_workbook(str(path))
    shown = [meta.name for meta in book.sheets_metadata if meta.visible == calamine.SheetVisibleEnum.Visible]
    names = shown or book.sheet_names
    if sheet is not None and sheet not in book.sheet_names:
        raise _no_such_sheet(path, sheet, names)
    pages = [book.get_sheet_by_name(name) for name in ([sheet] if sheet else names)]
    return tuple(names), max(pages, key=lambda one: one.height * one.width)


def _no_such_sheet(path: Path, sheet: str, names: list[str]) -> BilanError:
    known = ", ".join(names)
    return BilanError(
        Label(
            f"« {path.name} » n'a pas de feuille « {sheet} ». Rien n'a été importé. Feuilles : {known}.",
            f"“{path.name}” has no sheet “{sheet}”. Nothing was imported. Sheets: {known}.",
        )
    )


def _text(cell: object) -> str:
    if isinstance(cell, float):
        return plain_number(Decimal(repr(cell)))
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(timespec="seconds")
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return str(cell).lower() if isinstance(cell, bool) else str(cell)


def plain_number(number: Decimal) -> str:
    """A typed number as text that reads one way only: 1.234 becomes « 1.2340 », never one thousand."""
    text = f"{number:f}".removesuffix(".0")
    return f"{text}0" if text[-4:-3] == "." else text


def _serials_from(path: Path) -> int:
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        text = archive.read("xl/workbook.xml")[:1_000_000] if "xl/workbook.xml" in names else b""
    return 1904 if b'date1904="1"' in text or b'date1904="true"' in text else 1900
