"""What the law asks for at an address of a theme, and the file of permits does not hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from screening.reference.tables import branch_groups, themes
from screening.reference.vocabulary import code_lists
from screening.registers.reading.filling import fill_register
from tests.prioritise.test_run import made, vbo

Build = Callable[..., pl.DataFrame]
LET = "verhuurvergunning (in een aangewezen gebied of categorie)"
EITHER = "exploitatievergunning of alcoholvergunning (welke hangt af van de vorm van horeca)"


def registers(sbi: str, *kinds: str, status: str = "granted") -> dict[str, pl.DataFrame]:
    firm = {
        "est_nr": "000099000007", "kvk_nr": "99000007", "vbo_id": vbo(1), "trade_name": "De Hoek",
        "sbi": sbi, "sbi_edition": "2008", "start_date": dt.date(2020, 1, 1),
    }  # fmt: skip
    held = [
        {"permit_id": f"V{kind}", "kind": kind, "vbo_id": vbo(1), "status": status,
         "start_date": dt.date(2020, 1, 1)}
        for kind in kinds
    ]  # fmt: skip
    return {
        "bag_object": fill_register("bag_object", [{"vbo_id": vbo(1), "address": "Dorpsweg 1"}]),
        "kvk_establishment": fill_register("kvk_establishment", [firm]),
        "permit": fill_register("permit", held),
    }


@pytest.mark.parametrize(
    ("theme", "sbi", "kinds", "told"),
    [
        ("horeca", "56101", (), [EITHER]),
        ("horeca", "56101", ("alcohol",), None),
        ("horeca", "56101", ("coffeeshop",), [EITHER]),
        ("horeca", "96021", (), None),
        ("kamer", "56101", ("kamerverhuur",), [LET]),
        ("recy", "38110", (), ["omgevingsvergunning milieu (of een melding, als die volstaat)"]),
        ("pros", "9609", (), ["vergunning voor een seksinrichting (volgens de eigen APV)"]),
        ("auto", "45112", (), None),
    ],
)  # fmt: skip
def test_a_theme_tells_what_is_asked_there_and_stands_in_no_file(
    theme: str, sbi: str, kinds: tuple[str, ...], told: Any, reasons: Build, pack: Build
) -> None:
    name = f"octopus.{theme}"
    given = reasons(f"address.x 3 address:{vbo(1)}", lists=[name])
    [row] = made(given, [pack("octopus", name)], registers(sbi, *kinds))[name].rows.to_dicts()
    assert row["permits_missing"] == told


def test_a_permit_that_was_withdrawn_is_none_and_without_the_file_nothing_is_said(
    reasons: Build, pack: Build
) -> None:
    given = reasons(f"address.x 3 address:{vbo(1)}", lists=["octopus.horeca"])
    packs = [pack("octopus", "octopus.horeca")]
    known = registers("56101", "alcohol", status="withdrawn")
    [row] = made(given, packs, known)["octopus.horeca"].rows.to_dicts()
    assert row["permits_missing"] == [EITHER]
    for gone in ("permit", "kvk_establishment"):
        rest = {name: frame for name, frame in known.items() if name != gone}
        [row] = made(given, packs, rest)["octopus.horeca"].rows.to_dicts()
        assert row["permits_missing"] is None, "what nobody delivered is unknown"


def test_what_is_asked_is_known_in_the_reference_data() -> None:
    for theme in themes().values():
        for asked in theme.permits_asked:
            assert {*asked.any} <= {*theme.permits} & {*code_lists()["permit_kind"]}
            assert asked.branch is None or theme.name in branch_groups()[asked.branch].themes
