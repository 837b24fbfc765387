"""In which areas addresses lie, and with them the cases of lists that do not say it themselves."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("review", "0010_destroyed")]
    operations = [
        migrations.AddField(
            model_name="knownaddress",
            name="district",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="knownaddress",
            name="neighbourhood",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.CreateModel(
            name="CaseArea",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(db_index=True, max_length=120)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="areas",
                        to="review.case",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("case", "name"), name="area_once")]
            },
        ),
    ]
