"""A list as JSON: the same rows and the same notice as the workbook, with values as they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from screening.files.neutralise import escaped
from screening.files.private import write_private
from screening.lists.column import Column, Shape
from screening.lists.form import Field
from screening.publish.published import Format, Published


def write_json(listed: Published, path: Path) -> None:
    """Write the list as one JSON object.

    ``meta`` (Dutch labels), the facts of the list, ``columns`` and ``form`` as the list declares
    them, and ``rows``; every row has every column, null where nothing is known.
    """
    content = {
        "meta": dict(listed.meta.lines()),
        **listed.facts,
        "notes": list(listed.notes),
        "protected": listed.protected,
        "columns": [_column(column) for column in listed.columns],
        "form": [_field(field) for field in listed.form],
    }
    head = json.dumps(content, ensure_ascii=False, indent=1, default=str).removesuffix("\n}")
    # A row a line: indented, Python's slow encoder would write them.
    rows = ",\n".join(
        json.dumps(row, ensure_ascii=False, default=str)
        for row in listed.rows.iter_rows(named=True)
    )
    write_private(path, escaped(f'{head},\n "rows": [\n{rows}\n]\n}}\n'))


def _column(column: Column) -> dict[str, Any]:
    kind = column.kind
    told = {"key": column.key, "heading": column.heading, "group": column.group}
    if isinstance(kind, Shape):
        return {**told, "kind": "list", "fields": dict(kind.fields)}
    return {**told, "kind": kind}


def _field(field: Field) -> dict[str, Any]:
    return {
        "key": field.key,
        "heading": field.heading,
        "answer": field.answer,
        "codes": dict(field.choices),
    }


FORMAT = Format("json", write_json)
