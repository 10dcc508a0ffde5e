"""The cells of a sheet that show an error: read as empty they would be amounts missing in silence."""

from __future__ import annotations

import html
import re
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_SHEET = re.compile(rb"<sheet\b[^>]*>")
_RELATION = re.compile(rb"<Relationship\b[^>]*>")
_ERROR = re.compile(rb'<c\b([^>]*\bt="e"[^>]*)>(?:<f\b[^>]*?(?:/>|>[^<]*</f>))?<v>([^<]{1,40})</v>')
_PLACE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')


def errors_in(path: Path, sheet: str) -> dict[tuple[int, int], str]:
    """Each error of a sheet by its row and column, counted from 0, as it shows: « #REF! »."""
    with zipfile.ZipFile(path) as archive:
        part = _part(archive, sheet)
        content = archive.read(part) if part in archive.namelist() else b""
    if b't="e"' not in content:
        return {}
    found: dict[tuple[int, int], str] = {}
    for attributes, shown in _ERROR.findall(content):
        place = _PLACE.search(attributes)
        if place is not None:
            found[int(place[2]) - 1, _column(place[1])] = shown.decode(errors="replace")
    return found


def _part(archive: zipfile.ZipFile, sheet: str) -> str:
    """The member that holds a sheet, by the workbook's own table of contents."""
    book = _read(archive, "xl/workbook.xml")
    ids = (_attribute(tag, rb"[A-Za-z]+:id") for tag in _SHEET.findall(book) if _attribute(tag, b"name") == sheet)
    wanted = next(ids, "")
    relations = _RELATION.findall(_read(archive, "xl/_rels/workbook.xml.rels"))
    target = next((_attribute(tag, b"Target") for tag in relations if _attribute(tag, b"Id") == wanted), "")
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    return archive.read(name) if name in archive.namelist() else b""


def _attribute(tag: bytes, name: bytes) -> str:
    found = re.search(rb"\s" + name + rb'="([^"]*)"', tag)
    return html.unescape(found[1].decode(errors="replace")) if found else ""


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1
