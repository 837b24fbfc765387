"""One extract as rows of its register: columns mapped, values parsed, failures set aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import dataframely as dy
import polars as pl

from screening.errors import ExtractError, Problem, Where
from screening.registers.reading.area_codes import of_level
from screening.registers.reading.beside import beside
from screening.registers.reading.chosen import chosen
from screening.registers.reading.elsewhere import elsewhere
from screening.registers.reading.extract import RawExtract, read_table
from screening.registers.reading.forms import is_share
from screening.registers.reading.header_line import plain
from screening.registers.reading.headers import blocks, resolve
from screening.registers.reading.made import made_columns
from screening.registers.reading.parse import cell, parse_column, quick_column
from screening.registers.reading.points import MAPPED, in_grid
from screening.registers.reading.quarantine import lines, no_lines
from screening.registers.reading.several import in_one
from screening.registers.reading.shown_percents import as_percentages
from screening.registers.reading.source import Defaults, Extracts, Source
from screening.registers.reading.table import Table
from screening.registers.reading.units import factor, in_our_units, unit_of
from screening.registers.reading.unread import costs_row, no_rows, unread_cells
from screening.registers.reading.validate import person_columns
from screening.registers.reading.written import Steps, Written
from screening.registers.schemas import Register

_FAULT, _ROWS = "__fault", "__rows"
_PLACE = ["source_file", "row"]
_THOUSANDTHS = r"^(-?[0-9]{1,3}\.[0-9]{3})$"
"""A number that among texts would look like one of thousands."""
_NOWHERE = "no place in the national grid (RD), nor in degrees in the country"


@dataclass(frozen=True)
class Interpreted:
    """``rows`` has ``source_file``, ``row`` and the delivered columns, typed."""

    rows: pl.DataFrame
    quarantine: pl.DataFrame
    beside: pl.DataFrame
    """Quarantine lines of notes and totals, of the municipality itself where others are asked, and
    of rows that were added to another of their key."""
    unread: pl.DataFrame
    """Rows with something that could not be read; see :mod:`screening.registers.reading.unread`."""
    rows_read: int
    delivered: tuple[str, ...]
    repaired: dict[str, int]
    unknown: dict[str, int]
    """Column: cells that say themselves that there is no value, such as ``.`` or 00000000."""
    dropped: tuple[str, ...]
    blocked: tuple[str, ...]
    assumed: dict[str, str]
    """Columns that the extract does not have, and what that is taken to say."""


def interpret(
    extract: RawExtract,
    register: Register,
    source: Source,
    extracts: Extracts,
    wanted: frozenset[str],
) -> Interpreted:
    """Read the wanted columns of the extract; no other column is kept.

    Raises ExtractError for a column that is mapped or required but not there, and for an extract
    without rows.
    """
    table, defaults = chosen(extract.table, source, extract.file), extracts.defaults
    used = resolve(extract, register, source, wanted)
    blocked = tuple(name for name in table.headers if blocks(name, source))
    made = made_columns(table, source, extract.file, partial(read_table, extracts))
    made = {name: cells for name, cells in made.items() if name in wanted}
    kept = {plain(table.headers[place]) for place in used.values()} | _pieces(source)
    dropped = tuple(n for n in table.headers if n and plain(n) not in kept and n not in blocked)
    if table.cells.is_empty() and not source.may_be_empty:
        raise ExtractError(
            Problem(
                "the extract has a header but no rows",
                Where(extract.file),
                f"at least one row of register {register.name}",
                "export it again, or set may_be_empty: true if there was nothing to deliver",
            )
        )
    fixed = {name: value for name, value in source.fixed.items() if name in wanted}
    decimal = source.decimal or defaults.decimal
    raw = pl.DataFrame([table.rows.alias("row")]).with_columns(
        pl.lit(extract.file).alias("source_file"),
        *(
            _cells(table, place, register.columns[ours], decimal).alias(ours)
            for ours, place in used.items()
            if ours not in fixed
        ),
        *(cells.alias(ours) for ours, cells in made.items()),
        *(pl.lit(str(value)).alias(name) for name, value in fixed.items()),
        *([] if table.faults is None else [table.faults.alias(_FAULT)]),
    )
    delivered = tuple(name for name in register.columns if name in {*used, *fixed, *made})
    written = {
        name: replace(
            _written(name, table, source, defaults, used.get(name), "month" in delivered),
            scale=None if name in MAPPED else _scale(name, source, register),
            municipality=extracts.municipality,
        )
        for name in delivered
    }
    apart = beside(raw, table, register, fixed, decimal, written.get("year"))
    rows_read, raw = raw.height - apart.blank, raw.filter(apart.kept)
    rows, quarantine, unread, repaired, unknown = _separate(raw, written, register)
    rows = in_our_units(rows, source.units, register)
    if set(MAPPED) <= set(delivered):
        rows, nowhere, lost, degrees = _on_map(rows, raw, register, delivered)
        quarantine, unread = pl.concat([quarantine, nowhere]), pl.concat([unread, lost])
        repaired |= {"x_rd": degrees, "y_rd": degrees} if degrees else {}
    if {"area_code", "level"} <= set(delivered):
        texts = rows.select(_PLACE).join(raw, on=_PLACE, how="left", maintain_order="left")
        rows = of_level(rows, texts)
    if {"unit_type", "unit_id"} <= set(delivered):
        rows, padded = _pad_units(rows)
        repaired |= {"unit_id": padded} if padded else {}
    repaired |= table.mended
    away = elsewhere(rows, register, extracts.municipality)
    one = in_one(away.rows, table, used, register, source)
    missing = wanted - set(delivered)
    rows, assumed = _assumed(one.rows, register, missing, extracts.municipality)
    return Interpreted(
        rows, pl.concat([quarantine, one.unlike]), pl.concat([apart.lines, away.lines, one.added]),
        pl.concat([unread, one.unread]), rows_read, delivered, repaired, unknown, dropped, blocked,
        assumed,
    )  # fmt: skip


def _cells(table: Table, place: int, declared: dy.Column, decimal: str) -> pl.Series:
    """The cells of a column; numbers among texts with the sign for decimals that is declared."""
    unit = str((declared.metadata or {}).get("unit") or "")
    cells, native = as_percentages(table, place, unit), table.native.get(place)
    if native is None or not declared.dtype.is_numeric():
        return cells
    longer = pl.lit(cells).str.replace(_THOUSANDTHS, "${1}0")
    pointed = longer.str.replace(".", decimal, literal=True)
    return pl.select(pl.when(native).then(pointed).otherwise(cells)).to_series()


def _pieces(source: Source) -> set[str]:
    """Headers, as they are compared, of which something is made or that choose rows."""
    pieces = {each for parts in source.joined.values() for each in parts}
    looked = {each.column for each in source.lookup.values()}
    return set(map(plain, pieces | looked | {*source.where}))


def _assumed(
    rows: pl.DataFrame, register: Register, missing: frozenset[str], municipality: str
) -> tuple[pl.DataFrame, dict[str, str]]:
    """The rows with the missing columns of which it is known what that says, and what it says."""
    facts = {name: fact for name, fact in register.when_absent.items() if name in missing}
    values = [
        pl.lit(
            municipality if fact.of_project else fact.value, dtype=register.columns[name].dtype
        ).alias(name)
        for name, fact in facts.items()
    ]
    return rows.with_columns(values), {name: fact.means for name, fact in facts.items()}


def _separate(
    raw: pl.DataFrame, written: dict[str, Written], register: Register
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, dict[str, int], dict[str, int]]:
    """Rows to load, quarantine lines, what could not be read; repairs and unknowns per column.

    A value that cannot be read costs its row only where the register cannot do without it, and
    where nothing would be taken for something; elsewhere it is unknown.
    """
    place = ["source_file", "row"]
    cells = raw.select(*place, *(cell(name).alias(name) for name in written))
    columns = register.columns
    quick = cells.with_columns(  # where all are literals, a select alone would be of one row
        quick_column(name, columns[name], how).alias(name) for name, how in written.items()
    ).select(list(written))
    blank = cells.null_count().row(0, named=True)
    empty = quick.null_count().row(0, named=True)
    irregular = [
        name
        for name in written
        if empty[name] != blank[name] or (blank[name] and not columns[name].nullable)
    ]
    typed = cells.select(place).hstack(quick.drop(irregular).get_columns())
    for name in irregular:
        typed = typed.hstack(_irregular(cells.select(name), columns[name], written[name]))
    reasons = {name: pl.col(f"e:{name}") for name in irregular}
    faulty = pl.lit(value=False)
    if _FAULT in raw.columns:  # then the cells of the row are not its own
        typed = typed.hstack([raw[_FAULT]])
        faulty = pl.col(_FAULT).is_not_null()
        reasons = {name: pl.when(~faulty).then(reason) for name, reason in reasons.items()}
        reasons[""] = pl.col(_FAULT)
    if not reasons:
        return typed.select(*place, *written), no_lines(), no_rows(register), {}, {}
    costly = [reasons[name] for name in irregular if costs_row(columns[name])]
    lost = pl.any_horizontal(faulty, *(reason.is_not_null() for reason in costly))
    flags = typed.select(
        lost.alias("whole"),
        pl.any_horizontal([reason.is_not_null() for reason in reasons.values()]).alias("wrong"),
    )
    if not flags["wrong"].any():
        fine = typed.select(*place, *written)
        counts = [_counted(typed, irregular, flag) for flag in ("f", "u")]
        return fine, no_lines(), no_rows(register), counts[0], counts[1]
    good = typed.filter(~flags["whole"])
    failed = cells.filter(flags["wrong"]).hstack(
        typed.filter(flags["wrong"]).select(reasons.values()).get_columns()
    )
    failed = failed.with_columns(flags.filter("wrong")["whole"])
    personal = person_columns(register)
    return (
        good.select(*place, *written),
        lines(failed, reasons, {n: pl.col(n) for n in written}, personal, pl.col("whole")),
        unread_cells(typed.filter(flags["wrong"]), failed, reasons, register, list(written)),
        _counted(good, irregular, "f"),
        _counted(good, irregular, "u"),
    )


def _on_map(
    rows: pl.DataFrame, raw: pl.DataFrame, register: Register, delivered: Sequence[str]
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, int]:
    """Rows with points in the grid, lines and unread cells of points that are nowhere, repairs."""
    placed, degrees, nowhere = in_grid(rows)
    if not nowhere.any():
        return placed, no_lines(), no_rows(register), degrees
    lost = rows.filter(nowhere)
    said = pl.concat_str(map(cell, MAPPED), separator="|", ignore_nulls=True)
    reason, both = pl.lit(_NOWHERE), "|".join(MAPPED)
    cells = raw.join(lost.select(_PLACE), on=_PLACE, how="semi", maintain_order="left")
    found = lines(cells, {both: reason}, {both: said}, (), pl.lit(value=False))
    told = lost.select(pl.lit(value=False).alias("whole"), pl.all().cast(pl.String))
    unread = unread_cells(lost, told, {"x_rd": reason, "y_rd": reason}, register, delivered)
    return placed, found, unread, degrees


def _counted(rows: pl.DataFrame, names: list[str], flag: str) -> dict[str, int]:
    """Column: cells of rows to load that bear the flag, and were read."""
    read = [(pl.col(f"{flag}:{n}") & pl.col(f"e:{n}").is_null()).sum() for n in names]
    counts = rows.select(read).row(0) if names else ()
    return {name: count for name, count in zip(names, counts, strict=True) if count}


def _pad_units(rows: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Numbers of establishments (12) and companies (8) that lost leading zeros, and how many."""
    unit = pl.col("unit_id")
    padded = (
        pl.when(~unit.str.contains(r"^\d{5,}$"))
        .then(unit)
        .when(pl.col("unit_type") == "establishment")
        .then(unit.str.zfill(12))
        .when(pl.col("unit_type") == "company")
        .then(unit.str.zfill(8))
        .otherwise(unit)
    )
    changed = rows.select((padded != unit).sum()).item()
    return rows.with_columns(padded.alias("unit_id")), changed


def _irregular(cells: pl.DataFrame, declared: dy.Column, written: Written) -> list[pl.Series]:
    """Per cell its value, why there is none (``e:``), and if it is repaired (``f:``).

    ``u:`` is whether it says itself that it is unknown. Worked out once per distinct text.
    """
    name = cells.columns[0]
    if is_share(declared):  # how often each text stands there tells what the column holds
        steps = Steps(cells.group_by(name).agg(pl.len().cast(pl.Int64).alias(_ROWS)))
        written = replace(written, rows=pl.col(_ROWS))
    else:
        steps = Steps(cells.unique())
    parsed = parse_column(name, declared, replace(written, once=steps.once))
    reason = parsed.reason.cast(pl.String)
    if not costs_row(declared):  # then it may say so
        reason = pl.when(~parsed.unknown.fill_null(value=False)).then(reason)
    distinct = steps.cells.select(
        pl.col(name).alias("__text"),
        pl.when(parsed.reason.is_null()).then(parsed.value.cast(declared.dtype)).alias(name),
        reason.alias(f"e:{name}"),
        parsed.repaired.alias(f"f:{name}"),
        parsed.unknown.alias(f"u:{name}"),
    )
    joined = cells.rename({name: "__text"}).join(
        distinct, on="__text", how="left", nulls_equal=True, maintain_order="left"
    )
    return joined.drop("__text").get_columns()


def _written(
    name: str,
    table: Table,
    source: Source,
    defaults: Defaults,
    place: int | None,
    months: bool,
) -> Written:
    codes = {str(theirs): str(ours) for theirs, ours in source.codes.get(name, {}).items()}
    return Written(
        dates=tuple(source.date or defaults.date),
        decimal=source.decimal or defaults.decimal,
        stated=source.decimal is not None or "decimal" in defaults.model_fields_set,
        thousands=source.thousands,
        native=name in source.fixed or place in table.numbers,
        codes=codes,
        numbers=place in table.numbers or place in table.native,
        blank=frozenset(mark.strip().lower() for mark in source.unknown),
        zone=None if place is None else table.zones.get(place),
        months=months,
        month=_stated_month(source),
    )


def _scale(name: str, source: Source, register: Register) -> float:
    """What one of theirs is in the unit of the register."""
    return factor(source.units.get(name, ""), unit_of(register, name)) or 1.0


def _stated_month(source: Source) -> int | None:
    """The month that the project states for all rows of a source."""
    stated = source.fixed.get("month")
    return int(str(stated)) if str(stated).isdecimal() else None
