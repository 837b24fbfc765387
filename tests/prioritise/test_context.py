"""What a row says about its place, and nothing more than the purpose allows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from screening.packs.models import PackHeader
from screening.prioritise.context import allowed, of_addresses
from screening.prioritise.occupants import MOST_NAMES, occupants
from screening.registers.reading.filling import fill_register
from screening.registers.schemas import REGISTERS

DAY = dt.date(2026, 1, 1)
A, B, C = "9999000000000001", "9999000000000002", "9999000000000003"


def known(**registers: list[dict[str, Any]]) -> dict[str, Any]:
    filled = {name: fill_register(name, rows) for name, rows in registers.items()}
    [row] = of_addresses(pl.LazyFrame({"vbo_id": [A, None]}), filled, DAY).collect().to_dicts()
    return row


def test_the_object_and_who_is_registered() -> None:
    row = known(
        bag_object=[
            {"vbo_id": A, "address": "Dorpsweg 1", "postcode": "9999AA",
             "usage": "kantoorfunctie|woonfunctie", "floor_m2": 80.0},
        ],
        brp_count=[{"vbo_id": A, "count_date": DAY, "persons": 4, "households": 2}],
        brk_right=[
            {"vbo_id": A, "owner_key": "x", "right": "eigendom", "start_date": dt.date(2000, 1, 1),
             "owner_type": "nl_legal", "end_date": None},
            {"vbo_id": A, "owner_key": "y", "right": "eigendom", "start_date": dt.date(1990, 1, 1),
             "owner_type": "natural", "end_date": dt.date(2000, 1, 1)},
        ],
    )  # fmt: skip
    assert row["address"] == "Dorpsweg 1, 9999AA"
    assert row["usage"] == "kantoorfunctie, woonfunctie"
    assert (row["floor_m2"], row["persons"], row["households"]) == (80.0, 4, 2)
    [owner] = row["owners"]
    assert owner["kind"] == "Nederlandse rechtspersoon"
    assert owner["since"] == dt.date(2000, 1, 1)


@pytest.mark.parametrize(
    ("line", "street", "number"),
    [
        ("Dorpsweg 12, Meerwolde", "Dorpsweg", "12"),
        ("Dorpsweg 12-A bis, Meerwolde", "Dorpsweg", "12-A bis"),
        ("Laan 1940-1945 3, Meerwolde", "Laan", "1940-1945 3"),
        ("Dorpsweg, Meerwolde", "Dorpsweg", None),
        ("12, Meerwolde", None, "12"),
        ("", None, None),
    ],
)
def test_street_and_number_to_plan_a_round_by(
    line: str, street: str | None, number: str | None
) -> None:
    row = known(bag_object=[{"vbo_id": A, "address": line}])
    assert (row["street"], row["house_number"]) == (street, number)


def report(day: dt.date, topic: str, source: str = "inspector") -> dict[str, Any]:
    return {"signal_id": f"{day} {topic} {source}", "signal_date": day, "topic": topic,
            "source": source, "vbo_id": A}  # fmt: skip


RECENT, OTHER = dt.date(2025, 11, 3), dt.date(2025, 6, 9)


def test_different_reports_of_those_who_look_around_are_told_first() -> None:
    row = known(signal=[report(RECENT, "bewoning"), report(OTHER, "arbeid", "boa")])
    [said] = row["attention"]
    assert said.startswith("meldingen van toezichthouders over arbeid en bewoning in 12 maanden")
    assert "zorgcoördinator mensenhandel" in said


@pytest.mark.parametrize(
    "reports",
    [
        [report(RECENT, "bewoning")],
        [report(RECENT, "bewoning"), report(OTHER, "bewoning")],
        [report(RECENT, "bewoning"), report(RECENT, "arbeid")],
        [report(RECENT, "bewoning"), report(OTHER, "arbeid", "citizen")],
        [report(RECENT, "bewoning"), report(dt.date(2025, 1, 1), "arbeid")],
        [report(RECENT, "bewoning"), report(dt.date(2026, 1, 2), "arbeid")],
        [report(RECENT, "bewoning"), report(OTHER, "stank")],
    ],
)
def test_a_single_sign_or_somebody_elses_is_not(reports: list[dict[str, Any]]) -> None:
    assert not known(signal=reports).get("attention")


def test_neighbourhood_and_district_are_climbed_to() -> None:
    areas = [
        {"area_code": "BU1", "name": "De Esch", "level": "neighbourhood", "parent_code": "WK1"},
        {"area_code": "WK1", "name": "Oost", "level": "district", "parent_code": "GM1"},
        {"area_code": "GM1", "name": "Stad", "level": "municipality", "parent_code": None},
    ]
    row = known(bag_object=[{"vbo_id": A, "address": "x", "area_code": "BU1"}], area=areas)
    assert (row["neighbourhood"], row["district"]) == ("De Esch", "Oost")
    row = known(bag_object=[{"vbo_id": A, "address": "x", "area_code": "WK1"}], area=areas)
    assert (row["neighbourhood"], row["district"]) == (None, "Oost")


def test_other_objects_of_the_owner_are_counted_and_never_named() -> None:
    def right(vbo_id: str, owner: str, end: dt.date | None = None) -> dict[str, Any]:
        return {"vbo_id": vbo_id, "owner_key": owner, "right": "eigendom", "end_date": end,
                "start_date": dt.date(2001, 1, 1), "owner_type": "natural"}  # fmt: skip

    row = known(brk_right=[right(A, "x"), right(B, "x"), right("9999000000000003", "x", DAY)])
    assert row["owner_objects"] == 1
    assert row["owners"][0]["other_objects"] == 1
    assert B not in str(row)
    assert "x" not in str(row["owners"][0].values())


def test_a_leaseholder_is_no_owner_and_holders_alike_are_two() -> None:
    def right(owner: str, name: str, vbo_id: str = A) -> dict[str, Any]:
        return {"vbo_id": vbo_id, "owner_key": owner, "right": name, "end_date": None,
                "start_date": dt.date(2001, 1, 1), "owner_type": "natural"}  # fmt: skip

    row = known(brk_right=[
        right("x", "eigendom"), right("y", "eigendom"), right("z", "gebruik_en_bewoning"),
        right("z", "gebruik_en_bewoning", B), right("z", "eigendom", C),
    ])  # fmt: skip
    told = sorted((each["right"], each["other_objects"]) for each in row["owners"])
    assert told == [("eigendom", 0), ("eigendom", 0), ("gebruik en bewoning", 1)]
    assert row["owner_objects"] == 0


def test_permits_that_hold_now() -> None:
    def permit(name: str, **changes: Any) -> dict[str, Any]:
        return {"permit_id": name, "kind": "alcohol", "vbo_id": A, "status": "granted",
                "start_date": dt.date(2020, 1, 1), "end_date": None, **changes}  # fmt: skip

    row = known(
        permit=[
            permit("1"), permit("2", kind="exploitatie", end_date=dt.date(2027, 5, 1)),
            permit("3", status="withdrawn"), permit("4", end_date=DAY), permit("5", vbo_id=B),
            permit("6", start_date=dt.date(2026, 6, 1)),
        ]
    )  # fmt: skip
    told = [(each["kind"], each["until"], each["missing"]) for each in row["permits"]]
    assert told == [
        ("alcoholvergunning", None, ["houder"]),
        ("exploitatievergunning", dt.date(2027, 5, 1), ["houder"]),
    ]  # fmt: skip


def test_a_permit_names_its_holder_and_counts_who_run_it() -> None:
    company = {"kvk_nr": "99000001", "trade_name": "Café De Kade"}
    permit = {"permit_id": "1", "kind": "alcohol", "vbo_id": A, "status": "granted",
              "holder_kvk": "99000001", "end_date": None, "start_date": None}  # fmt: skip
    roles = [
        {"permit_id": "1", "person_key": name, "role": role, "start_date": DAY, "end_date": end}
        for name, role, end in [
            ("p", "operator", None), ("q", "manager", None), ("r", "operator", DAY)
        ]
    ]  # fmt: skip
    row = known(permit=[permit], permit_role=roles, kvk_company=[company])
    [found] = row["permits"]
    assert (found["holder"], found["operators"], found["missing"]) == ("Café De Kade", 1, None)
    assert row["expected_persons"] == [
        {"role": "exploitant", "persons": 1, "source": "alcoholvergunning"},
        {"role": "leidinggevende", "persons": 1, "source": "alcoholvergunning"},
    ]
    [found] = known(permit=[permit], permit_role=roles[1:2])["permits"]
    assert (found["holder"], found["missing"]) == ("99000001", ["exploitant"])


def test_every_visit_also_through_an_establishment_and_not_after_the_reference_date() -> None:
    def visit(name: str, day: dt.date, **changes: Any) -> dict[str, Any]:
        return {"inspection_id": name, "inspection_date": day, "vbo_id": A, "est_nr": None,
                "agency": "gemeente", "finding_code": None, "follow_up_due": None,
                "follow_up_done": None, **changes}  # fmt: skip

    establishment = {"est_nr": "000099000001", "kvk_nr": "99000001", "vbo_id": A}
    last = dt.date(2025, 5, 3)
    row = known(
        kvk_establishment=[establishment],
        inspection=[
            visit("1", dt.date(2024, 5, 3), finding_code="brand", follow_up_due=last),
            visit("2", last, finding_code="afval", agency="politie"),
            visit("3", last, vbo_id=None, est_nr="000099000001", finding_code="brand"),
            visit("4", dt.date(2026, 5, 3)),
        ],
    )
    told = [(each["date"], each["agency"], each["findings"]) for each in row["visits"]]
    assert told == [
        (last, "gemeente", ["brandveiligheid"]), (last, "politie", ["afval"]),
        (dt.date(2024, 5, 3), "gemeente", ["brandveiligheid"]),
    ]  # fmt: skip
    assert row["visits"][2]["follow_up"] == "afgesproken op 03-05-2025, nog open"
    assert row["open_follow_up"] == last


def test_registrations_are_listed() -> None:
    day = dt.date(2021, 2, 1)
    row = known(
        kvk_establishment=[{"est_nr": "000099000001", "kvk_nr": "99000001", "vbo_id": A}],
        dor_registration=[{"est_nr": "000099000001", "registered_date": day}],
        rdw_recognition=[
            {"kvk_nr": "99000001", "vbo_id": A, "kind": "bedrijfsvoorraad", "start_date": day,
             "end_date": None, "status": "valid"},
        ],
        env_notification=[
            {"notification_id": "1", "vbo_id": A, "activity": "autoherstel",
             "notification_date": day},
        ],
    )  # fmt: skip
    told = [(each["register"], each["what"], each["date"]) for each in row["registrations"]]
    assert told == [
        ("DOR", "geregistreerd", day), ("RDW", "erkenning bedrijfsvoorraad", day),
        ("milieumelding", "autoherstel", day),
    ]  # fmt: skip


def test_only_what_every_purpose_behind_a_list_allows_is_shown() -> None:
    def header(**registers: Any) -> PackHeader:
        return PackHeader.model_construct(id="x", registers=registers)

    registers = {
        "brp_count": pl.DataFrame({"vbo_id": [A], "persons": [3]}),
        "bag_object": pl.DataFrame({"vbo_id": [A], "address": ["x"], "floor_m2": [1.0]}),
    }
    wide = header(brp_count="all", bag_object="all")
    narrow = header(bag_object=["vbo_id", "address"])
    assert set(allowed(registers, [wide])) == {"brp_count", "bag_object"}
    both = allowed(registers, [wide, narrow])
    assert {name: frame.columns for name, frame in both.items()} == {
        "bag_object": ["vbo_id", "address"]
    }


def rows(vbo_id: str | None, *about: tuple[str, str]) -> pl.DataFrame:
    listed = [{"subject_type": kind, "subject": subject} for kind, subject in about]
    kinds = pl.List(pl.Struct({"subject_type": pl.String, "subject": pl.String}))
    return pl.DataFrame(
        {"row": [0], "vbo_id": [vbo_id], "about": [listed]},
        schema={"row": pl.UInt32, "vbo_id": pl.String, "about": kinds},
    )


def registered(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "est_nr": f"00009900{number:04}", "kvk_nr": f"9900{number:04}", "vbo_id": A,
        "trade_name": f"Bedrijf {number}", "sbi": "45112", "sbi_edition": "2008",
        "start_date": None, "end_date": None, **changes,
    }  # fmt: skip


Occupants = Callable[[pl.DataFrame], dict[str, Any]]


def who(asked: pl.DataFrame, *establishments: dict[str, Any]) -> dict[str, Any]:
    registers = {
        "kvk_establishment": fill_register("kvk_establishment", list(establishments)),
        "kvk_company": fill_register(
            "kvk_company", [{"kvk_nr": "99009999", "trade_name": "Firma"}]
        ),
    }
    [found] = occupants(asked.lazy(), registers, DAY).collect().to_dicts()
    return found


def test_establishments_with_a_reason_are_named_and_others_are_not() -> None:
    asked = rows(A, ("establishment", "000099000002"), ("address", A))
    found = who(asked, registered(1), registered(2))
    assert found["trade_name"] == ["Bedrijf 2"]
    assert found["kvk_nr"] == ["99000002"]
    assert found["branch"] == ["45112 (autohandel)"]


@pytest.mark.parametrize(
    ("sbi", "said"),
    [
        ("62010", "62010 (informatietechnologie, geen branchegroep)"),
        ("0111", "0111 (landbouw)"),
        ("34001", "34001 (geen branchegroep)"),
    ],
)
def test_a_branch_of_no_group_is_told_in_words_too(sbi: str, said: str) -> None:
    asked = rows(A, ("establishment", "000099000001"))
    assert who(asked, registered(1, sbi=sbi))["branch"] == [said]


def test_a_company_with_a_reason_is_named_without_establishment() -> None:
    found = who(rows(A, ("company", "99009999")), registered(1))
    assert (found["trade_name"], found["kvk_nr"], found["est_nr"]) == (["Firma"], ["99009999"], [])


def test_without_a_named_one_the_present_occupants_are_listed() -> None:
    found = who(rows(A, ("address", A)), registered(1), registered(2, end_date=DAY))
    assert found["trade_name"] == ["Bedrijf 1"]


def test_many_occupants_are_counted() -> None:
    found = who(rows(A, ("address", A)), *[registered(i) for i in range(MOST_NAMES + 3)])
    assert found["trade_name"][-1] == "en nog 3"
    assert len(found["trade_name"]) == MOST_NAMES + 1


@pytest.mark.parametrize(
    "name", [name for name in REGISTERS if "vbo_id" in REGISTERS[name].columns]
)
def test_a_pack_that_may_use_only_keys_shows_nothing_and_breaks_nothing(name: str) -> None:
    rows = [
        {"vbo_id": A, "est_nr": "000000000001"} if name == "kvk_establishment" else {"vbo_id": A}
    ]
    whole = fill_register(name, rows)
    places = pl.LazyFrame({"row": [0], "vbo_id": [A], "about": [[]]}).with_columns(
        pl.col("row").cast(pl.UInt32),
        pl.col("about").cast(pl.List(pl.Struct({"subject_type": pl.String, "subject": pl.String}))),
    )
    for column in whole.columns:
        given = {name: whole.select(sorted({"vbo_id", column}))}
        of_addresses(places.select("vbo_id"), given, DAY).collect()
        occupants(places, given, DAY).collect()
