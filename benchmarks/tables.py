"""What was measured, as Markdown tables for ``docs/benchmarks.md``, each figure beside the command that gives it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmarks.bench import Run

MEGA = 1_000_000
OTHERS = (
    ("ours", "Bilan, chaque relevé exact · each reading exact"),
    ("ours_sums", "Bilan, sans les tirer un à un · without drawing each one"),
    ("by_hand", "DuckDB, SQL à la main · SQL by hand"),
    ("postgresql", "PostgreSQL, le même SQL · the same SQL"),
    ("pandas", "pandas, moins de chiffres · fewer figures"),
)


def machine() -> str:
    """What the figures were measured on, and how busy it was at the end."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    load = seconds(os.getloadavg()[1], "")
    return f"{os.cpu_count()} cœurs · cores, {memory // 10**9} Go · GB, charge · load {load}"


def loading(runs: Iterable[tuple[str, Run]]) -> list[str]:
    """Imports of a company's meetings, by database."""
    heads = ("Rendez-vous · meetings", "Base · database", "Temps · wall", "Processeur · CPU", "Lignes/s · rows/s",
             "Verrou le plus long · longest lock", "Même fichier · same file",
             "Mémoire (lecteur + registre) · memory (reader + ledger)")  # fmt: skip
    rows = [
        (whole(run["rows"]), database, seconds(run["load"]), seconds(run["load_work"]), whole(run["rows_a_second"]),
         seconds(run["longest_lock"]), seconds(run["again"]), megabytes(run["peak_bytes"]), run["command"])
        for database, run in runs
    ]  # fmt: skip
    return _table("Import CSV · CSV import", heads, rows)


def snapshot(meetings: int, run: Run) -> list[str]:
    """One snapshot, made from a loaded ledger."""
    heads = ("Rendez-vous · meetings", "Temps · wall", "Processeur · CPU", "Disque · disk", "Mémoire · memory")
    row = (whole(meetings), seconds(run["snapshot"]), seconds(run["snapshot_work"]), megabytes(run["bytes"]),
           megabytes(run["peak_bytes"]), run["command"])  # fmt: skip
    return _table("Instantané · snapshot", heads, [row])


def readings(meetings: int, run: Run) -> list[str]:
    """A quarter's readings by each who was asked, in one run on the same files."""
    sql = run["by_hand"]["median"]
    heads = ("Par · by", "Médiane de 9 · median of 9", "Minimum", "Fois le SQL · times the SQL")
    rows = [
        (name, seconds(run[key]["median"]), seconds(run[key]["least"]), seconds(run[key]["median"] / sql, ""),
         run["command"])
        for key, name in OTHERS if key in run
    ]  # fmt: skip
    compared = [run[key] for key in ("compared", "compared_postgresql") if key in run]
    said = (
        f"{whole(meetings)} rendez-vous · meetings, {whole(run['readings'])} relevés · readings "
        f"({run['kpis']} KPI × {run['perimeters']} périmètres · perimeters × {run['windows']} fenêtres · windows), "
        f"comparés sans un écart · compared, none differs: {' + '.join(whole(count) for count in compared)}, "
        f"mémoire de Bilan · memory of Bilan: {megabytes(run['peak_bytes'])}."
    )
    return [*_table("Relevés d'un trimestre · a quarter's readings", heads, rows), said, ""]


def growth(runs: Iterable[Run]) -> list[str]:
    """Snapshot and readings by the size of the company."""
    heads = ("Rendez-vous · meetings", "Instantané · snapshot", "Disque · disk", "Relevés · readings",
             "Médiane de 9 · median of 9", "Mémoire : instantané, relevés · memory: snapshot, readings")  # fmt: skip
    return _table("Croissance · growth", heads, [_grown(run) for run in runs])


def _grown(run: Run) -> tuple[str, ...]:
    if "over" in run:
        over = f"ne tient pas dans la mémoire accordée · over the memory allowed ({run['over']})"
        return (whole(run["meetings"]), over, "", "", "", "", "")
    made, read = run["snapshot"], run["readings"]
    memory = f"{megabytes(made['peak_bytes'])}, {megabytes(read['peak_bytes'])}"
    return (whole(run["meetings"]), seconds(made["snapshot"]), megabytes(made["bytes"]), whole(read["readings"]),
            seconds(read["ours"]["median"]), memory, read["command"])  # fmt: skip


def _table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A table whose last column is the command."""
    lines = [(*heads, "Commande · command"), ["---"] * (len(heads) + 1)]
    lines += [(*cells, f"`{command}`" if command else "") for *cells, command in rows]
    return [f"## {title}", "", *(f"| {' | '.join(cells)} |" for cells in lines), ""]


def whole(number: float) -> str:
    """A count, its thousands apart."""
    return f"{number:,.0f}".replace(",", "\u00a0")


def megabytes(size: float) -> str:
    """A size in megabytes, with the digits that mean something."""
    return seconds(size / MEGA, "\u00a0Mo") if size < 10 * MEGA else f"{whole(size / MEGA)}\u00a0Mo"


def seconds(number: float, unit: str = "\u00a0s") -> str:
    """A time with the digits that mean something."""
    return f"{number:.{1 if number >= 10 else 2}f}".replace(".", ",") + unit
