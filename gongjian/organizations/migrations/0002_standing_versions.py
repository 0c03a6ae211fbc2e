"""People who hold posts or belong somewhere already get a first version; the triggers move it from now on."""

from typing import Any

from django.db import migrations

from gongjian.organizations.triggers import PERSONAL, RANDOM


def give_versions(_apps: Any, schema_editor: Any) -> None:
    chosen = RANDOM.get(schema_editor.connection.vendor)
    if chosen:
        who = " UNION ".join(f"SELECT person_id FROM {table}" for table in PERSONAL)  # noqa: S608 - our own names
        schema_editor.execute(f"UPDATE accounts_user SET standing_version = {chosen} WHERE id IN ({who})")  # noqa: S608


class Migration(migrations.Migration):
    dependencies = [("organizations", "0001_initial"), ("accounts", "0002_standing_version")]
    operations = [migrations.RunPython(give_versions, migrations.RunPython.noop)]
