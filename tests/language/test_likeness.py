"""LIKE patterns mean what a regular expression would, and none takes the gate long."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.errors import PackError
from screening.language.grounds import ground_of_pattern, ground_of_value
from screening.language.likeness import Likeness
from tests.compiled import load_pack

SECONDS = 1.0
"""Of the processor, what one rule may take to be judged."""
_SELECT = (
    "SELECT e.vbo_id AS subject, COUNT(*) AS companies FROM kvk_establishment e "
    "JOIN kvk_company c ON c.kvk_nr = e.kvk_nr WHERE {} GROUP BY e.vbo_id"
)
_signs = st.text("ab\n", max_size=8)


@given(pattern=st.text("ab%_\n.", max_size=8), text=_signs, any_case=st.booleans())
def test_a_pattern_fits_what_it_says(pattern: str, text: str, any_case: bool) -> None:
    meant = re.escape(pattern).replace("%", ".*").replace("_", ".")
    flags = re.DOTALL | (re.IGNORECASE if any_case else 0)
    fits = re.fullmatch(meant, text, flags) is not None
    assert Likeness(pattern, any_case=any_case).fits(text) == fits
    assert Likeness(pattern.upper(), any_case=True).fits(text) == bool(
        re.fullmatch(meant, text, re.DOTALL)
    )


@pytest.mark.parametrize("column", ["c.legal_form", "e.sbi_edition", "e.sbi", "LOWER(c.status)"])
@pytest.mark.parametrize(
    "pattern", ["%" * 30 + "q", "%e" * 20 + "q", "%e_" * 12 + "q", "%a%e%i" * 9, "%e" * 9_000]
)
def test_no_pattern_hangs_the_gate(
    write_pack: Callable[..., Path], column: str, pattern: str
) -> None:
    folder = write_pack({"select": _SELECT.format(f"{column} LIKE '{pattern}'")})
    before = process_time()
    with pytest.raises(PackError):
        load_pack(folder)
    assert process_time() - before < SECONDS


@pytest.mark.parametrize(
    "piece", ["|1", "@1@", "a ", "x-", "%", " .*", "niet ", "van ", "1a", "\\u"]
)
def test_no_text_takes_long_to_be_judged(piece: str) -> None:
    text = (piece * 20_000)[:20_000]
    before = process_time()
    ground_of_value(text)
    ground_of_pattern(text)
    assert process_time() - before < 2 * SECONDS
