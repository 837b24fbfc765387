"""A project with a pack of its own that brings a list of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from tests.bad_input.project import EST, PACK, RULE, SETTINGS, establishments, write_pack

NAME = "adr.horeca"
OWN: dict[str, Any] = {"title": "Werklijst horeca", "capacity": 3}
COLUMNS = {"how_many": {"heading": "Hoeveel", "rule": "address.many"}}


def with_own_list(folder: Path) -> Path:
    """A project in which one address stands on the own list, for its 12 firms."""
    rule = RULE | {
        "lists": [NAME],
        "parameters": {},
        "when": "companies >= 10",
        "explain": "{companies} bedrijven.",
    }
    header = PACK | {"lists": {NAME: OWN | {"columns": COLUMNS}}}
    write_pack(folder / "rules" / "proef", header, {"address/many": rule})
    settings = SETTINGS | {"rules": ["shipped", "./rules"], "registers": EST}
    (folder / "screening.yaml").write_text(yaml.safe_dump(settings), "utf-8")
    (folder / "est.csv").write_text(establishments(), "utf-8")
    return folder
