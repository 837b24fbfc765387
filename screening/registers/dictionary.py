"""The data dictionary: every register and column as a Markdown page, made from the schemas.

Write it anew with ``python -m screening.registers.dictionary > docs/data-dictionary.md``.
"""

from __future__ import annotations

import sys

import dataframely as dy

from screening.registers.keys import FOREIGN_KEYS
from screening.registers.schemas import REGISTERS, Register

_INTRODUCTION = """\
# Data dictionary

<!-- Generated from the schemas by screening/registers/dictionary.py; a test holds it to them. -->

What each register holds once loaded. A column that an extract does not have is null, unless *no
such column means* says what it is taken for; null is unknown unless *null means* says what it
means. Columns in **bold** form the key, columns with * are required. No other column is ever read.

Personal data: *indirect* leads to a person together with other data (an address, a one-person
business); *person key* identifies a person and is replaced by a keyed hash when it is read.
Regime: the sector law a register falls under; a rule pack must name it to read the register.

| register | holds | regime |
|---|---|---|
"""
_TYPES = {"String": "text", "Int64": "whole number", "Float64": "number", "Date": "date"}


def data_dictionary() -> str:
    """The whole page, ending with a newline."""
    rows = [
        f"| [{name}](#{name}) | {register.description} | {_regime(register)} |"
        for name, register in REGISTERS.items()
    ]
    sections = [_section(register) for register in REGISTERS.values()]
    return _INTRODUCTION + "\n".join(rows) + "\n\n" + "\n".join(sections)


def _regime(register: Register) -> str:
    return {"none": "", "brp": "BRP", "bibob": "Bibob", "wmo": "Wmo", "fiu": "FIU"}.get(
        register.regime, register.regime
    )


def _section(register: Register) -> str:
    lines = [
        f"## {register.name}",
        "",
        register.description,
        "",
        "| column | holds | type | unit | personal data | null means | no such column means |",
        "|---|---|---|---|---|---|---|",
        *(_row(register, name, column) for name, column in register.columns.items()),
        "",
    ]
    keys = [key for key in FOREIGN_KEYS if key.register == register.name]
    if keys:
        named = ", ".join(f"`{key.column}` in {key.target}.{key.target_column}" for key in keys)
        lines += [f"Looked up: {named}.", ""]
    return "\n".join(lines)


def _row(register: Register, name: str, column: dy.Column) -> str:
    facts = column.metadata or {}
    shown = f"**{name}**" if name in register.key else name if column.nullable else f"{name}*"
    kind = _TYPES.get(str(column.dtype), "yes/no")
    values = facts.get("values")
    holds = (column.description or "") + (f": {', '.join(values)}" if values else "")
    unit = "" if facts.get("unit") in ("date", "yes/no") else facts.get("unit", "")
    personal = {"none": "", "person_key": "person key"}.get(facts["personal"], facts["personal"])
    absent = register.when_absent.get(name)
    null_means, gone = facts.get("null_means") or "", absent.means if absent else ""
    cells = [shown, holds, kind, unit, personal, null_means, gone]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    sys.stdout.write(data_dictionary())
