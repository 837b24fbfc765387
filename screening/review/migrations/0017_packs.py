"""Of which packs the reasons of a case are.

Of cases from before nobody recorded it: they are of a pack without a name, which no role that is
restricted to packs may see.
"""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def unknown(apps: Any, schema_editor: Any) -> None:
    del schema_editor
    pack = apps.get_model("review", "CasePack").objects
    cases = apps.get_model("review", "Case").objects.exclude(standing="destroyed")
    pack.bulk_create([pack.model(case_id=pk, pack="") for pk in cases.values_list("pk", flat=True)])


class Migration(migrations.Migration):
    dependencies = [("review", "0016_case_terms")]
    operations = [
        migrations.AddField("loadedrun", "packs", models.JSONField(default=dict)),
        migrations.CreateModel(
            name="CasePack",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("pack", models.CharField(max_length=63)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="packs",
                        to="review.case",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("case", "pack"), name="pack_once")]
            },
        ),
        migrations.RunPython(unknown, migrations.RunPython.noop),
    ]
