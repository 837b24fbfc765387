"""Everything that decides the outcome of a run is in its name, and a run is never replaced."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from screening.errors import RunError
from screening.pipeline import RunResult, run
from screening.project.model import Project, load_project
from screening.registers.reading.report import Loaded
from screening.runs.folder import file_hashes
from screening.runs.identity import LIBRARIES, OF_ENGINES, given, inputs_of_run
from tests.bad_input.project import PACK, RULE, SETTINGS, establishments, row, write_pack
from tests.test_dependencies import READ_BY_PYTHON, imported_in
from tests.thorough import some

SOURCE: dict[str, Any] = {"path": "est.csv"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "project"
    made.mkdir()
    # one row without an edition, and one of which the day and the month can be taken for each other
    lines = establishments(row(20, sbi_edition=""), row(21, start_date="03-04-2020"))
    (made / "est.csv").write_text(lines, encoding="utf-8")
    write_pack(made / "rules" / "proef", PACK, {"address/many": RULE})
    return made


def screened(folder: Path, source: dict[str, Any] | None = None, **settings: Any) -> RunResult:
    registers = {"kvk_establishment": {**SOURCE, **(source or {})}}
    text = yaml.safe_dump({**SETTINGS, "registers": registers, **settings})
    (folder / "screening.yaml").write_text(text, encoding="utf-8")
    return run(load_project(folder))


@pytest.mark.parametrize(
    "source",
    some(
        [
            {"fixed": {"sbi_edition": "2025"}},
            {"codes": {"sbi_edition": {"2008": "2025"}}},
            {"columns": {"trade_name": "kvk_nr"}},
            {"date": ["d-m-yyyy", "dd-mm-yyyy"]},
            {"encoding": "windows-1252"},
            {"decimal": "."},
            {"reference_date": "2025-12-31"},
            {"source": "een andere bron"},
            {"max_quarantined": 0.9},
            {"may_be_empty": True},
        ],
        of=3,
    ),
    ids=lambda source: next(iter(source)),
)
def test_how_an_extract_is_read_is_in_the_name(folder: Path, source: dict[str, Any]) -> None:
    plain = screened(folder)
    kept = file_hashes(plain.folder)
    assert screened(folder, source).folder.name != plain.folder.name
    assert file_hashes(plain.folder) == kept


@pytest.mark.parametrize(
    "settings",
    some(
        [
            {"defaults": {"decimal": "."}},
            {"defaults": {"date": ["yyyy-mm-dd", "dd-mm-yyyy"]}},
            {"limits": {"rows": 1000}},
            {"lists": {"tvo": {"capacity": 3}}},
            {"parameters": {"address.many": {"most": 3}}},
            {"blind": True},
            {"seed": 2},
            {"recipient": "Ander team"},
            {"as_of": "2026-01-02"},
        ],
        of=3,
    ),
    ids=lambda settings: next(iter(settings)),
)
def test_every_setting_is_in_the_name(folder: Path, settings: dict[str, Any]) -> None:
    assert screened(folder, **settings).folder.name != screened(folder).folder.name


def test_the_pseudonym_key_is_in_the_name_and_cannot_be_read_from_it(
    folder: Path, tmp_path: Path
) -> None:
    keys = [hashlib.sha256(word).hexdigest() for word in (b"een", b"twee")]
    names = []
    for number, key in enumerate(keys):
        file = tmp_path / f"{number}.key"
        file.write_text(key, encoding="utf-8")
        file.chmod(0o600)
        result = screened(folder, pseudonym_key=str(file))
        names.append(result.folder.name)
        assert key not in (result.folder / "manifest.json").read_text("utf-8")
        file.rename(tmp_path / "same.key")
        assert screened(folder, pseudonym_key=str(tmp_path / "same.key")).folder.name == names[-1]
    assert names[0] != names[1]


NOT_IN_IT = {
    "confusable-homoglyphs": "says what is wrong with a rule, never what one means",
    "django": "the review site, of which no file of a run depends",
    "django-axes": "the same",
    "django-csp": "the same",
    "django-ninja": "the same",
    "mozilla-django-oidc": "the same",
    "pyjwt": "the same",
    "waitress": "the same",
    "whitenoise": "the same",
    "durable-rules": "concludes what the fixed point concludes",
    "markdown-it-py": "the handbook, which is no part of a run",
    "psycopg": "of a database the rows that came out count",
    "psycopg-binary": "the same",
    "pyyaml": "reads the texts of packs and project, which are in the name themselves",
    "statsforecast": "the monthly report, which is no part of a run",
    "typst": "a page on paper, which is made of a run afterwards",
}
"""What is imported and cannot change a file of a run, with the reason."""


def test_every_library_that_can_change_a_run_is_in_the_name_and_no_other() -> None:
    named = {*LIBRARIES, *OF_ENGINES.values()}
    imported = imported_in("screening")
    assert imported - named == NOT_IN_IT.keys() & imported
    assert named - imported == READ_BY_PYTHON


@pytest.mark.parametrize(
    ("engine", "verify", "own"),
    [
        ("polars", False, set()),
        ("polars", True, {"duckdb"}),
        ("duckdb", False, {"duckdb"}),
        ("spark", False, {"pyspark"}),
        ("spark", True, {"duckdb", "pyspark"}),
    ],
)
def test_engines_that_measure_and_verify_are_in_the_name(
    folder: Path, monkeypatch: pytest.MonkeyPatch, engine: str, verify: bool, own: set[str]
) -> None:
    monkeypatch.setattr("screening.runs.identity.metadata.version", lambda name: f"{name} 1")
    monkeypatch.setattr("screening.runs.identity.given", lambda *_: {})
    (folder / "screening.yaml").write_text(yaml.safe_dump(SETTINGS), encoding="utf-8")
    outcome: Any = SimpleNamespace(
        project=load_project(folder),
        packs=(),
        loaded=None,
        before=None,
        earlier=None,
        as_of=dt.date(2026, 1, 1),
    )
    found = inputs_of_run(outcome, engine, verify=verify)["libraries"]
    assert found.keys() == {*LIBRARIES, *own}


ELSEWHERE = {
    "rules": "of packs their content",
    "packs": "the same",
    "pseudonym_key": "a value that cannot be turned back into it",
    "as_of": "stands in the inputs itself",
    "seed": "the same",
    "registers": "all but who is told that an extract is late",
    "review": "its address alone, which is printed",
    "map": "the map of the report, which is made of a run",
    "actions": "controls that are planned, which no file of a run depends on",
    "batch": "what is done around a run",
    "spark": "the names of its tables and settings, where it measures",
}
"""Settings that are in the name in another way, or not, with the reason."""


def test_every_setting_of_the_model_is_in_the_name_or_has_a_reason(folder: Path) -> None:
    (folder / "screening.yaml").write_text(yaml.safe_dump(SETTINGS), encoding="utf-8")
    told = given(load_project(folder), [], Loaded({}, {}, {}))["settings"]
    assert set(told) | set(ELSEWHERE) == set(Project.model_fields)
    assert set(told) & set(ELSEWHERE) == {"registers"}


def test_a_run_is_not_replaced_by_other_files(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from screening.detect import run as detecting

    first = screened(folder)
    kept = file_hashes(first.folder)
    monkeypatch.setattr("screening.pipeline.detect", _nothing_found(detecting.detect))
    with pytest.raises(RunError, match=r"has the same inputs and other results: \d+ of its files"):
        screened(folder)
    assert file_hashes(first.folder) == kept
    assert [path.name for path in (folder / "runs").glob("*-*")] == [first.folder.name]


def _nothing_found(detect: Any) -> Any:
    def found(*args: Any, **named: Any) -> Any:
        from dataclasses import replace

        detection = detect(*args, **named)
        return replace(detection, signals=detection.signals.clear())

    return found


def test_a_damaged_run_is_mended_with_the_same_files(folder: Path) -> None:
    first = screened(folder)
    kept = file_hashes(first.folder)
    (first.folder / "signals.parquet").write_bytes(b"half")
    assert screened(folder).folder == first.folder
    assert file_hashes(first.folder) == kept


def test_a_run_that_is_not_to_be_kept_leaves_nothing(folder: Path) -> None:
    screened(folder)
    before = sorted(path.name for path in (folder / "runs").iterdir())
    result = run(load_project(folder), write=False, as_of=load_project(folder).as_of)
    assert result.written is None
    with pytest.raises(RunError, match="not written"):
        _ = result.folder
    assert sorted(path.name for path in (folder / "runs").iterdir()) == before
