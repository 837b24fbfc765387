"""An answer that is one page of more is not the whole; an object names a thing once."""

from __future__ import annotations

import json
import time

import pytest

from screening.errors import ExtractError

SOURCE = "  kvk_company: {path: k.%s}\n"
OBJECTS = [{"kvk_nr": "99000001"}, {"kvk_nr": "99000002"}]
FEATURES = [{"type": "Feature", "properties": each, "geometry": None} for each in OBJECTS]
MAP = {"type": "FeatureCollection", "features": FEATURES}
HREF = "https://example.org/items?page=2"

PAGES = {
    "odata": {"value": OBJECTS, "@odata.nextLink": HREF},
    "odata 3": {"value": OBJECTS, "odata.nextLink": HREF},
    "results": {"count": 9, "next": HREF, "previous": None, "results": OBJECTS},
    "hal": {"_links": {"next": {"href": HREF}}, "_embedded": {"items": OBJECTS}},
    "pages": {"data": OBJECTS, "links": {"next": "/items?page=2"}},
    "features with links": MAP | {"links": [{"rel": "next", "href": HREF}]},
    "features of more": MAP | {"numberMatched": 9, "numberReturned": 2},
    "features of a map service": MAP | {"totalFeatures": 9},
    "counted": {"value": OBJECTS, "@odata.count": 9},
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_not_the_whole(load, name):
    with pytest.raises(ExtractError, match="holds 2 objects, and says that there are") as caught:
        load(SOURCE % "json", {"k.json": json.dumps(PAGES[name])})
    assert "fetch every page" in caught.value.problems[0].remedy


LAST = {
    "odata": {"value": OBJECTS, "@odata.count": 2},
    "results": {"count": 9, "next": None, "results": OBJECTS},
    "hal": {"_links": {"self": {"href": HREF}}, "_embedded": {"items": OBJECTS}},
    "features": MAP | {"links": [{"rel": "self", "href": HREF}], "numberMatched": 2},
    "features with a blank link": MAP | {"links": [{"rel": "next", "href": None}]},
    "unknown": MAP | {"numberMatched": "unknown"},
}


@pytest.mark.parametrize("name", LAST)
def test_the_last_page_and_the_only_one_are_read(load, name):
    loaded = load(SOURCE % "json", {"k.json": json.dumps(LAST[name])})
    assert loaded.registers["kvk_company"].height == 2


@pytest.mark.parametrize(("kind", "line"), [("json", ""), ("jsonl", ":2")])
def test_which_of_two_values_of_one_name_is_meant_is_not_guessed(load, kind, line):
    twice = '{"kvk_nr": "99000001", "kvk_nr": "99000002"}'
    first = '{"kvk_nr": "99000003"}'
    text = f"{first}\n{twice}\n" if kind == "jsonl" else f"[{first}, {twice}]"
    with pytest.raises(ExtractError, match=rf"k\.{kind}{line}: .*an object has 'kvk_nr' twice"):
        load(SOURCE % kind, {f"k.{kind}": text})


def test_a_name_that_stands_twice_among_many_is_found_at_once(load):
    names = [f"n{number}" for number in range(30_000)]
    pairs = ", ".join(f'"{name}": 1' for name in [*names, names[-1]])
    begun = time.process_time()
    with pytest.raises(ExtractError, match="an object has 'n29999' twice"):
        load(SOURCE % "json", {"k.json": f"[{{{pairs}}}]"})
    assert time.process_time() - begun < 5
