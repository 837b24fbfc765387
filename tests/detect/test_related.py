"""What lies around rows that could not be read: all of it, unless that is too much."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import pytest

from screening.detect import related
from screening.detect.measure import SourceInfo
from screening.detect.related import AREA, Reach
from screening.registers.held import Held
from screening.registers.reading.filling import empty_register
from screening.registers.reading.unread import KEPT, LOST, SAID, no_rows
from screening.registers.schemas import REGISTERS

ADDRESS = "bag_object.vbo_id"
MANY = 40
PLACES = [f"9999010000{n:06d}" for n in range(MANY + 1)]


def _rows(register: str, **columns: Sequence[str]) -> pl.DataFrame:
    given = pl.DataFrame(columns, schema_overrides={
        column: REGISTERS[register].columns[column].dtype for column in columns
    })  # fmt: skip
    return pl.concat([empty_register(register), given], how="diagonal")


@pytest.fixture(params=["held", "scanned"])
def registers(request: pytest.FixtureRequest) -> dict[str, Held]:
    """An owner of many places in one area; a place of somebody else in another."""
    own = PLACES[:MANY]
    frames = {
        "area": _rows("area", area_code=["GM1", "GM2"], name=["Een", "Twee"],
                      level=["municipality", "municipality"]),
        "bag_object": _rows("bag_object", vbo_id=PLACES, area_code=["GM1"] * MANY + ["GM2"]),
        "brk_right": _rows("brk_right", vbo_id=PLACES, owner_kvk=["99000001"] * MANY + ["99000002"],
                           right=["eigendom"] * (MANY + 1)),
        "woz_value": _rows("woz_value", vbo_id=[*own, *own]),
        "permit": empty_register("permit"),
    }  # fmt: skip
    scanned = request.param == "scanned"
    return {n: frame.lazy() if scanned else frame for n, frame in frames.items()}


def _reach(registers: dict[str, Held], lost: str = "kind") -> Reach:
    row = {"vbo_id": PLACES[0], LOST: [lost], KEPT: False, SAID: "?", "row": 2, "source_file": "p"}
    given = pl.DataFrame([row], schema_overrides={"row": pl.Int64})
    unread = pl.concat([no_rows(REGISTERS["permit"]), given], how="diagonal")
    return Reach(registers, {"permit": SourceInfo("p", unread=unread)})


def _height(rows: Held) -> int:
    return int(rows.lazy().select(pl.len()).collect().item())


def test_all_that_hangs_together_with_the_row_is_there_and_nothing_else(
    registers: dict[str, Held],
) -> None:
    part = _reach(registers).part(["permit"], ADDRESS)
    assert {name: _height(rows) for name, rows in part.items()} == {
        "area": 2, "bag_object": MANY, "brk_right": MANY, "woz_value": 2 * MANY, "permit": 0,
    }  # fmt: skip
    assert _height(_reach(registers).part(["permit"], AREA)["bag_object"]) == MANY


def test_a_row_that_may_be_anybodys_may_hang_together_with_anything(
    registers: dict[str, Held],
) -> None:
    assert _reach(registers, lost="vbo_id").part(["permit"], ADDRESS) is registers


@pytest.mark.parametrize("most", [MANY // 2, 3 * MANY])
def test_what_is_too_much_is_not_held(
    registers: dict[str, Held], most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Too many numbers; and too many rows with them, where these are not in memory anyway."""
    monkeypatch.setattr(related, "MOST_AROUND", most)
    part = _reach(registers).part(["permit"], ADDRESS)
    held = isinstance(registers["bag_object"], pl.DataFrame)
    assert (part is registers) == (most == MANY // 2 or not held)


@pytest.mark.parametrize(("lost", "concerned"), [("right_id", False), ("owner_key", True)])
def test_the_number_of_a_holder_leads_to_nobody_else(lost: str, concerned: bool) -> None:
    """It stands in no other column, so a row that lacks it may be about no others."""
    row = {"vbo_id": PLACES[0], LOST: [lost], KEPT: False, SAID: "?", "row": 2, "source_file": "p"}
    given = pl.DataFrame([row], schema_overrides={"row": pl.Int64})
    unread = pl.concat([no_rows(REGISTERS["brk_right"]), given], how="diagonal")
    held = {"bag_object": _rows("bag_object", vbo_id=PLACES)}
    reach = Reach(held, {"brk_right": SourceInfo("p", unread=unread)})
    assert reach.may_concern("brk_right", ADDRESS, pl.Series([PLACES[0]]))
    assert reach.may_concern("brk_right", ADDRESS, pl.Series([PLACES[1]])) == concerned
