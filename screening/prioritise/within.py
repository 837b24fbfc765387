"""Lists narrowed to an area: which places lie in it, however far its own areas lie below it."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from screening.errors import Problem, ProjectError, Where, suggestion
from screening.prioritise.reasons import PLACE, SUBJECT
from screening.prioritise.where import LEVELS
from screening.reference.folding import folded
from screening.registers.held import Registers, columns_of, whole

_NAMED = 8
_LINKED = (
    "establishment_address", "company_address", "application_address", "park_address",
)  # fmt: skip
"""Links that say at which address something is."""


@dataclass(frozen=True)
class Area:
    """An area that lists are narrowed to."""

    code: str
    name: str
    level: str

    @property
    def text(self) -> str:
        """As people read it, such as ``Meerwolde-Oost (wijk WK900103)``."""
        return f"{self.name} ({LEVELS.get(self.level, self.level)} {self.code})"


@dataclass(frozen=True)
class Narrowing:
    """What lists are narrowed to: an area, or nothing but their length.

    ``purpose`` tells one narrowing from another, so that under one seed each has its own draw, and
    the same one always the same.
    """

    area: Area | None
    purpose: str


def area_named(asked: str, registers: Registers, municipality: str | None) -> Area:
    """The area of the own municipality with this name or code, at any level.

    Raises ProjectError with the nearest name when there is none, and with the codes when several
    have the name.
    """
    register = registers.get("area")
    if register is None or not {"area_code", "name", "level", "parent_code"} <= {
        *columns_of(register)
    }:
        raise ProjectError(
            Problem(
                "lists cannot be narrowed to an area: this project reads no areas",
                Where(column="area"),
                "the register 'area' with area_code, name, level and parent_code",
                "add the register to the project, or leave the area out",
            )
        )
    own = _own(whole(register), municipality).select("area_code", "name", "level").rows()
    known = [Area(*row) for row in own]
    wanted = _plain(asked)
    by_code = [each for each in known if _plain(each.code) == wanted]
    found = by_code or [each for each in known if _plain(each.name) == wanted]
    if len(found) == 1:
        return found[0]
    raise ProjectError(_several(asked, found) if found else _unknown(asked, known))


def _own(area: pl.DataFrame, municipality: str | None) -> pl.DataFrame:
    rows = area.unique("area_code", keep="first").sort("area_code").drop_nulls("name")
    if municipality is None:
        return rows
    return rows.filter(pl.col("area_code").is_in(codes_below(area, municipality).implode()))


def codes_below(area: pl.DataFrame, code: str) -> pl.Series:
    """The code and those of every area that lies in it, at any level."""
    parents = area.select("area_code", "parent_code").drop_nulls()
    inside = pl.Series("area_code", [code])
    while True:
        below = parents.filter(pl.col("parent_code").is_in(inside.implode()))["area_code"]
        more = pl.concat([inside, below]).unique().sort()
        if more.len() == inside.len():
            return more
        inside = more


def _plain(text: str) -> str:
    return " ".join(folded(text).casefold().replace("-", " ").split())


def _unknown(asked: str, known: list[Area]) -> Problem:
    names = {_plain(name): name for each in known for name in (each.code, each.name)}
    near = suggestion(_plain(asked), names)
    near = next(
        (near.replace(f"'{p}'", f"'{n}'") for p, n in names.items() if f"'{p}'" in near), ""
    )
    largest = [each.name for each in known if each.level != "neighbourhood"][:_NAMED]
    return Problem(
        f"there is no area '{asked}' in this municipality",
        Where(column="area"),
        f"the name or code of an area at any level, such as {', '.join(largest)}",
        near or "see the register of areas for names and codes",
    )


def _several(asked: str, found: list[Area]) -> Problem:
    return Problem(
        f"{len(found)} areas are called '{asked}'",
        Where(column="area"),
        f"the code of one: {', '.join(f'{each.code} ({each.level})' for each in found)}",
        "name the code instead",
    )


def places_in(
    area: Area, placed: pl.LazyFrame, registers: Registers, links: pl.LazyFrame
) -> pl.LazyFrame:
    """The places (``place_type``, ``place``) of ``placed`` that lie in the area.

    ``placed`` also has the subjects of reasons: a case lies there when one of those does. All else
    lies where it is itself.
    """
    codes = codes_below(whole(registers["area"]), area.code)
    inside = _nodes(codes, registers, links)
    is_case = pl.col("place_type") == "case"
    own = placed.filter(~is_case).join(_branches(placed, codes, inside), on=PLACE, how="semi")
    cases = placed.filter(is_case).join(inside, left_on=SUBJECT, right_on=PLACE, how="semi")
    return pl.concat([own.select(PLACE), cases.select(PLACE)]).unique()


def _nodes(codes: pl.Series, registers: Registers, links: pl.LazyFrame) -> pl.LazyFrame:
    """Everything that lies in one of the areas: addresses, and what is at one."""
    kinds = [pl.LazyFrame(schema=dict.fromkeys(PLACE, pl.String))]
    objects = registers.get("bag_object")
    if objects is not None and {"vbo_id", "area_code"} <= {*columns_of(objects)}:
        here = objects.lazy().filter(pl.col("area_code").is_in(codes.implode()))
        there = here.select(place_type=pl.lit("address"), place="vbo_id").unique()
        at = links.filter(pl.col("link").is_in(_LINKED)).join(
            there.select(to_id="place"), on="to_id", how="semi"
        )
        kinds += [there, at.select(place_type="from_type", place="from_id")]
    kinds.append(pl.LazyFrame({"place_type": "area", "place": codes}))
    return pl.concat(kinds).unique()


def _branches(placed: pl.LazyFrame, codes: pl.Series, inside: pl.LazyFrame) -> pl.LazyFrame:
    """``inside`` with the branches of the areas among ``placed``."""
    branch = placed.filter(
        pl.col("place_type") == "area_branch",
        pl.col("place").str.split(":").list.first().is_in(codes.implode()),
    )
    return pl.concat([inside, branch.select(PLACE).unique()])
