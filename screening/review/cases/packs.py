"""Of which rule packs the reasons of rows are: who may see a row depends on it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

import polars as pl

from screening.review.cases.rows import ListOfRun
from screening.review.models import CaseLink, CasePack


def packs_of(
    listed: ListOfRun,
    signals: pl.DataFrame,
    conclusions: pl.DataFrame,
    fresh: Container[int],
    *,
    followed: bool,
) -> list[frozenset[str]]:
    """Per row the packs of the rules that it names.

    A row that no rule put there, or that names a rule of which the run says no pack, is of every
    pack that feeds the list. So is one that says what was listed or decided there before, where
    nothing is known here of what that rested on: of a row by number that is ``fresh``, no case
    before, and of what changed when the site has not ``followed`` the run it changed since.
    """
    named = pl.concat([each.select("rule", "pack") for each in (signals, conclusions)]).unique()
    of_rule: dict[str, set[str]] = {}
    for rule, pack in named.iter_rows():
        of_rule.setdefault(rule, set()).add(pack)
    found = []
    for number, row in enumerate(listed.rows):
        rules = row.row.get("rules") or [""]
        changed = row.changed and (number in fresh or not followed)
        if changed or (number in fresh and row.told.get("earlier_decision")):
            rules = [*rules, ""]
        found.append(frozenset().union(*(of_rule.get(rule, listed.packs) for rule in rules)))
    return found


def add_packs(packs: Mapping[int, Iterable[str]]) -> None:
    """Add the packs of cases by their keys: what a case was once listed for stays part of it.

    Earlier signals and decisions stand on the page of a case, and on that of what it went into.
    """
    inherited = CaseLink.objects.filter(target__in=packs, source__packs__isnull=False)
    every = {(case, pack) for case, names in packs.items() for pack in names}
    every |= {*inherited.values_list("target", "source__packs__pack")}
    CasePack.objects.bulk_create(
        [CasePack(case_id=case, pack=pack) for case, pack in sorted(every)],
        500, ignore_conflicts=True,
    )  # fmt: skip
