from __future__ import annotations

import polars as pl
import pytest

from screening.comparison.drawable import MOST_GROUPS, known_ending
from screening.comparison.table import compare_table
from screening.errors import RunError
from screening.publish.charts.chart import OWN
from screening.publish.plot import FORMATS, Asked, encoded, picture
from tests.publish.charts.drawing import points, texts, up

TABLE = pl.DataFrame(
    {
        "plaats": [f"Plaats {n}" for n in range(12)] + ["Leeg"],
        "aantal": [30.0, 31, 28, 33, 29, 32, 30, 31, 29, 30, 28, 90, None],
        "inwoners": [10_000.0] * 13,
        "streek": ["a", "b"] * 6 + ["a"],
    }
)
ASKED = Asked("aantal", "inwoners", 10_000, "tabel.csv", "Plaats 11")


def test_the_rows_that_are_compared_stand_in_it_and_the_marked_one_is_named() -> None:
    compared = compare_table(TABLE, "plaats", "aantal", "inwoners")
    chart = picture(compared, ASKED)
    [own] = points(chart.svg, OWN)
    assert up(chart.svg)(own.y) == pytest.approx(90, abs=0.5)
    assert "Plaats 11" in texts(chart.svg)
    assert chart.rows.height == 12
    rate = compared.overall["rate"][0]
    assert f"is {rate:.1f}".replace(".", ",") in chart.alternative
    assert any("Bron: tabel.csv." in text for text in texts(chart.svg))


def test_groups_have_a_funnel_each() -> None:
    compared = compare_table(TABLE, "plaats", "aantal", "inwoners", by="streek")
    chart = picture(compared, Asked("aantal", "inwoners", 10_000, "tabel.csv"))
    assert chart.rows["Groep"].unique().sort().to_list() == ["a", "b"]
    assert not points(chart.svg, OWN)


def test_what_cannot_be_drawn_is_said() -> None:
    compared = compare_table(TABLE, "plaats", "aantal", "inwoners")
    with pytest.raises(RunError, match="is called 'Plaats 12'"):
        picture(compared, Asked("aantal", "inwoners", 10_000, "tabel.csv", "Plaats 12"))
    nothing = compare_table(TABLE.tail(1), "plaats", "aantal", "inwoners")
    with pytest.raises(RunError, match="no row can be drawn"):
        picture(nothing, ASKED)
    many = pl.DataFrame({"p": [f"p{n}" for n in range(60)], "n": [20.0] * 60, "d": [100.0] * 60,
                         "g": [f"g{n % (MOST_GROUPS + 1)}" for n in range(60)]})  # fmt: skip
    with pytest.raises(RunError, match="13 groups"):
        picture(compare_table(many, "p", "n", "d", by="g"), Asked("n", "d", 1, "t"))


def test_a_picture_is_svg_or_png_by_the_name_of_its_file() -> None:
    chart = picture(compare_table(TABLE, "plaats", "aantal", "inwoners"), ASKED)
    assert encoded(chart, ".SVG").startswith(b"<svg ")
    assert encoded(chart, ".png").startswith(b"\x89PNG")
    for wrong in (".gif", "", ".svgz"):
        with pytest.raises(RunError, match=r"\.svg or \.png"):
            known_ending(wrong, FORMATS)
