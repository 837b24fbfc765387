"""Files that are no such file, or that are made to do harm, end in one sentence at once."""

from __future__ import annotations

import time

import pytest

from screening.errors import ExtractError
from screening.registers.reading.limits import Limits
from screening.registers.reading.lvbag.objects import Part
from tests import lvbag

PLACE = lvbag.place("9999010000000001")[0]
GOOD = lvbag.file_of(PLACE)
BOMB = b'<!DOCTYPE x [<!ENTITY a0 "aaaaaaaaaa">%s]>' % b"".join(
    b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12)
)
REFUSED = {
    "entities": (BOMB + b"<x>&a11;</x>", "declares a type of document"),
    "a file of the machine": (
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
        "declares a type of document",
    ),
    "an entity of nobody": (GOOD.replace(b"woonfunctie", b"&e;"), "undefined entity"),
    "another document": (
        b"<html><body/></html>",
        "no extract of the Kadaster: it begins with 'html'",
    ),
    "another version": (GOOD.replace(b"lvc/v20200601", b"lvc/v20990101"), "v20990101 bagStand"),
    "changes": (
        GOOD.replace(b"deelbestand-lvc", b"deelbestand-mutaties-lvc"),
        "deliver a full extract",
    ),
    "no XML": (b"vbo_id;status\n1;2\n", "not well-formed"),
    "letters of no set": (GOOD.replace(b"woonfunctie", b"w\xff\xfe"), "not well-formed"),
    "too deep": (GOOD.replace(b"woonfunctie", b"<a>" * 200 + b"</a>" * 200), "nested too deep"),
    "no end": (GOOD[:-30], "goes wrong here"),
}


def read(content: bytes, limits: Limits | None = None) -> Part:
    part = Part("x.xml", limits or Limits(), ["Verblijfsobject"])
    return part.read([content[:100], content[100:]])


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_in_one_sentence_at_once(name):
    content, said = REFUSED[name]
    begun = time.monotonic()
    with pytest.raises(ExtractError) as refused:
        read(content)
    assert time.monotonic() - begun < 5
    assert len(refused.value.problems) == 1
    assert said in str(refused.value)


def test_a_value_and_a_number_of_objects_beyond_the_limits():
    with pytest.raises(ExtractError, match="one value is longer than 1 MB"):
        read(GOOD.replace(b"woonfunctie", b"w" * 1_000_001), Limits(line_mb=1))
    with pytest.raises(ExtractError, match="more than 1 objects"):
        read(lvbag.file_of(PLACE, PLACE), Limits(rows=1))


def test_an_element_of_another_schema_says_nothing():
    odd = GOOD.replace(b"<Objecten:status>", b"<gml:status>weg</gml:status><Objecten:status>")
    held = read(odd).held["Verblijfsobject"]
    assert held.columns["status"] == ["Verblijfsobject in gebruik"]
    assert held.columns["NummeraanduidingRef"] == ["9999200000000001"]
