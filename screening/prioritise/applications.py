"""What the registers say of an application: sums, term, suspension, form and procedure."""

from __future__ import annotations

import datetime as dt

import polars as pl

from screening.detect.explain import dutch
from screening.lists.shapes import LOAN, STEP
from screening.prioritise.locations import OPEN_APPLICATION
from screening.prioritise.schema import structs
from screening.reference.deadlines import when_passed
from screening.reference.tables import branch_groups, legal_terms
from screening.reference.vocabulary import code_lists
from screening.registers.held import Registers, columns_of

EVENTS = {
    "register_hit": "vermelding in het Bibob-register",
    "om_tip": "tip van het openbaar ministerie",
    "riec_tip": "tip van het RIEC",
    "advice_requested": "advies gevraagd",
    "advice_received": "advies ontvangen",
    "form_requested": "formulier gevraagd",
    "form_received": "formulier ontvangen",
    "withdrawn": "aanvraag ingetrokken",
}
LENDERS = {
    "bank": "bank",
    "insurer": "verzekeraar",
    "private": "particulier",
    "foreign": "buitenlandse verstrekker",
    "group": "eigen groep",
    "unknown": "onbekende verstrekker",
}
WITHDRAWN = "withdrawn"
CLOSED, OTHERWISE = {WITHDRAWN: "ingetrokken"}, "afgehandeld"
"""What an application is of which nothing has to be decided any more."""
OTHER = "other"
"""What permit systems write for an activity in no branch group."""
_DAY = "%d-%m-%Y"
_OF_TERM = ("when_passed", "suspended_until", "suspension")
_SAME = ["activity", "construction_sum", "estimated_sum", "amount", "application_date"]


def of_applications(asked: pl.LazyFrame, registers: Registers, as_of: dt.date) -> pl.LazyFrame:
    """Per ``application_id`` in ``asked`` what its registers say."""
    wanted = asked.select("application_id").drop_nulls().unique()
    found = wanted
    for part in (
        _application(wanted, registers, as_of),
        _suspended(wanted, registers, as_of),
        _procedure(wanted, registers, as_of),
        _loans(wanted, registers),
    ):
        if part is not None:
            found = found.join(part, on="application_id", how="left", maintain_order="left")
    return _only_while_awaited(found)


def _only_while_awaited(found: pl.LazyFrame) -> pl.LazyFrame:
    """Nothing stands still, and nothing passes, for an application that was answered."""
    given = found.collect_schema().names()
    if "answered" not in given:
        return found
    waits = pl.col("answered").is_null()
    of_term = [name for name in _OF_TERM if name in given]
    return found.with_columns(pl.when(waits).then(pl.col(name)).alias(name) for name in of_term)


def answered(registers: Registers) -> pl.LazyFrame:
    """The applications of which nothing has to be decided any more: ``application_id``."""
    register = registers.get("permit_application")
    if register is None or "application_id" not in columns_of(register):
        return pl.LazyFrame(schema={"application_id": pl.String})
    return register.lazy().filter(~_open(columns_of(register))).select("application_id").unique()


def deadlines(registers: Registers) -> pl.LazyFrame:
    """Per open application the last day to decide: ``application_id``, ``due``; null for none."""
    register = registers.get("permit_application")
    if register is None or not {"application_id", "decision_due"} <= {*columns_of(register)}:
        return pl.LazyFrame(schema={"application_id": pl.String, "due": pl.Date})
    return (
        register.lazy()
        .select("application_id", due=pl.when(_open(columns_of(register))).then("decision_due"))
        .unique("application_id", keep="first")
    )


def _open(given: list[str]) -> pl.Expr:
    undecided = pl.lit(value=True)
    if "decision_date" in given:
        undecided = pl.col("decision_date").is_null()
    if "status" in given:
        known = pl.col("status").is_in(OPEN_APPLICATION).fill_null(value=True)
        undecided = undecided & known
    return undecided


def _application(wanted: pl.LazyFrame, registers: Registers, as_of: dt.date) -> pl.LazyFrame | None:
    register = registers.get("permit_application")
    if register is None or "application_id" not in columns_of(register):
        return None
    given = columns_of(register)
    found = register.lazy().join(wanted, on="application_id", how="semi")
    titles = {group.name: group.title for group in branch_groups().values()} | {OTHER: "overig"}
    words = dict(code_lists()["application_kind"])
    columns = {name: pl.col(name) for name in _SAME if name in given}
    if "kind" in given:
        columns["application_kind"] = pl.col("kind").replace(words)
        columns["when_passed"] = pl.col("kind").replace_strict(
            dict(when_passed()), default=None, return_dtype=pl.String
        )
    if "branch" in given:
        columns["application_branch"] = pl.col("branch").replace(titles)
    status = pl.col("status") if "status" in given else pl.lit(None, pl.String)
    closed = status.replace_strict(CLOSED, default=OTHERWISE, return_dtype=pl.String)
    columns["answered"] = pl.when(~_open(given)).then(closed.fill_null(OTHERWISE))
    term = pl.lit(None, pl.String)
    if "decision_due" in given:
        due = pl.when(_open(given)).then("decision_due")
        columns["decision_due"] = due
        columns["days_left"] = (due - pl.lit(as_of)).dt.total_days()
        term = _term(columns["days_left"])
    columns["term"] = pl.when(_open(given)).then(term).otherwise(columns["answered"])
    return found.select("application_id", **columns).unique("application_id", keep="first")


def _term(days: pl.Expr) -> pl.Expr:
    """How long there is left to decide, or for how long the term has passed, in words."""
    many = dutch.so_many(days.abs().cast(pl.String), "dagen")
    return (
        pl.when(days < 0)
        .then(pl.format("{} voorbij", many))
        .when(days == 0)
        .then(pl.lit("de laatste dag"))
        .otherwise(pl.format("nog {}", many))
    )


def _suspended(wanted: pl.LazyFrame, registers: Registers, as_of: dt.date) -> pl.LazyFrame | None:
    """Until when the term stands still, and why; the date to decide is not moved by it."""
    events, forms = registers.get("bibob_event"), registers.get("bibob_form")
    if events is None and forms is None:
        return None
    most = pl.duration(days=pl.lit(legal_terms()["bibob_suspension"].on(as_of), pl.Int64))
    found = wanted
    advice = pl.lit(None, pl.Date)
    form = pl.lit(None, pl.Date)
    if events is not None and {"application_id", "event", "event_date"} <= {*columns_of(events)}:
        day, event = pl.col("event_date"), pl.col("event")
        past = events.lazy().filter(pl.col("event_date") <= as_of)
        asked = past.group_by("application_id").agg(
            requested=day.filter(event == "advice_requested").max(),
            received=day.filter(event == "advice_received").max(),
        )
        found = found.join(asked, on="application_id", how="left")
        waiting = pl.col("received").is_null() | (pl.col("received") < pl.col("requested"))
        advice = pl.when(waiting).then("requested")
    if forms is not None and {"application_id", "form_requested"} <= {*columns_of(forms)}:
        asked_for = forms.lazy().select(
            "application_id", "form_requested", "form_completed"
        ).unique("application_id", keep="first")  # fmt: skip
        found = found.join(asked_for, on="application_id", how="left")
        waited = pl.col("form_completed").is_null() | (pl.col("form_completed") > as_of)
        form = pl.when(waited & (pl.col("form_requested") <= as_of)).then("form_requested")
    until = advice + most
    still = until >= as_of
    on_advice = pl.format(
        "advies gevraagd op {}, opgeschort tot uiterlijk {}",
        advice.dt.strftime(_DAY),
        until.dt.strftime(_DAY),
    )
    on_form = pl.format("formulier gevraagd op {} en nog niet compleet", form.dt.strftime(_DAY))
    told = pl.concat_list(
        pl.when(still.fill_null(value=False)).then(on_advice),
        pl.when((~still).fill_null(value=False)).then(
            pl.format("advies gevraagd op {}, opschorting is voorbij", advice.dt.strftime(_DAY))
        ),
        pl.when(form.is_not_null()).then(on_form),
    ).list.drop_nulls()
    return found.select(
        "application_id",
        suspended_until=pl.when(still).then(until),
        suspension=pl.when(told.list.len() > 0)
        .then(told.list.join("; "))
        .otherwise(pl.lit("geen opschorting bekend")),
    )


def _procedure(wanted: pl.LazyFrame, registers: Registers, as_of: dt.date) -> pl.LazyFrame | None:
    events = registers.get("bibob_event")
    if events is None or not {"application_id", "event", "event_date"} <= {*columns_of(events)}:
        return None
    result = pl.lit(None, pl.String)
    if "result" in columns_of(events):
        result = pl.col("result").replace(dict(code_lists()["bibob_result"]))
    named = pl.col("event").replace(EVENTS)
    past = (
        events.lazy()
        .join(wanted, on="application_id", how="semi")
        .filter(pl.col("event_date").fill_null(as_of) <= as_of)
        .sort("application_id", "event_date", "event")
    )
    hit = pl.concat_str(
        pl.col("event_date").dt.strftime(_DAY), result, separator=": ", ignore_nulls=True
    ).filter(pl.col("event") == "register_hit")
    step = structs(STEP, date=pl.col("event_date"), event=named, result=result)
    return past.group_by("application_id", maintain_order=True).agg(
        procedure=step, bibob_register=hit
    )


def _loans(wanted: pl.LazyFrame, registers: Registers) -> pl.LazyFrame | None:
    loans = registers.get("bibob_loan")
    if loans is None or not {"application_id", "loan_id", "amount"} <= {*columns_of(loans)}:
        return None
    given = columns_of(loans)
    contract = pl.lit(None, pl.String)
    if "contract" in given:
        agreed = pl.col("contract")
        contract = pl.when(agreed).then(pl.lit("ja")).when(~agreed).then(pl.lit("nee"))
    lender = pl.col("lender_type").replace(LENDERS) if "lender_type" in given else pl.lit(None)
    value = structs(LOAN, amount=pl.col("amount"), lender=lender, contract=contract)
    asked = loans.lazy().join(wanted, on="application_id", how="semi")
    return (
        asked.sort("application_id", "loan_id")
        .group_by("application_id", maintain_order=True)
        .agg(loans=value)
    )
