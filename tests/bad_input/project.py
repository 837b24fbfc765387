"""A small project to make mistakes in, and what may be said about how a command ended."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tests.commands import Ask, Said

PACK: dict[str, Any] = {
    "id": "proef",
    "version": 1,
    "title": "Adressen",
    "purpose": "Juistheid van adressen",
    "task": "Terugmelding aan het handelsregister",
    "bases": [{"code": "G-HR", "article": "Handelsregisterwet 2007"}],
    "controller": "college van burgemeester en wethouders",
    "owner": "teamleider veiligheid",
    "contact": "veiligheid@gemeente.example",
    "dpia": {"reference": "DPIA-1", "date": "2026-01-01"},
    "retention_days": {"signal": 365},
    "registers": dict.fromkeys(
        ("kvk_establishment", "kvk_role", "bag_object", "area", "area_population"), "all"
    ),
}


SQL = (
    "SELECT e.vbo_id AS subject, COUNT(DISTINCT e.kvk_nr) AS companies\n"
    "FROM kvk_establishment e WHERE ACTIVE(e.start_date, e.end_date) GROUP BY e.vbo_id\n"
)


RULE: dict[str, Any] = {
    "id": "address.many",
    "title": "Veel bedrijven op één adres",
    "status": "active",
    "version": 1,
    "subject": "address",
    "lists": ["tvo"],
    "severity": 3,
    "basis": "G-HR",
    "why": "Dit kan een reden zijn om te kijken.",
    "innocent": ["bedrijfsverzamelgebouw"],
    "verify": "Kijk naar het gebruik van het pand.",
    "sources": ["KK1"],
    "parameters": {"most": {"value": 10, "unit": "bedrijven", "why": "praktijk"}},
    "measures": {"companies": {"label": "actieve bedrijven", "unit": "bedrijven"}},
    "select": SQL,
    "when": "companies >= :most",
    "explain": "{companies} actieve bedrijven op dit adres (grens {most}).",
    "tests": [],
}


ESCALATION: dict[str, Any] = {
    **{key: RULE[key] for key in ("version", "status", "subject", "lists", "basis", "why")},
    **{key: RULE[key] for key in ("innocent", "verify", "sources")},
    "kind": "escalation",
    "title": "Aandachtspunten samen",
    "severity": 4,
    "explain": "Meerdere aandachtspunten.",
    "tests": [],
}


SETTINGS: dict[str, Any] = {
    "name": "Voorbeeld",
    "municipality": "GM9001",
    "as_of": "2026-01-01",
    "packs": ["proef"],
    "rules": "rules",
    "recipient": "Team veiligheid",
    "language": "en",  # tests read what the source says
}


EST_HEAD = "est_nr;kvk_nr;vbo_id;start_date;end_date;trade_name;employees_ft;sbi;sbi_edition"


EST = {"kvk_establishment": {"path": "est.csv"}}


BAG = {"bag_object": {"path": "bag.csv"}}


class Case(NamedTuple):
    """A project folder and the command line to try on it."""

    folder: Path
    ask: Ask

    def run(self, *arguments: object) -> Said:
        """``screening run`` on the folder."""
        return self.ask("run", self.folder, *arguments)

    def refused(self, *expected: str, by: str = "run") -> str:
        """The message of a refusal: exit code 1, place and remedy named, nothing written."""
        said = self.ask(by, self.folder)
        message = " ".join(said.err.split())
        assert said.code == 1, message
        assert "Traceback" not in said.err
        for text in (*expected, "expected:", "remedy:"):
            assert text in message, message
        runs = self.folder / "runs"
        assert not runs.is_dir() or list(runs.iterdir()) == []
        return message

    def finished(self, code: int = 0) -> dict[str, Any]:
        """The counts of a run that ended; every row read is loaded or in quarantine."""
        said = self.ask("run", self.folder, "--json")
        assert said.code == code, said.err
        assert "Traceback" not in said.err
        folder = Path(json.loads(said.out)["run"])
        counts: dict[str, Any] = json.loads((folder / "manifest.json").read_text())["counts"]
        assert counts["rows_read"] == counts["rows_loaded"] + counts["rows_quarantined"]
        whole = [line for line in self.quarantine() if "row is loaded" not in line["reason"]]
        assert len(whole) == counts["rows_quarantined"]
        return {**counts, "run": folder, "err": said.err}

    def quarantine(self) -> list[dict[str, str]]:
        """Every line of quarantine of the only run."""
        lines: list[dict[str, str]] = []
        for file in sorted(self.folder.glob("runs/*/quarantine/*.csv")):
            with file.open(encoding="utf-8-sig", newline="") as opened:
                lines += csv.DictReader(opened, delimiter=";")
        return lines


Make = Callable[..., Case]


def write_pack(folder: Path, header: dict[str, Any], rules: dict[str, Any]) -> None:
    """Write a pack; rules by family/name."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pack.yaml").write_text(yaml.safe_dump(header), encoding="utf-8")
    for name, content in rules.items():
        (folder / name).parent.mkdir(exist_ok=True)
        identified = {"id": name.replace("/", "."), **content}
        text = yaml.safe_dump(identified, allow_unicode=True)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


def row(number: int, **cells: str) -> str:
    """A line of the extract of establishments; a cell may differ from the usual."""
    usual = {
        "est_nr": f"{number:012d}",
        "kvk_nr": f"{99_000_000 + number}",
        "vbo_id": "9999010000000001",
        "start_date": "01-01-2020",
        "end_date": "",
        "trade_name": f"Zaak {number}",
        "employees_ft": "2",
        "sbi": "5610",
        "sbi_edition": "2008",
    }
    return ";".join((usual | cells).values())


def establishments(*odd: str, good: int = 12) -> str:
    """An extract of good rows at one address, and the odd ones after them."""
    return "\n".join([EST_HEAD, *(row(each) for each in range(1, good + 1)), *odd, ""])


def citizen_numbers(count: int) -> list[str]:
    """Numbers that pass the eleven test, made here so that none stands in the repository."""
    drawn = random.Random(11)
    found: set[str] = set()
    while len(found) < count:
        eight = [drawn.randint(1, 9) for _ in range(8)]
        check = sum(w * d for w, d in zip(range(9, 1, -1), eight, strict=True)) % 11
        if check < 10:
            found.add("".join(map(str, (*eight, check))))
    return sorted(found)


def signals_of_a_run(folder: str) -> int:
    """One run, in a process of its own."""
    from screening.pipeline import run
    from screening.project.model import load_project

    return run(load_project(Path(folder))).outcome.detection.signals.height
