"""What the registers say about an address on a list: facts for whoever goes or decides (T2, T3).

Each function answers with one row per ``vbo_id``; what a register does not hold stays null.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence

import polars as pl

from screening.packs.models import PackHeader
from screening.prioritise.locations import current_places

Registers = Mapping[str, pl.DataFrame]

OWNERS = {
    "natural": "natuurlijk persoon",
    "nl_legal": "Nederlandse rechtspersoon",
    "foreign_legal": "buitenlandse rechtspersoon",
    "state": "overheid",
    "housing_corporation": "woningcorporatie",
    "unknown": "onbekend",
}
_MISSING = {
    "usage": "gebruik volgens de BAG",
    "floor_m2": "vloeroppervlak",
    "persons": "aantal ingeschreven personen",
    "owner_type": "soort eigenaar",
}
_DAY = "%d-%m-%Y"


def allowed(registers: Registers, headers: Sequence[PackHeader]) -> dict[str, pl.DataFrame]:
    """The registers and columns that every pack feeding a list may use."""
    found = {}
    for name, frame in registers.items():
        named = [header.registers.get(name, []) for header in headers]
        columns = [
            column for column in frame.columns if all(c == "all" or column in c for c in named)
        ]
        if columns:
            found[name] = frame[columns]
    return found


def of_addresses(addresses: pl.LazyFrame, registers: Registers, as_of: dt.date) -> pl.LazyFrame:
    """``addresses`` (column ``vbo_id``) with everything known about them."""
    wanted = addresses.select("vbo_id").drop_nulls().unique().collect().lazy()
    found = wanted
    for ask in _ASKED:
        for part in ask(wanted, registers, as_of):
            found = found.join(part, on="vbo_id", how="left", maintain_order="left")
    return found.with_columns(missing=_missing(found.collect_schema().names()))


def _missing(columns: Sequence[str]) -> pl.Expr:
    """What is not known although the register was asked; never a reason in itself (T13)."""
    parts = [
        pl.when(pl.col(name).is_null()).then(pl.lit(label))
        for name, label in _MISSING.items()
        if name in columns
    ]
    if "last_visit" in columns:
        parts.append(pl.when(pl.col("last_visit").is_null()).then(pl.lit("een eerder bezoek")))
    if not parts:
        return pl.lit(None, pl.List(pl.String))
    return pl.concat_list(parts).list.drop_nulls()


def _object(wanted: pl.LazyFrame, registers: Registers, _: dt.date) -> Iterator[pl.LazyFrame]:
    found = _of(wanted, registers, "bag_object", "address")
    if found is None:
        return
    place = pl.concat_str("address", "postcode", separator=", ", ignore_nulls=True)
    given = registers["bag_object"].columns
    columns = [pl.col("vbo_id"), place.alias("address") if "postcode" in given else "address"]
    if "usage" in given:
        columns.append(pl.col("usage").str.replace_all("|", ", ", literal=True))
    yield found.select(*columns, *(name for name in ["floor_m2"] if name in given))


def _residents(wanted: pl.LazyFrame, registers: Registers, _: dt.date) -> Iterator[pl.LazyFrame]:
    found = _of(wanted, registers, "brp_count", "count_date", "persons", "households")
    if found is not None:
        latest = found.sort("vbo_id", "count_date", nulls_last=False)
        yield latest.group_by("vbo_id").agg(pl.col("persons", "households").last())


def _owner(wanted: pl.LazyFrame, registers: Registers, as_of: dt.date) -> Iterator[pl.LazyFrame]:
    found = _of(wanted, registers, "brk_right", "owner_type", as_of=as_of)
    if found is not None:
        named = pl.col("owner_type").replace(OWNERS).drop_nulls().unique().sort().str.join(", ")
        known = found.filter(pl.col("owner_type").is_not_null())
        yield known.group_by("vbo_id").agg(named)


def _permits(wanted: pl.LazyFrame, registers: Registers, as_of: dt.date) -> Iterator[pl.LazyFrame]:
    found = _of(wanted, registers, "permit", "kind", "end_date", "status", as_of=as_of)
    if found is not None:
        until = pl.coalesce(
            "geldig tot " + pl.col("end_date").dt.strftime(_DAY), pl.lit("zonder einddatum")
        )
        text = pl.concat_str("kind", until, separator=", ")
        granted = found.filter(pl.col("status") == "granted")
        yield granted.group_by("vbo_id").agg(permits=text.unique().sort())


def _visits(wanted: pl.LazyFrame, registers: Registers, as_of: dt.date) -> Iterator[pl.LazyFrame]:
    inspection = registers.get("inspection")
    if inspection is None or not {"vbo_id", "inspection_date"} <= set(inspection.columns):
        return
    past = _at_address(inspection, wanted, registers).filter(pl.col("inspection_date") <= as_of)
    facts = []
    if {"agency", "finding_code"} <= set(inspection.columns):
        facts.append(_last_visit().alias("last_visit"))
    if {"follow_up_due", "follow_up_done"} <= set(inspection.columns):
        promised = pl.col("follow_up_due").filter(pl.col("follow_up_done").is_null())
        facts.append(promised.min().alias("open_follow_up"))
    if facts:
        yield past.group_by("vbo_id").agg(facts)


def _last_visit() -> pl.Expr:
    """Of the inspections of an address the day of the last, by whom, and what was found."""
    last = pl.col("inspection_date") == pl.col("inspection_date").max()
    number = pl.col("finding_code").filter(last).count()
    findings = (
        pl.when(number == 0)
        .then(pl.lit("geen bevindingen"))
        .when(number == 1)
        .then(pl.lit("1 bevinding"))
        .otherwise(number.cast(pl.String) + " bevindingen")
    )
    agencies = pl.col("agency").filter(last).drop_nulls().unique().sort().str.join(", ")
    day = pl.col("inspection_date").max().dt.strftime(_DAY)
    return pl.concat_str(day, agencies, findings, separator="; ")


def _registrations(
    wanted: pl.LazyFrame, registers: Registers, as_of: dt.date
) -> Iterator[pl.LazyFrame]:
    texts = []
    dor = registers.get("dor_registration")
    there = _of(wanted, registers, "kvk_establishment", "est_nr")
    if dor is not None and there is not None and {"est_nr", "registered_date"} <= set(dor.columns):
        day = pl.col("registered_date").dt.strftime(_DAY).fill_null("datum onbekend")
        located = dor.lazy().join(there.select("est_nr", "vbo_id"), on="est_nr")
        texts.append(located.select("vbo_id", text="DOR: geregistreerd " + day))
    recognition = _of(wanted, registers, "rdw_recognition", "kind", "status", as_of=as_of)
    if recognition is not None:
        valid = recognition.filter(pl.col("status") == "valid")
        texts.append(valid.select("vbo_id", text="RDW: erkenning " + pl.col("kind")))
    notified = _of(wanted, registers, "env_notification", "activity", "notification_date")
    if notified is not None:
        day = pl.col("notification_date").dt.strftime(_DAY).fill_null("datum onbekend")
        what = pl.col("activity").fill_null("activiteit onbekend")
        texts.append(notified.select("vbo_id", text="milieumelding: " + what + " (" + day + ")"))
    if texts:
        found = pl.concat(texts).drop_nulls().join(wanted, on="vbo_id", how="semi")
        yield found.group_by("vbo_id").agg(registrations=pl.col("text").unique().sort())


def _at_address(
    inspection: pl.DataFrame, wanted: pl.LazyFrame, registers: Registers
) -> pl.LazyFrame:
    """Inspections of the wanted addresses.

    One of an establishment counts for its address when it names no address.
    """
    named = inspection.lazy().join(wanted, on="vbo_id", how="semi")
    located = _of(wanted, registers, "kvk_establishment", "est_nr")
    if located is None or "est_nr" not in inspection.columns:
        return named
    where = located.select("est_nr", "vbo_id").unique("est_nr", keep="first")
    nameless = inspection.lazy().filter(pl.col("vbo_id").is_null()).drop("vbo_id")
    return pl.concat([named, nameless.join(where, on="est_nr")], how="diagonal")


def _of(
    wanted: pl.LazyFrame,
    registers: Registers,
    register: str,
    *columns: str,
    as_of: dt.date | None = None,
) -> pl.LazyFrame | None:
    """The rows of a register about the wanted addresses, or None without those columns.

    With ``as_of`` only the rows that hold on that day.
    """
    frame = registers.get(register)
    if frame is None or not {"vbo_id", *columns} <= set(frame.columns):
        return None
    held = frame.lazy() if as_of is None else current_places(registers, register, as_of)
    return held.join(wanted, on="vbo_id", how="semi")


_Ask = Callable[[pl.LazyFrame, Registers, dt.date], Iterator[pl.LazyFrame]]
_ASKED: list[_Ask] = [_object, _residents, _owner, _permits, _visits, _registrations]
