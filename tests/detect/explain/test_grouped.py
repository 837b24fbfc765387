"""A group that is compared with is told in words, whatever columns and codes make it."""

from __future__ import annotations

import polars as pl
import pytest

from screening.comparison.kind import Label
from screening.detect.explain.grouped import in_words

LABELS = {
    "sbi4": Label("branchecode tot vier cijfers"),
    "size": Label("grootteklasse"),
    "urbanity_class": Label("stedelijkheid"),
}


@pytest.mark.parametrize(
    ("group", "told"),
    [
        ("sbi4=4779", "tweedehands goederen en goudinkoop (SBI 4779)"),
        ("sbi_edition=2025, sbi4=9999, size=2-4", "SBI 9999, grootteklasse 2-4"),
        ("branch=hairdressers, urbanity_class=2", "kappers, stedelijkheid 2"),
        ("urbanity_class=2", "stedelijkheid 2"),
        ("alle", "alle"),
        ("onbekende=3", "onbekende 3"),
    ],
)
def test_groups_are_told_in_words(group: str, told: str) -> None:
    groups = pl.Series("x_group", [group, None, group])
    shown = groups.to_frame().select(in_words(groups, LABELS)).to_series()
    assert shown.to_list() == [told, None, told]


def test_no_group_at_all_stays_unknown() -> None:
    groups = pl.Series("x_group", [None, None], pl.String)
    assert groups.to_frame().select(in_words(groups, LABELS)).to_series().to_list() == [None, None]
