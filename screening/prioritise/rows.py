"""Turn the places on a list into rows that people can use."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import polars as pl

from screening.lists import ListKind
from screening.lists.shapes import INTERVENTION
from screening.prioritise.applications import of_applications
from screening.prioritise.areas import of_areas
from screening.prioritise.board import of_cases, suggested
from screening.prioritise.context import of_addresses
from screening.prioritise.guard import guarded
from screening.prioritise.lacking import lacking
from screening.prioritise.look import Look
from screening.prioritise.occupants import occupants
from screening.prioritise.owners import same_owner
from screening.prioritise.parks import of_parks
from screening.prioritise.reasons import PLACE, SUBJECT
from screening.prioritise.schema import every_column, structs
from screening.prioritise.themed import lacking_permits, of_themes
from screening.prioritise.told import told
from screening.prioritise.weights import ROW
from screening.prioritise.where import located
from screening.reference.board import phenomena
from screening.reference.tables import intervention_text, interventions

GROUNDS = " Dat volgt uit: "
OWN_INVESTIGATION, ADVICE = 3, 5
"""Severity of a reason on the list of applications that asks for an own investigation, for advice:
there severity says which step of the investigation is meant (catalogue 4.11)."""


def named_reasons(placed: pl.LazyFrame, known: pl.LazyFrame) -> pl.LazyFrame:
    """Reasons with the text to be ``shown`` and ``who`` it is about, unless it is the place itself.

    ``known`` has the ``label`` of subjects and places (``subject_type``, ``subject``). A conclusion
    says which of its alternatives held, with their dates.
    """
    itself = (pl.col("subject_type") == pl.col("place_type")) & (
        pl.col("subject") == pl.col("place")
    )
    named = placed.join(known, on=SUBJECT, how="left", maintain_order="left")
    who = pl.when(~itself).then("label").otherwise(pl.lit("")).fill_null("")
    behind = pl.col("grounds").fill_null([])
    grounds = (
        pl.when(behind.list.len() > 0)
        .then(pl.lit(GROUNDS) + behind.list.join("; ") + ".")
        .otherwise(pl.lit(""))
    )
    return named.with_columns(who=who, shown=pl.col("text") + grounds).drop("label")


def with_names(places: pl.DataFrame, known: pl.LazyFrame) -> pl.LazyFrame:
    """``places`` (``place_type``, ``place``) with ``name``, what people call it."""
    # Lists together are at most some hundreds of rows long.
    cases = [case_name(place) for place in places["place"]]
    of_place = known.rename({"subject_type": "place_type", "subject": "place"})
    return (
        places.lazy()
        .with_columns(name=pl.Series(cases, dtype=pl.String))
        .join(of_place, on=PLACE, how="left", maintain_order="left")
        .with_columns(
            name=pl.when(pl.col("place_type") == "case")
            .then("name")
            .otherwise(pl.coalesce("label", "place"))
        )
        .drop("label")
    )


def case_name(place: str) -> str:
    """A short name of a case without personal data, the same in every run."""
    return f"Casus {hashlib.sha256(place.encode()).hexdigest()[:6]}"


def described(
    rows: pl.DataFrame, known: pl.LazyFrame, counted: pl.LazyFrame, look: Look
) -> pl.LazyFrame:
    """Rows of lists (``list`` and every column of any list), in order, with what is known of each.

    ``known`` has the labels of subjects and places; ``counted`` are the reasons of ``rows``, as
    ``points.counted`` gives them.
    """
    # Collected here, for each part below would otherwise plan and work this out once more.
    numbered = located(with_names(rows, known), look.registers).with_row_index("row").collect()
    base = numbered.lazy()
    # What was drawn says nothing of reasons, also where it has some that are too light for a list.
    mine = counted.join(base.filter(~pl.col("random")).select(ROW), on=ROW, how="semi")
    keyed: list[tuple[list[str], pl.LazyFrame]] = [
        (["row"], _at_places(base, look)),
        (["row"], occupants(base, look.registers, look.as_of)),
        (["list"], of_themes(look.kinds)),
        (["row"], _members(base, known, look.folded)),
    ]
    said = told(mine, look.packs, look.registers, look.as_of).collect().lazy()
    keyed.append((ROW, said))
    keyed += [(ROW, part) for part in _of_single_rules(mine, look.kinds)]
    if "owner_listed" in look.keys:
        others = same_owner(base, look.folded, known, look.registers, look.as_of)
        keyed.append((["row"], others))
    placings = {kind.placing for kind in look.kinds.values()}
    if "application" in placings:
        applications = of_applications(base, look.registers, look.as_of)
        keyed.append((["application_id"], applications))
        keyed.append((ROW, _grounds(mine)))
    if "case" in placings:
        resting = mine.join(base.select("row", *ROW), on=ROW).select("row", key="facts")
        resting = resting.explode("key", empty_as_null=False)
        keyed.append((["row"], of_cases(base, known, resting, look.registers, look.as_of)))
        keyed.append((ROW, _about(mine, known)))
    if "branch" in placings:
        keyed.append((["row"], of_areas(base, look.figures, look.registers, look.as_of)))
    keyed.append((["row"], _interventions(base, said)))
    parts = pl.collect_all([part for _, part in keyed])
    whole = base.drop("interventions", strict=False)
    for (keys, _), part in zip(keyed, parts, strict=True):
        whole = whole.join(part.lazy(), on=keys, how="left", maintain_order="left")
    return _finished(whole, look)


def _at_places(base: pl.LazyFrame, look: Look) -> pl.LazyFrame:
    """Per ``row`` what registers say of its address, or of the units of its park."""
    held, day, link, keys = look.registers, look.as_of, look.map_link, look.keys
    known = of_addresses(base, held, day, map_link=link, wanted=keys)
    addresses = base.select("row", "vbo_id").join(
        known, on="vbo_id", how="left", maintain_order="left"
    )
    parks = of_parks(base, held, day, map_link=link, wanted=keys)
    if parks is None:
        return addresses.drop("vbo_id")
    at_address = addresses.drop("vbo_id").join(parks, on="row", how="anti")
    return pl.concat([at_address, parks], how="diagonal_relaxed")


def _finished(whole: pl.LazyFrame, look: Look) -> pl.LazyFrame:
    """Rows with the columns that follow from others, and every column of any list."""
    whole = whole.with_columns(_by_place(whole.collect_schema().names()))
    given = whole.collect_schema().names()
    whole = whole.with_columns(_following(given, look))
    decision, why = suggested()
    whole = whole.with_columns(
        suggestion=decision, suggestion_why=why, missing=lacking(look, given)
    )
    there = {*whole.collect_schema().names()}
    return whole.select(
        "list",
        *(
            (pl.col(name) if name in there else pl.lit(None).alias(name)).cast(dtype)
            for name, dtype in every_column().items()
        ),
    )


def _by_place(given: list[str]) -> list[pl.Expr]:
    """``case``, ``people_at_risk`` and ``address``, by the kind of place."""
    kind = pl.col("place_type")
    address = pl.col("address") if "address" in given else pl.lit(None, pl.String)
    at_risk = pl.col("people_at_risk_why").list.len() > 0
    at_address = ~kind.is_in(["case", "area", "area_branch", "company"])
    return [
        pl.when(kind == "case").then("name").alias("case"),
        pl.when(kind == "case")
        .then(pl.when(at_risk).then(pl.lit("ja")).otherwise(pl.lit("nee")))
        .alias("people_at_risk"),
        pl.when(at_address)
        .then(pl.coalesce(address, pl.when(kind != "application").then("name")))
        .alias("address"),
    ]


def _following(given: list[str], look: Look) -> list[pl.Expr]:
    """Columns that follow from those the rows have; what was answered asks for no more steps."""
    awaited = pl.col("answered").is_null() if "answered" in given else pl.lit(value=True)
    severity = pl.when(awaited).then("severity_max")
    is_application = pl.col("place_type") == "application"
    columns = [
        pl.when(is_application)
        .then(pl.when(severity >= OWN_INVESTIGATION).then(pl.lit("ja")).otherwise(pl.lit("nee")))
        .alias("own_investigation"),
        pl.when(is_application)
        .then(pl.when(severity >= ADVICE).then(pl.lit("ja")).otherwise(pl.lit("nee")))
        .alias("advice_wanted"),
        pl.lit(look.valid_until).alias("valid_until"),
        pl.lit(look.recipient or None, pl.String).alias("shared_with"),
    ]
    if "interventions" in given:
        columns.append(pl.when(awaited).then("interventions").alias("interventions"))
    columns += guarded(look.guard_days, given)
    if "grounds" in given:
        asked = pl.when(is_application & awaited).then(pl.col("grounds").fill_null([]))
        columns.append(asked.alias("own_investigation_rules"))
    if "safety_noted" in given:
        both = pl.concat_str("safety_noted", "safety_contact", separator=". ", ignore_nulls=True)
        columns.append(both.alias("safety_contact"))
    if "kinds" in given:
        columns.append(lacking_permits(look.kinds).alias("permits_missing"))
    return columns


def _grounds(mine: pl.LazyFrame) -> pl.LazyFrame:
    """Per row ``grounds`` of an own investigation: titles of heavy rules, and not of conclusions.

    A conclusion is the step itself; its grounds are what it was drawn from, however light.
    """
    titles = pl.when("concluded").then(pl.col("behind").fill_null([])).otherwise(
        pl.concat_list("title")
    )  # fmt: skip
    return (
        mine.filter(pl.col("severity") >= OWN_INVESTIGATION)
        .sort(*ROW, "concluded", "severity", "rule", descending=[False] * 4 + [True, False])
        .group_by(ROW, maintain_order=True)
        .agg(grounds=titles.list.explode(empty_as_null=False).unique(maintain_order=True))
    )


def _of_single_rules(mine: pl.LazyFrame, kinds: Mapping[str, ListKind]) -> list[pl.LazyFrame]:
    """Per column that one rule fills, what that rule says of each row."""
    rules = {
        column.key: column.rule
        for kind in kinds.values()
        for column in kind.columns
        if column.rule is not None
    }
    return [
        mine.filter(pl.col("rule") == rule)
        .group_by(ROW)
        .agg(pl.col("text").unique().sort().str.join(" ").alias(key))
        for key, rule in rules.items()
    ]


def _about(mine: pl.LazyFrame, known: pl.LazyFrame) -> pl.LazyFrame:
    """Per case ``case_about``, its short name: its main address or else company, and how many more.

    The main one is what the heaviest reason, and of equals most reasons, are about.
    """
    subjects = (
        mine.filter(pl.col("place_type") == "case")
        .join(known, on=SUBJECT)
        .group_by(*ROW, "subject_type", "label")
        .agg(heaviest=pl.col("severity").max(), reasons=pl.len())
        .with_columns(elsewhere=pl.col("subject_type") != "address")
        .sort("elsewhere", "heaviest", "reasons", "label", descending=[False, True, True, False])
        .group_by(ROW, maintain_order=True)
        .agg(pl.col("label").first(), more=pl.col("label").n_unique() - 1)
    )
    more = pl.when(pl.col("more") > 0).then(pl.format(" (en nog {})", "more"))
    return subjects.select(*ROW, case_about=pl.col("label") + more.otherwise(pl.lit("")))


def _interventions(rows: pl.LazyFrame, said: pl.LazyFrame) -> pl.LazyFrame:
    """Per ``row`` its ``interventions``, with article, when and who where they are known ones.

    Where no conclusion says what may be done, those of its ``phenomena`` (as ``told`` gives them).
    """
    known = pl.LazyFrame(
        [(each.text, each.title, each.article, each.when, each.who, each.term)
         for each in interventions().values()],
        schema=dict.fromkeys(["told", "title", "article", "when", "who", "term"], pl.String),
        orient="row",
    )  # fmt: skip
    if "interventions" not in rows.collect_schema().names():
        return rows.select("row", interventions=pl.lit(None))
    usual = {
        each.title: [intervention_text(name) for name in each.interventions]
        for each in phenomena().values()
    }
    fallback = pl.col("phenomena").list.eval(
        pl.element().replace_strict(usual, return_dtype=pl.List(pl.String)).explode()
    )  # fmt: skip
    concluded = pl.col("interventions").list.len().fill_null(0) > 0
    long = (
        rows.join(said.select(*ROW, "phenomena"), on=ROW, how="left", maintain_order="left")
        .select("row", told=pl.when(concluded).then("interventions").otherwise(fallback))
        .explode("told", empty_as_null=False)
        .unique(maintain_order=True)
    )
    named = long.join(known, on="told", how="left", maintain_order="left")
    fields = {name: pl.col(name).replace("", None) for name, _ in INTERVENTION.fields}
    fields["title"] = pl.coalesce("title", "told")
    return named.group_by("row", maintain_order=True).agg(
        interventions=structs(INTERVENTION, **fields)
    )


def _members(rows: pl.LazyFrame, known: pl.LazyFrame, folded: pl.DataFrame) -> pl.LazyFrame:
    """Per ``row`` its ``members`` (type:id) and, of a case, what people call these ``subjects``.

    Addresses that a row stands for (``folded``) are members too.
    """
    others = (
        rows.select("row", "list", *PLACE)
        .join(folded.lazy(), on=["list", *PLACE])
        .select("row", "place_type", subject_type="place_type", subject="other")
    )
    about = rows.select("row", "place_type", "about").explode("about", empty_as_null=False)
    about = pl.concat([about.unnest("about").drop_nulls("subject"), others])
    about = about.join(known, on=SUBJECT, how="left", maintain_order="left")
    node = pl.concat_str(*SUBJECT, separator=":")
    return (
        about.with_columns(node=node, named=pl.coalesce("label", node))
        .sort("row", "node")
        .group_by("row", maintain_order=True)
        .agg(
            members=pl.col("node").unique(maintain_order=True),
            subjects=pl.col("named").filter(pl.col("place_type") == "case").unique(),
        )
        .with_columns(pl.col("subjects").list.sort())
    )
