"""The lists that a run makes, by the names that rules give them."""

from __future__ import annotations

from typing import Literal

ListName = Literal[
    "octopus.kamer", "octopus.pros", "octopus.auto", "octopus.kring", "octopus.recy",
    "octopus.agri", "octopus.park", "octopus.mens", "adr", "tvo", "bibob", "designation", "care",
]  # fmt: skip
