"""What every value a rule can name is called in Dutch, and in which unit it counts."""

from __future__ import annotations

from collections.abc import Mapping

from screening.comparison.columns import ADDED, BEYOND, PEERS
from screening.comparison.kind import Comparison, Label, Wording
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


def labels(rule: Rule) -> dict[str, Label]:
    """Labels of the measures and the compare columns of a rule, by column name."""
    found = {name: Label(m.label, m.unit) for name, m in rule.measures.items()}
    for name, compare in rule.compare.items():
        for suffix, label in _compared(name, compare, rule.subject, found).items():
            found.setdefault(f"{name}_{suffix}", label)
    return found


def block_of(column: str, compares: Mapping[str, Comparison]) -> str | None:
    """The compare block that adds ``column``, if one does."""
    return next(
        (n for n in compares for s in (*ADDED, PEERS, BEYOND) if column == f"{n}_{s}"),
        None,
    )


def _compared(
    name: str, compare: Comparison, subject: SubjectType, known: Mapping[str, Label]
) -> dict[str, Label]:
    wording = Wording(lambda column: known.get(column, Label(column)), dutch.say)
    value = compare.label(wording)
    what = value.text or name
    beside = compare.beside(SUBJECTS[subject])
    peers = beside.others
    return {
        "value": value,
        "expected": Label(f"{what}, {beside.expected}", value.unit),
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
        "group": Label(f"{beside.group} ({what})"),
        "group_size": Label(f"{beside.size} ({what})", beside.unit),
        "peers": Label(f"{peers} ({what})"),
        "reason": Label(f"waarom niet vergeleken ({what})"),
    }
