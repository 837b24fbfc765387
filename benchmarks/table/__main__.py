"""``python -m benchmarks.table``: measure, print the table, with ``--write`` keep it in the README.

Sizes, ways, the most seconds of a run of an engine that judges one at a time, and the minutes in
all can be set; see ``--help``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from benchmarks.table import figures, speed
from benchmarks.table.turns import Plan, measure
from benchmarks.table.way import WAYS

ALL_SIZES = "10000,100000,1000000,10000000"
README = Path(__file__).parents[1] / "README.md"
BEGIN, END = "<!-- table -->", "<!-- end of table -->"


def main(arguments: list[str]) -> None:
    """Measure and print; raises ValueError when two ways give other hits."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.table")
    parser.add_argument("--sizes", default=ALL_SIZES)
    parser.add_argument("--ways", default=",".join(WAYS))
    parser.add_argument("--bound", type=float, default=Plan.bound)
    parser.add_argument("--minutes", type=float, default=Plan.minutes)
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--folder", type=Path, default=Path("build/bench"))
    parser.add_argument(
        "--write", action="store_true", help="put the table in benchmarks/README.md"
    )
    chosen = parser.parse_args(arguments)
    plan = Plan(
        sizes=[int(size) for size in chosen.sizes.split(",")],
        ways=chosen.ways.split(","),
        bound=chosen.bound,
        minutes=chosen.minutes,
        rounds=chosen.rounds,
    )
    chosen.folder.mkdir(parents=True, exist_ok=True)
    before = speed.told()
    measured = measure(plan, chosen.folder, _progress)
    text = written_out(before, figures.table(measured), figures.goals(measured))
    sys.stdout.write(f"{text}\n")
    if chosen.write:
        README.write_text(with_table(README.read_text("utf-8"), text), "utf-8")


def _progress(said: str) -> None:
    sys.stderr.write(f"{said}\n")


def written_out(before: str, table: str, goals: Iterable[str]) -> str:
    """Machine, table and goals, as the README holds them."""
    listed = "\n".join(f"- {goal}" for goal in goals)
    return f"Measured on {before}.\n\n{table}\n\n{listed}"


def with_table(page: str, text: str) -> str:
    """The page with another text between its marks; raises ValueError without them."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{README.name} has no {BEGIN} and {END}")
    return f"{before}{BEGIN}\n{text}\n{END}{after}"


if __name__ == "__main__":
    main(sys.argv[1:])
