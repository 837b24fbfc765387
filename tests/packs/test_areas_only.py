"""A pack about areas alone reads nothing about persons, addresses or firms, and makes no list."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from screening.errors import PackError
from screening.packs.lint.checks.areas import of_areas
from screening.registers.schemas import REGISTERS
from tests.compiled import load_pack
from tests.shipped import shipped_packs

Write = Callable[..., Path]
AREA = {
    "subject": "area",
    "lists": [],
    "select": "SELECT area_code AS subject, SUM(count) AS companies FROM area_count "
    "GROUP BY area_code",
}
HEADER = {"areas_only": True, "registers": {"area": "all", "area_count": "all"}}


def _problems(folder: Path) -> str:
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    return str(caught.value)


def test_a_pack_about_areas_loads(write_pack: Write) -> None:
    load_pack(write_pack(AREA, header=HEADER))


@pytest.mark.parametrize(
    "register", ["kvk_role", "brk_right", "kvk_establishment", "bag_object", "signal", "permit"]
)
def test_a_register_at_the_level_of_persons_or_places_is_refused(
    write_pack: Write, register: str
) -> None:
    header = {**HEADER, "registers": {"area": "all", "area_count": "all", register: "all"}}
    said = _problems(write_pack(AREA, header=header))
    assert f"the register '{register}', whose rows lead to a person, address or firm" in said
    assert "about areas only" in said
    assert "registers of areas: area, area_population, area_count" in said
    assert "deliver it as area_count" in said


def test_a_subject_or_a_list_of_places_is_refused(write_pack: Write) -> None:
    said = _problems(write_pack({**AREA, "lists": ["designation"]}, header=HEADER))
    assert "the list 'designation'" in said
    address = {"subject": "address", "select": AREA["select"], "lists": []}
    assert "subject: address" in _problems(write_pack(address, header=HEADER))


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ({"profil": [{"label": "x", "count": "companies"}]}, "no picture 'profil'"),
        ({"profile": [{"label": "x", "count": "compannies"}]}, "'compannies' is not measured"),
        ({"profile": [{"label": "x", "compare": "rate"}]}, "no comparison 'rate'"),
        ({"profile": [{"label": "x"}]}, "one of 'compare', 'count' and 'day'"),
    ],
)
def test_a_picture_of_what_is_not_there_is_refused(
    write_pack: Write, shown: dict[str, Any], said: str
) -> None:
    assert said in _problems(write_pack({**AREA, "pictures": shown}, header=HEADER))


def test_a_picture_of_areas_alone_takes_no_rule_of_another_pack(write_pack: Write) -> None:
    drawn = {**AREA, "pictures": {"youth": [{"label": "x", "count": "companies"}]}}
    load_pack(write_pack(drawn, header=HEADER))
    said = _problems(write_pack(drawn, header={**HEADER, "areas_only": False}))
    assert "the picture 'youth' for a rule of the pack" in said
    assert "about areas only, with a purpose for it" in said


def test_the_picture_of_young_people_is_of_its_own_purpose_alone() -> None:
    drawn = {(name, pack.id) for pack in shipped_packs().values() for loaded in pack.rules
             for name in loaded.rule.pictures}  # fmt: skip
    assert {pack for name, pack in drawn if name == "youth"} == {"youth"}
    assert {pack for name, pack in drawn if name == "profile"} == {"profile"}


def test_young_recruits_and_profiles_are_about_areas_and_feed_no_list() -> None:
    for name in ("youth", "profile"):
        pack = shipped_packs()[name]
        assert pack.header.areas_only
        assert all(of_areas(REGISTERS[register]) for register in pack.header.registers)
        assert {loaded.rule.subject for loaded in pack.rules} == {"area"}
        assert [loaded.id for loaded in pack.rules if loaded.rule.lists] == []
        assert not pack.escalations
    purposes = {shipped_packs()[name].header.purpose for name in ("youth", "profile", "area")}
    assert len(purposes) == 3


def test_no_register_with_a_key_of_a_person_is_one_of_areas() -> None:
    assert {name for name, each in REGISTERS.items() if of_areas(each)} == {
        "area", "area_population", "area_count", "area_share", "area_branch", "area_designation",
        "area_certificate", "price_index",
    }  # fmt: skip
