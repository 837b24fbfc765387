from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from screening.files.neutralise import visible
from screening.publish.report.tags import Html, code, items, section, table, tag, text

texts = st.text(max_size=40)


@given(texts, texts)
def test_any_text_comes_out_as_it_went_in(inside: str, value: str) -> None:
    """As content and as a value of an attribute; what steers or hides is a visible sign."""
    made = ET.fromstring(tag("p", inside, title=value))
    assert (made.text or "") == visible(inside)
    assert made.get("title") == re.sub(r"[\t\n]", " ", visible(value))
    assert len(made) == 0


@given(st.lists(st.tuples(texts, texts), min_size=1, max_size=4))
def test_a_table_keeps_every_cell(rows: list[tuple[str, str]]) -> None:
    made = ET.fromstring(table("Kop", ("a", "b"), rows, (1,)))
    cells = [["".join(cell.itertext()) for cell in row] for row in made.iterfind(".//tbody/tr")]
    assert cells == [[visible(cell) for cell in row] for row in rows]
    assert made.get("tabindex") is None
    assert [cell.get("class") for cell in made.iterfind(".//thead/tr/th")] == [None, "getal"]


def test_a_wide_table_can_be_moved_with_the_keyboard() -> None:
    made = ET.fromstring(table("Kop", "abcdef", [tuple("abcdef")]))
    assert (made.get("tabindex"), made.get("aria-label")) == ("0", "Kop")


def test_what_is_html_stays_html_and_what_is_not_is_escaped() -> None:
    assert text(Html("<b>")) == "<b>"
    assert tag("p", "<b>", tag("i", "x")) == "<p>&lt;b&gt;<i>x</i></p>"
    assert tag("meta", name="a", http_equiv='"') == '<meta name="a" http-equiv="&quot;">'
    assert isinstance(text(1), Html)


def test_joining_with_a_text_gives_a_text_that_is_escaped_again() -> None:
    assert text(tag("b", "x") + "<") == "&lt;b&gt;x&lt;/b&gt;&lt;"


def test_parts_are_named_by_their_heading_and_nothing_is_no_list() -> None:
    made = ET.fromstring(section("a", "Kop & staart"))
    assert made.get("aria-labelledby") == made[0].get("id")
    assert items([]) == ""
    assert "".join(ET.fromstring(code("a.b_c<")).itertext()) == "a.b_c<"
