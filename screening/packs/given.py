"""Which rows a test in a rule file gives: its own, and those that all tests of the file share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from screening.packs.models import Rule, RuleTest
from screening.registers.schemas import REGISTERS

Row = Mapping[str, Any]


def rows_given(rule: Rule, test: RuleTest) -> dict[str, list[Row]]:
    """Register to its rows as they are written, those of 'background' first.

    A row of the test with the key of a row of the background changes that row; others are added.
    A register that the test gives without rows has none.
    """
    names = dict.fromkeys((*rule.background, *test.given))
    return {
        name: _joined(name, rule.background.get(name, []), test.given[name])
        if name in test.given
        else [*rule.background[name]]
        for name in names
    }


def key_of(register: str, row: Row) -> tuple[str, ...] | None:
    """What names a row; None where the register has no key, or the row does not state all of it.

    What may be blank in a key is stated by leaving it out.
    """
    known = REGISTERS.get(register)
    key = known.key if known is not None else []
    stated = [column for column in key if known is None or column not in known.key_where_known]
    if not stated or any(row.get(column) is None for column in stated):
        return None
    return tuple(str(row.get(column) or "") for column in key)


def _joined(register: str, shared: Sequence[Row], own: Sequence[Row]) -> list[Row]:
    if not own:
        return []
    changes = {key: row for row in own if (key := key_of(register, row)) is not None}
    there = {key_of(register, row): row for row in shared}
    changed = [{**row, **changes.get(key_of(register, row) or (), {})} for row in shared]
    return [*changed, *(row for row in own if (key_of(register, row) or ()) not in there)]
