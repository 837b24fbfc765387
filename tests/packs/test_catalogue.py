"""The shipped rules against the rule catalogue, read in place: every rule, with its severity."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from screening.packs.models import Escalation, Rule
from tests.shipped import shipped_packs

_SHARED = Path(
    os.environ.get(
        "SCREENING_SHARED_DATA", Path(__file__).resolve().parents[2] / ".." / "shared" / "data"
    )
)
_CATALOGUE = _SHARED.parent / "domain" / "rule-catalogue.md"
_NAME = r"[a-z]+\.[a-z0-9_]+"
_SEVERITY = {"4.10": 4, "4.11": 4}
"""Column of the severity, per section; 5 elsewhere."""
DEVIATIONS: dict[str, str] = {
    "property.unexplained_portfolio": "not runnable: it has no severity in the catalogue",
}

pytestmark = pytest.mark.skipif(not _CATALOGUE.is_file(), reason="the rule catalogue is not here")


def catalogue() -> dict[str, int | None]:
    """Severity by rule id, from the tables of section 4."""
    found: dict[str, int | None] = {}
    section = ""
    for line in _CATALOGUE.read_text(encoding="utf-8").splitlines():
        heading = re.match(r"### (4\.\d+)", line)
        section = heading[1] if heading else "" if line.startswith("## ") else section
        cells = [cell.strip() for cell in line.split("|")]
        if not section or len(cells) < 5 or not re.match(_NAME, cells[1]):
            continue
        severity = cells[_SEVERITY.get(section, 5)]
        for name in re.findall(_NAME, cells[1]):
            found[name] = int(severity) if severity.isdigit() else None
    return found


@pytest.fixture(scope="module")
def shipped() -> dict[str, Rule | Escalation]:
    return {
        document.model.id: document.model
        for pack in shipped_packs().values()
        for document in pack.documents
    }


def test_the_catalogue_was_read() -> None:
    assert len(catalogue()) == 152


def test_every_rule_of_the_catalogue_is_shipped(shipped: dict[str, Rule | Escalation]) -> None:
    assert sorted(set(catalogue()) - set(shipped)) == []


def test_severities_are_those_of_the_catalogue(shipped: dict[str, Rule | Escalation]) -> None:
    different = {
        name: (shipped[name].severity, severity)
        for name, severity in catalogue().items()
        if name in shipped and shipped[name].severity != severity
    }
    assert sorted(set(different) - set(DEVIATIONS)) == [], different


def test_a_deviation_that_is_none_any_more_is_removed(
    shipped: dict[str, Rule | Escalation],
) -> None:
    wanted = catalogue()
    same = [name for name in DEVIATIONS if name not in wanted
            or (name in shipped and shipped[name].severity == wanted[name])]  # fmt: skip
    assert same == []


def test_every_rule_of_the_catalogue_runs_or_is_off_with_a_reason(
    shipped: dict[str, Rule | Escalation],
) -> None:
    off = {name: shipped[name] for name in catalogue() if name in shipped}
    off = {name: model for name, model in off.items() if model.status != "active"}
    assert {name for name, model in off.items() if model.status != "disabled"} == set()
    assert {name for name, model in off.items() if not model.status_reason.strip()} == set()


def test_at_least_130_rules_are_active_and_the_rest_say_why_not(
    shipped: dict[str, Rule | Escalation],
) -> None:
    active = [model for model in shipped.values() if model.status == "active"]
    assert len(active) >= 130
    assert all(model.status_reason for model in shipped.values() if model.status == "disabled")
    assert len([model for model in active if isinstance(model, Escalation)]) >= 12
