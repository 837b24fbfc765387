"""The fictional municipality, generated and screened once for all workers of a test run."""

from __future__ import annotations

import gc
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Generator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests import made_once, thorough

if TYPE_CHECKING:
    from screening.pipeline import RunResult

ROOT = Path(__file__).resolve().parents[1]

# The command line looks at its width once, when it is first imported. Tests read what the source
# says, which is English; those of the Dutch ask for it.
os.environ |= {"COLUMNS": "200", "NO_COLOR": "1", "LANGUAGE": "en"}

# Tests start hundreds of programs. Where Python is told to keep nothing of what it compiles, each
# would compile the whole of this one again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

_DEMO = {"demo_folder", "demo_run", "small_project"}

pytest_plugins = ["tests.commands", "tests.example_pack", "tests.example_rule"]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real public figures, read in place; they are never part of this repository."""
    named = os.environ.get("SCREENING_SHARED_DATA")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real public figures are not on this machine (SCREENING_SHARED_DATA)")
    return folder


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generated demo project; tests read it and never change it."""
    from fixtures.generate import generate_project

    folder = tmp_path_factory.mktemp("municipality") / "demo"
    shutil.copytree(made_once.shared("generated", generate_project), folder)
    return folder


@pytest.fixture(scope="session")
def demo_run(demo_folder: Path) -> RunResult:
    """The demo project after one run, of which the folder lies in it."""
    from fixtures.generate import generate_project
    from screening.pipeline import run
    from screening.project.model import load_project
    from screening.registers.reading.kept_registers import FOLDER as READINGS
    from screening.runs.names import RUNS

    def screened(folder: Path) -> None:
        shutil.copytree(made_once.shared("generated", generate_project), folder)
        made_once.keep(run(load_project(folder)), folder)

    ready = made_once.shared("screened", screened)
    for name in (RUNS, READINGS):
        shutil.copytree(ready / name, demo_folder / name, dirs_exist_ok=True)
    found: RunResult = made_once.kept(ready, demo_folder)
    return found


@pytest.fixture
def small_project(demo_folder: Path, tmp_path: Path) -> Path:
    """A project of this test alone that runs in a few seconds: the demo with its smallest pack."""
    folder = tmp_path / "project"
    shutil.copytree(demo_folder, folder, ignore=shutil.ignore_patterns("runs"))
    file = folder / "screening.yaml"
    file.write_text(re.sub(r"(?m)^packs: .*", "packs: [care]", file.read_text("utf-8")), "utf-8")
    return folder


def pytest_addoption(parser: pytest.Parser) -> None:
    """What `.ci/run` asks above `make test` is ``--no-skips``, which brings ``--large`` along."""
    parser.addoption(
        "--no-skips", action="store_true", help="fail when a test was skipped, and --large"
    )
    parser.addoption(
        "--large", action="store_true", help="also tests that take minutes, and every example"
    )


def pytest_configure(config: pytest.Config) -> None:
    from screening import frames
    from screening.locale import look_at

    if not hasattr(config, "workerinput"):  # who starts the others, and tells them
        kept = tempfile.TemporaryDirectory(prefix="screening-tests-")
        config.add_cleanup(kept.cleanup)
        for name in ("XDG_CACHE_HOME", made_once.SHARED):
            os.environ[name] = str(Path(kept.name) / name.lower())
            Path(os.environ[name]).mkdir()
    # No test pulls the plug, so none has to wait until bytes have reached the disk.
    os.fsync = lambda _: None
    frames.CHECKING = True
    look_at(os.environ)
    thorough.ALL = config.getoption("--large") or config.getoption("--no-skips")
    # Time is measured in benchmarks/, never in a test; and a run in CI gives the same answer twice.
    settings.register_profile(
        "tests", deadline=None, derandomize="CI" in os.environ, max_examples=thorough.part(100)
    )
    settings.load_profile("tests")
    config.addinivalue_line("markers", "large: takes minutes and gigabytes; runs in CI")
    config.addinivalue_line("markers", "spark: needs `make spark` and Java; left out without")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    _demo_first(items)
    left_out = [*([] if thorough.ALL else ["large"]), *(["spark"] if _no_spark() else [])]
    gone = [each for each in items if any(each.get_closest_marker(mark) for mark in left_out)]
    if gone:
        items[:] = [item for item in items if item not in gone]
        config.hook.pytest_deselected(items=gone)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is read to find the tests stays until the end: it is never looked through as garbage."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def _no_spark() -> bool:
    return find_spec("pyspark") is None or not (os.environ.get("JAVA_HOME") or shutil.which("java"))


def _demo_first(items: list[pytest.Item]) -> None:
    """Files that ask for the demo, before the others: one worker makes it and keeps them all."""
    asking = {item.path for item in items if _DEMO & set(getattr(item, "fixturenames", ()))}
    items.sort(key=lambda item: item.path not in asking)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A skipped test proves nothing: where everything can be had, none may be."""
    reporter = session.config.pluginmanager.getplugin("terminalreporter")
    if reporter is None or not session.config.getoption("--no-skips"):
        return
    skipped = reporter.stats.get("skipped", [])
    for report in skipped:
        why = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        reporter.write_line(f"SKIPPED {report.nodeid}: {why}", red=True)
    if skipped and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
