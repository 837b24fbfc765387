"""What happened at the addresses and companies of a case, by day: a timeline, and no reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from screening.lists.shapes import HAPPENED
from screening.prioritise.reasons import SUBJECT
from screening.prioritise.schema import structs
from screening.reference.vocabulary import code_lists
from screening.registers.held import Registers, columns_of

YEARS, MOST = 5, 40
"""How far back it goes, and how much of it: the newest."""
NEVER = pl.lit(None, pl.Date).alias("until")
THERE = (pl.col("day") >= pl.col("since")) & (
    pl.col("until").is_null() | (pl.col("day") < pl.col("until"))
)
"""Whether a ``day`` at an address is of whom the case is about, for rows of ``located``."""
_UNDATED = ", of de vestiging er toen al zat is niet bekend"
_CHANGED = {
    "name": "andere naam", "address": "ander adres", "activity": "andere activiteit",
    "director": "wisseling in het bestuur", "legal_form": "andere rechtsvorm",
    "status": "andere status",
}  # fmt: skip


@dataclass(frozen=True)
class _Source:
    """Days in a register: whose, which column, and the words; those of ``words`` by ``kind``.

    With ``statuses`` only a row with one of these is told, and each by its own word.
    """

    register: str
    of: str
    key: str
    day: str
    text: str
    kind: str = ""
    words: str = ""
    statuses: Mapping[str, str] | None = None


_BEGUN = dict.fromkeys(("granted", "withdrawn", "expired"), "begin")
"""A permit that was refused never began, and of one without a status that is not known."""
_ENDED = {"granted": "einde", "withdrawn": "ingetrokken", "expired": "verlopen"}
_SOURCES = (
    _Source("inspection", "address", "vbo_id", "inspection_date", "bezoek", "agency"),
    _Source("permit", "address", "vbo_id", "start_date", "begin", "kind", "permit_kind", _BEGUN),
    _Source("permit", "address", "vbo_id", "end_date", "einde", "kind", "permit_kind", _ENDED),
    _Source("closure", "address", "vbo_id", "start_date", "gesloten"),
    _Source("closure", "address", "vbo_id", "end_date", "laatste dag gesloten"),
    _Source("brk_transfer", "address", "vbo_id", "transfer_date", "overdracht van het pand"),
    _Source("kvk_change", "company", "kvk_nr", "change_date", "handelsregister", "kind"),
    _Source("insolvency", "company", "kvk_nr", "start_date", "begin", "kind"),
)


def happened(
    about: pl.LazyFrame, known: pl.LazyFrame, registers: Registers, as_of: dt.date
) -> pl.LazyFrame | None:
    """Per ``row`` the column ``happened``; None where the packs of the list read none of it.

    ``about`` has the subjects of rows, ``known`` their ``label``.
    """
    own = about.join(known, on=SUBJECT, how="left").select("row", *SUBJECT, "label")
    places = located(own, registers, as_of).join(known, on=SUBJECT, how="left")
    one = ["row", *SUBJECT]
    label = pl.coalesce("label", "shop").min().over(one)
    others = places.select(*one, "since", "until", "dated", label=label)
    since = years_before(as_of)
    mine = own.select(
        *one, pl.lit(since).alias("since"), NEVER, pl.lit(value=True).alias("dated"), "label"
    )
    named = pl.concat([mine, others.join(own, on=one, how="anti")]).unique()
    parts = [part for each in _SOURCES if (part := _days(each, named, registers)) is not None]
    if not parts:
        return None
    value = structs(HAPPENED, date=pl.col("day"), what=pl.col("what"), where=pl.col("label"))
    return (
        pl.concat(parts)
        .filter(pl.col("day") <= as_of)
        .group_by("row", "day", "what", "label")
        .agg(pl.col("dated").any())
        .with_columns(pl.when("dated").then("label").otherwise(pl.col("label") + _UNDATED))
        .sort("row", "day", "what", "label", descending=[False, True, False, False])
        .group_by("row", maintain_order=True)
        .agg(happened=value.head(MOST))
    )


def years_before(as_of: dt.date) -> dt.date:
    """The first day that a timeline tells of."""
    return as_of.replace(year=as_of.year - YEARS, day=min(as_of.day, 28))


def located(own: pl.LazyFrame, registers: Registers, as_of: dt.date) -> pl.LazyFrame:
    """The address and company of each establishment of a case; ``shop`` is what that is called.

    ``own`` has the subjects of rows with their ``label``. What happened at the address counts from
    ``since`` until before ``until``: somebody else was there before and after. ``dated`` is whether
    the register says since when; if not, it is since the company began, as far as that is known.
    """
    register = registers.get("kvk_establishment")
    if register is None or not {"est_nr", "vbo_id", "kvk_nr"} <= {*columns_of(register)}:
        nothing = own.select("row", *SUBJECT, pl.lit(as_of).alias("since"), NEVER, shop="label")
        return nothing.with_columns(dated=pl.lit(value=True)).clear()
    of_case = own.filter(pl.col("subject_type") == "establishment")
    shops = register.lazy().with_columns(
        pl.lit(None, pl.Date).alias(name)
        for name in ("start_date", "end_date")
        if name not in columns_of(register)
    )
    found = of_case.join(shops, left_on="subject", right_on="est_nr")
    found = found.join(_begun(registers), on="kvk_nr", how="left")
    first = pl.lit(years_before(as_of))
    start = pl.max_horizontal(pl.coalesce("start_date", "begun"), first)
    there = found.select(
        "row", pl.lit("address").alias("subject_type"), subject="vbo_id", shop="label",
        since=start, until="end_date", dated=pl.col("start_date").is_not_null(),
    )  # fmt: skip
    firms = found.select(
        "row", pl.lit("company").alias("subject_type"), subject="kvk_nr", shop="label",
        since=first, until=NEVER, dated=pl.lit(value=True),
    )  # fmt: skip
    return pl.concat([there, firms]).drop_nulls("subject")


def _begun(registers: Registers) -> pl.LazyFrame:
    """Since when a company is there, of those of which that is known."""
    register = registers.get("kvk_company")
    if register is None or not {"kvk_nr", "start_date"} <= {*columns_of(register)}:
        return pl.LazyFrame(schema={"kvk_nr": pl.String, "begun": pl.Date})
    begun = register.lazy().select("kvk_nr", begun="start_date").drop_nulls()
    return begun.group_by("kvk_nr").agg(pl.col("begun").min())


def _days(source: _Source, named: pl.LazyFrame, registers: Registers) -> pl.LazyFrame | None:
    register = registers.get(source.register)
    given = set() if register is None else {*columns_of(register)}
    if register is None or not {source.key, source.day} <= given:
        return None
    frame, what = register.lazy(), pl.lit(source.text)
    if source.statuses is not None:
        if "status" not in given:
            return None
        frame = frame.filter(pl.col("status").is_in([*source.statuses]))
        what = pl.col("status").replace(source.statuses)
    if source.kind in given:
        words = dict(code_lists()[source.words]) if source.words else _CHANGED
        said = pl.concat_str(what, pl.lit(": "), pl.col(source.kind).replace(words))
        what = pl.coalesce(said, what)
    mine = named.filter(pl.col("subject_type") == source.of)
    found = frame.with_columns(told=what, day=pl.col(source.day)).select(source.key, "day", "told")
    there = found.join(mine, left_on=source.key, right_on="subject").filter(THERE)
    return there.select("row", "label", "dated", "day", what="told")
