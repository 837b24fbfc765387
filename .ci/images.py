"""Draw the pictures of the documentation from the report of the demo: ``make images``.

``python .ci/images.py PROJECT FOLDER``: the project is a demo that was run.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import vl_convert

from screening.publish.paper.document import document_of
from screening.publish.paper.typeset import as_picture
from screening.runs.published import published
from screening.runs.read import find_run
from screening.runs.report import make_report

PICTURES = {
    "funnel": r"Verdachte transacties|verdachte transacties per 10\.000 inwoners",
    "distribution": r"omzet per inwoner: ",
    "months": r"geregistreerde misdrijven per maand",
    "map": r"adressen met een signaal",
}
"""File and the title of its picture in the report."""
PAGES = {"control-page": "octopus.kamer", "case-sheet": "tvo"}
"""File and the list of which it is the page of the first row."""
SCALE, PPI = 1.2, 80


def main(project: Path, folder: Path) -> None:
    """Write a png per picture."""
    drawn = re.findall(r"<svg .*?</svg>", make_report(project), re.DOTALL)
    for name, title in PICTURES.items():
        [svg, *_] = [each for each in drawn if re.search(f"<title[^>]*>(?:{title})", each)]
        png = vl_convert.svg_to_png(svg, scale=SCALE)
        (folder / f"{name}.png").write_bytes(png)
    run = find_run(project)
    for name, listed in PAGES.items():
        document = document_of(published(run, listed)[0])
        whole = document | {"pages": document["pages"][:1], "measured": []}
        (folder / f"{name}.png").write_bytes(as_picture(whole, PPI))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
