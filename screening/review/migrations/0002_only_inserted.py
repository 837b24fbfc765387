"""The database itself refuses to change or remove what is only added (T16).

What belongs to a case that was destroyed may go: that is recorded first, and stays.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations

KEPT = ("access", "caselink", "caseseen", "consent", "decision", "destruction", "sharepackage",
        "vote")  # fmt: skip
OF_A_CASE = {"access", "caseseen", "consent", "decision", "sharepackage", "vote"}
_SAID = "records of this kind are only added"


def add(apps: Any, schema_editor: Any) -> None:
    del apps
    for name in KEPT:
        for what in ("update", "delete"):
            schema_editor.execute(_TRIGGERS[schema_editor.connection.vendor](name, what))


def remove(apps: Any, schema_editor: Any) -> None:
    del apps
    for name in KEPT:
        for what in ("update", "delete"):
            on = f" ON review_{name}" if schema_editor.connection.vendor == "postgresql" else ""
            schema_editor.execute(f"DROP TRIGGER review_{name}_no_{what}{on}")


def _unless(name: str, what: str) -> str:
    if what != "delete" or name not in OF_A_CASE:
        return ""
    return "NOT EXISTS (SELECT 1 FROM review_destruction d WHERE d.case_id = OLD.case_id)"


def _sqlite(name: str, what: str) -> str:
    unless = _unless(name, what)
    when = f"WHEN {unless} " if unless else ""
    return (
        f"CREATE TRIGGER review_{name}_no_{what} BEFORE {what} ON review_{name} {when}"
        f"BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"
    )


def _postgresql(name: str, what: str) -> str:
    unless = _unless(name, what) or "TRUE"
    return (
        f"CREATE OR REPLACE FUNCTION review_{name}_no_{what}() RETURNS trigger AS $$ BEGIN "
        f"IF {unless} THEN RAISE EXCEPTION '{_SAID}'; END IF; RETURN OLD; END $$ "
        f"LANGUAGE plpgsql; CREATE TRIGGER review_{name}_no_{what} BEFORE {what} ON review_{name} "
        f"FOR EACH ROW EXECUTE FUNCTION review_{name}_no_{what}()"
    )


_TRIGGERS = {"sqlite": _sqlite, "postgresql": _postgresql}


class Migration(migrations.Migration):
    dependencies = [("review", "0001_cases")]
    operations = [migrations.RunPython(add, remove)]
