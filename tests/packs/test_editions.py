"""A code of the SBI in a rule is said per edition, or is the same in both."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from screening.packs.lint import lint_packs
from screening.reference.tables import branch_groups, same_in_both
from tests.compiled import load_pack
from tests.shipped import shipped_packs

Write = Callable[..., Path]
_SELECT = (
    "SELECT e.vbo_id AS subject, COUNT(*) AS companies FROM kvk_establishment e "
    "WHERE {} GROUP BY e.vbo_id"
)
_PIECE = (
    "WITH d AS (SELECT vbo_id, LEFT(sbi, 2) AS division FROM kvk_establishment) "
    "SELECT d.vbo_id AS subject, COUNT(*) AS companies FROM d WHERE {} GROUP BY d.vbo_id"
)


def _found(folder: Path) -> list[str]:
    findings = lint_packs([load_pack(folder)])
    return [each.problem.found for each in findings if each.check == "code_without_edition"]


@pytest.mark.parametrize(
    "select",
    [
        _SELECT.format("STARTS_WITH(e.sbi, '9531')"),
        _SELECT.format("e.sbi LIKE '9531%'"),
        _SELECT.format("LEFT(e.sbi, 4) IN ('4777', '9531')"),
        _SELECT.format("e.sbi = '9531'"),
        _SELECT.format("e.sbi_edition IS NOT NULL AND STARTS_WITH(e.sbi, '9531')"),
        _SELECT.format("e.sbi_edition = '2008' OR STARTS_WITH(e.sbi, '9531')"),
        _PIECE.format("d.division = '9531'"),
    ],
)
def test_a_code_without_its_edition_is_found(write_pack: Write, select: str) -> None:
    (found,) = _found(write_pack({"select": select}))
    assert "'9531' is compared without its edition" in found


@pytest.mark.parametrize(
    "select",
    [
        _SELECT.format("e.sbi_edition = '2008' AND STARTS_WITH(e.sbi, '45205')"),
        _SELECT.format("e.sbi_edition = '2025' AND (e.sbi LIKE '9531%' OR e.sbi = '9532')"),
        _SELECT.format("IN_GROUP(e.sbi, 'car_repair')"),
        _SELECT.format("STARTS_WITH(e.sbi, '5210')"),
        _PIECE.format("d.division IN ('55', '56')"),
    ],
)
def test_a_code_with_its_edition_or_the_same_in_both_is_fine(
    write_pack: Write, select: str
) -> None:
    assert _found(write_pack({"select": select})) == []


def test_the_shipped_rules_say_every_code_per_edition() -> None:
    findings = lint_packs(list(shipped_packs().values()))
    assert not [each.problem.found for each in findings if each.check == "code_without_edition"]


def test_a_code_whose_meaning_moved_is_not_called_the_same() -> None:
    moved = {
        "478",
        "4791",
        "4932",
        "68202",
        "68203",
        "382",
        "383",
        "3832",
        "45",
        "46",
        "95",
        "9531",
    }
    assert not moved & same_in_both().keys()
    in_one = {
        prefix
        for group in branch_groups().values()
        for prefix in {*group.sbi["2008"]} ^ {*group.sbi["2025"]}
    }
    assert not in_one & same_in_both().keys()
