"""What the tests of crashes run in a process that they kill: the close of the third quarter, in BILAN_HOME."""

from __future__ import annotations

import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import django

NOW, TODAY = datetime(2026, 10, 5, 9, tzinfo=UTC), date(2026, 10, 5)


def main() -> None:
    """Load the program once, then fork for each order read, so that the time to the kill counts from the work itself.

    An order is « act home what »; the answers are the number of the process at work, then how it ended.
    """
    os.environ["DJANGO_SETTINGS_MODULE"] = "bilan.settings"
    django.setup()
    from bilan.app import closing, importing  # noqa: F401, PLC0415  # models exist only once Django is set up

    for line in sys.stdin:
        act, home, what = line.rstrip("\n").split("\t")
        process = os.fork()
        if process == 0:
            obey(act, Path(home), Path(what))
            os._exit(0)
        _say(process)
        _say(os.waitpid(process, 0)[1])


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def obey(act: str, home: Path, folder: Path) -> None:
    """Prepare a quarter to close, or close it."""
    from django.core.management import call_command  # noqa: PLC0415  # models exist only once Django is set up
    from django.db import connections  # noqa: PLC0415  # the same

    from bilan.app import closing, importing, strategies  # noqa: PLC0415  # the same
    from bilan.app.workspace import Workspace  # noqa: PLC0415  # the same
    from bilan.sources.source import Context  # noqa: PLC0415  # the same
    from bilan.strategy.toml import read  # noqa: PLC0415  # beside them

    connections["default"].settings_dict["NAME"] = home / "bilan.sqlite3"
    workspace = Workspace(home)
    if act == "prepare":
        call_command("migrate", verbosity=0)
        context = Context("EUR", "Europe/Paris", TODAY)
        strategies.publish(read(folder / "strategy.toml"), author="Directrice", reason="", now=NOW)
        guess = importing.look(folder / "deals.csv", context, table="deals")
        importing.import_file(
            workspace, folder / "deals.csv", guess.mapping, context, importing.Options("Directrice", NOW)
        )
        return
    closing.close(
        workspace, "2026-T3", today=TODAY, author="Directrice", now=NOW,
        documents=lambda dossier: {f"{n}.txt": f"{n} {dossier.digest}".encode() * 50_000 for n in range(8)},
    )  # fmt: skip


if __name__ == "__main__":
    main()
