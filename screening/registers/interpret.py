"""One extract as rows of its register: columns mapped, values parsed, failures set aside."""

from __future__ import annotations

from dataclasses import dataclass

import dataframely as dy
import polars as pl

from screening.errors import ExtractError, Problem, Where, suggestion
from screening.project import Defaults, Source
from screening.registers.blocked import is_blocked, is_citizen_number
from screening.registers.extract import ROW, UNEVEN, RawExtract
from screening.registers.parse import Written, cell, parse_column, quick_column
from screening.registers.quarantine import lines, no_lines
from screening.registers.schemas import Register
from screening.registers.validate import person_columns


@dataclass(frozen=True)
class Interpreted:
    """``rows`` has ``source_file``, ``row`` and the delivered columns, typed."""

    rows: pl.DataFrame
    quarantine: pl.DataFrame
    rows_read: int
    delivered: tuple[str, ...]
    repaired: dict[str, int]
    dropped: tuple[str, ...]
    blocked: tuple[str, ...]


def interpret(
    extract: RawExtract,
    register: Register,
    source: Source,
    defaults: Defaults,
    wanted: frozenset[str],
) -> Interpreted:
    """Read the wanted columns of the extract; no other column is kept.

    Raises ExtractError for a column that is mapped or required but not there, and for an extract
    without rows.
    """
    found = _resolve(extract, register, source)
    used = {ours: theirs for ours, theirs in found.items() if ours in wanted}
    blocked = tuple(name for name in extract.headers if is_blocked(name))
    kept = set(used.values()) | set(blocked)
    dropped = tuple(
        name for name in extract.headers if name not in kept and not name.startswith("__")
    )
    if extract.frame.is_empty() and not source.may_be_empty:
        raise ExtractError(
            Problem(
                "the extract has a header but no rows",
                Where(extract.file),
                f"at least one row of register {register.name}",
                "export it again, or set may_be_empty: true if there was nothing to deliver",
            )
        )
    fixed = {name: value for name, value in source.fixed.items() if name in wanted}
    raw = extract.frame.select(
        pl.lit(extract.file).alias("source_file"),
        pl.col(ROW).alias("row"),
        *([pl.col(UNEVEN)] if UNEVEN in extract.frame.columns else []),
        *(pl.col(theirs).alias(ours) for ours, theirs in used.items() if ours not in fixed),
        *(pl.lit(str(value)).alias(name) for name, value in fixed.items()),
    )
    delivered = tuple(name for name in register.columns if name in used or name in fixed)
    written = {
        name: _written(name, extract, source, defaults, used.get(name)) for name in delivered
    }
    rows, quarantine, repaired = _separate(raw, written, register)
    if {"unit_type", "unit_id"} <= set(delivered):
        rows, padded = _pad_units(rows)
        repaired |= {"unit_id": padded} if padded else {}
    return Interpreted(rows, quarantine, raw.height, delivered, repaired, dropped, blocked)


def _separate(
    raw: pl.DataFrame, written: dict[str, Written], register: Register
) -> tuple[pl.DataFrame, pl.DataFrame, dict[str, int]]:
    """Rows that could be read, quarantine lines of the others, and repairs per column."""
    place = ["source_file", "row"]
    cells = raw.select(*place, *(cell(name).alias(name) for name in written))
    columns = register.columns
    quick = cells.select(
        quick_column(name, columns[name], how).alias(name) for name, how in written.items()
    )
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
    if UNEVEN in raw.columns:
        typed = typed.hstack([raw[UNEVEN]])
        reasons[""] = pl.col(UNEVEN)
    if not reasons:
        return typed.select(*place, *written), no_lines(), {}
    wrong = typed.select(
        pl.any_horizontal([reason.is_not_null() for reason in reasons.values()])
    ).to_series()
    good = typed.filter(~wrong)
    failed = cells.filter(wrong).hstack(typed.filter(wrong).select(reasons.values()).get_columns())
    counted = good.select(pl.col(f"f:{name}").sum() for name in irregular)
    repaired = counted.row(0) if irregular else ()
    return (
        good.select(*place, *written),
        lines(failed, reasons, {n: pl.col(n) for n in written}, person_columns(register)),
        {name: count for name, count in zip(irregular, repaired, strict=True) if count},
    )


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
    """Value, reason (``e:``) and repair (``f:``) per cell, worked out once per distinct text."""
    name = cells.columns[0]
    parsed = parse_column(name, declared, written)
    distinct = (
        cells.lazy()
        .unique()
        .select(
            pl.col(name).alias("__text"),
            parsed.value.cast(declared.dtype).alias(name),
            parsed.reason.cast(pl.String).alias(f"e:{name}"),
            parsed.repaired.alias(f"f:{name}"),
        )
        .collect()
    )
    joined = cells.rename({name: "__text"}).join(
        distinct, on="__text", how="left", nulls_equal=True, maintain_order="left"
    )
    return joined.drop("__text").get_columns()


def _written(
    name: str, extract: RawExtract, source: Source, defaults: Defaults, header: str | None
) -> Written:
    codes = {str(theirs): str(ours) for theirs, ours in source.codes.get(name, {}).items()}
    return Written(
        dates=tuple(source.date or defaults.date),
        decimal=source.decimal or defaults.decimal,
        thousands=source.thousands,
        native=name in source.fixed or header in extract.native,
        codes=codes,
    )


def _resolve(extract: RawExtract, register: Register, source: Source) -> dict[str, str]:
    """Our columns and the header each is read from; every problem at once."""
    headers = extract.headers
    by_name = {header.lower().strip(): header for header in reversed(headers)}
    found: dict[str, str] = {}
    problems = []
    for name, declared in register.columns.items():
        asked = source.columns.get(name, name)
        header = asked if asked in headers else by_name.get(asked.lower().strip())
        if header is not None:
            if not is_blocked(header) and not is_citizen_number(header):
                found[name] = header
        elif name not in source.fixed and (name in source.columns or not declared.nullable):
            problems.append(_missing(extract, register, name, asked))
    if problems:
        raise ExtractError(problems)
    return found


def _missing(extract: RawExtract, register: Register, name: str, asked: str) -> Problem:
    written = {header.lower(): header for header in reversed(extract.headers)}
    near = suggestion(asked.lower(), written)
    for lower, header in written.items():
        near = near.replace(f"'{lower}'", f"'{header}'")
    shown = ", ".join(f"'{header}'" for header in extract.headers[:20])
    return Problem(
        f"register {register.name} needs column '{name}', the extract has no '{asked}'",
        Where(extract.file, column=asked),
        f"{name}: {register.columns[name].description or ''}; the extract has {shown}",
        f"{near} Map it under columns:, as {name}: HEADER".strip(),
    )
