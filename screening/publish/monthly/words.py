"""The monthly picture in sentences: what a month was, what is coming, and what was not foreseen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from screening.detect.explain.dutch import MONTHS
from screening.publish.charts.words import rated, whole

HIDDEN = "niet getoond"
LEVELS = {
    "too_few": "te weinig om te beoordelen", "none": "gewoon", "watch": "licht opvallend",
    "notable": "opvallend", "strong": "sterk opvallend",
}  # fmt: skip
"""Levels of a comparison, as people read them."""
CAVEATS = (
    "Een aantal dat opvalt is een reden om te kijken, geen vaststelling over wie er woont of komt.",
    "Wie vaker kijkt of makkelijker meldt, telt meer; een actie of anders registreren ook.",
    "Cijfers van de laatste maanden worden vaak nog aangevuld.",
    "De vooruitblik neemt aan dat het gaat zoals het ging.",
    "Alles gaat over gebieden, nooit over een adres of een persoon.",
)
SMALL = (
    "Aantallen van 1 tot en met 9 worden niet getoond, en aantallen ernaast evenmin waar die het "
    "zouden verraden. Wat wel wordt getoond is afgerond op vijftallen."
)


def month_name(month: tuple[int, int]) -> str:
    """A month such as december 2025."""
    return f"{MONTHS[month[1] - 1]} {month[0]}"


def named(text: str) -> str:
    """The month of a text such as 2025-12."""
    year, month = text.split("-")
    return month_name((int(year), int(month)))


def level(name: str | None) -> str:
    """A level, or that there is none."""
    return "niet beoordeeld" if name is None else LEVELS[name]


def number(value: float | None) -> str:
    """A count as it is told, or that it is not."""
    return HIDDEN if value is None else whole(value)


def beside(told: Mapping[str, Any], month: tuple[int, int]) -> str:
    """A count beside those of earlier years and of comparable areas."""
    said = f"{told['name']}, {told['kind_words']}: "
    if told["count"] is None:
        said += f"het aantal in {month_name(month)} wordt niet getoond"
    else:
        said += f"{whole(told['count'])} in {month_name(month)}"
    if told["expected"]:
        said += f"; in dezelfde maand van eerdere jaren gemiddeld {whole(told['expected'])}"
        if told["high"] is not None:
            said += f" (verwacht {whole(told['low'])}-{whole(told['high'])})"
    elif told["season"] is not None:
        said += "; in dezelfde maand van eerdere jaren gemiddeld minder dan 10"
    said += "."
    if told["rate"] is not None and told["peers_rate"] is not None:
        said += (
            f" Per 1.000 inwoners {rated(told['rate'])}; in {whole(told['areas'])} vergelijkbare "
            f"gebieden samen {rated(told['peers_rate'])}."
        )
    return said


def interval(told: Mapping[str, Any]) -> str:
    """What is expected with its 95 % limits, such as ``140 (110-175)``."""
    return f"{whole(told['expected'])} ({whole(told['low95'])}-{whole(told['high95'])})"


def coming(told: Mapping[str, Any], month: tuple[int, int]) -> str:
    """What is expected of a month: the sentence a council can use."""
    said = f"{told['name']}, {told['kind_words']}, {month_name(month)}: verwacht {interval(told)}"
    year_ago = told["last_year"]
    return said + (f"; vorig jaar {whole(year_ago)}." if year_ago is not None else ".")


def missed(told: Mapping[str, Any], month: tuple[int, int]) -> str:
    """A month that went otherwise than was foretold."""
    side = "meer" if told["side"] == "above" else "minder"
    said = (
        f"{told['name']}, {told['kind_words']}: {whole(told['count'])} in {month_name(month)}, "
        f"{side} dan voorzien (verwacht {interval(told)})"
    )
    if told["afterwards"]:
        return f"{said}; achteraf berekend met wat tot en met {named(told['made'])} bekend was."
    return f"{said}; voorzien met wat tot en met {named(told['made'])} bekend was."
