"""Draw the pictures of the documentation from the report of the demo: ``make images``.

``python .ci/images.py PROJECT FOLDER``: the project is a demo that was run.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import vl_convert

from screening.runs.report import make_report

PICTURES = {
    "funnel": r"Verdachte transacties|verdachte transacties per 10\.000 inwoners",
    "distribution": r"omzet per inwoner: ",
    "months": r"geregistreerde misdrijven per maand",
    "map": r"adressen met een signaal",
}
"""File and the title of its picture in the report."""
SCALE = 1.2


def main(project: Path, folder: Path) -> None:
    """Write a png per picture."""
    drawn = re.findall(r"<svg .*?</svg>", make_report(project), re.DOTALL)
    for name, title in PICTURES.items():
        [svg, *_] = [each for each in drawn if re.search(f"<title[^>]*>(?:{title})", each)]
        png = vl_convert.svg_to_png(svg, scale=SCALE)
        (folder / f"{name}.png").write_bytes(png)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
