"""Lists fed by the same packs, made together.

The same packs mean the same registers, weights and warnings. So whatever takes a look into a
register is done once for all rows of these lists, and is told apart again by the column ``list``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from screening.lists import ListKind
from screening.packs.loaded import Pack
from screening.prioritise.branches import locations_of_themes
from screening.prioritise.capacity import cut, divide
from screening.prioritise.cases import qualifies
from screening.prioritise.context import allowed
from screening.prioritise.drawn import draw_lists
from screening.prioritise.lists import FLAGGED, PriorityList, info_of
from screening.prioritise.placing import Surroundings, placed
from screening.prioritise.points import ranked, scored
from screening.prioritise.reasons import PLACE, SUBJECT, labels
from screening.prioritise.rows import described, named_reasons, with_names


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


class Group:
    """Makes the lists that the same packs feed."""

    def __init__(
        self,
        feeding: Sequence[Pack],
        registers: Mapping[str, pl.DataFrame],
        as_of: dt.date,
        municipality: str | None,
        measured: pl.DataFrame,
    ) -> None:
        self._feeding = feeding
        self._registers = allowed(registers, [pack.header for pack in feeding])
        self._as_of = as_of
        self._municipality = municipality
        self._measured = measured

    def make(
        self, wanted: Sequence[Wanted], reasons: pl.DataFrame, links: pl.DataFrame, seed: int
    ) -> list[PriorityList]:
        """The ``wanted`` lists, in that order."""
        kinds = {each.name: each.kind for each in wanted}
        around = Surroundings(self._registers, links.lazy(), self._municipality)
        there, population = pl.collect_all(
            [placed(list(kinds.values()), reasons, around), self._population(wanted)]
        )
        known = self._labels(there.lazy(), population.lazy()).collect().lazy()
        candidates = self._candidates(kinds, there.lazy(), known).collect()
        totals = dict(candidates.group_by("list").len().iter_rows())
        rooms = {
            each.name: divide(each.capacity, totals.get(each.name, 0), each.share)
            for each in wanted
        }
        drawn, draws = draw_lists(
            population.join(candidates, on=["list", *PLACE], how="anti"),
            {each.name: (rooms[each.name], each.share) for each in wanted if each.share > 0},
            seed=seed,
            as_of=self._as_of,
            desk=any(pack.header.random.desk_check_only for pack in self._feeding),
        )
        marked = cut(candidates.lazy(), {name: room.flagged for name, room in rooms.items()})
        chosen, tied = pl.collect_all([_chosen(marked, drawn), marked.filter("tie")])
        shown, level = pl.collect_all(
            [
                described(chosen, known, self._registers, self._as_of, self._at_risk()),
                _tie_texts(tied, known),
            ]
        )
        return [
            PriorityList(
                name=each.name,
                title=each.kind.title,
                rows=_of(shown, each.name).drop("list"),
                capacity=each.capacity,
                total_candidates=totals.get(each.name, 0),
                ties=_of(level, each.name)["text"].to_list(),
                draw=draws.get(each.name),
                packs=tuple(info_of(pack.header) for pack in self._feeding),
                measured=_of(self._measured, each.name).drop("list"),
            )
            for each in wanted
        ]

    def _at_risk(self) -> list[str]:
        models = [each.model for pack in self._feeding for each in pack.documents]
        return [model.id for model in models if model.people_at_risk]

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

    def _candidates(
        self, kinds: Mapping[str, ListKind], there: pl.LazyFrame, known: pl.LazyFrame
    ) -> pl.LazyFrame:
        """Every place that qualifies for a list, ranked."""
        priorities = {pack.id: pack.header.priority for pack in self._feeding}
        fits = pl.lit(value=True)
        for name, kind in kinds.items():
            its = pl.col("list") == name
            if kind.placing == "case":
                fits = fits & (~its | qualifies())
            elif kind.least_severity is not None:
                fits = fits & (~its | (pl.col("severity_max") >= kind.least_severity))
        return ranked(scored(named_reasons(there, known), priorities).filter(fits))


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
    return with_names(tied, known).select(
        "list",
        text=pl.format(
            "{} ({} punten, {}, {})",
            "name",
            pl.col("points").cast(pl.String).str.replace(r"\.0$", "").str.replace(r"\.", ","),
            pl.when(pl.col("families_count") == 1)
            .then(pl.lit("1 invalshoek"))
            .otherwise(pl.col("families_count").cast(pl.String) + " invalshoeken"),
            pl.col("newest").dt.strftime("%d-%m-%Y").fill_null("datum onbekend"),
        ),
    )
