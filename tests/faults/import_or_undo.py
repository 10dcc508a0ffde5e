"""What the tests of crashes run in a process that they kill: `import FILE` or `undo NUMBER`, in BILAN_HOME."""

from __future__ import annotations

import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import django

NOW = datetime(2026, 10, 5, 9, tzinfo=UTC)


def main(act: str, what: str) -> None:
    """Say « ready » once the program is loaded, so that the time to the kill counts from the work itself."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "bilan.settings"
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415  # models exist only once Django is set up

    from bilan.app import importing  # noqa: PLC0415  # the same
    from bilan.app.workspace import Workspace  # noqa: PLC0415  # the same
    from bilan.sources.source import Context  # noqa: PLC0415  # the same

    workspace, context = Workspace(Path(os.environ["BILAN_HOME"])), Context("EUR", "Europe/Paris", date(2026, 10, 5))
    call_command("migrate", verbosity=0)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    if act == "undo":
        importing.undo(workspace, int(what), author="Directrice", now=NOW)
        return
    guess = importing.look(Path(what), context, table="meetings")
    report = importing.import_file(workspace, Path(what), guess.mapping, context, importing.Options("Directrice", NOW))
    sys.stdout.write(f"{report.added} {report.changed} {report.unchanged} {report.rejected}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
