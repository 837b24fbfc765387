"""Binary workbooks are read as the others are."""

from __future__ import annotations

import datetime as dt

import pytest

from screening.errors import ExtractError
from tests.registers.reading.xlsb import NOT_AVAILABLE, xlsb

COMPANY = "  kvk_company: {path: k.xlsb, max_quarantined: 1}\n"
ROWS = [
    ["Bedrijven", None, None, None, None],
    [None, None, None, None, None],
    ["kvk_nr", "trade_name", "start_date", "employees", "end_date"],
    [1234567, "Caf\u00e9", 45292, 5, None],
    ["99000001", '="B"', "03-04-2024", "n.v.t.", None],
    ["99000002", "C", NOT_AVAILABLE, 6.5, None],
    ["Bron: eigen", None, None, None, None],
]


def test_a_binary_workbook(load):
    loaded = load(COMPANY, {"k.xlsb": xlsb(ROWS)})
    found = loaded.registers["kvk_company"].select("kvk_nr", "trade_name", "start_date")
    assert found.rows() == [
        ("01234567", "Caf\u00e9", dt.date(2024, 1, 1)),
        ("99000001", "B", dt.date(2024, 4, 3)),
        ("99000002", "C", None),
    ]
    lines = loaded.quarantine["kvk_company"].filter(row=7)
    assert lines["reason"].item() == "a note with the table, no row of the register"
    report = loaded.reports["kvk_company"]
    assert report.rows_read == report.rows_loaded + report.rows_quarantined == 4


def test_an_error_in_a_binary_workbook_is_unreadable(load):
    loaded = load(COMPANY, {"k.xlsb": xlsb(ROWS)})
    (line,) = loaded.quarantine["kvk_company"].filter(row=6).to_dicts()
    assert "start_date" in line["column"]
    assert "#N/A" in line["value"]
    assert line["reason"].startswith("an error of the spreadsheet")


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.95])
def test_a_binary_workbook_that_was_cut_is_refused(load, cut):
    content = xlsb(ROWS)
    with pytest.raises(ExtractError):
        load(COMPANY, {"k.xlsb": content[: int(len(content) * cut)]})
