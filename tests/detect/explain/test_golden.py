"""300 texts of the demo read as they were read last: Dutch, neutral, and to the point."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.golden import FILE, MANY, golden

if TYPE_CHECKING:
    from screening.pipeline import RunResult


def test_texts_of_the_demo_are_those_that_were_read(demo_run: RunResult) -> None:
    kept = FILE.read_text(encoding="utf-8")
    assert kept.count("\n") == MANY
    assert golden(demo_run.signals).splitlines() == kept.splitlines()
