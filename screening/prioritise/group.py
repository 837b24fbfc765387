"""Lists fed by the same packs, made together.

The same packs mean the same registers, weights and warnings. So whatever takes a look into a
register is done once for all rows of these lists, and is told apart again by the column ``list``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from screening.detect.explain import dutch
from screening.lists import ListKind
from screening.packs.loaded import Pack
from screening.prioritise.applications import answered, deadlines
from screening.prioritise.branches import locations_of_themes
from screening.prioritise.capacity import Room, cut, divide
from screening.prioritise.cases import qualifies
from screening.prioritise.context import allowed
from screening.prioritise.danger import marked
from screening.prioritise.drawn import draw_lists
from screening.prioritise.lists import FLAGGED, Narrowed, PriorityList, info_of
from screening.prioritise.look import Look
from screening.prioritise.owners import per_owner
from screening.prioritise.placing import Surroundings, placed
from screening.prioritise.points import counted, ranked, scored
from screening.prioritise.reasons import PLACE, SUBJECT, labels
from screening.prioritise.rows import described, named_reasons, with_names
from screening.prioritise.schema import schema_of
from screening.prioritise.told import Packs
from screening.prioritise.weights import ROW
from screening.prioritise.within import Area, Narrowing, places_in
from screening.registers.held import Registers

_LATER = 10**6
"""Urgency of an application that has no deadline: after every one that has; withdrawn ones last."""


@dataclass(frozen=True)
class Wanted:
    """A list to be made: the rows it has room for, and the share of these drawn at random."""

    kind: ListKind
    capacity: int
    share: float

    @property
    def name(self) -> str:
        """The name of the list."""
        return self.kind.name


@dataclass(frozen=True)
class Around:
    """What every list is made with: the registers, the reference date, and the project's facts."""

    registers: Registers
    as_of: dt.date
    municipality: str | None = None
    map_link: str = ""
    recipient: str = ""
    narrowing: Narrowing | None = None
    guard_days: int | None = None


class _Qualifying(NamedTuple):
    """Candidates in order, every reason counted, and what rows stand for beside themselves."""

    candidates: pl.DataFrame
    reasoned: pl.LazyFrame
    folded: pl.DataFrame


class Group:
    """Makes the lists that the same packs feed."""

    def __init__(
        self,
        feeding: Sequence[Pack],
        around: Around,
        measured: pl.DataFrame,
        figures: pl.DataFrame,
        danger: pl.DataFrame,
    ) -> None:
        self._feeding = feeding
        self._registers = allowed(around.registers, [pack.header for pack in feeding])
        self._around = around
        self._as_of = around.as_of
        self._measured = measured
        self._figures = figures
        self._danger = danger

    def make(
        self, wanted: Sequence[Wanted], reasons: pl.DataFrame, links: pl.DataFrame, seed: int
    ) -> list[PriorityList]:
        """The ``wanted`` lists, in that order."""
        kinds = {each.name: each.kind for each in wanted}
        around = Surroundings(self._registers, links.lazy(), self._around.municipality)
        there, population = pl.collect_all(
            [placed(list(kinds.values()), reasons, around), self._population(wanted)]
        )
        known = self._labels(there.lazy(), population.lazy()).collect().lazy()
        narrowing = self._around.narrowing
        whole: dict[str, int] = {}
        if narrowing is not None and narrowing.area is not None:
            whole = _counts(self._qualifying(kinds, there, known).candidates)
            there, population = self._narrowed(narrowing.area, there, population, links)
        found = self._qualifying(kinds, there, known)
        candidates, reasoned, folded = found.candidates, found.reasoned, found.folded
        totals = _counts(candidates)
        whole = whole or totals
        rooms = {each.name: _room(each, totals.get(each.name, 0)) for each in wanted}
        drawn, draws = draw_lists(
            population.join(candidates, on=["list", *PLACE], how="anti").join(
                folded.select("list", "place_type", place="other"), on=["list", *PLACE], how="anti"
            ),
            {each.name: (rooms[each.name], each.share) for each in wanted if each.share > 0},
            seed=seed,
            as_of=self._as_of,
            desk=any(pack.header.random.desk_check_only for pack in self._feeding),
            narrowed=narrowing.purpose if narrowing else "",
        )
        kept = cut(candidates.lazy(), {name: room.flagged for name, room in rooms.items()})
        chosen, tied = pl.collect_all([_chosen(kept, drawn), kept.filter("tie")])
        shown, level = pl.collect_all(
            [
                described(chosen, known, reasoned, self._look(kinds, folded)),
                _tie_texts(tied, known),
            ]
        )
        return [
            PriorityList(
                name=each.name,
                title=each.kind.title,
                rows=_of(shown, each.name).select(list(schema_of(each.kind))),
                capacity=None if each.kind.queue else each.capacity,
                total_candidates=totals.get(each.name, 0),
                ties=_of(level, each.name)["text"].to_list(),
                draw=draws.get(each.name),
                packs=tuple(info_of(pack.header) for pack in self._feeding),
                measured=_of(self._measured, each.name).drop("list"),
                narrowed=Narrowed(narrowing.area, whole.get(each.name, 0)) if narrowing else None,
            )
            for each in wanted
        ]

    def _qualifying(
        self, kinds: Mapping[str, ListKind], there: pl.DataFrame, known: pl.LazyFrame
    ) -> _Qualifying:
        """What of the placed reasons comes on which list."""
        alike, folded = per_owner(
            there, self._of_visits(kinds), self._models("about_owner"), self._registers,
            self._as_of,
        )  # fmt: skip
        weights = {pack.id: pack.header.priority for pack in self._feeding}
        reasoned = marked(
            counted(named_reasons(alike.lazy(), known), weights), self._at_risk(), self._danger
        )
        return _Qualifying(self._candidates(kinds, reasoned).collect(), reasoned, folded)

    def _narrowed(
        self, area: Area, there: pl.DataFrame, population: pl.DataFrame, links: pl.DataFrame
    ) -> tuple[pl.DataFrame, pl.DataFrame]:
        """What of the placed reasons and of the population lies in the area."""
        drawable = population.with_columns(subject_type="place_type", subject="place")
        of_both = pl.concat([there.select(*SUBJECT, *PLACE), drawable.select(*SUBJECT, *PLACE)])
        inside = places_in(area, of_both.lazy(), self._registers, links.lazy()).collect()
        return (
            there.join(inside, on=PLACE, how="semi", maintain_order="left"),
            population.join(inside, on=PLACE, how="semi", maintain_order="left"),
        )

    def _models(self, mark: str) -> list[str]:
        """Rules and escalations of the packs that say something of themselves."""
        models = [each.model for pack in self._feeding for each in pack.documents]
        return sorted(model.id for model in models if getattr(model, mark, False))

    def _at_risk(self) -> list[str]:
        """Rules and escalations that say it of everything they find."""
        models = [each.model for pack in self._feeding for each in pack.documents]
        return [each.id for each in models if getattr(each, "people_at_risk", False) is True]

    def _of_visits(self, kinds: Mapping[str, ListKind]) -> list[str]:
        return [name for name, kind in kinds.items() if kind.placing == "theme"]

    def _look(self, kinds: Mapping[str, ListKind], folded: pl.DataFrame) -> Look:
        headers = [pack.header for pack in self._feeding]
        return Look(
            kinds=kinds,
            packs=Packs(headers),
            registers=self._registers,
            delivered=self._around.registers.keys(),
            figures=self._figures,
            as_of=self._as_of,
            map_link=self._around.map_link,
            recipient=self._around.recipient,
            guard_days=self._around.guard_days,
            folded=folded,
        )

    def _population(self, wanted: Sequence[Wanted]) -> pl.LazyFrame:
        """Where the random part of each ``list`` is drawn from: ``place_type``, ``place``."""
        kinds = [each.kind for each in wanted if each.share > 0]
        drawn = {kind.theme: kind.name for kind in kinds if kind.theme is not None}
        everywhere = locations_of_themes(list(drawn), self._registers, self._as_of)
        name = pl.col("theme").replace_strict(drawn or {"": ""}, return_dtype=pl.String)
        return everywhere.select(name.alias("list"), *PLACE)

    def _labels(self, placed: pl.LazyFrame, population: pl.LazyFrame) -> pl.LazyFrame:
        """What people call everything that can appear on these lists."""
        place = {"subject_type": "place_type", "subject": "place"}
        named = [placed.select(SUBJECT), placed.select(**place), population.select(**place)]
        return labels(self._registers, pl.concat(named).unique())

    def _candidates(self, kinds: Mapping[str, ListKind], reasoned: pl.LazyFrame) -> pl.LazyFrame:
        """Every place that qualifies for a list, ranked."""
        fits = pl.lit(value=True)
        for name, kind in kinds.items():
            its = pl.col("list") == name
            if kind.placing == "case":
                fits = fits & (~its | qualifies())
            elif kind.least_severity is not None:
                fits = fits & (~its | (pl.col("severity_max") >= kind.least_severity))
        found = scored(reasoned).filter(fits)
        by_deadline = [name for name, kind in kinds.items() if kind.ordered_by == "deadline"]
        if by_deadline:
            due = deadlines(self._registers).rename({"application_id": "place"})
            gone = answered(self._registers).select(place="application_id", gone=pl.lit(_LATER + 1))
            found = found.join(due, on="place", how="left").join(gone, on="place", how="left")
        risky = reasoned.filter("risky").select(ROW).unique().with_columns(safe=pl.lit(value=False))
        found = found.join(risky, on=ROW, how="left", maintain_order="left")
        return ranked(found, self._urgency(kinds, by_deadline)).drop("safe")

    def _urgency(self, kinds: Mapping[str, ListKind], by_deadline: Sequence[str]) -> pl.Expr:
        """What goes before points: people at risk, or the day by which one has to decide."""
        people = [name for name, kind in kinds.items() if kind.ordered_by == "people_first"]
        safe = pl.col("safe").fill_null(value=True)
        urgency = pl.when(pl.col("list").is_in(people)).then(safe.cast(pl.Int64)).otherwise(0)
        if by_deadline:
            days = (pl.col("due") - pl.lit(self._as_of)).dt.total_days()
            days = pl.coalesce("gone", days, _LATER)
            urgency = pl.when(pl.col("list").is_in(by_deadline)).then(days).otherwise(urgency)
        return urgency


def _counts(candidates: pl.DataFrame) -> dict[str, int]:
    """How many candidates each list has."""
    return dict(candidates.group_by("list").len().iter_rows())


def _room(wanted: Wanted, candidates: int) -> Room:
    """The rows of a list that come from reasons and that are drawn; a queue holds everybody."""
    if wanted.kind.queue:
        return Room(candidates, 0)
    return divide(wanted.capacity, candidates, wanted.share)


def _of(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    return frame.filter(pl.col("list") == name)


def _chosen(marked: pl.LazyFrame, drawn: pl.LazyFrame) -> pl.LazyFrame:
    """The rows of the lists: those kept for their reasons, and below them those drawn."""
    kept = marked.filter("kept").with_columns(
        random=pl.lit(value=False), origin=pl.lit(FLAGGED), tie=pl.when("tie").then(pl.lit("ja"))
    )
    return pl.concat([kept, drawn], how="diagonal_relaxed")


def _tie_texts(tied: pl.DataFrame, known: pl.LazyFrame) -> pl.LazyFrame:
    """Per tied row its ``list`` and the ``text`` that says who it is and on what it tied."""
    points = dutch.number(pl.col("points"))
    return with_names(tied, known).select(
        "list",
        text=pl.format(
            "{} ({}, {}, {})",
            "name",
            dutch.so_many(points, "punten"),
            dutch.so_many(dutch.whole(pl.col("families_count")), "invalshoeken"),
            dutch.date(pl.col("newest")).fill_null("datum onbekend"),
        ),
    )
