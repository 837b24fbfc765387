"""Pages of many cases are counted and put in order from an index, without reading every case."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("review", "0012_figure_notes")]
    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["list", "rank"], name="case_in_order"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["list", "standing", "state", "version", "changed", "new", "pending"],
                name="case_counted",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["list", "district", "neighbourhood", "standing"], name="case_by_area"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("pending__isnull", False)),
                fields=["pending"],
                name="case_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["version", "since"], name="case_decided"),
        ),
    ]
