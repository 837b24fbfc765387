"""Lists fed by the same packs, made together.

The same packs mean the same registers, weights and warnings. So whatever takes a look into a
register is done once for all rows of these lists, and is told apart again by the column ``list``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from screening.packs.loaded import Pack
from screening.prioritise.branches import locations_of_themes, of_their_theme
from screening.prioritise.capacity import cut, divide
from screening.prioritise.cases import in_cases, qualifies
from screening.prioritise.context import allowed
from screening.prioritise.drawn import draw_lists
from screening.prioritise.lists import FLAGGED, PriorityList, info_of, title_of
from screening.prioritise.locations import (
    at_addresses,
    at_applications,
    at_branches,
    at_companies,
    in_municipality,
)
from screening.prioritise.points import ranked, scored
from screening.prioritise.reasons import PLACE, SUBJECT, labels, per_list
from screening.prioritise.rows import described, named_reasons, with_names

LOWEST_SEVERITY = 2
"""A visit or a talk needs at least one reason of this severity; lighter ones only inform."""

_THEMED = "octopus."


@dataclass(frozen=True)
class Wanted:
    """A list to be made: the rows it has room for, and the share of these drawn at random."""

    name: str
    capacity: int
    share: float


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
        placed, population = pl.collect_all(
            [self._placed(wanted, reasons, links.lazy()), self._population(wanted)]
        )
        known = self._labels(placed.lazy(), population.lazy()).collect().lazy()
        candidates = self._candidates(placed.lazy(), known).collect()
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
                title=title_of(each.name),
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

    def _placed(
        self, wanted: Sequence[Wanted], reasons: pl.DataFrame, links: pl.LazyFrame
    ) -> pl.LazyFrame:
        """The reasons of each ``list`` with the ``place_type`` and ``place`` they count for."""
        names = [each.name for each in wanted]
        own = per_list(reasons, names)
        found = []
        themed = [name for name in names if name.startswith(_THEMED)]
        if themed:
            theirs = of_their_theme(own.filter(pl.col("list").is_in(themed)), self._registers)
            found.append(at_addresses(theirs, links))
        if "adr" in names:
            found.append(at_addresses(own.filter(pl.col("list") == "adr"), links))
        if "care" in names:
            found.append(at_companies(own.filter(pl.col("list") == "care"), links))
        if "tvo" in names:
            found.append(in_cases(own.filter(pl.col("list") == "tvo"), links, self._registers))
        if "bibob" in names:
            asked = own.filter(pl.col("list") == "bibob")
            found.append(at_applications(asked, links, self._registers))
        if "designation" in names:
            area = own.filter(pl.col("list") == "designation")
            if self._municipality is not None:
                area = in_municipality(area, self._registers, self._municipality)
            found.append(at_branches(area))
        return pl.concat(found)

    def _population(self, wanted: Sequence[Wanted]) -> pl.LazyFrame:
        """Where the random part of each ``list`` is drawn from: ``place_type``, ``place``."""
        drawn = [each.name.removeprefix(_THEMED) for each in wanted if each.share > 0]
        everywhere = locations_of_themes(drawn, self._registers, self._as_of)
        return everywhere.select((_THEMED + pl.col("theme")).alias("list"), *PLACE)

    def _labels(self, placed: pl.LazyFrame, population: pl.LazyFrame) -> pl.LazyFrame:
        """What people call everything that can appear on these lists."""
        place = {"subject_type": "place_type", "subject": "place"}
        named = [placed.select(SUBJECT), placed.select(**place), population.select(**place)]
        return labels(self._registers, pl.concat(named).unique())

    def _candidates(self, placed: pl.LazyFrame, known: pl.LazyFrame) -> pl.LazyFrame:
        """Every place that qualifies for a list, ranked."""
        priorities = {pack.id: pack.header.priority for pack in self._feeding}
        looked_at = pl.col("list").str.starts_with(_THEMED) | pl.col("list").is_in(["adr", "care"])
        fits = (
            pl.when(pl.col("list") == "tvo")
            .then(qualifies())
            .when(looked_at)
            .then(pl.col("severity_max") >= LOWEST_SEVERITY)
            .otherwise(pl.lit(value=True))
        )
        return ranked(scored(named_reasons(placed, known), priorities).filter(fits))


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
