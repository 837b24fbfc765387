"""Who read which list; the database holds to that it only grows."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_SAID = "records of this kind are only added"
_NAME = "listaccess"


def add(apps: Any, schema_editor: Any) -> None:
    del apps
    for what in ("update", "delete"):
        schema_editor.execute(_TRIGGERS[schema_editor.connection.vendor](_NAME, what))


def remove(apps: Any, schema_editor: Any) -> None:
    del apps
    on = f" ON review_{_NAME}" if schema_editor.connection.vendor == "postgresql" else ""
    for what in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER review_{_NAME}_no_{what}{on}")


def _sqlite(name: str, what: str) -> str:
    return (
        f"CREATE TRIGGER review_{name}_no_{what} BEFORE {what} ON review_{name} "
        f"BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"
    )


def _postgresql(name: str, what: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION review_{name}_no_{what}() RETURNS trigger AS $$ BEGIN "
        f"RAISE EXCEPTION '{_SAID}'; END $$ "
        f"LANGUAGE plpgsql; CREATE TRIGGER review_{name}_no_{what} BEFORE {what} ON review_{name} "
        f"FOR EACH ROW EXECUTE FUNCTION review_{name}_no_{what}()"
    )


_TRIGGERS = {"sqlite": _sqlite, "postgresql": _postgresql}


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("review", "0013_case_indexes"),
    ]
    operations = [
        migrations.CreateModel(
            name="ListAccess",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("user_name", models.CharField(max_length=200)),
                ("role", models.CharField(max_length=63)),
                ("time", models.DateTimeField(auto_now_add=True)),
                ("list", models.CharField(db_index=True, max_length=63)),
                ("asked", models.CharField(blank=True, max_length=400)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="wie",
                    ),
                ),
            ],
            options={"ordering": ("pk",)},
        ),
        migrations.RunPython(add, remove),
    ]
