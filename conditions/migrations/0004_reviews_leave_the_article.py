import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conditions", "0003_reviews_of_editions")]

    operations = [
        migrations.RemoveField(model_name="article", name="reviewed_fingerprint"),
        migrations.RemoveField(model_name="article", name="reviewed_on"),
        migrations.RemoveField(model_name="article", name="reviewer"),
        migrations.RemoveField(model_name="withdrawal", name="edition"),
        migrations.AlterField(
            model_name="withdrawal",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="withdrawals", to="conditions.article"
            ),
        ),
    ]
