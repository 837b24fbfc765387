"""The Python API does what docs/python.md shows, and nothing heavy is loaded before it is asked."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

import screening
from screening.errors import ExtractError, PackError, ProjectError, RunError, ScreeningError
from tests.bad_input.project import PACK, RULE

if TYPE_CHECKING:
    from screening.pipeline import RunResult

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "python.md"
NAMES = {
    "load_project", "load_registers", "load_packs", "check", "run", "what_if", "compare", "explain",
    "narrow", "issue", "import_results", "results",
}  # fmt: skip


@pytest.mark.large
def test_the_page_runs_as_it_stands(
    demo_run: RunResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    shutil.copytree(demo_run.folder.parents[1], tmp_path / "demo")
    monkeypatch.chdir(tmp_path)
    known: dict[str, Any] = {}
    blocks = re.findall(
        r"^```python\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    for block in blocks:
        exec(compile(block, PAGE.name, "exec"), known)
    said = capsys.readouterr().out
    assert demo_run.folder.name in said
    assert "4 bedrijven op dit adres (grens 3)." in said
    assert "Did you mean 'kvk_establishment'?" in said
    assert known["why"]["signals"]
    assert 0 < known["short"].rows.height <= 5
    assert known["files"][0].name == "kamer.xlsx"
    assert len(known["tried"].tried) == 3
    assert known["result"].lists.keys() == {each.name for each in demo_run.outcome.lists}
    assert known["judged"].rows.height == 3


def test_the_names_are_these() -> None:
    assert set(screening.__all__) >= NAMES
    assert all(callable(getattr(screening, name)) for name in NAMES)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = screening.nothing


def test_what_is_asked_for_stays_a_function_after_its_module_was_loaded() -> None:
    import screening.comparison.table
    import screening.pipeline
    import screening.whatif

    assert all(callable(getattr(screening, name)) for name in NAMES)


def test_nothing_heavy_is_loaded_with_the_package() -> None:
    heavy = ("polars", "sqlglot", "scipy")
    code = f"import sys, screening; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def _text(content: Any) -> str:
    import yaml

    return yaml.safe_dump(content, allow_unicode=True)


SETTINGS: dict[str, Any] = {
    "name": "Voorbeeld", "municipality": "GM9001", "as_of": "2026-01-01", "recipient": "Team",
}  # fmt: skip
ROWS = pl.DataFrame(
    {
        "est_nr": [f"{n:012d}" for n in range(1, 13)],
        "kvk_nr": [f"{99_000_000 + n}" for n in range(1, 13)],
        "vbo_id": ["9999010000000001"] * 12,
        "start_date": ["01-01-2020"] * 12,
        "end_date": [None] * 12,
    }
)


def built(frame: pl.DataFrame = ROWS, rule: Any = RULE, **settings: Any) -> screening.Project:
    return screening.build_project(
        {"kvk_establishment": frame}, rules=[_text(rule)], pack=_text(PACK),
        **{**SETTINGS, **settings},
    )  # fmt: skip


@pytest.mark.large
def test_a_project_in_code_gives_what_one_of_files_gives(tmp_path: Path) -> None:
    result = screening.run(built(folder=tmp_path))
    assert result.signals["subject"].to_list() == ["9999010000000001"]
    assert result.folder.parent.parent == tmp_path
    again = screening.run(built(folder=tmp_path))
    assert again.folder == result.folder
    other = screening.run(built(ROWS.head(11), folder=tmp_path))
    assert other.folder != result.folder
    assert screening.explain(result, "9999010000000001")["signals"]


def test_a_run_that_is_not_written_has_no_folder_to_explain_from() -> None:
    result = screening.run(built(), write=False)
    with pytest.raises(RunError, match="not written"):
        screening.explain(result, "9999010000000001")


def test_dates_and_numbers_with_types_are_read_as_they_are() -> None:
    typed = ROWS.with_columns(start_date=pl.date(2020, 1, 1), employees_ft=pl.lit(3))
    loaded = screening.load_registers(built(typed))
    assert loaded.frames["kvk_establishment"]["start_date"].dtype == pl.Date
    assert loaded.reports["kvk_establishment"].rows_loaded == 12


@pytest.mark.parametrize(
    ("changes", "error", "said"),
    [
        ({"as_of": "gisteren"}, ProjectError, "Write it as yyyy-mm-dd"),
        ({"municipality": "Meerwolde"}, ProjectError, "municipality"),
        ({"recipient": ""}, ProjectError, "no recipient"),
        ({"rule": {**RULE, "subject": "person"}}, PackError, "never a person"),
        ({"rule": {key: RULE[key] for key in RULE if key != "id"}}, ProjectError, "no id"),
        ({"parameters": {"address.many": {"mast": 1}}}, ProjectError, "no parameter 'mast'"),
        ({"frame": ROWS.drop("est_nr")}, ExtractError, "est_nr"),
        ({"frame": ROWS.with_columns(vbo_id=pl.lit("12"))}, ExtractError, ""),
    ],
)
def test_errors_say_what_to_do(changes: dict[str, Any], error: type[Exception], said: str) -> None:
    with pytest.raises(error) as caught:
        screening.run(built(**changes), write=False)
    assert isinstance(caught.value, ScreeningError)
    assert any(said in str(problem) for problem in caught.value.problems)
    assert all(problem.found for problem in caught.value.problems)


def test_rules_need_a_pack_with_a_purpose() -> None:
    with pytest.raises(ProjectError, match="without the pack they belong to"):
        screening.build_project({}, rules=[_text(RULE)], **SETTINGS)
    unlawful = {**PACK, "purpose": ""}
    project = screening.build_project(
        {"kvk_establishment": ROWS}, rules=[_text(RULE)], pack=_text(unlawful), **SETTINGS
    )
    with pytest.raises(PackError, match="purpose"):
        screening.run(project, write=False)
