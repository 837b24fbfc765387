"""The text of every shipped rule, filled in with nothing, one, two and what is not known."""

from __future__ import annotations

import datetime as dt
import re

import polars as pl
import pytest

from screening.comparison.columns import compare_columns
from screening.detect.explain import dutch
from screening.detect.explain.labels import labels
from screening.detect.explain.sentences import explanation
from screening.packs.compiled import compiled_as_shipped
from screening.packs.loaded import LoadedRule
from screening.packs.templates import Slot, parse_template
from screening.reference.nouns import counted, singulars
from screening.reference.words import is_neutral
from tests.shipped import every_rule

AS_OF = dt.date(2026, 1, 1)
DTYPES = {"int": pl.Int64(), "real": pl.Float64(), "text": pl.String(), "bool": pl.Boolean(),
          "date": pl.Date()}  # fmt: skip
OTHERS = {"text": "horeca", "date": dt.date(2024, 2, 29)}
NOT_COUNTED = {
    "", "binnen", "en", "gewoon", "in", "jaar", "keer", "km²", "m²", "meest", "met", "nagegaan",
    "naar", "of", "op", "opgericht", "per", "plus", "procentpunt", "van", "waren", "maal", "uur",
    "bij", "geldt", "meer",
}  # fmt: skip

ADJECTIVES = "andere|nieuwe|verschillende|zulke|gewone|eerdere"


def rules() -> list[LoadedRule]:
    return [*every_rule().values()]


@pytest.fixture(scope="module")
def shipped() -> list[LoadedRule]:
    return rules()


def filled_in(loaded: LoadedRule) -> pl.DataFrame:
    """A row per value: 0, 1, 2, 2.400 and unknown, with every column of the rule holding it."""
    compiled = compiled_as_shipped(loaded)
    assert compiled is not None
    kinds = {**compare_columns(loaded.rule.compare), **compiled.kinds}
    slots = parse_template(loaded.rule.explain).slots
    columns = []
    for name in sorted({slot.name for slot in slots} - set(loaded.rule.parameters) - {"today"}):
        kind = str(kinds.get(name, "text"))
        if kind in {"int", "real", "a number"}:
            values: list[object] = [0, 1, 2, 2_400, None]
        elif kind == "bool":
            values = [False, True, True, True, None]
        else:
            values = [OTHERS.get(kind, "horeca")] * 4 + [None]
        columns.append(pl.Series(name, values, DTYPES.get(kind, pl.String()), strict=False))
    hits = pl.DataFrame(columns) if columns else pl.DataFrame({"none": [None] * 5})
    text = explanation(
        loaded.rule, hits, labels(loaded.rule), compiled.parameters, AS_OF, dutch.groups_of(hits)
    )
    return hits.select(pl.lit(loaded.id).alias("rule"), text.alias("text"))


def test_every_text_reads_as_dutch_whatever_the_values(shipped: list[LoadedRule]) -> None:
    wrong = []
    plurals = "|".join(map(re.escape, sorted(singulars(), key=len, reverse=True)))
    one_of_many = re.compile(rf"(?<![\d.,])1 (?:(?:{ADJECTIVES}) \w+en|{plurals})(?![\w-])")
    unknown = re.compile(rf"onbekend (?:{plurals})(?![\w-])")
    long = re.compile(r"\d\.\d{3} dagen|: nee\b")
    table = re.compile(
        r"%(?: van [^.:%]*:| \([A-Z])|\b(?:zijn|hebben|staan) [Gg]een van\b|mediaan .*is 0\b"
    )
    codes = re.compile(r"\b(?:None|null|true|false|nan)\b|[{}\[\]]|\w=\w|_")
    for loaded in shipped:
        for text in filled_in(loaded)["text"]:
            searched = (each.search(text) for each in (one_of_many, codes, unknown, long, table))
            faults = [found[0] for found in searched if found]
            if "  " in text or not text.rstrip().endswith(".") or not is_neutral(text) or faults:
                wrong.append((loaded.id, faults, text))
    assert not wrong


def test_none_of_what_is_counted_is_said_in_words(shipped: list[LoadedRule]) -> None:
    """'Er werken 0 personen' is no Dutch; behind a preposition or in a limit a nought may stand."""
    counts = {*singulars()} - {"dagen", "weken", "maanden", "jaren", "uren"}
    plurals = "|".join(map(re.escape, sorted(counts, key=len, reverse=True)))
    begins = re.compile(rf"(?:^|\. |\b(?:er|zijn|heeft|hebben|werken) )0 (?:{plurals})(?![\w-])")
    wrong = [
        (loaded.id, text)
        for loaded in shipped
        for text in filled_in(loaded)["text"]
        if begins.search(text) or re.search(r"\b0 dagen (?:geleden|na|nadat)\b", text)
    ]
    assert not wrong


def test_what_is_counted_in_a_text_is_known(shipped: list[LoadedRule]) -> None:
    unknown = set()
    for loaded in shipped:
        parts = parse_template(loaded.rule.explain).parts
        for place, part in enumerate(parts[:-1]):
            after = parts[place + 1]
            if (
                not isinstance(part, Slot)
                or not isinstance(after, str)
                or part.hint not in ("", "0")
            ):
                continue
            word = re.match(r" ([\w²']*)", after)
            if word and not counted(after) and word[1] not in NOT_COUNTED:
                unknown.add((loaded.id, word[1]))
    assert not unknown


def test_what_says_yes_or_no_is_said_in_words(shipped: list[LoadedRule]) -> None:
    """{flag|a sentence|another} says it; 'demontagebedrijf: nee' is no reason."""
    wrong = []
    for loaded in shipped:
        compiled = compiled_as_shipped(loaded)
        assert compiled is not None
        slots = parse_template(loaded.rule.explain).slots
        names = [each.name for each in slots if isinstance(each, Slot)]
        wrong += [(loaded.id, name) for name in names if compiled.kinds.get(name) == "bool"]
    assert not wrong


def test_days_stand_before_their_word(shipped: list[LoadedRule]) -> None:
    """Only behind a number does 'dagen' become years: 'Dagen zonder inkoop: 2.400' would not."""
    wrong = []
    for loaded in shipped:
        text = loaded.rule.explain
        limits = [name for name, each in loaded.rule.parameters.items() if each.unit == "dagen"]
        bare = [each for each in limits if re.search(rf"\{{{each}\}}(?! \w*dagen)", text)]
        wrong += [(loaded.id, name) for name in bare]
        behind = re.findall(r"(?:^|[.;\[] ?)[Dd]agen\b[^.;{]*: \{\w+\}|\(in dagen\)", text)
        wrong += [(loaded.id, found) for found in behind]
    assert not wrong
