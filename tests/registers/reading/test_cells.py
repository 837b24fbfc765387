"""Cells of a wrong form: set aside with a reason, never guessed; with their row where need be."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from screening.registers.reading.parse import parse_column
from screening.registers.reading.written import Steps, Written
from screening.registers.schemas import REGISTERS

MOST_SIGNS = 20_000
WOZ = "  woz_value: {path: woz.csv%s}\n"
WOZ_HEAD = "vbo_id;ref_date;value\n"
VBO = "9999010000000001"


@pytest.mark.parametrize(
    ("row", "column", "value", "reason"),
    [
        (f"{VBO};30-02-2025;1", "ref_date", "30-02-2025", "not a date on the calendar"),
        (f"{VBO};01-02-25;1", "ref_date", "01-02-25", "a year of two figures; set date"),
        (f"{VBO};01-01-2025;veel", "value", "veel", "not a number"),
        (f"{VBO};01-01-2025;inf", "value", "inf", "not a number"),
        (f"{VBO};01-01-2025;1e5", "value", "1e5", "not a number"),
        (f"{VBO};01-01-2025;1234.56", "value", "1234.56", "decimal point where a decimal comma"),
        (f"{VBO};01-01-2025;1.234", "value", "1.234", "decimal point where a decimal comma"),
        (f"{VBO};01-01-2025;-5", "value", "-5", "smaller than 0"),
        (
            f"{VBO};01-01-2025;9223372036854775807000",
            "value",
            "9223372036854775807000",
            "larger than",
        ),
        (f"{VBO};;1", "ref_date", "", "empty, but required"),
        ("12;01-01-2025;1", "vbo_id", "12", "expected 16 digits"),
        ("9,99901E+15;01-01-2025;1", "vbo_id", "9,99901E+15", "digits are lost"),
        (f"{VBO};01-01-2025", "", "", "row has 2 fields, the header has 3"),
        (f"{VBO};01-01-2025;1;x", "", "", "row has 4 fields, the header has 3"),
    ],
)
def test_a_bad_cell_is_set_aside(woz, row, column, value, reason):
    frame, quarantine, report = woz(f"{row}\n9999010000000002;01-01-2025;7\n")
    alone = column == "value"
    assert frame["value"].to_list() == ([None, 7.0] if alone else [7.0])
    assert report.values_quarantined == ({"value": 1} if alone else {})
    assert quarantine["reason"].item().endswith("the row is loaded, this is unknown") == alone
    line = quarantine.row(0, named=True)
    assert (line["source_file"], line["row"]) == ("woz.csv", 2)
    assert (line["column"], line["value"]) == (column, value)
    assert reason in line["reason"]


def test_a_row_with_two_bad_cells_is_one_line_naming_both(woz):
    _, quarantine, _ = woz(f"{VBO};30-02-2025;veel\n")
    assert quarantine.height == 1
    assert quarantine["column"].item() == "ref_date|value"
    assert quarantine["reason"].item().count("; ") >= 1


@pytest.mark.parametrize(
    ("written", "value"),
    [("1234,56", 1234.56), ("1.234,56", 1234.56), ("1.234.567", 1234567.0), ("€ 250.000,00", 2.5e5),
     ("12", 12.0), (" 12 ", 12.0), ("", None)],
)  # fmt: skip
def test_dutch_numbers(woz, written, value):
    frame, _, _ = woz(f"{VBO};01-01-2025;{written}\n")
    assert frame["value"].to_list() == [value]


def test_declared_thousands_settle_what_one_point_means(woz):
    frame, _, _ = woz(f"{VBO};01-01-2025;1.234\n", ", thousands: '.'")
    assert frame["value"].to_list() == [1234.0]


def test_declared_decimal_point(woz):
    frame, quarantine, _ = woz(
        f"{VBO};01-01-2025;1.234\n9999010000000002;01-01-2025;1,234\n", ", decimal: '.'"
    )
    assert frame["value"].to_list() == [1.234, None]
    assert "decimal comma where a decimal point" in quarantine["reason"].item()


@pytest.mark.parametrize(
    "written", ["05-03-2025", "5-3-2025", "2025-03-05", "20250305", "2025-03-05 00:00:00",
                "05-03-2025 13:45"],
)  # fmt: skip
def test_date_formats_may_be_mixed_in_one_file(woz, written):
    frame, _, _ = woz(f"{VBO};{written};1\n9999010000000002;01-01-2025;1\n")
    assert frame["ref_date"].to_list() == [dt.date(2025, 3, 5), dt.date(2025, 1, 1)]


def test_lost_zeros_come_back_and_are_counted(load):
    loaded = load(
        "  kvk_company: {path: k.csv}\n", {"k.csv": "kvk_nr;sbi_main\n1234567;56.10.1\n99000001;\n"}
    )
    assert loaded.registers["kvk_company"]["kvk_nr"].to_list() == ["01234567", "99000001"]
    assert loaded.reports["kvk_company"].repaired == {"kvk_nr": 1, "sbi_main": 1}


def test_unknown_codes_and_editions_list_what_is_allowed(load):
    loaded = load(
        "  kvk_company: {path: k.csv, max_quarantined: 1, codes: {status: {A: active}}}\n",
        {"k.csv": "kvk_nr;status;sbi_edition\n99000001;A;2008\n99000002;Q;2008\n99000003;A;1993\n"},
    )
    companies = loaded.registers["kvk_company"]
    assert companies["kvk_nr"].to_list() == ["99000001", "99000002", "99000003"]
    assert companies["status"].to_list() == ["active", None, "active"]
    assert companies["sbi_edition"].to_list() == ["2008", "2008", None]
    reasons = loaded.quarantine["kvk_company"]["reason"].to_list()
    assert "allowed: active, dissolved" in reasons[0]
    assert reasons[1].startswith("unknown code; allowed: 2008, 2025")


def test_yes_and_no_in_dutch(load):
    loaded = load(
        "  bibob_loan: {path: l.csv, max_quarantined: 1}\n",
        {"l.csv": "loan_id;application_id;contract\n1;a;Ja\n2;a;N\n3;a;\n4;a;misschien\n"},
    )
    assert loaded.registers["bibob_loan"]["contract"].to_list() == [True, False, None, None]
    assert "neither yes nor no" in loaded.quarantine["bibob_loan"]["reason"].item()


def test_a_cell_of_ten_million_characters_is_set_aside_and_shown_short(load):
    long = "x" * 10_000_000
    loaded = load(
        "  bag_object: {path: b.csv, max_quarantined: 1}\n",
        {"b.csv": f"vbo_id;address\n{VBO};{long}\n9999010000000002;kort\n"},
    )
    line = loaded.quarantine["bag_object"].row(0, named=True)
    assert len(line["value"]) < 300
    assert "text of 10000000 characters" in line["reason"]
    assert loaded.registers["bag_object"]["address"].to_list() == [None, "kort"]


def test_a_short_row_is_seen_in_a_file_with_quoted_separators(load):
    loaded = load(
        "  bag_object: {path: b.csv}\n",
        {
            "b.csv": "vbo_id;address;status\n"
            '9999010000000001;"Dorp; Laan 1";in gebruik\n'
            "9999010000000002;Laan 2\n"
            '9999010000000003;"Laan\n3; a";in gebruik\n'
        },
    )
    assert loaded.registers["bag_object"]["address"].to_list() == ["Dorp; Laan 1", "Laan\n3; a"]
    assert loaded.quarantine["bag_object"]["row"].to_list() == [3]


@pytest.mark.parametrize(
    "written", ["1234567", "01234567", "1234567.0", "0123 4567", "01.23.45.67", "1.234567E+6"]
)
def test_a_trade_register_number_however_written(load, written):
    loaded = load("  kvk_company: {path: k.csv}\n", {"k.csv": f"kvk_nr\n{written}\n99000001\n"})
    assert loaded.registers["kvk_company"]["kvk_nr"].to_list() == ["01234567", "99000001"]


def test_a_bag_id_with_its_namespace(load):
    text = "vbo_id\nNL.IMBAG.Verblijfsobject.9999010000000001\n999010000000002\n"
    loaded = load("  bag_object: {path: b.csv}\n", {"b.csv": text})
    assert loaded.registers["bag_object"]["vbo_id"].to_list() == [
        "9999010000000001",
        "0999010000000002",
    ]


def test_windows_line_ends_and_blank_lines(woz):
    frame, _, report = woz(f"{VBO};01-01-2025;1\r\n\r\n9999010000000002;30-02-2025;2\r\n;;\r\n")
    assert frame["value"].to_list() == [1.0]
    assert report.rows_read == 2


def test_a_blank_line_does_not_shift_row_numbers(woz):
    _, quarantine, _ = woz(f"{VBO};01-01-2025;1\n\n9999010000000002;30-02-2025;2\n")
    assert quarantine["row"].to_list() == [4]


def test_an_empty_extract_may_be_declared_right(woz):
    frame, _, report = woz("", ", may_be_empty: true")
    assert frame.height == report.rows_read == 0


def test_units_of_turnover_are_padded_by_their_kind(load):
    text = (
        "unit_type;unit_id;year\nestablishment;99000000001;2024\ncompany;1234567;2024\n"
        "company;99000001;2024\n"
    )
    loaded = load("  turnover: {path: t.csv}\n", {"t.csv": text})
    units = loaded.registers["turnover"]["unit_id"].to_list()
    assert units == ["099000000001", "01234567", "99000001"]
    assert loaded.reports["turnover"].repaired == {"unit_id": 2}


@pytest.mark.parametrize("code", ["9223372036854775807", "-9223372036854775808", "1000000000001"])
def test_a_code_in_a_column_of_numbers_is_set_aside(load, code):
    loaded = load(
        "  kvk_establishment: {path: v.csv, max_quarantined: 1.0}\n",
        {
            "v.csv": "est_nr;kvk_nr;employees_ft\n"
            f"000000000001;99000001;{code}\n000000000002;99000002;1000000000000\n"
        },
    )
    assert loaded.registers["kvk_establishment"]["employees_ft"].to_list() == [None, 10**12]
    line = loaded.quarantine["kvk_establishment"].row(0, named=True)
    assert (line["row"], line["column"], line["value"]) == (2, "employees_ft", code)
    assert "larger than" in line["reason"] or "smaller than" in line["reason"]


PERMIT = "permit_id;kind;vbo_id;start_date;end_date;status\n"


def test_a_value_that_cannot_be_read_never_becomes_what_nothing_means(load):
    """An end date that cannot be read is not "no end date"; a start is merely unknown."""
    loaded = load(
        "  permit: {path: p.csv, max_quarantined: 1}\n",
        {
            "p.csv": PERMIT + f"P1;kamerverhuur;{VBO};01-01-2020;n.v.t.;granted\n"
            f"P2;kamerverhuur;{VBO};31-02-2020;01-01-2030;granted\n"
            f"P3;kamerverhuur;{VBO};01-01-2020;;granted\n"
        },
    )
    permits = loaded.registers["permit"]
    assert permits["permit_id"].to_list() == ["P2", "P3"]
    assert permits["start_date"].to_list() == [None, dt.date(2020, 1, 1)]
    assert loaded.quarantine["permit"].select("row", "column").rows() == [
        (2, "end_date"),
        (3, "start_date"),
    ]


def test_what_is_known_of_a_row_that_was_set_aside_is_kept(load):
    loaded = load(
        "  permit: {path: p.csv, max_quarantined: 1}\n",
        {"p.csv": PERMIT + f"P1;kamerverhuur;{VBO};01-01-2020;n.v.t.;verleend\n"},
    )
    (row,) = loaded.unread["permit"].to_dicts()
    assert (row["permit_id"], row["vbo_id"], row["row"]) == ("P1", VBO, 2)
    assert row["__lost"] == ["end_date", "status"]
    assert not row["__kept"]


@pytest.mark.large
@pytest.mark.parametrize("months", [False, True], ids=["a year", "months"])
def test_what_reads_a_column_is_small_where_its_steps_are_worked_out(months):
    """A tree that grows with every step costs seconds a column, however few cells there are."""
    for register in REGISTERS.values():
        for name, declared in register.columns.items():
            steps = Steps(pl.DataFrame({name: ["1980"]}))
            written = Written(
                ("dd-mm-yyyy",), ",", None, native=False, codes={"9999": ""},
                blank=frozenset({"x"}), months=months, once=steps.once,
            )  # fmt: skip
            parsed = parse_column(name, declared, written)
            made = (parsed.value, parsed.reason, parsed.repaired, parsed.unknown)
            assert max(len(str(each)) for each in made) < MOST_SIGNS, f"{register.name}.{name}"
