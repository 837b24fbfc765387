"""What comparisons with peers share: who the peers are."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

from screening.comparison.kind import Comparison, Input, peer_inputs, peers_in_words
from screening.comparison.peers import Peer, Peering, Peers, peering
from screening.documents.fields import Name


class AmongPeers(Comparison):
    """A compare block in which units are set against their peers."""

    peers: Peers = "all"
    """Who is compared with: all, units that share columns, or the nearest units."""
    min_group: Peer = 20
    """Fewest units with usable figures in a group that is compared; smaller groups judge nobody."""
    within: Name | None = None
    """Measured column that splits everything first: units are compared within its values only."""

    def peer_inputs(self) -> Iterator[Input]:
        """The measured columns that say who the peers are."""
        yield from peer_inputs(self.peers, self.within)

    def peering(self, measured: pl.DataFrame, usable: NDArray[np.bool_]) -> Peering:
        """The peers of every row, of those whose figures are ``usable``."""
        return peering(measured, self.peers, self.within, usable, self.min_group)

    @property
    def peers_in_words(self) -> str:
        """Who the peers are, as part of a sentence."""
        return peers_in_words(self.peers)
