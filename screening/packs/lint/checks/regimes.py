"""Sector laws: data under one is used inside its own purpose only (T2, T62, T64)."""

from __future__ import annotations

from collections.abc import Iterator

from screening.errors import Problem, Where
from screening.packs.lint.base import Check
from screening.packs.lint.facts import fragments, measured_from
from screening.packs.loaded import Loaded, LoadedEscalation, LoadedRule, Pack
from screening.packs.models import Common, PackHeader
from screening.registers.schemas import REGISTERS

_BASIS = {"bibob": "G-BIB", "brp": "G-BRP", "wmo": "G-WMO"}
_OWN_LIST = {"bibob": "bibob", "wmo": "care"}
_REFUSED = {
    "wpg": "Police data is not taken in; remove it from the pack.",
    "fiu": "FIU figures enter as area aggregates only, which need no regime; remove it.",
}


class RefusedRegime(Check):
    """T63, T64: police data and FIU records stay out; other regimes need their own basis."""

    description = "The pack claims a regime that is refused, unknown or without its basis."
    blocks = True

    def pack(self, pack: Pack) -> Iterator[Problem]:
        """Regimes of the header."""
        codes = {basis.code for basis in pack.header.bases}
        for number, regime in enumerate(pack.header.regimes):
            where = pack.where(f"regimes.{number}")
            known = ", ".join(sorted(_BASIS))
            if regime in _REFUSED:
                yield Problem(f"the regime '{regime}'", where, known, _REFUSED[regime])
            elif regime not in _BASIS:
                yield Problem(f"unknown regime '{regime}'", where, known, "Correct the name.")
            elif _BASIS[regime] not in codes:
                yield Problem(
                    f"the regime '{regime}' without the basis {_BASIS[regime]}",
                    where,
                    f"{_BASIS[regime]} among 'bases'",
                    "Add the basis if the pack has that purpose; remove the regime otherwise.",
                )


class SealedRegister(Check):
    """T62: a register under a sector law is read only by packs of that regime."""

    description = "A register under a sector law is used outside its purpose."
    blocks = True

    def pack(self, pack: Pack) -> Iterator[Problem]:
        """Sealed registers in the header of another pack."""
        for name in pack.header.registers:
            yield from _sealed(pack.header, name, pack.where(f"registers.{name}"))

    def rule(self, loaded: LoadedRule) -> Iterator[Problem]:
        """Sealed registers read by a rule of another pack."""
        for fragment in fragments(loaded.rule):
            read = measured_from(loaded) if fragment.path == "select" else ()
            for name in sorted({*fragment.tables, *read}):
                yield from _sealed(loaded.pack, name, loaded.where(fragment.path))


class SealedLists(Check):
    """T62: what a pack under a sector law concludes stays on the list of that law."""

    description = "A rule of a pack under a sector law feeds another list."
    blocks = True

    def rule(self, loaded: LoadedRule) -> Iterator[Problem]:
        """Lists of a rule."""
        return _lists(loaded, loaded.rule)

    def escalation(self, loaded: LoadedEscalation) -> Iterator[Problem]:
        """Lists of an escalation."""
        return _lists(loaded, loaded.escalation)


def _lists(loaded: Loaded, model: Common) -> Iterator[Problem]:
    for regime, own in _OWN_LIST.items():
        if regime not in loaded.pack.regimes:
            continue
        for number, name in enumerate(model.lists):
            if name != own:
                yield Problem(
                    f"the list '{name}' in a pack with the regime '{regime}'",
                    loaded.where(f"lists.{number}"),
                    f"the list '{own}' only",
                    "This data is sealed: remove the list, or move the rule to another pack.",
                )


def _sealed(header: PackHeader, name: str, where: Where) -> Iterator[Problem]:
    register = REGISTERS.get(name.lower())
    if register is None or register.regime == "none" or register.regime in header.regimes:
        return
    yield Problem(
        f"the register '{register.name}' falls under the regime '{register.regime}'",
        where,
        f"a pack with 'regimes: [{register.regime}]' and its own basis; "
        f"'{header.id}' has {', '.join(header.regimes) or 'none'}",
        "Move the rule to a pack with that purpose.",
    )
