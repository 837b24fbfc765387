"""What the permit desk reads of an application: terms that stand still, steps, loans."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from screening.prioritise.applications import answered, of_applications
from screening.registers.reading.filling import fill_register

DAY = dt.date(2026, 1, 1)
A = "AANV-1"


def ago(days: int) -> dt.date:
    return DAY - dt.timedelta(days=days)


def known(**registers: list[dict[str, Any]]) -> dict[str, Any]:
    filled = {
        name: fill_register(name, [{"application_id": A, **row} for row in rows])
        for name, rows in registers.items()
    }
    asked = pl.LazyFrame({"application_id": [A]})
    [row] = of_applications(asked, filled, DAY).collect().to_dicts()
    return row


def event(what: str, day: dt.date | None, result: str | None = None) -> dict[str, Any]:
    return {"event": what, "event_date": day, "result": result}


ASKED, CAME = "advice_requested", "advice_received"


@pytest.mark.parametrize(
    ("events", "until", "told"),
    [
        ([], None, "geen opschorting bekend"),
        ([event(ASKED, ago(0))], dt.date(2026, 3, 26),
         "advies gevraagd op 01-01-2026, opgeschort tot uiterlijk 26-03-2026"),
        ([event(ASKED, ago(83))], dt.date(2026, 1, 2),
         "advies gevraagd op 10-10-2025, opgeschort tot uiterlijk 02-01-2026"),
        ([event(ASKED, ago(84))], DAY,
         "advies gevraagd op 09-10-2025, opgeschort tot uiterlijk 01-01-2026"),
        ([event(ASKED, ago(85))], None, "advies gevraagd op 08-10-2025, opschorting is voorbij"),
        ([event(ASKED, ago(20)), event(CAME, ago(20))], None, "geen opschorting bekend"),
        ([event(ASKED, ago(20)), event(CAME, ago(1))], None, "geen opschorting bekend"),
        ([event(ASKED, ago(90)), event(CAME, ago(60)), event(ASKED, ago(10))],
         dt.date(2026, 3, 16),
         "advies gevraagd op 22-12-2025, opgeschort tot uiterlijk 16-03-2026"),
        ([event(ASKED, ago(-1))], None, "geen opschorting bekend"),
        ([event(ASKED, ago(10)), event(CAME, ago(-1))], dt.date(2026, 3, 16),
         "advies gevraagd op 22-12-2025, opgeschort tot uiterlijk 16-03-2026"),
    ],
)  # fmt: skip
def test_the_term_stands_still_for_84_days_at_most_while_advice_is_awaited(
    events: list[dict[str, Any]], until: dt.date | None, told: str
) -> None:
    given = events or [event("om_tip", ago(5))]
    row = known(bibob_event=given)
    assert (row["suspended_until"], row["suspension"]) == (until, told)


@pytest.mark.parametrize(
    ("completed", "told"),
    [
        (None, "formulier gevraagd op 22-12-2025 en nog niet compleet"),
        (ago(2), "geen opschorting bekend"),
        (DAY, "geen opschorting bekend"),
        (ago(-1), "formulier gevraagd op 22-12-2025 en nog niet compleet"),
    ],
)
def test_a_form_that_is_not_complete_is_told_and_has_no_day_of_its_own(
    completed: dt.date | None, told: str
) -> None:
    form = {"form_requested": ago(10), "form_completed": completed}
    row = known(bibob_form=[form])
    assert (row["suspended_until"], row["suspension"]) == (None, told)
    both = known(bibob_form=[form], bibob_event=[event(ASKED, ago(85))])
    behind = "" if told.startswith("geen") else f"; {told}"
    assert both["suspension"] == f"advies gevraagd op 08-10-2025, opschorting is voorbij{behind}"


def test_a_form_that_is_asked_for_after_the_reference_date_is_not_told() -> None:
    row = known(bibob_form=[{"form_requested": ago(-1), "form_completed": None}])
    assert row["suspension"] == "geen opschorting bekend"


def test_steps_stand_in_order_and_what_is_to_come_is_left_out() -> None:
    row = known(
        bibob_event=[
            event(CAME, ago(3), "serious"), event("om_tip", ago(60)),
            event(ASKED, ago(50)), event("form_received", ago(-2)),
            event("register_hit", ago(70), "serious"),
        ]
    )  # fmt: skip
    told = [(each["date"], each["event"], each["result"]) for each in row["procedure"]]
    assert told == [
        (ago(70), "vermelding in het Bibob-register", "ernstig gevaar"),
        (ago(60), "tip van het openbaar ministerie", None),
        (ago(50), "advies gevraagd", None),
        (ago(3), "advies ontvangen", "ernstig gevaar"),
    ]
    assert row["bibob_register"] == ["23-10-2025: ernstig gevaar"]


def test_every_loan_is_told_with_its_lender_and_whether_there_is_a_contract() -> None:
    def loan(name: str, amount: float, lender: str | None, contract: Any) -> dict[str, Any]:
        return {"loan_id": name, "amount": amount, "lender_type": lender, "contract": contract}

    row = known(
        bibob_loan=[
            loan("L2", 50_000.0, "private", False), loan("L1", 200_000.0, "bank", True),
            loan("L3", 10.5, None, None),
        ]
    )  # fmt: skip
    assert row["loans"] == [
        {"amount": 200_000.0, "lender": "bank", "contract": "ja"},
        {"amount": 50_000.0, "lender": "particulier", "contract": "nee"},
        {"amount": 10.5, "lender": None, "contract": None},
    ]


@pytest.mark.parametrize(
    ("days", "term"),
    [
        (2, "nog 2 dagen"), (1, "nog 1 dag"), (0, "de laatste dag"),
        (-1, "1 dag voorbij"), (-2, "2 dagen voorbij"),
    ],
)  # fmt: skip
def test_a_term_is_told_in_days(days: int, term: str) -> None:
    application = {"kind": "alcohol", "decision_due": ago(-days), "status": None,
                   "decision_date": None}  # fmt: skip
    row = known(permit_application=[application])
    assert (row["days_left"], row["term"]) == (days, term)


@pytest.mark.parametrize(
    ("answered", "told"),
    [
        ({"decision_date": ago(4)}, "afgehandeld"),
        ({"decision_date": ago(4), "status": "granted"}, "afgehandeld"),
        ({"decision_date": ago(4), "status": "withdrawn"}, "ingetrokken"),
        ({"status": "withdrawn"}, "ingetrokken"),
    ],
)
def test_what_was_answered_has_no_term_and_nothing_that_goes_with_one(
    answered: dict[str, Any], told: str
) -> None:
    row = known(
        permit_application=[{"kind": "alcohol", "decision_due": ago(3), **answered}],
        bibob_form=[{"form_requested": ago(10)}],
        bibob_event=[event(ASKED, ago(10))],
    )
    assert (row["answered"], row["term"]) == (told, told)
    assert (row["decision_due"], row["days_left"], row["when_passed"]) == (None, None, None)
    assert (row["suspended_until"], row["suspension"]) == (None, None)
    open_one = known(
        permit_application=[{"kind": "alcohol", "decision_due": ago(3), "status": "received"}],
        bibob_form=[{"form_requested": ago(10)}],
    )
    assert open_one["answered"] is None
    assert None not in (open_one["when_passed"], open_one["suspension"])


def test_what_stands_behind_the_queue_is_what_is_told_to_be_answered() -> None:
    given = {
        "open": {"status": "received"}, "silent": {}, "went": {"status": "withdrawn"},
        "decided": {"status": "received", "decision_date": ago(4)},
        "granted": {"status": "granted", "decision_date": ago(4)},
    }  # fmt: skip
    rows = [{"application_id": name, "kind": "alcohol", **row} for name, row in given.items()]
    filled = {"permit_application": fill_register("permit_application", rows)}
    told = of_applications(pl.LazyFrame({"application_id": [*given]}), filled, DAY).collect()
    behind = {*answered(filled).collect()["application_id"]}
    assert behind == {"went", "decided", "granted"}
    assert {*told.filter(pl.col("answered").is_not_null())["application_id"]} == behind
