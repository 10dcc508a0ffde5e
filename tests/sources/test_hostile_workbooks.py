"""Workbooks made to harm, or only oddly made: each is read for what it says or refused in words, in bounded time."""

from __future__ import annotations

import datetime as dt
import zipfile
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
import xlsxwriter

from bilan.errors import BilanError
from bilan.sources.files.batches import batches
from bilan.sources.files.guess import guess
from bilan.sources.files.mapping import Mapping
from bilan.sources.files.reading import read_raw
from bilan.sources.source import Context

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CONTEXT = Context("EUR", "Europe/Paris", dt.date(2026, 3, 31))
DEALS = Mapping(
    table="deals", columns={"key": "Id", "amount_cents": "Montant", "status": "Statut", "signed_on": "Signée le"}
)
HEADERS = ["Id", "Client", "Montant", "Statut", "Signée le"]
ENTITIES = b"".join(b'<!ENTITY %c "%s">' % (98 + at, b"&%c;" % (97 + at) * 10) for at in range(12))


def plain_book(path: Path) -> Path:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Affaires")
    sheet.write_row(0, 0, HEADERS)
    sheet.write_row(1, 0, ["1", "Zinc", 12.5, "Gagné", "2026-03-12"])
    book.close()
    return path


def rewritten(path: Path, change: Callable[[str, bytes], bytes], *, more: dict[str, bytes] | None = None) -> Path:
    """A workbook with some of its members changed, as an attacker would."""
    with zipfile.ZipFile(plain_book(path.with_name("plain.xlsx"))) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            target.writestr(name, change(name, source.read(name)))
        for name, content in (more or {}).items():
            target.writestr(name, content)
    return path


def with_entities(declared: bytes, used: bytes) -> Callable[[str, bytes], bytes]:
    def change(name: str, content: bytes) -> bytes:
        if name != "xl/sharedStrings.xml":
            return content
        return content.replace(b"?>", b"?><!DOCTYPE z [" + declared + b"]>", 1).replace(b"Zinc", used)

    return change


def refusal(path: Path, sheet: str | None = None) -> BilanError:
    with pytest.raises(BilanError) as refused:
        read_raw(path, sheet)
    assert "Rien n'a été importé" in refused.value.message.fr
    assert "Nothing was imported" in refused.value.message.en
    return refused.value


@pytest.mark.parametrize(
    ("declared", "used"),
    [
        (b'<!ENTITY e SYSTEM "file:///etc/hostname">', b"&e;"),
        (b'<!ENTITY e SYSTEM "http://127.0.0.1:9/x">', b"&e;"),
        (b'<!ENTITY a "lol">' + ENTITIES, b"&m;"),
        (b'<!ENTITY a "' + b"x" * 50_000 + b'">', b"&a;" * 20_000),
    ],
    ids=["file", "network", "billion laughs", "quadratic"],
)
def test_an_entity_is_never_fetched_nor_expanded(declared: bytes, used: bytes, tmp_path: Path) -> None:
    assert "entity" in refusal(rewritten(tmp_path / "x.xlsx", with_entities(declared, used))).message.en


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda name, content: b"" if "worksheets" in name else content, "no readable"),
        (lambda name, content: content[: len(content) // 2] if "sheet1" in name else content, "no readable"),
        (lambda name, content: b"\x00" * 500 if "sharedStrings" in name else content, "no readable|empty"),
    ],
    ids=["no sheet", "half a sheet", "zeros"],
)
def test_a_damaged_workbook_is_refused(damage: Callable[[str, bytes], bytes], said: str, tmp_path: Path) -> None:
    with pytest.raises(BilanError, match=said):
        read_raw(rewritten(tmp_path / "x.xlsx", damage))


@pytest.mark.parametrize("member", ["word/document.xml", "content.xml", "../../etc/passwd"])
def test_an_archive_that_is_no_workbook_is_refused_and_never_unpacked(member: str, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, "<x/>")

    refusal(path)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["x.xlsx"]


def test_a_workbook_cut_short_is_refused(tmp_path: Path) -> None:
    path = plain_book(tmp_path / "x.xlsx")
    path.write_bytes(path.read_bytes()[:-60])

    assert "cut short" in refusal(path).message.en


@pytest.mark.parametrize("flag", [0x01, 0x20, 0x40])
def test_an_archive_with_protected_members_is_refused(flag: int, tmp_path: Path) -> None:
    path = plain_book(tmp_path / "x.xlsx")
    content = bytearray(path.read_bytes())
    for mark, shift in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + shift] |= flag
            at = content.find(mark, at + 4)
    path.write_bytes(bytes(content))

    refusal(path)


def test_a_protected_workbook_is_named_as_such(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 2_000 + "EncryptedPackage".encode("utf-16-le"))

    assert "protected" in refusal(path).message.en


def test_macros_links_and_stray_members_are_read_past(tmp_path: Path) -> None:
    stray = {
        "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0Shell",
        "../evil.txt": b"x",
        "xl/externalLinks/externalLink1.xml": b"<x/>",
    }
    path = rewritten(tmp_path / "x.xlsm", lambda _, content: content, more=stray)

    assert read_raw(path).values("Client").to_pylist() == ["Zinc"]
    assert not (tmp_path.parent / "evil.txt").exists()


def test_the_largest_visible_sheet_is_read_and_a_named_one_if_asked(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "x.xlsx"))
    book.add_worksheet("Notes").write(0, 0, "rien")
    for name, rows in (("Affaires", 2), ("Archive", 1), ("Cachée", 9)):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, HEADERS)
        for at in range(rows):
            sheet.write_row(1 + at, 0, [f"{name} {at}", "Zinc", 1, "Perdu"])
        if name == "Cachée":
            sheet.hide()
    book.close()

    assert read_raw(tmp_path / "x.xlsx").values("Id").to_pylist() == ["Affaires 0", "Affaires 1"]
    assert read_raw(tmp_path / "x.xlsx", "Archive").values("Id").to_pylist() == ["Archive 0"]


def test_merged_headers_hidden_rows_formulas_and_errors_are_each_what_they_show(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Affaires")
    sheet.merge_range(0, 0, 0, 4, "Suivi du trimestre")
    sheet.write_row(1, 0, ["Id", "Client"])
    sheet.merge_range(1, 2, 1, 3, "Montant")
    sheet.write_row(1, 4, ["Statut", "Signée le"])
    for row, (key, shown) in enumerate([("1", 10), ("2", 25.5), ("3", "#REF!"), ("4", "#N/A")], start=2):
        sheet.write_row(row, 0, [key, "Zinc"])
        sheet.write_formula(row, 2, "=1+1", None, shown)
        sheet.write_row(row, 4, ["Gagné", "2026-03-12"])
    sheet.set_row(2, None, None, {"hidden": True})
    book.close()

    raw = read_raw(path)
    parts = list(batches(raw, DEALS, CONTEXT))

    rows = pa.concat_tables([part.rows for part in parts])
    assert rows["amount_cents"].to_pylist() == [1_000, 2_550]  # the hidden row too, and the value each formula shows
    assert [one.line for part in parts for one in part.rejected] == [5, 6]
    assert "stage" not in guess(raw, "x", CONTEXT).mapping.columns  # the empty half of a merged header means nothing
