import datetime

from django.db import migrations, models

import clinic_site.directory.phone


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0003_clinic_history"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="closure",
            options={"ordering": ["day", "closed_from"]},
        ),
        migrations.RemoveConstraint(
            model_name="closure",
            name="one_closure_a_day_and_location",
        ),
        migrations.RemoveConstraint(
            model_name="closure",
            name="one_closure_a_day_of_the_whole_clinic",
        ),
        migrations.RemoveConstraint(
            model_name="openinghours",
            name="closes_after_opening",
        ),
        migrations.AddField(
            model_name="closure",
            name="closed_from",
            field=models.TimeField(
                blank=True,
                help_text="Empty: from the beginning of the day. On December 24, say, 12:00.",
                null=True,
                verbose_name="from",
            ),
        ),
        migrations.AddField(
            model_name="closure",
            name="closed_until",
            field=models.TimeField(
                blank=True, help_text="Empty: for the rest of the day.", null=True, verbose_name="until"
            ),
        ),
        migrations.AlterField(
            model_name="openinghours",
            name="closes",
            field=models.TimeField(help_text="Midnight: 00:00. After midnight: the time of the next morning."),
        ),
        migrations.AlterField(
            model_name="phoneline",
            name="label",
            field=models.CharField(
                help_text='What patients call it for, such as "New patient visits" or "TTY".', max_length=80
            ),
        ),
        migrations.AlterField(
            model_name="phoneline",
            name="note",
            field=models.CharField(
                blank=True, help_text='When it is answered, or "Press 2", for example.', max_length=120
            ),
        ),
        migrations.AlterField(
            model_name="phoneline",
            name="number",
            field=models.CharField(
                help_text="One number alone, shown as typed. Letters dial the digits on their keys. Extension: ext. 5, x5, #5.",
                max_length=40,
                validators=[clinic_site.directory.phone.validate],
            ),
        ),
        migrations.AddConstraint(
            model_name="closure",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_from__isnull", True)),
                fields=("day", "location"),
                name="one_closure_a_day_and_location",
                violation_error_message="This location is marked as closed from the beginning of this day already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="closure",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_from__isnull", True), ("location__isnull", True)),
                fields=("day",),
                name="one_closure_a_day_of_the_whole_clinic",
                violation_error_message="The whole clinic is marked as closed on this day already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="closure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_from__isnull", True),
                    ("closed_until__isnull", True),
                    ("closed_until__gt", models.F("closed_from")),
                    _connector="OR",
                ),
                name="closure_ends_after_it_begins",
                violation_error_message="“Until” must come after “from”. Leave it empty for the rest of the day.",
            ),
        ),
        migrations.AddConstraint(
            model_name="openinghours",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closes__gt", models.F("opens")),
                    ("closes", datetime.time(0, 0)),
                    models.Q(("closes__lt", datetime.time(12, 0)), ("opens__gte", datetime.time(12, 0))),
                    _connector="OR",
                ),
                name="closes_after_opening",
                violation_error_message="Closing time must be after opening time. Past midnight a span may last twelve hours. For a longer one, close at 00:00 and add the rest to the next day.",
            ),
        ),
    ]
