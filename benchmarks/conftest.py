from __future__ import annotations

import gc
from collections.abc import Iterator

import polars as pl
import pytest

from fixtures.scale import establishments

ESTABLISHMENTS = 1_000_000
READ = ["bag_object", "brp_count", "kvk_company", "kvk_establishment"]


@pytest.fixture(scope="session")
def registers() -> dict[str, pl.DataFrame]:
    made = establishments(ESTABLISHMENTS)
    return {name: made[name] for name in READ}


@pytest.fixture(autouse=True)
def garbage_as_in_the_command() -> Iterator[None]:
    """Look for garbage as seldom as the command does, and not in what pytest brought along."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(2_000_000, 20, 50)
    yield
    gc.set_threshold(*before)
    gc.unfreeze()
