"""The parts of a report that are numbers: what came in, what ran, the lists, the outcomes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from screening.detect.judge import CLEAR, HIT, NOT_APPLICABLE, NOT_EVALUABLE
from screening.preparedness.measured import MEASURED, NOT_MEASURED, PARTLY
from screening.publish.charts.words import counted, percentage, whole
from screening.publish.meta import dutch_date
from screening.publish.report.facts import Facts
from screening.publish.report.tags import Html, code, folded, items, joined, section, table, tag
from screening.registers.schemas import REGISTERS

UNKNOWN = "onbekend"
_FILLED = "Gevuld: het gemiddelde deel van de aangeleverde kolommen waarin een waarde staat."
_POOR = 0.8
"""A column that is filled less, or a key that is found less, is named."""


def shown_date(day: str | None) -> str:
    """A date such as 2025-12-31 the Dutch way."""
    return dutch_date(dt.date.fromisoformat(day)) if day else UNKNOWN


def incoming(facts: Facts) -> Html:
    """What was read per register, and how good it is."""
    counts = facts.manifest["counts"]
    read, loaded = counts.get("rows_read", 0), counts.get("rows_loaded", 0)
    values = counted(counts.get("values_quarantined", 0), "waarde", "waarden")
    said = (
        f"Er zijn {counted(len(facts.quality), 'register', 'registers')} gelezen met samen "
        f"{counted(read, 'rij', 'rijen')}. Daarvan zijn er {whole(loaded)} gebruikt en "
        f"{whole(read - loaded)} apart gezet; van gebruikte rijen zijn {values} onleesbaar en dus "
        "onbekend. Wat apart is gezet staat met bestand, rij en reden in de map quarantine van de "
        "run."
    )
    rows = [
        (
            joined([_title(name), " ", code(name)]), each["source"],
            tag("span", shown_date(each["reference_date"]), class_="datum"),
            whole(each["rows_read"]), whole(each["rows_quarantined"]),
            whole(sum(each["values_quarantined"].values())), _filled(each),
            items(_remarks(each)) or "geen",
        )
        for name, each in sorted(facts.quality.items())
    ]  # fmt: skip
    heads = ("Register", "Bron", "Peildatum", "Rijen", "Apart gezet", "Onleesbare waarden",
             "Gevuld", "Opmerkingen")  # fmt: skip
    return section(
        "binnengekomen", "Wat er binnenkwam en hoe goed het is", tag("p", said),
        table("Registers van deze run", heads, rows, (3, 4, 5, 6)),
        tag("p", _FILLED, class_="klein"),
    )  # fmt: skip


def _filled(report: Mapping[str, Any]) -> str:
    missing = {*report["missing_columns"]}
    shares = [share for column, share in report["fill"].items() if column not in missing]
    return percentage(sum(shares) / len(shares)) if shares else UNKNOWN


def _remarks(report: Mapping[str, Any]) -> Iterator[str]:
    if report["stale"]:
        yield f"ouder dan de {whole(report['max_age_days'])} dagen die mogen: niet gebruikt"
    if report["duplicate_keys"]:
        yield f"{whole(report['duplicate_keys'])} dubbele sleutels"
    names = _names(report["name"])
    missing = [names.get(each, each) for each in report["missing_columns"]]
    yield from _about("niet aangeleverd", missing)
    poor = {name: share for name, share in report["match_rate"].items() if share < _POOR}
    for name, share in sorted(poor.items()):
        yield f"sleutel {name}: {percentage(share)} gevonden"
    meant = {*report["missing_columns"], *_may_be_empty(report["name"])}
    thin = [
        f"{names.get(column, column)} ({percentage(share)})"
        for column, share in sorted(report["fill"].items())
        if share < _POOR and column not in meant
    ]
    yield from _about("weinig gevuld", thin)
    repaired = sum(report["repaired"].values())
    if repaired:
        yield f"{counted(repaired, 'waarde', 'waarden')} hersteld"
    yield from _about("mag niet worden gebruikt en is niet gelezen", report["blocked_columns"])
    excused = report.get("excused_columns") or {}  # older runs did not keep them
    said = [f"{name} ({why})" for name, why in excused.items()]
    yield from _about("gelezen met een reden, ondanks een woord dat niet mag", said)


def _title(register: str) -> str:
    return REGISTERS[register].title if register in REGISTERS else ""


def _names(register: str) -> dict[str, str]:
    """What those who deliver a register call its columns; an older run may have one of before."""
    known = REGISTERS.get(register)
    return {} if known is None else {each: known.called(each).name for each in known.columns}


def _may_be_empty(register: str) -> set[str]:
    """Columns of a register in which nothing means something, such as not ended."""
    known = REGISTERS.get(register)
    columns = {} if known is None else known.columns
    return {name for name, column in columns.items() if (column.metadata or {}).get("null_means")}


def _about(what: str, names: Sequence[str]) -> Iterator[str]:
    if names:
        yield f"{what}: {', '.join(names)}"


def measured(facts: Facts) -> Html:
    """Which rules could not run, which in part, and why."""
    told = facts.measured()
    parts = {word: [each for each in told.values() if each["measured"] == word]
             for word in (MEASURED, PARTLY, NOT_MEASURED)}  # fmt: skip
    said = (
        f"Van {counted(len(told), 'signaalregel', 'signaalregels')} zijn er "
        f"{whole(len(parts[MEASURED]))} gemeten, {whole(len(parts[PARTLY]))} gedeeltelijk en "
        f"{whole(len(parts[NOT_MEASURED]))} niet. Wat niet is gemeten zegt niets over wat er is."
    )
    heads = ("Regel", "Waar de regel over gaat", "Reden")
    children: list[Html] = [tag("p", said)]
    if parts[NOT_MEASURED]:
        children.append(table("Niet gemeten", heads, map(_why, parts[NOT_MEASURED])))
    else:
        children.append(tag("p", "Elke regel kon draaien."))
    if parts[PARTLY]:
        summary = f"Gedeeltelijk gemeten: {counted(len(parts[PARTLY]), 'regel', 'regels')}"
        children.append(
            folded(summary, table("Gedeeltelijk gemeten", heads, map(_why, parts[PARTLY])))
        )
    return section("niet-gemeten", "Wat niet kon draaien", *children)


def _why(told: Mapping[str, Any]) -> tuple[object, ...]:
    return code(told["rule"]), told["title"], told["reason"]


def lists(facts: Facts) -> Html:
    """Per list how it came about: from rules to signals to candidates to rows."""
    heads = ("Lijst", "Signaalregels", "Waarvan niet gemeten", "Signalen van die regels",
             "Kandidaten", "Plaats voor", "Op de lijst", "Waarvan aselect")  # fmt: skip
    rows, notes = [], []
    for listed in facts.lists:
        rules = (listed.get("measured") or {}).get("rules", [])
        lost = sum(rule["measured"] == NOT_MEASURED for rule in rules)
        names = [rule["rule"] for rule in rules]
        signals = facts.signals.filter(pl.col("rule").is_in(names)).height
        draw, hidden = listed.get("draw"), listed.get("blind")
        rows.append((
            listed["title"], whole(len(rules)), whole(lost), whole(signals),
            "blind" if listed["candidates"] is None else whole(listed["candidates"]),
            "alles" if listed["capacity"] is None else whole(listed["capacity"]),
            whole(len(listed["rows"])),
            "blind" if hidden else whole(draw["drawn"]) if draw else "0",
        ))  # fmt: skip
        notes += [joined((tag("strong", f"{listed['title']}. "), said)) for said in _notes(listed)]
    return section(
        "lijsten", "Hoe de lijsten tot stand kwamen",
        tag("p", "Een regel signaleert; wat aan de voorwaarden van een lijst voldoet is kandidaat; "
            "de kandidaten met de zwaarste redenen komen op de lijst, zover er plaats is. "
            "Een deel van een controlelijst wordt aselect getrokken uit plaatsen zonder signaal."),
        table("Lijsten van deze run", heads, rows, range(1, 8)),
        items(notes),
    )  # fmt: skip


def _notes(listed: Mapping[str, Any]) -> Iterator[str]:
    draw = listed.get("draw")
    if draw:
        yield (
            f"Aselect getrokken: {whole(draw['drawn'])} uit {whole(draw['population'])} plaatsen "
            f"zonder signaal, alleen voor bureauonderzoek (getal voor de trekking: {draw['seed']})."
        )
    if listed.get("ties"):
        yield f"Gelijk geëindigd bij de grens: {whole(len(listed['ties']))}."
    if listed.get("blind"):
        yield "Welke rijen aselect zijn getrokken staat alleen in de sleutel bij de lijst."


def outcomes(facts: Facts) -> Html:
    """Per rule the four outcomes, and for the last two the reason that is given most."""
    counts = facts.outcomes.with_columns(
        pl.col("count").cast(pl.Int64), pl.col("reason").fill_null("")
    )
    wide = counts.group_by("pack", "rule").agg(
        *(pl.col("count").filter(pl.col("outcome") == name).sum().alias(name)
          for name in (HIT, CLEAR, NOT_APPLICABLE, NOT_EVALUABLE)),
        pl.col("count").sum().alias("all"),
        _most_given().alias("why"),
    ).sort("pack", "rule")  # fmt: skip
    rows = [
        (
            code(row["rule"]), facts.title(row["rule"]), whole(row[HIT]), whole(row[CLEAR]),
            whole(row[NOT_APPLICABLE]), whole(row[NOT_EVALUABLE]), whole(row["all"]),
            row["why"] or "",
        )
        for row in wide.iter_rows(named=True)
    ]  # fmt: skip
    heads = ("Regel", "Waar de regel over gaat", "Signaal", "Geen signaal", "Niet van toepassing",
             "Niet te beoordelen", "Bekeken", "Meest gegeven reden")  # fmt: skip
    quiet = wide.filter(pl.col(HIT) == 0).height
    said = (
        f"{counted(wide.height, 'regel heeft', 'regels hebben')} iets beoordeeld; "
        f"{counted(quiet, 'regel gaf', 'regels gaven')} geen enkel signaal. Van wat geen signaal "
        "gaf wordt alleen het aantal bewaard. De reden is die van 'niet van toepassing' of "
        "'niet te beoordelen' die het vaakst voorkomt."
    )
    return section("uitkomsten", "Per regel de vier uitkomsten", tag("p", said),
                   table("Uitkomsten per regel", heads, rows, (2, 3, 4, 5, 6)))  # fmt: skip


def _most_given() -> pl.Expr:
    given = pl.col("outcome").is_in([NOT_APPLICABLE, NOT_EVALUABLE]) & (pl.col("reason") != "")
    reasons, counts = pl.col("reason").filter(given), pl.col("count").filter(given)
    return reasons.sort_by(counts, reasons, descending=[True, False]).first()


def changes(facts: Facts) -> Html:
    """What is new, gone and changed since an earlier run, and why."""
    found, title = facts.changes, "Wat er veranderde sinds de vorige run"
    if found is None:
        return section("veranderd", title, tag("p", facts.no_changes))
    moved = {name: each for name, each in found.lists.items() if each["new"] or each["gone"]}
    names = {listed["list"]: listed["title"] for listed in facts.lists}
    children: list[Html] = [tag("p", f"Vergeleken met run {found.since}.")]
    if found.rules:
        rows = [
            (code(each.rule), facts.title(each.rule), whole(each.new), whole(each.gone),
             whole(each.changed), whole(each.same), "; ".join(each.why))
            for each in found.rules
        ]  # fmt: skip
        titles = ("Regel", "Waar de regel over gaat", "Nieuw", "Vervallen", "Veranderd",
                  "Gelijk gebleven", "Mogelijke oorzaak")  # fmt: skip
        children.append(table("Signalen per regel", titles, rows, (2, 3, 4, 5)))
    else:
        children.append(tag("p", "Geen enkel signaal is nieuw, vervallen of veranderd."))
    if moved:
        kept = [
            (names.get(name, name), *(whole(each[part]) for part in ("new", "gone", "same")))
            for name, each in sorted(moved.items())
        ]
        heads = ("Lijst", "Nieuw op de lijst", "Niet meer op de lijst", "Gebleven")
        children.append(table("Rijen van de lijsten", heads, kept, (1, 2, 3)))
    return section("veranderd", title, *children)
