"""Codes of branches as numbers, and several of them in one cell."""

from __future__ import annotations

import pytest

from tests.registers.reading.test_numbers import read
from tests.registers.reading.test_sheet_marks import as_kind

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


@pytest.mark.parametrize("kind", ["xlsx", "json", "parquet"])
def test_before_a_number_no_zero_can_stand(load, kind):
    source = f"  kvk_company: {{path: k.{kind}, max_quarantined: 1}}\n"
    codes = [1411, 161, 56101, 1131]
    rows = [[f"9900000{n}", code, code] for n, code in enumerate(codes, 1)]
    head = ["kvk_nr", "sbi_main", "sbi_other"]
    loaded = load(source, {f"k.{kind}": as_kind(kind, [head, *rows])})
    for column in ("sbi_main", "sbi_other"):
        read = loaded.registers["kvk_company"].sort("kvk_nr")[column].to_list()
        assert read == ["56101", "01131"]
    told = loaded.quarantine["kvk_company"]
    assert told["value"].to_list() == ["1411|1411", "161|161"]
    assert told["reason"].str.starts_with("may be ").all()
    texts = [[nr, str(code), str(other)] for nr, code, other in rows[:3]]
    kept = load(source, {f"k.{kind}": as_kind(kind, [head, *texts])})
    assert kept.registers["kvk_company"]["sbi_main"].to_list() == ["1411", "161", "56101"]
