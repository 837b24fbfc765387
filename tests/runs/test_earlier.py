"""What was decided before stands on the next list: as context, and as nothing else."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from screening.lists import LISTS
from screening.prioritise.lists import PriorityList
from screening.prioritise.schema import schema_of
from screening.publish.marks import row_key
from screening.runs import earlier
from screening.runs.earlier import FILLED, Decided, Earlier, decisions_text, earlier_of
from screening.runs.ledger import Ledger
from screening.runs.names import DECISIONS, RESULTS

DAY = dt.date(2025, 11, 3)
LAST = {"place_type": "case", "place": "address:a", "members": ["address:a", "company:k"]}


def decided(day: dt.date = DAY, *nodes: str, **said: Any) -> Decided:
    given = {"decision": "lokale interventie", **said}
    return Decided(list="tvo", nodes=nodes or ("address:a",), decided_on=day, **given)


def listed(*members: str, name: str = "tvo") -> PriorityList:
    row = {"place_type": "case", "place": members[0], "members": [*members], "random": False,
           "rank": 1, "hits": [], "rules": ["a.z"]}  # fmt: skip
    frame = pl.DataFrame([row], schema=schema_of(LISTS[name]))
    return PriorityList(name, name, frame, 9, 9, [], None, (), pl.DataFrame())


def told(found: Earlier, *members: str) -> tuple[Any, ...]:
    return found.told_on(listed(*members)).rows.select(*FILLED).row(0)


def read(folder: Path) -> Earlier:
    said: list[str] = []
    found = earlier_of(folder, said.append)
    assert said == []
    return found


def test_a_case_that_shares_an_address_tells_what_was_decided_of_it() -> None:
    found = Earlier([decided(owner="team handhaving", term=dt.date(2026, 2, 1))])
    whole = ("lokale interventie", DAY, "team handhaving", dt.date(2026, 2, 1))
    assert told(found, "address:b", "address:a") == whole
    assert told(found, "address:b") == (None,) * 4


def test_of_several_decisions_the_newest_counts_with_its_own_owner_and_term() -> None:
    old = decided(owner="oud", term=dt.date(2025, 12, 1))
    new = decided(DAY + dt.timedelta(days=1), "company:k", decision="sluiten, niets doen")
    for both in ([old, new], [new, old]):
        answer = told(Earlier(both), "address:a", "company:k")
        assert answer == ("sluiten, niets doen", DAY + dt.timedelta(days=1), None, None)


def test_nothing_else_of_a_list_changes() -> None:
    before = listed("address:a")
    after = Earlier([decided()]).told_on(before)
    assert after.rows.drop(*FILLED).equals(before.rows.drop(*FILLED))
    assert after.rows.schema == before.rows.schema


def test_the_file_of_the_site_and_filled_in_workbooks_are_both_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / DECISIONS).write_text(decisions_text([decided()]), "utf-8")
    key = row_key("tvo", LAST["place_type"], LAST["place"])
    entry = {"run": "2025-10-01-x", "list": "tvo", "key": key}
    answers: list[dict[str, Any]] = [
        {"result_decision": "riec", "result_date": "2025-12-09"},
        {"result_owner": "J. Peters", "result_deadline": "2026-03-01"},
    ]
    Ledger(tmp_path / RESULTS).add(lambda _: [{**entry, "answers": each} for each in answers])
    monkeypatch.setattr(earlier, "find_run", lambda *_: tmp_path)
    monkeypatch.setattr(earlier, "read_list", lambda *_: {"rows": [LAST]})
    found = read(tmp_path)
    assert len(found.decided) == 2
    assert told(found, "company:k") == (
        "aanbieden aan het RIEC", dt.date(2025, 12, 9), "J. Peters", dt.date(2026, 3, 1),
    )  # fmt: skip


def test_answers_of_a_run_that_went_and_of_other_lists_tell_nothing(tmp_path: Path) -> None:
    gone = {"run": "2025-10-01-x", "key": "r1", "answers": {"result_decision": "riec"}}
    Ledger(tmp_path / RESULTS).add(lambda _: [{**gone, "list": "tvo"}, {**gone, "list": "adr"}])
    assert read(tmp_path).decided == []
    assert read(tmp_path).digest is None


@pytest.mark.parametrize("text", ["", "{}", '{"decisions": [{"list": "tvo"}]}', "[1]"])
def test_a_file_that_cannot_be_used_is_told_and_takes_no_run_down(
    tmp_path: Path, text: str
) -> None:
    (tmp_path / DECISIONS).write_text(text, "utf-8")
    said: list[str] = []
    assert earlier_of(tmp_path, said.append).decided == []
    [line] = said
    assert "earlier decision" in line


def test_other_decisions_are_another_run_and_the_same_are_the_same() -> None:
    one, same = Earlier([decided()]), Earlier([decided()])
    assert one.digest == same.digest
    assert one.digest != Earlier([decided(owner="team handhaving")]).digest
    json.loads(decisions_text([decided()]))
