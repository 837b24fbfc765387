"""What an extract says that has no such column: stated once, in the schema."""

from __future__ import annotations

import pytest

from screening.registers.schemas import REGISTERS
from screening.registers.schemas.columns import MUNICIPALITY

VISITS = "inspection_id;inspection_date;est_nr%s\nI1;01-06-2025;999900000001%s\n"
INSPECTION = "  inspection: {path: i.csv, max_quarantined: 1}\n"


def test_before_the_first_selection_no_inspection_came_from_one(load):
    loaded = load(INSPECTION, {"i.csv": VISITS % ("", "")})
    assert loaded.registers["inspection"]["caused_by_selection"].to_list() == [False]
    report = loaded.reports["inspection"]
    assert report.assumed == {"caused_by_selection": "no, there was no earlier selection"}
    assert "caused_by_selection" in report.missing_columns


@pytest.mark.parametrize(("written", "read"), [("", None), ("misschien", None), ("ja", True)])
def test_a_cell_of_a_column_that_is_there_is_not_filled_in(load, written, read):
    loaded = load(INSPECTION, {"i.csv": VISITS % (";caused_by_selection", f";{written}")})
    assert loaded.registers["inspection"]["caused_by_selection"].to_list() == [read]
    assert loaded.reports["inspection"].assumed == {}


def test_each_extract_is_judged_by_its_own_columns(load):
    later = VISITS % (";caused_by_selection", ";ja")
    loaded = load(
        "  inspection: {path: 'i*.csv'}\n",
        {"i1.csv": VISITS % ("", ""), "i2.csv": later.replace("I1", "I2")},
    )
    assert loaded.registers["inspection"]["caused_by_selection"].to_list() == [False, True]


def test_what_a_missing_column_means_is_a_value_of_the_column():
    for name, register in REGISTERS.items():
        for column, fact in register.when_absent.items():
            declared = register.columns[column]
            assert fact.means
            if fact.of_project:
                assert declared.regex == MUNICIPALITY
                continue
            assert declared.nullable or fact.value is not None, f"{name}.{column}"
            if fact.value is None:
                assert (declared.metadata or {})["null_means"], f"{name}.{column}"
