"""Rows that are there already are found by their title and words; PostgreSQL gets its index over the words."""

from django.db import migrations

from gongjian.core.search_text import index_sql, search_text

FOUND_BY = {"Need": "words", "Resource": "words", "Project": "problem"}


def fill(apps, schema_editor):
    for name, column in FOUND_BY.items():
        rows = apps.get_model("partnerships", name).objects
        for row in rows.filter(search_text="").iterator():
            line = search_text(titles=[row.title], words=[getattr(row, column)])
            rows.filter(pk=row.pk).update(search_text=line)


def index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in FOUND_BY:
            schema_editor.execute(index_sql(f"partnerships_{name.lower()}"))


class Migration(migrations.Migration):
    dependencies = [("partnerships", "0002_lists")]
    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(index, migrations.RunPython.noop),
    ]
