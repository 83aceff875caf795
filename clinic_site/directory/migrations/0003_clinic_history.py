import django.utils.timezone
from django.db import migrations, models

LINE = ["purpose", "label", "number", "note"]


def write_the_present_down(apps, schema_editor):
    """The oldest version of a clinic that is there already; what it said before, nobody wrote down."""
    profile = apps.get_model("directory", "ClinicProfile").objects.first()
    if profile is None:
        return
    lines = apps.get_model("directory", "PhoneLine").objects.filter(profile=profile).order_by("position", "id")
    data = {
        "name": profile.name,
        "strapline": profile.strapline,
        "emergency_wording": profile.emergency_wording,
        "phone_lines": list(lines.values(*LINE)),
    }
    apps.get_model("directory", "ClinicVersion").objects.create(data=data)


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0002_accepts_new_patients"),
    ]

    operations = [
        migrations.CreateModel(
            name="ClinicVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("data", models.JSONField()),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["since", "pk"],
                "indexes": [models.Index(fields=["since"], name="clinic_version_by_moment")],
            },
        ),
        migrations.RunPython(write_the_present_down, migrations.RunPython.noop),
    ]
