"""300 texts of the demo read as they were read last: Dutch, neutral, and to the point."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.golden import FILE, MANY, golden

if TYPE_CHECKING:
    from screening.pipeline import RunResult


def test_texts_of_the_demo_are_those_that_were_read(demo_run: RunResult) -> None:
    kept = FILE.read_text(encoding="utf-8")
    assert kept.count("\n") == MANY
    assert golden(demo_run.signals).splitlines() == kept.splitlines()


NO_REASON = re.compile(
    r": 0[.;]|: nee\b|onbekend [a-z]|\d\.\d{3} dagen|(?<![\d.,])1 andere \w+en|: -\d|\(in dagen\)"
)
"""What says nothing, and numbers that nobody can picture."""


def test_no_reason_of_the_demo_is_a_zero_a_no_or_thousands_of_days() -> None:
    told = FILE.read_text(encoding="utf-8").splitlines()
    assert not [line for line in told if NO_REASON.search(line)]
