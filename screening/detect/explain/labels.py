"""What every value a rule can name is called in Dutch, and in which unit it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from screening.comparison.columns import ADDED, PEERS
from screening.comparison.models import (
    AmountCompare,
    ChangeCompare,
    Compare,
    DensityCompare,
    RateCompare,
    SeasonCompare,
    ShareCompare,
)
from screening.detect.explain import dutch
from screening.packs.models import Rule, SubjectType

SUBJECTS: Mapping[SubjectType, str] = {
    "area": "gebieden",
    "area_branch": "gebieden",
    "address": "adressen",
    "establishment": "vestigingen",
    "company": "bedrijven",
    "application": "aanvragen",
    "park": "vakantieparken",
}
LEVELS: Mapping[str, str] = {
    "too_few": "te weinig om te vergelijken",
    "none": "niet opvallend",
    "watch": "licht opvallend",
    "notable": "opvallend",
    "strong": "sterk opvallend",
}


@dataclass(frozen=True)
class Label:
    """How a value is called and counted."""

    text: str
    unit: str = ""


def labels(rule: Rule) -> dict[str, Label]:
    """Labels of the measures and the compare columns of a rule, by column name."""
    found = {name: Label(m.label, m.unit) for name, m in rule.measures.items()}
    for name, compare in rule.compare.items():
        for suffix, label in _compared(name, compare, rule.subject, found).items():
            found.setdefault(f"{name}_{suffix}", label)
    return found


def block_of(column: str, compares: Mapping[str, Compare]) -> str | None:
    """The compare block that adds ``column``, if one does."""
    return next(
        (n for n in compares for s in (*ADDED, PEERS) if column == f"{n}_{s}"),
        None,
    )


def inputs_of(compare: Compare) -> frozenset[str]:
    """Measured columns whose values a compare block reads to judge a subject."""
    if isinstance(compare, RateCompare):
        return frozenset({compare.count, compare.per})
    if isinstance(compare, AmountCompare):
        return frozenset({compare.value})
    if isinstance(compare, ChangeCompare):
        return frozenset({compare.now, compare.before})
    if isinstance(compare, ShareCompare):
        return frozenset({compare.count, compare.of})
    if isinstance(compare, SeasonCompare):
        return frozenset({compare.now, *compare.earlier})
    return frozenset({compare.count, compare.x, compare.y})


def _compared(
    name: str, compare: Compare, subject: SubjectType, known: Mapping[str, Label]
) -> dict[str, Label]:
    value = _value(compare, known)
    what = value.text or name
    peers = f"vergelijkbare {SUBJECTS[subject]}"
    return {
        "value": value,
        "expected": Label(f"{what}, verwacht bij {peers}", value.unit),
        "ratio": Label(f"verhouding tot {peers} ({what})", "keer"),
        "lower": Label(f"ondergrens van de verhouding ({what})", "keer"),
        "upper": Label(f"bovengrens van de verhouding ({what})", "keer"),
        "z": Label(f"afwijkingsmaat z ({what})"),
        "p": Label(f"kans op toeval p ({what})"),
        "q": Label(f"kans op toeval na correctie q ({what})"),
        "level": Label(f"mate van afwijking ({what})"),
        "watch": Label(f"{what} ten minste licht opvallend ten opzichte van {peers}"),
        "notable": Label(f"{what} opvallend ten opzichte van {peers}"),
        "strong": Label(f"{what} sterk opvallend ten opzichte van {peers}"),
        "group": Label(f"vergelijkingsgroep ({what})"),
        "group_size": Label(f"omvang van de vergelijkingsgroep ({what})", SUBJECTS[subject]),
        "peers": Label(f"{peers} ({what})"),
        "reason": Label(f"waarom niet vergeleken ({what})"),
    }


def _value(compare: Compare, known: Mapping[str, Label]) -> Label:
    def called(column: str) -> Label:
        return known.get(column, Label(column))

    if isinstance(compare, RateCompare):
        scale = dutch.say(compare.scale)
        per = called(compare.per)
        denominator = f"{scale} {per.unit or per.text}" if compare.scale != 1 else per.text
        return Label(f"{called(compare.count).text} per {denominator}")
    if isinstance(compare, AmountCompare):
        return called(compare.value)
    if isinstance(compare, ChangeCompare):
        return Label(f"groei van {called(compare.now).text}", "procentpunt")
    if isinstance(compare, ShareCompare):
        return Label(
            f"aandeel {called(compare.count).text} in {called(compare.of).text}", "share 0-1"
        )
    if isinstance(compare, SeasonCompare):
        return called(compare.now)
    if isinstance(compare, DensityCompare):
        counted = called(compare.count)
        return Label(f"{counted.text} binnen {dutch.say(compare.radius_m)} meter", counted.unit)
    assert_never(compare)
