"""Filled-in workbooks read back: all or nothing, once, and only what belongs."""

from __future__ import annotations

import io
import pickle
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from screening.errors import RunError
from screening.project.model import load_project
from screening.review.quality_of_project import quality_of
from screening.review.results import import_results, results_of, store
from screening.whatif import what_if
from tests.commands import Ask
from tests.runs.districts import Town, in_districts, screened
from tests.thorough import some
from tests.trust.conftest import town

__all__ = ["town"]

LIST = "octopus.auto"
Fill = Callable[..., Path]


_MADE: list[Path] = []


@pytest.fixture
def folder(town: Town, tmp_path: Path) -> Path:
    """A copy of a town that was screened once."""
    if not _MADE:
        _MADE.append(in_districts(town, name="made"))
        screened(_MADE[0])
    return Path(shutil.copytree(_MADE[0], tmp_path / "copy"))


def cell(book: Any, name: str) -> Any:
    sheet, _, place = book.defined_names[name].attr_text.rpartition("!")
    return book[sheet.strip("'")][place.replace("$", "")]


@cache
def _as_written(content: bytes) -> bytes:
    """The workbook as it is held in memory: reading one of thirty pages takes half a second."""
    return pickle.dumps(openpyxl.load_workbook(io.BytesIO(content)))


def filled(folder: Path, answers: dict[str, Any], name: str = "in.xlsx", **change: Any) -> Path:
    """The workbook of the run with answers in the cells of these names."""
    [run] = (folder / "runs").glob("2026-*")
    book = pickle.loads(_as_written((run / "lists" / f"{LIST}.xlsx").read_bytes()))
    for key, value in answers.items():
        cell(book, key).value = value
    for each in change.values():
        each(book)
    book.save(folder / name)
    return folder / name


def read(folder: Path, file: Path, **asked: bool) -> list[dict[str, Any]]:
    return import_results(load_project(folder), file, **asked)


def below(book: Any, name: str, row: int) -> Any:
    head = cell(book, name)
    return head.parent.cell(head.row + row, head.column)


GOOD = {
    "answer_1_result_findings": "geen vergunning getoond; overig",
    "answer_1_result_date": "12 maart 2026",
    "answer_2_result_false_alarm": "Ja",
}


def test_answers_come_in_once_with_who_and_from_which_file(folder: Path) -> None:
    file = filled(folder, GOOD)
    added = read(folder, file)
    assert len(added) == 2
    assert added[0]["answers"] == {"result_findings": ["overig", "vergunning"],
                                   "result_date": "2026-03-12"}  # fmt: skip
    assert {(each["actor"], each["file"]) for each in added} == {("medewerker", "in.xlsx")}
    assert read(folder, file) == []
    assert (folder / "results/log.jsonl").stat().st_mode & 0o077 == 0
    verdicts = {each.place[-3:]: each.verdict for each in results_of(store(folder).entries())}
    assert sorted(map(str, verdicts.values())) == ["confirmed", "refuted"]


def test_the_list_sheet_counts_too_also_sorted(folder: Path) -> None:
    def sort(book: Any) -> None:
        below(book, "column_result_seen", 1).value = "dicht, niemand aanwezig"
        first, second = (below(book, "column_rank", row) for row in (1, 2))
        sheet = first.parent
        for column in range(1, sheet.max_column + 1):
            a, b = (sheet.cell(each.row, column) for each in (first, second))
            a.value, b.value = b.value, a.value

    [added] = read(folder, filled(folder, {}, change=sort))
    [plain] = read(folder, filled(folder, {"answer_1_result_by": "boa"}))
    assert added["answers"] == {"result_seen": "closed"}
    assert added["place"] == plain["place"]


@pytest.mark.parametrize(
    ("value", "said"),
    some([("=1+1", "holds a formula"), ("onzin", "is no answer to"),
     ("geen vergunning", "Did you mean"),
     ("x" * 5000, "5000 characters")], of=4),
)  # fmt: skip
def test_what_is_no_answer_is_refused_with_its_cell(folder: Path, value: str, said: str) -> None:
    file = filled(folder, {**GOOD, "answer_3_result_findings": value})
    with pytest.raises(RunError) as caught:
        read(folder, file)
    assert said in str(caught.value)
    assert "in.xlsx: " in str(caught.value)
    assert "!" in str(caught.value.problems[0].where)
    assert store(folder).entries() == [], "all or nothing"


@pytest.mark.parametrize("value", ["32-13-2026", "morgen", "=TODAY()"])
def test_what_is_no_date_is_refused(folder: Path, value: str) -> None:
    with pytest.raises(RunError, match=r"no date|formula"):
        read(folder, filled(folder, {"answer_1_result_date": value}))


@pytest.mark.parametrize(
    "value", some(["12-03-2026", "12/3/2026", "2026-03-12", "12 Maart 2026", 46093], of=5)
)
def test_a_date_may_be_typed_as_text(folder: Path, value: object) -> None:
    [added] = read(folder, filled(folder, {"answer_1_result_date": value}))
    assert added["answers"]["result_date"] == "2026-03-12"


def _merge(book: Any) -> None:
    found = cell(book, "answer_1_result_findings")
    found.parent.merge_cells(start_row=found.row - 1, end_row=found.row,
                             start_column=found.column, end_column=found.column)  # fmt: skip


def _two(book: Any) -> None:
    below(book, "column_result_by", 1).value = "een"
    cell(book, "answer_1_result_by").value = "ander"


def _number(book: Any) -> None:
    below(book, "column_result_by", 1).value = "een"
    below(book, "column_rank", 1).value = 7


def _strange(book: Any) -> None:
    below(book, "column_result_by", 1).value = "een"
    below(book, "column_key", 1).value = "r000000000000"


def _twice(book: Any) -> None:
    below(book, "column_key", 2).value = below(book, "column_key", 1).value


def _run(book: Any) -> None:
    book["_"]["B1"] = "2026-01-01-000000000000"


def _gone(book: Any) -> None:
    del book["_"]


@pytest.mark.parametrize(
    ("change", "said"),
    some([(_merge, "merged with another"), (_two, "there are two answers"),
     (_number, "the number of this row"), (_strange, "is no row of the list"),
     (_twice, "stands on the list twice"), (_run, "was changed"),
     (_gone, "does not say to which")], of=4),
)  # fmt: skip
def test_a_workbook_that_was_changed_is_refused(folder: Path, change: Any, said: str) -> None:
    with pytest.raises(RunError, match=said):
        read(folder, filled(folder, {}, change=change))
    assert store(folder).entries() == []


def test_a_workbook_of_another_run_is_refused(folder: Path) -> None:
    file = filled(folder, GOOD)
    [run] = (folder / "runs").glob("2026-*")
    run.rename(run.with_name("2026-01-01-ffffffffffff"))
    with pytest.raises(RunError, match="there is no run"):
        read(folder, file)


def test_another_answer_is_a_correction_only_when_asked(folder: Path) -> None:
    read(folder, filled(folder, {"answer_1_result_by": "boa"}))
    other = filled(folder, {"answer_1_result_by": "inspecteur"}, "other.xlsx")
    with pytest.raises(RunError, match="another answer"):
        read(folder, other)
    assert len(read(folder, other, correct=True)) == 1
    assert len(store(folder).entries()) == 2, "the first answer is kept"
    assert results_of(store(folder).entries())[0].answers["result_by"] == "inspecteur"


def test_what_is_no_workbook_says_what_to_do(folder: Path) -> None:
    file = folder / "lijst.csv"
    file.write_text("a;b\n", "utf-8")
    with pytest.raises(RunError, match="fill in <list>"):
        read(folder, file)
    with (folder / "groot.xlsx").open("wb") as big:
        big.truncate(2_000_000_000)
    with pytest.raises(RunError, match="larger than 20 MB"):
        read(folder, folder / "groot.xlsx")


def test_under_twenty_no_share_is_told_and_random_rows_stand_apart(folder: Path) -> None:
    read(folder, filled(folder, {f"answer_{n}_result_false_alarm": "ja" for n in range(1, 31)}))
    found = [each for each in quality_of(folder) if each.list == LIST]
    drawn, rule = found
    assert (drawn.rule, drawn.refuted, drawn.share) == (None, 6, None)
    assert (rule.rule, rule.refuted) == ("car.no_recognition", 24)
    assert rule.share is not None
    share, lower, upper = rule.share
    assert share == pytest.approx(lower) == 0.0 < upper < 0.15


def test_whatif_says_which_decided_rows_a_value_holds(folder: Path) -> None:
    found = {f"answer_{number}_result_findings": "overig" for number in range(1, 21)}
    read(folder, filled(folder, {**found, "answer_21_result_false_alarm": "ja"}))
    answer = what_if(load_project(folder), "car.no_recognition", {"min_vehicles": [5, 6]})
    assert (answer.confirmed, answer.refuted) == (20, 1)
    same, none = (each.decided for each in answer.tried)
    assert (same.confirmed, same.refuted) == (20, 1)
    assert (same.won, same.lost) == (0, 0)
    assert (none.confirmed, none.won, none.lost) == (0, 0, same.confirmed)
    assert none.refuted == 0


def test_results_come_in_and_whatif_labels_them_on_the_command_line(folder: Path, ask: Ask) -> None:
    found = {f"answer_{number}_result_findings": "overig" for number in range(1, 21)}
    file = filled(folder, {**found, "answer_21_result_false_alarm": "ja"})
    assert ask("results", "import", file, folder) == (0, "Read: answers for 21 rows.\n", "")
    code, said, _ = ask("results", "import", file, folder)
    assert (code, said.startswith("Nothing new")) == (0, True)
    code, _, told = ask("results", "import", folder / "screening.yaml", folder)
    assert code != 0
    assert "screening.yaml" in told
    assert len(store(folder).entries()) == 21
    code, said, _ = ask("results", "show", folder)
    assert code == 0
    [row] = [line for line in said.splitlines() if "car.no_recognition" in line and LIST in line]
    assert "95% (77%" in row
    code, said, told = ask("whatif", "car.no_recognition", folder, "--set", "min_vehicles=5..6")
    assert code == 0, told
    assert "Decided cases" in said
    assert "20 of 20 confirmed; 1 of 1 refuted" in said
    assert "0 of 20 confirmed (+0 -20)" in said
    assert "Own earlier output" in said
