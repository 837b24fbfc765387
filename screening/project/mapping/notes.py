"""What is said of a column in the project file, and of what is left out (Dutch)."""

from __future__ import annotations

from screening.locale import number
from screening.project.mapping.evidence import Seen
from screening.project.mapping.propose import CERTAIN, SURE, Match, is_never_read
from screening.registers.schemas import Register

_EXAMPLES = 3
_LONGEST = 30


def note_of(register: Register, column: str, seen: Seen | None, match: Match | None = None) -> str:
    """What a column is called, how sure it is, and three values where no person is behind them."""
    words = register.called(column)
    parts = [words.name]
    doubtful = match is not None and match.sure < CERTAIN
    if match is not None and doubtful:
        parts.append(f"zekerheid {number(100 * match.sure)}%")
    personal = (register.columns[column].metadata or {}).get("personal", "none")
    if seen is not None and personal == "none" and not doubtful and seen.values:
        parts.append("bijv. " + ", ".join(cut(each) for each in seen.values[:_EXAMPLES]))
    return "; ".join(parts)


def cut(text: str) -> str:
    """A value on one line, and no longer than a comment has room for."""
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST else f"{flat[:_LONGEST]}..."


def left_out(seen: list[Seen], used: set[int]) -> list[str]:
    """Which columns are not read, and which never are."""
    blocked = [each.header for each in seen if is_never_read(each.header)]
    rest = [each.header for each in seen if each.place not in used and each.header not in blocked]
    said = [f"Niet gelezen: {', '.join(map(cut, rest))}."] if rest else []
    return said + ([f"Wordt nooit gelezen: {', '.join(map(cut, blocked))}."] if blocked else [])


def how_sure(score: float) -> str:
    """How sure a proposal is, in a word (Dutch)."""
    return "zeker" if score >= CERTAIN else "waarschijnlijk" if score >= SURE else "onzeker"
