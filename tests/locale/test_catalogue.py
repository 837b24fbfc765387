"""The Dutch catalogues: complete, as the source says it, with the same values, and neutral."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Message

from catalogue.terminal import TYPER
from catalogue.update import compiled, po_file, read, updated, written
from screening.locale import MESSAGES, TERMINAL
from screening.reference.words import judgements

DOMAINS = [TERMINAL, MESSAGES]
PLACE = re.compile(r"\{[a-z_0-9]*(?:[:!][^}]*)?\}")


def messages(domain: str) -> list[Message]:
    return [message for message in read(po_file(domain)) if message.id]


def pairs(domain: str) -> Iterator[tuple[str, str]]:
    """Every text of the source with its translation, those of plurals apart."""
    for message in messages(domain):
        if isinstance(message.id, str):
            yield message.id, str(message.string)
        else:
            yield from zip(message.id, message.string, strict=True)


def names(text: str) -> list[str]:
    bare = text.replace("{{", "").replace("}}", "")
    return sorted({re.sub(r"[:!].*", "}", place) for place in PLACE.findall(bare)})


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_text_of_the_source_has_a_dutch_one(domain: str) -> None:
    """After a change of a text: make words, and fill in what it names."""
    assert not [text for text, said in pairs(domain) if not said]


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_catalogue_holds_what_the_source_says_and_no_more(domain: str) -> None:
    kept, path = updated(domain), po_file(domain)
    assert {m.id for m in kept if m.id} == {m.id for m in messages(domain)}, "run: make words"
    assert written(kept) == path.read_bytes(), "run: make words"
    assert compiled(read(path)) == path.with_suffix(".mo").read_bytes(), "run: make words"


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_translation_has_the_values_of_the_source(domain: str) -> None:
    assert not [text for text, said in pairs(domain) if names(text) != names(said)]


COUNTED = re.compile(r"\{(?:count|days|rows|lines|signals|conclusions|candidates|new)\} [a-z]+s\b")


def test_what_is_counted_before_a_plural_has_a_singular_too() -> None:
    """'1 regels' is no Dutch: such a text goes through trn()."""
    texts = [message.id for message in messages(TERMINAL) if isinstance(message.id, str)]
    assert not [text for text in texts if COUNTED.search(text)]


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_dutch_judges_nobody(domain: str) -> None:
    """A command may fail ('fout'); nobody is called wrong."""
    texts = [re.sub(r"\bfout(?:en)?\b", "", said, flags=re.IGNORECASE) for _, said in pairs(domain)]
    assert not [text for text in texts if judgements(text)]


def test_what_typer_says_itself_is_what_it_really_says() -> None:
    from pathlib import Path

    import typer._click.decorators
    import typer.completion
    import typer.core
    import typer.rich_utils

    modules = (typer.core, typer.rich_utils, typer.completion, typer._click.decorators)
    source = "".join(Path(str(module.__file__)).read_text("utf-8") for module in modules)
    joined = re.sub(r'"\s*\n\s*"', "", source)
    assert not [text for text in TYPER if text not in joined]
