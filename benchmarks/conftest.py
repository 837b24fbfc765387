from __future__ import annotations

import polars as pl
import pytest

from fixtures.scale import establishments

ESTABLISHMENTS = 1_000_000
READ = ["bag_object", "brp_count", "kvk_company", "kvk_establishment"]


@pytest.fixture(scope="session")
def registers() -> dict[str, pl.DataFrame]:
    made = establishments(ESTABLISHMENTS)
    return {name: made[name] for name in READ}
