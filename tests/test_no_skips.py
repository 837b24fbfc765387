"""What CI asks above `make test`: nothing is skipped, and every example is tried."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.thorough import some

ROOT = Path(__file__).resolve().parents[1]
PASSES = "def test_passes():\n    pass\n"
TRIES = """\
from hypothesis import settings
from tests.thorough import part

def test_tries():
    assert part(100) == settings().max_examples == {}

"""
SKIPS = "import pytest\n\ndef test_skips():\n    pytest.skip('no database here')\n"
ASKS_SPARK = "import pytest\n\n@pytest.mark.spark\ndef test_asks():\n    pass\n"
SKIPS_WHOLE = "import pytest\n\npytest.importorskip('a_module_nobody_has')\n"


@pytest.mark.large
@pytest.mark.parametrize(
    ("content", "options", "code"),
    some(
        [
            (PASSES + SKIPS, ["--no-skips"], 1),
            (TRIES.format(100), ["--no-skips"], 0),
            (TRIES.format(12) + SKIPS, [], 0),
            (TRIES.format(100) + SKIPS, ["--large"], 0),
            (PASSES + SKIPS, ["--no-skips", "-n", "1"], 1),
        ],
        of=2,
    ),
)
def test_a_skipped_test_fails_where_none_may_be(
    content: str, options: list[str], code: int, tmp_path: Path
) -> None:
    done = run({"test_one.py": content}, options, tmp_path)
    assert done.returncode == code, done.stdout
    assert ("no database here" in done.stdout) is bool(code)


@pytest.mark.large
def test_a_skipped_file_fails_too(tmp_path: Path) -> None:
    files = {"test_one.py": PASSES, "test_two.py": SKIPS_WHOLE}
    assert run(files, ["--no-skips"], tmp_path).returncode == 1


@pytest.mark.large
@pytest.mark.parametrize("options", [[], ["--no-skips"]])
def test_without_java_a_test_of_spark_is_left_out(
    options: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    done = run({"test_one.py": PASSES + ASKS_SPARK}, options, tmp_path)
    assert done.returncode == 0, done.stdout
    assert "1 deselected" in done.stdout


def run(files: dict[str, str], options: list[str], folder: Path) -> subprocess.CompletedProcess:
    for name, content in files.items():
        (folder / name).write_text(content)
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:cacheprovider",
         "--rootdir", str(folder), *options, str(folder)],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
