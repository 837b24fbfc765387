"""Texts of the demo that were read and kept: ``python -m tests.golden`` writes them anew.

What changes in them shows in the difference that is looked at before it is committed.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import polars as pl

FILE = Path(__file__).resolve().parent / "detect" / "explain" / "golden.txt"
MANY = 300


def golden(signals: pl.DataFrame) -> str:
    """Up to 300 texts, as many of each rule as of any other, in the order of rules and subjects."""
    ordered = signals.select("rule", "subject", "text").sort("rule", "subject")
    different = ordered.unique(["rule", "text"], keep="first", maintain_order=True)
    turn = different.with_columns(turn=pl.int_range(pl.len()).over("rule"))
    taken = turn.sort("turn", "rule", maintain_order=True).head(MANY).sort("rule", "turn")
    return "".join(f"{rule}\t{text}\n" for rule, text in taken.select("rule", "text").iter_rows())


def main() -> None:
    from fixtures.generate import generate_project
    from screening.pipeline import run
    from screening.project.model import load_project

    with tempfile.TemporaryDirectory() as folder:
        demo = Path(folder) / "demo"
        generate_project(demo)
        signals = run(load_project(demo), write=False).signals
    FILE.write_text(golden(signals), encoding="utf-8")
    sys.stdout.write(f"{FILE}\n")


if __name__ == "__main__":
    main()
