"""An object that comes as a row per value is one object with all values, and nothing is lost."""

from __future__ import annotations

import pytest

from screening.errors import ExtractError, ProjectError
from screening.project.model import load_project
from screening.registers.reading import streamed
from screening.registers.reading.load import load_registers
from screening.registers.reading.unread import KEPT, LOST
from tests.registers.conftest import AS_OF

ONE, TWO = "9999010000000001", "9999010000000002"
HEAD = "vbo_id;usage;floor_m2;versie\n"
SOURCE = "  bag_object: {path: b.csv, max_quarantined: 1%s}\n"
SAID = "one of several rows of this key; what it holds is added to the first of them"


def uses(load, rows, more="", head=HEAD):
    loaded = load(SOURCE % more, {"b.csv": head + rows})
    report = loaded.reports["bag_object"]
    assert report.rows_read == report.rows_loaded + report.rows_quarantined
    held = loaded.registers["bag_object"].select("vbo_id", "usage").rows()
    return held, loaded.quarantine["bag_object"].select("row", "column", "value", "reason").rows()


def test_a_row_per_use_is_one_address_with_all_uses(load):
    held, told = uses(
        load,
        f"{ONE};woonfunctie;80;1\n{TWO};kantoorfunctie;40;1\n{ONE};winkelfunctie;80;1\n"
        f"{ONE};kantoorfunctie;80;1\n",
    )
    assert held == [(ONE, "kantoorfunctie|winkelfunctie|woonfunctie"), (TWO, "kantoorfunctie")]
    assert told == [(4, "usage", "winkelfunctie", SAID), (5, "usage", "kantoorfunctie", SAID)]


@pytest.mark.parametrize("other", ["80;2", "90;1"], ids=["another version", "another area"])
def test_versions_of_an_address_are_not_its_uses(load, other):
    held, told = uses(load, f"{ONE};woonfunctie;80;1\n{ONE};winkelfunctie;{other}\n")
    assert held == []
    assert {reason for *_, reason in told} == {
        "rows with this key differ; correct the source so that one remains"
    }


def test_a_project_can_say_that_a_row_is_a_use_whatever_else_stands_in_it(load):
    rows = f"{ONE};woonfunctie;80;1\n{ONE};winkelfunctie;80;2\n"
    held, _ = uses(load, rows, ", several: [usage]")
    assert held == [(ONE, "winkelfunctie|woonfunctie")]
    with pytest.raises(ProjectError, match="a row of bag_object holds one value of floor_m2"):
        uses(load, rows, ", several: [floor_m2]")


UNLIKE = "differs between the rows of this key, of which one is made"


@pytest.mark.parametrize("uses_of_two", ["winkelfunctie", "woonfunctie"], ids=["two", "one"])
def test_what_differs_in_rows_of_one_address_is_not_known_of_it(load, uses_of_two):
    rows = f"{ONE};woonfunctie;80;1\n{TWO};woonfunctie;40;1\n{ONE};{uses_of_two};90;2\n"
    source = SOURCE % ", several: [usage]"
    loaded = load(source, {"b.csv": HEAD + rows})
    told = loaded.registers["bag_object"].select("vbo_id", "usage", "floor_m2").rows()
    uses = "|".join(sorted({"woonfunctie", uses_of_two}))
    assert told == [(ONE, uses, None), (TWO, "woonfunctie", 40.0)]
    lines = loaded.quarantine["bag_object"].sort("row").select("row", "column", "value", "reason")
    assert lines.rows()[0][:3] == (2, "floor_m2", "80.0 | 90.0")
    assert lines.rows()[0][3].startswith(UNLIKE)
    assert lines.rows()[1] == (4, "usage", uses_of_two, SAID)
    report = loaded.reports["bag_object"]
    assert (report.rows_read, report.rows_loaded, report.rows_quarantined) == (3, 2, 1)
    unread = loaded.unread["bag_object"]
    assert unread.select("row", LOST, KEPT).rows() == [(2, ["floor_m2"], True)]


@pytest.mark.parametrize("read", [{"usage"}, {"floor_m2"}, {"usage", "floor_m2"}])
@pytest.mark.parametrize("estate", ["B1;B1", "B1;B2"], ids=["of one estate", "of two"])
def test_which_rows_are_one_does_not_hang_on_what_the_rules_read(load, read, estate):
    head = "vbo_id;usage;floor_m2;estate_code\n"
    one, two = estate.split(";")
    rows = f"{ONE};woonfunctie;80;{one}\n{ONE};winkelfunctie;90;{two}\n"
    source = SOURCE % ", several: [usage]"
    for wanted in (read, read | {"estate_code"}):
        loaded = load(source, {"b.csv": head + rows}, wanted={"bag_object": frozenset(wanted)})
        held = loaded.registers["bag_object"]["vbo_id"].to_list()
        assert held == ([ONE] if one == two else [])


def test_a_use_that_is_not_known_leaves_the_uses_unknown(load):
    held, _ = uses(load, f"{ONE};woonfunctie;80;1\n{ONE};;80;1\n")
    assert held == [(ONE, None)]


def test_the_same_row_twice_is_still_the_same_row_twice(load):
    held, told = uses(load, f"{ONE};woonfunctie;80;1\n" * 2)
    assert held == [(ONE, "woonfunctie")]
    assert told == [(3, "vbo_id", ONE, "identical to an earlier row")]


def test_a_row_per_activity_is_one_company_with_all_activities(load):
    loaded = load(
        "  kvk_company: {path: k.csv}\n",
        {"k.csv": "kvk_nr;sbi_main;sbi_other\n99000001;5610;4711\n99000001;5610;\n"
         "99000001;5610;5630\n99000002;5610;\n"},
    )  # fmt: skip
    assert loaded.registers["kvk_company"].select("kvk_nr", "sbi_other").rows() == [
        ("99000001", "4711|5630"), ("99000002", None),
    ]  # fmt: skip
    assert loaded.reports["kvk_company"].rows_quarantined == 2


def test_rows_of_two_files_are_not_uses_of_one_address(load):
    with pytest.raises(ExtractError, match="deliveries of the same source differ here"):
        load("  bag_object: {path: 'b*.csv'}\n", {"ba.csv": f"{HEAD}{ONE};woonfunctie;80;1\n",
             "bb.csv": f"{HEAD}{ONE};winkelfunctie;80;1\n"})  # fmt: skip


def test_a_large_register_is_still_read_in_a_stream(load, tmp_path, monkeypatch):
    monkeypatch.setattr(streamed, "LARGE", 0)
    rows = f"{ONE};woonfunctie;80;1\n{ONE};winkelfunctie;80;1\n"
    load(SOURCE % "", {"b.csv": HEAD + rows})
    project = load_project(tmp_path)
    loaded = load_registers(project, as_of=AS_OF, keep=tmp_path / "kept", scanned=True)
    assert loaded.reports["bag_object"].rows_quarantined == 1
    held = loaded.registers["bag_object"].lazy().select("usage").collect()
    assert held["usage"].to_list() == ["winkelfunctie|woonfunctie"]
