"""Rights on address objects: rights rest on parcels, which lie at locations, which are addresses.

The join is part of the delivery: a snapshot names the location of a parcel, and which address
object of the BAG has it as its address.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from screening.errors import Where
from screening.registers.reading.brk.stand import Stand
from screening.registers.reading.limits import Limits, exceeded
from screening.registers.reading.table import Table, at

HEADERS = (
    "tenaamstelling", "bag_id", "gerechtigde", "soort_gerechtigde", "kvknummer", "aard", "aandeel",
    "ingangsdatum", "kadastrale_gemeente", "sectie", "perceelnummer", "appartementsindex",
    "peildatum",
)  # fmt: skip
NATURAL = "natuurlijk persoon"
"""What stands where an organisation has its legal form."""
_SNAPSHOT = "snapshot"


def read_rights(pieces: Iterable[bytes], shown: str, limits: Limits) -> Table:
    """A row for each holder of a right on each address object; raises ExtractError.

    Rows are numbered in the order of the holders. A right on what has no address is set aside.
    """
    stand = Stand(shown, limits).read(pieces)
    held = _holders(stand)
    places = _places(stand)
    count = held.select(_SNAPSHOT, "object").join(
        places.group_by(_SNAPSHOT, "object").len("each"), on=[_SNAPSHOT, "object"], how="left"
    )  # counted first: a file can name a thousand holders at a thousand addresses
    most = int(count.select(pl.col("each").fill_null(1).sum()).item() or 0)
    if most > limits.rows:
        found = f"it has {most} holders of rights at addresses"
        raise exceeded(found, Where(shown), "rows", limits, "split the extract")
    rows = held.join(places, on=[_SNAPSHOT, "object"], how="left", maintain_order="left")
    rows = rows.with_columns(pl.lit(stand.day or None, dtype=pl.String).alias("peildatum"))
    return _table(rows.select(HEADERS))


def _holders(stand: Stand) -> pl.DataFrame:
    """Every holder with the right, the parcel it rests on, and the day of the deed."""
    deeds = (
        _apart(stand.frame("TerInschrijvingAangebodenStuk"), "deed")
        .group_by(_SNAPSHOT, "deed")
        .agg(pl.col("ingangsdatum").min())
    )
    named = stand.frame("Tenaamstelling").with_row_index("n")
    since = (
        _apart(named.select("n", _SNAPSHOT, "deed"), "deed")
        .join(deeds, on=[_SNAPSHOT, "deed"], how="left")
        .group_by("n")
        .agg(pl.col("ingangsdatum").min())
    )
    natural = stand.frame("NatuurlijkPersoon").with_columns(pl.lit(NATURAL).alias("rechtsvorm"))
    persons = pl.concat([natural, stand.frame("NietNatuurlijkPersoon")], how="diagonal")
    persons = persons.rename({"rechtsvorm": "soort_gerechtigde"})
    parts = [pl.col(name).cast(pl.Float64, strict=False) for name in ("teller", "noemer")]
    share = pl.when(parts[1] > 0).then(parts[0] / parts[1]).round(6).cast(pl.String)
    return (
        named.join(since, on="n", how="left", maintain_order="left")
        .with_columns(share.alias("aandeel"))
        .join(_once(stand.frame("ZakelijkRecht"), "right"), on=[_SNAPSHOT, "right"],
              how="left", maintain_order="left")
        .join(_once(persons, "gerechtigde"), on=[_SNAPSHOT, "gerechtigde"],
              how="left", maintain_order="left")
        .join(_once(stand.frame("Perceel", "Appartementsrecht"), "object"),
              on=[_SNAPSHOT, "object"], how="left", maintain_order="left")
    )  # fmt: skip


def _places(stand: Stand) -> pl.DataFrame:
    """Each parcel with the address objects that lie on it, none twice."""
    located = _apart(stand.frame("LocatieKadastraalObject"), "location")
    objects = _apart(stand.frame("Verblijfsobject", "Standplaats", "Ligplaats"), "location")
    return (
        located.join(objects.unique([_SNAPSHOT, "location"], keep="first", maintain_order=True),
                     on=[_SNAPSHOT, "location"], how="inner", maintain_order="left")
        .select(_SNAPSHOT, "object", "bag_id")
        .drop_nulls()
        .unique(maintain_order=True)
    )  # fmt: skip


def _apart(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """A row for each of several references."""
    return frame.with_columns(pl.col(column).str.split("|")).explode(column)


def _once(frame: pl.DataFrame, key: str) -> pl.DataFrame:
    """The first of those with one number in a snapshot; without one it is nothing to refer to."""
    there = frame.drop_nulls(key)
    return there.unique([_SNAPSHOT, key], keep="first", maintain_order=True)


def _table(rows: pl.DataFrame) -> Table:
    aside = rows.select(
        pl.when(pl.col("bag_id").is_null()).then(pl.lit("a right on a parcel without an address"))
    ).to_series()
    cells = rows.rename({name: at(place) for place, name in enumerate(HEADERS)})
    numbers = pl.int_range(1, rows.height + 1, dtype=pl.Int64, eager=True)
    return Table(HEADERS, cells, numbers, None, frozenset({HEADERS.index("aandeel")}), aside=aside)
