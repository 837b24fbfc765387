"""Features that look neutral and may stand for a blocked one (T9, T66)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from screening.errors import Problem
from screening.packs.lint.base import Check
from screening.packs.lint.facts import fragments, measured_from
from screening.packs.lint.pitches import PITCH, leaves_pitches, looks_for_pitches
from screening.packs.loaded import LoadedRule
from screening.packs.models import Rule
from screening.registers.schemas import REGISTERS

_LEAST = 15  # characters of a justification that says something

# What the name of a column, alias or parameter stands for.
_PROXIES: dict[str, str] = {
    "postcode": r"postcode|postal_?code|zip_?code|pc4|pc6",
    "neighbourhood": r"(?:area|buurt|wijk|neighbou?rhood|district)(?:_?(?:code|name|naam|id))?",
    "income": r"income|inkomens?|minima|bijstand|uitkering|benefits?|toeslag",
    "number plate": r"kenteken|(?:number|licen[cs]e)_?plate",
    "relatives abroad": r"(?:relatives|family|familie|kinderen)_?(?:abroad|buitenland)",
    "literacy": r"literacy|geletterd\w*|laaggeletterd\w*",
    "language level": r"language|taal|taalniveau|taaltoets",
    "integration duty": r"inburgering\w*|integration_duty",
    "education type": r"education|opleiding\w*|school_?type",
    "age": r"age|leeftijd\w*|birth_?(?:date|year)|geboorte_?(?:datum|jaar)|geb_?datum",
    "distance": r"distance\w*|afstand\w*|x_rd|y_rd",
    "family size": r"persons|households|family_?size|household_?size|gezinsgrootte|children"
    r"|kinderen|aantal_?kinderen|personen|huishoudens",
    "debt": r"debts?|schuld(?:en)?|schuldhulp\w*|arrears",
}
_COMPILED = {
    meaning: re.compile(rf"(?:\w*_)?(?:{pattern})(?:_\w*)?")
    for meaning, pattern in _PROXIES.items()
}
# Contain the words of a proxy and are something else.
_OTHERWISE = re.compile(
    r"persons_seen|persons_behind\w*|max_age\w*|min_age\w*|\w*_age_days|company_age\w*|age_days"
    r"|age_months|age_years"
    r"|benefits?_of\w*|postcode_known|area_m2|\w*floor_area\w*|\w*_area_m2"
)
_DECLARED = frozenset(name for register in REGISTERS.values() for name in register.columns)
_AREA_SUBJECTS = frozenset({"area", "area_branch"})
_AREA_TABLES = frozenset({"area_count", "area_population", "area_branch"})
_ONE_AREA = re.compile(r"(?:BU|WK)\d|\d{7,}", re.IGNORECASE)
"""The code of a district or neighbourhood, also without what says which of them."""
_ABROAD = re.compile(r"\w*(?:foreign|abroad|buitenland)\w*")


def proxies_used(loaded: LoadedRule) -> dict[str, tuple[str, str]]:
    """Per proxy name the meaning and the key path; ``evidence`` only shows and is left out."""
    on_areas = loaded.rule.subject in _AREA_SUBJECTS
    compares_all = on_areas and not _names_an_area(loaded.rule)
    read = measured_from(loaded)
    found: dict[str, tuple[str, str]] = {}
    pieces = [each for each in fragments(loaded.rule) if each.path != "evidence"]
    for each in pieces:
        if looks_for_pitches(loaded, each):
            found.setdefault(PITCH, ("places where caravans stand", each.path))
    left = leaves_pitches(loaded)
    if left is not None:
        found.setdefault(PITCH, ("places where caravans stand", left))
    for path, columns, tables in [
        *((each.path, each.columns, each.tables) for each in pieces),
        ("select", frozenset().union(*read.values()), frozenset(read)),
    ]:
        for name in sorted(columns):
            meaning = _meaning(name)
            if meaning is not None and not (compares_all and meaning == "neighbourhood"):
                found.setdefault(name, (meaning, path))
        for name in sorted(set() if on_areas else tables & _AREA_TABLES):
            found.setdefault(name, ("figures of the neighbourhood", path))
    return found


def _names_an_area(rule: Rule) -> bool:
    """Whether a rule about areas singles some out: the others are then not looked at."""
    asked = [literal for each in fragments(rule) for literal in each.literals]
    ever = [value for parameter in rule.parameters.values() for value in parameter.ever]
    given = [value for value in ever if isinstance(value, str)]
    return any(map(_ONE_AREA.search, (*asked, *given)))


class UnjustifiedProxy(Check):
    """T9: a proxy blocks the rule until somebody wrote down why it is needed."""

    description = "The rule uses a feature that may point to a blocked one, without a reason."
    blocks = True

    def rule(self, loaded: LoadedRule) -> Iterator[Problem]:
        """Proxies without a justification of some length."""
        used = proxies_used(loaded)
        reasons = {name.split(".")[-1]: why for name, why in loaded.rule.proxies.items()}
        justified = {name for name in used if len(reasons.get(name, "").strip()) >= _LEAST}
        meanings = {used[name][0] for name in justified}
        for name, (meaning, path) in used.items():
            # A column made from a justified one needs no second reason; a register column does.
            if name in justified or (meaning in meanings and name not in _DECLARED):
                continue
            where = loaded.where(f"proxies.{name}" if name in loaded.rule.proxies else path)
            yield Problem(
                f"'{name}' ({meaning}) without a justification",
                where,
                f"proxies: {{{name}: why the rule needs it and nothing milder will do}}",
                f"Add '{name}' with its reason under 'proxies:', or do without it.",
            )


class UnusedJustification(Check):
    """A justification for something the rule no longer uses misleads its readers."""

    severity = "warning"
    description = "A proxy is justified that the rule does not use."

    def rule(self, loaded: LoadedRule) -> Iterator[Problem]:
        """Justifications of names that appear nowhere in the rule."""
        pieces = fragments(loaded.rule)
        named = {
            name for piece in pieces for name in (*piece.columns, *piece.tables, *piece.literals)
        }
        named |= proxies_used(loaded).keys()
        for name in sorted(loaded.rule.proxies):
            if name.split(".")[-1] in named:
                continue
            yield Problem(
                f"a justification for '{name}', which the rule does not use",
                loaded.where(f"proxies.{name}"),
                "only features the rule uses",
                "Remove the line.",
            )


class ForeignElement(Check):
    """Foreign companies and lenders are a transparency matter: at low weight, never alone."""

    severity = "warning"
    description = "The rule looks at a foreign legal form or lender without saying why."

    def rule(self, loaded: LoadedRule) -> Iterator[Problem]:
        """Foreign features without a line under 'proxies'."""
        seen = set(loaded.rule.proxies)
        read = frozenset().union(*measured_from(loaded).values())
        for fragment in fragments(loaded.rule):
            if fragment.path == "evidence":
                continue
            columns = fragment.columns & _DECLARED | (read if fragment.path == "select" else set())
            named = columns | set(fragment.literals)
            for name in sorted(name for name in named - seen if _ABROAD.fullmatch(name)):
                seen.add(name)
                yield Problem(
                    f"'{name}' without a justification",
                    loaded.where(fragment.path),
                    "use as one of several conditions, with the reason under 'proxies'",
                    f"Add '{name}' with its reason under 'proxies:'.",
                )


def _meaning(name: str) -> str | None:
    if _OTHERWISE.fullmatch(name):
        return None
    for meaning, pattern in _COMPILED.items():
        if pattern.fullmatch(name):
            return meaning
    return None
