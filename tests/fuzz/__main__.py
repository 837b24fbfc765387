"""``python -m tests.fuzz``: search for statements that engines judge apart or that do harm."""

# ruff: noqa: T201 - a command line talks

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from tests.fuzz.engines import present
from tests.fuzz.report import markdown, summary
from tests.fuzz.search import Search


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=int, default=0, help="number of the first statement")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seconds", type=float, default=1.0, help="work a compilation may take")
    parser.add_argument("--patience", type=float, default=60.0, help="seconds before it hangs")
    parser.add_argument("--report", type=Path, help="file for the findings (Markdown)")
    given = parser.parse_args()
    begin = time.monotonic()
    search = Search(
        given.seed, workers=given.workers, seconds=given.seconds, patience=given.patience
    )
    try:
        search.run(given.start, given.count, lambda text: print(text, flush=True))
    finally:
        search.close()
    found = markdown(search.kinds.values())
    if given.report is not None:
        given.report.write_text(found, encoding="utf-8")
    print(f"seed {given.seed}, {given.count:,} statements on {', '.join(present())}:")
    print(summary(search.tally, time.monotonic() - begin))
    return 1 if search.kinds else 0


if __name__ == "__main__":
    sys.exit(main())
