"""What happened at the members of a case: every register's days, and nothing of others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import polars as pl

from screening.registers.reading.filling import fill_register
from tests.prioritise.test_run import made, registers, vbo

__all__ = ["registers"]

Build = Callable[..., pl.DataFrame]


def day(year: int, month: int = 1) -> dt.date:
    return dt.date(year, month, 1)


def test_visits_permits_closures_sales_and_changes_of_every_member_are_told(
    reasons: Build, links: Build, pack: Build, registers: dict[str, pl.DataFrame]
) -> None:
    known = {
        **registers,
        "kvk_company": fill_register("kvk_company", [{"kvk_nr": "99000007", "trade_name": "Een"}]),
        "inspection": fill_register("inspection", [
            {"inspection_id": "I1", "vbo_id": vbo(1), "agency": "VTH",
             "inspection_date": day(2025)},
            {"inspection_id": "I2", "vbo_id": vbo(9), "inspection_date": day(2025)},
            {"inspection_id": "I3", "vbo_id": vbo(1), "inspection_date": day(2015)},
        ]),
        "permit": fill_register("permit", [
            {"permit_id": "V1", "vbo_id": vbo(1), "kind": "alcohol", "start_date": day(2023),
             "end_date": day(2028)}
        ]),
        "closure": fill_register("closure", [
            {"vbo_id": vbo(7), "start_date": day(2024), "end_date": day(2024, 4)}
        ]),
        "kvk_change": fill_register("kvk_change", [
            {"kvk_nr": "99000007", "kind": "director", "change_date": day(2022)}
        ]),
    }  # fmt: skip
    given = reasons(
        f"a.x 5 address:{vbo(1)}", "b.y 4 company:99000007", "c.z 4 establishment:000099000007"
    )
    joined = links(
        f"company_address company:99000007 address:{vbo(1)}",
        f"establishment_address establishment:000099000007 address:{vbo(7)}",
        "company_establishment company:99000007 establishment:000099000007",
        f"company_address company:99000007 address:{vbo(7)}",
    )
    [row] = made(given, [pack("tvo", "tvo")], known, links=joined)["tvo"].rows.to_dicts()
    assert [(each["date"].year, each["what"], each["where"]) for each in row["happened"]] == [
        (2025, "bezoek: VTH", "Dorpsweg 1"),
        (2024, "sluiting voorbij", "Auto 7"),
        (2024, "gesloten", "Auto 7"),
        (2023, "begin: alcoholvergunning", "Dorpsweg 1"),
        (2022, "handelsregister: wisseling in het bestuur", "Een"),
    ]
