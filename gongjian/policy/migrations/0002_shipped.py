"""The figures that come with the platform, so that every database has them."""

import datetime as dt
import json
from pathlib import Path

from django.db import migrations

SHIPPED = Path(__file__).resolve().parent.parent / "shipped.json"


def load(apps, schema_editor):
    RuleValue = apps.get_model("policy", "RuleValue")
    names = ("key", "value", "unit", "source", "certainty")
    for row in json.loads(SHIPPED.read_text(encoding="utf-8")):
        fields = {name: row[name] for name in names}
        fields["valid_from"] = dt.date.fromisoformat(row["valid_from"])
        RuleValue.objects.get_or_create(
            key=fields.pop("key"), valid_from=fields.pop("valid_from"), defaults=fields
        )


class Migration(migrations.Migration):
    dependencies = [("policy", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
