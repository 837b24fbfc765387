"""Stage 'prioritise': the lists that people work from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

import dataframely as dy

from screening.documents.fields import Scalar
from screening.frames import Conclusions, Links, Measured, Signals
from screening.lists import LISTS, ListKind
from screening.packs.loaded import Pack, feeds
from screening.prioritise.areas import figures_of
from screening.prioritise.danger import conditional
from screening.prioritise.group import Around, Group, Wanted
from screening.prioritise.guard import guard_days
from screening.prioritise.lists import PackInfo, PriorityList
from screening.prioritise.reasons import reasons_of
from screening.prioritise.sample import Draw
from screening.prioritise.within import Narrowing
from screening.registers.held import Registers

__all__ = ["Draw", "PackInfo", "PriorityList", "prioritise"]


class ListSettings(Protocol):
    """What a project sets for a list; None leaves it to the pack."""

    @property
    def capacity(self) -> int | None:
        """Rows there is room for."""

    @property
    def random_share(self) -> float | None:
        """Share of the rows that is drawn at random."""


def prioritise(
    signals: dy.DataFrame[Signals],
    conclusions: dy.DataFrame[Conclusions],
    links: dy.DataFrame[Links],
    registers: Registers,
    packs: Sequence[Pack],
    *,
    settings: Mapping[str, ListSettings],
    seed: int,
    as_of: dt.date,
    measured: dy.DataFrame[Measured],
    municipality: str | None = None,
    map_link: str = "",
    recipient: str = "",
    only: Collection[str] | None = None,
    narrowing: Narrowing | None = None,
    overrides: Mapping[str, Mapping[str, Scalar]] | None = None,
) -> list[PriorityList]:
    """Every list that some active rule feeds, in a fixed order, also when it is empty.

    Args:
        signals: see ``screening.detect``.
        conclusions: see ``screening.escalate``.
        links: see :func:`screening.escalate.links.build_links`.
        registers: what locations and context columns are read from; a list only shows columns that
            every pack feeding it may use.
        packs: the packs that ran.
        settings: room and random share per list.
        seed: of the random part.
        as_of: reference date.
        measured: which rules of each list were measured; see ``screening.preparedness.measured``.
        municipality: code of the own municipality; others appear on no designation list.
        map_link: address of a map, see :func:`screening.prioritise.facts.place.linked`.
        recipient: who the lists are for.
        only: names of the lists that are wanted; all of them unless given.
        narrowing: to which area they are narrowed; their random part is drawn there.
        overrides: the parameters that the project sets, by rule.

    """
    wanted: dict[tuple[str, ...], list[Wanted]] = {}
    for name, kind in LISTS.items():
        feeding = [pack for pack in packs if feeds(pack, name)]
        if not feeding or (only is not None and name not in only):
            continue
        setting = settings.get(name)
        capacity = (setting.capacity if setting else None) or kind.capacity
        share = _share(kind, feeding, setting)
        fed_by = tuple(pack.id for pack in feeding)
        wanted.setdefault(fed_by, []).append(Wanted(kind, capacity, share))
    reasons = reasons_of(signals, conclusions)
    days = guard_days(packs, overrides or {}, as_of)
    around = Around(registers, as_of, municipality, map_link, recipient, narrowing, days)
    figures = figures_of(signals, packs)
    danger = conditional(signals, packs)
    made = []
    for fed_by, lists in wanted.items():
        feeding = [pack for pack in packs if pack.id in fed_by]
        group = Group(feeding, around, measured, figures, danger)
        made += group.make(lists, reasons, links, seed)
    return sorted(made, key=lambda each: LISTS[each.name].order)


def _share(kind: ListKind, feeding: Sequence[Pack], wanted: ListSettings | None) -> float:
    """The random share of a list: the project's, where every pack allows a draw at all."""
    by_pack = kind.share(pack.header.random.share for pack in feeding)
    asked = None if wanted is None else wanted.random_share
    return by_pack if asked is None or not by_pack else asked
