"""What a priority list is: its rows, and what a reader must know about it."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from screening.lists import LISTS, ListKind
from screening.packs.models import PackHeader
from screening.prioritise.sample import Draw
from screening.prioritise.within import Area

FLAGGED, DRAWN = "signalen", "steekproef"
NEW, KNOWN = "nieuw", "al eerder"
"""What a row is since the run before."""
DESK_ONLY = "alleen bureauonderzoek"
KEPT_BLIND = frozenset(
    {
        "theme", "address", "district", "neighbourhood", "street", "house_number", "parcel",
        "vbo_id", "x_rd", "y_rd", "map_link", "permits", "permits_missing", "missing", "persons",
        "households", "usage", "floor_m2", "owners", "owner_objects", "visits", "open_follow_up",
        "registrations", "partners", "powers", "valid_until", "place_type", "place",
        "expected_persons", "safety", "safety_contact",
    }
)  # fmt: skip
"""What a blind list says: the place, and what registers say of it whoever it is.

All else is empty there, for from it a reviewer could tell a drawn row from a selected one.
Occupants too: of a selected row those with a reason are named, of a drawn row everyone.
"""


@dataclass(frozen=True)
class PackInfo:
    """The purpose for which a list is made."""

    id: str
    version: int
    purpose: str


@dataclass(frozen=True)
class Narrowed:
    """What a list was narrowed to, and how many candidates there are for the whole list."""

    area: Area | None
    out_of: int

    @property
    def text(self) -> str:
        """To what, in Dutch, for the readers of the list."""
        return f"tot {self.area.text}" if self.area else "in lengte, niet naar gebied"


@dataclass(frozen=True)
class PriorityList:
    """A list in order, and how it came to be.

    ``rows`` has the columns that the list declares (``schema.schema_of``). ``capacity`` is None
    for a queue, which holds every candidate. ``ties`` names, in Dutch, who ended level at the
    cut and on what. ``total_candidates`` counts everything that qualified, on the list or not.
    ``measured`` says of every rule that can put something on the list whether it was measured, as
    ``screening.preparedness.measured`` found; a list is clean only as far as that goes.
    ``before`` is the run that its rows were compared with, of which ``gone`` rows do not stand on
    it any more. A list that was narrowed says to what, and counts only candidates there. Where only
    what is new or changed since that run was kept, ``whole`` is the number of rows it had.
    """

    name: str
    title: str
    rows: pl.DataFrame
    capacity: int | None
    total_candidates: int
    ties: list[str]
    draw: Draw | None
    packs: tuple[PackInfo, ...]
    measured: pl.DataFrame
    before: str | None = None
    gone: int = 0
    narrowed: Narrowed | None = None
    whole: int | None = None

    @property
    def key(self) -> pl.DataFrame:
        """Which rows were drawn at random: ``place_type``, ``place``, ``origin`` (T23).

        Kept apart from a blind list, with a right of its own.
        """
        return self.rows.select("place_type", "place", "origin").sort("place_type", "place")

    @property
    def blind(self) -> pl.DataFrame:
        """The rows for a reviewer who must not know which are random: ordered by place alone.

        The columns are the same; what would tell is empty.
        """
        desk = pl.lit(DESK_ONLY if self.draw and self.draw.desk_check_only else None, pl.String)
        number = pl.int_range(1, pl.len() + 1)
        empty = [
            pl.lit(None, dtype).alias(name)
            for name, dtype in self.rows.schema.items()
            if name not in KEPT_BLIND
        ]
        ordered = self.rows.sort("place_type", "place")
        return ordered.with_columns(empty).with_columns(rank=number, handling=desk)

    @property
    def kind(self) -> ListKind:
        """What the list is: its columns, its form, its order."""
        return LISTS[self.name]


def info_of(header: PackHeader) -> PackInfo:
    """What a list says about a pack that feeds it."""
    return PackInfo(header.id, header.version, header.purpose)
