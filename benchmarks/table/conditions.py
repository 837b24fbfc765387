"""When a row or document hits, once for the four engines that judge one at a time.

A condition is Python without a meaning of its own: ``ast`` reads it, and each engine gets it in its
own words (``render.py``). A comparison with a missing value is no hit, which is all that these
engines are asked for: they know no unknown.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import cache

from benchmarks.table.data import AS_OF, EPOCH
from screening.reference.tables import branch_groups


def day(year: int, month: int = 1, of_month: int = 1) -> int:
    """A date as these engines compare it fastest: days since 1970."""
    return (AS_OF.replace(year=year, month=month, day=of_month) - EPOCH).days


TODAY = (AS_OF - EPOCH).days
ACTIVE = f"(start is None or start <= {TODAY}) and (end is None or end > {TODAY})"


def in_group(group: str) -> str:
    """Whether the SBI code belongs to a branch group, by the edition it is from."""
    return " or ".join(
        f"(edition == '{edition}' and ({' or '.join(f'begins(sbi, {p!r})' for p in prefixes)}))"
        for edition, prefixes in branch_groups()[group].sbi.items()
    )


@cache
def conditions(workload: str) -> Mapping[str, Mapping[str, ast.expr]]:
    """Per kind of document and per rule the condition, read by ``ast``."""
    texts = _ROWS if workload == "rows" else _JOINS
    return {
        kind: {rule: ast.parse(text, mode="eval").body for rule, text in rules.items()}
        for kind, rules in texts.items()
    }


_ROWS = {
    "establishment": {
        "establishment.many_staff": f"{ACTIVE} and full + part >= 25",
        "establishment.quick_growth": f"start >= {day(2025)} and full + part >= 10",
        "establishment.staff_after_end": f"not ({ACTIVE}) and full + part > 0",
        "establishment.mostly_part_time": "part >= 6 and full > 0 and part / full > 3",
        "establishment.short_lived": "end - start >= 0 and end - start < 90",
        "establishment.large_horeca": f"({in_group('horeca')}) and {ACTIVE} and full + part >= 12",
        "establishment.old_edition": f"edition == '2008' and start >= {day(2025, 9)}",
        "establishment.no_address": f"place is None and {ACTIVE}",
        "establishment.large_repair": (
            f"({in_group('car_repair')}) and {ACTIVE} and full + part >= 5"
        ),
        "establishment.sleeping": f"start < {day(1986)} and full + part == 0",
    }
}
_JOINS = {
    "establishment": {
        "establishment.more_staff_than_company": "full + part - in_company >= 1",
        "establishment.staff_in_dwelling": (
            "status == 'active' and holds(usage, 'woonfunctie') "
            "and floor > 0 and (full + part) / floor > 0.11"
        ),
        "establishment.staff_of_peers": (
            "members >= 30 and in_all > 0 and (full + part) * members / in_all > 4"
        ),
    },
    "address": {
        "address.many_companies": "companies >= 5 and floor < 120",
        "address.little_room": (
            "homes >= 30 and persons >= 3 and floor > 0 and usual * persons / floor > 6"
        ),
    },
    "company": {
        "company.more_in_establishments": "establishments >= 2 and staff > in_company",
    },
}
