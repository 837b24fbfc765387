"""A conclusion says which of its alternatives held, with the date of each."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from screening.prioritise.reasons import reasons_of
from screening.prioritise.rows import named_reasons
from tests.escalate.test_run import escalate, escalation, links, signals

AS_OF = dt.date(2026, 1, 1)
EITHER = {"any": ["a.sold", {"all": ["a.empty", "b.firms"]}]}
"""One fact, or two others together."""
STATED = "2 signalen uit 2 families: Titel a.empty en Titel b.firms."


def said(*facts: tuple[str, dt.date]) -> str:
    """What a list says of the address where these were found on these days."""
    found = pl.concat([signals(f"{rule}@address:1", newest=day) for rule, day in facts])
    found = found.with_columns(
        subject_type=pl.lit("address"), severity=pl.lit(2), basis=pl.lit("G-APV"),
        lists=pl.lit(["tvo"]), innocent=pl.lit(["toeval"]), verify=pl.lit("kijk"),
        version=pl.lit(1), why=pl.lit("waarom"),
    )  # fmt: skip
    drawn: Any = escalate(found, links(), [escalation("thb.either", EITHER)], as_of=AS_OF)
    reasons = reasons_of(found, drawn).filter(pl.col("concluded"))
    placed = reasons.lazy().with_columns(place_type="subject_type", place="subject")
    known = pl.LazyFrame(schema=dict.fromkeys(["subject_type", "subject", "label"], pl.String))
    [text] = named_reasons(placed, known).collect()["shown"].to_list()
    return str(text)


EMPTY, FIRMS = dt.date(2025, 10, 3), dt.date(2025, 12, 12)
SOLD = dt.date(2025, 5, 8)


def test_the_alternative_that_held_is_named_with_its_dates_and_the_other_is_not() -> None:
    assert said(("a.empty", EMPTY), ("b.firms", FIRMS)) == (
        f"{STATED} Dat volgt uit: Titel b.firms (12 december 2025); Titel a.empty (3 oktober 2025)."
    )
    assert said(("a.sold", SOLD)) == (
        "1 signaal uit 1 familie: Titel a.sold. Dat volgt uit: Titel a.sold (8 mei 2025)."
    )


@pytest.mark.parametrize("alone", [("a.empty", EMPTY), ("b.firms", FIRMS)])
def test_half_an_alternative_is_not_named_where_the_other_held(alone: tuple[str, dt.date]) -> None:
    text = said(("a.sold", SOLD), alone)
    assert text.endswith("Dat volgt uit: Titel a.sold (8 mei 2025).")
    assert alone[0] not in text
