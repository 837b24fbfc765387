from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.detect.explain import dutch
from screening.packs.templates import HINTS, MAX_SLOTS, Slot, parse_template


def test_a_text_is_taken_apart_into_what_is_written_and_what_is_filled_in() -> None:
    template = parse_template("{a} en {b_2:pct} (grens {a:0}).")
    assert template.parts == (
        Slot("a"), " en ", Slot("b_2", "pct"), " (grens ", Slot("a", "0"), ").",
    )  # fmt: skip
    assert template.faults == ()
    assert template.names == {"a", "b_2"}
    assert parse_template("niets").parts == ("niets",)
    assert parse_template("").parts == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{n} stuks {.", "a lone '{'"),
        ("{n} stuks }.", "a lone '}'"),
        ("{{n}}", "a lone '{'"),
        ("{}", "'{}'"),
        ("{0}", "'{0}'"),
        ("{N}", "'{N}'"),
        ("{n!r}", "'{n!r}'"),
        ("{n.real}", "'{n.real}'"),
        ("{n[0]}", "'{n[0]}'"),
        ("{ n }", "'{ n }'"),
        ("{n:{m}}", "a lone '{'"),
        ("{n:}", "the hint ':'"),
        ("{n:1000000}", "the hint ':1000000'"),
        ("{n:5}", "the hint ':5'"),
        ("{n:-1}", "the hint ':-1'"),
        ("{n:²}", "the hint ':²'"),
        ("{n:01}", "the hint ':01'"),
        ("{n:eu}", "the hint ':eu'"),
        ("{n:>10}", "the hint ':>10'"),
        ("{n:" + "9" * 5_000 + "}", "the hint ':999"),
        ("{n}" * (MAX_SLOTS + 1), f"{MAX_SLOTS + 1} places to fill in"),
    ],
)
def test_braces_that_name_nothing_and_hints_outside_the_list_are_faults(
    text: str, found: str
) -> None:
    faults = parse_template(text).faults
    assert found in faults[0].found
    assert len(faults[0].found) < 100
    assert faults[0].expected
    assert faults[0].remedy


def test_a_near_hint_is_suggested() -> None:
    (fault,) = parse_template("{n:euro}").faults
    assert fault.remedy == "Did you mean 'eur'?"


@given(st.text("{}:!.[]0129aeurpctdnl \n", max_size=40))
def test_any_text_is_parsed_and_nothing_is_lost(text: str) -> None:
    template = parse_template(text)
    again = "".join(str(p) if isinstance(p, str) else f"{{{p}}}" for p in template.parts)
    assert template.faults or again == text
    assert all(slot.hint in ("", *HINTS) for slot in template.slots)
    written = [part for part in template.parts if isinstance(part, str)]
    assert not any(brace in part for part in written for brace in "{}")


@pytest.mark.parametrize("hint", HINTS)
def test_every_hint_can_be_written(hint: str) -> None:
    assert dutch.say(1234.5, hint=hint)
    assert dutch.say(None, hint=hint) == "onbekend"
