"""What a case is about in the words of its list, to choose cases by."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("review", "0014_list_access")]
    operations = [
        migrations.CreateModel(
            name="CaseTopic",
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
                        related_name="topics",
                        to="review.case",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("case", "name"), name="topic_once")]
            },
        ),
    ]
