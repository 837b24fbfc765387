"""Bring reasons to where somebody would look: the address, the application, the area's branch."""

from __future__ import annotations

import datetime as dt

import polars as pl

from screening.prioritise.reasons import SUBJECT
from screening.registers.held import Registers, columns_of

MOST_ADDRESSES = 5
"""A company at more addresses than this stays a line of its own: it says little about one."""

OPEN_APPLICATION = ["received", "in_progress"]


def at_addresses(reasons: pl.LazyFrame, links: pl.LazyFrame) -> pl.LazyFrame:
    """Reasons with ``place_type`` and ``place``: the address they are about.

    An establishment is at its address, a company at each of its few addresses. What has no address
    (or too many) stays a place of its own, so that no reason is lost. A holiday park is one place:
    it is visited as a whole.
    """
    steps = pl.concat(
        [
            _steps(links, "establishment_address"),
            _steps(links, "company_address").filter(pl.len().over(SUBJECT) <= MOST_ADDRESSES),
        ]
    )
    return _brought(reasons, steps)


def at_companies(reasons: pl.LazyFrame, links: pl.LazyFrame) -> pl.LazyFrame:
    """Reasons with the company they are about: an establishment's reasons count for its company."""
    owners = links.filter(pl.col("link") == "company_establishment").select(
        subject_type="to_type", subject="to_id", place_type="from_type", place="from_id"
    )
    return _brought(reasons, owners)


def at_applications(
    reasons: pl.LazyFrame, links: pl.LazyFrame, registers: Registers
) -> pl.LazyFrame:
    """Reasons with the application they matter to; others have no place on this list.

    What is known about an applicant's company or establishment counts for its open applications.
    """
    register = registers.get("permit_application")
    if register is None:
        return _brought(reasons, _no_steps()).filter(pl.col("place_type") == "application")
    running = register.lazy().filter(pl.col("status").is_in(OPEN_APPLICATION))
    applicant = (
        links.filter(pl.col("link") == "application_company")
        .join(running, left_on="from_id", right_on="application_id", how="semi")
        .select(company="to_id", place="from_id")
    )
    of_company = applicant.select(
        pl.lit("company").alias("subject_type"), "place", subject="company"
    )
    of_establishment = (
        links.filter(pl.col("link") == "company_establishment")
        .join(applicant, left_on="from_id", right_on="company")
        .select(pl.lit("establishment").alias("subject_type"), "place", subject="to_id")
    )
    steps = pl.concat([of_company, of_establishment], how="diagonal").select(
        *SUBJECT, pl.lit("application").alias("place_type"), "place"
    )
    return _brought(reasons, steps).filter(pl.col("place_type") == "application")


def at_branches(reasons: pl.LazyFrame) -> pl.LazyFrame:
    """Reasons with the area and branch they are about.

    What is known of an area as a whole counts for each of its branches with a reason of its own;
    an area without such a branch is a line of its own.
    """
    branches = reasons.filter(pl.col("subject_type") == "area_branch").select("subject").unique()
    steps = branches.select(
        pl.lit("area").alias("subject_type"),
        pl.col("subject").str.split(":").list.first().alias("area"),
        pl.lit("area_branch").alias("place_type"),
        pl.col("subject").alias("place"),
    ).rename({"area": "subject"})
    return _brought(reasons, steps)


def in_municipality(reasons: pl.LazyFrame, registers: Registers, municipality: str) -> pl.LazyFrame:
    """Reasons about areas inside the municipality; other municipalities are only compared with."""
    inside = pl.DataFrame({"area_code": [municipality]})
    area = registers.get("area")
    if area is not None and {"area_code", "parent_code"} <= set(columns_of(area)):
        size = 0
        while inside.height > size:
            size = inside.height
            known = inside.lazy()
            parts = area.lazy().join(known, left_on="parent_code", right_on="area_code", how="semi")
            inside = pl.concat([known, parts.select("area_code")]).unique().collect()
    code = pl.col("subject").str.split(":").list.first()
    return reasons.filter(code.is_in(inside["area_code"].implode()))


def current_places(registers: Registers, register: str, as_of: dt.date) -> pl.LazyFrame:
    """Rows of a register that hold on the reference date; without dates, all of them."""
    frame = registers[register]
    if not {"start_date", "end_date"} <= set(columns_of(frame)):
        return frame.lazy()
    started = pl.col("start_date").is_null() | (pl.col("start_date") <= as_of)
    lasting = pl.col("end_date").is_null() | (pl.col("end_date") > as_of)
    return frame.lazy().filter(started & lasting)


def _steps(links: pl.LazyFrame, link: str) -> pl.LazyFrame:
    return links.filter(pl.col("link") == link).select(
        subject_type="from_type", subject="from_id", place_type="to_type", place="to_id"
    )


def _no_steps() -> pl.LazyFrame:
    return pl.LazyFrame(schema=dict.fromkeys([*SUBJECT, "place_type", "place"], pl.String))


def _brought(reasons: pl.LazyFrame, steps: pl.LazyFrame) -> pl.LazyFrame:
    return reasons.join(steps.unique(), on=SUBJECT, how="left").with_columns(
        place_type=pl.coalesce("place_type", "subject_type"),
        place=pl.when(pl.col("place_type").is_null()).then("subject").otherwise("place"),
    )
