"""A pack with one rule and one escalation, written as files; tests override what they need."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

HEADER: dict[str, Any] = {
    "id": "demo",
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
    "registers": {
        "kvk_establishment": "all",
        "kvk_company": "all",
        "bag_object": "all",
        "inspection": "all",
        "area_population": "all",
    },
}

RECORD: dict[str, Any] = {
    "suitability": {
        "not_shown": dict.fromkeys(
            ("legal", "proxy", "data_quality", "statistical_link", "substantive_link"),
            "Nog geen onderzoek.",
        )
    },
}

RULE: dict[str, Any] = {
    **RECORD,
    "id": "address.many_companies",
    "title": "Veel bedrijven op één adres",
    "status": "active",
    "version": 1,
    "subject": "address",
    "lists": ["tvo"],
    "severity": 3,
    "basis": "G-HR",
    "why": "Op papier gevestigde bedrijven kunnen dienen om geld te verhullen.",
    "innocent": ["bedrijfsverzamelgebouw"],
    "verify": "Kijk naar het gebruik van het pand.",
    "sources": ["KK1"],
    "parameters": {"max_companies": {"value": 10, "unit": "bedrijven", "why": "praktijk"}},
    "measures": {"companies": {"label": "actieve bedrijven", "unit": "bedrijven"}},
    "select": (
        "SELECT e.vbo_id AS subject, COUNT(DISTINCT e.kvk_nr) AS companies\n"
        "FROM kvk_establishment e\n"
        "WHERE ACTIVE(e.start_date, e.end_date)\n"
        "GROUP BY e.vbo_id\n"
    ),
    "when": "companies >= :max_companies",
    "explain": "{companies} actieve bedrijven op dit adres (grens {max_companies}).",
    "tests": [
        {
            "name": kind,
            "kind": kind,
            "given": {"kvk_establishment": []},
            "expect": {"clear": ["9999010000000001"]},
        }
        for kind in ("hit", "near_miss", "null")
    ],
}

ESCALATION: dict[str, Any] = {
    **RECORD,
    "id": "address.both",
    "kind": "escalation",
    "title": "Twee aandachtspunten",
    "status": "active",
    "version": 1,
    "subject": "address",
    "lists": ["tvo"],
    "severity": 4,
    "basis": "G-HR",
    "why": "Samen zeggen zij meer.",
    "innocent": ["toeval"],
    "verify": "Bekijk beide.",
    "sources": ["KK1"],
    "when": {"all": ["address.many_companies"]},
    "explain": "Meerdere aandachtspunten.",
    "tests": [
        {
            "name": kind,
            "kind": kind,
            "signals": {"address:9999010000000001": ["address.many_companies"]},
            "expect": {"hit": ["address:9999010000000001"]},
        }
        for kind in ("hit", "near_miss")
    ],
}

Write = Callable[..., Path]


@pytest.fixture
def write_pack(tmp_path: Path) -> Write:
    """Write a pack: ``header`` and each of ``files`` override the examples above."""

    def write(
        *files: dict[str, Any] | str,
        header: dict[str, Any] | None = None,
        name: str = "demo",
    ) -> Path:
        folder = tmp_path / "rules" / name
        folder.mkdir(parents=True, exist_ok=True)
        top = {**HEADER, "id": name, **(header or {})}
        dumped = {key: value for key, value in top.items() if value is not ...}
        (folder / "pack.yaml").write_text(yaml.safe_dump(dumped, sort_keys=False), "utf-8")
        for number, given in enumerate(files or ({},)):
            if isinstance(given, str):
                text, rule_id = given, f"address.raw{number}"
            else:
                base = ESCALATION if given.get("kind") == "escalation" else RULE
                full = {**copy.deepcopy(base), **given}
                if "select" in given and "explain" not in given:
                    full["explain"] = "Meer dan elders."  # what the example measures is gone
                full = {key: value for key, value in full.items() if value is not ...}
                text = yaml.safe_dump(full, sort_keys=False, allow_unicode=True)
                rule_id = given.get("file", full.get("id", RULE["id"]))
            family, _, rest = str(rule_id).partition(".")
            (folder / family).mkdir(exist_ok=True)
            (folder / family / f"{rest}.yaml").write_text(text, "utf-8")
        return folder

    return write
