"""What a problem says stays something that a person reads, whatever the file said."""

from __future__ import annotations

import pytest

from screening.errors import LONGEST, Problem, Where


@pytest.mark.parametrize("part", ["found", "expected", "remedy"])
def test_a_quoted_text_without_end_is_shortened(part: str) -> None:
    said = {"found": "x", part: f"no rule '{'0' * 1_000_000}' in this pack"}
    shown = getattr(Problem(**said, where=Where("a.yaml", 3)), part)
    assert len(shown) < LONGEST + 10
    assert shown.startswith("no rule '000")
    assert shown.endswith("000' in this pack")


def test_what_can_be_read_stays_whole() -> None:
    assert Problem("é" * LONGEST).found == "é" * LONGEST
