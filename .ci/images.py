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
from playwright.sync_api import sync_playwright

from screening.publish.paper.document import document_of
from screening.publish.paper.typeset import as_picture
from screening.runs.published import published
from screening.runs.read import find_run
from screening.runs.report import make_report
from tests.review.server.furnished import CHROMIUM, FLAGS

PICTURES = {
    "funnel": r"Verdachte transacties|verdachte transacties per 10\.000 inwoners",
    "distribution": r"omzet per inwoner: ",
    "months": r"geregistreerde misdrijven per maand",
    "map": r"adressen met een signaal",
}
"""File and the title of its picture in the report."""
THEMES = ("pros", "auto", "kring", "recy", "agri", "park", "mens", "horeca", "bedrijf")
AFTER_COVER = 1
PAGES = {
    "control-page": ("octopus.kamer", 1, -1),
    "case-sheet": ("tvo", 1, -1),
    "case-selection": ("tvo", 2, -1),
    "agenda": ("tvo", 1, AFTER_COVER),
    "bibob-page": ("bibob", 1, -1),
    "address-page": ("adr", 1, -1),
    "care-page": ("care", 1, -1),
    "starters-page": ("starters", 1, -1),
    "designation-page": ("designation", 1, -2),
    **{f"{theme}-page": (f"octopus.{theme}", 1, -1) for theme in THEMES},
}
"""File, the list, how many of the sheets of its rows are set, and which page, from the end."""
SHEETS = {
    "list": ("octopus.kring", r"^\s*Nr\..*Waarom op de lijst"),
    "planning": ("octopus.kring", r"^\s*Nr\..*Ploeg"),
    "park-planning": ("octopus.park", r"^\s*Nr\..*Ploeg"),
    "workbook-overview": ("tvo", r"Hoe te lezen"),
    "workbook-row": ("octopus.auto", r"Terug naar de lijst"),
    "annex": ("octopus.kamer-afgeschermd", r"^\s*Nr\."),
}
"""File, the workbook, and a text of the page of it that is printed."""
REPORT = "report"
"""The first screens of the report of the run, as a browser shows them."""
SCALE, PPI, PAPER_PPI = 1.2, 80, 110
SCREEN = {"width": 1000, "height": 1400}


def main(project: Path, folder: Path, *names: str) -> None:
    """Write a png per picture that is named, and without names of all."""
    asked = {*names} or {*PICTURES, *PAGES, *SHEETS, REPORT}
    report = make_report(project) if asked & {*PICTURES, REPORT} else ""
    drawn = re.findall(r"<svg .*?</svg>", report, re.DOTALL)
    for name in PICTURES.keys() & asked:
        title = PICTURES[name]
        [svg, *_] = [each for each in drawn if re.search(f"<title[^>]*>(?:{title})", each)]
        png = vl_convert.svg_to_png(svg, scale=SCALE)
        (folder / f"{name}.png").write_bytes(png)
    run = find_run(project)
    for name in PAGES.keys() & asked:
        listed, sheets, page = PAGES[name]
        document = document_of(published(run, listed)[0])
        whole = document | {"pages": document["pages"][:sheets], "measured": []}
        (folder / f"{name}.png").write_bytes(as_picture(whole, PPI, page))
    for name in SHEETS.keys() & asked:
        listed, said = SHEETS[name]
        print_sheet(run / "lists" / f"{listed}.xlsx", said, folder / f"{name}.png")
    if REPORT in asked:
        show_page(report, folder / f"{REPORT}.png")


def show_page(html: str, png: Path) -> None:
    """The first screens of a page, without network or scripts."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_context(viewport=SCREEN, java_script_enabled=False).new_page()  # type: ignore[arg-type]
        page.set_content(html)
        page.screenshot(path=png)
        browser.close()


def print_sheet(workbook: Path, said: str, png: Path) -> None:
    """The first page of a printed workbook that says this."""
    with tempfile.TemporaryDirectory() as place:
        home = f"-env:UserInstallation=file://{place}/home"
        _made_by("soffice", home, "--headless", "--convert-to", "pdf", "--outdir", place, workbook)
        paper = Path(place, workbook.with_suffix(".pdf").name)
        pages = _made_by("pdftotext", "-layout", paper, "-").split("\f")
        wanted = re.compile(said, re.MULTILINE)
        at = next(number for number, page in enumerate(pages, 1) if wanted.search(page))
        whole = ("-png", "-r", PAPER_PPI, "-f", at, "-l", at, "-singlefile")
        _made_by("pdftoppm", *whole, paper, png.with_suffix(""))


def _made_by(*command: str | int | Path) -> str:
    made = subprocess.run([*map(str, command)], check=True, capture_output=True)  # noqa: S603
    return made.stdout.decode()


if __name__ == "__main__":
    project, folder, *names = sys.argv[1:]
    main(Path(project), Path(folder), *names)
