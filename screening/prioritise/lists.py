"""What a priority list is: its rows, and what a reader must know about it."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from screening.packs.models import PackHeader
from screening.prioritise.sample import Draw

_TEXT, _TEXTS, _WHOLE = pl.String(), pl.List(pl.String), pl.Int64()

LIST_SCHEMA: dict[str, pl.DataType] = {
    "rank": _WHOLE,
    "subject_type": _TEXT,
    "subject": _TEXT,
    "place_type": _TEXT,
    "place": _TEXT,
    "members": _TEXTS,
    "case": _TEXT,
    "application_id": _TEXT,
    "area_name": _TEXT,
    "area_code": _TEXT,
    "branch_group": _TEXT,
    "address": _TEXT,
    "vbo_id": _TEXT,
    "trade_name": _TEXTS,
    "kvk_nr": _TEXTS,
    "est_nr": _TEXTS,
    "branch": _TEXTS,
    "personal_data": _TEXT,
    "people_at_risk": _TEXT,
    "reasons": _TEXTS,
    "conclusions": _TEXTS,
    "subjects": _TEXTS,
    "rules": _TEXTS,
    "families": _TEXTS,
    "families_count": _WHOLE,
    "severity_max": _WHOLE,
    "points": pl.Float64(),
    "points_parts": _TEXTS,
    "rank_without_weights": _WHOLE,
    "newest": pl.Date(),
    "random": pl.Boolean(),
    "origin": _TEXT,
    "handling": _TEXT,
    "tie": _TEXT,
    "permits": _TEXTS,
    "missing": _TEXTS,
    "usage": _TEXT,
    "floor_m2": pl.Float64(),
    "persons": _WHOLE,
    "households": _WHOLE,
    "owner_type": _TEXT,
    "last_visit": _TEXT,
    "open_follow_up": pl.Date(),
    "registrations": _TEXTS,
    "deadlines": _TEXTS,
    "innocent": _TEXTS,
    "verify": _TEXTS,
    "interventions": _TEXTS,
}

FLAGGED, DRAWN = "signalen", "steekproef"
DESK_ONLY = "alleen bureauonderzoek"
UNBLIND = [
    "rank", "reasons", "conclusions", "rules", "families", "families_count", "severity_max",
    "points", "points_parts", "rank_without_weights", "newest", "random", "origin", "tie",
    "innocent", "verify", "interventions", "people_at_risk", "subject_type", "subject", "subjects",
    "members", "trade_name", "kvk_nr", "est_nr", "branch", "personal_data",
]  # fmt: skip
"""Columns from which a reviewer could tell a drawn row from a selected one.

Occupants are among them: of a selected row those with a reason are named, of a drawn row everyone.
"""


@dataclass(frozen=True)
class PackInfo:
    """The purpose for which a list is made."""

    id: str
    version: int
    purpose: str


@dataclass(frozen=True)
class PriorityList:
    """A list in order, and how it came to be.

    ``rows`` has the columns of ``LIST_SCHEMA``. ``ties`` names, in Dutch, who ended level at the
    cut and on what. ``total_candidates`` counts everything that qualified, on the list or not.
    ``measured`` says of every rule that can put something on the list whether it was measured, as
    ``screening.preparedness.measured`` found; a list is clean only as far as that goes.
    """

    name: str
    title: str
    rows: pl.DataFrame
    capacity: int
    total_candidates: int
    ties: list[str]
    draw: Draw | None
    packs: tuple[PackInfo, ...]
    measured: pl.DataFrame

    @property
    def key(self) -> pl.DataFrame:
        """Which rows were drawn at random: ``place_type``, ``place``, ``origin`` (T23).

        Kept apart from a blind list, with a right of its own.
        """
        return self.rows.select("place_type", "place", "origin").sort("place_type", "place")

    @property
    def blind(self) -> pl.DataFrame:
        """The rows for a reviewer who must not know which are random: ordered by place alone."""
        desk = pl.lit(DESK_ONLY if self.draw and self.draw.desk_check_only else None, pl.String)
        ordered = self.rows.sort("place_type", "place").with_columns(handling=desk)
        return ordered.drop(UNBLIND).with_row_index("rank", 1)


def info_of(header: PackHeader) -> PackInfo:
    """What a list says about a pack that feeds it."""
    return PackInfo(header.id, header.version, header.purpose)
