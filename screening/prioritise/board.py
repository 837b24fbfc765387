"""What the tactical board reads of a case beside its reasons: a suggestion, reports, roles."""

from __future__ import annotations

import datetime as dt
from functools import reduce
from operator import and_

import polars as pl

from screening.prioritise.happened import NEVER, THERE, happened, located, years_before
from screening.prioritise.locations import current_places
from screening.reference.board import Suggestion, suggestions
from screening.reference.vocabulary import code_lists
from screening.registers.held import Registers, columns_of
from screening.registers.schemas import event_key

NONE = pl.lit(
    "in het bestand staan geen meldingen van de laatste vijf jaar op deze adressen "
    "(bij een vestiging: uit de tijd dat zij er zat)"
)
"""What is known of a case with an address about which nobody reported anything."""


def suggested() -> tuple[pl.Expr, pl.Expr]:
    """The decision that the table suggests, and why, of rows with ``people_at_risk``."""
    titles = dict(code_lists()["board_decision"])
    decision = why = pl.lit(None, pl.String)
    for line in reversed(suggestions()):
        holds = _holds(line)
        decision = pl.when(holds).then(pl.lit(titles[line.decision])).otherwise(decision)
        why = pl.when(holds).then(pl.lit(line.why)).otherwise(why)
    return decision, why


def _holds(line: Suggestion) -> pl.Expr:
    severity, families = pl.col("severity_max"), pl.col("families_count")
    asked = [pl.lit(value=True)]
    if line.people_at_risk is not None:
        asked.append((pl.col("people_at_risk") == "ja") == line.people_at_risk)
    if line.severity_at_least is not None:
        asked.append(severity >= line.severity_at_least)
    if line.severity_at_most is not None:
        asked.append(severity <= line.severity_at_most)
    if line.families_at_least is not None:
        asked.append(families >= line.families_at_least)
    if line.families_at_most is not None:
        asked.append(families <= line.families_at_most)
    return reduce(and_, asked)


def of_cases(
    rows: pl.LazyFrame,
    known: pl.LazyFrame,
    resting: pl.LazyFrame,
    registers: Registers,
    as_of: dt.date,
) -> pl.LazyFrame:
    """Per ``row`` of a case its ``reports``, ``expected_roles`` and what ``happened`` there.

    ``rows`` has ``row``, ``place_type`` and ``about``, the subjects of its reasons; ``known`` has
    the labels of subjects, ``resting`` per ``row`` every ``key`` of a fact behind its reasons.
    """
    about = (
        rows.filter(pl.col("place_type") == "case")
        .select("row", "about")
        .explode("about", empty_as_null=False)
        .unnest("about")
        .unique()
    )
    found = rows.select("row")
    for part in (
        _reports(about, resting, registers, as_of),
        _roles(about, registers, as_of),
        happened(about, known, registers, as_of),
    ):
        if part is not None:
            found = found.join(part, on="row", how="left", maintain_order="left")
    return found


def _reports(
    about: pl.LazyFrame, resting: pl.LazyFrame, registers: Registers, as_of: dt.date
) -> pl.LazyFrame | None:
    """Reports about a case: from how many kinds of source, how concrete, how old.

    Those at its addresses (of its establishments too, while these were there) of the years that a
    timeline tells of, and those its reasons rest on, wherever and whenever these are. Where there
    are none the file says so: reports near a place are not about it. None where the packs of the
    list may not read reports.
    """
    register = registers.get("signal")
    needed = {"signal_id", "signal_date", "source", "concreteness", "vbo_id"}
    if register is None or not needed <= {*columns_of(register)}:
        return None
    addresses = _addresses(about, registers, as_of)
    past = register.lazy().filter(pl.col("signal_date") <= as_of)
    marked = pl.col("sensitivity") if "sensitivity" in columns_of(register) else pl.lit(None)
    past = past.with_columns(event_key("signal"), marked=marked.is_not_null())
    told = ["row", "signal_id", "signal_date", "source", "concreteness", "marked"]
    behind = past.join(resting.select("row", "key").unique(), on="key").select(told)
    at = past.with_columns(day="signal_date").join(addresses, left_on="vbo_id", right_on="subject")
    there = at.filter(THERE).group_by(told).agg(pl.col("dated").any())
    every = pl.concat([there, behind.with_columns(dated=pl.lit(value=True))])
    counted = (
        every.group_by(told)
        .agg(pl.col("dated").any())
        .group_by("row")
        .agg(
            marked=pl.col("marked").sum(),
            undated=(~pl.col("dated")).sum(),
            reports=pl.col("signal_id").n_unique(),
            kinds=pl.col("source").n_unique(),
            concrete=pl.col("concreteness").mean().round(1),
            newest=pl.col("signal_date").max(),
        )
    )
    text = _said()
    both = pl.concat([counted.select("row", reports=text), addresses.select("row", reports=NONE)])
    return both.unique("row", keep="first", maintain_order=True)


def _addresses(about: pl.LazyFrame, registers: Registers, as_of: dt.date) -> pl.LazyFrame:
    """Per ``row`` each address (``subject``), and from when until when it is of the case."""
    own = about.filter(pl.col("subject_type") == "address").select(
        "row", "subject", pl.lit(years_before(as_of)).alias("since"), NEVER,
        dated=pl.lit(value=True),
    )  # fmt: skip
    shops = located(about.with_columns(label=pl.lit(None, pl.String)), registers, as_of)
    there = shops.filter(pl.col("subject_type") == "address")
    return pl.concat([own, there.select("row", "subject", "since", "until", "dated")]).unique()


def _said() -> pl.Expr:
    """What is told of the reports that were counted."""
    mean = pl.col("concrete").cast(pl.String).str.replace(".", ",", literal=True)
    concrete = pl.coalesce(
        pl.format("concreetheid gemiddeld {} op een schaal van 1 tot 3", mean),
        pl.lit("hoe concreet ze zijn staat er niet bij"),
    )
    text = pl.format(
        "meldingen: {}, soorten bronnen: {}, {}, nieuwste {}",
        "reports",
        "kinds",
        concrete,
        pl.col("newest").dt.strftime("%d-%m-%Y"),
    )
    unsure = pl.format("; of de vestiging er toen al zat is niet bekend: {}", "undated")
    classed = pl.format("; met een behandelklasse: {}, vraag de bron wie ze mag zien", "marked")
    parts = [(pl.col("marked") > 0, classed), (pl.col("undated") > 0, unsure)]
    added = [pl.when(when).then(said).otherwise(pl.lit("")) for when, said in parts]
    return pl.concat_str(text, *added)


def _roles(about: pl.LazyFrame, registers: Registers, as_of: dt.date) -> pl.LazyFrame | None:
    """Roles in the companies of a case and how many people hold them; no names, no keys."""
    register = registers.get("kvk_role")
    if register is None or not {"kvk_nr", "person_key", "role"} <= {*columns_of(register)}:
        return None
    companies = about.filter(pl.col("subject_type") == "company")
    held = current_places(registers, "kvk_role", as_of).drop_nulls("person_key")
    counted = (
        companies.join(held, left_on="subject", right_on="kvk_nr")
        .group_by("row", "role")
        .agg(persons=pl.col("person_key").n_unique())
        .sort("row", "role")
    )
    return counted.group_by("row", maintain_order=True).agg(
        expected_roles=pl.format("{}: {}", "role", "persons")
    )
