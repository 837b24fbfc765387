"""The licence of every package screening runs on, as a page, from the software bill of materials.

``python licences.py SBOM > docs/licences.md``; ``make sbom`` calls it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

UNDECLARED = {"dataframely": "BSD-3-Clause (its LICENSE file)"}
"""Packages whose metadata name no licence."""
NOT_OURS = {"pip"}
HEAD = """# Licences of what screening runs on

Made by `make sbom` from the packages of `locks/runtime.txt` and `locks/durable.txt`, as each
declares. All of them may be used and passed on with a program under EUPL-1.2. Libraries compiled
into a wheel are listed in that wheel.

| package | version | licence |
|---|---|---|
"""


def page(bill: dict[str, Any]) -> str:
    """The page, a line per component in order of name; KeyError when one has no licence."""
    rows = [
        f"| {each['name']} | {each['version']} | {_licence(each)} |"
        for each in sorted(bill["components"], key=lambda each: each["name"].lower())
        if each["name"] not in NOT_OURS
    ]
    return HEAD + "\n".join(rows) + "\n"


def _licence(component: dict[str, Any]) -> str:
    if not component.get("licenses"):
        return UNDECLARED[component["name"]]
    named = [
        each.get("expression") or each["license"].get("id") or each["license"]["name"]
        for each in component["licenses"]
    ]
    by_id = [name for name in named if "::" not in name]
    return "; ".join(by_id or [name.rsplit(" :: ", 1)[-1] for name in named])


if __name__ == "__main__":
    sys.stdout.write(page(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))
