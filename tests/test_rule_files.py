"""Every test inside every shipped rule file runs here, on the engine a run uses."""

from __future__ import annotations

import pytest

from screening.engines import get_engine
from screening.packs.loaded import LoadedRule
from screening.ruletests.rules import run_rule_tests
from tests.shipped import every_rule


@pytest.mark.parametrize("loaded", every_rule().values(), ids=lambda loaded: str(loaded.id))
def test_the_tests_of_the_rule_file(loaded: LoadedRule) -> None:
    failed = [outcome for outcome in run_rule_tests([loaded], get_engine()) if not outcome.passed]
    told = [f"{outcome.test}: {problem}" for outcome in failed for problem in outcome.problems]
    assert not told, "\n".join(told)
