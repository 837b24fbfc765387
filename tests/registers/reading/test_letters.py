"""Sets of characters, and lines quoted as one cell: read right, or refused with the line."""

from __future__ import annotations

import json

import polars as pl
import pytest

from screening.comparison.table_file import read_columns
from screening.errors import ExtractError
from screening.registers.reading.text_file import PADDING
from screening.registers.reading.twice_encoded import LETTERS

COMPANY = "  kvk_company: {path: k.csv%s}\n"
TEXT = "kvk_nr;trade_name\n99000001;Bakker\n99000002;Café Zoë\n"


@pytest.mark.parametrize("encoding", ["cp850", "mac_roman"])
def test_letters_of_another_set_are_refused_with_their_line(load, encoding):
    with pytest.raises(ExtractError, match=r"k\.csv:3: letters are written in a set") as caught:
        load(COMPANY % "", {"k.csv": TEXT.encode(encoding)})
    assert "cp850" in caught.value.problems[0].remedy


@pytest.mark.parametrize(("declared", "encoding"), [("cp850", "cp850"), ("macintosh", "mac_roman")])
def test_a_set_that_is_declared_is_read(load, declared, encoding):
    loaded = load(COMPANY % f", encoding: {declared}", {"k.csv": TEXT.encode(encoding)})
    assert loaded.registers["kvk_company"]["trade_name"].to_list() == ["Bakker", "Café Zoë"]
    with pytest.raises(ExtractError, match=f"declared as {declared}, but the file is UTF-8"):
        load(COMPANY % f", encoding: {declared}", {"k.csv": TEXT.encode()})


def test_signs_of_windows_are_signs(load):
    name = "\u201aCaf\xe9\u2018 \u201eZo\xeb\u201d d\u2019Or \u2013 Uro\u0161\u2026 \u2020"
    loaded = load(COMPANY % "", {"k.csv": f"kvk_nr;trade_name\n99000001;{name}\n".encode("cp1252")})
    assert loaded.registers["kvk_company"]["trade_name"].item() == name


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_that_were_quoted_whole(load, end):
    lines = ['"kvk_nr;trade_name"', '"99000001;A ""B"" C"', "", "99000002;D", '"99000003;""E;F"""']
    loaded = load(COMPANY % "", {"k.csv": end.join(lines) + end})
    assert loaded.registers["kvk_company"]["trade_name"].to_list() == ['A "B" C', "D", "E;F"]
    assert loaded.reports["kvk_company"].rows_read == 3


def test_an_accent_that_is_a_sign_of_its_own_is_an_accent(load):
    loaded = load(
        COMPANY % ", columns: {trade_name: Café naam}",
        {"k.csv": "kvk_nr;Cafe\u0301 naam\n99000001;X\n"},
    )
    assert loaded.registers["kvk_company"]["trade_name"].item() == "X"


WORDS = "Café Één, bûter „Zoë” - € 5, 2 m², Uro\u0161, È, naïef"


def _again(text):
    """Each byte of its letters taken for a letter of Windows, or of the set below it."""
    one = (bytes([each]) for each in text.encode())
    return "".join(each.decode("cp1252", "ignore") or each.decode("latin-1") for each in one)


@pytest.mark.parametrize("times", [0, 1, 2])
def test_letters_that_were_encoded_again_are_read_as_they_were(load, times):
    text = f"kvk_nr;trade_name\n99000001;{WORDS}\n"
    for _ in range(times):
        text = _again(text)
    loaded = load(COMPANY % "", {"k.csv": text + "99000002;Zoë\n99000003;SÃO\n"})
    assert loaded.registers["kvk_company"]["trade_name"].to_list() == [WORDS, "Zoë", "SÃO"]


def test_letters_of_latin_1_that_were_encoded_again(load):
    text = "kvk_nr;trade_name\n99000001;Één Èbel\n".encode().decode("latin-1")
    loaded = load(COMPANY % "", {"k.csv": text})
    assert loaded.registers["kvk_company"]["trade_name"].item() == "Één Èbel"


@pytest.mark.parametrize(
    "name", ["\u201cVIL\xc3\u201d", "\xc5\u2019s", "S\xc3O", "\xabCAF\xc9\xbb", "\xc2",
             "SM\xc5\xa0X", "S\xc3\u2013X", "S\xc3\u2014X", "S\xc2\xa0X"],
)  # fmt: skip
def test_what_may_be_meant_so_stays(load, name):
    loaded = load(COMPANY % "", {"k.csv": f"kvk_nr;trade_name\n99000001;{name}\n"})
    assert loaded.registers["kvk_company"]["trade_name"].item() == name


COMPANIES = ["Caf\u00e9 Zo\u00eb", "Bakker", "Cr\u00eaperie", "Caf\u00e9 Zo\u00eb"]


def _companies(kind, path, names):
    frame = pl.DataFrame({"kvk_nr": [f"9900000{n}" for n in range(4)], "trade_name": names})
    match kind:
        case "parquet":
            frame.write_parquet(path)
        case "xlsx":
            frame.write_excel(path)
        case "json":
            path.write_text(json.dumps(frame.to_dicts(), ensure_ascii=False), "utf-8")
        case "jsonl":
            path.write_text("\n".join(map(json.dumps, frame.to_dicts())), "utf-8")
        case _:
            frame.write_csv(path, separator=";")


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet", "json", "jsonl"])
@pytest.mark.parametrize("times", [0, 1, 2])
def test_letters_encoded_twice_are_put_right_and_counted_in_every_kind(load, tmp_path, kind, times):
    again = COMPANIES
    for _ in range(times):
        again = [_again(name) for name in again]
    _companies(kind, tmp_path / f"k.{kind}", again)
    loaded = load(f"  kvk_company: {{path: k.{kind}}}\n", {})
    assert loaded.registers["kvk_company"]["trade_name"].to_list() == COMPANIES
    said = loaded.reports["kvk_company"].repaired
    assert set(said) == ({LETTERS} if times else set())
    assert said.get(LETTERS, 5) >= 5
    found = read_columns(tmp_path / f"k.{kind}", f"k.{kind}", ["trade_name"])
    assert found.cells["trade_name"].to_list() == COMPANIES


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet", "json", "jsonl"])
def test_a_cell_that_lost_a_letter_is_unread(load, tmp_path, kind):
    names = ["Caf\ufffd", "Bakker", "A", "\ufffd\ufffd"]
    _companies(kind, tmp_path / f"k.{kind}", names)
    loaded = load(f"  kvk_company: {{path: k.{kind}, max_quarantined: 1}}\n", {})
    assert loaded.registers["kvk_company"]["trade_name"].to_list() == [None, "Bakker", "A", None]
    aside = loaded.quarantine["kvk_company"]
    assert aside.select("column", "value").rows() == [
        ("trade_name", "Caf\ufffd"), ("trade_name", "\ufffd\ufffd")
    ]  # fmt: skip
    assert all("a letter of it was lost" in reason for reason in aside["reason"])
    assert loaded.reports["kvk_company"].values_quarantined == {"trade_name": 2}


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_bytes_of_nothing_behind_the_text_are_no_text(load, encoding):
    padded = "kvk_nr;trade_name\n99000001;Caf\u00e9\n".encode(encoding) + bytes(512)
    loaded = load(COMPANY % "", {"k.csv": padded})
    assert loaded.registers["kvk_company"]["trade_name"].to_list() == ["Caf\u00e9"]
    said = loaded.reports["kvk_company"]
    assert (said.rows_read, said.repaired) == (1, {PADDING: 256 if encoding == "utf-16" else 512})


@pytest.mark.parametrize(
    "body", [b"\0" * 40, b" \n\0\0", b"\x89PNG\r\n\x1a\n\0\0", b"kvk_nr;x\n9900\x000001;A\n\0\0"]
)
def test_other_bytes_of_nothing_are_refused(load, body):
    with pytest.raises(ExtractError, match="not a text file"):
        load(COMPANY % "", {"k.csv": body})
