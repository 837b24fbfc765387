"""Characters that hide, turn round or pass for others in what people are to read and check."""

from __future__ import annotations

import re
from collections.abc import Iterator

CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff"
"""Signs that steer a terminal or a reader of lines, as a range of a pattern."""
SURROGATES = "\ud800-\udfff"
"""Halves of signs: what stands in Python for a byte that is no UTF-8."""
HIDDEN = "\u00ad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
"""Signs that no reader sees, or that turn round what stands after them."""
STEERING = re.compile(f"[{CONTROL}{SURROGATES}]")
"""What no name and no text in SQL may hold; PostgreSQL holds no U+0000 at all."""
_OTHER_SCRIPT = "\u0370-\u03ff\u0400-\u052f\u0530-\u058f\u13a0-\u13ff\uff21-\uff5a"
_KINDS = (
    (STEERING, "a control"),
    (re.compile(f"[{HIDDEN}]"), "an invisible"),
    (re.compile(f"[{_OTHER_SCRIPT}]"), "a Greek or Cyrillic"),
)
_ANY = re.compile(f"[{CONTROL}{SURROGATES}{HIDDEN}{_OTHER_SCRIPT}]")
EXPECTED = "visible Latin text, so that a reader sees what is checked"
REMEDY = "Remove the character or type it again."


def legible(text: str) -> str:
    """The text with a question mark for each character that no reader sees or can trust."""
    return _ANY.sub("?", text)


def unreadable(text: str) -> Iterator[tuple[int, str]]:
    """The first character of each kind that no reader sees or can trust: its place and name.

    Tabs and the ends of lines are not among them.
    """
    if _ANY.search(text) is None:
        return
    for pattern, what in _KINDS:
        found = pattern.search(text)
        if found:
            yield found.start(), f"{what} character (U+{ord(found[0]):04X})"
