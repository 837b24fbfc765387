"""What is only added about meetings and packages is held to by the database as well.

What hangs on a case may go once its destruction was recorded; what is of the meeting stays.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations

_CASE = "SELECT 1 FROM review_destruction d WHERE d.case_id = OLD.case_id"
_ITEM = (
    "SELECT 1 FROM review_destruction d JOIN review_agendaitem i ON i.case_id = d.case_id "
    "WHERE i.id = OLD.item_id"
)
UNLESS = {
    "vote": _CASE,
    "sharepackage": _CASE,
    "treatment": _ITEM,
    "voteclosing": _ITEM,
    "meeting": "",
    "attendance": "",
    "minutes": "",
    "minutesremark": "",
}
"""Table to what lets a row of it go; nothing lets it change."""
_SAID = "records of this kind are only added"


def add(apps: Any, schema_editor: Any) -> None:
    del apps
    for name, unless in UNLESS.items():
        for what in ("update", "delete"):
            freed = f"NOT EXISTS ({unless})" if unless and what == "delete" else ""
            schema_editor.execute(_TRIGGERS[schema_editor.connection.vendor](name, what, freed))


def remove(apps: Any, schema_editor: Any) -> None:
    del apps
    for name in UNLESS:
        for what in ("update", "delete"):
            on = f" ON review_{name}" if schema_editor.connection.vendor == "postgresql" else ""
            schema_editor.execute(f"DROP TRIGGER review_{name}_no_{what}{on}")


def _sqlite(name: str, what: str, freed: str) -> str:
    return (
        f"CREATE TRIGGER review_{name}_no_{what} BEFORE {what} ON review_{name} "
        f"{f'WHEN {freed} ' if freed else ''}BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"
    )


def _postgresql(name: str, what: str, freed: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION review_{name}_no_{what}() RETURNS trigger AS $$ BEGIN "
        f"IF {freed or 'TRUE'} THEN RAISE EXCEPTION '{_SAID}'; END IF; RETURN OLD; END $$ "
        f"LANGUAGE plpgsql; CREATE TRIGGER review_{name}_no_{what} BEFORE {what} ON review_{name} "
        f"FOR EACH ROW EXECUTE FUNCTION review_{name}_no_{what}()"
    )


_TRIGGERS = {"sqlite": _sqlite, "postgresql": _postgresql}


class Migration(migrations.Migration):
    dependencies = [("review", "0008_meetings")]
    operations = [migrations.RunPython(add, remove)]
