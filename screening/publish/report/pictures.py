"""The pictures of a report: made of the figures a run kept, each with its numbers beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from screening.detect.explain.labels import SUBJECTS
from screening.publish.charts.area_map import MapOf, area_map
from screening.publish.charts.chart import Chart
from screening.publish.charts.distribution import SpreadOf, distribution
from screening.publish.charts.funnel import FunnelOf, funnel
from screening.publish.charts.season import MonthsOf, months
from screening.publish.charts.words import counted, whole
from screening.publish.monthly.section import monthly
from screening.publish.report.facts import Facts
from screening.publish.report.numbers import shown_date
from screening.publish.report.tags import Html, code, folded, section, table, tag
from screening.reference.tables import branch_groups

_OLDER = (
    "Deze run is gemaakt voordat een run hiervoor cijfers bewaarde; draai de screening opnieuw."
)
_NUMBERS = "Getallen bij deze figuur"


def figure(chart: Chart) -> Html:
    """A picture with what it shows in words, and its numbers."""
    numbers = range(1, chart.rows.width)
    rows = table(chart.title, chart.rows.columns, chart.rows.iter_rows(), numbers)
    caption = tag("figcaption", chart.alternative)
    return tag("figure", Html(chart.svg), caption, folded(_NUMBERS, rows))


def comparisons(facts: Facts) -> Html:
    """The own municipality among its peers: a funnel per comparison of counts."""
    found = _own_funnels(facts)
    if not found:
        why = (
            _OLDER
            if facts.figures is None
            else ("Geen regel vergeleek een telling van de eigen gemeente met die van andere.")
        )
        return section("vergeleken", "De gemeente tussen vergelijkbare gemeenten", tag("p", why))
    said = (
        "Elke figuur zet een telling af tegen haar noemer. Lijnen geven aan waar gemeenten "
        "liggen als alleen toeval meespeelt (95 en 99,8 %), en als ook de gewone verschillen "
        "tussen gemeenten meetellen (toeval en gewone spreiding). Op die ruime grenzen wordt "
        "beoordeeld. Buiten de grenzen liggen is een reden om te kijken, geen vaststelling."
    )  # fmt: skip
    blocks: list[Html] = []
    for number, each in enumerate(found):
        chart = funnel(_funnel_of(facts, each), f"trechter-{number}")
        head = f"{facts.title(each['rule'])}{_branch(each['subject'])}"
        if sum(other["rule"] == each["rule"] for other in found) > 1:
            head += f" ({each['what']})"
        blocks.append(tag("article", tag("h3", head), _verdict(each), figure(chart)))
    return section(
        "vergeleken",
        "De gemeente tussen vergelijkbare gemeenten",
        tag("p", said),
        tag("div", *blocks, class_="platen"),
    )


def _own_funnels(facts: Facts) -> list[Mapping[str, Any]]:
    """One per comparison, what is flagged first; the same figures are drawn once."""
    held: list[Mapping[str, Any]] = list((facts.figures or {}).get("funnels", []))
    seen: dict[tuple[object, ...], Mapping[str, Any]] = {}
    for each in sorted(held, key=lambda each: not each["flagged"]):
        seen.setdefault((each["subject"], each["what"], each["target"]), each)
    return list(seen.values())


def _verdict(each: Mapping[str, Any]) -> Html:
    word = "Gesignaleerd" if each["flagged"] else "Niet gesignaleerd"
    return tag("p", f"{word} door regel ", code(each["rule"]), ".")


def _funnel_of(facts: Facts, each: Mapping[str, Any]) -> FunnelOf:
    own, names = each["own"], (facts.figures or {}).get("names", {})
    columns = {"subject": pl.String, "count": pl.Float64, "per": pl.Float64}
    units = pl.DataFrame(
        {name: [*each["units"][name], own.get(name, each["subject"])] for name in columns},
        schema=columns, strict=False,
    )  # fmt: skip
    code = pl.col("subject").str.split(":").list.first()
    units = units.select(
        name=code.replace(names), count="count", per="per", own=pl.col("subject") == each["subject"]
    )
    others = units.height - 1
    compared = others + each["left_out"]
    among = (
        f"De {whole(compared)} meest vergelijkbare gemeenten."
        if each["nearest"]
        else f"Alle {whole(compared + 1)} gemeenten met cijfers."
    )
    if each["left_out"]:
        among += f" Niet getoond: {whole(each['left_out'])} met te weinig gevallen."
    return FunnelOf(
        what=each["what"], per=each["per"], kind=each["kind"], scale=each["scale"],
        target=each["target"], tau2=each["tau2"], units=units, among=among,
        below=[among, _source(each["source"])],
    )  # fmt: skip


def _source(source: Sequence[str]) -> str:
    return f"Bron: {source[0]}. Peildatum: {shown_date(source[1])}."


def _branch(subject: str) -> str:
    """The branch of a subject such as GM9001:hairdressers, after a colon."""
    _, _, branch = subject.partition(":")
    known = branch_groups().get(branch)
    return f": {known.title if known else branch}" if branch else ""


def distributions(facts: Facts) -> Html:
    """How amounts of a branch are spread, with what was flagged marked."""
    held: list[Mapping[str, Any]] = list((facts.figures or {}).get("amounts", []))
    if not held:
        why = (
            _OLDER if facts.figures is None else "Geen regel vergeleek bedragen binnen een branche."
        )
        return section("verdeling", "Verdeling binnen een branche", tag("p", why))
    said = (
        "Hoe bedragen of aantallen verdeeld zijn binnen een groep die op elkaar lijkt. "
        "Gemeenten worden genoemd, want hun cijfers zijn openbaar. Van vestigingen en adressen "
        "wordt alleen per stap geteld, en aantallen onder de tien worden niet getoond. Cijfers "
        "die onder een sectorwet vallen (Bibob, Wmo) staan niet in dit rapport."
    )
    blocks = [
        tag(
            "article", tag("h3", f"{facts.title(each['rule'])}: {each['group']}"),
            figure(distribution(_spread_of(facts, each), f"verdeling-{number}")),
        )
        for number, each in enumerate(sorted(held, key=lambda each: each["hits"] == 0))
    ]  # fmt: skip
    return section(
        "verdeling",
        "Verdeling binnen een branche",
        tag("p", said),
        tag("div", *blocks, class_="platen"),
    )


def _spread_of(facts: Facts, each: Mapping[str, Any]) -> SpreadOf:
    names = (facts.figures or {}).get("names", {})
    columns = {"subject": pl.String, "amount": pl.Float64, "hit": pl.Boolean}
    marked = pl.DataFrame({name: each["named"][name] for name in columns}, schema=columns)
    public = each["subject_type"] in {"area", "area_branch"}
    return SpreadOf(
        what=each["what"], unit=each["unit"], group=each["group"],
        units="gemeenten" if public else SUBJECTS[each["subject_type"]],
        size=whole(each["size"]) if public else f"ongeveer {whole(each['size'])}",
        edges=each["edges"], counts=each["counts"], flagged=each["flagged"],
        marked=marked.with_columns(name=pl.col("subject").str.split(":").list.first().replace(names)),
        median=each["median"], low=each["low"], high=each["high"],
        fewest=0 if public else facts.figures["fewest"] if facts.figures else 0,
        below=[_source(each["source"])],
    )  # fmt: skip


def seasons(facts: Facts) -> Html:
    """Counts per month, beside the same months of earlier years."""
    title, held = "Aantallen per maand", list((facts.figures or {}).get("months", []))
    charts = [
        chart
        for number, each in enumerate(held)
        if (chart := months(_months_of(facts, each), f"maand-{number}")) is not None
    ]
    if not charts:
        why = _OLDER if facts.figures is None else "Geen register van deze run telt per maand."
        return section("maanden", title, tag("p", why))
    own = any(each["register"] == "area_count" for each in held)
    said = "Tellingen van de eigen gemeente per maand." if own else (
        "Er zijn geen cijfers per maand aangeleverd; dit zijn rijen met een datum uit eigen "
        "registers."
    )  # fmt: skip
    more = (
        " Het verwachte bereik volgt uit dezelfde maand van eerdere jaren: in een gewoon jaar "
        "valt van twintig maanden er ongeveer een buiten."
    )
    return section("maanden", title, tag("p", said + more), *(figure(chart) for chart in charts))


def _months_of(facts: Facts, each: Mapping[str, Any]) -> MonthsOf:
    columns = {"year": pl.Int64, "month": pl.Int64, "count": pl.Int64}
    counts = pl.DataFrame({name: each[name] for name in columns}, schema=columns)
    report = facts.quality.get(each["register"], {})
    source = (report.get("source", each["register"]), report.get("reference_date"))
    place = f"{facts.municipality}. {_source(source)}"
    return MonthsOf(each["what"], counts, [place], (facts.figures or {}).get("fewest", 0))


def areas(facts: Facts) -> Html:
    """The map of areas with its table; without a map the reason, and the table where it can be."""
    title = "Kaart van de gebieden"
    held = list((facts.figures or {}).get("areas", []))
    if facts.shapes is None or not held:
        why = _OLDER if facts.figures is None else facts.no_map
        return section("kaart", title, tag("p", why))
    shown = _areas_of(facts, held)
    chart = area_map(shown, "kaart-0")
    said = (
        "Per gebied het aantal adressen waarover ten minste één regel iets signaleerde, of over "
        "een vestiging daar, per 1.000 adressen. Aantallen zijn afgerond op vijftallen; kleine "
        "aantallen worden niet getoond. Waar meer wordt gekeken wordt ook meer gesignaleerd: de "
        "kaart zegt niets over de mensen die er wonen."
    )
    parts = [tag("p", said)]
    if facts.shapes.others:
        other = counted(facts.shapes.others, "vlak", "vlakken")
        parts.append(tag("p", f"Het kaartbestand heeft ook {other} van andere gebieden."))
    numbers = range(2, chart.rows.width)
    beside = table(
        f"Bij de kaart: {chart.title}", chart.rows.columns, chart.rows.iter_rows(), numbers
    )
    picture = tag("figure", Html(chart.svg), tag("figcaption", chart.alternative))
    return section("kaart", title, *parts, tag("div", picture, beside, class_="naast"))


def _areas_of(facts: Facts, held: Sequence[Mapping[str, Any]]) -> MapOf:
    """The areas of the level that the map shows."""
    found = () if facts.shapes is None else facts.shapes.found
    drawn = {shape.code for shape in found}
    texts, counts = ("area_code", "name", "level"), ("addresses", "flagged")
    schema = {**dict.fromkeys(texts, pl.String), **dict.fromkeys(counts, pl.Int64)}
    frame = pl.DataFrame(held, schema=schema)
    levels = frame.filter(pl.col("area_code").is_in(drawn)).group_by("level").len()
    level = levels.sort("len", "level", descending=[True, False])["level"][0]
    areas = frame.filter(pl.col("level") == level).select(
        code="area_code", name="name", addresses="addresses", flagged="flagged",
        value=pl.col("flagged") / pl.col("addresses") * 1_000,
    )  # fmt: skip
    source = facts.quality.get("bag_object", {})
    return MapOf(
        what="adressen met een signaal", unit="per 1.000 adressen", areas=areas,
        columns={"addresses": "Adressen", "flagged": "Met een signaal"},
        shapes=[shape for shape in found if shape.code in set(areas["code"])],
        why_not="er zijn te weinig adressen, of te weinig met een signaal, om te tonen",
        below=[f"{facts.municipality}. "
               + _source((source.get("source", "BAG"), source.get("reference_date")))],
    )  # fmt: skip


def every(facts: Facts) -> Iterator[Html]:
    """All parts with pictures, in reading order."""
    yield comparisons(facts)
    yield distributions(facts)
    yield seasons(facts)
    yield monthly(facts.monthly, facts.notes)
    yield areas(facts)
