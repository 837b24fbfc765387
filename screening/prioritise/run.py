"""Stage 'prioritise': the lists that people work from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Protocol

import polars as pl

from screening.errors import Problem, ProjectError
from screening.packs.loaded import Pack
from screening.packs.reference import themes
from screening.prioritise.branches import locations_of_theme, of_theme
from screening.prioritise.capacity import cut, default_capacity, divide
from screening.prioritise.cases import in_cases, qualifies
from screening.prioritise.context import allowed
from screening.prioritise.lists import (
    DESK_ONLY,
    DRAWN,
    FLAGGED,
    PackInfo,
    PriorityList,
    info_of,
    title_of,
)
from screening.prioritise.locations import (
    at_addresses,
    at_applications,
    at_branches,
    in_municipality,
)
from screening.prioritise.points import ranked, scored
from screening.prioritise.reasons import PLACE, for_list, reasons_of
from screening.prioritise.rows import described, named_reasons, place_names
from screening.prioritise.sample import Draw, draw_random

__all__ = ["Draw", "PackInfo", "PriorityList", "prioritise"]

Registers = Mapping[str, pl.DataFrame]
ORDER = [*(f"octopus.{theme}" for theme in themes()), "tvo", "bibob", "designation"]
LOWEST_SEVERITY = 2
"""A control needs at least one reason of this severity; lighter ones only inform."""


class ListSettings(Protocol):
    """What a project sets for a list; None leaves it to the pack."""

    @property
    def capacity(self) -> int | None:
        """Rows there is room for."""

    @property
    def random_share(self) -> float | None:
        """Share of the rows that is drawn at random."""


def prioritise(
    signals: pl.DataFrame,
    conclusions: pl.DataFrame,
    links: pl.DataFrame,
    registers: Registers,
    packs: Sequence[Pack],
    *,
    settings: Mapping[str, ListSettings],
    seed: int,
    as_of: dt.date,
    municipality: str | None = None,
) -> list[PriorityList]:
    """Every list that some active rule feeds, in a fixed order, also when it is empty.

    Args:
        signals: see ``screening.detect``.
        conclusions: see ``screening.escalate``.
        links: see :func:`screening.escalate.links.build_links`.
        registers: what locations and context columns are read from; a list only shows columns that
            every pack feeding it may use.
        packs: the packs that ran.
        settings: room and random share per list.
        seed: of the random part.
        as_of: reference date.
        municipality: code of the own municipality; others appear on no designation list.

    Raises:
        ProjectError: when a random share is asked for where the pack does not allow a draw.

    """
    reasons = reasons_of(signals, conclusions)
    made = []
    problems: list[Problem] = []
    for name in ORDER:
        feeding = [pack for pack in packs if _feeds(pack, name)]
        if not feeding:
            continue
        wanted = settings.get(name)
        share = _share(name, feeding, wanted, problems)
        capacity = (wanted.capacity if wanted else None) or default_capacity(name)
        maker = _Maker(name, feeding, allowed(registers, [p.header for p in feeding]), as_of)
        own = for_list(reasons, name)
        if municipality is not None and name == "designation":
            own = in_municipality(own, registers, municipality)
        made.append(maker.make(own, links, capacity, share, seed))
    if problems:
        raise ProjectError(problems)
    return made


def _feeds(pack: Pack, name: str) -> bool:
    active = [each.model for each in pack.documents if each.model.status == "active"]
    return any(name in model.lists for model in active)


def _share(
    name: str, feeding: Sequence[Pack], wanted: ListSettings | None, problems: list[Problem]
) -> float:
    """The random share of a list: the project's, where every pack allows a draw at all."""
    by_pack = min(pack.header.random.share for pack in feeding)
    asked = None if wanted is None else wanted.random_share
    drawable = name.startswith("octopus.") and by_pack > 0
    if asked and not drawable:
        names = ", ".join(pack.id for pack in feeding)
        problems.append(
            Problem(
                f"lists.{name}.random_share is {asked}, but no random part is allowed on this list",
                expected=f"0: the pack(s) {names} allow no draw for it",
                remedy="Remove the setting, or let the owner of the pack allow a random share.",
            )
        )
    if not drawable:
        return 0.0
    return by_pack if asked is None else asked


class _Maker:
    """Makes one list."""

    def __init__(
        self, name: str, feeding: Sequence[Pack], registers: Registers, as_of: dt.date
    ) -> None:
        self._name = name
        self._feeding = feeding
        self._registers = registers
        self._as_of = as_of

    def make(
        self, reasons: pl.DataFrame, links: pl.DataFrame, capacity: int, share: float, seed: int
    ) -> PriorityList:
        candidates = self._candidates(reasons, links)
        room = divide(capacity, candidates.height, share)
        kept, tied = cut(candidates, room.flagged)
        drawn, draw = self._drawn(candidates, kept.height + 1, room.random, share, seed)
        rows = pl.concat([self._selected(kept), drawn], how="diagonal_relaxed")
        return PriorityList(
            name=self._name,
            title=title_of(self._name),
            rows=described(rows, self._registers, self._as_of, self._at_risk()),
            capacity=capacity,
            total_candidates=candidates.height,
            ties=self._tie_texts(tied),
            draw=draw,
            packs=tuple(info_of(pack.header) for pack in self._feeding),
        )

    def _at_risk(self) -> list[str]:
        models = [each.model for pack in self._feeding for each in pack.documents]
        return [model.id for model in models if model.people_at_risk]

    def _candidates(self, reasons: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
        if self._name == "tvo":
            placed, fits = in_cases(reasons, links, self._registers), qualifies()
        elif self._name == "bibob":
            placed, fits = at_applications(reasons, links, self._registers), pl.lit(value=True)
        elif self._name == "designation":
            placed, fits = at_branches(reasons), pl.lit(value=True)
        else:
            theme = self._name.split(".", 1)[1]
            placed = at_addresses(of_theme(reasons, theme, self._registers), links)
            fits = pl.col("severity_max") >= LOWEST_SEVERITY
        priorities = {pack.id: pack.header.priority for pack in self._feeding}
        shown = named_reasons(placed, self._registers)
        return ranked(scored(shown, priorities).filter(fits))

    def _selected(self, kept: pl.DataFrame) -> pl.DataFrame:
        return kept.with_columns(
            random=pl.lit(value=False),
            origin=pl.lit(FLAGGED),
            tie=pl.when("tie").then(pl.lit("ja")),
        )

    def _drawn(
        self, candidates: pl.DataFrame, first: int, size: int, share: float, seed: int
    ) -> tuple[pl.DataFrame, Draw | None]:
        """Rows drawn from the theme's locations that are no candidates; they carry no reasons.

        Their ranks start at ``first``.
        """
        empty = candidates.clear().drop("rank_without_weights")
        if share == 0:
            return empty, None
        theme = self._name.split(".", 1)[1]
        everywhere = locations_of_theme(theme, self._registers, self._as_of)
        desk = any(pack.header.random.desk_check_only for pack in self._feeding)
        places, record = draw_random(
            everywhere.join(candidates, on=PLACE, how="anti"),
            size,
            seed=seed,
            purpose=f"{self._name}:{self._as_of}",
            share=share,
            desk=desk,
        )
        numbered = places.with_row_index("rank", first).with_columns(
            pl.col("rank").cast(pl.Int64),
            random=pl.lit(value=True),
            origin=pl.lit(DRAWN),
            handling=pl.lit(DESK_ONLY if desk else None, pl.String),
            subject_type="place_type",
            subject="place",
            about=pl.concat_list(pl.struct(subject_type="place_type", subject="place")),
        )
        return pl.concat([empty, numbered], how="diagonal_relaxed"), record

    def _tie_texts(self, tied: pl.DataFrame) -> list[str]:
        names = place_names(tied, self._registers)
        basis = pl.format(
            "{} ({} punten, {}, {})",
            "name",
            pl.col("points").cast(pl.String).str.replace(r"\.0$", "").str.replace(r"\.", ","),
            pl.when(pl.col("families_count") == 1)
            .then(pl.lit("1 invalshoek"))
            .otherwise(pl.col("families_count").cast(pl.String) + " invalshoeken"),
            pl.col("newest").dt.strftime("%d-%m-%Y").fill_null("datum onbekend"),
        )
        return tied.hstack(names.select("name")).select(basis.alias("text"))["text"].to_list()
