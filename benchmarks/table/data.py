"""Registers of any size for the table, written in streams; the same seed gives the same rows.

The numbers begin with a letter, so that none of them is a number of anybody. There are as many
addresses as establishments, and 1.045 establishments to a company. A part of the values is missing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow.parquet as pq

AS_OF = dt.date(2026, 1, 1)
REGISTERS = ("bag_object", "brp_count", "kvk_company", "kvk_establishment")
CHUNK = 250_000
"""Rows that are made at a time; also the size of a row group, as in registers that are kept."""
_PER_COMPANY = 1.045
_PER_AREA = 1_500
_CODES = {
    "2008": ("4511", "4520", "4711", "5610", "5630", "4120", "6201", "6920", "9602", "8690",
             "4941", "5510", "7022", "8559", "9313", "4322"),
    "2025": ("4781", "9531", "4711", "5611", "5630", "4100", "6210", "6920", "9621", "8690",
             "4941", "5510", "7020", "8559", "9313", "4322"),
}  # fmt: skip
"""Activities by edition: the same at the same place."""
_STAFF = (3.0, 2.5, 6.0, 5.0, 3.0, 4.0, 2.0, 3.5, 1.2, 4.5, 5.0, 7.0, 1.2, 2.0, 2.2, 2.4)
_USAGES = ("woonfunctie", "winkelfunctie", "kantoorfunctie", "industriefunctie",
           "bijeenkomstfunctie", "winkelfunctie|woonfunctie")  # fmt: skip
_USED = (0.72, 0.08, 0.06, 0.08, 0.04, 0.02)
EPOCH = dt.date(1970, 1, 1)
Ints = npt.NDArray[np.int64]


def written(folder: Path, count: int, seed: int = 1) -> Path:
    """A folder with the registers of ``count`` establishments, made unless it is there already."""
    made = folder / f"{count}-{seed}"
    if (made / "ready").exists():
        return made
    made.mkdir(parents=True, exist_ok=True)
    writers: dict[str, pq.ParquetWriter] = {}
    for frames in _chunks(count, seed):
        for name, frame in frames.items():
            table = frame.to_arrow()
            if name not in writers:
                path = made / f"{name}.parquet"
                writers[name] = pq.ParquetWriter(path, table.schema, compression="zstd")
            writers[name].write_table(table, row_group_size=CHUNK)
    for writer in writers.values():
        writer.close()
    (made / "ready").touch()
    return made


def held(folder: Path, large: int = CHUNK) -> dict[str, pl.DataFrame | pl.LazyFrame]:
    """The registers as a run holds them: in memory, or scanned when they have many rows."""
    frames: dict[str, pl.DataFrame | pl.LazyFrame] = {}
    for name in REGISTERS:
        scanned = pl.scan_parquet(folder / f"{name}.parquet")
        small = scanned.select(pl.len()).collect().item() <= large
        frames[name] = scanned.collect() if small else scanned
    return frames


def _chunks(count: int, seed: int) -> Iterator[dict[str, pl.DataFrame]]:
    companies = max(1, round(count / _PER_COMPANY))
    for first in range(0, count, CHUNK):
        rng = np.random.default_rng([seed, first // CHUNK])
        numbers = np.arange(first, min(first + CHUNK, count))
        full, part, branch = _staff(rng, numbers.size)
        yield {
            "kvk_establishment": _establishments(rng, numbers, (full, part, branch), companies),
            "kvk_company": _companies(rng, numbers[numbers < companies], full + part),
            **_addresses(rng, numbers),
        }


def _staff(rng: np.random.Generator, count: int) -> tuple[Ints, Ints, Ints]:
    branch = rng.integers(0, len(_STAFF), count)
    mean = np.array(_STAFF)[branch] * rng.gamma(0.9, 1.1, count)
    return rng.poisson(mean * 0.6), rng.poisson(mean * 0.4), branch


def _establishments(
    rng: np.random.Generator, numbers: Ints, staff: tuple[Ints, Ints, Ints], companies: int
) -> pl.DataFrame:
    full, part, branch = staff
    count = numbers.size
    started = (AS_OF - EPOCH).days - 30 - np.round(rng.gamma(1.6, 2_600, count)).astype(np.int64)
    ended = started + np.round(rng.gamma(1.1, 1_500, count)).astype(np.int64)
    new = started >= (dt.date(2025, 9, 1) - EPOCH).days
    edition = np.where(new & (rng.random(count) < 0.9), "2025", "2008")
    codes = np.array([_CODES["2008"], _CODES["2025"]])[(edition == "2025").astype(int), branch]
    owner = np.where(numbers < companies, numbers, numbers * 7_919 % companies)
    place = (rng.random(count) ** 1.5 * numbers.max()).astype(np.int64)
    crowd = rng.random(count) < 0.01
    place[crowd] = place[crowd] // 400 * 400
    gone = (rng.random(count) < 0.12) & (ended < (AS_OF - EPOCH).days)
    return pl.DataFrame(
        {
            "est_nr": _named("E", numbers, 11),
            "kvk_nr": _named("K", owner, 7),
            "vbo_id": _missing(rng, _named("V", place, 15), 0.02),
            "start_date": _missing(rng, pl.Series(started), 0.01).cast(pl.Int32).cast(pl.Date),
            "end_date": pl.select(
                pl.when(pl.Series(gone)).then(pl.Series(ended)).cast(pl.Int32).cast(pl.Date)
            ).to_series(),
            "sbi": _missing(rng, pl.Series(codes.tolist()), 0.01),
            "sbi_edition": edition.tolist(),
            "employees_ft": _missing(rng, pl.Series(full), 0.03),
            "employees_pt": _missing(rng, pl.Series(part), 0.03),
        }
    )


def _companies(rng: np.random.Generator, numbers: Ints, staff: Ints) -> pl.DataFrame:
    count = numbers.size
    known = np.maximum(staff[:count] + rng.choice([-1, 0, 2], count, p=[0.02, 0.68, 0.3]), 0)
    return pl.DataFrame(
        {
            "kvk_nr": _named("K", numbers, 7),
            "status": rng.choice(["active", "dissolved"], count, p=[0.88, 0.12]).tolist(),
            "employees": _missing(rng, pl.Series(known), 0.02),
        },
        schema_overrides={"status": pl.String, "employees": pl.Int64},
    )


def _addresses(rng: np.random.Generator, numbers: Ints) -> dict[str, pl.DataFrame]:
    count = numbers.size
    floor = np.clip(np.round(np.exp(rng.normal(4.6, 0.5, count))), 12, 20_000)
    ids = _named("V", numbers, 15)
    lived_in = pl.Series(rng.random(count) < 0.9)
    persons = pl.Series(rng.choice(7, count, p=[0.03, 0.36, 0.33, 0.12, 0.1, 0.04, 0.02]))
    places = pl.DataFrame(
        {
            "vbo_id": ids,
            "area_code": _named("BU", numbers // _PER_AREA, 8),
            "usage": pl.Series(_USAGES).gather(rng.choice(len(_USAGES), count, p=_USED)),
            "floor_m2": _missing(rng, pl.Series(floor), 0.02),
        }
    )
    people = pl.DataFrame({"vbo_id": ids, "persons": _missing(rng, persons, 0.01)})
    return {"bag_object": places, "brp_count": people.filter(lived_in)}


def _named(letter: str, numbers: Ints, digits: int) -> pl.Series:
    return pl.select(
        pl.lit(letter) + pl.Series(numbers).cast(pl.String).str.zfill(digits)
    ).to_series()


def _missing(rng: np.random.Generator, values: pl.Series, share: float) -> pl.Series:
    known = pl.Series(rng.random(values.len()) >= share)
    return pl.select(pl.when(known).then(values)).to_series()
