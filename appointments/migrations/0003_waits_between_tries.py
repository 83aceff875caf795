from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("appointments", "0002_letters_to_staff")]
    operations = [
        migrations.AddField(
            model_name="ratebucket",
            name="wait_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
