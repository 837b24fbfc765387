from __future__ import annotations

import dataframely as dy

from screening.registers.schemas import EVENTS, REGISTERS
from screening.registers.schemas.facts import happened, named_by, regime_of, register_name, under


@happened("nr", "day")
@under("bibob")
class TwoWords(dy.Schema):
    """Something."""

    nr = dy.String()
    day = dy.Date()


class Plain(dy.Schema):
    """Something else."""

    nr = dy.String()


def test_what_is_said_at_a_schema_is_of_that_schema_alone():
    assert (register_name(TwoWords), regime_of(TwoWords)) == ("two_words", "bibob")
    assert named_by(TwoWords) == ("nr", "day")
    assert (register_name(Plain), regime_of(Plain), named_by(Plain)) == ("plain", "none", ())
    assert list(TwoWords.columns()) == ["nr", "day"]


def test_what_names_an_event_are_columns_of_it():
    assert "signal" in EVENTS
    for name, columns in EVENTS.items():
        assert set(columns) <= REGISTERS[name].columns.keys()


def test_registers_under_a_sector_law():
    under_a_law = {name: each.regime for name, each in REGISTERS.items() if each.regime != "none"}
    assert under_a_law == {
        "brp_count": "brp", "park_arrival": "brp", "turnover": "bibob", "bibob_form": "bibob",
        "bibob_loan": "bibob", "bibob_event": "bibob", "bibob_capacity": "bibob",
        "care_contract": "wmo",
    }  # fmt: skip
