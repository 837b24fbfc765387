"""Which subject is connected to which, read from the registers."""

from __future__ import annotations

import datetime as dt

import dataframely as dy
import polars as pl

from screening.frames import Links, passed, schema_of
from screening.language.views import view_select
from screening.packs.link_names import LINK_ENDS
from screening.registers.held import Registers, columns_of, engine_for

LINKS_SCHEMA = schema_of(Links)
_ROLE_COLUMNS = ["kvk_nr", "person_key", "company_key", "role", "start_date", "end_date"]
MOST_COMPANIES_PER_CONTROLLER = 25
"""Who controls more companies than this is a trust or service office; it connects nothing."""


def build_links(registers: Registers, *, as_of: dt.date | None = None) -> dy.DataFrame[Links]:
    """Links between subjects: ``link``, ``from_type``, ``from_id``, ``to_type``, ``to_id``.

    A register that is missing, or a column that is null, gives no links. With ``as_of``,
    establishments and roles that had ended by then connect nothing: who left an address years ago
    does not share in what happens there now. Person keys are used but never returned.
    """
    establishment = _current(registers, "kvk_establishment", ["est_nr", "kvk_nr", "vbo_id"], as_of)
    application = _columns(
        registers, "permit_application", ["application_id", "applicant_kvk", "vbo_id"]
    )
    branch = _columns(registers, "area_branch", ["area_code", "branch"]).with_columns(
        subject=pl.col("area_code") + ":" + pl.col("branch")
    )
    park = _columns(registers, "park_object", ["park_id", "vbo_id"])
    pairs = {
        "establishment_address": _pairs(establishment, "est_nr", "vbo_id"),
        "company_establishment": _pairs(establishment, "kvk_nr", "est_nr"),
        "company_address": _pairs(establishment, "kvk_nr", "vbo_id"),
        "company_company": _related_companies(registers, as_of),
        "application_company": _pairs(application, "application_id", "applicant_kvk"),
        "application_address": _pairs(application, "application_id", "vbo_id"),
        "park_address": _pairs(park, "park_id", "vbo_id"),
        "area_branch_area": _pairs(branch, "subject", "area_code"),
    }
    named = [
        found.unique()
        .sort("from_id", "to_id")
        .select(
            link=pl.lit(name),
            from_type=pl.lit(LINK_ENDS[name][0]),
            from_id="from_id",
            to_type=pl.lit(LINK_ENDS[name][1]),
            to_id="to_id",
        )
        for name, found in sorted(pairs.items())
    ]  # each link by itself: all of them together take three times as much memory to put in order
    return passed(Links, pl.concat(named))


def _columns(registers: Registers, register: str, columns: list[str]) -> pl.DataFrame:
    frame = registers.get(register)
    if frame is None:
        return pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
    given = columns_of(frame)
    wanted = frame.lazy().select(
        pl.col(name).cast(pl.String) if name in given else pl.lit(None, pl.String).alias(name)
        for name in columns
    )
    return wanted.collect(engine=engine_for(frame))


def _current(
    registers: Registers,
    register: str,
    columns: list[str],
    as_of: dt.date | None,
) -> pl.DataFrame:
    frame = registers.get(register)
    if frame is not None and as_of is not None and "end_date" in columns_of(frame):
        frame = frame.filter(pl.col("end_date").is_null() | (pl.col("end_date") > as_of))
    return _columns({} if frame is None else {register: frame}, register, columns)


def _pairs(frame: pl.DataFrame, source: str, target: str) -> pl.DataFrame:
    return frame.select(from_id=source, to_id=target).drop_nulls()


def _controlling(roles: pl.DataFrame) -> pl.DataFrame:
    """The roles of the view that rules read too, so that one place says which they are."""
    select = view_select("controlling_role").sql("postgres")
    return pl.SQLContext({"kvk_role": roles}, eager=True).execute(select)


def _related_companies(registers: Registers, as_of: dt.date | None) -> pl.DataFrame:
    """Companies under one controller, a company and its parent, a company and its director."""
    roles = _controlling(_current(registers, "kvk_role", _ROLE_COLUMNS, as_of))
    parents = _current(registers, "kvk_company", ["kvk_nr", "parent_kvk"], as_of)
    controlled = pl.concat(
        [
            roles.select("kvk_nr", controller=pl.lit("person:") + pl.col("person_key")),
            roles.select("kvk_nr", controller=pl.lit("company:") + pl.col("company_key")),
            parents.select("kvk_nr", controller=pl.lit("company:") + pl.col("parent_kvk")),
        ]
    )
    controlled = controlled.drop_nulls().unique()
    few = controlled.filter(pl.len().over("controller") <= MOST_COMPANIES_PER_CONTROLLER)
    direct = few.filter(pl.col("controller").str.starts_with("company:")).select(
        from_id=pl.col("controller").str.strip_prefix("company:"), to_id="kvk_nr"
    )
    shared = few.join(few, on="controller").select(from_id="kvk_nr", to_id="kvk_nr_right")
    both = pl.concat([direct, shared]).filter(pl.col("from_id") != pl.col("to_id"))
    return both.select(
        from_id=pl.min_horizontal("from_id", "to_id"), to_id=pl.max_horizontal("from_id", "to_id")
    ).unique()
