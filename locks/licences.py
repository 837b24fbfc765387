"""The licence of every package screening runs on, as a page, from the software bill of materials.

``python licences.py SBOM > docs/licences.md``; ``make sbom`` calls it.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
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


def lacking(bill: dict[str, Any], pins: Mapping[str, str]) -> list[str]:
    """Packages, by name as pip normalises it, that are not in the bill in the version pinned."""
    there = {re.sub(r"[-_.]+", "-", c["name"]).lower(): c["version"] for c in bill["components"]}
    return sorted(name for name, version in pins.items() if there.get(name) != version)


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


def _pins(lock: Path) -> dict[str, str]:
    """Name and version of what a lock pins on every machine."""
    return dict(re.findall(r"(?m)^([a-z0-9-]+)==([^ ;]+) \\$", lock.read_text(encoding="utf-8")))


if __name__ == "__main__":
    made = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    missing = lacking(made, _pins(Path(__file__).parent / "runtime.txt"))
    if missing:
        sys.exit(f"The bill of materials lacks what locks/runtime.txt pins: {', '.join(missing)}")
    sys.stdout.write(page(made))
