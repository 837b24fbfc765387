"""What a measure or a control did: counts of an area before and after, against comparable areas."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import polars as pl

from screening.comparison.peers import Nearest, peering
from screening.comparison.statistics.before_after import (
    FEWEST_AREAS,
    FEWEST_CASES,
    effect_of,
)
from screening.errors import Problem, ProjectError, Where, suggestion
from screening.prioritise.within import Area, area_named
from screening.project.model import Project
from screening.project.prepare import prepare, wanted_columns
from screening.registers.held import Registers, whole
from screening.registers.reading.load import load_registers
from screening.review.counted_periods import Periods, counted_in, periods_of

PEERS = 20
"""Comparable areas that are looked for."""
NEAR = ("inhabitants", "address_density")
"""What makes areas comparable: how many people live there, and how close together."""
_WANTED: Mapping[str, frozenset[str]] = {
    "area_count": frozenset({"area_code", "year", "month", "phenomenon", "count", "rounded_to"}),
    "area": frozenset({"area_code", "name", "level", "parent_code", "urbanity_class",
                       "address_density"}),
    "area_population": frozenset({"area_code", "year", "inhabitants"}),
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """Of what the effect is asked: a phenomenon in an area, from the day the measure began.

    ``months`` are compared on either side of that day where the counts are per month.
    """

    phenomenon: str
    area: str
    since: dt.date
    months: int = 12
    control: str = ""


@dataclass(frozen=True)
class Peer:
    """A comparable area with its counts."""

    code: str
    name: str
    before: int
    after: int


@dataclass(frozen=True)
class MeasureEffect:
    """The answer; ``ratio`` and its limits are None, with why in ``lacking``, where none is told.

    ``ratio`` is the count after the measure over what is ``expected`` had the area gone as the
    comparable ones; ``spread`` how many times as much as chance those vary.
    """

    phenomenon: str
    area: str
    area_name: str
    since: str
    period_before: str
    period_after: str
    before: int
    after: int
    peers: tuple[Peer, ...]
    control: str = ""
    expected: float | None = None
    ratio: float | None = None
    lower: float | None = None
    upper: float | None = None
    spread: float | None = None
    lacking: str = ""
    rounded_to: int | None = None
    near: tuple[str, ...] = ()

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out that nothing changed."""
        return self.lower is not None and self.upper is not None and not (
            self.lower <= 1 <= self.upper
        )  # fmt: skip

    def as_dict(self) -> dict[str, Any]:
        """The same facts, for json and for the record."""
        return asdict(self)


def measured_effect(
    project: Project, asked: Asked, *, progress: Callable[[str], None] | None = None
) -> MeasureEffect:
    """Work the effect out from the extracts of a project.

    Raises ProjectError for a phenomenon, area or period of which there are no counts, and any error
    that reading the extracts gives.
    """
    say = progress or (lambda _: None)
    inputs = prepare(project)
    say("Reading the extracts")
    allowed = wanted_columns(inputs.packs)
    wanted = {name: columns & allowed[name] for name, columns in _WANTED.items() if name in allowed}
    registers = load_registers(project, as_of=inputs.as_of, wanted=wanted).registers
    area = area_named(asked.area, registers, project.municipality)
    counts = _counts(project, registers, asked)
    periods = periods_of(counts, asked.since, asked.months)
    table = _table(registers, counts, periods, area)
    return _effect(asked, area, periods, table)


def _counts(project: Project, registers: Registers, asked: Asked) -> pl.DataFrame:
    register = registers.get("area_count")
    known = [] if register is None else sorted(set(whole(register)["phenomenon"].to_list()))
    if register is None or asked.phenomenon not in known:
        raise ProjectError(
            Problem(
                f"nothing is counted under the name '{asked.phenomenon}'",
                project.place("registers", "area_count"),
                f"one of: {', '.join(known)}" if known else "the register 'area_count'",
                suggestion(asked.phenomenon, known) or "name a phenomenon of that register",
            )
        )
    return whole(register).filter(pl.col("phenomenon") == asked.phenomenon)


def _table(
    registers: Registers, counts: pl.DataFrame, periods: Periods, area: Area
) -> pl.DataFrame:
    """The area and those of its level that have counts of every period; the peers are marked.

    Columns: subject, name, before, after, rounded_to, own, peer, near (columns they are alike in).
    """
    sums = counted_in(counts, periods)
    level = whole(registers["area"]).filter(pl.col("level") == area.level)
    level = level.unique("area_code", keep="first").rename({"area_code": "subject"})
    table = level.join(sums, on="subject").sort("subject")
    table = table.join(_inhabitants(registers), on="subject", how="left", maintain_order="left")
    if area.code not in set(table["subject"]):
        raise ProjectError(
            Problem(
                f"{area.text} has no count in each part of {periods.before} and {periods.after}",
                Where(column="area_count"),
                "counts of the area before and after the measure; a missing count is not nought",
                "deliver the counts, or ask for fewer months with --months",
            )
        )
    usable = np.ones(table.height, dtype=np.bool_)
    near = [name for name in NEAR if table[name].is_not_null().mean() or 0]
    peers: list[str] | None = None
    if near:
        found = peering(table, Nearest(nearest=PEERS, on=near), None, usable, FEWEST_AREAS)
        told = found.told.with_columns(table["subject"]).filter(pl.col("subject") == area.code)
        peers = told["peers"].to_list()[0]
    own = pl.col("subject") == area.code
    if not peers:  # nothing says which areas are alike: all of the level are compared with
        return table.with_columns(own=own, peer=~own, near=pl.lit([], pl.List(pl.String)))
    alike = pl.col("subject").is_in(peers)
    return table.with_columns(own=own, peer=alike, near=pl.lit(near, pl.List(pl.String)))


def _inhabitants(registers: Registers) -> pl.DataFrame:
    """The last known number of inhabitants per area."""
    register = registers.get("area_population")
    if register is None:
        return pl.DataFrame(schema={"subject": pl.String, "inhabitants": pl.Int64})
    known = whole(register).drop_nulls("inhabitants").sort("area_code", "year")
    last = known.unique("area_code", keep="last", maintain_order=True)
    return last.select(pl.col("area_code").alias("subject"), "inhabitants")


def _effect(asked: Asked, area: Area, periods: Periods, table: pl.DataFrame) -> MeasureEffect:
    own = table.filter("own").row(0, named=True)
    others = table.filter("peer")
    rounded = table.filter(pl.col("own") | pl.col("peer"))["rounded_to"].max()
    facts: dict[str, Any] = {
        "phenomenon": asked.phenomenon, "area": area.code, "area_name": area.text,
        "since": asked.since.isoformat(), "period_before": periods.before,
        "period_after": periods.after, "before": own["before"], "after": own["after"],
        "peers": tuple(Peer(*row) for row in others.select(
            "subject", "name", "before", "after").iter_rows()),
        "control": asked.control, "rounded_to": rounded, "near": tuple(own["near"]),
    }  # fmt: skip
    if others.height < FEWEST_AREAS:
        return MeasureEffect(**facts, lacking="too_few_areas")
    if own["before"] < FEWEST_CASES or others["before"].sum() < FEWEST_CASES:
        return MeasureEffect(**facts, lacking="too_few_cases")
    before, after = (others[name].cast(pl.Float64).to_numpy()[None] for name in ("before", "after"))
    mine = np.array([[float(own["before"])], [float(own["after"])]])
    effect = effect_of(mine[0], mine[1], before, after)
    found = {name: float(figure[0]) for name, figure in effect._asdict().items()}
    if not found["expected"] >= FEWEST_CASES:
        return MeasureEffect(**facts, lacking="too_few_cases")
    return MeasureEffect(**(facts | found))
