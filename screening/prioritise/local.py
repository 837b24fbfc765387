"""What holds in an area itself: findings at its addresses, and decisions in it and around it."""

from __future__ import annotations

import datetime as dt

import polars as pl

from screening.prioritise.branches import branch_of_codes
from screening.reference.tables import branch_groups
from screening.registers.held import Registers, columns_of

DESIGNATIONS = {
    "risk_area": "risicogebied",
    "risk_branch": "risicobranche",
    "candidate_area": "kandidaat-risicogebied",
    "candidate_branch": "kandidaat-risicobranche",
    "buyup_protection": "opkoopbescherming",
    "room_rental_policy": "kamerverhuurbeleid",
    "rental_permit": "verhuurvergunning",
    "migrant_housing": "huisvesting arbeidsmigranten",
}
_CANDIDATE = "candidate_"
"""Begins the kinds that nobody has decided on yet."""
FINDING_MONTHS, LEAST_SEVERE = 24, 2
"""What ``area.confirmed_findings`` counts; a test holds the two together."""
_LEVELS = 4
"""Municipality, district, neighbourhood, and one to spare."""
_FINDING = {"vbo_id", "inspection_date", "finding_code", "severity", "caused_by_selection"}


def findings(there: pl.LazyFrame, registers: Registers, as_of: dt.date) -> pl.LazyFrame | None:
    """Per ``row`` the addresses in its area where a visit found something (``local_findings``).

    Of a branch only the addresses where one of its establishments is or was. What an own selection
    brought about stays out, as in the rule. None where a pack may not read what this takes.
    """
    inspection, objects = registers.get("inspection"), registers.get("bag_object")
    if inspection is None or not {*columns_of(inspection)} >= _FINDING:
        return None
    if objects is None or not {"vbo_id", "area_code"} <= {*columns_of(objects)}:
        return None
    since = pl.lit(as_of).dt.offset_by(f"-{FINDING_MONTHS}mo")
    found = (
        inspection.lazy()
        .filter(
            pl.col("inspection_date").is_between(since, as_of, closed="right"),
            pl.col("finding_code").is_not_null(),
            pl.col("severity") >= LEAST_SEVERE,
            pl.col("caused_by_selection") == pl.lit(value=False),
        )
        .select("vbo_id")
        .unique()
    )
    at = objects.lazy().select("vbo_id", inside="area_code").join(found, on="vbo_id", how="semi")
    around = at.join(_around(registers), on="inside")
    wanted = there.select("row", "area_code", "branch_code")
    here = wanted.join(around, on="area_code", how="left").select("row", "branch_code", "vbo_id")
    whole = here.filter(pl.col("branch_code").is_null())
    counted = [whole.group_by("row").agg(local_findings=pl.col("vbo_id").drop_nulls().n_unique())]
    branches = _branches(registers)
    if branches is not None:
        of_branch = here.filter(pl.col("branch_code").is_not_null()).join(
            branches, on=["vbo_id", "branch_code"], how="left"
        )
        hit = pl.col("vbo_id").filter(pl.col("is_there").is_not_null())
        counted.append(of_branch.group_by("row").agg(local_findings=hit.n_unique()))
    return pl.concat(counted)


def _branches(registers: Registers) -> pl.LazyFrame | None:
    """The branches (``branch_code``) of the establishments at each ``vbo_id``."""
    register = registers.get("kvk_establishment")
    if register is None or not {"vbo_id", "sbi", "sbi_edition"} <= {*columns_of(register)}:
        return None
    held = register.lazy().select("vbo_id", "sbi", "sbi_edition").drop_nulls()
    named = held.join(branch_of_codes(held), on=["sbi", "sbi_edition"])
    return (
        named.select("vbo_id", branch_code="group")
        .unique()
        .with_columns(is_there=pl.lit(value=True))
    )


def _around(registers: Registers) -> pl.LazyFrame:
    """Each area (``inside``) with every area that it lies in (``area_code``), itself first."""
    register = registers.get("area")
    if register is None or not {"area_code", "parent_code"} <= {*columns_of(register)}:
        objects = registers["bag_object"].lazy().select("area_code").drop_nulls().unique()
        return objects.select(inside="area_code", area_code="area_code")
    parents = register.lazy().select("area_code", "parent_code").unique("area_code", keep="first")
    step = parents.select(inside="area_code", area_code="area_code")
    parts = [step]
    for _ in range(_LEVELS - 1):
        step = (
            step.join(parents, on="area_code")
            .select("inside", area_code="parent_code")
            .drop_nulls()
        )
        parts.append(step)
    return pl.concat(parts).unique()


def decided(there: pl.LazyFrame, registers: Registers, as_of: dt.date) -> pl.LazyFrame | None:
    """Per ``row`` the decisions that hold in its area (``already_designated``).

    One about another branch is named with that branch, since reasons about the area rest on it too.
    """
    register = registers.get("area_designation")
    needed = {"area_code", "branch", "kind", "start_date", "end_date", "decision"}
    if register is None or not needed <= {*columns_of(register)}:
        return None
    holds = (pl.col("start_date") <= as_of) & (
        pl.col("end_date").is_null() | (pl.col("end_date") > as_of)
    )
    held = register.lazy().filter(holds)
    wanted = there.select("row", "area_code")
    titles = {name: each.title for name, each in branch_groups().items()}
    named = pl.concat_str(
        pl.col("kind").replace(DESIGNATIONS),
        pl.when(pl.col("branch") != "all")
        .then(pl.lit(" ") + pl.col("branch").replace(titles))
        .otherwise(pl.lit(""))
        .fill_null(""),
        pl.when(pl.col("kind").str.starts_with(_CANDIDATE))
        .then(pl.lit(" (nog niet aangewezen)"))
        .otherwise(pl.lit("")),
    )
    text = pl.concat_str(named, "decision", separator=": ", ignore_nulls=True)
    found = held.join(wanted, on="area_code")
    return (
        found.select("row", text=text)
        .unique()
        .sort("row", "text")
        .group_by("row", maintain_order=True)
        .agg(already_designated="text")
    )
