"""The term of a case stands beside it, so that my work reads no case without one."""

from __future__ import annotations

import datetime as dt

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def fill(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    """As the last run had it; null is a word to SQLite, a term is a day such as 2026-03-01."""
    cases = apps.get_model("review", "Case").objects
    told = cases.filter(now__row__case_deadline__startswith="2")
    for key, term in told.values_list("pk", "now__row__case_deadline"):
        cases.filter(pk=key).update(term=dt.date.fromisoformat(term[:10]))


class Migration(migrations.Migration):
    dependencies = [("review", "0015_topics")]
    operations = [
        migrations.AddField(model_name="case", name="term", field=models.DateField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("term__isnull", False)),
                fields=["term"],
                name="case_with_term",
            ),
        ),
    ]
