from itertools import islice

from django.db import migrations

from conditions.discovery import a_to_z
from conditions.discovery.search.analysis import stems

BATCH = 1000


def file_again(apps, schema_editor):
    """Quotes and brackets no longer count in the alphabet, nor contractions in search."""
    names = apps.get_model("conditions", "EditionName").objects.using(schema_editor.connection.alias)
    rows = names.order_by("pk").iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        for row in batch:
            row.letter = a_to_z.letter(row.name)
            row.filing = a_to_z.filing(row.name)[:500]
            row.stems = " ".join(stems(row.name))[:500]
        names.bulk_update(batch, ["letter", "filing", "stems"], batch_size=100)


class Migration(migrations.Migration):
    dependencies = [
        ("conditions", "0009_corrections_seen"),
    ]

    operations = [migrations.RunPython(file_again, migrations.RunPython.noop, elidable=True)]
