"""A permit nobody could read: the address is not evaluable, with the row named, and no hit."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from screening.detect import possible
from screening.detect.judge import HIT, NOT_EVALUABLE
from screening.detect.measure import compile_rules, source_infos
from screening.detect.run import count_hits
from screening.engines import get_engine
from screening.project.model import load_project
from screening.registers.reading.load import load_registers
from screening.whatif import what_if
from tests.shipped import every_rule

AS_OF = dt.date(2026, 1, 1)
RULE = "address.room_rental_unpermitted"
HERE, THERE, SHOP = "9999010000000001", "9999010000000002", "9999010000000003"
EST = "999900000001"
FILES = {
    "area": "area_code;name;level\nGM9999;Dorp;municipality\n",
    "area_designation": "area_code;kind;branch;start_date\n"
    "GM9999;room_rental_policy;all;01-01-2020\n",
    "bag_object": f"vbo_id;area_code\n{HERE};GM9999\n{THERE};GM9999\n{SHOP};GM9999\n",
    "brp_count": f"vbo_id;households\n{HERE};6\n{THERE};6\n",
    "kvk_establishment": f"est_nr;kvk_nr;vbo_id\n{EST};99000001;{SHOP}\n",
    "known_place": f"vbo_id;kind\n{SHOP};shelter\n",
}
HEAD = "permit_id;kind;vbo_id;est_nr;start_date;end_date;status\n"
OTHER = f"P9;alcohol;{SHOP};{EST};01-01-2020;;granted\n"


def outcomes(folder: Path, permits: str) -> dict[str, tuple[int, str]]:
    """Per outcome of the rule the count, and a reason."""
    return outcomes_of(RULE, folder, FILES | {"permit": HEAD + OTHER + permits})


def outcomes_of(rule: str, folder: Path, registers: dict[str, str]) -> dict[str, tuple[int, str]]:
    lines = []
    for name, text in registers.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        lines.append(f"  {name}: {{path: {name}.csv, max_quarantined: 1}}\n")
    head = "name: V\nmunicipality: GM9999\nas_of: 2026-01-01\npacks: [octopus]\nregisters:\n"
    (folder / "screening.yaml").write_text(head + "".join(lines), encoding="utf-8")
    loaded = load_registers(load_project(folder), as_of=AS_OF)
    rules = {rule: every_rule()[rule]}
    compiled, failures = compile_rules(rules.values(), {}, AS_OF)
    assert not failures
    counts, failures = count_hits(
        rules, compiled, loaded.registers, source_infos(loaded), engine=get_engine(), as_of=AS_OF
    )
    assert not failures
    assert counts.height == counts["outcome"].n_unique()
    return {o: (n, why) for o, why, n in counts.select("outcome", "reason", "count").rows()}


def test_without_a_permit_both_addresses_are_hit(tmp_path: Path) -> None:
    assert outcomes(tmp_path, "") == {HIT: (2, "")}


@pytest.mark.parametrize(
    ("permit", "column"),
    [
        (f"P1;kamerverhuur;{HERE};;01-01-2020;n.v.t.;granted", "end_date"),
        (f"P1;kamerverhuur;{HERE};;01-01-2020;#N/B;granted", "end_date"),
        (f"P1;?;{HERE};;01-01-2020;;granted", "kind"),
        (f";kamerverhuur;{HERE};;01-01-2020;;granted", "permit_id"),
        (f"P1;kamerverhuur;ligt aan {HERE};;01-01-2020;;granted", "vbo_id"),
        (f"P1;kamerverhuur;{HERE};;01-01-2020;;granted;een veld te veel", "status"),
    ],
)
def test_a_row_that_cannot_be_read_takes_the_hit_of_the_address_it_names(
    tmp_path: Path, permit: str, column: str
) -> None:
    found = outcomes(tmp_path, permit + "\n")
    assert found[HIT] == (1, "")
    count, why = found[NOT_EVALUABLE]
    assert count == 1
    assert why.startswith("niet te lezen, en kan dit verklaren: permit.csv rij 3 (")
    assert column in why


def test_a_row_that_names_no_address_may_be_of_any(tmp_path: Path) -> None:
    found = outcomes(tmp_path, "P1;kamerverhuur;#N/B;;01-01-2020;;granted\n")
    assert HIT not in found
    assert found[NOT_EVALUABLE][0] == 2


SOLD = {
    "area": "area_code;name;level;parent_code\nBU99990101;Kern;neighbourhood;GM9999\n"
    "GM9999;Dorp;municipality;PV20\nPV20;Streek;province;\n",
    "bag_object": f"vbo_id;area_code\n{HERE};BU99990101\n{THERE};BU99990101\n{SHOP};BU99990101\n",
    "brk_transfer": "deed_id;vbo_id;transfer_date;price;kind;objects_in_deed\n" + "".join(
        f"D{n}1;{place};01-02-2024;200000;sale;1\nD{n}2;{place};01-02-2025;300000;sale;1\n"
        for n, place in enumerate((HERE, THERE))
    ),
    "permit_application": "application_id;kind;vbo_id;application_date\n"
    f"A1;alcohol;{SHOP};01-12-2025\n",
}  # fmt: skip
INDEX = "area_code;year;index\nPV20;2023;100\nPV20;2025;102\nGM9999;2023;100\n"


@pytest.mark.parametrize("beside", ["", SHOP, THERE])
def test_a_row_about_an_area_may_concern_whatever_lies_in_it(tmp_path: Path, beside: str) -> None:
    """Also when a row about one place could not be read either, in a register nobody asks for."""
    permit = f"P1;onzin;{beside};;01-01-2020;;granted\n" if beside else ""
    files = SOLD | {"permit": HEAD + OTHER.replace(f"{EST};", ";") + permit}
    rule = "property.price_jump"
    read = files | {"price_index": f"{INDEX}GM9999;2025;200\n"}
    assert [*outcomes_of(rule, tmp_path, read)] == ["clear"]
    unread = files | {"price_index": f"{INDEX}GM9999;20x5;200\n"}
    [(outcome, (count, why))] = outcomes_of(rule, tmp_path, unread).items()
    assert (outcome, count) == (NOT_EVALUABLE, 2)
    assert "price_index.csv rij 5 (year)" in why


def test_rows_for_many_subjects_are_put_back_in_lots(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[list[int]] = []
    in_lots = possible._in_lots

    def seen(*asked: Any) -> list[pl.DataFrame]:
        lots = in_lots(*asked)
        sizes.append([lot.height for lot in lots])
        return lots

    monkeypatch.setattr(possible, "_in_lots", seen)
    monkeypatch.setattr(possible, "MOST_AT_ONCE", 1)
    found = outcomes(tmp_path, "P1;kamerverhuur;#N/B;;01-01-2020;;granted\n")
    assert found[NOT_EVALUABLE][0] == 2  # each in a lot of its own, and both may be the one
    assert sizes == [[1, 1, 1]]  # the two addresses that are flagged, and none of these


@pytest.mark.large
def test_whatif_counts_what_a_run_would_flag(tmp_path: Path) -> None:
    outcomes(tmp_path, f"P1;kamerverhuur;{HERE};;01-01-2020;n.v.t.;granted\n")
    found = what_if(load_project(tmp_path), RULE, {"min_households": [4, 5]}, as_of=AS_OF)
    assert [tried.hits for tried in found.tried] == [1, 1]


@pytest.mark.parametrize(
    "permit",
    [
        f"P1;kamerverhuur;{SHOP};;01-01-2020;n.v.t.;granted",
        f"P1;kamerverhuur;#N/B;{EST};01-01-2020;;granted",
        f"P1;alcohol;{HERE};;01-01-2020;n.v.t.;granted",
        f"P1;kamerverhuur;{HERE};;01-01-2020;n.v.t.;withdrawn",
        "P1;kamerverhuur;;;01-01-2020;n.v.t.;granted",
    ],
    ids=["of another address", "of a shop elsewhere", "no such permit", "withdrawn", "of none"],
)
def test_what_is_flagged_either_way_stays_flagged(tmp_path: Path, permit: str) -> None:
    assert outcomes(tmp_path, permit + "\n") == {HIT: (2, "")}
