from django.db import migrations, models

from tests.site.migrations import last


def rename(apps, schema_editor):
    apps.get_model("appointments", "BookingEvent").objects.update(fields=["moved"])


def fill(apps, schema_editor):
    apps.get_model("appointments", "BookingEvent").objects.update(shift="day")


class Migration(migrations.Migration):
    dependencies = [("appointments", last(__package__))]
    operations = [
        migrations.RunPython(rename, migrations.RunPython.noop),
        migrations.AddField("bookingevent", "shift", models.CharField(max_length=10, default="")),
        migrations.AddField("call", "minutes", models.IntegerField(default=3)),
        migrations.AlterField("call", "outcome", models.CharField(max_length=30)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
