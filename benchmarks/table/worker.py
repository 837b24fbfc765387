"""One way in a process of its own: ``python -m benchmarks.table.worker WAY FOLDER``.

It says that it is ready, or why it cannot be; then it answers a line of JSON per line of JSON,
until there are no more. What the engines themselves print goes to the standard error.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, TextIO

from benchmarks.table.way import NotInstalledError, Way, digest, opened


def main(way: str, folder: str) -> None:
    """Serve until the standard input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    try:
        made = opened(way, Path(folder))
    except NotInstalledError as error:
        _say(answers, {"not_installed": str(error)})
        return
    gc.collect()
    gc.freeze()
    gc.set_threshold(2_000_000, 20, 50)  # as the command of screening does
    _say(answers, {"ready": way})
    for line in sys.stdin:
        _say(answers, _answer(made, json.loads(line)))


def _answer(way: Way, asked: dict[str, Any]) -> dict[str, Any]:
    start, worked = perf_counter(), process_time()
    try:
        found = way.run(asked["workload"])
    except Exception as error:  # noqa: BLE001 - told to who asked, who fails with it
        return {"failed": f"{type(error).__name__}: {error}"[:500]}
    told: dict[str, Any] = {"seconds": perf_counter() - start, "cpu": process_time() - worked}
    if asked["check"]:
        told["digest"] = digest(found)
        told["counts"] = {rule: each.counts for rule, each in found.items()}
    return told


def _say(answers: TextIO, told: dict[str, Any]) -> None:
    answers.write(json.dumps(told) + "\n")
    answers.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
