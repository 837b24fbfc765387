"""Every branch code has its division in words."""

from __future__ import annotations

import csv
from pathlib import Path

from screening.reference.divisions import FIGURES, divisions
from screening.reference.tables import branch_groups


def test_every_code_of_a_branch_group_has_one() -> None:
    codes = [
        code for group in branch_groups().values() for each in group.sbi.values() for code in each
    ]
    assert {code[:FIGURES] for code in codes} <= {*divisions()}


def test_every_division_of_the_published_codes_is_there(shared_data: Path) -> None:
    with (shared_data / "sbi2025" / "sbi2025_codes.csv").open(encoding="utf-8") as file:
        found = {row["code"][:FIGURES] for row in csv.DictReader(file)}
    assert found <= {*divisions()}
