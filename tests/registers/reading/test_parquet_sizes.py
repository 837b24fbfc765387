from __future__ import annotations

import io
import random

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from screening.errors import ExtractError
from screening.registers.reading.limits import Limits
from screening.registers.reading.parquet_file import read_parquet
from screening.registers.reading.parquet_sizes import DamagedError, ParquetSizes, parquet_sizes

FRAME = pl.DataFrame(
    {
        "n": range(20_000),
        "text": [f"x{n}" for n in range(20_000)],
        "pair": [{"a": 1, "b": 2}] * 20_000,
    }
)


def written(frame: pl.DataFrame = FRAME, **how: object) -> bytes:
    file = io.BytesIO()
    frame.write_parquet(file, **how)
    return file.getvalue()


@pytest.mark.parametrize("packing", ["zstd", "snappy", "gzip", "lz4", "uncompressed"])
def test_the_sizes_are_those_of_the_content(packing: str) -> None:
    sizes = parquet_sizes(written(compression=packing, row_group_size=5_000, data_page_size=9_000))
    assert (sizes.rows, sizes.columns) == (20_000, 4)
    assert 20_000 * 3 * 8 < sizes.unpacked < 20_000 * 3 * 20


@pytest.mark.parametrize("version", ["1.0", "2.0"])
def test_files_of_another_writer(version: str) -> None:
    table = pa.table({"a": [1, None] * 500, "l": [["x", "y"]] * 1_000})
    file = io.BytesIO()
    pq.write_table(table, file, data_page_version=version, write_page_index=True)
    sizes = parquet_sizes(file.getvalue())
    assert (sizes.rows, sizes.columns) == (2_000, 2)  # two values in each list
    file = io.BytesIO()
    pq.write_table(pa.table({}), file)
    assert parquet_sizes(file.getvalue()) == ParquetSizes(0, 0, 0)


def zigzag(number: int, length: int) -> bytes:
    """A whole number of the compact protocol in so many bytes."""
    value, found = number << 1, []
    for place in range(length):
        found.append((value & 127) | (128 if place < length - 1 else 0))
        value >>= 7
    assert value == 0
    return bytes(found)


def test_a_footer_that_says_less_than_the_pages_is_not_believed() -> None:
    frame = pl.DataFrame({"n": [str(n) * 50 for n in range(20_000)]})
    honest = written(frame, compression="zstd", row_group_size=20_000)
    size = parquet_sizes(honest).unpacked
    length = -(-size.bit_length() // 7)
    lying = honest.replace(zigzag(size, length), zigzag(1, length))
    said = pq.read_metadata(io.BytesIO(lying)).row_group(0).column(0).total_uncompressed_size
    assert (lying != honest, said) == (True, 1)
    assert parquet_sizes(lying).unpacked > size * 0.9


def test_a_file_without_columns_has_none_of_ours(load) -> None:
    file = io.BytesIO()
    pq.write_table(pa.table({}), file)
    with pytest.raises(ExtractError, match="needs column 'vbo_id'"):
        load("  woz_value: {path: w.parquet}\n", {"w.parquet": file.getvalue()})


def test_what_is_no_whole_parquet_file_is_told() -> None:
    data = written()
    for bad in (b"", b"PAR1", b"PAR1PAR1", data[:-1], data[1:], b"PAR1" + b"\xff" * 60 + b"PAR1"):
        with pytest.raises(DamagedError):
            parquet_sizes(bad)


def test_damage_anywhere_ends_in_a_message(capfd: pytest.CaptureFixture[str]) -> None:
    """Bytes changed in footer and pages: read, or refused, and never anything else."""
    drawn = random.Random(3)
    whole = written(FRAME.head(50))
    refused = 0
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(drawn.randint(1, 4)):
            data[drawn.randrange(len(data))] = drawn.choice([0, 127, 255, drawn.randrange(256)])
        try:
            read_parquet(bytes(data), "x.parquet", Limits())
        except ExtractError:
            refused += 1
    assert refused > 100
    capfd.readouterr()  # what Polars itself says of a panic
