"""An index by which the last version of a row by a moment is found, for what figures are counted from."""

from django.db import migrations, models

ORDER = ["id", "history_date", "history_id"]


class Migration(migrations.Migration):
    dependencies = [("tracking", "0004_undecided")]

    operations = [
        migrations.AddIndex("historicalassignment", models.Index(fields=ORDER, name="assignment_versions")),
        migrations.AddIndex("historicalfeedback", models.Index(fields=ORDER, name="feedback_versions")),
        migrations.AddIndex("historicalhandlingrecord", models.Index(fields=ORDER, name="handlingrecord_versions")),
    ]
