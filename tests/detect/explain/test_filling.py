"""Texts of signals: one thing in the singular, long ago as a date, what is nothing left out."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from screening.detect.explain import dutch
from screening.detect.explain.filling import LONG, LONG_AGO, filled
from screening.packs.templates import Choice, Slot, parse_template

AS_OF = dt.date(2026, 1, 1)


def said(template: str, **values: object) -> str:
    frame = pl.DataFrame({name: [value] for name, value in values.items()}, strict=False)
    schema = frame.schema

    def value(slot: Slot | Choice) -> pl.Expr:
        return pl.col(slot.name)

    def text(slot: Slot) -> pl.Expr:
        return dutch.show(pl.col(slot.name), schema[slot.name], hint=slot.hint)

    def since(slot: Slot) -> pl.Expr | None:
        return pl.lit(AS_OF) - pl.duration(days=pl.col(slot.name).cast(pl.Int64))

    parsed = parse_template(template)
    assert not parsed.faults
    return str(frame.select(filled(parsed.parts, value, text, since)).item())


@pytest.mark.parametrize(
    ("number", "expected"),
    [(0, "Geen meldingen."), (1, "1 melding."), (2, "2 meldingen."), (1.0, "1 melding."),
     (1.4, "1,4 meldingen."), (1_001, "1.001 meldingen."),
     (None, "een onbekend aantal meldingen.")],
)  # fmt: skip
def test_what_is_counted_follows_the_number(number: float | None, expected: str) -> None:
    column = pl.Series("n", [number], pl.Float64 if isinstance(number, float) else pl.Int64)
    assert said("{n} meldingen.", n=column[0]) == expected or number is None


def test_adjectives_go_with_what_they_describe() -> None:
    assert said("{n} actieve bedrijven hier", n=1) == "1 actief bedrijf hier"
    assert said("{n} soorten bronnen", n=1) == "1 soort bron"
    assert said("{n} verschillende melders", n=2) == "2 verschillende melders"


def test_a_longer_word_is_another_word() -> None:
    assert said("{n} dagenlang", n=1) == "1 dagenlang"
    assert said("{n} personenauto's", n=1) == "1 personenauto's"


def test_a_word_may_depend_on_a_number_elsewhere() -> None:
    text = "{n} woningen {n|is|zijn} verkocht"
    assert said(text, n=1) == "1 woning is verkocht"
    assert said(text, n=0) == "Geen woningen zijn verkocht"
    assert said(text, n=3) == "3 woningen zijn verkocht"


def test_long_ago_is_a_date() -> None:
    text = "gestart {n} dagen geleden (grens {n} dagen)"
    assert said(text, n=1) == "gestart 1 dag geleden (grens 1 dag)"
    assert said(text, n=LONG_AGO) == f"gestart {LONG_AGO} dagen geleden (grens {LONG_AGO} dagen)"
    assert said(text, n=2_400) == "gestart op 7 juni 2019 (grens meer dan 6 jaar)"


@pytest.mark.parametrize(
    ("template", "none", "some"),
    [
        ("Er werken {n} personen.", "Er werken geen personen.", "Er werken 3 personen."),
        ("Nu. {n} panden zijn leeg.", "Nu. Geen panden zijn leeg.", "Nu. 3 panden zijn leeg."),
        ("Daar {n|is|zijn} {n} van de 27 panden bezocht.", "Daar is geen van de 27 panden bezocht.",
         "Daar zijn 3 van de 27 panden bezocht."),
        ("Nu. {n} van de 27 panden {n|is|zijn} bezocht.", "Nu. Geen van de 27 panden is bezocht.",
         "Nu. 3 van de 27 panden zijn bezocht."),
        ("Daar {n|is|zijn} {n} panden bezocht.", "Daar zijn geen panden bezocht.",
         "Daar zijn 3 panden bezocht."),
        ("Meldingen (grens {n} meldingen).", "Meldingen (grens 0 meldingen).",
         "Meldingen (grens 3 meldingen)."),
        ("Al {n} maanden leeg.", "Al 0 maanden leeg.", "Al 3 maanden leeg."),
        ("Vergeleken met {n} gemeenten.", "Vergeleken met 0 gemeenten.",
         "Vergeleken met 3 gemeenten."),
        ("Begonnen {n} dagen nadat het stopte.", "Begonnen op de dag dat het stopte.",
         "Begonnen 3 dagen nadat het stopte."),
        ("Verkocht, {n} dagen na een koop.", "Verkocht, op de dag van een koop.",
         "Verkocht, 3 dagen na een koop."),
        ("Begonnen {n} dagen geleden.", "Begonnen op de peildatum zelf.",
         "Begonnen 3 dagen geleden."),
    ],
)  # fmt: skip
def test_none_of_what_is_counted_is_no_number(template: str, none: str, some: str) -> None:
    assert said(template, n=0) == none
    assert said(template, n=3) == some


def test_what_rounds_to_nought_is_not_none_of_it() -> None:
    assert said("Er zijn {n:0} meldingen.", n=0.4) == "Er zijn 0 meldingen."
    assert said("Er zijn {n:pct} van de panden leeg.", n=0.0) == "Er zijn 0,0% van de panden leeg."


def test_days_that_nobody_pictures_are_years() -> None:
    text = "al {n} dagen zo"
    assert said(text, n=LONG) == "al 730 dagen zo"
    assert said(text, n=LONG + 1) == "al meer dan 2 jaar zo"
    assert said(text, n=3_490) == "al meer dan 9 jaar zo"


def test_how_many_is_not_known_in_words() -> None:
    assert said("{n} mensen", n=None) == "een onbekend aantal mensen"
    assert said("{n} dagen geleden", n=None) == "een onbekend aantal dagen geleden"


def test_a_yes_or_no_is_a_sentence() -> None:
    text = "Handel.{n| Ook demontage.|}"
    assert said(text, n=True) == "Handel. Ook demontage."
    assert said(text, n=False) == said(text, n=None) == "Handel."


def test_a_month_is_named() -> None:
    assert said("in {n:month} 2025", n=12) == "in december 2025"


@pytest.mark.parametrize("nothing", [0, 0.0, False, None])
def test_what_is_nothing_is_no_reason(nothing: object) -> None:
    assert said("Adres.[ Meldingen: {n}.]", n=nothing) == "Adres."


def test_what_is_something_stays() -> None:
    assert said("Adres.[ Meldingen: {n}.]", n=2) == "Adres. Meldingen: 2."
    assert said("Adres.[ Aangemeld: {n}.] Einde.", n=True) == "Adres. Aangemeld: ja. Einde."
    assert said("[{n} bij {m}]", n=2, m=0) == ""


@pytest.mark.parametrize(
    ("text", "found"),
    [("[a", "'[' without ']'"), ("a]", "a lone ']'"), ("[a [{n}] b]", "a lone '['"),
     ("[niets]", "square brackets without a value"), ("{n|is}", "'{n|is}'")],
)  # fmt: skip
def test_brackets_and_choices_are_checked(text: str, found: str) -> None:
    assert any(found in fault.found for fault in parse_template(text).faults)
