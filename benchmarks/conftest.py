from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest


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
