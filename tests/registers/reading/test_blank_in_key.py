"""A row of which a part of the key was blank is not a second row once that part is known."""

from __future__ import annotations

import pytest

from screening.project.model import load_project
from screening.registers.reading import streamed
from screening.registers.reading.key_file import PUBLISHED_KEY
from screening.registers.reading.load import load_registers
from tests.registers.conftest import AS_OF, HEAD

KEYED = "pseudonym_key: k.key\ndemo: true\n" + HEAD
SOURCE = "  brk_right: {path: 'brk-*.csv'%s}\n"
COLUMNS = "vbo_id;owner_key;right;start_date;right_id;end_date\n"
FLAT = "9999010000000001;P-1;eigendom;"
REPLACED = "a later delivery of the same source has this row"


def rights(load, *deliveries, more=""):
    """Right and end of what is loaded, and why the others are set aside."""
    files = {
        f"brk-2025-{month}-01.csv": COLUMNS + "".join(f"{FLAT}{row}\n" for row in rows)
        for month, rows in zip(("10", "11"), deliveries, strict=False)
    }
    loaded = load(SOURCE % more, {**files, "k.key": f"{PUBLISHED_KEY}\n"}, KEYED)
    held = loaded.registers["brk_right"].sort("right_id").select("right_id", "end_date")
    reasons = loaded.quarantine["brk_right"]["reason"].to_list()
    return [(name, end and end.isoformat()) for name, end in held.rows()], reasons


@pytest.mark.parametrize(
    "before", ["2010-01-01;;", ";T1;", ";;"], ids=["without a number", "without a day", "without"]
)
def test_a_right_that_ended_is_not_still_held_since_its_number_was_not_there_before(load, before):
    held, told = rights(load, [before], ["2010-01-01;T1;2025-10-20"])
    assert [end for _, end in held] == ["2025-10-20"]
    assert told == [REPLACED]


@pytest.mark.parametrize("before", ["2011-01-01;;", ";T2;"], ids=["another day", "another number"])
def test_what_is_known_and_not_the_same_is_another_right(load, before):
    held, told = rights(load, [before], ["2010-01-01;T1;2025-10-20"])
    assert len(held) == 2
    assert told == []


@pytest.mark.parametrize("other", ["2012-01-01;T2;", "2010-01-01;;", ";T1;2025-10-20"])
def test_two_rights_in_one_delivery_both_stay(load, other):
    held, told = rights(load, ["2010-01-01;T1;", other])
    assert len(held) == 2
    assert told == []


def test_where_names_do_not_tell_which_is_later_both_stay(load):
    rows = [COLUMNS + FLAT + row for row in ("2010-01-01;;\n", "2010-01-01;T1;2025-10-20\n")]
    files = {"brk-oud.csv": rows[0], "brk-nieuw.csv": rows[1], "k.key": f"{PUBLISHED_KEY}\n"}
    assert load(SOURCE % "", files, KEYED).registers["brk_right"].height == 2


@pytest.mark.parametrize("before", ["2010-01-01;;", "2011-01-01;;"], ids=["one", "two rights"])
def test_a_large_register_is_judged_the_same(load, tmp_path, monkeypatch, before):
    expected, _ = rights(load, [before], ["2010-01-01;T1;2025-10-20"])
    monkeypatch.setattr(streamed, "LARGE", 0)
    project = load_project(tmp_path)
    loaded = load_registers(project, as_of=AS_OF, keep=tmp_path / "kept", scanned=True)
    assert loaded.registers["brk_right"].lazy().collect().height == len(expected)
