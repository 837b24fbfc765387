"""A delivery of the BAG extract: what holds on its day, with its address; the rest set aside."""

from __future__ import annotations

import pytest

from screening.errors import ExtractError
from tests import lvbag
from tests.registers.conftest import HEAD

VBO, PAND = "9999010000000001", "9999100000000001"
SHIP, STAND = "9999020000000001", "9999030000000001"
COLUMNS = (
    "{vbo_id: identificatie, status: status, usage: gebruiksdoel, floor_m2: oppervlakte,"
    " pand_id: pandref, build_year: pand_bouwjaar, postcode: postcode, x_rd: x_rd, y_rd: y_rd}"
)
ADDRESS = 'joined: {address: [openbareruimte_naam, " ", huisnummer, ", ", woonplaats_naam]}'
PLACES = (
    "  bag_object: {path: bag.zip, table: adresseerbaar_object,"
    f" columns: {COLUMNS}, {ADDRESS}%s}}\n"
)
PANDEN = (
    "  bag_pand: {path: bag.zip, table: pand, columns: {pand_id: identificatie,"
    " build_year: bouwjaar, surface_m2: vlak_m2}%s}\n"
)
USES = ("woonfunctie", "winkelfunctie")
VERSIONS = (
    lvbag.life(1, "2011-09-06", "2019-01-15"),
    lvbag.life(2, "2019-01-15", inactive="2019-02-01T10:00:00.000"),
    lvbag.life(3, "2019-01-15", lvbag.DAY),
    lvbag.life(4, lvbag.DAY),
    lvbag.life(5, "2025-12-01"),
)


def whole() -> bytes:
    return lvbag.delivery(
        VBO=[
            lvbag.file_of(*lvbag.place(VBO, versions=VERSIONS, uses=USES,
                                       panden=(PAND, "9999100000000002"))),
            lvbag.file_of(*lvbag.place("9999010000000002", address="9999200000000002")),
        ],
        LIG=[lvbag.file_of(*lvbag.place(SHIP, kind="Ligplaats", status="Plaats aangewezen", uses=(),
                                        m2=None, panden=(), shape=lvbag.area(lvbag.SQUARE)))],
        STA=[lvbag.file_of()],
        PND=[lvbag.file_of(lvbag.pand(PAND, year="1911", version=lvbag.life(1, end="2020-01-01")),
                           lvbag.pand(PAND, shape=lvbag.area(lvbag.SQUARE, lvbag.HOLE),
                                      version=lvbag.life(2, "2020-01-01")))],
        NUM=[lvbag.file_of(lvbag.number("9999200000000001"),
                           lvbag.number("9999200000000099", house="99"),
                           lvbag.number("9999200000000002", town="2001", house="12"))],
        OPR=[lvbag.file_of(lvbag.street("9999300000000001", "Kade", "2000"))],
        WPL=[lvbag.file_of(lvbag.town("2000", "Meerwolde"), lvbag.town("2001", "Veenhoek"))],
    )  # fmt: skip


def test_the_version_of_the_day_with_its_address(load):
    loaded = load(PLACES % "", {"bag.zip": whole()})
    rows = loaded.registers["bag_object"].select(
        "vbo_id", "address", "postcode", "status", "usage", "floor_m2", "pand_id", "build_year",
        "x_rd",
    ).rows()  # fmt: skip
    assert rows == [
        (VBO, "Kade 4, Meerwolde", "9116BR", "Verblijfsobject in gebruik",
         "winkelfunctie|woonfunctie", 80.0, PAND, 1980, 230_000.5),
        ("9999010000000002", "Kade 12, Veenhoek", "9116BR", "Verblijfsobject in gebruik",
         "woonfunctie", 80.0, PAND, 1980, 230_000.5),
        (SHIP, "Kade 4, Meerwolde", "9116BR", "Plaats aangewezen", None, None, None, None,
         230_005.0),
    ]  # fmt: skip


def test_what_does_not_hold_is_counted_with_file_and_line(load):
    loaded = load(PLACES % "", {"bag.zip": whole()})
    report, aside = loaded.reports["bag_object"], loaded.quarantine["bag_object"]
    assert (report.rows_read, report.rows_loaded, report.rows_quarantined) == (7, 3, 4)
    told = aside.select("source_file", "row", "value", "reason").rows()
    file = "bag.zip: 9999VBO08112025-000001.xml"
    assert told == [
        (file, 3, VBO, "a version of the object that had ended on the day of the extract"),
        (file, 4, VBO, "a version of the object that was made inactive"),
        (file, 5, VBO, "a version of the object that had ended on the day of the extract"),
        (file, 7, VBO, "a version of the object that begins after the day of the extract"),
    ]
    assert "bag_object" not in loaded.unread  # history makes nothing unknown


def test_another_day_has_other_versions(load):
    loaded = load(PLACES % ", reference_date: 2018-06-01", {"bag.zip": whole()})
    first = loaded.quarantine["bag_object"].filter(
        source_file="bag.zip: 9999VBO08112025-000001.xml"
    )
    assert first["row"].to_list() == [4, 5, 6, 7]
    assert loaded.registers["bag_object"]["build_year"].to_list() == [1911, 1911, None]


def test_the_day_of_the_extract_is_found_in_it(load):
    loaded = load(PLACES % ", reference_date: auto", {"bag.zip": whole()})
    assert loaded.reports["bag_object"].reference_date.isoformat() == lvbag.DAY


def test_buildings_have_their_surface_without_what_is_open_in_them(load):
    loaded = load(PANDEN % "", {"bag.zip": whole()})
    assert loaded.registers["bag_pand"].select("pand_id", "build_year", "surface_m2").rows() == [
        (PAND, 1980, 196.0)
    ]
    assert loaded.reports["bag_pand"].rows_quarantined == 1


def test_without_files_of_addresses_they_are_unknown(load):
    content = lvbag.delivery(VBO=[lvbag.file_of(*lvbag.place(VBO))])
    columns = "columns: {vbo_id: identificatie, floor_m2: oppervlakte}"
    loaded = load(f"  bag_object: {{path: bag.zip, {columns}}}\n", {"bag.zip": content})
    row = loaded.registers["bag_object"].select("vbo_id", "address", "floor_m2").row(0)
    assert row == (VBO, None, 80.0)
    assert "address" in loaded.reports["bag_object"].missing_columns


def test_a_single_file_is_read_too(load):
    content = lvbag.file_of(*lvbag.place(VBO, versions=VERSIONS))
    columns = "columns: {vbo_id: identificatie}"
    loaded = load(f"  bag_object: {{path: v.xml, {columns}}}\n", {"v.xml": content})
    assert loaded.registers["bag_object"]["vbo_id"].to_list() == [VBO]


def test_a_file_of_one_line_numbers_its_objects(load):
    content = lvbag.file_of(*lvbag.place(VBO, versions=VERSIONS), between="")
    columns = "columns: {vbo_id: identificatie}"
    loaded = load(f"  bag_object: {{path: v.xml, {columns}}}\n", {"v.xml": content})
    assert loaded.quarantine["bag_object"]["row"].to_list() == [1, 2, 3, 5]
    assert loaded.reports["bag_object"].rows_quarantined == 4


def test_a_version_of_which_the_period_cannot_be_read_is_set_aside_as_unread(load):
    wrong = lvbag.life(1, "2011-99-06")
    content = lvbag.file_of(*lvbag.place(VBO, versions=(wrong,)), *lvbag.place(SHIP))
    columns = "columns: {vbo_id: identificatie}"
    loaded = load(f"  bag_object: {{path: v.xml, {columns}}}\n", {"v.xml": content})
    assert loaded.quarantine["bag_object"]["reason"].to_list() == [
        "it cannot be said when this version of the object holds"
    ]
    assert loaded.unread["bag_object"].height == 1


REFUSED = {
    "two kinds": (whole(), "bag.zip: the file holds 2 tables", ""),
    "no such kind": (whole(), "there is no table 'panden'", ", table: panden"),
    "half a file": (
        lvbag.zipped({"9999VBO08112025-000001.xml": lvbag.file_of(*lvbag.place(VBO))[:-40]}),
        "bag.zip: 9999VBO08112025-000001.xml:4: the XML goes wrong here", "",
    ),
    "half a zip within": (
        lvbag.zipped({"9999VBO08112025.zip": lvbag.zipped({"a": b"x" * 99})[:80]}),
        "9999VBO08112025.zip: the file cannot be unpacked", "",
    ),
    "nothing": (lvbag.delivery(VBO=[lvbag.file_of()]), "a header but no rows", ""),
    "no day": (lvbag.delivery(VBO=[lvbag.file_of(*lvbag.place(VBO), day=None)]),
               "does not say which day", ""),
    "addresses alone": (lvbag.delivery(NUM=[lvbag.file_of(lvbag.number("9999200000000001"))]),
                        "the file holds 0 tables", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_wrong_is_one_message(load, name):
    content, said, more = REFUSED[name]
    mapped = f"  bag_object: {{path: bag.zip, columns: {{vbo_id: identificatie}}{more}}}\n"
    with pytest.raises(ExtractError) as refused:
        load(mapped, {"bag.zip": content})
    assert len(refused.value.problems) == 1
    assert said in str(refused.value)


def test_all_files_together_unpack_to_no_more_than_the_limit(load):
    files = [lvbag.file_of(*lvbag.place(f"99990100000{n:05d}")) + b" " * 700_000 for n in range(2)]
    mapped = "  bag_object: {path: bag.zip, columns: {vbo_id: identificatie}}\n"
    head = HEAD.replace("registers:", "limits: {unpacked_mb: 1}\nregisters:")
    each = {f"9999VBO0811202{n}.zip": lvbag.zipped({f"9999VBO0811202{n}-000001.xml": file})
            for n, file in enumerate(files)}  # fmt: skip
    with pytest.raises(ExtractError, match="the extract unpacks to 1 MB or more"):
        load(mapped, {"bag.zip": lvbag.zipped(each)}, head=head)
