"""Tables as they are exported for people: the same figures, whatever stands around them."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from screening.comparison.table import read_counts
from screening.errors import ExtractError

COLUMNS = dict(key="plaats", count="meldingen", per="inwoners")  # noqa: C408
UNITS = [("Aadorp", 29, 4000), ("Beekstad", 44, 9000), ("Ceeveen", 1215, 30000)]
ROWS = "".join(f"{name};{count};{per}\n" for name, count, per in UNITS)
PLAIN = "plaats;meldingen;inwoners\n" + ROWS
EXPECTED = pl.DataFrame(
    UNITS,
    schema={"plaats": pl.String, "meldingen": pl.Float64, "inwoners": pl.Float64},
    orient="row",
)
STATLINE = (
    '\ufeff"Meldingen per gemeente"\n""\n"";"";"Onderwerp"\n"";"";"Overlast";"Bevolking"\n'
    '"plaats";"Perioden";"meldingen";"inwoners"\n'
    + "".join(f'"{name}";"2024*";"{count}";"{per}"\n' for name, count, per in UNITS)
    + '""\n"Bron: eigen telling"\n'
)
TEXTS = {
    "plain": PLAIN,
    "titles above": "Tabel 1. Meldingen per plaats;;\n;;\n" + PLAIN,
    "titles without separators": "Tabel 1\n\n" + PLAIN,
    "notes below": PLAIN + ";;\nBron: eigen telling;;\n© gemeente;;\n",
    "a layout of StatLine": STATLINE,
    "a stated separator": "sep=;\n" + PLAIN,
    "a stated separator in quotes": '"sep=;"\n' + PLAIN,
    "remarks": "# Bron: CBS, 'kerncijfers'\n# Kolommen: meldingen, aantal\n"
    + PLAIN.replace(";", ","),
    "another order and more columns": "x;inwoners;plaats;meldingen\n"
    + "".join(f"1;{per};{name};{count}\n" for name, count, per in UNITS),
    "no-break spaces in the header": PLAIN.replace("plaats;", "Plaats\u00a0;"),
    "thousands in a count": PLAIN.replace("1215", "1.215"),
    "english thousands in a count": PLAIN.replace("1215", '"1,215"'),
    "spaces for thousands": PLAIN.replace("30000", "30 000").replace("9000", "9\u00a0000"),
    "thin spaces for thousands": PLAIN.replace("30000", "30\u202f000"),
    "a row of units": PLAIN.replace("inwoners\n", "inwoners\n;aantal;aantal\n", 1),
    "euros": PLAIN.replace("30000", "€ 30.000,-").replace("9000", "EUR 9000"),
    "provisional": PLAIN.replace("1215", "1215*").replace("30000", "30000 **"),
    "a large number in short, with a comma": PLAIN.replace("30000", "3,0E+04"),
    "a large number in short, with a point": PLAIN.replace("30000", "3.0E+04"),
    "blank lines between": PLAIN.replace("Beekstad", "\n;;\nBeekstad"),
}


def read(path: Path, content: bytes) -> pl.DataFrame:
    path.write_bytes(content)
    return read_counts(path, **COLUMNS)


@pytest.mark.parametrize("name", TEXTS)
def test_what_stands_around_a_table_changes_nothing(name: str, tmp_path: Path) -> None:
    assert read(tmp_path / "t.csv", TEXTS[name].encode()).equals(EXPECTED)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig", "cp1252"])
def test_in_whatever_encoding(encoding: str, tmp_path: Path) -> None:
    text = PLAIN.replace("Aadorp", "Åadorp").replace(";", "\t")
    mark = b"\xff\xfe" if encoding == "utf-16-le" else b""
    found = read(tmp_path / "t.txt", mark + text.encode(encoding))
    assert found["plaats"].to_list() == ["Åadorp", "Beekstad", "Ceeveen"]
    assert found["inwoners"].to_list() == [4000, 9000, 30000]


@pytest.mark.parametrize("titles", [0, 3])
def test_a_workbook(titles: int, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for n in range(titles):
        book.active.append([f"Titel {n}"])
    for row in (list(COLUMNS.values()), *UNITS, ["Bron: eigen telling"]):
        book.active.append(list(row))
    book.save(tmp_path / "t.xlsx")
    assert read_counts(tmp_path / "t.xlsx", **COLUMNS).equals(EXPECTED)


def test_a_parquet_file(tmp_path: Path) -> None:
    EXPECTED.write_parquet(tmp_path / "t.parquet")
    assert read_counts(tmp_path / "t.parquet", **COLUMNS).equals(EXPECTED)


def test_json_and_packed_files(tmp_path: Path) -> None:
    objects = json.dumps({"result": {"records": EXPECTED.to_dicts()}}).encode()
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        packed.writestr("map/t.csv", PLAIN)
    files = {
        "t.json": objects,
        "t.zip": written.getvalue(),
        "t.csv.gz": gzip.compress(PLAIN.encode()),
    }
    for name, content in files.items():
        assert read(tmp_path / name, content).equals(EXPECTED), name


def test_a_workbook_with_the_name_of_a_text_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ExtractError, match="a workbook or a zip with the name of a text file"):
        read(tmp_path / "t.csv", b"PK\x03\x04" + b"x" * 50)


def test_too_few_to_be_told_is_not_known(tmp_path: Path) -> None:
    found = read(tmp_path / "t.csv", PLAIN.replace("1215", "<5").encode())
    assert found["meldingen"].to_list() == [n if n != 1215 else None for _, n, _ in UNITS]


def test_a_wrong_cell_is_named_by_its_line_in_the_file(tmp_path: Path) -> None:
    text = "Tabel 1\n\n" + PLAIN + "\nDeedam;veel;1000\n"
    with pytest.raises(ExtractError, match="row 8, column 'meldingen': 'veel' is not a number"):
        read(tmp_path / "t.csv", text.encode())


def test_a_fraction_is_still_unclear_where_it_is_allowed(tmp_path: Path) -> None:
    text = PLAIN.replace("30000", "30.000").replace("9000", "9.000")
    with pytest.raises(ExtractError, match="with thousands or with decimals"):
        read(tmp_path / "t.csv", text.encode())


def test_a_column_that_is_not_there_is_told_with_names_of_the_file(tmp_path: Path) -> None:
    text = "# Bron: eigen telling\nplaats;melding;inwoners\n" + ROWS
    with pytest.raises(ExtractError) as refused:
        read(tmp_path / "t.csv", text.encode())
    said = str(refused.value)
    assert "there is no column 'meldingen'" in said
    assert "one of: plaats, melding, inwoners" in said
    assert "Did you mean 'melding'?" in said


def test_a_row_that_numbers_the_columns_is_no_unit(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("plaats;n;per\n1;2;3\nA;1;300\nB;2;400\n")
    assert read_counts(path, key="plaats", count="n", per="per")["plaats"].to_list() == ["A", "B"]
    path.write_text("plaats;n;per\n1;2;3\n2;1;300\n3;2;400\n")
    found = read_counts(path, key="plaats", count="n", per="per")
    assert found["plaats"].to_list() == ["1", "2", "3"]
    path.write_text("plaats;n;per\n1;2;3\n3;1;300\n4;2;400\n")
    found = read_counts(path, key="plaats", count="n", per="per")
    assert found["plaats"].to_list() == ["1", "3", "4"]
