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
            found[name] = frame.select(columns)
    return found


def of_addresses(addresses: pl.DataFrame, registers: Registers, as_of: dt.date) -> pl.DataFrame:
    """``addresses`` (column ``vbo_id``) with everything known about them."""
    wanted = addresses.select("vbo_id").drop_nulls().unique()
    found = wanted
    for ask in _ASKED:
        for part in ask(wanted, registers, as_of):
            found = found.join(part, on="vbo_id", how="left", maintain_order="left")
    return found.with_columns(missing=_missing(found.columns))


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


def _object(wanted: pl.DataFrame, registers: Registers, _: dt.date) -> Iterator[pl.DataFrame]:
    found = _of(wanted, registers, "bag_object", "address")
    if found is None:
        return
    place = pl.concat_str("address", "postcode", separator=", ", ignore_nulls=True)
    columns = [pl.col("vbo_id"), place.alias("address") if "postcode" in found else "address"]
    if "usage" in found:
        columns.append(pl.col("usage").str.replace_all("|", ", ", literal=True))
    yield found.select(*columns, *(name for name in ["floor_m2"] if name in found))


def _residents(wanted: pl.DataFrame, registers: Registers, _: dt.date) -> Iterator[pl.DataFrame]:
    found = _of(wanted, registers, "brp_count", "count_date", "persons", "households")
    if found is not None:
        latest = found.sort("vbo_id", "count_date", nulls_last=False)
        yield latest.group_by("vbo_id").agg(pl.col("persons", "households").last())


def _owner(wanted: pl.DataFrame, registers: Registers, as_of: dt.date) -> Iterator[pl.DataFrame]:
    current = {"brk_right": current_places(registers, "brk_right", as_of)}
    found = _of(wanted, current, "brk_right", "owner_type")
    if found is not None:
        named = pl.col("owner_type").replace(OWNERS).drop_nulls().unique().sort().str.join(", ")
        known = found.filter(pl.col("owner_type").is_not_null())
        yield known.group_by("vbo_id").agg(named)


def _permits(wanted: pl.DataFrame, registers: Registers, as_of: dt.date) -> Iterator[pl.DataFrame]:
    current = {"permit": current_places(registers, "permit", as_of)}
    found = _of(wanted, current, "permit", "kind", "end_date", "status")
    if found is not None:
        until = pl.coalesce(
            "geldig tot " + pl.col("end_date").dt.strftime(_DAY), pl.lit("zonder einddatum")
        )
        text = pl.concat_str("kind", until, separator=", ")
        granted = found.filter(pl.col("status") == "granted")
        yield granted.group_by("vbo_id").agg(permits=text.unique().sort())


def _visits(wanted: pl.DataFrame, registers: Registers, as_of: dt.date) -> Iterator[pl.DataFrame]:
    inspection = registers.get("inspection")
    if inspection is None or not {"vbo_id", "inspection_date"} <= set(inspection.columns):
        return
    found = _at_address(inspection, registers).join(wanted, on="vbo_id", how="semi")
    past = found.filter(pl.col("inspection_date") <= as_of)
    if {"agency", "finding_code"} <= set(found.columns):
        number = pl.col("finding_code").count()
        findings = (
            pl.when(number == 0)
            .then(pl.lit("geen bevindingen"))
            .when(number == 1)
            .then(pl.lit("1 bevinding"))
            .otherwise(number.cast(pl.String) + " bevindingen")
        )
        yield (
            past.filter(pl.col("inspection_date") == pl.col("inspection_date").max().over("vbo_id"))
            .group_by("vbo_id")
            .agg(
                last_visit=pl.concat_str(
                    pl.col("inspection_date").first().dt.strftime(_DAY),
                    pl.col("agency").drop_nulls().unique().sort().str.join(", "),
                    findings,
                    separator="; ",
                )
            )
        )
    if {"follow_up_due", "follow_up_done"} <= set(found.columns):
        promised = past.filter(pl.col("follow_up_done").is_null())
        yield promised.group_by("vbo_id").agg(open_follow_up=pl.col("follow_up_due").min())


def _registrations(
    wanted: pl.DataFrame, registers: Registers, as_of: dt.date
) -> Iterator[pl.DataFrame]:
    texts = []
    dor = registers.get("dor_registration")
    if dor is not None and "kvk_establishment" in registers:
        day = pl.col("registered_date").dt.strftime(_DAY).fill_null("datum onbekend")
        located = dor.join(registers["kvk_establishment"].select("est_nr", "vbo_id"), on="est_nr")
        texts.append(located.select("vbo_id", text="DOR: geregistreerd " + day))
    recognition = current_places(registers, "rdw_recognition", as_of)
    if {"vbo_id", "kind", "status"} <= set(recognition.columns):
        valid = recognition.filter(pl.col("status") == "valid")
        texts.append(valid.select("vbo_id", text="RDW: erkenning " + pl.col("kind")))
    notified = registers.get("env_notification")
    if notified is not None:
        day = pl.col("notification_date").dt.strftime(_DAY).fill_null("datum onbekend")
        what = pl.col("activity").fill_null("activiteit onbekend")
        texts.append(notified.select("vbo_id", text="milieumelding: " + what + " (" + day + ")"))
    if texts:
        found = pl.concat(texts).drop_nulls().join(wanted, on="vbo_id", how="semi")
        yield found.group_by("vbo_id").agg(registrations=pl.col("text").unique().sort())


def _at_address(inspection: pl.DataFrame, registers: Registers) -> pl.DataFrame:
    """Inspections of an establishment count for its address when they name no address."""
    establishment = registers.get("kvk_establishment")
    if establishment is None or "est_nr" not in inspection.columns:
        return inspection
    where = establishment.select("est_nr", located="vbo_id").unique("est_nr")
    return inspection.join(where, on="est_nr", how="left").with_columns(
        vbo_id=pl.coalesce("vbo_id", "located")
    )


def _of(
    wanted: pl.DataFrame, registers: Registers, register: str, *columns: str
) -> pl.DataFrame | None:
    """The rows of a register about the wanted addresses, or None without those columns."""
    frame = registers.get(register)
    if frame is None or not {"vbo_id", *columns} <= set(frame.columns):
        return None
    return frame.join(wanted, on="vbo_id", how="semi")


_Ask = Callable[[pl.DataFrame, Registers, dt.date], Iterator[pl.DataFrame]]
_ASKED: list[_Ask] = [_object, _residents, _owner, _permits, _visits, _registrations]
