"""The files of closed reviews: filed by their digest, written whole before the seal that names them, swept when none does."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pyarrow.parquet as pq

from bilan.journal.models import Purge, Seal
from bilan.plan.canonical import PARTS, sha256

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pyarrow as pa

    from bilan.app.workspace import Workspace

CORRECTIONS = "corrections.json"
SOME_DAY = (1980, 1, 1, 0, 0, 0)  # no clock in a bundle: the same rows are the same bytes


def folder(workspace: Workspace, period: str) -> Path:
    """Where the files of a period's review are; a period may bear any name."""
    return workspace.seals / quote(period, safe="")


def path_of(workspace: Workspace, seal: Seal, name: str) -> Path:
    """The file of a closed review by its name: « bilan-fr.html », « seal.json », « rows.zip »."""
    file, home = f"{names(seal)[name]}{_suffix(name)}", folder(workspace, seal.period)
    archived = archive(workspace, home.name) / file
    return archived if archived.exists() else home / file


def archive(workspace: Workspace, home: str) -> Path:
    """Where what is no longer in use waits for the end of its retention, apart and readable by the owner alone."""
    return workspace.seals / "archive" / home


def names(seal: Seal) -> dict[str, str]:
    """Every file that a seal names, with its digest."""
    return {"seal.json": seal.digest, "rows.zip": seal.bundle, **seal.documents}


def _suffix(name: str) -> str:
    return f".{name.rpartition('.')[2]}"


def part_name(part: str) -> str:
    """The file that holds a part of the seal."""
    return f"{part}.json"


def expired() -> set[str]:
    """The digests of the files that retention has taken away, by the purge log."""
    return {digest for one in Purge.objects.all() for digest in one.counts.get("digests", [])}


def remove_erased(workspace: Workspace) -> None:
    """Take away the files that the log says were erased for somebody, were an earlier attempt to do so interrupted."""
    gone = {digest for one in Purge.objects.filter(rule="person") for digest in one.counts["digests"]}
    for file in workspace.seals.rglob("*"):
        if file.is_file() and file.stem in gone:
            file.unlink()


def content(workspace: Workspace, seal: Seal, name: str) -> bytes | None:
    """A file of a closed review when it is whole; None when it is missing or no longer what was sealed."""
    try:
        found = path_of(workspace, seal, name).read_bytes()
    except OSError:
        return None
    return found if sha256(found) == names(seal)[name] else None


def texts(workspace: Workspace, seal: Seal) -> dict[str, Any]:
    """The texts of a closed review that are still whole, by part; « seal » is the one that covers the others."""
    found = {part: content(workspace, seal, part_name(part)) for part in ("seal", *PARTS)}
    return {part: json.loads(text) for part, text in found.items() if text is not None}


def store(home: Path, name: str, text: bytes) -> str:
    """File a content under its digest, whole and on the disk before this returns."""
    digest = sha256(text)
    beside = home / f"{digest}.{os.getpid()}.new"
    with beside.open("wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(home / f"{digest}{_suffix(name)}")
    return digest


def store_rows(home: Path, tables: Mapping[str, pa.Table], corrections: list[dict[str, Any]]) -> str:
    """File the rows that a review stands on, and the corrections laid over them."""
    beside = home / f"rows.{os.getpid()}.new"
    with zipfile.ZipFile(beside, "w") as bundle:
        for name, rows in sorted(tables.items()):
            with bundle.open(_member(f"{name}.parquet"), "w", force_zip64=True) as file:
                pq.write_table(rows, file)
        bundle.writestr(_member(CORRECTIONS), json.dumps(corrections, ensure_ascii=False, sort_keys=True))
    digest = _digest_of(beside)
    with beside.open("rb") as file:
        os.fsync(file.fileno())
    beside.replace(home / f"{digest}.zip")
    return digest


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, SOME_DAY)
    member.create_system = 3  # the same on every machine
    return member


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def rows_of(workspace: Workspace, seal: Seal) -> tuple[dict[str, pa.Table], list[dict[str, Any]]]:
    """The rows of a bundle that is whole, by table, and the corrections that held."""
    with zipfile.ZipFile(path_of(workspace, seal, "rows.zip")) as bundle:
        tables = {}
        for name in bundle.namelist():
            if name != CORRECTIONS:
                with bundle.open(name) as file:
                    tables[name.partition(".")[0]] = pq.read_table(file)
        return tables, json.loads(bundle.read(CORRECTIONS))


def settle(home: Path) -> None:
    """Make sure that the names of the files are on the disk too."""
    place = os.open(home, os.O_RDONLY)
    try:
        os.fsync(place)
    finally:
        os.close(place)


def sweep(workspace: Workspace) -> int:
    """Take away the files that no seal names: what a close that was interrupted left behind."""
    named = {digest for seal in Seal.objects.all() for digest in names(seal).values()}
    orphans = [file for file in workspace.seals.rglob("*") if file.is_file() and file.stem not in named | {""}]
    for file in orphans:
        file.unlink()
    return len(orphans)
