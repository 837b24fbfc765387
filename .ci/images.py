"""Draw the pictures of the documentation from the report of the demo: ``make images``.

``python .ci/images.py PROJECT FOLDER [NAME...]``: the project is a demo that was run; without names
all of them. The list itself is printed by LibreOffice (Debian: apt install libreoffice-calc
poppler-utils).
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
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
PAGES = {
    "control-page": ("octopus.kamer", -1),
    "case-sheet": ("tvo", -1),
    "bibob-page": ("bibob", -1),
    "address-page": ("adr", -1),
    "designation-page": ("designation", -2),
}
"""File, the list of which it is a page of the first row, and which page, from the end."""
SHEETS = {"list": ("octopus.kring", "Waarom op de lijst"), "planning": ("octopus.kring", "Ploeg")}
"""File, the list, and a heading of the sheet of its workbook that is printed."""
SCALE, PPI, PAPER_PPI = 1.2, 80, 110


def main(project: Path, folder: Path, *names: str) -> None:
    """Write a png per picture that is named, and without names of all."""
    asked = {*names} or {*PICTURES, *PAGES, *SHEETS}
    report = make_report(project) if asked & {*PICTURES} else ""
    drawn = re.findall(r"<svg .*?</svg>", report, re.DOTALL)
    for name in PICTURES.keys() & asked:
        title = PICTURES[name]
        [svg, *_] = [each for each in drawn if re.search(f"<title[^>]*>(?:{title})", each)]
        png = vl_convert.svg_to_png(svg, scale=SCALE)
        (folder / f"{name}.png").write_bytes(png)
    run = find_run(project)
    for name in PAGES.keys() & asked:
        listed, page = PAGES[name]
        document = document_of(published(run, listed)[0])
        whole = document | {"pages": document["pages"][:1], "measured": []}
        (folder / f"{name}.png").write_bytes(as_picture(whole, PPI, page))
    for name in SHEETS.keys() & asked:
        listed, heading = SHEETS[name]
        print_sheet(run / "lists" / f"{listed}.xlsx", heading, folder / f"{name}.png")


def print_sheet(workbook: Path, heading: str, png: Path) -> None:
    """The first page of a printed workbook on which this heading stands above a table."""
    with tempfile.TemporaryDirectory() as place:
        home = f"-env:UserInstallation=file://{place}/home"
        _made_by("soffice", home, "--headless", "--convert-to", "pdf", "--outdir", place, workbook)
        paper = Path(place, workbook.with_suffix(".pdf").name)
        pages = _made_by("pdftotext", "-layout", paper, "-").split("\f")
        table = re.compile(rf"^\s*Nr\..*{heading}", re.MULTILINE)
        at = next(number for number, page in enumerate(pages, 1) if table.search(page))
        whole = ("-png", "-r", PAPER_PPI, "-f", at, "-l", at, "-singlefile")
        _made_by("pdftoppm", *whole, paper, png.with_suffix(""))


def _made_by(*command: str | int | Path) -> str:
    made = subprocess.run([*map(str, command)], check=True, capture_output=True)  # noqa: S603
    return made.stdout.decode()


if __name__ == "__main__":
    project, folder, *names = sys.argv[1:]
    main(Path(project), Path(folder), *names)
