"""Data of the Financial Intelligence Unit: area aggregates only, no small cells (T63)."""

from __future__ import annotations

import re
from collections.abc import Iterable

import polars as pl

from screening.errors import Problem, Where
from screening.registers.reading.quarantine import lines, no_lines
from screening.registers.reading.source import Source

PHENOMENA = r"^(suspicious|fiu|unusual)_"
_AMOUNTS = r"_(value|amount)$"
_IDENTIFIERS = re.compile(
    r"kvk|vbo|bag_?id|iban|rekening|account|bsn|burgerservice|persoon|person|subject_?id|adres|address"
    r"|postcode|transactie_?(id|nr|nummer)|transaction_?(id|nr|number)|dossier_?(id|nr|nummer)"
    r"|(^|_)(file|record|case)_?(id|nr|number)|geboorte|birth"
    r"|(?<!gemeente)(?<!gemeente_)(?<!regio)(?<!regio_)(?<!area_)(?<!provincie)(?<!provincie_)naam"
    r"|(?<!area_)(?<!municipality_)(?<!branch_)\bname\b"
)
_FORM = "counts per area and period, without anything that leads to a person, company or file"


def is_fiu(source: Source, phenomena: Iterable[str | None]) -> bool:
    """Whether area figures fall under the FIU regime, as declared or by what is counted."""
    return source.regime == "fiu" or any(
        re.match(PHENOMENA, phenomenon) for phenomenon in phenomena if phenomenon
    )


def refusals(
    file: str, headers: Iterable[str], rows: pl.DataFrame, key: list[str]
) -> list[Problem]:
    """Why an FIU extract is refused as a whole: identifiers, or more rows per cell than one."""
    found = [header for header in headers if _IDENTIFIERS.search(header.lower())]
    problems = [
        Problem(
            f"FIU data with column '{header}' is record level",
            Where(file, column=header),
            _FORM,
            "ask for aggregates; rename the column if it names an area",
        )
        for header in found
    ]
    fiu = rows.filter(_is_fiu_row(rows))
    doubled = fiu.height - fiu.select(pl.struct(key).n_unique()).item() if fiu.height else 0
    if doubled:
        problems.append(
            Problem(
                f"FIU data with {doubled} more rows than area and period cells is record level",
                Where(file),
                _FORM,
                "ask for aggregates: one row per area, period and phenomenon",
            )
        )
    return problems


def without_small_cells(rows: pl.DataFrame, source: Source) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows whose cell is large enough, and quarantine lines for the others.

    A cell below the minimum takes every FIU figure of its area and period along: the amount of
    two transactions tells as much as their number. A count of zero is no small cell.
    """
    if "count" not in rows.columns or "phenomenon" not in rows.columns:
        return rows, no_lines()
    cell = ["area_code", "year", "month"]
    count, phenomenon = pl.col("count"), pl.col("phenomenon")
    few = (
        ~phenomenon.str.contains(_AMOUNTS)
        & (count > 0)
        & (count < source.minimum_count)
    )  # fmt: skip
    if "subjects" in rows.columns:
        few |= (pl.col("subjects") > 0) & (pl.col("subjects") < source.minimum_subjects)
    small = _is_fiu_row(rows) & few.fill_null(value=False).any().over(cell)
    marked = rows.with_columns(small.alias("__small"))
    reason = (
        f"FIU cell below the minimum of {source.minimum_count} transactions "
        f"or {source.minimum_subjects} subjects"
    )
    kept = marked.filter(~pl.col("__small")).drop("__small")
    set_aside = marked.filter(pl.col("__small"))
    found = lines(set_aside, {"count": pl.lit(reason)}, {"count": pl.lit("***")}, ())
    return kept, found


def _is_fiu_row(rows: pl.DataFrame) -> pl.Expr:
    if "phenomenon" in rows.columns:
        return pl.col("phenomenon").str.contains(PHENOMENA).fill_null(value=False)
    return pl.lit(value=True)
