"""Rights are read on the address objects of the parcels they rest on; nothing of persons is."""

from __future__ import annotations

import datetime as dt
import secrets

import pytest

from screening.errors import ExtractError
from screening.registers.reading.brk.rights import HEADERS, read_rights
from screening.registers.reading.limits import Limits
from screening.registers.reading.table import at
from tests import brk, lvbag
from tests.registers.conftest import HEAD

HOME, SHOP, BOAT = "9999010000000001", "9999010000000002", "9999020000000001"
HOUSE = (
    brk.parcel(), brk.right(), brk.right("2", word="Erfpacht (recht van)"),
    brk.holder("T1", "P1", share=("1", "2")), brk.holder("T2", "P2", share=("1", "2")),
    brk.holder("T3", "P3", of="2", deeds=("D2", "D3"), kind="NietNatuurlijkPersoon"),
    brk.human("P1"), brk.human("P2"), brk.body("P3"),
    brk.lies("L1"), brk.lies("L2"), brk.address(HOME, "L1"),
    brk.address(SHOP, "L9", "L2"), brk.address(BOAT, "L8", kind="Ligplaats"),
    brk.deed("D1"), brk.deed("D2", day="2020-05-01"), brk.deed("D3", day="2019-03-02"),
)  # fmt: skip
ROAD = (
    brk.parcel("500000020000", number="13"), brk.right(on="500000020000"), brk.deed("D1"),
    brk.holder("T4", "P4", kind="NietNatuurlijkPersoon"), brk.body("P4", "Publiekrechtelijke"),
)  # fmt: skip
COLUMNS = (
    "{vbo_id: bag_id, owner_key: gerechtigde, right: aard, start_date: ingangsdatum,"
    " right_id: tenaamstelling, owner_kvk: kvknummer, share: aandeel}"
)
MAPPED = f"  brk_right: {{path: brk.xml, columns: {COLUMNS}, reference_date: auto}}\n"


@pytest.fixture
def delivered(load, tmp_path_factory):
    key = tmp_path_factory.mktemp("key") / "s.key"
    key.write_text(secrets.token_hex(32))
    key.chmod(0o600)
    head = HEAD.replace("registers:", f"pseudonym_key: {key}\nregisters:")
    return lambda content: load(MAPPED, {"brk.xml": content}, head=head)


def rows(*snapshots, limits=None):
    return read_rights([brk.stand(*snapshots)], "brk.xml", limits or Limits())


def column(table, name):
    return table.cells[at(HEADERS.index(name))].to_list()


def test_each_holder_of_each_right_at_each_address_of_the_parcel():
    table = rows(HOUSE)
    names = ("tenaamstelling", "bag_id", "aard", "aandeel", "soort_gerechtigde", "ingangsdatum")
    assert list(zip(*(column(table, name) for name in names), strict=True)) == [
        ("T1", HOME, "Eigendom (recht van)", "0.5", "natuurlijk persoon", "2017-02-08"),
        ("T1", SHOP, "Eigendom (recht van)", "0.5", "natuurlijk persoon", "2017-02-08"),
        ("T2", HOME, "Eigendom (recht van)", "0.5", "natuurlijk persoon", "2017-02-08"),
        ("T2", SHOP, "Eigendom (recht van)", "0.5", "natuurlijk persoon", "2017-02-08"),
        ("T3", HOME, "Erfpacht (recht van)", "1.0", "Stichting", "2019-03-02"),
        ("T3", SHOP, "Erfpacht (recht van)", "1.0", "Stichting", "2019-03-02"),
    ]
    assert set(column(table, "peildatum")) == {brk.DAY}


def test_what_one_parcel_names_is_not_of_the_next():
    flat = (brk.parcel("500000030000", index="4"), brk.right("1", on="500000030000"),
            brk.holder("T5", "P1"), brk.human("P1"), brk.lies("L1", on="500000030000"),
            brk.address(BOAT, "L1", kind="Ligplaats"),
            brk.deed("D1", day="2001-01-01"))  # fmt: skip
    table = rows(HOUSE, flat)
    last = {name: column(table, name)[-1] for name in HEADERS}
    assert (last["bag_id"], last["ingangsdatum"]) == (BOAT, "2001-01-01")
    assert (last["kadastrale_gemeente"], last["sectie"], last["perceelnummer"]) == (
        "MWD00",
        "A",
        "12",
    )
    assert last["appartementsindex"] == "4"


def test_names_and_citizen_numbers_are_not_read():
    table = rows(HOUSE)
    text = table.cells.write_csv()
    assert "Verzonnen" not in text
    assert "burgernummer" not in text


def test_a_right_on_what_has_no_address_is_set_aside_and_one_without_a_day_is_loaded(delivered):
    old = (brk.parcel("500000040000"), brk.right(on="500000040000"), brk.holder("T6", "P1"),
           brk.human("P1"), brk.lies("L1", on="500000040000"), brk.address(BOAT, "L1"),
           brk.deed("D1", day=None))  # fmt: skip
    loaded = delivered(brk.stand(HOUSE, ROAD, old))
    report = loaded.reports["brk_right"]
    assert (report.rows_read, report.rows_loaded, report.rows_quarantined) == (8, 7, 1)
    assert report.reference_date == dt.date(2025, 11, 15)
    right = loaded.registers["brk_right"].filter(right="erfpacht")
    assert right.select("vbo_id", "share", "owner_kvk", "start_date").row(0) == (
        HOME, 1.0, "00000001", dt.date(2019, 3, 2),
    )  # fmt: skip
    told = loaded.quarantine["brk_right"].select("row", "value", "reason").rows()
    assert told == [(7, "T4", "a right on a parcel without an address")]
    boat = loaded.registers["brk_right"].filter(vbo_id=BOAT)
    assert boat.select("right", "share", "start_date").row(0) == ("eigendom", 1.0, None)


@pytest.mark.parametrize("day", [None, "2017-02-08"])
def test_two_parts_that_one_holder_got_apart_are_two_rights(delivered, day):
    parts = (brk.parcel(), brk.right(), brk.lies("L1"), brk.address(HOME, "L1"), brk.human("P1"),
             brk.holder("T1", "P1", share=("1", "4")), brk.holder("T2", "P1", share=("3", "4")),
             brk.deed("D1", day=day))  # fmt: skip
    loaded = delivered(brk.stand(parts))
    assert sorted(loaded.registers["brk_right"]["share"].to_list()) == [0.25, 0.75]
    assert loaded.reports["brk_right"].rows_quarantined == 0


def test_a_parcel_with_many_holders_and_addresses_is_counted_before_they_are_joined():
    many = (
        brk.parcel(), brk.right(),
        *(each for n in range(60) for each in (brk.holder(f"T{n}", f"P{n}"), brk.human(f"P{n}"))),
        *(each for n in range(60) for each in (brk.lies(f"L{n}"), brk.address(f"B{n}", f"L{n}"))),
    )  # fmt: skip
    with pytest.raises(ExtractError, match="3600 holders of rights at addresses"):
        rows(many, limits=Limits(rows=1000))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (brk.stand(HOUSE)[:-30], "brk.xml:4: the XML goes wrong here"),
        (brk.stand(HOUSE).replace(b"product-stand/v20211119", b"product-stand/v20990101"),
         "v20990101 Stand"),
        (brk.stand(HOUSE).replace(b"<Stand:Stand", b"<!DOCTYPE Stand:Stand><Stand:Stand"),
         "declares a type of document"),
        (brk.stand(), "a header but no rows"),
        (lvbag.file_of(lvbag.number("9999200000000001")), "which fills no register"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_message(delivered, content, said):
    with pytest.raises(ExtractError) as refused:
        delivered(content)
    assert len(refused.value.problems) == 1
    assert said in str(refused.value)


def test_things_elsewhere_in_a_snapshot_and_of_another_schema_are_nothing():
    odd = (*HOUSE, "<Snapshot:Tenaamstelling><a/></Snapshot:Tenaamstelling>",
           brk.element("Adres:PostbusLocatie", brk.holder("T9", "P1")))  # fmt: skip
    assert column(rows(odd), "tenaamstelling") == column(rows(HOUSE), "tenaamstelling")
