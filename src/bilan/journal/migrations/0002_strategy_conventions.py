from __future__ import annotations

import datetime as dt
import tomllib
from zoneinfo import ZoneInfo

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def fill(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the zone and the currency from each document, whatever its format, and the day from its publication."""
    for version in apps.get_model("journal", "StrategyVersion").objects.all():
        company = tomllib.loads(version.document)["company"]
        version.zone = company.get("zone", "Europe/Paris")
        version.currency = company.get("currency", "EUR")
        version.since = version.at.astimezone(ZoneInfo(version.zone)).date()
        version.save()


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [
        migrations.AddField(
            "strategyversion", "since", models.DateField(default=dt.date(1970, 1, 1)), preserve_default=False
        ),
        migrations.AddField("strategyversion", "zone", models.TextField(default=""), preserve_default=False),
        migrations.AddField("strategyversion", "currency", models.TextField(default=""), preserve_default=False),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
