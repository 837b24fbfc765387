"""Codes of branches as numbers, and several of them in one cell."""

from __future__ import annotations

import pytest

from tests.registers.reading.test_numbers import read

ONE = {
    "1131.0": "01131", "1131,0": "01131", "5610.0": "5610", "56101.0": "56101", "01131.0": "01131",
    "1.61": "0161", "1.6": "016", "1.13.1": "01131", "56.10.1": "56101", "4.71": None,
    "56.0": None, "n.v.t.": None, "-": None, "SBI 5610": "5610", "Horeca 5610": None,
    "113156101": None,
}  # fmt: skip


@pytest.mark.parametrize("cell", ONE)
def test_a_code_that_became_a_number_is_itself_or_set_aside(cell):
    values, reasons, unknown = read("kvk_company", "sbi_main", [cell, None])
    assert values == [ONE[cell], None]
    assert (reasons[0] is None) == (ONE[cell] is not None)
    assert unknown[0] == (cell in ("n.v.t.", "-"))


SEVERAL = {
    "01131|4711": "01131|4711", "56101/47911": "47911|56101", "56101\n47911": "47911|56101",
    "56101 en 47911": "47911|56101", "56101; 47911": "47911|56101", "56101 47911": "47911|56101",
    "1131.0": "01131", "1131,0": "01131", "1.61|56.10.1": "0161|56101", "1131|4711": "01131|4711",
    "[]": None,
}  # fmt: skip
NONE = {
    "n.v.t.": True, "-": True, "geen": True, "A,B": False, "113156101": False, "56 10": False,
    "4711|x": False, "56.0": False, "|": False,
}  # fmt: skip


@pytest.mark.parametrize("cell", SEVERAL)
def test_codes_in_one_cell(cell):
    values, reasons, _ = read("kvk_company", "sbi_other", [cell, "56101"])
    assert (values, reasons) == ([SEVERAL[cell], "56101"], [None, None])


@pytest.mark.parametrize("cell", NONE)
def test_what_is_no_list_of_codes_is_not_loaded_as_one(cell):
    values, reasons, unknown = read("kvk_company", "sbi_other", [cell, "56101"])
    assert values == [None, "56101"]
    assert reasons[0] is not None
    assert unknown[0] == NONE[cell]


def test_a_code_that_may_have_lost_its_zero_is_set_aside_among_others():
    values, reasons, _ = read("kvk_company", "sbi_other", ["1131|4711", "1411|4711", "56101"])
    assert values == ["01131|4711", None, "56101"]
    assert "may be 1411" in reasons[1]
    values, _, _ = read("kvk_company", "sbi_other", ["01131", "1411|4711"])
    assert values == ["01131", "1411|4711"]


def test_zeros_put_back_among_others_are_counted(load):
    loaded = load(
        "  kvk_company: {path: k.csv}\n",
        {"k.csv": "kvk_nr;sbi_other\n99000001;1131|4711\n99000002;56101\n"},
    )
    assert loaded.reports["kvk_company"].repaired == {"sbi_other": 1}
