"""The shipped packs as they are loaded, once per process: tests read them and change nothing.

What the gate made of a rule stays with the rule, so tests that judge it share that too.
"""

from __future__ import annotations

from functools import cache

from screening.packs.load import load_packs
from screening.packs.loaded import LoadedRule, Pack
from screening.packs.shipped import shipped_rules
from tests.made_once import one_at_a_time


@cache
def shipped_packs() -> dict[str, Pack]:
    """Every shipped pack, by id. The first worker passes the gate; the others find that it did."""
    with one_at_a_time("packs"):
        return {pack.id: pack for pack in load_packs(shipped_rules())}


@cache
def every_rule() -> dict[str, LoadedRule]:
    """Every shipped rule, disabled ones too, by id."""
    return {loaded.id: loaded for pack in shipped_packs().values() for loaded in pack.rules}


@cache
def working_rules() -> list[LoadedRule]:
    """Every shipped rule that is not disabled."""
    return [each for each in every_rule().values() if each.rule.status != "disabled"]
