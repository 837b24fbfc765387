"""What a LIKE pattern says yes to, in a time that grows with its length and no faster.

A regular expression tries every way to share a text out over the '%' of a pattern.
"""

from __future__ import annotations

import re


class Likeness:
    """A pattern in which '%' stands for any signs and '_' for one."""

    def __init__(self, pattern: str, *, any_case: bool = False) -> None:
        self._any_case = any_case
        self._pattern = self._read(re.sub("%+", "%", pattern))
        self._least = len(self._pattern) - self._pattern.count("%")

    def fits(self, text: str) -> bool:
        """Whether the whole text is like the pattern."""
        text, pattern = self._read(text), self._pattern
        if len(text) < self._least:
            return False
        at = place = 0
        again: tuple[int, int] | None = None
        while at < len(text):
            sign = pattern[place : place + 1]
            if sign == "%":
                again = (at, place)
                place += 1
            elif sign in ("_", text[at]):
                at, place = at + 1, place + 1
            elif again is None:
                return False
            else:  # only the last '%' takes a sign more: what stood before it fits already
                again = (again[0] + 1, again[1])
                at, place = again[0], again[1] + 1
        return pattern[place:] in ("", "%")

    def _read(self, text: str) -> str:
        return text.lower() if self._any_case else text
