"""One delivery to the registers it fills: by its shape, or by what is in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from screening.project.mapping.coded import codes_of, marks_of, regime_of
from screening.project.mapping.evidence import MONTH_FIRST, Seen, columns_of, form_of
from screening.project.mapping.mapped import Mapped, NotMapped
from screening.project.mapping.notes import how_sure, left_out, note_of
from screening.project.mapping.propose import SURE, Match, Proposal, proposals
from screening.project.mapping.questions import NONE, Asker, Question
from screening.project.mapping.several import several_of
from screening.project.mapping.survey import Delivery
from screening.project.mapping.unsure import days, decimals, fixed_of, lacking, with_year
from screening.reference.suppliers import suppliers
from screening.registers.known.shape import Fill, Shape
from screening.registers.reading.header_units import unit_in
from screening.registers.reading.units import unit_of
from screening.registers.schemas import REGISTERS, Register

LIKELY = 0.3
"""Of a proposal: worth asking about."""
_APART = 0.1
"""How much likelier than the next it must be."""
_OPTIONS = 4


def deliver(delivery: Delivery, ask: Asker, only: str | None = None) -> list[Mapped | NotMapped]:
    """What becomes of it; ``only`` is the register that somebody says it is."""
    known = delivery.known
    if delivery.raw.table.cells.is_empty() and delivery.part:
        return [NotMapped(delivery.name, "er staan geen regels in")]
    if known is not None:
        fills = [fill for fill in known.shape.fills if only in (None, fill.into)]
        if fills or only is None:
            return _by_shape(delivery, known.shape, fills, ask)
    return [_by_content(delivery, ask, only)]


def _by_shape(
    delivery: Delivery, shape: Shape, fills: list[Fill], ask: Asker
) -> list[Mapped | NotMapped]:
    if shape.refused:
        return [NotMapped(delivery.name, f"herkend als {shape.title}: {shape.refused}")]
    found: list[Mapped | NotMapped] = []
    seen = {each.header: each for each in columns_of(delivery)}
    for fill in fills:
        keys = shape.mapped(fill, delivery.headers, delivery.raw.file)
        register = REGISTERS[fill.into]
        if keys is None:
            reason = f"herkend als {shape.title}, maar voor {register.title} ontbreken kolommen"
            found.append(NotMapped(delivery.name, reason))
            continue
        keys = with_year(keys, register, delivery, ask)
        keys = _with_own(keys, register, delivery)
        why = (f"Herkend als: {shape.title}.", *([f"Let op: {shape.note}."] if shape.note else []))
        notes = {
            ours: note_of(register, ours, seen.get(theirs))
            for ours, theirs in keys.get("columns", {}).items()
        }
        used = {ours: seen[each] for ours, each in keys.get("columns", {}).items() if each in seen}
        several, told = several_of(register, used, delivery)
        keys = keys | {"several": several} if several else keys
        notes |= {name: f"{notes[name]}; {text}" for name, text in told.items()}
        found.append(_mapped(delivery, register, shape.source, keys, why, notes))
    return found


def _with_own(keys: dict[str, Any], register: Register, delivery: Delivery) -> dict[str, Any]:
    """Columns that the municipality added to a published file, under names that are ours alone."""
    used = {*keys.get("columns", {}).values()}
    made = {*keys.get("columns", {}), *keys.get("joined", {}), *keys.get("fixed", {})}
    seen = [each for each in columns_of(delivery) if each.header not in used]
    best = next(
        (p for p in proposals(seen, form_of(seen), "") if p.register is register), None
    )  # fmt: skip
    more = {
        match.column: match.seen.header
        for match in (best.matches if best else ())
        if match.column not in made and match.sure >= 0.9  # noqa: PLR2004
    }
    if not more:
        return keys
    columns = {**keys.get("columns", {}), **more}
    return keys | {"columns": {name: columns[name] for name in register.columns if name in columns}}


def _by_content(delivery: Delivery, ask: Asker, only: str | None) -> Mapped | NotMapped:
    seen = columns_of(delivery)
    form = form_of(seen)
    found = proposals(seen, form, delivery.name)
    chosen = _chosen(found, delivery, ask) if only is None else _asked_for(found, only)
    if chosen is None:
        return NotMapped(delivery.name, "niet herkend: de kolommen lijken op geen register")
    dates = form_of([match.seen for match in chosen.matches])
    form = replace(form, dates=dates.dates, unclear_day=dates.unclear_day)
    form = days(delivery, replace(form, unclear_year=dates.unclear_year), ask)
    register = chosen.register
    matches = {match.column: match for match in chosen.matches}
    for column in chosen.lacking:
        answered = lacking(register, column, seen, matches, delivery, ask)
        if answered is None:
            continue
        if isinstance(answered, Seen):
            matches[column] = Match(column, answered, 0.5, 1.0)
    form = decimals(delivery, form, register, matches, ask)
    fixed = fixed_of(register, matches, delivery, ask)
    columns = {name: matches[name].seen.header for name in register.columns if name in matches}
    notes = {name: note_of(register, name, matches[name].seen, matches[name]) for name in columns}
    codes, unclear = codes_of(register, matches, form, delivery, ask)
    used = {name: matches[name].seen for name in columns}
    several, told = several_of(register, used, delivery)
    for name, text in (*unclear.items(), *told.items()):
        notes[name] = f"{notes[name]}; {text}"
    units = _units_of(register, matches)
    for name, unit in units.items():
        notes[name] = f"{notes[name]}; in '{unit}', zegt de kop"
    keys = {
        "regime": regime_of(register, codes, matches),
        "columns": columns,
        "several": several,
        "fixed": fixed,
        "units": units,
        "codes": codes,
        "date": list(form.dates) or None,
        "decimal": form.decimal,
        "thousands": form.thousands,
        "unknown": marks_of(register, matches),
        "may_be_empty": delivery.raw.table.cells.is_empty(),
    }
    why = [f"Voorstel, {how_sure(chosen.score)}."]
    why += left_out(seen, {match.seen.place for match in matches.values()})
    supplier = suppliers().get(register.name)
    source = supplier.supplier if supplier else register.title
    made = {key: value for key, value in keys.items() if value}
    mapped = _mapped(delivery, register, source, made, tuple(why), notes)
    if any({day, month} <= set(form.dates) for day, month in MONTH_FIRST.items()):
        return mapped.set_aside("de ene kolom heeft bij datums de dag voorop, de andere de maand")
    lost = [name for name in chosen.lacking if name not in {*columns, *fixed}]
    if lost:
        named = ", ".join(f"{name} ({register.called(name).name})" for name in lost)
        return mapped.set_aside(f"deze kolommen zijn nodig en niet gevonden: {named}")
    return mapped


def _units_of(register: Register, matches: Mapping[str, Match]) -> dict[str, str]:
    """Our column to the unit in its header, where that is another than the register has."""
    said = {
        column: unit_in(match.seen.header, unit_of(register, column), match.seen.values)
        for column, match in matches.items()
    }
    return {column: unit for column, unit in said.items() if unit}


def _chosen(found: list[Proposal], delivery: Delivery, ask: Asker) -> Proposal | None:
    """The register it is, asked about where more than one may be meant."""
    best = found[0] if found else None
    if best is None or best.score < LIKELY:
        return None
    second = found[1].score if len(found) > 1 else 0.0
    if best.score >= SURE and best.score - second >= _APART and len(best.lacking) <= 1:
        return best
    likely = [each for each in found if each.score >= LIKELY * 0.7][:_OPTIONS]
    words = {each.register.name: each.register.title for each in likely}
    question = Question(
        f"register {delivery.name}",
        f"Wat staat er in {delivery.name}? Kolommen: {', '.join(delivery.headers[:8])}",
        (*words, NONE), best.register.name, words,
    )  # fmt: skip
    answer = ask(question)
    return next((each for each in likely if each.register.name == answer), None)


def _asked_for(found: list[Proposal], register: str) -> Proposal | None:
    return next((each for each in found if each.register.name == register), None)


def _mapped(
    delivery: Delivery,
    register: Register,
    source: str,
    keys: Mapping[str, Any],
    why: tuple[str, ...],
    notes: Mapping[str, str],
) -> Mapped:
    given = delivery.source
    parts = {"sheet": given.sheet, "table": given.table, "member": given.member}
    part = {name: text for name, text in parts.items() if text}
    return Mapped(
        register, given.path or "", delivery.headers, part, source, keys, why, notes
    )  # fmt: skip
