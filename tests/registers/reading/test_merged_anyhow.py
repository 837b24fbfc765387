"""Municipalities that merge in any order, with figures of then or worked back."""

from __future__ import annotations

import datetime as dt
import random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.registers.reading.drafts import Draft
from screening.registers.reading.merged import with_merged
from screening.registers.reading.quarantine import no_lines
from screening.registers.schemas import REGISTERS
from tests.thorough import part


def areas_after(mergers, rows):
    """Figures after merging; rows of an area code, a year and a count."""

    def draft(name, found):
        columns = REGISTERS[name].columns
        schema = {n: c.dtype for n, c in columns.items()}
        placed = pl.DataFrame(found, schema=schema).with_row_index("row").cast({"row": pl.Int64})
        placed = placed.with_columns(source_file=pl.lit(f"{name}.csv"))
        return Draft(placed, [], no_lines(), no_lines(), 0, pl.DataFrame())

    held = {"merged_into", "merged_on"}
    areas = [dict(zip(("area_code", *sorted(held)), each, strict=True)) for each in mergers]
    counted = [{"area_code": c, "year": y, "month": 0, "phenomenon": "crime", "count": n}
               for c, y, n in rows]  # fmt: skip
    drafts = {"area": draft("area", areas), "area_count": draft("area_count", counted)}
    found = with_merged(drafts, dt.date(2026, 1, 1))["area_count"]
    assert found.rows.height + found.other.height == len(rows)
    return sorted(found.rows.select("area_code", "year", "count").rows())


FIRST, SECOND = dt.date(2021, 1, 1), dt.date(2023, 1, 1)
WORLDS = {
    "new": ([("A", "C", SECOND), ("B", "C", SECOND)], {"C": (2023, ["A", "B"])}),
    "grown": ([("A", "G", SECOND)], {"G": (2023, ["A", "G"])}),
    "grown twice": ([("A", "G", FIRST), ("B", "G", SECOND)],
                    {"G": (2021, ["A", "G"]), "G+": (2023, ["B", "G"])}),
    "chain": ([("A", "B", FIRST), ("F", "B", FIRST), ("B", "C", SECOND), ("E", "C", SECOND)],
              {"B": (2021, ["A", "F"]), "C": (2023, ["B", "E"])}),
}  # fmt: skip


def there(mergers, made, code, year):
    """Whether there is an area of this code in the year."""
    gone = {old: day.year for old, _, day in mergers}
    since = {new: start for new, (start, parts) in made.items() if new not in parts}
    return since.get(code, 0) <= year < gone.get(code, 9999)


def whole_of(made, code, year, figures):
    """The figures that make up an area of now: none where one of its parts has no row."""
    stages = [each for name, each in made.items() if name.strip("+") == code and year < each[0]]
    if not stages:
        return [figures[code, year]] if (code, year) in figures else None
    start, parts = stages[-1]
    rest = {name: each for name, each in made.items() if each != (start, parts)}
    found = [whole_of(rest if p == code else made, p, year, figures) for p in parts]
    return None if None in found else [n for each in found for n in each]


@pytest.mark.large
@settings(max_examples=part(200), deadline=None)
@given(data=st.data(), name=st.sampled_from(sorted(WORLDS)), order=st.integers(0, 99))
def test_neither_order_nor_empty_cells_of_no_area_change_a_figure(data, name, order):
    mergers, made = WORLDS[name]
    codes = sorted({code for old, new, _ in mergers for code in (old, new)})
    places = [(code, year) for code in codes for year in range(2019, 2025)]
    real = [each for each in places if there(mergers, made, *each)]
    count = st.none() | st.integers(0, 9)
    figures = {each: data.draw(count) for each in real if data.draw(st.booleans())}
    figures |= {each: 1000 for each in real if each[1] == 2019}  # a first year that is complete
    rows = [(*place, figure) for place, figure in figures.items()]
    every = rows + [(*each, None) for each in places if each not in real]
    random.Random(order).shuffle(every)
    random.Random(order).shuffle(mergers := list(mergers))
    expected = []
    for code in {new for _, new, _ in mergers} - {old for old, _, _ in mergers}:
        for year in range(2019, 2025):
            parts = whole_of(made, code, year, figures)
            if parts is not None:
                expected.append((code, year, None if None in parts else sum(parts)))
    assert areas_after(mergers, rows) == sorted(expected)
    assert areas_after(mergers, every) == sorted(expected)


@settings(max_examples=part(100), deadline=None)
@given(
    years=st.dictionaries(
        st.integers(2015, 2020),
        st.tuples(st.integers(0, 400), st.integers(0, 400), st.floats(-0.08, 0.08)), min_size=1,
    ),
    listed=st.booleans(), order=st.integers(0, 99),
)  # fmt: skip
def test_figures_that_were_worked_back_are_never_counted_beside_those_of_then(years, listed, order):
    """However they were revised, unless the list says that the area was there."""
    rows = [("C", 2021, 500)]
    for year, (one, other, revised) in years.items():
        own = round((one + other) * (1 + revised))  # no revision makes nothing of something
        rows += [("A", year, one), ("B", year, other), ("C", year, own)]
    random.Random(order).shuffle(rows)
    mergers = [("A", "C", FIRST), ("B", "C", FIRST), *([("C", "C", FIRST)] if listed else [])]
    held = {(code, year): count for code, year, count in areas_after(mergers, rows)}
    assert held.pop(("C", 2021)) == 500
    if listed:
        assert held == {("C", year): sum(n for _, y, n in rows if y == year) for year in years}
    else:
        own = {(code, year): count for code, year, count in rows if code == "C"}
        assert held.items() <= own.items()


@pytest.mark.large
@settings(max_examples=part(100), deadline=None)
@given(
    into=st.lists(st.integers(0, 6), min_size=6, max_size=6),
    counts=st.lists(st.none() | st.integers(0, 9), min_size=7, max_size=7),
    order=st.integers(0, 99),
)  # fmt: skip
def test_mergers_in_a_row_on_one_day_are_one(into, counts, order):
    """Each area becomes part of one with a higher number; the last is still there."""
    ends = [min(n + 1 + new, 6) for n, new in enumerate(into)]
    last = dict(enumerate(ends)) | {6: 6}
    rows = [(f"X{n}", 2020, count) for n, count in enumerate(counts)]
    rows += [("X6", 2021, 50)]
    mergers = [(f"X{old}", f"X{new}", FIRST) for old, new in enumerate(ends)]
    random.Random(order).shuffle(mergers)
    for _ in ends:
        last = {old: last[new] for old, new in last.items()}
    assert {*last.values()} == {6}
    direct = [(old, "X6", FIRST) for old, _, _ in mergers]
    assert areas_after(mergers, rows) == areas_after(direct, rows)
