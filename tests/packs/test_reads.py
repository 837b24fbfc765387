"""What a rule reads is the same, told by its text or by the trees that were made of it."""

from __future__ import annotations

from screening.packs.lint.facts import registers_read, tables_measured
from screening.registers.schemas import REGISTERS
from tests.shipped import every_rule


def test_the_trees_read_the_registers_that_the_text_names() -> None:
    rules, known = every_rule(), REGISTERS.keys()
    told = {name: tables_measured(each) & known for name, each in rules.items()}
    assert told == {name: registers_read(each.rule) & known for name, each in rules.items()}
    assert any(told.values())
