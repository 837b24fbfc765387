"""Who ended level at the cut: some by name on the cover, all in the json."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from screening.lists.leading import TIED
from screening.publish.run import MOST_TIED, notes
from tests.prioritise.test_run import made, vbo


@pytest.mark.parametrize(
    ("number", "rest"), [(1, ""), (MOST_TIED, ""), (MOST_TIED + 1, " en nog 1"), (50, " en nog 45")]
)
def test_a_cover_names_few_of_them(
    number: int, rest: str, reasons: Callable[..., Any], pack: Callable[..., Any]
) -> None:
    signals = reasons(f"address.x 3 address:{vbo(1)}", lists=["octopus.auto"])
    listed = made(signals, [pack("octopus", "octopus.auto")], {})["octopus.auto"]
    tied = replace(listed, ties=[f"Dijk {n}" for n in range(number)])
    named = ", ".join(f"Dijk {n}" for n in range(min(number, MOST_TIED)))
    assert f"{TIED}{named}{rest}." in notes(tied)
