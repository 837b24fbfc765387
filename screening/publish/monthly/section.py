"""The monthly picture as a part of a page: what stands out, was not foreseen, and is coming."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from screening.comparison.figures import FEWEST
from screening.prioritise.where import LEVELS
from screening.publish.charts.chart import Chart
from screening.publish.charts.season import MonthsOf, months
from screening.publish.charts.words import counted, percentage, rated, whole
from screening.publish.monthly.duiding import Duiding, duiding_of
from screening.publish.monthly.words import (
    CAVEATS,
    HIDDEN,
    SMALL,
    interval,
    level,
    named,
    number,
)
from screening.publish.report.tags import Html, folded, items, joined, section, table, tag

ANCHOR = "maandbeeld"
TITLE = "Maandbeeld van wijken en buurten"
WITHOUT = (
    "Er is nog geen maandbeeld gemaakt. Het komt van tellingen per maand, wijk of buurt en soort "
    "(area_count), met: screening months."
)
NOT_AHEAD = (
    "Er is niet vooruitgekeken: daarvoor zijn drie jaar tellingen zonder gaten nodig, en het "
    "onderdeel forecast van het programma."
)
_MOST_CHARTS = 6


def monthly(content: Mapping[str, Any] | None, notes: Sequence[Duiding] = ()) -> Html:
    """The part of a page; what people added about a figure stands with it."""
    if content is None:
        return section(ANCHOR, TITLE, tag("p", WITHOUT))
    return section(
        ANCHOR, f"{TITLE}: {named(content['month'])}",
        tag("p", f"Tellingen van {content['municipality']} per maand, gebied en soort, naast "
            "dezelfde maand van eerdere jaren en naast vergelijkbare gebieden. ", SMALL),
        *_standing_out(content, notes), *_missed(content), *_ahead(content), *_scores(content),
        _every(content, notes), tag("h3", "Wat dit niet zegt"), items(CAVEATS),
    )  # fmt: skip


def _standing_out(content: Mapping[str, Any], notes: Sequence[Duiding]) -> Iterator[Html]:
    rows = [each for each in content["cells"] if each["stands_out"]]
    yield tag("h3", "Wat opvalt")
    judged = sum(each["season"] not in {None, "too_few"} for each in content["cells"])
    yield tag("p", f"{counted(judged, 'aantal is', 'aantallen zijn')} beoordeeld; "
              f"{counted(len(rows), 'valt', 'vallen')} op.")  # fmt: skip
    yield items(_told(each, content["month"], notes) for each in rows)
    for place, each in enumerate(rows[:_MOST_CHARTS]):
        chart = chart_of(content, each, place)
        if chart is not None:
            yield tag("figure", Html(chart.svg), tag("figcaption", chart.alternative))


def _told(each: Mapping[str, Any], month: str, notes: Sequence[Duiding]) -> Html:
    said = duiding_of(notes, each["area_code"], each["kind"], month)
    levels = (
        f" Tegen eerdere jaren: {level(each['season'])}; tegen vergelijkbare gebieden: "
        f"{level(each['peers'])}."
    )
    return joined((each["words"], levels, *(tag("p", tag("strong", "Duiding: "), note.told)
                                            for note in said)))  # fmt: skip


def chart_of(content: Mapping[str, Any], each: Mapping[str, Any], place: int) -> Chart | None:
    """Counts of a cell month by month, beside the years before; None where none may be told."""
    key = (each["area_code"], each["kind"])
    held = [s for s in content["series"] if (s["area_code"], s["kind"]) == key]
    if not held:
        return None
    counts = pl.DataFrame(
        {"at": held[0]["at"], "count": held[0]["count"]},
        schema={"at": pl.Int64, "count": pl.Int64},
    ).select(year=pl.col("at") // 12, month=pl.col("at") % 12 + 1, count="count")
    what = f"{each['kind_words']} in {each['name']}"
    return months(MonthsOf(what, counts, [_source(content)], FEWEST), f"maandbeeld-{place}")


def _source(content: Mapping[str, Any]) -> str:
    sources = ", ".join(name for name, _ in content["sources"])
    return f"{content['municipality']}. Bron: {sources or 'area_count'}."


def _missed(content: Mapping[str, Any]) -> Iterator[Html]:
    missed = content["missed"]
    if not missed["judged"]:
        return
    yield tag("h3", "Anders dan voorzien")
    yield tag("p", f"Van {counted(missed['judged'], 'aantal', 'aantallen')} was iets voorzien; "
              f"gewoonlijk vallen daarvan ongeveer {rated(missed['by_chance'])} buiten de grenzen "
              f"van 95%, nu {whole(len(missed['rows']))}.")  # fmt: skip
    yield items(each["words"] for each in missed["rows"])


def _ahead(content: Mapping[str, Any]) -> Iterator[Html]:
    yield tag("h3", "Vooruitblik")
    if not content["ahead"]:
        yield tag("p", NOT_AHEAD)
        return
    yield items(peaks(content))
    heads = ("Gebied", "Soort", "Maand", "Verwacht (95%)", "80%", "Vorig jaar")
    rows = [
        (each["name"], each["kind_words"], named(each["month"]), interval(each),
         f"{whole(each['low80'])}-{whole(each['high80'])}", number(each["last_year"]))
        for each in content["ahead"]
    ]  # fmt: skip
    yield folded("De hele vooruitblik", table("Verwachte aantallen", heads, rows, (3, 4, 5)))


def peaks(content: Mapping[str, Any]) -> list[str]:
    """Per kind, of the municipality or else its largest areas, the highest month that is coming."""
    order = {name: rank for rank, name in enumerate(LEVELS.values())}
    rows = content["ahead"]
    top: dict[str, int] = {}
    for each in rows:
        best = top.get(each["kind"], len(order))
        top[each["kind"]] = min(best, order[each["level"]])
    highest: dict[tuple[str, str], Mapping[str, Any]] = {}
    for each in rows:
        if order[each["level"]] == top[each["kind"]]:
            key = (each["kind"], each["area_code"])
            if key not in highest or each["expected"] > highest[key]["expected"]:
                highest[key] = each
    return [f"Het meest: {each['words']}" for each in highest.values()]


def _scores(content: Mapping[str, Any]) -> Iterator[Html]:
    if not content["scores"]:
        return
    yield tag("h3", "Hoe goed eerdere vooruitblikken waren")
    yield tag("p", "MASE onder 1: gemiddeld minder ernaast dan wie het aantal van dezelfde maand "
              "vorig jaar had genoemd, gemeten in de jaren ervoor.")  # fmt: skip
    heads = ("Soort", "Maanden", "MASE", "MASE van vorig jaar", "Binnen 80%", "Binnen 95%")
    rows = [
        (each["kind_words"], whole(each["months"]), rated(each["mase"]), rated(each["naive_mase"]),
         percentage(each["cover80"]), percentage(each["cover95"]))
        for each in content["scores"]
    ]  # fmt: skip
    yield table("Eerdere vooruitblikken", heads, rows, (1, 2, 3, 4, 5))


def _every(content: Mapping[str, Any], notes: Sequence[Duiding]) -> Html:
    heads = (
        "Gebied", "Niveau", "Soort", "Aantal", "Vorig jaar", "Eerdere jaren gemiddeld", "Verwacht",
        "Tegen eerdere jaren", "Tegen vergelijkbare gebieden", "Duiding",
    )  # fmt: skip
    shown = [each for each in content["cells"] if each["count"] is not None]
    rows = [
        (each["name"], each["level"], each["kind_words"], whole(each["count"]),
         number(each["last_year"]), number(each["expected"]),
         HIDDEN if each["high"] is None else f"{whole(each['low'])}-{whole(each['high'])}",
         level(each["season"]), level(each["peers"]),
         " ".join(n.text for n in duiding_of(notes, each["area_code"], each["kind"],
                                             content["month"])))
        for each in shown
    ]  # fmt: skip
    left_out = counted(len(content["cells"]) - len(shown), "aantal", "aantallen")
    said = f"Niet getoond: {left_out} van 1 tot en met 9, of die er een zouden verraden."
    summary = f"Alle getoonde aantallen ({whole(len(shown))})"
    numbers = table("Aantallen van de maand", heads, rows, (3, 4, 5, 6))
    return folded(summary, tag("p", said), numbers)
