"""Every sheet, table and packed file of a folder is looked at by itself."""

from __future__ import annotations

import json
import sqlite3
import zipfile

import pytest
import xlsxwriter

from screening.registers.reading.load import load_registers
from tests.guided import AS_OF, guide, written
from tests.registers.reading.test_workbook_file import fods

VBO = [f"999901000000000{n}" for n in range(1, 5)]
CLOSURES = [("Sluiting", "BAG-id", "Dicht vanaf", "Dicht tot en met"),
            *((f"S{n}", vbo, "01-02-2025", "") for n, vbo in enumerate(VBO))]  # fmt: skip
WOZ = [("BAG-id", "Waardepeildatum", "WOZ-waarde"),
       *((vbo, "01-01-2025", "310.000,50") for vbo in VBO)]  # fmt: skip


def csv(rows):
    return "\n".join(";".join(row) for row in rows) + "\n"


def test_what_holds_more_than_one_table_is_mapped_part_by_part(tmp_path):
    (tmp_path / "in").mkdir()
    with xlsxwriter.Workbook(tmp_path / "in" / "openbare orde.xlsx") as book:
        for name, rows in {"toelichting": [("Uitleg",)], "sluitingen": CLOSURES}.items():
            sheet = book.add_worksheet(name)
            for place, row in enumerate([("Lijst van vorige week",), *rows]):
                sheet.write_row(place, 0, row)
    with zipfile.ZipFile(tmp_path / "in" / "belastingen.zip", "w") as packed:
        packed.writestr("leesmij.txt", "Uitleg bij de levering")
        packed.writestr("woz.csv", "WOZ-waarden\n\n" + csv(WOZ))
    base = sqlite3.connect(tmp_path / "in" / "vth.sqlite")
    base.executescript(
        "CREATE TABLE versie (nr); CREATE TABLE opkopersregister"
        " (vestigingsnummer, aangemeld, laatste_invoer, invoer_12_mnd)"
    )
    rows = [(f"00009900000{n}", "2025-01-02", None, n) for n in range(1, 5)]
    base.executemany("INSERT INTO opkopersregister VALUES (?, ?, ?, ?)", rows)
    base.commit()
    base.close()
    found, _ = guide(tmp_path / "project", tmp_path / "in")
    parts = {each.register.name: dict(each.part) for each in found.mapped}
    assert parts == {
        "woz_value": {"member": "woz.csv"},
        "closure": {"sheet": "sluitingen"},
        "dor_registration": {"table": "opkopersregister"},
    }
    read = load_registers(written(tmp_path / "project", found), as_of=AS_OF).registers
    assert read["woz_value"]["value"].to_list() == [310_000.5] * 4
    assert read["closure"]["start_date"].null_count() == 0
    assert read["dor_registration"]["entries_12m"].to_list() == [1, 2, 3, 4]
    assert [each.name.rsplit("/", 1)[-1] for each in found.other] == [
        "belastingen.zip (leesmij.txt)", "openbare orde.xlsx (toelichting)", "vth.sqlite (versie)",
    ]  # fmt: skip


def test_an_answer_of_a_service_a_flat_workbook_and_months_as_a_sheet_shows_them(tmp_path):
    (tmp_path / "in").mkdir()
    objects = [{"identificatie": vbo, "oppervlakte": n, "gebruiksdoel": "woonfunctie"}
               for n, vbo in enumerate(VBO, start=80)]  # fmt: skip
    answer = {"success": True, "result": {"fields": [{"id": "_id"}], "records": objects}}
    (tmp_path / "in" / "vbo.json").write_text(json.dumps(answer), encoding="utf-8")
    (tmp_path / "in" / "woz.fods").write_bytes(fods())
    counts = [("Buurtcode", "Periode", "Soort", "Aantal"), ("BU90010101", "jun-24", "a", "5"),
              ("BU90010101", "jul-24", "a", "6"), ("BU90010101", "Q1 2024", "a", "7")]  # fmt: skip
    (tmp_path / "in" / "meldingen.csv").write_text(csv(counts), encoding="utf-8")
    found, _ = guide(tmp_path / "project", tmp_path / "in")
    loaded = load_registers(written(tmp_path / "project", found), as_of=AS_OF)
    assert loaded.registers["bag_object"]["floor_m2"].to_list() == [80, 81, 82, 83]
    assert loaded.registers["woz_value"]["value"].to_list() == [1.5]
    found_counts = loaded.registers["area_count"].select("year", "month", "count").rows()
    assert found_counts == [(2024, 6, 5), (2024, 7, 6)]
    assert loaded.quarantine["area_count"]["reason"].str.starts_with("a quarter").all()


def test_a_packed_file_that_cannot_be_read_hides_no_other(tmp_path):
    (tmp_path / "in").mkdir()
    with zipfile.ZipFile(tmp_path / "in" / "belastingen.zip", "w") as packed:
        packed.writestr("kapot.xlsx", b"PK\3\4nee")
        packed.writestr("leeg.sqlite", "niets")
        packed.writestr("~$woz.xlsx", "gemeente")
        packed.writestr("Thumbs.db", "beeld")
        packed.writestr("woz.csv", csv(WOZ))
    found, _ = guide(tmp_path / "project", tmp_path / "in")
    assert [dict(each.part) for each in found.mapped] == [{"member": "woz.csv"}]
    said = {each.name.rsplit("/", 1)[-1]: each.reason for each in found.other}
    assert said.keys() == {"belastingen.zip (kapot.xlsx)", "belastingen.zip (leeg.sqlite)"}
    assert all(said.values())


FIGURES = {
    "omzet in duizenden": (
        "KVK-nummer;Boekjaar;Omzet (x \u20ac 1.000);Resultaat in euro",
        "9900000{n};2023;1.25{n};1000", "annual_account", "turnover", [1251e3, 1252e3, 1253e3],
    ),
    "hectares": (
        "BAG-id;Gebruiksdoel;Oppervlakte;Perceeloppervlakte (ha)",
        "999901000000000{n};woonfunctie;80;0,2{n}", "bag_object", "parcel_m2", [2100, 2200, 2300],
    ),
    "numbers of things in thousands": (
        "Gebiedscode;Jaar;Inwoners (x 1 000);Woningen", "BU9001010{n};2024;1{n};50{n}",
        "area_population", "inhabitants", [11_000, 12_000, 13_000],
    ),
    "thousands with decimals": (
        "Gebiedscode;Jaar;Inwoners (duizend);Woningen", "BU9001010{n};2024;1{n},25;50{n}",
        "area_population", "inhabitants", [11_250, 12_250, 13_250],
    ),
    "percentages": (
        "Gebiedscode;Jaar;Onderwerp;Aandeel (%)", "BU9001010{n};2024;leegstand;0,{n}",
        "area_share", "share", [0.001, 0.002, 0.003],
    ),
    "percentages that say so themselves": (
        "Gebiedscode;Jaar;Onderwerp;Aandeel (%)", "BU9001010{n};2024;leegstand;{n} %",
        "area_share", "share", [0.01, 0.02, 0.03],
    ),
    "misdrijven per jaar": (
        "Buurtcode;Jaar;Soort misdrijf;Aantal", "BU9001010{n};2024;diefstal;{n}",
        "area_count", "count", [1, 2, 3],
    ),
    "misdrijven per maand": (
        "Buurtcode;Maand;Soort;Aantal", "BU9001010{n};2024MM0{n};diefstal;1",
        "area_count", "month", [1, 2, 3],
    ),
    "in graden": ("BAG-id;lon;lat;oppervlakte", "999901000000000{n};6,5{n};52,9;80",
                  "bag_object", "x_rd", None),
}  # fmt: skip


@pytest.mark.parametrize("name", FIGURES)
def test_a_header_says_in_what_its_figures_are_and_a_file_what_it_counts(name, tmp_path):
    head, row, register, column, expected = FIGURES[name]
    (tmp_path / "in").mkdir()
    rows = "".join(row.format(n=n) + "\n" for n in (1, 2, 3))
    (tmp_path / "in" / "levering.csv").write_text(f"{head}\n{rows}", encoding="utf-8")
    found, _ = guide(tmp_path / "project", tmp_path / "in")
    loaded = load_registers(written(tmp_path / "project", found), as_of=AS_OF)
    read = loaded.registers[register][column].to_list()
    assert read == expected if expected else all(230_000 < metres < 240_000 for metres in read)


def test_headers_and_values_that_yaml_would_read_otherwise_come_back_as_they_are(tmp_path):
    (tmp_path / "in").mkdir()
    head = ('Sluiting: "nr"', "BAG-id", "Dicht vanaf # dag", "yes")
    rows = [head, *((f"S{n}", vbo, "01-02-2025", "- a: [b") for n, vbo in enumerate(VBO))]
    (tmp_path / "in" / "sluitingen: 'nu' #1.csv").write_text(
        "\n".join(";".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    )
    found, _ = guide(tmp_path / "project", tmp_path / "in")
    project = written(tmp_path / "project", found)
    (source,) = project.registers["closure"]
    assert source.path == "../in/sluitingen: 'nu' #1.csv"
    assert source.columns["closure_id"] == 'Sluiting: "nr"'
    assert load_registers(project, as_of=AS_OF).registers["closure"].height == 4


def test_names_with_signs_that_nobody_sees_are_set_aside_or_told_without_them(tmp_path):
    (tmp_path / "in").mkdir()
    for name, odd in (("zacht", "\u00ad"), ("grieks", "\u03b1"), ("stuur", "\x12")):
        rows = [("Sluiting", f"BAG-id{odd}", "Dicht vanaf"), *(each[:3] for each in CLOSURES[1:])]
        (tmp_path / "in" / f"sluitingen {name}.csv").write_text(csv(rows))
    found, _ = guide(tmp_path / "project", tmp_path / "in")
    assert all(each.refused for each in found.mapped)
    assert not written(tmp_path / "project", found).registers
