"""A town of a hundred car dealers with one rule: small enough to run again for every question."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from screening.pipeline import RunResult

ROOT = Path(__file__).resolve().parents[2]
DEALERS, FLAGGED = 100, 40
FORMULA = "=HYPERLINK(0)"
FORBIDDEN, UNDECLARED = "Zwaluwland", "Okergeel"

Town = Callable[..., Path]

_PROJECT = """\
name: Proefstad
municipality: GM9001
as_of: 2026-01-01
packs: [octopus]
rules: rules
seed: {seed}
operator: medewerker
recipient: {recipient}
{extra}
lists: {{octopus.auto: {{capacity: {capacity}, random_share: {share}}}}}
registers:
  bag_object: {{path: adressen.csv, source: BAG, reference_date: 2025-12-31}}
  kvk_company: {{path: bedrijven.csv, source: KVK, reference_date: 2025-12-31}}
  kvk_establishment: {{path: vestigingen.csv, source: KVK, reference_date: 2025-12-31}}
  inspection: {{path: controles.csv, source: VTH, reference_date: 2025-12-31}}
  rdw_recognition: {{path: rdw.csv, source: RDW, reference_date: 2025-10-01{rdw}}}
"""


def _write(path: Path, header: str, rows: list[str]) -> None:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")


def _extracts(folder: Path) -> None:
    numbers = range(1, DEALERS + 1)
    vbo = {n: f"9999010000000{n:03d}" for n in numbers}
    kvk = {n: f"99000{n:03d}" for n in numbers}
    est = {n: f"999900000{n:03d}" for n in numbers}
    _write(
        folder / "adressen.csv",
        "vbo_id;address;usage;floor_m2;geboorteland;kleur",
        [f"{vbo[n]};Plein {n};winkelfunctie;100,5;{FORBIDDEN};{UNDECLARED}" for n in numbers],
    )
    forms = {n: "Eenmanszaak" if n == 2 else "Besloten Vennootschap" for n in numbers}
    _write(
        folder / "bedrijven.csv",
        "kvk_nr;legal_form;parent_kvk",
        [f"{kvk[n]};{forms[n]};" for n in numbers],
    )
    names = {n: FORMULA if n == 1 else f"Auto {n}" for n in numbers}
    _write(
        folder / "vestigingen.csv",
        "est_nr;kvk_nr;vbo_id;trade_name;start_date;end_date;sbi;sbi_edition",
        [f"{est[n]};{kvk[n]};{vbo[n]};{names[n]};01-01-2020;;45112;2008" for n in numbers],
    )
    _write(
        folder / "controles.csv",
        "inspection_id;inspection_date;est_nr;vehicles_seen;caused_by_selection;domain;finding_code",
        [f"I{n};01-10-2025;{est[n]};5;false;;" for n in numbers],
    )
    _write(
        folder / "rdw.csv",
        "kvk_nr;vbo_id;kind;start_date;end_date;status",
        [f"{kvk[n]};{vbo[n]};bedrijfsvoorraad;01-01-2020;;valid" for n in numbers if n > FLAGGED],
    )


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Write the town; arguments change its project file."""

    def write(
        *,
        seed: int = 1,
        recipient: str = "Team Octopus",
        extra: str = "",
        share: float = 0.2,
        rdw: str = "",
        name: str = "town",
        capacity: int = 30,
    ) -> Path:
        folder = tmp_path / name
        (folder / "rules/octopus/car").mkdir(parents=True)
        shipped = ROOT / "rules/octopus"
        shutil.copy(shipped / "pack.yaml", folder / "rules/octopus")
        shutil.copy(shipped / "car/no_recognition.yaml", folder / "rules/octopus/car")
        _extracts(folder)
        project = _PROJECT.format(
            seed=seed, recipient=f'"{recipient}"', extra=extra, share=share, rdw=rdw,
            capacity=capacity,
        )  # fmt: skip
        (folder / "screening.yaml").write_text(project, "utf-8")
        return folder

    return write


@pytest.fixture
def run_town(town: Town) -> Callable[..., RunResult]:
    """Write the town and run it."""
    from screening.pipeline import run
    from screening.project.model import load_project

    def go(**changes: object) -> RunResult:
        return run(load_project(town(**changes)))

    return go
