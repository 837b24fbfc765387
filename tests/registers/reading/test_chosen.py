"""Rows that a mapping asks for: the others are named, counted and judged by nobody."""

from __future__ import annotations

import pytest

from screening.errors import ExtractError, ProjectError

TEXT = """Code;Naam;Water;Soort
GM9001;A;NEE;1
GM9001;A;JA;1
GM9002;B; nee ;2
GM9003;C;B;3
GM9004;D;;1
"""
AREA = (
    "  area: {path: a.csv, fixed: {level: municipality},"
    " columns: {area_code: Code, name: Naam}%s}\n"
)


@pytest.mark.parametrize(
    ("where", "codes"),
    [("{Water: NEE}", ["GM9001", "GM9002"]), ("{water: [nee, B]}", ["GM9001", "GM9002", "GM9003"]),
     ('{Water: [NEE, ""]}', ["GM9001", "GM9002", "GM9004"]), ("{Soort: 2}", ["GM9002"]),
     ("{Soort: [1, 2], Water: NEE}", ["GM9001", "GM9002"])],
)  # fmt: skip
def test_rows_are_read_that_are_asked_for_and_all_are_accounted_for(load, where, codes):
    loaded = load(AREA % f", where: {where}", {"a.csv": TEXT})
    report = loaded.reports["area"]
    assert loaded.registers["area"]["area_code"].to_list() == codes
    assert (report.rows_read, report.rows_loaded) == (5, len(codes))
    assert report.rows_quarantined == 5 - len(codes)
    assert "area" not in loaded.unread
    assert report.dropped_columns == tuple(each for each in ("Soort", "Water") if each not in where
                                           and each.lower() not in where)  # fmt: skip
    reasons = loaded.quarantine["area"]["reason"].to_list()
    assert all(reason.startswith("of another kind than the rows") for reason in reasons)


@pytest.mark.parametrize(
    ("where", "said"),
    [("{Vlak: NEE}", "0 columns called 'Vlak'"), ("{Water: land}", "no row is left where 'Water'"),
     ("{Nationaliteit: 1}", "may never be used"), ("{BSN: 1}", "may never be used")],
)  # fmt: skip
def test_what_cannot_be_asked_is_told(load, where, said):
    with pytest.raises(ExtractError, match=said) as caught:
        load(AREA % f", where: {where}", {"a.csv": TEXT})
    assert caught.value.problems[0].remedy


def test_a_list_of_nothing_asks_nothing(load):
    with pytest.raises(ProjectError):
        load(AREA % ", where: {Water: []}", {"a.csv": TEXT})


def test_nothing_may_be_left_where_nothing_is_expected(load):
    loaded = load(AREA % ", may_be_empty: true, where: {Water: land}", {"a.csv": TEXT})
    assert loaded.registers["area"].is_empty()
