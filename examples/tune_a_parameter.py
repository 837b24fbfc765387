"""How many subjects a rule would flag at other values of a parameter; nobody is named or kept.

python examples/tune_a_parameter.py PROJECT RULE PARAMETER VALUE [VALUE ...]
"""

from __future__ import annotations

import sys

import screening
from screening.errors import ScreeningError


def main(folder: str, rule: str, parameter: str, *values: str) -> int:
    """Print a line per value."""
    try:
        project = screening.load_project(folder)
        found = screening.what_if(project, rule, {parameter: [float(value) for value in values]})
    except ScreeningError as error:
        print(error, file=sys.stderr)
        return 1
    for tried in found.tried:
        print(f"{parameter} = {tried.value:g}: {tried.hits} flagged")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
