from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from screening.comparison.blocks import apply_compares
from screening.comparison.kinds.rate import RateCompare
from screening.comparison.table import TableComparison, compare_table, read_counts
from screening.errors import ExtractError

COLUMNS = {"key": "area", "count": "events", "per": "people"}


def table(text: str | bytes, folder: Path, by: str | None = None) -> TableComparison:
    file = folder / "export.csv"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    frame = read_counts(file, **COLUMNS, by=by)
    return compare_table(frame, **COLUMNS, by=by)


def problems(text: str | bytes, folder: Path, by: str | None = None) -> str:
    with pytest.raises(ExtractError) as error:
        table(text, folder, by)
    return str(error.value)


PLAIN = "area,events,people\nA,30,1000\nB,45,1500\nC,90,1000\n"


def test_one_row_per_row_and_the_overall_figures_once(tmp_path: Path) -> None:
    found = table(PLAIN, tmp_path)
    assert found.rows.columns == [
        "key", "count", "per", "rate", "lower95", "upper95", "expected", "ratio", "z", "p", "q",
        "level", "flag998", "reason",
    ]  # fmt: skip
    assert found.rows["key"].to_list() == ["A", "B", "C"]
    assert found.rows["rate"].to_list() == pytest.approx([300, 300, 900])
    assert found.overall.columns == ["n", "rate", "phi", "tau2"]
    assert found.overall.row(0)[:2] == (3, pytest.approx(165 / 3500 * 10_000))


def test_the_figures_of_the_rules() -> None:
    frame = pl.DataFrame(
        {"subject": [f"GM9{i:03d}" for i in range(30)], "o": [20 + i * i for i in range(30)]}
    ).with_columns(n=5000 + 100 * pl.col("o"))
    found = compare_table(frame, "subject", "o", "n", 1000).rows
    block = RateCompare(kind="rate", count="o", per="n", scale=1000)
    rule = apply_compares(frame, {"x": block})
    for name in ("ratio", "z", "p", "q", "level"):
        assert found[name].to_list() == rule[f"x_{name}"].to_list()
    assert found["rate"].to_list() == pytest.approx(rule["x_value"].to_list())


@pytest.mark.parametrize(
    "text",
    [
        "area;events;people\nA;30;1000\nB;45;1500\nC;90;1000\n",
        "\ufeffarea,events,people\r\nA,30,1000\r\nB,45,1500\r\nC,90,1000\r\n",
        'area;events;people\n"A";30,0;1.000,0\n"B";45,0;1.500,0\n"C";90,0;1.000,0\n',
        "area\tevents\tpeople\nA\t30\t1000.0\nB\t45.0\t1500.0\nC\t90\t1000.0\n",
        '"area","events","people"\n A ,"30"," 1000 "\nB,45,"1,500.0"\nC,90,1000\n',
        "area;events;people\rA;30;1000\rB;45;1500\rC;90;1000\r",
        "area;events;people\r\nA;30;1000\rB;45;1500\nC;90;1000",
        "area;events;people;bron\nA;30;1000;x\nB;45;1500\nC;90;1000\n",
    ],
)
def test_however_it_was_exported(text: str, tmp_path: Path) -> None:
    assert table(text, tmp_path).rows.equals(table(PLAIN, tmp_path).rows)


def test_windows_encoding(tmp_path: Path) -> None:
    text = "area;events;people\nSúdwest-Fryslân;30;1000\nB;45;1500\n".encode("cp1252")
    assert table(text, tmp_path).rows["key"][0] == "Súdwest-Fryslân"


@pytest.mark.parametrize("mark", ["", ".", "-", "NA", "n.v.t.", " "])
def test_a_missing_cell_is_reported_and_not_judged(mark: str, tmp_path: Path) -> None:
    found = table(PLAIN + f"D,{mark},1000\nE,20,{mark}\n", tmp_path).rows
    assert found["reason"].to_list() == [
        "", "", "", "count is missing", "denominator is missing",
    ]  # fmt: skip
    assert found["level"].tail(2).to_list() == [None, None]
    assert found.head(3).equals(table(PLAIN, tmp_path).rows)


def test_a_denominator_of_zero_is_reported_and_not_judged(tmp_path: Path) -> None:
    row = table(PLAIN + "D,5,0\n", tmp_path).rows.row(3, named=True)
    assert [row["rate"], row["level"], row["flag998"]] == [None, None, ""]
    assert row["reason"] == "denominator is zero"


@pytest.mark.parametrize("frame", ["x", None, {"a": [1]}])
def test_what_is_no_frame_is_told(frame: Any) -> None:
    with pytest.raises(ExtractError) as caught:
        compare_table(frame, "area", "count", "per")
    assert caught.value.problems[0].expected == "a DataFrame of polars"


def test_groups_are_compared_apart(tmp_path: Path) -> None:
    text = "area;kind;events;people\n" + "".join(
        f"{name};{kind};{events};1000\n"
        for kind, events in (("shops", 20), ("bars", 200))
        for name in "ABC"
    )
    found = table(text + "D;;5;1000\n", tmp_path, by="kind")
    assert found.rows["by"].to_list() == ["shops"] * 3 + ["bars"] * 3 + [None]
    assert found.rows["ratio"].head(6).to_list() == pytest.approx([1.0] * 6)
    assert found.rows["reason"][6] == "group is missing"
    assert found.overall["by"].to_list() == ["bars", "shops"]
    assert found.overall["n"].to_list() == [3, 3]


def test_no_events_anywhere(tmp_path: Path) -> None:
    found = table("area,events,people\nA,0,10\nB,0,20\n", tmp_path).rows
    assert found["reason"].to_list() == ["no events in the group"] * 2
    assert found["rate"].to_list() == [0.0, 0.0]


def test_all_wrong_rows_are_told_at_once(tmp_path: Path) -> None:
    text = problems(PLAIN + "A,7,1000\nD,-3,1000\nE,2.5,1000\n,4,1000\nF,4,-1\n", tmp_path)
    for found in (
        "row 5, column 'area': the key already stands in an earlier row",
        "row 6, column 'events': the count is negative",
        "row 7, column 'events': the count is not a whole number",
        "row 8, column 'area': the key is missing",
        "row 9, column 'people': the denominator is negative",
    ):
        assert found in text


def test_many_wrong_rows_are_counted(tmp_path: Path) -> None:
    text = problems("area,events,people\n" + "".join(f"A{i},-1,10\n" for i in range(100)), tmp_path)
    assert text.count("the count is negative") == 21
    assert "and in 79 more rows" in text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "the file is empty"),
        ("area,events,people\n", "has a header but no rows"),
        ("area,event,people\nA,1,10\n", "Did you mean 'event'?"),
        (PLAIN + "D,veel,1000\n", "row 5, column 'events': 'veel' is not a number"),
        ("area;events;people\nA;3;10,5\nB;3;10.5\n", "'10.5' is not a number"),
        ("area;events;people\nA;3;1.500\nB;3;2.500\n", "with thousands or with decimals"),
        (PLAIN + "D,1,2,3,4\n", "do not fit the header"),
        ("area,events,people\n\n\n", "has a header but no rows"),
        ("area,events,events,people\nA,1,1,10\n", "'events' stands in the header more than once"),
        (PLAIN + "D,1e30,1000\n", "row 5, column 'events': the count is impossibly large"),
        (PLAIN + "D,1,1e400\n", "row 5, column 'people': the denominator is impossibly large"),
        ("area,events,people\nA," + "x" * 1_000_000 + ",5\n", "xxx...' is not a number"),
        (b"PK\x03\x04\x00\x00binary\x00", "the name of a text file"),
    ],
)
def test_files_that_cannot_be_read(text: str | bytes, found: str, tmp_path: Path) -> None:
    assert found in problems(text, tmp_path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ExtractError, match="the file cannot be read"):
        read_counts(tmp_path / "none.csv", **COLUMNS)


@pytest.mark.parametrize("name", ["*", "^.*$", "[/]", "__row", "=1+1", "\x1b[31m"])
def test_columns_may_be_called_anything(name: str, tmp_path: Path) -> None:
    text = PLAIN.replace("area", name).replace("events", f"{name}2").replace("people", f"{name}3")
    (tmp_path / "x.csv").write_text(text)
    columns = {"key": name, "count": f"{name}2", "per": f"{name}3", "by": name}
    found = compare_table(read_counts(tmp_path / "x.csv", **columns), **columns)
    assert found.rows["key"].to_list() == ["A", "B", "C"]
    assert found.overall.height == 3


def test_a_file_too_large_or_wide_ends_in_a_message(tmp_path: Path) -> None:
    header = ";".join(f"k{n}" for n in range(100_000))
    assert "names 100000 columns" in problems(f"{header}\n1;2\n", tmp_path)
    assert "a line holds more than" in problems("area;events\n" + "1" * 40_000_000, tmp_path)
    assert "cannot be split" in problems("area;events\n" + 'x""";"""y\n' * 20_000, tmp_path)


def test_an_unknown_group_column(tmp_path: Path) -> None:
    assert "there is no column 'kind'" in problems(PLAIN, tmp_path, by="kind")


@pytest.mark.parametrize("scale", [0.0, -1.0, float("inf"), float("nan")])
def test_a_scale_has_to_be_a_number_above_zero(scale: float) -> None:
    frame = pl.DataFrame({"area": ["A"], "events": [1], "people": [10]})
    with pytest.raises(ExtractError, match="the scale is"):
        compare_table(frame, **COLUMNS, scale=scale)


def test_blank_lines_at_the_end_are_no_rows(tmp_path: Path) -> None:
    assert table(PLAIN + "\n\n", tmp_path).rows.equals(table(PLAIN, tmp_path).rows)


def test_the_published_spread_can_be_asked_for() -> None:
    frame = pl.DataFrame({
        "key": [f"u{n}" for n in range(12)],
        "count": [12, 30, 7, 1, 55, 21, 18, 90, 14, 26, 33, 9],
        "per": [1000, 2100, 800, 350, 1500, 1700, 900, 2500, 1100, 3000, 2000, 500],
    })  # fmt: skip
    default, moment = (
        compare_table(frame, "key", "count", "per", spread=name).overall["tau2"][0]
        for name in ("paule-mandel", "moment")
    )
    assert 0 < moment < default
    with pytest.raises(ExtractError, match="the spread is 'moments'") as caught:
        compare_table(frame, "key", "count", "per", spread="moments")
    assert "moment" in caught.value.problems[0].remedy
