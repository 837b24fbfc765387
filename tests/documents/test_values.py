"""A value that cannot stand for the usual one: what is expected, and how it is written."""

from __future__ import annotations

import datetime as dt

import pytest

from screening.documents.fields import Scalar
from screening.documents.values import unlike

WRONG: dict[str, tuple[Scalar, Scalar, str]] = {
    "below zero": (-3, 10, "leave out the minus sign: 3"),
    "a broken number below zero": (-0.5, 0.1, "leave out the minus sign: 0.5"),
    "a decimal comma": ("12,5", 10, "write decimals behind a point: 12.5"),
    "a range": ("5-20", 10, "screening whatif --set NAME=5..20"),
    "a range as whatif has it": ("5..20", 10, "write one number"),
    "in quotes": ("10", 10, "write it without quotes: 10"),
    "a percentage": ("12,5%", 0.1, "write a part of one: 0.125"),
    "a word": ("tien", 10, ""),
    "a number for a text": (10, "horeca", ""),
    "a number for a date": (2026, dt.date(2026, 1, 1), ""),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_value_of_another_kind_gets_its_own_remedy(name: str) -> None:
    value, usual, remedy = WRONG[name]
    found = unlike(value, usual)
    assert found is not None
    expected, said = found
    assert str(usual) in expected
    assert remedy in said
    assert bool(remedy) == bool(said)


@pytest.mark.parametrize(("value", "usual"), [(0, 10), (12.5, 10), (-3, -1), (-1, 0), ("a", "b")])
def test_what_can_stand_for_the_usual_value(value: Scalar, usual: Scalar) -> None:
    assert unlike(value, usual) is None
