"""The first rows of a list, each with why it is there: the rules, their words and what they read.

python examples/why_on_the_list.py PROJECT LIST
"""

from __future__ import annotations

import sys

import screening
from screening.errors import ScreeningError

SHOWN = 3
"""Rows of the list that are told about."""


def main(folder: str, name: str) -> int:
    """Screen the project, keep nothing, and print the top of a list."""
    try:
        result = screening.run(screening.load_project(folder))
    except ScreeningError as error:
        print(error, file=sys.stderr)
        return 1
    if name not in result.lists:
        print(f"there is no list '{name}'; there are {', '.join(result.lists)}", file=sys.stderr)
        return 1
    for row in result.lists[name].head(SHOWN).iter_rows(named=True):
        about = row.get("case") or row["place"] or row["subject"]
        print(about)
        for signal in screening.explain(result, about)["signals"]:
            print(f"  {signal['rule']}: {signal['text']}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
