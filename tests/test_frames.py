"""What passes between stages keeps to its contract: looked at in tests, free in a run."""

from __future__ import annotations

import polars as pl
import pytest
from dataframely.exc import SchemaError, ValidationError

from screening import frames
from screening.frames import Links, Signals, passed, schema_of

LINK = {"link": "a", "from_type": "company", "from_id": "1", "to_type": "address", "to_id": "2"}


def test_what_differs_from_its_contract_is_found_out() -> None:
    assert frames.CHECKING
    good = pl.DataFrame([LINK])
    assert passed(Links, good).equals(good)
    with pytest.raises((SchemaError, ValidationError)):
        passed(Links, good.drop("to_id"))
    with pytest.raises((SchemaError, ValidationError)):
        passed(Links, pl.DataFrame([{**LINK, "to_id": None}], schema=good.schema))


def test_a_run_looks_at_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "CHECKING", False)
    wrong = pl.DataFrame({"anything": [1]})
    assert passed(Signals, wrong) is wrong


def test_an_empty_frame_of_a_contract_passes() -> None:
    assert passed(Signals, pl.DataFrame(schema=schema_of(Signals))).is_empty()
