"""Figures of areas that merged are added to those of the area of now, or told as not comparable."""

from __future__ import annotations

import pytest

AREAS = (
    "  area:\n"
    "    - {path: g.csv, fixed: {level: municipality}}\n"
    "    - {path: h.csv, columns: {area_code: oud, merged_into: nieuw, merged_on: datum},"
    " fixed: {level: municipality}, several: [merged_into]}\n"
)
NOW = "area_code;name\nGM9001;Meerwolde\nGM9002;Oostveen\nGM9009;Nieuwland\n"
CHANGES = "oud;name;nieuw;datum\n"
COUNTS = "  area_count: {path: c.csv}\n"
HEAD = "area_code;year;month;phenomenon;count;files\n"
GROWN = "9003;Dijkhoek;GM9001;2022-01-01\n"
NEW = "GM9004;Kerkveen;GM9009;2022-01-01\nGM9005;Zandwijk;GM9009;2022-01-01\n"


def counts(load, changes, rows, of=COUNTS, head=HEAD, columns=("area_code", "year", "count")):
    files = {"g.csv": NOW, "h.csv": CHANGES + changes, "c.csv": head + rows}
    loaded = load(AREAS + of, files)
    name = of.split(":")[0].strip()
    report = loaded.reports[name]
    assert report.rows_read == report.rows_loaded + report.rows_quarantined
    told = loaded.quarantine[name].select("row", "reason").rows()
    return sorted(loaded.registers[name].select(columns).rows()), told, loaded


def test_an_area_that_grew_is_compared_with_all_that_is_in_it_now(load):
    held, told, loaded = counts(
        load, GROWN, "GM9001;2021;0;crime;10;4\nGM9003;2021;0;crime;5;2\nGM9001;2023;0;crime;16;8\n"
        "GM9002;2021;0;crime;7;3\n",
    )  # fmt: skip
    assert held == [("GM9001", 2021, 15), ("GM9001", 2023, 16), ("GM9002", 2021, 7)]
    assert told == [(3, "a figure of an area that became part of GM9001, to which it is added")]
    assert sorted(loaded.registers["area"]["area_code"]) == ["GM9001", "GM9002", "GM9009"]
    (gone,) = loaded.quarantine["area"]["reason"]
    assert gone == "an area that became part of GM9001; its figures are added to those"
    files = loaded.registers["area_count"].filter(year=2021, area_code="GM9001")["files"].item()
    assert files is None  # one file can be about both


def test_a_new_area_has_the_figures_of_those_it_was_made_of(load):
    held, _, _ = counts(
        load, NEW, "GM9004;2021;0;crime;10;\nGM9005;2021;0;crime;5;\nGM9009;2023;0;crime;16;\n"
    )
    assert held == [("GM9009", 2021, 15), ("GM9009", 2023, 16)]


@pytest.mark.parametrize(
    ("changes", "rows", "kept"),
    [
        (NEW, "GM9004;2020;0;crime;9;\nGM9004;2021;0;crime;10;\nGM9005;2020;0;crime;5;\n",
         [("GM9009", 2020, 14)]),
        (GROWN, "GM9001;2020;0;crime;9;\nGM9001;2021;0;crime;10;\nGM9003;2020;0;crime;5;\n",
         [("GM9001", 2020, 14)]),
        (GROWN, "GM9001;2020;0;crime;9;\nGM9003;2021;0;crime;10;\nGM9003;2020;0;crime;5;\n",
         [("GM9001", 2020, 14)]),
    ],
    ids=["of a new area", "without what was added", "of what was added alone"],
)  # fmt: skip
def test_a_figure_of_a_part_is_not_that_of_the_whole(load, changes, rows, kept):
    held, told, _ = counts(load, changes, rows)
    assert held == kept
    lacks = [reason for _, reason in told if reason.startswith("not comparable")]
    said = "was another area then, and not all that it was made of has a figure"
    assert lacks == [f"not comparable: {kept[0][0]} {said}"]


def test_what_is_not_known_of_a_part_is_not_known_of_the_whole(load):
    held, _, _ = counts(load, GROWN, "GM9001;2021;0;crime;10;\nGM9003;2021;0;crime;;\n")
    assert held == [("GM9001", 2021, None)]


def test_each_phenomenon_is_told_by_its_own_figures(load):
    """A source that works its figures back to the areas of today holds none of those before."""
    held, told, _ = counts(
        load, GROWN, "GM9001;2021;0;crime;10;\nGM9003;2021;0;crime;5;\nGM9001;2021;0;fires;3;\n",
        columns=("area_code", "phenomenon", "count"),
    )  # fmt: skip
    assert held == [("GM9001", "crime", 15), ("GM9001", "fires", 3)]
    assert len(told) == 1


def test_areas_that_merge_again_and_months(load):
    twice = "GM9003;Dijkhoek;GM9004;2018-01-01\nGM9004;Kerkveen;GM9001;2022-01-01\n"
    held, _, _ = counts(
        load, twice, "GM9003;2017;3;crime;1;\nGM9004;2017;3;crime;2;\nGM9001;2017;3;crime;4;\n"
        "GM9004;2021;0;crime;20;\nGM9001;2021;0;crime;40;\n",
    )  # fmt: skip
    assert held == [("GM9001", 2017, 7), ("GM9001", 2021, 60)]


def test_what_was_divided_over_several_is_compared_with_nothing(load):
    divided = "GM9003;Dijkhoek;GM9001;2022-01-01\nGM9003;Dijkhoek;GM9002;2022-01-01\n"
    held, told, _ = counts(
        load, divided, "GM9003;2021;0;crime;9;\nGM9001;2021;0;crime;10;\nGM9001;2022;0;crime;15;\n"
        "GM9002;2022;0;crime;6;\nGM9009;2021;0;crime;2;\n",
    )  # fmt: skip
    assert held == [("GM9001", 2022, 15), ("GM9002", 2022, 6), ("GM9009", 2021, 2)]
    assert told[0] == (
        2, "not comparable: a figure of an area that was divided over GM9001, GM9002"
    )  # fmt: skip
    assert told[1][1].startswith("not comparable: GM9001 was another area then")


def test_shares_and_indices_do_not_add_up(load):
    held, told, _ = counts(
        load, GROWN, "GM9001;2021;104\nGM9003;2021;101\nGM9001;2022;105\n",
        of="  price_index: {path: c.csv}\n", head="area_code;year;index\n",
        columns=("area_code", "year", "index"),
    )  # fmt: skip
    assert held == [("GM9001", 2022, 105.0)]
    assert [reason.split(":")[0] for _, reason in told] == ["not comparable"] * 2


def test_a_merger_to_come_changes_nothing(load):
    later = "GM9003;Dijkhoek;GM9001;2027-01-01\n"
    held, told, loaded = counts(load, later, "GM9001;2021;0;crime;1;\nGM9003;2021;0;crime;5;\n")
    assert held == [("GM9001", 2021, 1), ("GM9003", 2021, 5)]
    assert told == []
    assert "GM9003" in loaded.registers["area"]["area_code"].to_list()
