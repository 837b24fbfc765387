"""The random part of a list: without it nobody can say what the rules miss (T22-T24).

The draw is made from locations of the same theme that are not on the candidate list, each with the
same chance, without replacement. It is seeded and recorded, so that it can be repeated.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass

import numpy as np
import polars as pl

from screening.detect.explain.dutch import say
from screening.lists.leading import DRAWN
from screening.prioritise.reasons import PLACE

METHOD = (
    "simple random sample without replacement from the sorted population (numpy PCG64); "
    "stream: first 8 bytes of SHA-256 of 'seed:list:as_of'"
)
NARROWED = "; narrowed: ':' and what the list was narrowed to added"
"""Ends the method of a draw from a part of a list."""


@dataclass(frozen=True)
class Draw:
    """A recorded draw."""

    seed: int
    stream: int
    population: int
    drawn: int
    share: float
    method: str
    desk_check_only: bool

    @property
    def text(self) -> str:
        """The draw in Dutch, for the readers of a list."""
        are = "is" if self.population == 1 else "zijn"
        use = "alleen voor bureauonderzoek" if self.desk_check_only else "ook voor bezoek"
        return (
            f"{DRAWN}{say(self.drawn, unit='regels')} aselect getrokken uit "
            f"{say(self.population, unit='locaties')} van hetzelfde thema die niet {are} "
            f"geselecteerd (startgetal {self.seed}); {use}."
        )

    def as_dict(self) -> dict[str, object]:
        """The same facts for ``--json`` and the manifest."""
        return asdict(self)


def draw_random(
    population: pl.DataFrame,
    size: int,
    *,
    seed: int,
    purpose: str,
    share: float,
    desk: bool,
    method: str = METHOD,
) -> tuple[pl.DataFrame, Draw]:
    """Draw ``size`` rows (fewer when the population is smaller), sorted, with the record.

    ``purpose`` (list and date) keeps the draws of two lists apart under one seed.
    """
    ordered = population.unique(PLACE).sort(PLACE)
    digest = hashlib.sha256(f"{seed}:{purpose}".encode()).digest()
    stream = int.from_bytes(digest[:8], "big")
    size = min(size, ordered.height)
    chosen = np.sort(np.random.default_rng(stream).choice(ordered.height, size, replace=False))
    record = Draw(seed, stream, ordered.height, size, share, method, desk)
    return ordered[chosen], record
