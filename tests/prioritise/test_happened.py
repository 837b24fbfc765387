"""What happened and was reported at the members of a case, and nothing of others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import polars as pl
import pytest

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
             "end_date": day(2028), "status": "granted"},
            *({"permit_id": f"V{status}", "vbo_id": vbo(1), "kind": "exploitatie",
               "start_date": day(2023, 2), "end_date": day(2023, 5), "status": status}
              for status in ("refused", None)),
            *({"permit_id": f"V{status}", "vbo_id": vbo(1), "kind": kind, "status": status,
               "start_date": day(2023, 3), "end_date": day(2024, 6)}
              for status, kind in (("withdrawn", "milieu"), ("expired", "logies"))),
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
    unsure = ", of de vestiging er toen al zat is niet bekend"
    assert [(each["date"].year, each["what"], each["where"]) for each in row["happened"]] == [
        (2025, "bezoek: VTH", "Dorpsweg 1"),
        (2024, "ingetrokken: omgevingsvergunning milieu", "Dorpsweg 1"),
        (2024, "verlopen: vergunning voor logies", "Dorpsweg 1"),
        (2024, "laatste dag gesloten", f"Auto 7{unsure}"),
        (2024, "gesloten", f"Auto 7{unsure}"),
        (2023, "begin: omgevingsvergunning milieu", "Dorpsweg 1"),
        (2023, "begin: vergunning voor logies", "Dorpsweg 1"),
        (2023, "begin: alcoholvergunning", "Dorpsweg 1"),
        (2022, "handelsregister: wisseling in het bestuur", "Een"),
    ]


def test_reports_at_the_places_of_a_case_and_behind_its_reasons_are_counted(
    reasons: Build, links: Build, pack: Build, registers: dict[str, pl.DataFrame]
) -> None:
    """Those at the address of a shop too, and of what a reason rests on, wherever that is."""
    known = {
        **registers,
        "signal": fill_register("signal", [
            {"signal_id": "S1", "vbo_id": vbo(1), "signal_date": day(2025), "source": "citizen",
             "concreteness": 1},
            {"signal_id": "S2", "vbo_id": vbo(7), "signal_date": day(2025, 6), "source": "boa",
             "concreteness": 3, "sensitivity": "intern"},
            {"signal_id": "S3", "vbo_id": vbo(40), "signal_date": day(2025, 9), "source": "boa",
             "concreteness": 2},
            {"signal_id": "S4", "vbo_id": vbo(9), "signal_date": day(2025), "source": "boa"},
            {"signal_id": "S5", "vbo_id": vbo(1), "signal_date": day(2020, 6), "source": "mma"},
        ]),
    }  # fmt: skip
    given = pl.concat([
        reasons(f"a.x 5 address:{vbo(1)}", rests_on=["signal:S1", "signal:S3"]),
        reasons("c.z 4 establishment:000099000007"),
    ])  # fmt: skip
    joined = links(
        f"company_address company:99000007 address:{vbo(1)}",
        f"establishment_address establishment:000099000007 address:{vbo(7)}",
        "company_establishment company:99000007 establishment:000099000007",
        f"company_address company:99000007 address:{vbo(7)}",
    )
    given = pl.concat([given, reasons("b.y 4 company:99000007")])
    [row] = made(given, [pack("tvo", "tvo")], known, links=joined)["tvo"].rows.to_dicts()
    assert row["reports"] == (
        "meldingen: 3, soorten bronnen: 2, concreetheid gemiddeld 2,0 op een schaal van 1 tot 3, "
        "nieuwste 01-09-2025; met een behandelklasse: 1, vraag de bron wie ze mag zien; "
        "of de vestiging er toen al zat is niet bekend: 1"
    )
    [alone] = [
        row
        for row in made(reasons(f"a.x 5 address:{vbo(2)}", "c.z 5 company:99000009"),
                        [pack("tvo", "tvo")], known)["tvo"].rows.sort("place").to_dicts()
        if row["members"] == [f"address:{vbo(2)}"]
    ]  # fmt: skip
    assert alone["reports"] == (
        "in het bestand staan geen meldingen van de laatste vijf jaar op deze adressen "
        "(bij een vestiging: uit de tijd dat zij er zat)"
    )


@pytest.mark.parametrize(
    ("start", "company", "end", "days", "unsure"),
    [
        (day(2023), None, None, [day(2023, 6), day(2024, 6)], False),
        (day(2023), None, day(2024), [day(2023, 6)], False),
        (None, day(2024), None, [day(2024, 6)], True),
        (None, None, None, [day(2022, 6), day(2023, 6), day(2024, 6)], True),
    ],
)
def test_what_happened_before_or_after_an_establishment_is_of_somebody_else(
    start: dt.date | None, company: dt.date | None, end: dt.date | None, days: list[dt.date],
    unsure: bool, reasons: Build, pack: Build,
) -> None:  # fmt: skip
    shop = {"est_nr": "000099000007", "kvk_nr": "99000007", "vbo_id": vbo(7),
            "trade_name": "Auto 7", "start_date": start, "end_date": end}  # fmt: skip
    every = [day(2020), *(day(year, 6) for year in (2022, 2023, 2024))]
    known = {
        "kvk_establishment": fill_register("kvk_establishment", [shop]),
        "kvk_company": fill_register(
            "kvk_company", [{"kvk_nr": "99000007", "start_date": company}]
        ),
        "closure": fill_register("closure", [
            {"closure_id": str(on), "vbo_id": vbo(7), "start_date": on} for on in every
        ]),
        "signal": fill_register("signal", [
            {"signal_id": str(on), "vbo_id": vbo(7), "signal_date": on, "source": "boa"}
            for on in every
        ]),
    }  # fmt: skip
    given = reasons("c.z 5 establishment:000099000007")
    [row] = made(given, [pack("tvo", "tvo")], known)["tvo"].rows.to_dicts()
    where = "Auto 7, of de vestiging er toen al zat is niet bekend" if unsure else "Auto 7"
    assert [(each["date"], each["where"]) for each in row["happened"]] == [
        (on, where) for on in reversed(days)
    ]
    assert row["reports"] == (
        f"meldingen: {len(days)}, soorten bronnen: 1, hoe concreet ze zijn staat er niet bij, "
        f"nieuwste {days[-1]:%d-%m-%Y}"
        + (f"; of de vestiging er toen al zat is niet bekend: {len(days)}" if unsure else "")
    )
