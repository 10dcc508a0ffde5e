"""How big a file may be: one table, enforced before and during reading, and printed in the documentation."""

from __future__ import annotations

import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bilan.errors import BilanError
from bilan.label import Label

if TYPE_CHECKING:
    from pathlib import Path

MB = 1_000_000
# all that a damaged or protected archive makes zipfile say
ARCHIVE_FAULTS = (zipfile.BadZipFile, zlib.error, struct.error, RuntimeError, ValueError, EOFError)


@dataclass(frozen=True, slots=True)
class Limit:
    """One bound, with the words that name it."""

    label: Label
    most: int
    unit: Label
    why: Label


ROWS = Label("lignes", "rows")
MEGABYTES = Label("Mo", "MB")
COUNT = Label("", "")

LIMITS: dict[str, Limit] = {
    "file": Limit(Label("taille d'un fichier CSV ou Parquet", "size of a CSV or Parquet file"), 300, MEGABYTES,
                  Label("environ 2 millions de lignes de rendez-vous", "about 2 million rows of meetings")),
    "rows": Limit(Label("lignes d'un CSV ou d'un Parquet", "rows of a CSV or Parquet file"), 2_500_000, ROWS,
                  Label("tient dans la mémoire accordée à la lecture", "fits the memory granted to reading")),
    "workbook": Limit(Label("taille d'un classeur XLSX", "size of an XLSX workbook"), 50, MEGABYTES,
                      Label("200 000 lignes de 20 colonnes", "200,000 rows of 20 columns")),
    "unpacked": Limit(Label("taille d'un XLSX décompressé", "unpacked size of an XLSX"), 300, MEGABYTES,
                      Label("refuse les archives piégées", "refuses booby-trapped archives")),
    "ratio": Limit(Label("taux de compression d'un XLSX", "compression ratio of an XLSX"), 100, Label("fois", "times"),
                   Label("un vrai classeur reste sous 30", "a real workbook stays under 30")),
    "members": Limit(Label("fichiers dans un XLSX", "files inside an XLSX"), 200, COUNT,
                     Label("un vrai classeur en a moins de 50", "a real workbook has fewer than 50")),
    "workbook_rows": Limit(Label("lignes d'une feuille XLSX", "rows of an XLSX sheet"), 200_000, ROWS,
                           Label("au-delà, enregistrez en CSV", "beyond, save as CSV")),
    "columns": Limit(Label("colonnes", "columns"), 500, COUNT,
                     Label("un export CRM de toutes les propriétés passe", "an all-properties CRM export fits")),
    "cell": Limit(Label("caractères dans une cellule", "characters in one cell"), 32_767, COUNT,
                  Label("la limite d'Excel", "Excel's own limit")),
    "memory": Limit(Label("mémoire de la lecture", "memory for reading"), 2_000, MEGABYTES,
                    Label("1 000 Mo plus 8 fois la taille du fichier, au plus 2 000",
                          "1,000 MB plus 8 times the file's size, 2,000 at most")),
    "seconds": Limit(Label("temps de calcul de la lecture", "processor time for reading"), 120, Label("s", "s"),
                     Label("30 s plus 1 s par 2 Mo, au plus 120", "30 s plus 1 s per 2 MB, 120 at most")),
}  # fmt: skip


def check(name: str, found: int) -> None:
    """Refuse what is over a limit, naming the limit and the value found."""
    limit = LIMITS[name]
    if found <= limit.most:
        return
    raise BilanError(
        Label(
            f"Fichier refusé : {limit.label.fr}, {found} {limit.unit.fr} pour un maximum de {limit.most}. "
            "Rien n'a été importé. Coupez le fichier en plusieurs, ou enregistrez-le en CSV.",
            f"File refused: {limit.label.en}, {found} {limit.unit.en} where {limit.most} is the most. "
            "Nothing was imported. Split the file, or save it as CSV.",
        )
    )


def megabytes(size: int) -> int:
    """A size in megabytes, rounded up so that a limit cannot be passed by a fraction."""
    return -(-size // MB)


def check_archive(path: Path) -> None:
    """Refuse a workbook whose archive would unpack beyond reason, before unpacking it."""
    check("workbook", megabytes(path.stat().st_size))
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except ARCHIVE_FAULTS:
        raise BilanError(
            Label(
                f"« {path.name} » est tronqué ou n'est pas un classeur XLSX. Rien n'a été importé. "
                "Exportez-le de nouveau, ou enregistrez-le en CSV.",
                f"“{path.name}” is cut short or is no XLSX workbook. Nothing was imported. "
                "Export it again, or save it as CSV.",
            )
        ) from None
    unpacked = sum(member.file_size for member in members)
    check("members", len(members))
    check("ratio", unpacked // max(path.stat().st_size, 1))
    check("unpacked", megabytes(unpacked))


def memory(size: int) -> int:
    """The bytes of memory that reading a file of this size may take."""
    return min(LIMITS["memory"].most * MB, 1_000 * MB + 8 * size)


def seconds(size: int) -> int:
    """The processor time that reading a file of this size may take."""
    return min(LIMITS["seconds"].most, 30 + size // (2 * MB))
