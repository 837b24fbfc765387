"""The Dutch text of a signal, from the rule's ``explain`` template; all hits at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import polars as pl

from screening.comparison.kind import Label
from screening.detect.explain import dutch
from screening.detect.explain.codes import NO_WORDS, Words
from screening.detect.explain.filling import filled
from screening.detect.explain.grouped import in_words
from screening.detect.explain.labels import LEVELS, block_of
from screening.documents.fields import Scalar
from screening.errors import GateError, Problem
from screening.packs.models import Rule
from screening.packs.templates import Choice, Slot, parse_template

SMALL = 0.001
"""Probabilities below this are only called smaller."""


def explanation(
    rule: Rule,
    hits: pl.DataFrame,
    labels: Mapping[str, Label],
    parameters: Mapping[str, Scalar],
    as_of: dt.date,
    groups: Mapping[str, int],
    words: Words = NO_WORDS,
) -> pl.Expr:
    """The filled-in template per row of ``hits``; an unknown value reads 'onbekend'.

    A name in braces is a column of ``hits`` or a parameter, see :mod:`screening.packs.templates`.
    The template writes the units, except for euros and shares, whose sign is part of the number.
    ``groups`` is what :func:`screening.detect.explain.dutch.groups_of` finds, ``words`` what
    :func:`screening.detect.explain.codes.words_of` finds.
    """
    schema = hits.schema

    def value(slot: Slot | Choice) -> pl.Expr:
        if slot.name in schema:
            return pl.col(slot.name)
        return pl.lit(parameters.get(slot.name, as_of if slot.name == "today" else None))

    def text(slot: Slot) -> pl.Expr:
        if slot.name.endswith("_group") and block_of(slot.name, rule.compare):
            return in_words(hits[slot.name], labels).fill_null(dutch.UNKNOWN)
        if slot.name in schema:
            label = labels.get(slot.name)
            said = shown(
                slot.name, schema[slot.name], label, groups, hint=slot.hint, with_unit=False
            )
            return said.replace(words[slot.name]) if slot.name in words else said
        return pl.lit(_constant(slot.name, rule, parameters, as_of, slot.hint))

    def since(slot: Slot) -> pl.Expr | None:
        counts = slot.name in schema and schema[slot.name].is_integer() and not slot.hint
        return pl.lit(as_of) - pl.duration(days=pl.col(slot.name)) if counts else None

    return filled(parse_template(rule.explain).parts, value, text, since)


def shown(
    name: str,
    dtype: pl.DataType,
    label: Label | None,
    groups: Mapping[str, int],
    *,
    hint: str = "",
    with_unit: bool = True,
) -> pl.Expr:
    """A measured or compared column as Dutch text; comparison levels in words."""
    unit, most = label.unit if label else "", groups.get(name, 0)
    text = dutch.show(pl.col(name), dtype, unit=unit, hint=hint, with_unit=with_unit, groups=most)
    if name.endswith(("_p", "_q")) and dtype == pl.Float64:
        small = pl.when(pl.col(name) < SMALL).then(pl.lit("kleiner dan 0,001"))
        return small.otherwise(dutch.number(pl.col(name), 3)).fill_null(dutch.UNKNOWN)
    return text.replace(LEVELS) if name.endswith("_level") else text


def _constant(
    name: str, rule: Rule, parameters: Mapping[str, Scalar], as_of: dt.date, hint: str
) -> str:
    if name in parameters:
        declared = rule.parameters.get(name)
        unit = declared.unit if declared else ""
        return dutch.say(parameters[name], unit=unit, hint=hint, with_unit=False)
    if name == "today":
        return dutch.say(as_of)
    found = f"{rule.id}: 'explain' names '{name}', which is neither measured nor a parameter"
    raise GateError(Problem(found, remedy="correct the name, or measure it in 'select'"))
