"""Keys: doubles, dangling keys, and extracts of which too much fails."""

from __future__ import annotations

import pytest

from screening.errors import ExtractError

WOZ = "  woz_value: {path: woz.csv%s}\n"
WOZ_HEAD = "vbo_id;ref_date;value\n"
VBO = "9999010000000001"


def test_identical_rows_stay_once_and_differing_rows_go_all(woz):
    frame, quarantine, report = woz(
        f"{VBO};01-01-2025;1\n{VBO};01-01-2025;1\n"
        "9999010000000002;01-01-2025;1\n9999010000000002;01-01-2025;2\n"
        "9999010000000003;01-01-2025;3\n"
    )
    assert frame["value"].to_list() == [1.0, 3.0]
    assert quarantine["row"].to_list() == [3, 4, 5]
    assert quarantine["reason"].str.contains("identical").to_list() == [True, False, False]
    assert report.duplicate_keys == 3


def test_rows_without_a_key_are_doubles_only_when_identical(load):
    rows = "kvk_nr;kind;change_date\n" + "99000001;name;01-01-2025\n" * 2
    loaded = load("  kvk_change: {path: c.csv}\n", {"c.csv": rows + "99000001;name;02-01-2025\n"})
    assert loaded.registers["kvk_change"].height == 2
    assert loaded.quarantine["kvk_change"]["column"].to_list() == ["(whole row)"]


AREAS = "area_code;name;level\nGM9001;A;municipality\nGM9002;B;municipality\n"
FIGURES = "area_code;year;inhabitants\n9001;2024;5\nGM9002;2024;6\nGM9999;2024;7\n"


def test_figures_of_an_area_that_does_not_exist(load):
    registers = "  area: {path: a.csv}\n  area_population: {path: p.csv}\n"
    loaded = load(registers, {"a.csv": AREAS, "p.csv": FIGURES})
    assert loaded.registers["area_population"]["area_code"].to_list() == ["GM9001", "GM9002"]
    assert loaded.quarantine["area_population"]["reason"].to_list() == ["not in register area"]
    without = load("  area_population: {path: p.csv}\n", {"p.csv": FIGURES})
    assert without.registers["area_population"].height == 3


def test_other_dangling_keys_stay_and_show_in_the_match_rate(load):
    loaded = load(
        WOZ % "" + "  bag_object: {path: b.csv}\n",
        {"woz.csv": WOZ_HEAD + f"{VBO};01-01-2025;1\n9999010000000002;01-01-2025;1\n",
         "b.csv": f"vbo_id;usage\n{VBO};woonfunctie\n"},
    )  # fmt: skip
    report = loaded.reports["woz_value"]
    assert report.rows_loaded == 2
    assert report.match_rate == {"vbo_id->bag_object.vbo_id": 0.5}


def test_an_extract_of_which_most_rows_fail_is_refused_as_a_whole(load):
    rows = "".join(f"99990100000000{n:02d};01-01-2025;12.5\n" for n in range(10))
    with pytest.raises(ExtractError, match=r"10 of 10 rows.*decimal point where a decimal comma"):
        load(WOZ % "", {"woz.csv": WOZ_HEAD + rows})
