"""A batch that is killed, in the middle of any stage, loses nothing, and the next one goes on."""

from __future__ import annotations

import datetime as dt
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from screening.runs.folder import file_hashes
from screening.runs.latest import latest_of
from screening.runs.verify import damages
from tests.batch.conftest import Do, command, record_of
from tests.thorough import some

Town = Callable[..., Path]
KILLED = """
import importlib, os, signal
from pathlib import Path
import screening.batch.run
module = importlib.import_module({module!r})
taken = getattr(module, {name!r})
left = [{passes}]
def die(*given, **named):
    if left[0]:
        left[0] -= 1
        return taken(*given, **named)
    {first}os.kill(os.getpid(), signal.SIGKILL)
    done = taken(*given, **named)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(module, {name!r}, die)
from cli.main import main
main()
"""
PLACES = [
    ("check", "screening.batch.run", "_begin", 0),
    ("read", "screening.pipeline", "prepare", 0),
    ("read", "screening.project.prepare", "load_registers", 0),
    ("run", "screening.pipeline", "escalate", 0),
    ("publish", "screening.runs.record", "write_manifest", 0),
    ("publish", "screening.runs.folder", "_put_in_place", 0),
    ("publish", "screening.pipeline", "mark_latest", 0),
    ("publish", "screening.batch.news", "publish", 0),
    ("retention", "screening.batch.retention", "discard", 0),
    ("retention", "screening.runs.folder", "shutil.rmtree", 0),
    ("retention", "screening.batch.retention", "record", 2),
    ("summary", "screening.batch.run", "summary", 0),
    ("summary", "screening.batch.run", "write_private", 0),
]


class Begun(NamedTuple):
    """A project with a run whose term is over and a good one, and where an unhurt batch leads."""

    folder: Path
    old: str
    good: str
    whole: Path


_MADE: list[Begun] = []


@pytest.fixture
def begun(town: Town, do: Do) -> Begun:
    """Made once, and copied by who changes it."""
    if not _MADE:
        folder, then = town(name="begun"), dt.date(2024, 1, 1)
        old = do(folder, as_of=then, today=then).batch.run
        good = do(folder, as_of=dt.date(2025, 12, 31), today=then).batch.run
        whole = folder.with_name("whole")
        shutil.copytree(folder, whole)
        made = do(whole, only_new=True).batch.run
        assert old is not None
        assert good is not None
        assert made is not None
        assert not (whole / "runs" / old.name).exists()
        _MADE.append(Begun(folder, old.name, good.name, made))
    return _MADE[0]


@pytest.mark.large
@pytest.mark.parametrize(
    "before",
    [pytest.param(True, id="before"), pytest.param(False, id="after", marks=pytest.mark.large)],
)
@pytest.mark.parametrize(
    ("stage", "module", "name", "passes"),
    [pytest.param(*place, id=f"{place[0]}-{place[2]}") for place in some(PLACES, of=5)],
)
def test_nothing_is_lost_and_the_next_goes_on(
    begun: Begun,
    tmp_path: Path,
    do: Do,
    before: bool,
    stage: str,
    module: str,
    name: str,
    passes: int,
) -> None:
    folder = tmp_path / "killed"
    shutil.copytree(begun.folder, folder)
    old, good = folder / "runs" / begun.old, folder / "runs" / begun.good
    hashes = file_hashes(good)
    if "." in name:
        inner, name = name.split(".")
        module = inner
    program = KILLED.format(
        module=module, name=name, passes=passes, first="" if before else "if False: "
    )
    done = command(folder, "--only-new", program=program)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert not damages(good)
    assert file_hashes(good) == hashes
    assert latest_of(folder / "runs") is not None
    for each in (folder / "runs").iterdir():
        assert each.name.startswith(".") or not each.is_dir() or not damages(each)

    did = do(folder, only_new=True)
    assert did.batch.exit_code == 0
    assert did.batch.run is not None
    assert ("afgebroken" in did.batch.summary) == (stage != "check" or not before)
    names = sorted(path.name for path in (folder / "runs").iterdir())
    assert names == sorted(path.name for path in begun.whole.parent.iterdir())
    assert not old.exists(), "its term is over"
    assert file_hashes(did.batch.run) == file_hashes(begun.whole)
    assert latest_of(folder / "runs") == did.batch.run.name
    left = {each.name for each in (folder / "batch").iterdir()}
    assert left == {"lock", "log.jsonl", "samenvatting.txt", f"nieuw-{did.batch.run.name}"}
    removed = [each for each in record_of(folder) if each["action"] == "removed"]
    assert {each["name"] for each in removed} <= {old.name}
    assert [e["action"] for e in record_of(folder) if e.get("name") == old.name]
