"""A list as JSON: the same rows and the same notice as the workbook."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl

from screening.files.neutralise import escaped
from screening.files.private import write_private
from screening.publish.meta import ListMeta
from screening.publish.published import Format, Published


def write_json(rows: pl.DataFrame, path: Path, meta: ListMeta, facts: dict[str, Any]) -> None:
    """Write the list as one JSON object: ``meta`` (Dutch labels), ``facts`` and ``rows``."""
    content = {"meta": dict(meta.lines()), **facts, "rows": rows.to_dicts()}
    text = escaped(json.dumps(content, ensure_ascii=False, indent=1, default=str))
    write_private(path, text + "\n")


def _write(listed: Published, path: Path) -> None:
    write_json(listed.rows, path, listed.meta, listed.facts)


FORMAT = Format("json", _write)
