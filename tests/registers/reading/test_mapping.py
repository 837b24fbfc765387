"""What a mapping says beyond the name of a column: joined, looked up, converted, unknown, dated."""

from __future__ import annotations

import datetime as dt
import os

import polars as pl
import pytest

from screening.errors import ExtractError, ProjectError
from screening.registers.reading.dated import day_of_name

VBO = "9999010000000001"
SECOND = VBO[:-1] + "2"
BAG = f"nummeraanduiding;straat;nr;toev;ha\n{VBO};Kade;2;A;0,5\n{SECOND};Kade;3;;\n"
MAPPED = (
    "  bag_object: {path: b.csv, columns: {vbo_id: nummeraanduiding, parcel_m2: ha},"
    ' joined: {address: [straat, " ", nr, " ", toev]}, units: {parcel_m2: ha}}\n'
)


def test_joined_columns_leave_out_what_is_blank_and_units_are_ours(load):
    loaded = load(MAPPED, {"b.csv": BAG})
    found = loaded.registers["bag_object"].select("address", "parcel_m2")
    assert found.rows() == [("Kade 2 A", 5_000.0), ("Kade 3", None)]
    assert not {"straat", "nr", "toev"} & set(loaded.reports["bag_object"].dropped_columns)


LOOKED = (
    "  bag_object: {path: b.csv, columns: {vbo_id: nummeraanduiding},"
    " lookup: {area_code: {file: wijken.csv, column: straat, key: Straat, value: Wijk}}}\n"
)


def test_a_value_is_looked_up_in_another_table(load):
    loaded = load(LOOKED, {"b.csv": BAG, "wijken.csv": "Straat;Wijk\nKade;WK900101\n"})
    assert loaded.registers["bag_object"]["area_code"].to_list() == ["WK900101"] * 2


@pytest.mark.parametrize(
    ("table", "message"),
    [("Straat;Wijk\nLaan;WK900101\n", "1 values are not in wijken.csv: 'Kade'"),
     ("Straat;Wijk\nKade;WK900101\nKade;WK900102\n", "'Kade' stands there with more than one"),
     ("Straat;Buurt\nKade;1\n", "has no 'Wijk'")],
)  # fmt: skip
def test_a_lookup_that_cannot_be_is_said(load, table, message):
    with pytest.raises(ExtractError, match=message):
        load(LOOKED, {"b.csv": BAG, "wijken.csv": table})


COUNTED = "  area_population: {path: p.csv, columns: {inhabitants: Inwoners (x 1 000)}%s}\n"
THOUSANDS = {"p.csv": "area_code;year;Inwoners (x 1 000)\nGM9001;2024;17,8\nGM9002;2024;18\n"}


def test_numbers_of_things_that_are_thousands(load):
    said = ", units: {inhabitants: x 1000}, max_quarantined: 1"
    loaded = load(COUNTED % said, THOUSANDS)
    assert loaded.registers["area_population"]["inhabitants"].to_list() == [17_800, 18_000]
    loaded = load(COUNTED % said, {"p.csv": THOUSANDS["p.csv"].replace("17,8", "17,80005")})
    assert loaded.registers["area_population"]["inhabitants"].to_list() == [None, 18_000]
    with pytest.raises(ExtractError, match="each number of inhabitants stands for more"):
        load(COUNTED % "", THOUSANDS)
    one = load(COUNTED % ", units: {inhabitants: x 1}, max_quarantined: 1", THOUSANDS)
    assert one.registers["area_population"]["inhabitants"].to_list() == [None, 18]


ASKED = (
    "bag_object: {{path: b.csv, lookup:"
    " {{address: {{file: w.csv, column: {}, key: {}, value: {}}}}}}}"
)
REFUSED = [
    ("bag_object: {path: b.csv, units: {parcel_m2: EUR}}", "parcel_m2 is in m2"),
    (
        "permit: {path: b.csv, units: {start_date: x 1}}",
        "start_date is in date, which 'x 1' cannot",
    ),
    ("bag_object: {path: b.csv, joined: {addres: [a, b]}}", "Did you mean 'address'"),
    ("bag_object: {path: b.csv, joined: {address: [a]}}", "joined"),
    ("bag_object: {path: b.csv, fixed: {address: x}, joined: {address: [a, b]}}", "stands under"),
    ("bag_object: {path: b.csv, not_blocked: {nat: natte grond en water}}", "rows about objects"),
    ("bag_object: {path: b.csv, not_blocked: {nat: ''}}", "text that is not empty"),
    ("bag_object: {path: b.csv, query: SELECT 1}", "for a database"),
    ("bag_object: {path: b.csv, joined: {address: [straat, ' ', Nationaliteit]}}", "never used"),
    ("bag_object: {path: b.csv, joined: {address: [straat, BSN]}}", "citizen service numbers"),
    *(
        (ASKED.format(*asked), said)
        for *asked, said in [
            ("BSN", "a", "b", "citizen service numbers"),
            ("a", "geboorteland", "b", "never used"),
            ("a", "b", "nat_code", "never used"),
        ]
    ),
    ("bag_object: {path: b.csv, units: [ha]}", "units"),
    ("bag_object: {path: b.csv, joined: straat, lookup: 3}", "lookup"),
]


@pytest.mark.parametrize(("source", "message"), REFUSED)
def test_a_mapping_that_says_nothing_or_twice_is_refused(load, source, message):
    with pytest.raises(ProjectError, match=message):
        load(f"  {source}\n", {"b.csv": BAG})


def test_a_joined_header_that_is_not_there_is_named(load):
    with pytest.raises(ExtractError, match="has no 'huisletter'"):
        load(MAPPED.replace("toev]", "huisletter]"), {"b.csv": BAG})


def test_marks_of_a_source_for_unknown_are_unknown_in_every_column(load):
    content = f"vbo_id;address;floor_m2\n{VBO};Geheim;99999\n{SECOND};Kade 1;80\n"
    source = "  bag_object: {path: b.csv, unknown: [geheim, '99999']}\n"
    loaded = load(source, {"b.csv": content})
    found = loaded.registers["bag_object"].select("address", "floor_m2")
    assert found.rows() == [(None, None), ("Kade 1", 80.0)]
    assert loaded.reports["bag_object"].unknown == {"address": 1, "floor_m2": 1}


def test_a_false_alarm_has_a_way_out_for_figures_of_areas(load):
    content = "area_code;name;level;nat_ha\nWK900101;Oost;district;5\n"
    source = "  area: {path: a.csv, columns: {land_km2: nat_ha}, units: {land_km2: ha}%s}\n"
    with pytest.raises(ProjectError, match="holds nationality"):
        load(source % "", {"a.csv": content})
    reason = ", not_blocked: {nat_ha: hectare nat terrein volgens de bodemstatistiek}"
    loaded = load(source % reason, {"a.csv": content})
    assert loaded.registers["area"]["land_km2"].to_list() == [0.05]
    report = loaded.reports["area"].as_dict()
    assert report["blocked_columns"] == []
    assert report["excused_columns"] == {"nat_ha": "hectare nat terrein volgens de bodemstatistiek"}
    other = reason.replace("nat_ha:", '"NAT  ha":').replace("nat_ha", "NAT ha")
    content = content.replace("nat_ha", "Nat ha")
    loaded = load((source % other).replace("nat_ha", "nat ha"), {"a.csv": content})
    assert list(loaded.reports["area"].excused_columns) == ["Nat ha"]


NAMES = {
    "bag_20251231.csv": dt.date(2025, 12, 31), "woz 31-12-2025.xlsx": dt.date(2025, 12, 31),
    "map/kvk_2025-07.csv": dt.date(2025, 7, 31), "x_202512.csv": dt.date(2025, 12, 31),
    "kvk_31012024.csv": dt.date(2024, 1, 31), "kvk 1-2-2024.csv": dt.date(2024, 2, 1),
    "KVK Jan 2024.csv": dt.date(2024, 1, 31), "kvk-2024-mrt.csv": dt.date(2024, 3, 31),
    "15 september 2024.csv": dt.date(2024, 9, 15), "kvk Q4 2023.csv": dt.date(2023, 12, 31),
    "kvk_2024Q1.csv": dt.date(2024, 3, 31), "2e kwartaal 2024.csv": dt.date(2024, 6, 30),
    "KVK 20240101-20240131.csv": dt.date(2024, 1, 31),
    "kvk 1-1-2024 tm 31-3-2024.csv": dt.date(2024, 3, 31),
    "tot 1-1-2025 vanaf 1-1-2024.csv": dt.date(2025, 1, 1),
    "bag_20240101_geleverd_20240315.csv": dt.date(2024, 1, 1),
    "kvk 2024-01-01-2024-03-31.csv": dt.date(2024, 3, 31),
    "kvk 20240101_20240131.csv": dt.date(2024, 1, 1),
    "kvk 2024-01-01 2024-03-31.csv": dt.date(2024, 1, 1),
    "bag 2024-01-01-2031-12-31.csv": dt.date(2024, 1, 1),
    "bag 1-1-2024 geldig tot 31-12-2031.csv": dt.date(2024, 1, 1),
    "bag geldig tot 1-2-2025 stand 1-1-2024.csv": dt.date(2024, 1, 1),
    "bag 31-12-2031.csv": None, "bag_geldig_tot_20311231.csv": None,
    "bag geldig t_m 1-2-2025.csv": None, "bag geldig vanaf 1-2-2025.csv": dt.date(2025, 2, 1),
    "kvk-12-31-2023.csv": None, "kvk_32012024.csv": None, "marge 2024.csv": None,
    "bestand.csv": None, "nr_123456789.csv": None, "x_20251332.csv": None,
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_the_day_in_the_name_of_a_file(name):
    assert day_of_name(name, dt.date(2025, 12, 31)) == NAMES[name]


@pytest.mark.parametrize(
    ("name", "content", "day", "by"),
    [("b_20251130.csv", f"vbo_id;Peildatum\n{VBO};01-12-2025\n", dt.date(2025, 12, 1), "column"),
     ("b_20251130.csv", f"vbo_id;Peildatum\n{VBO};?\n", dt.date(2025, 11, 30), "name"),
     ("b.csv", f"vbo_id\n{VBO}\n", dt.date(2025, 10, 2), "time")],
)  # fmt: skip
def test_the_day_an_extract_is_about_is_found_and_said(load, tmp_path, name, content, day, by):
    (tmp_path / name).write_text(content)
    moment = dt.datetime(2025, 10, 2, 12, tzinfo=dt.UTC).timestamp()
    os.utime(tmp_path / name, (moment, moment))
    loaded = load(f"  bag_object: {{path: {name}, reference_date: auto}}\n", {})
    report = loaded.reports["bag_object"]
    assert report.reference_date == day
    assert by in report.files[0].dated_by


def test_of_two_deliveries_the_newer_row_of_a_key_stays_and_the_other_is_counted(load):
    old = f"vbo_id;address\n{VBO};Kade 1\n{SECOND};Kade 2\n"
    new = f"vbo_id;address\n{VBO};Kade 11\n"
    files = {"bag_20251201.csv": new, "bag_20251101.csv": old}
    loaded = load("  bag_object: {path: bag_*.csv}\n", files)
    found = loaded.registers["bag_object"].sort("vbo_id").select("vbo_id", "address")
    assert found.rows() == [(VBO, "Kade 11"), (SECOND, "Kade 2")]
    assert loaded.quarantine["bag_object"]["reason"].to_list() == [
        "a later delivery of the same source has this row"
    ]
    assert "bag_object" not in loaded.unread


OLD_AND_NEW = [
    ("bag 9.csv", "bag 10.csv"), ("bag jan 2024.csv", "bag feb 2024.csv"),
    ("bag_31012024.csv", "bag_01022024.csv"), ("bag 31-1-2024.csv", "bag 1-2-2024.csv"),
    ("bag Q4 2023.csv", "bag Q1 2024.csv"), ("bag_v2.csv", "bag_v10.csv"),
    ("bag_2024-01-31 v9.csv", "bag_2024-01-31 v10.csv"), ("bag_311223.csv", "bag_010224.csv"),
    ("bag_231231.csv", "bag_240201.csv"), ("bag_000009.csv", "bag_000010.csv"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new"), OLD_AND_NEW)
def test_the_newer_delivery_is_told_by_days_and_numbers_not_by_the_alphabet(load, old, new):
    rows = "vbo_id;address\n" + VBO + ";%s\n"
    loaded = load("  bag_object: {path: bag*.csv}\n", {old: rows % "oud", new: rows % "nieuw"})
    assert loaded.registers["bag_object"]["address"].to_list() == ["nieuw"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("bag_010212.csv", "bag_020111.csv"), ("bag-12-31-2023.csv", "bag-01-31-2024.csv"),
     ("bag oud.csv", "bag nieuw.csv"),
     ("bag.csv", "bag (2).csv"), ("bag_1_9.csv", "bag_2_1.csv")],
)  # fmt: skip
def test_where_names_do_not_tell_which_delivery_is_newer_nothing_is_guessed(load, one, other):
    rows = f"vbo_id;address\n{SECOND};Laan 1\n{VBO};%s\n"
    files = {one: rows % "Kade 1", other: rows % "Kade 11"}
    loaded = load("  bag_object: {path: bag*.csv, max_quarantined: 1}\n", files)
    assert loaded.registers["bag_object"]["vbo_id"].to_list() == [SECOND]
    apart = loaded.quarantine["bag_object"].filter(pl.col("value") == VBO)["reason"].to_list()
    assert len(apart) == 2
    assert all("do not tell which is later" in reason for reason in apart)


def test_a_delivery_of_one_source_is_not_later_than_that_of_another(load):
    rows = "vbo_id;address\n" + VBO + ";%s\n"
    files = {
        "bag_1.csv": f"vbo_id;address\n{SECOND};Laan 1\n",
        "bag_2.csv": rows % "Kade 1",
        "x_1.csv": rows % "Kade 11",
        "x_2.csv": f"vbo_id;address\n{SECOND};Laan 1\n",
    }
    sources = "  bag_object:\n" + "".join(
        f"    - {{path: '{name}_*.csv', max_quarantined: 1}}\n" for name in ("bag", "x")
    )
    assert load(sources, files).registers["bag_object"]["vbo_id"].to_list() == [SECOND]


def test_within_one_delivery_rows_that_differ_are_still_set_aside(load):
    both = f"vbo_id;address\n{VBO};Kade 1\n{VBO};Kade 2\n"
    files = {"bag_1.csv": both, "bag_2.csv": f"vbo_id;address\n{SECOND};Laan 1\n"}
    loaded = load("  bag_object: {path: bag_*.csv, max_quarantined: 1}\n", files)
    assert loaded.registers["bag_object"]["vbo_id"].to_list() == [SECOND]


def test_marks_for_unknown_and_one_blank_cell_cost_nothing(load):
    rows = "9999010000000001;01-01-2025;\n9999010000000002;01-01-2025;310000\n"
    loaded = load(
        "  woz_value: {path: w.csv, unknown: [geheim]}\n",
        {"w.csv": "vbo_id;ref_date;value\n" + rows},
    )
    assert loaded.registers["woz_value"].sort("vbo_id")["value"].to_list() == [None, 310_000.0]
