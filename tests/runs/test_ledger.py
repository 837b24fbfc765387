from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from screening.errors import DamagedRunError, RunError
from screening.runs import ledger
from screening.runs.ledger import Ledger


def _add(file: Path, name: str, times: int) -> None:
    for number in range(times):
        entry = {"name": name, "number": number}
        Ledger(file).add(lambda before, entry=entry: [{**entry, "seen": len(before)}])  # type: ignore[misc]


def test_two_who_add_at_once_lose_nothing(tmp_path: Path) -> None:
    file = tmp_path / "record" / "log.jsonl"
    method = multiprocessing.get_context("spawn")
    both = [method.Process(target=_add, args=(file, name, 15)) for name in "ab"]
    for each in both:
        each.start()
    for each in both:
        each.join()
    entries = Ledger(file).entries()
    assert len(entries) == 30
    assert [each["seen"] for each in entries] == list(range(30)), "each saw all before it"
    assert [e["number"] for e in entries if e["name"] == "a"] == list(range(15))


def test_nothing_to_add_leaves_no_file(tmp_path: Path) -> None:
    assert Ledger(tmp_path / "r" / "log.jsonl").add(lambda _: []) == []
    assert not (tmp_path / "r" / "log.jsonl").exists()
    assert Ledger(tmp_path / "r" / "log.jsonl").entries() == []


@pytest.mark.parametrize("cut", [1, 2])
def test_a_line_that_is_gone_is_seen(tmp_path: Path, cut: int) -> None:
    file = tmp_path / "log.jsonl"
    _add(file, "a", 3)
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join(lines[: cut - 1] + lines[cut:]))
    with pytest.raises(DamagedRunError) as caught:
        Ledger(file).entries()
    assert caught.value.problems[0].where.line == cut


def test_text_that_breaks_lines_stays_one_entry(tmp_path: Path) -> None:
    hostile = 'a\nb", "chain": "x"}\n{\u2028"'
    Ledger(tmp_path / "log.jsonl").add(lambda _: [{"text": hostile}])
    assert Ledger(tmp_path / "log.jsonl").entries()[0]["text"] == hostile


def test_what_fails_adds_nothing(tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"
    _add(file, "a", 1)
    before = file.read_bytes()

    def fails(_: object) -> list[dict[str, str]]:
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - our own
        Ledger(file).add(fails)
    assert file.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["log.jsonl"]


def test_without_locks_nothing_is_added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from contextlib import contextmanager

    @contextmanager
    def none(_: Path) -> object:  # type: ignore[misc]
        yield False

    monkeypatch.setattr(ledger, "alone", none)
    with pytest.raises(RunError, match="has no locks"):
        Ledger(tmp_path / "log.jsonl").add(lambda _: [{}])
    assert not (tmp_path / "log.jsonl").exists()
