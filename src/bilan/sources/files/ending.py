"""Why the reading of a file ended before its end: time, memory, a crash, or something else, each in its own words."""

from __future__ import annotations

import re
import signal
from typing import TYPE_CHECKING

from bilan.errors import BilanError
from bilan.label import Label
from bilan.sources.files.limits import MB, memory, seconds

if TYPE_CHECKING:
    from pathlib import Path

_SHORT_OF_MEMORY = re.compile(rb"MemoryError|bad_alloc|memory allocation|malloc of size|Cannot allocate memory")


def ended(path: Path, status: int, complaints: bytes) -> BilanError:
    """The refusal that a child's exit status and last words amount to."""
    size = path.stat().st_size if path.is_file() else MB
    if status in {-signal.SIGXCPU, -signal.SIGALRM}:
        return _out_of_time(path, size)
    if _SHORT_OF_MEMORY.search(complaints):
        return out_of_memory(path, size)
    if status == -signal.SIGKILL:
        return _killed(path)
    if status < 0:
        return _crashed(path, signal.Signals(-status).name)
    return _stopped(path, status)


def out_of_memory(path: Path, size: int) -> BilanError:
    """The refusal of a file that needs more memory than its size allows."""
    most = memory(size) // MB
    return BilanError(
        Label(
            f"La lecture de « {path.name} » demande plus que les {most} Mo de mémoire accordés à un fichier de cette "
            "taille. Rien n'a été importé. Coupez-le en plusieurs ; un classeur, enregistrez-le en CSV.",
            f"Reading “{path.name}” needs more than the {most} MB of memory granted to a file of this size. "
            "Nothing was imported. Split it; if it is a workbook, save it as CSV.",
        )
    )


def _out_of_time(path: Path, size: int) -> BilanError:
    most = seconds(size)
    return BilanError(
        Label(
            f"La lecture de « {path.name} » a dépassé les {most} s de calcul accordées à un fichier de cette taille. "
            "Rien n'a été importé. Coupez-le en plusieurs ; un classeur, enregistrez-le en CSV.",
            f"Reading “{path.name}” took more than the {most} s of processor time granted to a file of this size. "
            "Nothing was imported. Split it; if it is a workbook, save it as CSV.",
        )
    )


def _killed(path: Path) -> BilanError:
    return BilanError(
        Label(
            f"La machine a interrompu la lecture de « {path.name} », sans doute faute de mémoire libre. "
            "Rien n'a été importé. Fermez d'autres programmes et recommencez, ou coupez le fichier en plusieurs.",
            f"The machine interrupted the reading of “{path.name}”, most likely for want of free memory. "
            "Nothing was imported. Close other programs and try again, or split the file.",
        )
    )


def _crashed(path: Path, name: str) -> BilanError:
    return BilanError(
        Label(
            f"« {path.name} » a fait tomber le programme qui le lisait ({name}) : il est abîmé ou piégé. "
            "Rien n'a été importé. Exportez-le de nouveau, ou enregistrez-le en CSV.",
            f"“{path.name}” brought down the program that was reading it ({name}): it is damaged or booby-trapped. "
            "Nothing was imported. Export it again, or save it as CSV.",
        )
    )


def _stopped(path: Path, status: int) -> BilanError:
    return BilanError(
        Label(
            f"La lecture de « {path.name} » s'est arrêtée sans dire pourquoi (code {status}). Rien n'a été importé. "
            "Enregistrez le fichier en CSV et recommencez ; si cela se répète, signalez-le.",
            f"Reading “{path.name}” stopped without saying why (code {status}). Nothing was imported. "
            "Save the file as CSV and try again; if it happens again, report it.",
        )
    )
