from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from screening.errors import PackError
from tests.compiled import load_pack

Write = Callable[..., Path]

BIBOB = {
    "bases": [{"code": "G-HR", "article": "x"}, {"code": "G-BIB", "article": "x"}],
    "regimes": ["bibob"],
    "registers": {"kvk_establishment": "all", "turnover": "all"},
}
TURNOVER = {
    "subject": "establishment",
    "select": "SELECT unit_id AS subject, MAX(amount) AS companies FROM turnover GROUP BY unit_id",
}


def _problems(folder: Path) -> str:
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    return str(caught.value)


@pytest.mark.parametrize("key", ["purpose", "task", "controller", "owner", "contact"])
@pytest.mark.parametrize("value", ["", "   ", ...])
def test_a_pack_without_purpose_or_responsibility_is_refused(
    write_pack: Write, key: str, value: object
) -> None:
    assert f"'{key}'" in _problems(write_pack(header={key: value}))


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ({"bases": []}, "no legal basis"),
        ({"retention_days": {}}, "no retention term"),
        ({"retention_days": {"signal": 0}}, "retention_days.signal"),
        ({"dpia": ...}, "without a screening DPIA"),
        ({"dpia": {"reference": " ", "date": "2026-01-01"}}, "without a screening DPIA"),
        ({"priority": {"points": {1: 0, 2: 9}}}, "without 'motivation'"),
        ({"priority": {"second_share": 0.1, "motivation": " "}}, "without 'motivation'"),
        ({"registers": {"kvk_establisment": "all"}}, "Did you mean 'kvk_establishment'?"),
        ({"registers": {"kvk_establishment": ["vboid"]}}, "Did you mean 'vbo_id'?"),
        ({"registers": {"kvk_establishment": ["geboorteland"]}}, "country of birth"),
        ({"regimes": ["wpg"]}, "Police data is not taken in"),
        ({"regimes": ["fiu"]}, "area aggregates"),
        ({"regimes": ["tax"]}, "unknown regime 'tax'"),
        ({"regimes": ["bibob"]}, "without the basis G-BIB"),
        ({"registers": {"kvk_establishment": "all", "brp_count": "all"}}, "regime 'brp'"),
        ({"registers": {"kvk_establishment": "all", "turnover": "all"}}, "regime 'bibob'"),
        ({"registers": {"kvk_establishment": "all", "care_contract": "all"}}, "regime 'wmo'"),
    ],
)
def test_an_unlawful_header_is_refused(
    write_pack: Write, header: dict[str, Any], said: str
) -> None:
    assert said in _problems(write_pack(header=header))


def test_signal_mode_needs_no_screening_dpia(write_pack: Write) -> None:
    assert load_pack(write_pack(header={"mode": "signal", "dpia": ...})).header.mode == "signal"


def test_weights_with_their_reason_load(write_pack: Write) -> None:
    priority = {"points": {1: 0, 2: 9}, "motivation": "Vastgesteld in het driehoeksoverleg."}
    assert load_pack(write_pack(header={"priority": priority})).header.priority.points[2] == 9


def test_a_rule_outside_bibob_that_reads_turnover_is_refused(write_pack: Write) -> None:
    said = _problems(write_pack(TURNOVER))
    assert "the register 'turnover' falls under the regime 'bibob'" in said
    assert "address/many_companies.yaml" in said


def test_a_sealed_register_in_evidence_is_refused_too(write_pack: Write) -> None:
    evidence = "SELECT amount FROM turnover WHERE unit_id = :subject"
    assert "falls under the regime 'bibob'" in _problems(write_pack({"evidence": evidence}))


def test_the_bibob_pack_reads_it_for_its_own_list(write_pack: Write) -> None:
    folder = write_pack({**TURNOVER, "lists": ["bibob"]}, header=BIBOB)
    assert load_pack(folder).rules[0].rule.lists == ["bibob"]


@pytest.mark.parametrize("change", [TURNOVER, {}])
def test_bibob_signals_stay_on_the_bibob_list(write_pack: Write, change: dict[str, Any]) -> None:
    folder = write_pack({**change, "lists": ["bibob", "tvo"]}, header=BIBOB)
    assert "the list 'tvo' in a pack with the regime 'bibob'" in _problems(folder)


def test_what_care_contracts_show_stays_on_the_care_list(write_pack: Write) -> None:
    header = {
        "bases": [{"code": "G-HR", "article": "x"}, {"code": "G-WMO", "article": "x"}],
        "regimes": ["wmo"],
        "registers": {"kvk_establishment": "all", "care_contract": "all"},
    }
    care = {"select": "SELECT provider_kvk AS subject, COUNT(*) AS companies FROM care_contract "
                      "GROUP BY provider_kvk", "subject": "company"}  # fmt: skip
    assert load_pack(write_pack({**care, "lists": ["care"]}, header=header)).rules
    said = _problems(write_pack({**care, "lists": ["care", "tvo"]}, header=header))
    assert "the list 'tvo' in a pack with the regime 'wmo'" in said


def test_a_foreign_basis_is_refused(write_pack: Write) -> None:
    assert "a basis of pack 'demo': G-HR" in _problems(write_pack({"basis": "G-BRP"}))


def test_the_folder_carries_the_name_of_the_pack(write_pack: Write) -> None:
    assert "pack id 'other' in folder 'demo'" in _problems(write_pack(header={"id": "other"}))
