"""Sizes are counted before content: what is too large ends in one sentence, whatever is in it."""

from __future__ import annotations

import datetime as dt
import io
import os

import polars as pl
import pytest

from screening.errors import ExtractError
from screening.registers.reading.limits import Limits
from tests.registers.conftest import HEAD

VBO = "9999010000000001"
WOZ_HEAD = "vbo_id;ref_date;value\n"
ROW = f"{VBO};01-01-2025;1\n"


def test_every_limit_is_a_setting_and_the_message_names_it(load):
    for name in Limits.model_fields:
        load("  woz_value: {path: w.csv}\n", {"w.csv": WOZ_HEAD + ROW},
             head=f"limits: {{{name}: 1000}}\n" + HEAD)  # fmt: skip


def refused(load, content, limit, file="w.csv", **limits):
    """The message when the extract goes beyond a limit, lowered here or not."""
    settings = ", ".join(f"{name}: {value}" for name, value in limits.items())
    with pytest.raises(ExtractError) as caught:
        load(f"  woz_value: {{path: {file}}}\n", {file: content},
             head=f"limits: {{{settings}}}\n" + HEAD)  # fmt: skip
    message = str(caught.value)
    assert len(caught.value.problems) == 1
    assert message.startswith(file)
    assert f"({limit})" in message
    assert f"raise 'limits: {limit}:' in screening.yaml" in message
    return message


def test_a_header_of_very_many_columns(load):
    header = ";".join(f"kolom{n}" for n in range(50_000))
    assert "names 50000 columns" in refused(load, f"{header}\n1;2\n", "columns")
    header = ";".join(f"kolom met een lange naam {n}" for n in range(100_000))
    assert "is longer than" in refused(load, f"{header}\n1;2\n", "columns")
    refused(load, "x" * 2_000_000, "columns")
    refused(load, WOZ_HEAD + ROW, "columns", columns=2)


def test_a_line_that_does_not_end(load):
    assert "w.csv:2" in refused(load, WOZ_HEAD + "9" * 40_000_000, "line_mb")
    assert "w.csv:3" in refused(load, WOZ_HEAD + ROW + "9" * 2_500_000, "line_mb", line_mb=1)


def test_more_rows_or_bytes_than_allowed(load):
    refused(load, WOZ_HEAD + ROW * 20, "rows", rows=10)
    refused(load, WOZ_HEAD + ROW * 60_000, "file_mb", file_mb=1)


def test_a_large_file_is_not_read_to_be_refused(load, tmp_path):
    with (tmp_path / "w.csv").open("wb") as opened:
        opened.truncate(3_000_000_000)  # a hole: it takes no room on the disk
    with pytest.raises(ExtractError, match="holds more than 2000 MB"):
        load("  woz_value: {path: w.csv}\n", {})


def parquet(frame, **how):
    written = io.BytesIO()
    frame.write_parquet(written, **how)
    return written.getvalue()


def test_a_parquet_file_that_unpacks_to_much(load):
    same = pl.DataFrame({"vbo_id": [VBO], "ref_date": [dt.date(2025, 1, 1)], "value": [1]})
    many = pl.concat([same] * 30_000)
    assert "holds 30000 rows" in refused(load, parquet(many), "rows", "w.parquet", rows=20_000)
    wide = same.with_columns(pl.lit(1).alias(f"k{n}") for n in range(30))
    assert "has 33 columns" in refused(load, parquet(wide), "columns", "w.parquet", columns=20)
    long = pl.DataFrame({"vbo_id": ["9" * 1_000_000, "8" * 1_000_000], "value": [1, 2]})
    packed = parquet(long, compression="zstd")
    assert len(packed) < 10_000
    assert "unpacks to" in refused(load, packed, "unpacked_mb", "w.parquet", unpacked_mb=1)
    often = pl.DataFrame({"vbo_id": ["9" * 100_000] * 100, "value": range(100)})
    found = refused(load, parquet(often), "unpacked_mb", "w.parquet", unpacked_mb=1)
    assert "MB" in found


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_a_name_that_is_no_utf_8_is_read_and_shown(load, tmp_path):
    for place, name in enumerate([b"woz\xe9.csv", b"woz\x1b[2J.csv"]):
        row = f"999901000000001{place};01-01-2025;1\n"
        (tmp_path / os.fsdecode(name)).write_bytes((WOZ_HEAD + row + "x;y;z\n").encode())
    loaded = load("  woz_value: {path: 'woz*.csv', max_quarantined: 1}\n", {})
    assert loaded.registers["woz_value"].height == 2
    files = [file.path for file in loaded.reports["woz_value"].files]
    assert files == ["woz\x1b[2J.csv", "woz\\xe9.csv"]
    assert set(loaded.quarantine["woz_value"]["source_file"]) == set(files)


def test_only_files_that_are_not_meant_are_no_file_and_are_not_suggested(load):
    for name in ("~$woz.csv", ".woz.csv"):
        with pytest.raises(ExtractError) as caught:
            load("  woz_value: {path: '*.csv'}\n", {name: WOZ_HEAD + ROW})
        assert "no such file" in str(caught.value)
        assert "Did you mean" not in str(caught.value)
    loaded = load("  woz_value: {path: '*.csv'}\n", {"woz.csv": WOZ_HEAD + ROW})
    assert [file.path for file in loaded.reports["woz_value"].files] == ["woz.csv"]


def test_a_file_of_carriage_returns_has_lines_too(load):
    text = (WOZ_HEAD + ROW * 60_000).replace("\n", "\r")
    loaded = load("  woz_value: {path: w.csv, max_quarantined: 1}\n", {"w.csv": text},
                  head="limits: {line_mb: 1}\n" + HEAD)  # fmt: skip
    assert loaded.reports["woz_value"].rows_read == 60_000
    assert "holds 60001 lines" in refused(load, text, "rows", rows=50_000)
