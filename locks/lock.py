"""Write the locks from pyproject.toml: every file of every pinned version by hash, and no host.

``python lock.py UV [--upgrade]``, where UV is the uv program; ``make lock`` calls it. A lock holds
for every Python that pyproject.toml allows and every platform. Versions stay as they are unless
pyproject.toml asks for others, or ``--upgrade`` is given.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent / "pyproject.toml"
OLDEST = "3.11"
ENGINE = "durable_rules"
"""Source only, so it has a lock of its own: everything else is installed from wheels alone."""


def inputs(project: dict[str, Any]) -> dict[str, tuple[list[str], str, str | None]]:
    """Per lock the arguments for uv, what it reads, and the lock whose versions it keeps."""
    whole = [str(PROJECT), "--no-emit-package", ENGINE]
    extras, groups = project["project"]["optional-dependencies"], project["dependency-groups"]
    return {
        "build": (["-"], _lines(project["build-system"]["requires"]), None),
        "durable": (["-"], _lines(extras["durable"]), None),
        "runtime": (whole, "", None),
        "forecast": ([*whole, "--extra", "forecast"], "", "runtime"),
        "dev": ([*whole, "--extra", "dev"], "", "forecast"),
        "bench": ([*whole, "--extra", "dev", "--extra", "bench"], "", "dev"),
        "spark": ([*whole, "--extra", "dev", "--extra", "spark"], "", "dev"),
        "tools": (["-"], _lines(groups["tools"]), None),
    }


def lock(uv: str, options: list[str]) -> None:
    """Write every lock; raises CalledProcessError when uv finds no set of versions."""
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))
    for name, (arguments, text, kept) in inputs(project).items():
        file = HERE / f"{name}.txt"
        before = (file.read_bytes(), file.stat().st_mtime_ns) if file.exists() else (b"", 0)
        constraints = ["--constraint", str(HERE / f"{kept}.txt")] if kept else []
        subprocess.run(  # noqa: S603 - the caller names the program
            [
                uv, "pip", "compile", "--quiet", "--universal", "--python-version", OLDEST,
                "--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url",
                *options, *constraints, *arguments, "--output-file", str(file),
            ],
            input=text, text=True, check=True, cwd=HERE.parent,
        )  # fmt: skip
        if file.read_bytes() == before[0]:  # or make would set everything up again
            os.utime(file, ns=(before[1], before[1]))


def _lines(requirements: list[str]) -> str:
    return "\n".join(requirements) + "\n"


if __name__ == "__main__":
    lock(sys.argv[1], sys.argv[2:])
