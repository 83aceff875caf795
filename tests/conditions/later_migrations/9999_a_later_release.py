from django.db import migrations, models

from tests.site.migrations import last


def fill(apps, schema_editor):
    apps.get_model("conditions", "Edition").objects.update(reading_minutes=4)


class Migration(migrations.Migration):
    dependencies = [("conditions", last(__package__))]
    operations = [
        migrations.AddField("editionterm", "weight", models.IntegerField(default=1)),
        migrations.AlterField("edition", "title", models.CharField(max_length=300)),
        migrations.AlterField("symptom", "slug", models.SlugField(max_length=150, unique=True)),
        migrations.AddField("edition", "reading_minutes", models.IntegerField(default=0)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
