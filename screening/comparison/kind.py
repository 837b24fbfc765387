"""What a kind of comparison is; each stands in a file of its own under ``kinds``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from screening.comparison.peers import Nearest, Peering, Peers, Same
from screening.comparison.statistics.comparison_sets import Reals, Whole
from screening.comparison.statistics.funnel import Funnel
from screening.comparison.statistics.levels import count_levels
from screening.documents.fields import Model

Need = Literal["number", "group"]
_NO_EVENTS = "geen enkel geval in de vergelijkingsgroep"
_NO_SPREAD = "geen spreiding in de vergelijkingsgroep"


@dataclass(frozen=True)
class Input:
    """A measured column a block reads: where the block names it, and as what it is used."""

    path: str
    column: str
    need: Need = "number"


@dataclass(frozen=True)
class Label:
    """How a value is called and counted, in Dutch."""

    text: str
    unit: str = ""


@dataclass(frozen=True)
class Beside:
    """How that is called, in Dutch, what the value is set beside: peers, or its own past."""

    others: str
    expected: str
    group: str
    size: str
    unit: str


@dataclass(frozen=True)
class Wording:
    """How measured columns are called, and numbers said, where a comparison is told about."""

    called: Callable[[str], Label]
    say: Callable[[float], str]


@dataclass(frozen=True)
class Figures:
    """What a comparison found per measured row, before the level is known.

    Floats are NaN where there is no figure; ``expected`` counts in the unit of ``value``. ``told``
    holds group, group_size, reason and, for nearest peers, peers. ``grade`` turns the q of every
    row into level numbers. ``too_few`` is the reason for rows with that level. ``beyond`` is, for
    counts, the variance beyond chance that each row was judged with, on the scale of its scores.
    """

    value: Reals
    expected: Reals
    ratio: Reals
    lower: Reals
    upper: Reals
    z: Reals
    p: Reals
    told: pl.DataFrame
    grade: Callable[[Reals], Whole]
    too_few: pl.Expr | None = None
    beyond: Reals | None = None


@dataclass(frozen=True)
class FunnelOf:
    """What a comparison of counts reads, and how it judges: enough to draw its funnel."""

    kind: Literal["rate", "share"]
    count: str
    per: str
    scale: float
    spread: str
    fewest: int
    """Fewest events to judge a unit by."""


class Comparison(Model):
    """A compare block of a rule; its kind says what is read, found and told."""

    kind: str
    """What is compared: amount, change, density, rate, season or share."""

    def inputs(self) -> Iterator[Input]:
        """The measured columns that the block names."""
        raise NotImplementedError

    def judged_by(self) -> frozenset[str]:
        """Measured columns whose values it reads to judge a subject."""
        raise NotImplementedError

    def figures(self, measured: pl.DataFrame) -> Figures:
        """What it finds per row of the measured frame, in the same order."""
        raise NotImplementedError

    def label(self, wording: Wording) -> Label:
        """What the value that is compared is called."""
        raise NotImplementedError

    def beside(self, peers: str) -> Beside:
        """What it compares with; ``peers`` is how units of its kind are called."""
        others = f"vergelijkbare {peers}"
        group = "vergelijkingsgroep"
        return Beside(others, f"verwacht bij {others}", group, f"omvang van de {group}", peers)

    def method(self, wording: Wording) -> str:
        """How it compares, with its formula: the rest of a sentence that begins with its name."""
        raise NotImplementedError

    def funnel(self) -> FunnelOf | None:
        """How it judges counts; None when it does not compare counts with those of others."""
        return None

    def widening(self) -> list[list[str]] | None:
        """The groups in which it compares amounts, narrow to wide; None when it does not."""
        return None

    @property
    def nearest(self) -> bool:
        """Whether it compares with the nearest peers, and so tells who they are."""
        return isinstance(getattr(self, "peers", None), Nearest)


def peer_inputs(peers: Peers, within: str | None) -> Iterator[Input]:
    """The measured columns that say who the peers are."""
    if isinstance(peers, Same):
        yield from (Input(f"peers.same.{n}", each, "group") for n, each in enumerate(peers.same))
    elif isinstance(peers, Nearest):
        yield from (Input(f"peers.on.{n}", each) for n, each in enumerate(peers.on))
    if within is not None:
        yield Input("within", within, "group")


def peers_in_words(peers: Peers) -> str:
    """Who is compared with, in Dutch."""
    if isinstance(peers, Nearest):
        return f"de {peers.nearest} meest gelijkende eenheden ({', '.join(peers.on)})"
    if isinstance(peers, Same):
        return f"eenheden met dezelfde {', '.join(peers.same)}"
    return "alle eenheden"


def counted(
    value: Reals, expected: Reals, found: Funnel, told: pl.DataFrame, count: Reals, min_count: int
) -> Figures:
    """The figures of counts in a funnel, graded by their ratio, lower limit and q."""
    text = pl.lit(f"te weinig gevallen om te beoordelen (minder dan {min_count})")
    return Figures(
        value=value, expected=expected, ratio=found.ratio, lower=found.lower,
        upper=found.upper, z=found.z, p=found.p, told=told, too_few=text, beyond=found.beyond,
        grade=lambda q: count_levels(found.ratio, found.lower, q, count, min_count),
    )  # fmt: skip


def with_reason(
    among: Peering, top: tuple[Reals, str], bottom: tuple[Reals, str], ratio: Reals | None
) -> pl.DataFrame:
    """The reason of the first thing that is wrong: the figures, then the set, then no events."""
    told = among.told
    if ratio is not None:
        empty = pl.when(pl.Series(np.isnan(ratio) & (among.sets.own >= 0)))
        told = told.with_columns(reason=pl.coalesce("reason", empty.then(pl.lit(_NO_EVENTS))))
    told = missing(told, *bottom, positive=True)
    negative = pl.when(pl.Series(top[0] < 0)).then(pl.lit(f"{top[1]} is negatief"))
    told = told.with_columns(reason=pl.coalesce(negative, "reason"))
    return missing(told, *top, positive=False)


def missing(told: pl.DataFrame, values: Reals, what: str, *, positive: bool) -> pl.DataFrame:
    """Put what is wrong with the figure itself before what is wrong with its set."""
    wrong: pl.Expr = pl.when(pl.Series(np.isnan(values))).then(pl.lit(f"{what} ontbreekt"))
    if positive:
        zero = pl.when(pl.Series(values <= 0)).then(pl.lit(f"{what} is niet groter dan nul"))
        wrong = pl.coalesce(wrong, zero)
    return told.with_columns(reason=pl.coalesce(wrong, "reason"))


def no_spread(told: pl.DataFrame, z: Reals) -> pl.DataFrame:
    """Say of rows without a score that their set has no spread."""
    flat = pl.when(pl.Series(np.isnan(z))).then(pl.lit(_NO_SPREAD))
    return told.with_columns(reason=pl.coalesce("reason", flat))
