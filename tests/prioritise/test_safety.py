"""Whether a visit asks for precautions: a note that holds, in the annex alone, and no reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from screening.errors import PackError
from screening.prioritise.context import of_addresses
from screening.prioritise.parks import of_parks
from screening.registers.reading.filling import fill_register
from tests.compiled import load_pack
from tests.prioritise.test_run import made, vbo

DAY = dt.date(2026, 1, 1)
ASK = "teamleider toezicht, toestel 4412"
POLICE = "Vraag vóór vertrek de operationeel coördinator van de politie; alleen ja of nee wordt"


def note(
    vbo_id: str, noted: dt.date, until: dt.date, *, yes: bool, ask: str = ASK
) -> dict[str, Any]:
    return {"vbo_id": vbo_id, "note_date": noted, "valid_until": until, "precautions": yes,
            "contact": ask}  # fmt: skip


def notes(*given: dict[str, Any]) -> pl.DataFrame:
    return fill_register("safety_note", [*given])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([(dt.date(2025, 3, 1), dt.date(2026, 3, 1), True)], "ja"),
        ([(dt.date(2025, 3, 1), dt.date(2026, 3, 1), False)], "nee"),
        ([(dt.date(2025, 3, 1), DAY, True)], "ja"),
        ([(dt.date(2025, 3, 1), dt.date(2025, 12, 31), True)], None),
        ([(dt.date(2026, 2, 1), dt.date(2027, 2, 1), True)], None),
        ([], None),
        ([(dt.date(2025, 3, 1), dt.date(2026, 3, 1), True),
          (dt.date(2025, 9, 1), dt.date(2026, 9, 1), False)], "nee"),
    ],
    ids=["yes", "no", "its last day", "over", "not yet", "never noted", "looked at anew"],
)  # fmt: skip
def test_the_newest_note_that_holds_is_told(
    given: list[tuple[dt.date, dt.date, bool]], said: str | None
) -> None:
    written = [note("9", noted, until, yes=yes) for noted, until, yes in given]
    found = of_addresses(
        pl.LazyFrame({"vbo_id": ["9"]}), {"safety_note": notes(*written)}, DAY, wanted={"safety"}
    )
    [row] = found.collect().to_dicts()
    assert row["safety"] == said
    assert row["safety_noted"] == (ASK if said else None)


def test_a_row_says_yes_or_no_and_both_who_may_know_more(
    reasons: Callable[..., Any], pack: Callable[..., Any]
) -> None:
    noted = notes(note(vbo(1), dt.date(2025, 9, 1), dt.date(2026, 9, 1), yes=True))
    signals = reasons(
        f"address.x 3 address:{vbo(1)}", f"address.x 3 address:{vbo(2)}", lists=["octopus.auto"]
    )
    packs = [pack("octopus", "octopus.auto")]
    listed = made(signals, packs, {"safety_note": noted})["octopus.auto"]
    told = {row["place"]: row for row in listed.rows.to_dicts()}
    assert told[vbo(1)]["safety"] == "ja"
    assert told[vbo(1)]["safety_contact"].startswith(f"{ASK}. {POLICE}")
    assert told[vbo(2)]["safety"] is None
    assert told[vbo(2)]["safety_contact"].startswith(POLICE)
    lacking = [[each["what"] for each in row["missing"]] for row in told.values()]
    assert lacking[0] == lacking[1], "from what is missing one could tell who has a note"


def test_a_park_asks_for_precautions_where_a_unit_does_and_never_says_no() -> None:
    units = [{"vbo_id": unit, "park_id": "P", "park_name": "De Plas"} for unit in ("1", "2")]
    rows = pl.LazyFrame({"row": [0], "place_type": ["park"], "place": ["P"]})
    noted, until = dt.date(2025, 9, 1), dt.date(2026, 9, 1)

    def told(*given: dict[str, Any]) -> dict[str, Any]:
        registers = {
            "park_object": fill_register("park_object", units),
            "safety_note": notes(*given),
        }
        frame = of_parks(rows, registers, DAY)
        assert frame is not None
        [row] = frame.collect().to_dicts()
        return {key: row[key] for key in ("safety", "safety_noted")}

    yes = note("1", noted, until, yes=True)
    no = note("2", noted, until, yes=False, ask="coördinator agressie")
    assert told(yes, no) == {"safety": "ja", "safety_noted": ASK}
    assert told(no) == {"safety": None, "safety_noted": None}


@pytest.mark.parametrize(
    "rule",
    [
        {"select": "SELECT vbo_id AS subject, COUNT(*) AS companies FROM safety_note "
                   "GROUP BY vbo_id"},
        {"evidence": "SELECT contact FROM safety_note WHERE vbo_id = :subject"},
        {"not_applicable": [
            {"if": "EXISTS (SELECT 1 FROM safety_note s WHERE s.vbo_id = subject)", "reason": "x"}
        ]},
    ],
    ids=["measured", "evidence", "excuse"],
)  # fmt: skip
def test_no_rule_reads_it(write_pack: Callable[..., Path], rule: dict[str, Any]) -> None:
    """A pack may name the register, for its annex; none of its rules asks anything of it."""
    header = {"registers": {"kvk_establishment": "all", "safety_note": "all"}}
    load_pack(write_pack(header=header))
    with pytest.raises(PackError, match="'safety_note', which is for whoever goes there"):
        load_pack(write_pack(rule, header=header))
