"""The wheel: one package at the top, with all in it that the commands need, and nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ["screening", "cli", "fixtures", "rules"]
BUILD = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"
ASK = """
import sys
sys.path += sys.argv[1:3]  # the wheel, and the libraries; no .pth file and no folder of ours
del sys.argv[1:3]
from screening.cli.main import main
try:
    main()
finally:
    for module in list(sys.modules.values()):
        print("from", getattr(module, "__file__", None) or "nowhere", file=sys.stderr)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel of this checkout, built from a copy: building leaves files beside the sources."""
    pytest.importorskip("setuptools", reason="the build tools are not installed (make setup)")
    source = tmp_path_factory.mktemp("source")
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    for name in SOURCES:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, source / name, ignore=ignored)
    made = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(made)],
        cwd=source, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    [file] = made.glob("*.whl")
    return zipfile.ZipFile(file)


def installed(name: str) -> str:
    """Where a file of the checkout is in the wheel."""
    return name if name.startswith("screening/") else f"screening/{name}"


def test_one_package_at_the_top(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"screening"}


def test_every_file_of_the_checkout_is_in_it_and_no_other(wheel: zipfile.ZipFile) -> None:
    files = {
        installed(path.relative_to(ROOT).as_posix())
        for top in SOURCES
        for path in (ROOT / top).rglob("*")
        if path.suffix in {".py", ".yaml", ".typed", ".mo", ".typ", ".html", ".css", ".properties"}
    }
    inside = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert inside == files
    assert "screening/py.typed" in inside


@pytest.mark.large
def test_what_is_installed_works_without_the_checkout(
    wheel: zipfile.ZipFile, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    wheel.extractall(site)
    libraries = sysconfig.get_path("purelib")

    def ask(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-c", ASK, str(site), libraries, *words],
            cwd=tmp_path, capture_output=True, text=True, check=False,
            env={**os.environ, "COLUMNS": "200", "NO_COLOR": "1"},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        files = [line[5:] for line in done.stderr.splitlines() if line.startswith("from ")]
        assert any(file.startswith(str(site)) for file in files)
        assert not [f for f in files if f.startswith(f"{ROOT}/") and not f.startswith(libraries)]
        return done.stdout

    assert "address.many_companies" in ask("rules", "list")  # the shipped packs are in it
    ask("init", "here")  # and the fixtures
    assert (tmp_path / "here" / "screening.yaml").exists()
    assert "screening" in ask("--version")
