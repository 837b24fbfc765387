"""What exports do to values: put back where it can be nothing else, set aside otherwise."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import openpyxl
import polars as pl
import pytest

VBO = "9999010000000001"


def one(load, register, column, cells, *, key="kvk_nr", settings=""):
    """The cells of a column as they are loaded, its quarantine lines, and the report."""
    text = f"{key};{column}\n" + "".join(f"{99000001 + n};{c}\n" for n, c in enumerate(cells))
    source = f"  {register}: {{path: x.csv, max_quarantined: 1{settings}}}\n"
    loaded = load(source, {"x.csv": text})
    return loaded.registers[register], loaded.quarantine[register], loaded.reports[register]


BAG_IDS = {
    "a zero of the municipality lost": ("399010000111225", "0399010000111225"),
    "three zeros lost": ("3010000111225", "0003010000111225"),
    "a mooring": ("80020000111225", "0080020000111225"),
    "a key with its zero and no kind": ("03990000111222", None),
    "a key without either": ("3990000111223", None),
    "twelve digits": ("301000011122", None),
    "a key of a city whose code ends in 01": ("03010000111225", None),
    "a building": ("399100000111225", None),
}


@pytest.mark.parametrize("name", BAG_IDS)
def test_only_an_id_of_the_bag_gets_its_zeros_back(load, name):
    written, expected = BAG_IDS[name]
    loaded = load(
        "  bag_object: {path: b.csv, max_quarantined: 1}\n",
        {"b.csv": f"vbo_id;status\n{written};a\n{VBO};b\n"},
    )
    ids = loaded.registers["bag_object"]["vbo_id"].to_list()
    assert ids == ([VBO] if expected is None else [expected, VBO])
    assert loaded.reports["bag_object"].repaired == ({} if expected is None else {"vbo_id": 1})


SBI = {
    "kept": (["01131", "1411", "161", "5610"], ["01131", "1411", "161", "5610"], 0),
    "nothing else": (["1131", "113", "0113", "8912"], ["01131", "0113", "0113", "08912"], 3),
    "no class by itself": (["1500", "1629"], ["01500", None], 1),
    "either, in a column that lost zeros": (["1131", "1411", "161"], ["01131", None, None], 1),
    "digits of a division": (["11", "47", "4711"], ["11", "47", "4711"], 0),
}


@pytest.mark.parametrize("name", SBI)
def test_the_lost_zero_of_a_branch_code(load, name):
    written, expected, repaired = SBI[name]
    rows, lines, report = one(load, "kvk_company", "sbi_main", written)
    assert rows["sbi_main"].to_list() == expected
    assert report.repaired.get("sbi_main", 0) == repaired
    assert lines.height == expected.count(None)
    assert lines["reason"].str.contains("export the column as text").all()


def test_the_lost_zero_of_one_of_several_branch_codes(load):
    rows, _, _ = one(load, "kvk_company", "sbi_other", ["1131|4711", "01131, 1411"])
    assert rows["sbi_other"].to_list() == ["01131|4711", "01131|1411"]


def test_every_code_of_the_published_list_is_itself_or_set_aside_without_its_zero(
    load, shared_data: Path
):
    """With its zero it is itself; without, it is itself again or nothing: never another code."""
    with (shared_data / "sbi2008" / "sbi2008_codes.csv").open(encoding="utf-8") as file:
        codes = sorted({row["code"] for row in csv.DictReader(file) if row["code"].isdigit()})
    codes = [code for code in codes if len(code) > len("01")]
    rows, _, report = one(load, "kvk_company", "sbi_main", codes)
    assert rows["sbi_main"].to_list() == codes
    assert report.repaired == {}
    codes = [code for code in codes if len(code) > len("011")]  # as the trade register gives them
    lost = [code.lstrip("0") for code in codes]
    rows, _, _ = one(load, "kvk_company", "sbi_main", lost)
    pairs = list(zip(codes, rows["sbi_main"].to_list(), strict=True))
    wrong = [(code, read) for code, read in pairs if read not in (code, None)]
    assert wrong == []
    assert sum(read is not None for code, read in pairs if code[0] == "0") > 30


ERRORS = [
    "#N/B",
    "#N/A",
    "#VERW!",
    "#REF!",
    "#WAARDE!",
    "#DEEL/0!",
    "#NAAM?",
    "########",
    "Fout:502",
]


@pytest.mark.parametrize("cell", ERRORS)
def test_an_error_of_a_sheet_is_no_text_and_no_end_date(load, cell):
    loaded = load(
        "  kvk_company: {path: k.csv, max_quarantined: 1}\n",
        {
            "k.csv": "kvk_nr;trade_name;end_date\n"
            f"99000001;{cell};01-01-2020\n99000002;Zaak;{cell}\n99000003;Zaak #1;\n"
        },
    )
    companies = loaded.registers["kvk_company"]
    assert companies["kvk_nr"].to_list() == ["99000001", "99000003"]
    assert companies["trade_name"].to_list() == [None, "Zaak #1"]
    assert loaded.quarantine["kvk_company"].select("row", "column").rows() == [
        (2, "trade_name"),
        (3, "end_date"),
    ]


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#VALUE!"])
def test_an_error_cell_of_a_workbook_is_not_still_active(load, tmp_path, error):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["kvk_nr", "end_date"], ["99000001", dt.date(2020, 1, 1)], ["99000002", None]):
        sheet.append(row)
    sheet.append(["99000003", error])
    sheet["B4"].data_type = "e"
    book.save(tmp_path / "k.xlsx")
    loaded = load("  kvk_company: {path: k.xlsx, max_quarantined: 1}\n", {})
    assert loaded.registers["kvk_company"]["kvk_nr"].to_list() == ["99000001", "99000002"]
    assert loaded.quarantine["kvk_company"].select("row", "column").rows() == [(4, "end_date")]


def test_letters_of_two_encodings_in_one_file_are_read_each_in_its_own(load):
    lines = [
        b"kvk_nr;trade_name",
        "99000001;Café Zoë".encode(),
        "99000002;Crème & Brûlée".encode("cp1252"),
        b"99000003;" + "Één ".encode() + "Café €".encode("cp1252"),
    ]
    loaded = load("  kvk_company: {path: k.csv}\n", {"k.csv": b"\n".join(lines)})
    assert loaded.registers["kvk_company"]["trade_name"].to_list() == [
        "Café Zoë",
        "Crème & Brûlée",
        "Één Café €",
    ]


MOMENTS = {
    "2024-12-31T23:00:00Z": (2025, 1, 1),
    "2024-06-30T22:00:00Z": (2024, 7, 1),
    "2024-06-30T21:59:59Z": (2024, 6, 30),
    "2024-12-31T23:00:00.000+00:00": (2025, 1, 1),
    "2024-12-31T23:30:00+01:00": (2024, 12, 31),
    "31-12-2024 23:00:00Z": (2025, 1, 1),
    "2024-12-31T20:00:00-03:00": (2025, 1, 1),
    "2024-12-31T23:00:00": (2024, 12, 31),
    "2024-12-31 00:00": (2024, 12, 31),
}


@pytest.mark.parametrize("written", MOMENTS)
def test_a_moment_of_another_clock_is_on_the_day_it_was_here(load, written):
    rows, _, _ = one(load, "kvk_company", "start_date", [written, "01-02-2020"])
    assert rows["start_date"].to_list() == [dt.date(*MOMENTS[written]), dt.date(2020, 2, 1)]


@pytest.mark.parametrize(("zone", "day"), [("UTC", 1), ("Europe/Amsterdam", 31), (None, 31)])
def test_a_column_of_moments_is_read_by_the_clock_of_its_zone(load, tmp_path, zone, day):
    late = pl.select(pl.datetime(2024, 12, 31, 23, time_zone=zone).alias("start_date"))
    moment = late["start_date"]
    pl.DataFrame([pl.Series("kvk_nr", ["99000001"]), moment]).write_parquet(tmp_path / "k.parquet")
    loaded = load("  kvk_company: {path: k.parquet}\n", {})
    assert loaded.registers["kvk_company"]["start_date"].dt.day().to_list() == [day]


PARTS = ["00000000", "19870000", "19650500", "0000-00-00", "1987-00-00", "00-00-1987", "00-05-1987"]


@pytest.mark.parametrize("written", PARTS)
def test_a_date_known_in_part_is_unknown_and_counted(load, written):
    settings = ", date: [yyyymmdd, dd-mm-yyyy]"
    rows, lines, report = one(
        load, "kvk_company", "start_date", [written, "20150301"], settings=settings
    )
    assert rows["start_date"].to_list() == [None, dt.date(2015, 3, 1)]
    assert lines.is_empty()
    assert report.unknown == {"start_date": 1}
    rows, lines, _ = one(load, "kvk_company", "end_date", [written, "20150301"], settings=settings)
    assert rows["end_date"].to_list() == [dt.date(2015, 3, 1)]
    assert "known in part" in lines["reason"].item()


@pytest.mark.parametrize("mark", [".", "x", "-", "..", "n.v.t.", "Onbekend"])
def test_a_mark_for_no_figure_is_unknown_and_costs_nothing_else(load, mark):
    loaded = load(
        "  area: {path: a.csv, fixed: {level: district}}\n",
        {"a.csv": f"area_code;name;home_value_keur\nWK999900;A;{mark}\nWK999901;B;310\n"},
    )
    assert loaded.registers["area"]["home_value_keur"].to_list() == [None, 310.0]
    assert loaded.quarantine["area"].is_empty()
    assert loaded.reports["area"].unknown == {"home_value_keur": 1}


def test_a_mark_is_no_finding_and_no_year(load):
    """Where nothing means something, and in a key, a mark is not taken for it."""
    loaded = load(
        "  inspection: {path: i.csv, max_quarantined: 1}\n",
        {"i.csv": "inspection_id;inspection_date;severity\n1;01-01-2025;.\n2;01-01-2025;\n"},
    )
    assert loaded.registers["inspection"]["inspection_id"].to_list() == ["2"]


@pytest.mark.parametrize(
    ("written", "read"),
    [("€ 312.000,-", 312000.0), ("€ 298.500", 298500.0), ("275000 EUR", 275000.0),
     ("EUR 1.298.500,00", 1298500.0), ("€ 12,50", 12.5), ("1.250,--", 1250.0),
     ("€ 1.298.500,=", 1298500.0), ("€ 12.50", None), ("€ 1.29", None), ("298.500", None)],
)  # fmt: skip
def test_amounts_of_money(woz, written, read):
    frame, _, _ = woz(f"{VBO};01-01-2024;{written}\n")
    assert frame["value"].to_list() == [read]


def test_a_code_may_be_declared_to_mean_blank(load):
    rows, lines, _ = one(
        load, "kvk_company", "end_date", ["n.v.t.", "01-01-2020"],
        settings=", codes: {end_date: {n.v.t.: ''}}",
    )  # fmt: skip
    assert rows["end_date"].to_list() == [None, dt.date(2020, 1, 1)]
    assert lines.is_empty()


PERIODS = {
    "2024JJ00": (2024, 0), "2024MM03": (2024, 3), "2024MM12  ": (2024, 12), "2024 maart": (2024, 3),
    "2023 december*": (2023, 12), "2024JJ00*": (2024, 0), "2024KW01": None, "2024MM13": None,
    "2024 kwartaal": None,
}  # fmt: skip


@pytest.mark.parametrize("written", PERIODS)
def test_a_period_is_a_year_and_a_month(load, written):
    loaded = load(
        "  area_count: {path: c.csv, max_quarantined: 1, fixed: {phenomenon: vacancy},"
        " columns: {year: Perioden, month: Perioden}}\n",
        {"c.csv": f"area_code;Perioden;count\nGM9001;{written};5\nGM9001;2020MM01;6\n"},
    )
    found = loaded.registers["area_count"].select("year", "month", "count").rows()
    read = PERIODS[written]
    assert found == ([] if read is None else [(*read, 5)]) + [(2020, 1, 6)]


@pytest.mark.parametrize(
    ("written", "read"),
    [("2024JJ00", 2024), ("2024*", 2024), ("2024", 2024), ("2024MM03", None), ("2024KW01", None)],
)
def test_where_no_months_are_told_apart_a_month_is_no_year(load, written, read):
    loaded = load(
        "  area_population: {path: p.csv, max_quarantined: 1, columns: {year: Perioden}}\n",
        {"p.csv": f"area_code;Perioden;inhabitants\nGM9001;{written};5\nGM9001;2020;6\n"},
    )
    years = loaded.registers["area_population"]["year"].to_list()
    assert years == ([] if read is None else [read]) + [2020]


@pytest.mark.parametrize("cell", ["NULL", "(null)", "<NULL>", "\\N", "NaT"])
def test_what_databases_write_for_nothing_is_a_blank_cell(load, cell):
    loaded = load(
        "  kvk_company: {path: k.csv, max_quarantined: 1}\n",
        {"k.csv": f"kvk_nr;trade_name;end_date\n99000001;{cell};{cell}\n{cell};Nul;\n"},
    )
    rows = loaded.registers["kvk_company"].select("kvk_nr", "trade_name", "end_date").rows()
    assert rows == [("99000001", None, None)]
    assert loaded.quarantine["kvk_company"]["reason"].to_list() == ["empty, but required"]


SPELLED = {
    "in gebruik": ("Verblijfsobject in gebruik", True),
    "In  Gebruik": ("Verblijfsobject in gebruik", True),
    "ingetrokken": ("Verblijfsobject ingetrokken", True),
    "VERBLIJFSOBJECT IN GEBRUIK": ("Verblijfsobject in gebruik", False),
    "Verblijfsobject in gebruik (niet ingemeten)": (
        "Verblijfsobject in gebruik (niet ingemeten)", False,
    ),
    "bewoond": (None, False),
}  # fmt: skip


@pytest.mark.parametrize("written", SPELLED)
def test_what_exports_write_for_a_status_of_the_bag_is_read_as_its_own_words(load, written):
    expected, counted = SPELLED[written]
    loaded = load(
        "  bag_object: {path: b.csv, max_quarantined: 1}\n",
        {"b.csv": f"vbo_id;status\n{VBO};{written}\n"},
    )
    assert loaded.registers["bag_object"]["status"].to_list() == [expected]
    assert loaded.reports["bag_object"].repaired == ({"status": 1} if counted else {})
    said = loaded.quarantine["bag_object"]["reason"].to_list()
    assert (said == []) == (expected is not None)


FORMS = {
    "BV": "Besloten Vennootschap",
    "b.v.": "Besloten Vennootschap",
    "VOF": "Vennootschap onder firma",
    "GmbH": "Buitenlandse vennootschap",
    "cooperatie": "Coöperatie",
    "STICHTING": "Stichting",
}


@pytest.mark.parametrize("written", FORMS)
def test_a_short_legal_form_is_read_as_the_one_that_rules_ask_for(load, written):
    rows, _, _ = one(load, "kvk_company", "legal_form", [written])
    assert rows["legal_form"].to_list() == [FORMS[written]]


def test_a_use_that_the_bag_does_not_have_is_said_and_not_loaded(load):
    loaded = load(
        "  bag_object: {path: b.csv, max_quarantined: 1}\n",
        {"b.csv": f"vbo_id;usage\n{VBO};winkel\n9999010000000002;Woonfunctie, winkelfunctie\n"},
    )
    assert loaded.registers["bag_object"]["usage"].to_list() == [None, "winkelfunctie|woonfunctie"]
    (reason,) = loaded.quarantine["bag_object"]["reason"].to_list()
    assert "unknown code; allowed: bijeenkomstfunctie, celfunctie" in reason


@pytest.mark.parametrize(
    ("written", "expected"),
    [("399100000111225", "0399100000111225"), ("399010000111225", None)],
    ids=["a building", "an address object"],
)
def test_only_an_id_of_a_building_gets_its_zeros_back_as_one(load, written, expected):
    loaded = load(
        "  bag_pand: {path: p.csv, max_quarantined: 1}\n",
        {"p.csv": f"pand_id;surface_m2\n{written};10\n9999100000000001;20\n"},
    )
    ids = loaded.registers["bag_pand"]["pand_id"].to_list()
    assert ids == [each for each in (expected, "9999100000000001") if each]


def test_what_rules_ask_of_an_area_is_read_in_dutch_and_other_counts_stay(load):
    text = "area_code;year;month;phenomenon;count\n" + "".join(
        f"GM9001;2024;0;{what};9\n"
        for what in ("Geregistreerde misdrijven", "youth", "bijtincidenten")
    )
    loaded = load("  area_count: {path: a.csv}\n", {"a.csv": text})
    assert loaded.registers["area_count"]["phenomenon"].to_list() == [
        "registered_crime", "youth", "bijtincidenten",
    ]  # fmt: skip
    assert loaded.reports["area_count"].repaired == {"phenomenon": 1}


def test_a_kind_of_care_that_nobody_mapped_is_said_and_not_loaded(load):
    text = "provider_kvk;kind;year;paid_amount\n" + "".join(
        f"9900000{n};{kind};2025;1\n" for n, kind in enumerate(("Huishoudelijke hulp", "43A05"))
    )
    loaded = load("  care_contract: {path: c.csv, max_quarantined: 1}\n", {"c.csv": text})
    kinds = loaded.registers["care_contract"]["kind"].to_list()
    assert kinds == ["Wmo huishoudelijke ondersteuning"]
    assert "allowed: Wmo begeleiding" in loaded.quarantine["care_contract"]["reason"][0]


@pytest.mark.parametrize(
    ("written", "read"),
    [("Mindere mate van gevaar", "lesser"), ("ernstig", "serious"), ("zie brief", None)],
)
def test_the_result_of_an_advice_is_a_code_or_unknown(load, written, read):
    text = f"application_id;event;event_date;result\nA1;advice_received;2025-06-01;{written}\n"
    loaded = load("  bibob_event: {path: b.csv, max_quarantined: 1}\n", {"b.csv": text})
    assert loaded.registers["bibob_event"]["result"].to_list() == [read]
