"""What a business at an address must be able to show: DOR, RDW, environment, waste."""

from __future__ import annotations

import polars as pl

from screening.lists.shapes import REGISTRATION
from screening.prioritise.facts.asked import Asked, Fact
from screening.prioritise.schema import structs


def _ask(asked: Asked) -> pl.LazyFrame | None:
    parts = [_dealers(asked), _recognitions(asked), _notified(asked), _collectors(asked)]
    given = [part for part in parts if part is not None]
    if not given:
        return None
    told = pl.concat(given).unique().sort("vbo_id", "registration")
    return told.group_by("vbo_id", maintain_order=True).agg(registrations="registration")


def _told(rows: pl.LazyFrame, register: str, what: pl.Expr, date: str) -> pl.LazyFrame:
    value = structs(REGISTRATION, register=pl.lit(register), what=what, date=pl.col(date))
    return rows.select("vbo_id", registration=value)


def _dealers(asked: Asked) -> pl.LazyFrame | None:
    there = asked.rows("kvk_establishment", "est_nr")
    if there is None or not asked.has("dor_registration", "est_nr", "registered_date"):
        return None
    located = (
        asked.registers["dor_registration"]
        .lazy()
        .join(there.select("est_nr", "vbo_id"), on="est_nr")
    )
    return _told(located, "DOR", pl.lit("geregistreerd"), "registered_date")


def _recognitions(asked: Asked) -> pl.LazyFrame | None:
    found = asked.rows("rdw_recognition", "kind", "status", "start_date", current=True)
    if found is None:
        return None
    valid = found.filter(pl.col("status") == "valid")
    return _told(valid, "RDW", "erkenning " + pl.col("kind"), "start_date")


def _notified(asked: Asked) -> pl.LazyFrame | None:
    found = asked.rows("env_notification", "activity", "notification_date")
    if found is None:
        return None
    what = pl.col("activity").fill_null("activiteit onbekend")
    return _told(found, "milieumelding", what, "notification_date")


def _collectors(asked: Asked) -> pl.LazyFrame | None:
    there = asked.rows("kvk_establishment", "kvk_nr", current=True)
    if there is None or not asked.has("waste_collector", "kvk_nr", "listed_date", "end_date"):
        return None
    listed = asked.registers["waste_collector"].lazy().filter(
        pl.col("end_date").is_null() | (pl.col("end_date") > asked.as_of)
    )  # fmt: skip
    located = there.select("vbo_id", "kvk_nr").unique().join(listed, on="kvk_nr")
    return _told(located, "inzamelaars (VIHB)", pl.lit("op de lijst"), "listed_date")


FACT = Fact("env_notification", ("registrations",), _ask)
