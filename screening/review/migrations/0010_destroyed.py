"""A case can stand as destroyed."""

from __future__ import annotations

from django.db import migrations, models

_STANDINGS = [
    ("listed", "op de lijst"),
    ("below", "nog signalen, niet op de lijst"),
    ("gone", "geen signaal meer"),
    ("joined", "opgegaan in een andere casus"),
    ("destroyed", "vernietigd, de termijn was voorbij"),
]


class Migration(migrations.Migration):
    dependencies = [("review", "0009_meetings_only_inserted")]
    operations = [
        migrations.AlterField(
            model_name="case",
            name="standing",
            field=models.CharField(choices=_STANDINGS, default="listed", max_length=10),
        ),
        migrations.AlterField(
            model_name="caseseen",
            name="standing",
            field=models.CharField(choices=_STANDINGS, max_length=10),
        ),
    ]
