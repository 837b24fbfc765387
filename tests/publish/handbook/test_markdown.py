from __future__ import annotations

import html
import re

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from screening.publish.handbook.markdown import bullets, code, inline, link, plain, table

MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
TEXTS = st.text("ab1.)#*_`[]()<>&;~|\\!-+=: {}\"'\t\n", min_size=1, max_size=30).filter(str.strip)


def shown(markdown: str) -> str:
    """What a reader sees, and the tags around it."""
    return html.unescape(MARKDOWN.render(markdown)).strip()


@given(TEXTS)
def test_a_text_is_shown_as_it_is_written(text: str) -> None:
    line = " ".join(text.split())
    assert shown(plain(text)) == f"<p>{line}</p>"
    assert shown(f"# {plain(text)}") == f"<h1>{line}</h1>"
    assert line in shown(bullets([plain(text)]))
    assert shown(f"[{plain(text)}](x.md)") == f'<p><a href="x.md">{line}</a></p>'


@given(TEXTS)
def test_a_cell_of_a_table_holds_one_text(text: str) -> None:
    line = " ".join(text.split())
    made = shown(table(("a", "b"), [(plain(text), "c")]))
    cells = re.findall("<td>(.*?)</td>", made, re.DOTALL)
    assert cells[-1] == "c"
    assert f"<td>{line}</td>" in made


@given(TEXTS)
def test_code_ends_where_it_should(text: str) -> None:
    made = shown(f"{code(text)}\n\nna")
    assert made.startswith('<pre><code class="language-sql">')
    assert made.endswith("</code></pre>\n<p>na</p>")
    if "|" not in text:
        assert shown(inline(text)).startswith("<p><code>")
        assert shown(inline(text)).endswith("</code></p>")


def test_only_the_address_of_a_page_becomes_a_link() -> None:
    assert shown(link("https://x.nl/a_b_c")) == (
        '<p><a href="https://x.nl/a_b_c">https://x.nl/a_b_c</a></p>'
    )
    for text in ("javascript:alert(1)", "KK1", "https://x.nl> <b"):
        assert "<a" not in MARKDOWN.render(link(text))


def test_a_link_or_a_heading_in_a_text_is_no_link_and_no_heading() -> None:
    assert shown(plain("[klik](https://x.nl) <b>nu</b>")) == (
        "<p>[klik](https://x.nl) <b>nu</b></p>"
    )
    assert "<a" not in MARKDOWN.render(plain("<https://x.nl>"))
    assert "<h2>" not in MARKDOWN.render(plain("Omdat.\n\n## Bronnen"))
