"""Figures of areas that merged are added to those of the area of now, or told as not comparable."""

from __future__ import annotations

import polars as pl
import pytest

from screening.errors import ExtractError
from tests.thorough import some

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


HALFWAY = "9003;Dijkhoek;GM9001;2022-07-01\n"
VOID = "no figure, of a period in which there was no such area"
OWN = "not comparable: of an area that became part of {}, which has a figure of its own"
THEN = "not comparable: {} was another area then, and not all that it was made of has a figure"


def crime(*rows):
    """Rows of a code, a year, perhaps with a month, and a count."""
    parted = [(code, *map(str, when if isinstance(when, tuple) else (when, 0)), count)
              for code, when, count in rows]  # fmt: skip
    return "".join(f"GM900{c};{y};{m};crime;{n};\n" for c, y, m, n in parted)


UNCLEAR = (
    "not comparable: figures of {} of before are nearly those of what it was made of; leave the old"
    " codes out where they were worked back, and list it as part of itself where it grew"
)
REVISED = [(4, 2020, 100), (5, 2020, 50), (9, 2020, 153), (4, 2021, 110), (5, 2021, 50),
           (9, 2021, 158), (9, 2022, 170)]  # fmt: skip
STATED = {
    "empty cells of a new area and of its parts": (
        NEW, [(4, 2021, 10), (5, 2021, 5), (9, 2021, ""), (4, 2022, ""), (5, 2022, ""),
              (9, 2022, 16)],
        [(9, 2021, 15), (9, 2022, 16)], {VOID: 3},
    ),
    "an empty cell beside an area that grew": (
        GROWN, [(1, 2021, 10), (3, 2021, 5), (1, 2022, 16), (3, 2022, "")],
        [(1, 2021, 15), (1, 2022, 16)], {VOID: 1},
    ),
    "an empty cell alone": (GROWN, [(1, 2021, 10), (1, 2022, 16), (3, 2022, "")],
                            [(1, 2021, 10), (1, 2022, 16)], {VOID: 1}),
    "old codes after the day": (NEW, [(4, 2022, 10), (5, 2022, 5), (9, 2022, 16)],
                                [(9, 2022, 16)], {OWN.format("GM9009"): 2}),
    "an old code after the day, beside one that grew": (
        GROWN, [(1, 2021, 10), (3, 2021, 5), (1, 2022, 16), (3, 2022, 5)],
        [(1, 2021, 15), (1, 2022, 16)], {OWN.format("GM9001"): 1},
    ),
    "worked back, with old codes": (NEW, [(4, 2021, 10), (5, 2021, 5), (9, 2021, 15)],
                                    [(9, 2021, 15)], {OWN.format("GM9009"): 2}),
    "two added to one that grew": (
        GROWN + "GM9004;Kerkveen;GM9001;2022-01-01\n", [(1, 2021, 40), (3, 2021, 5), (4, 2021, 3)],
        [(1, 2021, 48)], {},
    ),
    "a part without a row": (NEW, [(4, 2021, 10), (9, 2022, 16)], [(9, 2022, 16)],
                             {THEN.format("GM9009"): 1}),
    "a part without a row after the day": (
        NEW, [(4, 2021, 10), (5, 2021, 5), (4, 2022, 11)], [(9, 2021, 15)],
        {"not comparable: of an area that became part of GM9009, and not of all of that": 1},
    ),
    "months of the year": (
        HALFWAY, [(1, (2022, 3), 10), (1, (2022, 4), 10), (3, (2022, 4), 5), (1, (2022, 7), 16)],
        [(1, 2022, 15), (1, 2022, 16)], {THEN.format("GM9001"): 1},
    ),
    "a year with the day in it": (
        HALFWAY, [(1, 2021, 10), (3, 2021, 5), (1, 2022, 14), (3, 2022, 3), (1, 2023, 16)],
        [(1, 2021, 15), (1, 2023, 16)],
        {"not comparable: GM9001 became another area within this period": 2},
    ),
    "a month with the day in it": (
        GROWN.replace("2022-01-01", "2022-07-15"), [(1, (2022, 7), 14), (3, (2022, 7), 3)], [],
        {"not comparable: GM9001 became another area within this period": 2},
    ),
    "one after the other": (
        "GM9003;Dijkhoek;GM9004;2018-01-01\n" + NEW.replace("2022", "2024"),
        [(3, 2017, 1), (4, 2017, 8), (5, 2017, 4), (4, 2020, 10), (5, 2020, 5), (9, 2024, 16)],
        [(9, 2017, 13), (9, 2020, 15), (9, 2024, 16)], {},
    ),
    "a part that was empty and there": (NEW, [(4, 2021, 10), (5, 2021, ""), (9, 2021, "")],
                                        [(9, 2021, None)], {VOID: 1}),
    "worked back, and revised in one year": (
        NEW, [*REVISED[:3], (4, 2021, 110), (5, 2021, 50), (9, 2021, 160)],
        [(9, 2020, 153), (9, 2021, 160)], {OWN.format("GM9009"): 4},
    ),
    "revised in every year": (NEW, REVISED, [(9, 2022, 170)], {UNCLEAR.format("GM9009"): 6}),
    "as large as what was added, and listed": (
        NEW + "GM9009;Nieuwland;GM9009;2022-01-01\n", REVISED,
        [(9, 2020, 303), (9, 2021, 318), (9, 2022, 170)], {},
    ),
    "in a row on one day": (
        "GM9003;Dijkhoek;GM9004;2022-01-01\n" + NEW,
        [(3, 2021, 1), (4, 2021, 10), (5, 2021, 5), (9, 2022, 16), (4, 2020, 10), (5, 2020, 5)],
        [(9, 2021, 16), (9, 2022, 16)], {THEN.format("GM9009"): 2},
    ),
    "of each other on one day": (
        "GM9004;Kerkveen;GM9005;2022-01-01\nGM9005;Zandwijk;GM9004;2022-01-01\n",
        [(4, 2021, 10), (5, 2021, 5), (4, 2022, 16)], [],
        {"not comparable: a figure of an area that was divided over GM9004, GM9005": 2,
         "not in register area": 1},
    ),
    "of another number": ("GM9004;Kerkveen;GM9009;2022-01-01\n", [(4, 2021, 10), (9, 2022, 11)],
                          [(9, 2021, 10), (9, 2022, 11)], {}),
}  # fmt: skip


@pytest.mark.parametrize("name", some(STATED, of=4))
@pytest.mark.parametrize("backwards", [False, True])
def test_figures_of_the_day_and_around_it(load, name, backwards):
    changes, rows, kept, set_aside = STATED[name]
    held, told, _ = counts(load, changes, crime(*(rows[::-1] if backwards else rows)))
    assert held == [(f"GM900{code}", year, count) for code, year, count in kept], told
    reasons = [reason for _, reason in told if "to which it is added" not in reason]
    assert {reason: reasons.count(reason) for reason in reasons} == set_aside


def test_rounded_figures_that_were_worked_back_stay(load):
    rows = "GM9004;2021;0;crime;10;5\nGM9005;2021;0;crime;5;5\nGM9009;2021;0;crime;15;5\n"
    rows += rows.replace("15;5", "20;5").replace("2021", "2020")
    held, _, _ = counts(load, NEW, rows, head=HEAD.replace("files", "rounded_to"))
    assert held == [("GM9009", 2020, 20), ("GM9009", 2021, 15)]


def test_an_empty_share_of_a_year_without_the_area_is_no_share(load):
    held, told, _ = counts(
        load, GROWN, "GM9001;2021;104\nGM9003;2022;\nGM9001;2022;105\n",
        of="  price_index: {path: c.csv}\n", head="area_code;year;index\n",
        columns=("area_code", "year", "index"),
    )  # fmt: skip
    assert held == [("GM9001", 2021, 104.0), ("GM9001", 2022, 105.0)]
    assert told == [(3, VOID)]


ROWS = crime((1, 2021, 10), (3, 2021, 5), (1, 2022, 16))
SUM = [("GM9001", 2021, 15), ("GM9001", 2022, 16)]


@pytest.mark.parametrize(
    "changes",
    [GROWN + "GM9001;Meerwolde (oud);GM9001;2022-01-01\n", GROWN + "GM9001;Meerwolde;GM9001;\n",
     "GM9001;Meerwolde;GM9001;2022-01-01\nGM9001;Meerwolde;GM9001;2019-01-01\n" + GROWN,
     GROWN + "GM9002;Oostveen;GM9009;2030-01-01\n"],
    ids=["itself", "itself without a day", "itself twice", "to come, of one that is there"],
)  # fmt: skip
def test_a_list_may_name_those_that_stayed(load, changes):
    held, _, loaded = counts(load, changes, ROWS)
    assert held == SUM
    areas = loaded.registers["area"]
    assert sorted(areas["area_code"]) == ["GM9001", "GM9002", "GM9009"]
    assert areas.filter(area_code="GM9001")["name"].item() == "Meerwolde"
    assert areas.filter(area_code="GM9001")["merged_into"].item() is None
    report = loaded.reports["area"]
    assert report.rows_read == report.rows_loaded + report.rows_quarantined


def test_the_list_says_that_an_area_grew_where_no_figure_does(load):
    itself = GROWN + "GM9001;Meerwolde;GM9001;2022-01-01\n"
    held, told, _ = counts(load, itself, crime((3, 2021, 5), (1, 2022, 16)))
    assert held == SUM[1:]
    assert told == [(2, THEN.format("GM9001"))]


def test_an_area_that_gave_a_part_stays_and_is_compared_from_then_on(load):
    divided = "GM9001;Meerwolde;GM9001;2022-01-01\nGM9001;Meerwolde;GM9002;2022-01-01\n"
    held, told, loaded = counts(
        load, divided, crime((1, 2021, 10), (2, 2021, 7), (1, 2022, 8), (2, 2022, 9), (9, 2021, 1))
    )
    assert held == [("GM9001", 2022, 8), ("GM9002", 2022, 9), ("GM9009", 2021, 1)]
    assert len(told) == 2
    assert "GM9001" in loaded.registers["area"]["area_code"].to_list()


def test_an_area_that_is_part_of_itself_alone_is_still_there(load):
    held, told, loaded = counts(load, "GM9001;Meerwolde;GM9001;\n", ROWS.replace("9003", "9002"))
    assert held == [("GM9001", 2021, 10), ("GM9001", 2022, 16), ("GM9002", 2021, 5)]
    assert told == []
    assert loaded.registers["area"]["merged_into"].to_list() == [None] * 3


@pytest.mark.parametrize("half", ["9003;Dijkhoek;GM9001;\n", "9003;Dijkhoek;;2022-01-01\n"])
def test_an_area_without_a_day_and_a_day_without_an_area_are_told(load, half):
    several = AREAS.replace("several", "max_quarantined: 1.0, several")
    files = {"g.csv": NOW, "h.csv": CHANGES + half + NEW, "c.csv": HEAD + ROWS}
    loaded = load(several + COUNTS, files)
    reason = "needs both: the area that it became part of, and the day"
    told = loaded.quarantine["area"].filter(pl.col("reason") == reason)
    assert told.select("source_file", "row").rows() == [("h.csv", 2)]
    assert "GM9003" not in loaded.registers["area"]["area_code"].to_list()
    with pytest.raises(ExtractError, match="needs both"):
        load(AREAS + COUNTS, files | {"h.csv": CHANGES + half})
