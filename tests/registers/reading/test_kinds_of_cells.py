"""Numbers, dates and texts as exports write them, each with what it can only mean."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from screening.errors import ProjectError
from screening.registers.schemas.blocked import is_blocked

WOZ = "  woz_value: {path: w.csv, max_quarantined: 1.0}\n"
VBO = "9999010000000001"
DAYS = {
    "45123": dt.date(2023, 7, 16), "45123,5": dt.date(2023, 7, 16),
    "1 maart 2024": dt.date(2024, 3, 1),
    "01-mrt-2024": dt.date(2024, 3, 1), "12 okt. 2023": dt.date(2023, 10, 12),
    "vrijdag 1 maart 2024": dt.date(2024, 3, 1), "03-Oct-2024": dt.date(2024, 10, 3),
    "2024-03-01T23:30:00Z": dt.date(2024, 3, 2), "20240301": dt.date(2024, 3, 1),
}  # fmt: skip
NO_DAYS = ["31 februari 2024", "1 maandag 2024", "1234", "999999", "2024", "12 2024", "maart 2024"]


@pytest.mark.parametrize("text", DAYS)
def test_a_day_however_it_is_written(woz, text):
    frame, aside, _ = woz(f"{VBO};{text};1\n")
    assert aside.is_empty()
    assert frame["ref_date"].to_list() == [DAYS[text]]


@pytest.mark.parametrize("text", NO_DAYS)
def test_what_is_no_day_is_set_aside(woz, text):
    frame, aside, _ = woz(f"{VBO};{text};1\n")
    assert frame.is_empty()
    assert "not a date" in aside["reason"].item()


def test_a_counted_day_is_repaired_and_said(woz):
    _, _, report = woz(f"{VBO};45123;1\n")
    assert report.repaired == {"ref_date": 1}


@pytest.mark.parametrize(("text", "share"), [("12,5%", 0.125), ("12,5 %", 0.125), ("0,4", 0.4)])
def test_a_percentage_is_a_share_where_a_share_belongs(load, text, share):
    content = f"area_code;name;level;rural_share\nWK900101;Oost;district;{text}\n"
    loaded = load("  area: {path: a.csv, max_quarantined: 1.0}\n", {"a.csv": content})
    assert loaded.registers["area"]["rural_share"].to_list() == [share]


def test_a_percentage_is_no_amount(woz):
    frame, aside, _ = woz(f"{VBO};01-01-2024;12%\n")
    assert frame["value"].to_list() == [None]
    assert "a percentage in a column of amounts" in aside["reason"].item()


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_that_does_not_say_so(load, encoding):
    content = "vbo_id;address\n9999010000000001;Caféstraat\n".encode(encoding)
    loaded = load("  bag_object: {path: b.csv}\n", {"b.csv": content})
    assert loaded.registers["bag_object"]["address"].item() == "Caféstraat"


def test_a_zero_byte_is_named_with_its_line(load):
    from screening.errors import ExtractError

    with pytest.raises(ExtractError, match=r"b\.csv:3: this is not a text file"):
        load("  bag_object: {path: b.csv}\n", {"b.csv": b"vbo_id;address\n1;a\n2;\0b\n"})


def test_a_backslash_before_a_quote_is_a_quote(load):
    content = f'vbo_id;address\n{VBO};"De \\"Zon\\"; achter"\n9999010000000002;"C:\\\\"\n'
    loaded = load("  bag_object: {path: b.csv}\n", {"b.csv": content})
    assert loaded.registers["bag_object"]["address"].to_list() == ['De "Zon"; achter', "C:\\\\"]


@pytest.mark.parametrize("header", ["OpenNatTerrein_12", "..OpenNat..", "Binnenwater"])
def test_a_word_within_another_is_no_hit(header):
    assert is_blocked(header) is None


@pytest.mark.parametrize("header", ["nat", "Nat_Code", "pers_nat", "NAT-OMS", "natCode", "nation"])
def test_the_word_itself_is(header):
    assert is_blocked(header) == "nationality"


def test_a_fraction_among_texts_is_no_thousands(load):
    objects = [
        {"kvk_nr": f"9900000{n}", "employees": each} for n, each in enumerate([1.125, "12", 1234.0])
    ]
    loaded = load("  kvk_company: {path: k.json}\n", {"k.json": json.dumps(objects)})
    assert loaded.registers["kvk_company"]["employees"].to_list() == [None, 12, 1234]
    assert loaded.quarantine["kvk_company"]["reason"].item().startswith("not a whole number")


@pytest.mark.parametrize(
    ("date", "text", "day"),
    [("dd-mm-yy", "31-12-24", dt.date(2024, 12, 31)), ("dd-mm-yy", "1-2-99", dt.date(1999, 2, 1)),
     ("dd-mm-yy", "01.02.39", dt.date(2039, 2, 1)), ("yy-mm-dd", "80-02-01", dt.date(1980, 2, 1)),
     ("dd/mm/yy", "31/12/00", dt.date(2000, 12, 31)),
     ("mm/dd/yy", "12/31/24", dt.date(2024, 12, 31)),
     ("dd-mm-yy", "31-12-24 10:30", dt.date(2024, 12, 31)),
     ("dd-mm-yy", "2024-12-31", dt.date(2024, 12, 31)),
     ("[dd-mm-yyyy, dd-mm-yy]", "31-12-2024", dt.date(2024, 12, 31)),
     ("[dd-mm-yyyy, dd-mm-yy]", "31-12-24", dt.date(2024, 12, 31)),
     ("dd-mm-yy", "31-12-2024", "not a date"), ("dd-mm-yy", "31-12-65", "either century"),
     ("dd-mm-yy", "31-02-24", "either century"), ("dd-mm-yyyy", "31-12-24", "set date: dd-mm-yy"),
     ("dd-mm-yyyy", "12/31/24", "set date: dd-mm-yy")],
)  # fmt: skip
def test_a_year_of_two_figures_is_read_where_its_form_is_said(woz, date, text, day):
    frame, aside, _ = woz(f"{VBO};{text};1\n", f", max_quarantined: 1, date: {date}")
    if isinstance(day, str):
        assert frame.is_empty()
        assert day in aside["reason"].item()
    else:
        assert frame["ref_date"].to_list() == [day]


def test_forms_that_fit_one_date_are_refused(woz):
    with pytest.raises(ProjectError, match="cannot be told apart"):
        woz(f"{VBO};01-02-03;1\n", ", date: [dd-mm-yy, yy-mm-dd]")
