"""What is kept of the comparisons of a run for its pictures, while the measured rows are there.

Only of the own municipality, and of packs under no sector law: what such a law closes in stays in
the list that is made under it (T62).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from screening.comparison.centres import middle
from screening.comparison.columns import BEYOND
from screening.comparison.figures import FEWEST, AmountFigures, FunnelFigures, Sourced
from screening.comparison.kind import Comparison, FunnelOf, Label
from screening.comparison.peers import label, reals
from screening.comparison.statistics.comparison_sets import Reals
from screening.detect.area_pictures import SCHEMA, area_pictures
from screening.detect.judge import HIT
from screening.detect.signals import Ready, source_of
from screening.engines.base import FAULTS
from screening.reference.tables import branch_groups

AREAS = ("area", "area_branch")
"""Subjects whose figures are public."""
SEALED = frozenset({"bibob", "wmo", "wpg"})
"""Sector laws that let nothing out of the list that is made under them."""
FINENESS = (1, 2, 4, 8, 16, 32, 64)
"""Steps per factor of ten in which amounts are counted: the first that gives ``STEPS``, or more."""
STEPS = 10
MOST = 3
"""Most pictures that one comparison gives, of the subjects or groups that matter most."""
_OWN = ("value", "expected", "ratio", "lower", "upper", "q", "level")


@dataclass(frozen=True)
class Pictured:
    """The figures of the comparisons of a run, in the order of rules and their blocks."""

    funnels: tuple[FunnelFigures, ...] = ()
    amounts: tuple[AmountFigures, ...] = ()
    areas: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SCHEMA))
    """What pictures of areas show, of every area; see :mod:`screening.detect.area_pictures`."""


NOTHING = Pictured()


@dataclass(frozen=True)
class _Block:
    """A comparison of a rule with the rows that were compared, ``hit`` among their columns."""

    ready: Ready
    name: str
    compare: Comparison
    rows: pl.DataFrame
    own: str

    def called(self, column: str) -> Label:
        return self.ready.question.labels.get(column, Label(column))

    @property
    def source(self) -> Sourced:
        label, day = source_of(self.ready, f"{self.name}_value", self.name)
        return label, "" if day is None else day.isoformat()


def pictured(
    judged: Mapping[str, tuple[Ready, pl.DataFrame]], municipality: str | None
) -> Pictured:
    """The figures that pictures need; a comparison that gives none has no picture."""
    funnels: list[FunnelFigures] = []
    amounts: list[AmountFigures] = []
    for _, (ready, rows) in sorted(judged.items()):
        if not ready.loaded.rule.compare or SEALED & {*ready.loaded.pack.regimes}:
            continue
        marked = rows.with_columns(hit=pl.col("_outcome") == HIT)
        for name, compare in ready.loaded.rule.compare.items():
            block = _Block(ready, name, compare, marked, municipality or "")
            try:
                funnels += _funnels(block)
                amounts += _amounts(block)
            except FAULTS:  # a picture that cannot be drawn ends no run
                continue
    return Pictured(tuple(funnels), tuple(amounts), area_pictures(judged, SEALED))


def _funnels(block: _Block) -> list[FunnelFigures]:
    of, rule = block.compare.funnel(), block.ready.loaded.rule
    if of is None or rule.subject not in AREAS:
        return []
    known = block.rows.filter(
        pl.col(f"{block.name}_ratio").is_not_null(), pl.col(of.count) >= of.fewest
    )
    chosen = _chosen(block, known, "ratio")
    return [_funnel(block, of, row) for row in chosen.to_dicts()]


def _chosen(block: _Block, known: pl.DataFrame, by: str) -> pl.DataFrame:
    """Own rows to draw: the municipality, or of its branches those flagged, or else the highest."""
    code = pl.col("subject").str.split(":").list.first()
    own = known.filter(code == block.own).sort(f"{block.name}_{by}", descending=True)
    flagged = own.filter("hit")
    return flagged.head(MOST) if flagged.height else own.head(1)


def _funnel(block: _Block, of: FunnelOf, row: Mapping[str, Any]) -> FunnelFigures:
    name, rule = block.name, block.ready.loaded.rule
    units = _peers(block, row)
    shown = units.filter(pl.col(of.count) >= of.fewest, pl.col("subject") != row["subject"])
    own = {"count": row[of.count], "per": row[of.per]}
    return FunnelFigures(
        rule=rule.id, title=rule.title, block=name, subject=str(row["subject"]),
        flagged=bool(row["hit"]), kind=of.kind, what=block.called(f"{name}_value").text,
        counted=block.called(of.count).text, per=block.called(of.per).text, scale=of.scale,
        target=row[f"{name}_expected"] / of.scale, tau2=float(row[f"{name}_{BEYOND}"]),
        nearest=block.compare.nearest,
        own={**own, **{part: row[f"{name}_{part}"] for part in _OWN}},
        units={
            "subject": shown["subject"].to_list(), "count": shown[of.count].to_list(),
            "per": shown[of.per].to_list(),
        },
        left_out=units.height - shown.height - int((units["subject"] == row["subject"]).sum()),
        source=block.source,
    )  # fmt: skip


def _peers(block: _Block, row: Mapping[str, Any]) -> pl.DataFrame:
    """The comparison set of a row: its nearest, or who shares its group and has figures."""
    usable = block.rows.filter(pl.col(f"{block.name}_value").is_not_null())
    if block.compare.nearest:
        peers = pl.Series(row[f"{block.name}_peers"], dtype=pl.String)
        return usable.filter(pl.col("subject").is_in(peers.implode()))
    return usable.filter(pl.col(f"{block.name}_group") == row[f"{block.name}_group"])


def _amounts(block: _Block) -> list[AmountFigures]:
    tried, name = block.compare.widening(), block.name
    if tried is None:
        return []
    known = block.rows.filter(pl.col(f"{name}_value") > 0)
    public = block.ready.loaded.rule.subject in AREAS
    if public:
        told = _chosen(block, known.filter(pl.col(f"{name}_z").is_not_null()), "z")
        groups = told.select(group=f"{name}_group", own="subject").rows()
    else:
        hits = known.filter("hit").group_by(group=f"{name}_group").len()
        ranked = hits.sort("len", "group", descending=[True, False], nulls_last=True)
        groups = [(group, "") for group in ranked["group"].drop_nulls().head(MOST)]
    called = [(keys, label(known, keys)) for keys in tried] if groups else []
    return [
        _amount(block, keys, own, known.filter(same))
        for group, own in groups
        for keys, same in [next((k, c == group) for k, c in called if (c == group).any())]
    ]


def _amount(block: _Block, keys: Sequence[str], own: str, units: pl.DataFrame) -> AmountFigures:
    name, rule = block.name, block.ready.loaded.rule
    values, hit = reals(units, f"{name}_value"), units["hit"].to_numpy()
    edges, found, public = _edges(values), middle(values), rule.subject in AREAS
    called = block.called(f"{name}_value")
    named = units.filter(pl.col("hit") | (pl.col("subject") == own)) if public else units.clear()
    fewest = 0 if public else FEWEST
    return AmountFigures(
        rule=rule.id, title=rule.title, block=name, subject_type=rule.subject,
        what=called.text, unit=called.unit, group=_in_words(block, units, keys),
        size=units.height if public else 5 * round(units.height / 5),
        hits=_at_least(int(hit.sum()), fewest), median=found.median, low=found.low,
        high=found.high, edges=edges.tolist(), counts=_told(values, edges, fewest),
        flagged=_told(values[hit], edges, fewest), own=own,
        named={
            "subject": named["subject"].to_list(), "amount": named[f"{name}_value"].to_list(),
            "hit": named["hit"].to_list(),
        },
        source=block.source,
    )  # fmt: skip


def _edges(values: Reals) -> Reals:
    """Edges of equal steps of the logarithm around all values, the same whatever the values are."""
    low, high = np.log10(values.min()), np.log10(values.max())
    for fine in FINENESS:
        first, last = int(np.floor(low * fine)), int(np.floor(high * fine)) + 1
        if last - first >= STEPS or fine == FINENESS[-1]:
            break
    return np.asarray(10.0 ** (np.arange(first, last + 1) / fine), dtype=np.float64)


def _told(values: Reals, edges: Reals, fewest: int) -> list[int | None]:
    """How many values per step; None for a number between nought and ``fewest``.

    Where only one is not told, the smallest other is not told either, or the total tells it.
    """
    counted = np.histogram(values, edges)[0].tolist()
    told = [_at_least(count, fewest) for count in counted]
    if told.count(None) == 1:
        rest = [(count, n) for n, count in enumerate(told) if count]
        if rest:
            told[min(rest)[1]] = None
    return told


def _at_least(count: int, fewest: int) -> int | None:
    return None if 0 < count < fewest else count


def _in_words(block: _Block, units: pl.DataFrame, keys: Sequence[str]) -> str:
    """What the units of a group share, such as 'branche kappers, stedelijkheidsklasse 2'."""
    first = units.row(0, named=True)
    parts = [f"{block.called(key).text} {_title(first[key])}" for key in keys]
    return ", ".join(parts) or "alle"


def _title(value: object) -> str:
    known = branch_groups().get(str(value))
    return str(value) if known is None else known.title
