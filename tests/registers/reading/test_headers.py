"""A header is found as people read it, and what two can be is asked for."""

from __future__ import annotations

import pytest

from screening.errors import ExtractError
from screening.registers.reading.header_line import plain

ROW = "\n9999010000000001;01-01-2025;5\n"


@pytest.mark.parametrize(
    "header",
    ["Datum WOZ", " datum  woz ", "Datum\u00a0WOZ", '"Datum\nWOZ"', "Da\u200btum W\u00adOZ",
     "Datum\x1fWOZ", "DATUM\tWOZ", "Datum WOZ\u00a0\u00a0"],
)  # fmt: skip
def test_case_space_and_what_nobody_sees_do_not_count(load, header: str) -> None:
    source = "  woz_value: {path: w.csv, columns: {ref_date: 'Datum WOZ'}}\n"
    loaded = load(source, {"w.csv": f"vbo_id;{header};value{ROW}"})
    assert loaded.registers["woz_value"]["ref_date"].null_count() == 0
    assert plain(header.strip('"')) == "datum woz"


def test_the_header_as_written_goes_before_one_that_is_like_it(load) -> None:
    text = "vbo_id;ref_date;value;VALUE\n9999010000000001;01-01-2025;5;6\n"
    loaded = load("  woz_value: {path: w.csv}\n", {"w.csv": text})
    assert loaded.registers["woz_value"]["value"].to_list() == [5.0]
    with pytest.raises(ExtractError, match="2 columns are called 'Value': 'value', 'VALUE'"):
        load("  woz_value: {path: w.csv, columns: {value: Value}}\n", {})


def test_a_message_names_the_first_headers_only_and_cuts_them(load) -> None:
    text = ";".join(["x" * 500, *(f"k{n}" for n in range(500))]) + "\n" + ";" * 500 + "1\n"
    with pytest.raises(ExtractError) as caught:
        load("  woz_value: {path: w.csv}\n", {"w.csv": text})
    (first, _) = caught.value.problems
    assert len(str(first)) < 700
    assert "and 481 more" in first.expected


def test_a_blank_header_is_never_taken_for_a_column(load) -> None:
    text = "vbo_id;;ref_date;\n9999010000000001;x;01-01-2025;y\n"
    loaded = load("  woz_value: {path: w.csv}\n", {"w.csv": text})
    assert loaded.reports["woz_value"].dropped_columns == ()
