"""Files of exactly the published headers and codes are recognised, and read without a question."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import struct
from pathlib import Path

import pytest
import xlsxwriter

from fixtures.bag import LAYERS
from fixtures.geopackage import GEOMETRY, ID
from screening.registers.known import shapes
from screening.registers.known.page import shape_rows
from screening.registers.reading.load import load_registers
from tests import brk, lvbag
from tests.guided import AS_OF, guide, written
from tests.registers.reading.geopackage import CATALOGUE

VBO, PAND = "9999010000000001", "9999100000000001"
VBO_COLUMNS, PAND_COLUMNS = (
    ", ".join([ID, GEOMETRY, *LAYERS[name].columns]) for name in ("verblijfsobject", "pand")
)
KERNCIJFERS = (
    '"ID";"WijkenEnBuurten";"Gemeentenaam_1";"SoortRegio_2";"Codering_3";"AantalInwoners_5";'
    '"Woningvoorraad_{0}";"GemiddeldeWOZWaardeVanWoningen_{1}";"OppervlakteLand_{2}";'
    '"MateVanStedelijkheid_{3}";"Omgevingsadressendichtheid_{4}"\r\n'
    '"0";"NL00      ";"Nederland";"Land      ";"NL00      ";"  900";"400";"300";'
    '"1000";"3";"900"\r\n'
    '"1";"BU90010101";"Meerwolde";"Buurt     ";"BU90010101";"  120";"  50";"  310";"  250";'
    '"4";"610"\r\n'
    '"2";"BU90010102";"Meerwolde";"Buurt     ";"BU90010102";"    -";"   .";"   .";"  100";'
    '"5";"  ."\r\n'
)
POLICE = (
    '"ID";"SoortMisdrijf";"WijkenEnBuurten";"Perioden";"GeregistreerdeMisdrijven_1"\r\n'
    '"1";"0.0.0 ";"BU90010101";"2024MM03";"   7"\r\n'
    '"2";"0.0.0 ";"BU90010101";"2024JJ00";"  80"\r\n'
    '"3";"1.1.1 ";"BU90010101";"2024MM03";"   -"\r\n'
)


def geopackage(path):
    head = b"GP\0\1" + struct.pack("<i", 28992) + b"\1"
    shape = head + struct.pack("<Idd", 1, 230_000.0, 540_000.0)
    base = sqlite3.connect(path)
    base.executescript(
        CATALOGUE
        + "INSERT INTO gpkg_contents VALUES ('verblijfsobject', 'features'), ('pand', 'features');"
        "INSERT INTO gpkg_geometry_columns VALUES ('verblijfsobject', 'geom', 28992),"
        " ('pand', 'geom', 28992);"
        "INSERT INTO gpkg_spatial_ref_sys VALUES (28992, 'epsg', 28992);"
        f"CREATE TABLE verblijfsobject ({VBO_COLUMNS}); CREATE TABLE pand ({PAND_COLUMNS})"
    )
    base.execute(
        f"INSERT INTO verblijfsobject VALUES ({', '.join('?' * 21)})",
        (1, shape, None, VBO, 80, "Verblijfsobject in gebruik", "woonfunctie,winkelfunctie",
         "Kade", None, 4, "a", "bis", "9116BR", "Meerwolde", 1980, PAND, "Pand in gebruik", None,
         None, None, "9999"),
    )  # fmt: skip
    base.execute(
        f"INSERT INTO pand VALUES ({', '.join('?' * 10)})",
        (1, shape, None, PAND, 1980, "Pand in gebruik", "woonfunctie", 80, 80, 1),
    )
    base.commit()
    base.close()


def loaded(tmp_path, asked=()):
    found, kept = guide(tmp_path / "project", tmp_path / "in")
    questions = [each.id.split()[0] for each in kept.asked if each.id not in ("name", "recipient")]
    assert questions == list(asked)
    project = written(tmp_path / "project", found)
    return found, load_registers(project, as_of=AS_OF)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


def test_the_geopackage_of_pdok_fills_addresses_and_buildings(folder, tmp_path):
    geopackage(folder / "bag-light.gpkg")
    _, read = loaded(tmp_path)
    assert read.registers["bag_object"].select(
        "vbo_id", "address", "postcode", "usage", "floor_m2", "status", "object_type", "build_year",
        "pand_id", "x_rd",
    ).row(0) == (
        VBO, "Kade 4 a bis, Meerwolde", "9116BR", "winkelfunctie|woonfunctie", 80.0,
        "Verblijfsobject in gebruik", "verblijfsobject", 1980, PAND, 230_000.0,
    )  # fmt: skip
    pand = read.registers["bag_pand"].select("pand_id", "build_year", "status", "y_rd").row(0)
    assert pand == (PAND, 1980, "Pand in gebruik", 540_000.0)


def test_the_extract_of_the_kadaster_fills_addresses_and_buildings(folder, tmp_path):
    address = "9999200000000001"
    (folder / "BAGGEM9999L-08112025.zip").write_bytes(
        lvbag.delivery(
            VBO=[lvbag.file_of(*lvbag.place(VBO, m2="999999", uses=("woonfunctie", "winkelfunctie"),
                                            versions=(lvbag.life(end="2020-01-01"),
                                                      lvbag.life(2, "2020-01-01"))))],
            LIG=[lvbag.file_of(*lvbag.place("9999020000000001", kind="Ligplaats", uses=(),
                                            status="Plaats aangewezen", m2=None, panden=()))],
            PND=[lvbag.file_of(lvbag.pand(PAND), lvbag.pand(PAND[:-1] + "2", year="9999"))],
            NUM=[lvbag.file_of(lvbag.number(address, letter="a", more="bis"))],
            OPR=[lvbag.file_of(lvbag.street("9999300000000001", "Kade", "2000"))],
            WPL=[lvbag.file_of(lvbag.town("2000", "Meerwolde"))],
        )
    )  # fmt: skip
    _, read = loaded(tmp_path)
    assert read.registers["bag_object"].select(
        "vbo_id", "address", "postcode", "usage", "floor_m2", "status", "object_type", "build_year",
        "pand_id", "x_rd",
    ).rows() == [
        (VBO, "Kade 4 a bis, Meerwolde", "9116BR", "winkelfunctie|woonfunctie", None,
         "Verblijfsobject in gebruik", "verblijfsobject", 1980, PAND, 230_000.5),
        ("9999020000000001", "Kade 4 a bis, Meerwolde", "9116BR", None, None, "Plaats aangewezen",
         "ligplaats", None, None, 230_000.5),
    ]  # fmt: skip
    assert read.registers["bag_pand"].select("build_year", "surface_m2").rows() == [
        (1980, 200.0), (None, 200.0),
    ]  # fmt: skip
    assert read.reports["bag_object"].rows_quarantined == 1  # the version of before


def test_a_part_of_the_extract_that_cannot_be_read_is_not_in_the_project(folder, tmp_path):
    whole = lvbag.file_of(*lvbag.place(VBO))
    (folder / "bag.zip").write_bytes(lvbag.delivery(VBO=[whole, whole[:-50]]))
    found, _ = guide(tmp_path / "project", tmp_path / "in")
    assert ["XML" in each.refused for each in found.mapped] == [True]


def test_the_rights_of_the_kadaster_are_on_the_addresses_of_their_parcel(folder, tmp_path):
    house = (
        brk.parcel(), brk.right(), brk.lies("L1"), brk.address(VBO, "L1"), brk.deed("D1"),
        brk.holder("T1", "P1", share=("1", "3")), brk.human("P1"),
        brk.holder("T2", "P2", share=("2", "3"), kind="NietNatuurlijkPersoon"), brk.body("P2"),
    )  # fmt: skip
    (folder / "BURBX02-08112025.zip").write_bytes(lvbag.zipped({"BURBX02.xml": brk.stand(house)}))
    found, read = loaded(tmp_path)
    right = read.registers["brk_right"].sort("share")
    assert right.select(
        "vbo_id", "right", "start_date", "owner_type", "owner_kvk", "share", "parcel"
    ).rows() == [
        (VBO, "eigendom", dt.date(2017, 2, 8), "natural", None, 0.333333, "MWD00-A-12"),
        (VBO, "eigendom", dt.date(2017, 2, 8), "nl_legal", "00000001", 0.666667, "MWD00-A-12"),
    ]
    said = (tmp_path / "project" / "screening.yaml").read_text("utf-8")
    assert "P1" not in said  # nothing of persons is shown as an example
    assert [each.refused for each in found.mapped] == [""]


@pytest.mark.parametrize("numbers", [(34, 35, 88, 93, 94), (35, 39, 116, 120, 121)])
def test_core_figures_of_any_year_whatever_the_numbers_behind_their_names(
    folder, tmp_path, numbers
):
    (folder / "Kerncijfers_2023.csv").write_text(KERNCIJFERS.format(*numbers), "utf-8")
    _, read = loaded(tmp_path, asked=["municipality"])
    area = read.registers["area"].sort("area_code").select(
        "area_code", "level", "urbanity_class", "address_density", "land_km2", "home_value_keur"
    )  # fmt: skip
    assert area.rows() == [
        ("BU90010101", "neighbourhood", 4, 610.0, 2.5, 310.0),
        ("BU90010102", "neighbourhood", 5, None, 1.0, None),
        ("NL00", "country", 3, 900.0, 10.0, 300.0),
    ]
    people = read.registers["area_population"].sort("area_code")
    assert people.select("year", "inhabitants", "homes").rows() == [
        (2023, 120, 50),
        (2023, 0, None),
    ]
    assert read.quarantine["area_population"]["reason"].item().startswith("the total of other rows")


def test_core_figures_in_the_layout_for_people_and_in_the_workbook(folder, tmp_path):
    (folder / "kwb_namen_2022.csv").write_text(
        '"Kerncijfers wijken en buurten"\r\n'
        '"Wijken en buurten";"Regioaanduiding/Gemeentenaam (naam)";'
        '"Regioaanduiding/Soort regio (omschrijving)";"Regioaanduiding/Codering (code)";'
        '"Bevolking/Aantal inwoners (aantal)"\r\n'
        '"Havenbuurt";"Meerwolde ";"Buurt     ";"BU90010101";"   120"\r\n'
        '"Bron: CBS"\r\n',
        "utf-8",
    )
    with xlsxwriter.Workbook(folder / "kwb-2024.xlsx") as book:
        sheet = book.add_worksheet("KWB2024")
        names = ["gwb_code_10", "gwb_code_8", "regio", "gm_naam", "recs", "gwb_code", "a_inw",
                 "a_woning", "g_wozbag", "ste_mvs", "ste_oad", "a_lan_ha"]  # fmt: skip
        sheet.write_row(0, 0, names)
        sheet.write_row(1, 0, ["BU90010102", "0102", "Polder", "Meerwolde", "Buurt",
                               "BU90010102", 60, ".", 250, 5, 300, 90])  # fmt: skip
    _, read = loaded(tmp_path, asked=["municipality"])
    area = read.registers["area"].sort("area_code").select("area_code", "name", "level", "land_km2")
    assert area.rows() == [
        ("BU90010101", "Havenbuurt", "neighbourhood", None),
        ("BU90010102", "Polder", "neighbourhood", 0.9),
    ]
    people = read.registers["area_population"].sort("year").select("year", "inhabitants", "homes")
    assert people.rows() == [(2022, 120, None), (2024, 60, None)]


def test_police_figures_as_csv_and_as_an_answer_of_odata(folder, tmp_path):
    (folder / "47018NED.csv").write_text(POLICE, "utf-8")
    answer = [{"ID": 9, "SoortMisdrijf": "0.0.0 ", "WijkenEnBuurten": "BU90010102",
               "Perioden": "2024MM04", "GeregistreerdeMisdrijven_1": 3}]  # fmt: skip
    (folder / "47022NED.json").write_text(json.dumps({"odata.metadata": "x", "value": answer}))
    _, read = loaded(tmp_path, asked=["municipality"])
    counts = read.registers["area_count"].sort("area_code", "month", "phenomenon")
    assert counts.select("area_code", "year", "month", "phenomenon", "count").rows() == [
        ("BU90010101", 2024, 0, "registered_crime", 80),
        ("BU90010101", 2024, 3, "1.1.1", 0),
        ("BU90010101", 2024, 3, "registered_crime", 7),
        ("BU90010102", 2024, 4, "registered_crime", 3),
    ]


HEADERS = {
    "rdw_bedrijven": "volgnummer,naam_bedrijf,gevelnaam,straat,huisnummer,huisnummer_toevoeging,"
    "postcode_numeriek,postcode_alfanumeriek,plaats,api_bedrijf_erkenningen",
    "rdw_erkenningen": "volgnummer,erkenning",
    "kvk_open": "datumAanvang,actief,insolventieCode,rechtsvormCode,postcodeRegio,activiteiten",
    "lrk": "lrk_id;type_oko;actuele_naam_oko;aantal_kindplaatsen;status",
    "cbs_schoolverlaters": "ID;Regiokenmerken;Geslacht;Perioden;Leerlingen_1;"
    "VoortijdigSchoolverlaters_2",
    "uva2": "sleutelVerzendend;Gemeentecode;Gemeentenaam",
    "police_namen": '"Soort misdrijf";"Perioden";"Wijken en buurten";'
    '"Geregistreerde misdrijven (aantal)"',
    "police_gemeente_namen": '"Soort misdrijf";"Perioden";"Regio\'s";'
    '"Geregistreerde misdrijven/Totaal geregistreerde misdrijven (aantal)"',
}


def test_the_layer_of_municipalities_is_its_rows_of_land(folder, tmp_path):
    (folder / "wijkenbuurten_2024_gemeenten.csv").write_text(
        "gemeentecode,gemeentenaam,water,omgevingsadressendichtheid,aantal_inwoners,"
        "oppervlakte_land_in_ha\n"
        "GM9001,Meerwolde,NEE,610,5000,250\nGM9001,Meerwolde,JA,-99995,-99995,-99995\n"
    )
    found, read = loaded(tmp_path, asked=["municipality"])
    assert all(each.keys["where"] == {"water": "NEE"} for each in found.mapped)
    area = read.registers["area"].select("area_code", "level", "address_density", "land_km2")
    assert area.rows() == [("GM9001", "municipality", 610.0, 2.5)]
    people = read.registers["area_population"].select("area_code", "year", "inhabitants")
    assert people.rows() == [("GM9001", 2024, 5000)]
    assert [read.reports[name].rows_quarantined for name in ("area", "area_population")] == [1, 1]


def test_what_fills_no_register_is_recognised_and_the_reason_is_said(folder, tmp_path):
    for name, header in HEADERS.items():
        sign = ";" if ";" in header else ","
        row = sign.join("1" * (header.count(sign) + 1))
        (folder / f"{name}.csv").write_text(f"{header}\n{row}\n")
    found, _ = guide(tmp_path / "project", folder)
    said = {each.name.rsplit("/", 1)[-1].split(".")[0]: each.reason for each in found.other}
    assert not found.mapped
    for name in HEADERS:
        assert said[name] == f"herkend als {shapes()[name].title}: {shapes()[name].refused}"


def test_the_other_tables_of_cbs(folder, tmp_path):
    (folder / "37230ned.csv").write_text(
        '"ID";"RegioS";"Perioden";"BevolkingAanHetBeginVanDePeriode_1"\n'
        + "".join(f'"{n}";"GM9001";"2024MM{n:02d}";" 50{n:02d}"\n' for n in range(1, 13))
        + '"13";"GM9001";"2024JJ00";" 5000"\n'
    )
    (folder / "gemeenten-alfabetisch-2024.csv").write_text(
        "Gemeentecode;GemeentecodeGM;Gemeentenaam;Provinciecode;ProvinciecodePV;Provincienaam\n"
        "9001;GM9001;Meerwolde;99;PV99;Noorderland\n"
    )
    (folder / "prijsindex.csv").write_text(
        '"ID";"RegioS";"Perioden";"PrijsindexVerkoopprijzen_1"\n'
        + "".join(f'"{n}";"GM9001";"2024KW0{n}";" 13{n}.0"\n' for n in range(1, 5))
        + '"5";"GM9001";"2024JJ00";"131.4"\n'
    )
    (folder / "83648NED.csv").write_text(
        '"ID";"SoortMisdrijf";"RegioS";"Perioden";"TotaalGeregistreerdeMisdrijven_1"\n'
        '"1";"T001161";"GM9001";"2024JJ00";"450"\n'
    )
    _, read = loaded(tmp_path, asked=["municipality"])
    assert read.registers["area"].select("area_code", "name", "level", "province").row(0) == (
        "GM9001", "Meerwolde", "municipality", "Noorderland",
    )  # fmt: skip
    assert read.registers["area_population"].select("year", "inhabitants").row(0) == (2024, 5000)
    assert read.registers["price_index"].select("year", "index").row(0) == (2024, 131.4)
    assert read.registers["area_count"].select("month", "phenomenon", "count").row(0) == (
        0, "registered_crime", 450,
    )  # fmt: skip


def test_the_page_names_every_shape():
    page = Path(__file__).resolve().parents[3] / "docs" / "first-project.md"
    assert shape_rows() in page.read_text("utf-8")


def test_pitches_and_the_map_of_neighbourhoods(folder, tmp_path):
    columns = ("identificatie, status, openbare_ruimte_naam, huisnummer, huisletter, toevoeging,"
               " postcode, woonplaats_naam, nummeraanduiding_hoofdadres_identificatie")  # fmt: skip
    base = sqlite3.connect(folder / "bag.sqlite")
    for number, layer in enumerate(("ligplaats", "standplaats"), start=1):
        vbo = f"999903000000000{number}"
        row = (vbo, "Plaats aangewezen", "Kade", number, None, None, "9116BR", "Meerwolde", "x")
        base.execute(f"CREATE TABLE {layer} ({columns})")
        base.execute(f"INSERT INTO {layer} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    base.commit()
    base.close()
    (folder / "buurten_2023.csv").write_text(
        "buurtcode,buurtnaam,wijkcode,gemeentecode,gemeentenaam,water,aantal_inwoners,"
        "omgevingsadressendichtheid,stedelijkheid_adressen_per_km2,oppervlakte_land_in_ha\n"
        "BU90010101,Polder,WK900101,GM9001,Meerwolde,NEE,120,-99995,5,250\n"
    )
    (folder / "wijken_2023.csv").write_text(
        "wijkcode,wijknaam,gemeentecode,gemeentenaam,water,aantal_inwoners,"
        "omgevingsadressendichtheid,stedelijkheid_adressen_per_km2,oppervlakte_land_in_ha\n"
        "WK900101,Noord,GM9001,Meerwolde,NEE,450,812,4,1250\n"
    )
    _, read = loaded(tmp_path)
    pitches = read.registers["bag_object"].sort("vbo_id").select("object_type", "address", "status")
    assert pitches.rows() == [
        ("ligplaats", "Kade 1, Meerwolde", "Plaats aangewezen"),
        ("standplaats", "Kade 2, Meerwolde", "Plaats aangewezen"),
    ]
    area = (
        read.registers["area"]
        .sort("area_code")
        .select(
            "area_code", "level", "parent_code", "urbanity_class", "address_density", "land_km2"
        )
    )
    assert area.rows() == [
        ("BU90010101", "neighbourhood", "WK900101", 5, None, 2.5),
        ("WK900101", "district", "GM9001", 4, 812.0, 12.5),
    ]
    people = read.registers["area_population"].sort("area_code").select("year", "inhabitants")
    assert people.rows() == [(2023, 120), (2023, 450)]


@pytest.mark.large
def test_money_care_and_safety_of_areas(folder, tmp_path):
    """KWB as a workbook, the table of codes, and the safety monitor with its limits."""
    with xlsxwriter.Workbook(folder / "kwb-2023.xlsx") as book:
        sheet = book.add_worksheet("KWB2023")
        sheet.write_row(0, 0, ["gwb_code_10", "regio", "gm_naam", "recs", "a_inw", "a_hh",
                               "a_soz_wb", "a_jz_tn", "a_wmo_t", "p_hh_110"])  # fmt: skip
        sheet.write_row(1, 0, ["WK900101", "Oost", "Meerwolde", "Wijk", 9000, 4000, 220, 130, 600,
                               9.5])  # fmt: skip
    (folder / "Kerncijfers_2022.csv").write_text(
        '"ID";"WijkenEnBuurten";"Gemeentenaam_1";"SoortRegio_2";"Codering_3";"AantalInwoners_5";'
        '"k_0Tot15Jaar_8";"k_15Tot25Jaar_9";"HuishoudensTotaal_28";'
        '"HuishoudensTot110VanSociaalMinimum_80";"PersonenPerSoortUitkeringBijstand_83";'
        '"JongerenMetJeugdzorgInNatura_87"\r\n'
        '"0";"WK900102";"Meerwolde";"Wijk      ";"WK900102";"  900";"  150";"  110";"  400";'
        '"  8.4";"    -";"   15"\r\n',
        "utf-8",
    )
    (folder / "85146NED.csv").write_text(
        '"ID";"Marges";"RegioS";"Perioden";"VoeltZichWeleensOnveilig_43"\r\n'
        '"0";"MW00000";"WK900101";"2023JJ00";" 31.5"\r\n'
        '"1";"MOG0095";"WK900101";"2023JJ00";" 29.0"\r\n'
        '"2";"MBG0095";"WK900101";"2023JJ00";" 34.1"\r\n',
        "utf-8",
    )
    _, read = loaded(tmp_path, asked=["municipality"])
    counts = read.registers["area_count"].sort("area_code", "phenomenon")
    assert counts.select("area_code", "year", "phenomenon", "count").rows() == [
        ("WK900101", 2023, "assistance_benefits", 220), ("WK900101", 2023, "households", 4000),
        ("WK900101", 2023, "wmo_clients", 600), ("WK900101", 2023, "youth_care", 130),
        ("WK900102", 2022, "assistance_benefits", 0), ("WK900102", 2022, "households", 400),
        ("WK900102", 2022, "youth_0_14", 150), ("WK900102", 2022, "youth_15_24", 110),
        ("WK900102", 2022, "youth_care", 15),
    ]  # fmt: skip
    shares = read.registers["area_share"].sort("area_code", "topic", "bound")
    assert shares.select("area_code", "topic", "bound", "share").rows() == [
        ("WK900101", "feels_unsafe", "lower", 0.29), ("WK900101", "feels_unsafe", "upper", 0.341),
        ("WK900101", "feels_unsafe", "value", 0.315),
        ("WK900101", "low_income_households", "value", 0.095),
        ("WK900102", "low_income_households", "value", 0.084),
    ]  # fmt: skip
