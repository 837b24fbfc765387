"""A typed grammar of the rule language; :func:`generate` makes the statement of a number."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Literal

from tests.fuzz.data import REGISTERS
from tests.fuzz.grammar.draw import Draw, Kind, Value
from tests.fuzz.grammar.judging import MEASURED, when
from tests.fuzz.grammar.outside import outside, outside_condition
from tests.fuzz.grammar.selects import evidence, statement

__all__ = ["Form", "Statement", "generate"]

Form = Literal["select", "evidence", "when", "outside"]


@dataclass(frozen=True)
class Statement:
    """A text for the gate; ``refuse`` when it must not pass, ``register`` what a when reads."""

    form: Form
    text: str
    parameters: dict[str, Value] = field(default_factory=dict)
    refuse: bool = False
    register: str = ""


def generate(seed: int, number: int) -> Statement:
    """The statement of a number, the same for the same seed."""
    registers: dict[str, dict[str, Kind]] = {
        name: dict(columns) for name, columns in REGISTERS.items()
    }
    d = Draw(Random(f"{seed}:{number}"), registers)
    form: Form = d.weighted({"select": 28, "evidence": 2, "when": 4, "outside": 6})
    if form == "outside" and d.chance(0.15):
        return Statement("when", outside_condition(d), refuse=True, register="inspection")
    if form == "outside":
        text, refuse = outside(d)
        return Statement(form, text, d.parameters, refuse)
    if form == "when":
        register = d.one(MEASURED)
        text = when(d, register, d.number(1, 4))
        return Statement(form, text, d.parameters, register=register)
    if form == "evidence":
        text = evidence(d, d.number(1, 3))
        used = {name: value for name, value in d.parameters.items() if f":{name}" in text}
        return Statement(form, text, used)
    return Statement(form, statement(d, d.weighted({1: 3, 2: 5, 3: 3, 4: 1})), d.parameters)
