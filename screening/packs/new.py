"""A new rule as a file to fill in: it passes the checks, and its tests pass, before anybody has."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from screening.errors import PackError, Problem, Where, suggestion
from screening.files.private import write_once
from screening.packs.loaded import Pack
from screening.packs.models import SubjectType
from screening.packs.models.shared import RULE_ID
from screening.registers.schemas import REGISTERS
from screening.registers.schemas.keys import SUBJECT_NUMBERS, numbers

UNFILLED = "INVULLEN"
"""Marks a text that somebody has yet to write; a rule in use has none."""
_LONGEST = 126
_FIRST, _LAST = "kvk_establishment", "inspection"
"""The register that most rules read, and one with a catch of its own: why a visit took place."""
_EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "address": ("9999010000000001",),
    "establishment": ("000099000001",),
    "company": ("99000001",),
    "application": ("A-0001",),
    "park": ("P-0001",),
    "area": ("GM9001",),
    "area_branch": ("GM9001", "hairdressers"),
}


@dataclass(frozen=True)
class _Source:
    """A register that a rule about a subject can count rows of: its columns with the number."""

    register: str
    columns: tuple[str, ...]


def new_rule(packs: Collection[Pack], rule_id: str, *, pack: str, subject: str) -> Path:
    """Write a new rule in a pack and return the file; it is never written over another.

    Raises PackError when the id, the pack or the subject is none, the pack reads nothing about the
    subject, the id is taken, or the file cannot be written.
    """
    chosen = _pack(packs, pack)
    kind = _subject(subject)
    file = _free_place(packs, chosen, rule_id)
    text = _text(chosen, rule_id, kind, _source(chosen, kind))
    if file.exists():
        raise PackError(_taken(f"there is a file {file.name} already", file))
    try:
        file.parent.mkdir(exist_ok=True)
        write_once(file, text.encode("utf-8"))
    except OSError as error:
        reason = f"the rule cannot be written: {error.strerror or error}"
        raise PackError(
            Problem(reason, Where(str(file)), "a folder that you may write in", "Choose a pack "
                    "of your own, in a folder named with --rules.")
        ) from error  # fmt: skip
    return file


def _pack(packs: Collection[Pack], name: str) -> Pack:
    known = {pack.id: pack for pack in packs}
    if name not in known:
        raise PackError(
            Problem(
                f"no pack '{name}'",
                expected=f"one of {', '.join(sorted(known))}",
                remedy=suggestion(name, known)
                or "Make a folder of that name with a pack.yaml, and name the folder it stands "
                "in with --rules; docs/rule-language.md has an example.",
            )
        )
    return known[name]


def _subject(name: str) -> SubjectType:
    kinds: tuple[SubjectType, ...] = get_args(SubjectType)
    for kind in kinds:
        if kind == name:
            return kind
    raise PackError(
        Problem(
            f"a rule cannot be about '{name}'",
            expected=f"one of {', '.join(kinds)}",
            remedy=suggestion(name, kinds)
            or "Name a place, an object or a business after "
            "--subject; a rule is never about a person.",
        )
    )


def _free_place(packs: Collection[Pack], pack: Pack, rule_id: str) -> Path:
    if not re.fullmatch(RULE_ID.strip("^$"), rule_id) or len(rule_id) > _LONGEST:
        raise PackError(
            Problem(
                f"'{rule_id}' cannot be the id of a rule",
                expected="FAMILY.NAME, such as rooms.many_doors: small letters, then small "
                "letters, digits and _",
                remedy="Choose another name.",
            )
        )
    for loaded in (each for one in packs for each in one.documents):
        if loaded.id == rule_id:
            raise PackError(_taken(f"the id '{rule_id}' is taken", loaded.file))
    family, name = rule_id.split(".")
    return pack.folder / family / f"{name}.yaml"


def _taken(found: str, file: Path) -> Problem:
    return Problem(found, Where(str(file)), "an id that no rule has", "Choose another name.")


def _source(pack: Pack, subject: SubjectType) -> _Source:
    """A register that the pack may read with the number of such subjects in it.

    Preferably one in which a subject can have several rows, so that counting them means something.
    """
    found = []
    for register, allowed in pack.header.registers.items():
        columns = list(REGISTERS[register].columns) if allowed == "all" else allowed
        places = [
            next((c for c in columns if numbers().get((register, c)) == home), None)
            for home in SUBJECT_NUMBERS[subject]
        ]
        named = tuple(column for column in places if column is not None)
        if len(named) == len(places):
            alone = set(named) == set(REGISTERS[register].key)
            found.append((register == _LAST, alone, register != _FIRST, register, named))
    if not found:
        homes = " and ".join(".".join(each) for each in SUBJECT_NUMBERS[subject])
        raise PackError(
            Problem(
                f"pack '{pack.id}' reads no register about the subject '{subject}'",
                pack.where("registers"),
                f"a register with {homes}, or columns that refer to it",
                "Add it under 'registers:' in pack.yaml, or choose another pack or subject.",
            )
        )
    *_, register, named = min(found)
    return _Source(register, named)


def _text(pack: Pack, rule_id: str, subject: SubjectType, source: _Source) -> str:
    ids = _EXAMPLES[subject]
    made = " || ':' || ".join(source.columns)
    known = " AND ".join(f"{column} IS NOT NULL" for column in source.columns)
    row = ", ".join(f'{c}: "{v}"' for c, v in zip(source.columns, ids, strict=True))
    unknown = ", ".join(f"{column}: null" for column in source.columns)
    return _TEMPLATE.format(
        mark=UNFILLED, id=rule_id, subject=subject, basis=pack.header.bases[0].code,
        bases=", ".join(basis.code for basis in pack.header.bases),
        made=made, register=source.register,
        known=known, grouped=", ".join(source.columns), row=row, unknown=unknown,
        example=":".join(ids),
    )  # fmt: skip


_TEMPLATE = """\
# A new rule: write what stands behind {mark}, and measure what you mean to. All keys stand, with
# examples, in docs/rule-language.md. Try it with: screening rules test {id}
id: {id}
title: "{mark}: hoe de regel op lijsten heet"
status: experimental            # runs once it is active; then no {mark} may be left
version: 1
subject: {subject}
lists: []                       # the lists a signal may come on, such as [tvo]
severity: 2                     # 1 informs, 5 weighs most
basis: {basis}                  # of this pack: {bases}
why: "{mark}: waarom dit een reden is om te kijken"
innocent:
  - "{mark}: een gewone verklaring voor hetzelfde patroon"
verify: "{mark}: wat eerst na te gaan"
sources: []                     # where the pattern was found: URLs
suitability:
  # shown:                      # move a point here once it is shown, with on what that rests
  not_shown:
    legal: "{mark}: mag dit voor het doel van dit pakket"
    proxy: "{mark}: staat niets voor iets anders, zoals herkomst"
    data_quality: "{mark}: zijn de registers goed genoeg"
    statistical_link: "{mark}: is er een verband met uitkomsten"
    substantive_link: "{mark}: is er een inhoudelijke reden"
parameters:
  least: {{value: 3, unit: rijen, why: "{mark}: waarom deze grens"}}
measures:
  found: {{label: "{mark}: wat er geteld is", unit: rijen}}
select: |
  SELECT {made} AS subject, COUNT(*) AS found
  FROM {register}
  WHERE {known}
  GROUP BY {grouped}
when: found >= :least
explain: "{mark}: {{found}} rijen (grens {{least}})."
tests:
  - name: op de grens
    kind: hit
    given: {{{register}: [{{times: 3, {row}}}]}}
    expect: {{hit: ["{example}"]}}
  - name: net onder de grens
    kind: near_miss
    given: {{{register}: [{{times: 2, {row}}}]}}
    expect: {{clear: ["{example}"]}}
  - name: van rijen is niet bekend waar zij over gaan
    kind: "null"
    given: {{{register}: [{{times: 3, {unknown}}}]}}
    expect: {{no_row: ["{example}"]}}
"""
