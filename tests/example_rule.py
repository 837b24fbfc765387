"""A rule, and packs as loaded, without files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from screening.packs.loaded import LoadedRule, Pack
from screening.packs.models import PackHeader, Rule

MANY_COMPANIES: dict[str, Any] = {
    "id": "address.many_companies",
    "title": "Veel bedrijven op één adres",
    "status": "active",
    "version": 3,
    "subject": "address",
    "lists": ["tvo"],
    "severity": 3,
    "basis": "G-HR",
    "why": "Op papier gevestigde bedrijven kunnen dienen om geld te verhullen.",
    "innocent": ["bedrijfsverzamelgebouw", "accountantskantoor"],
    "verify": "Vraag de verhuurder naar de huurders.",
    "parameters": {"max_companies": {"value": 3, "unit": "bedrijven", "why": "voorbeeld"}},
    "measures": {
        "companies": {"label": "aantal bedrijven", "unit": "bedrijven"},
        "floor_m2": {"label": "vloeroppervlakte", "unit": "m2"},
        "latest": {"label": "laatste inschrijving", "unit": "datum"},
    },
    "select": """
        SELECT b.vbo_id AS subject, COUNT(DISTINCT e.kvk_nr) AS companies,
               MAX(b.floor_m2) AS floor_m2, MAX(e.start_date) AS latest
        FROM bag_object b JOIN kvk_establishment e ON e.vbo_id = b.vbo_id
        GROUP BY b.vbo_id""",
    "when": "companies >= :max_companies AND floor_m2 < 100",
    "explain": "{companies} bedrijven op {floor_m2:1} m² (grens {max_companies}).",
    "evidence": """
        SELECT e.kvk_nr, e.trade_name, e.start_date FROM kvk_establishment e
        WHERE e.vbo_id = :subject""",
}


@pytest.fixture
def many_companies() -> dict[str, Any]:
    return dict(MANY_COMPANIES)


@pytest.fixture
def pack_of() -> Callable[..., Pack]:
    def build(*rules: dict[str, Any], **header: Any) -> Pack:
        about = {
            "id": "octopus", "version": 1, "title": "t", "purpose": "p", "task": "t",
            "bases": [{"code": "G-HR", "article": "Handelsregisterwet 2007"}],
            "controller": "c", "owner": "o", "contact": "c@example.org",
            "registers": {"bag_object": "all", "kvk_establishment": "all"},
        }  # fmt: skip
        pack = PackHeader.model_validate(about | header)
        loaded = tuple(
            LoadedRule(
                rule=Rule.model_validate(rule), file=Path("rule.yaml"), hash="ab" * 32, lines={},
                pack=pack,
            )
            for rule in rules
        )  # fmt: skip
        return Pack(pack, loaded, (), Path(), "cd" * 32)

    return build
