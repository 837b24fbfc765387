"""A share is a part of a whole: what is more is a percentage that nobody declared."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("cell", "units", "share"),
    [("50", "", None), ("101%", "", None), ("50%", "", 0.5), ("0,5", "", 0.5), ("1", "", 1.0),
     ("50", ", units: {rural_share: '%'}", 0.5), ("150", ", units: {rural_share: '%'}", None),
     ("100", ", units: {rural_share: '%'}", 1.0),
     ("50%", ", units: {rural_share: '%'}", 0.5), ("24,2 %", ", units: {rural_share: '%'}", 0.242),
     ("101%", ", units: {rural_share: '%'}", None),
     ("500", ", units: {rural_share: promille}", 0.5),
     ("50 %", ", units: {rural_share: promille}", 0.5)],
)  # fmt: skip
def test_a_share_above_one_is_unknown(load, cell, units, share):
    loaded = load(
        f"  area: {{path: a.csv, max_quarantined: 1, fixed: {{level: district}}{units}}}\n",
        {"a.csv": f"area_code;name;rural_share\nWK999900;A;{cell}\nWK999901;B;0\n"},
    )
    assert loaded.registers["area"]["rural_share"].to_list() == [share, 0.0]
    said = loaded.quarantine["area"]["reason"].to_list()
    assert len(said) == (share is None)
    kind = "the column seems to hold percentages" if cell == "50" else "larger than 1; if these"
    assert all(each.startswith(kind) for each in said)


@pytest.mark.parametrize(
    ("cells", "read"),
    [
        (["0,5"] * 99 + ["1,5"], [0.5] * 99 + [None]),
        (["0,3333"] * 9 + ["1,0001"], [0.3333] * 9 + [None]),
        (["0,5"] * 9 + ["1,5", "1,6", "1,7"], [0.5] * 9 + [None] * 3),
        (["0,5"] * 9 + ["15"], [0.5] * 9 + [None]),
        (["0,5", "1,5", "1,5", "1,2", "0"], [None] * 4 + [0.0]),
        (["0,4", "0,3", "0,5", "12,5"], [None] * 4),
        (["0,5", "1,0001"], [0.5, None]),
    ],
)
def test_a_share_above_one_is_wrong_alone(load, cells, read):
    rows = "".join(f"WK99{n:04d};A;{cell}\n" for n, cell in enumerate(cells))
    source = "  area: {path: a.csv, max_quarantined: 1, fixed: {level: district}}\n"
    loaded = load(source, {"a.csv": "area_code;name;rural_share\n" + rows})
    assert loaded.registers["area"]["rural_share"].to_list() == read


def test_percentages_without_a_sign_are_not_read_half(load):
    rows = "".join(
        f"WK99990{n};A;{cell}\n" for n, cell in enumerate(["0,5", "12,5", "1", "0", "40%"])
    )
    source = "  area: {path: a.csv, max_quarantined: 1, fixed: {level: district}%s}\n"
    file = {"a.csv": "area_code;name;rural_share\n" + rows}
    loaded = load(source % "", file)
    assert loaded.registers["area"]["rural_share"].to_list() == [None, None, None, 0.0, 0.4]
    line = loaded.quarantine["area"].row(0, named=True)
    assert (loaded.quarantine["area"].height, line["row"], line["value"]) == (1, 2, "0,5")
    assert line["reason"].endswith(
        "in 3 cells of the column, of which this is the first; the row is loaded, this is unknown"
    )
    assert loaded.reports["area"].values_quarantined == {"rural_share": 3}
    declared = load(source % ", units: {rural_share: '%'}", file)
    assert declared.registers["area"]["rural_share"].to_list() == [0.005, 0.125, 0.01, 0.0, 0.4]
