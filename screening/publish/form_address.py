"""The short address of the form of a row on the review site, as its page prints it."""

from __future__ import annotations

import io

from screening.lists import LISTS
from screening.publish.marks import keys_of
from screening.publish.published import Published

_HASH = 6


def of_run(run: str) -> str:
    """How an address names a run: the start of the hash that ends its name."""
    return run.rpartition("-")[2][:_HASH]


def form_address(site: str, run: str, key: str) -> str:
    """Where the form of a row is, on a site with this https:// address."""
    return f"{site}/f/{of_run(run)}/{key}/"


def forms_of(listed: Published) -> list[str]:
    """Where the form of each row is, in order; none where the project has no such site."""
    kind = LISTS.get(str(listed.facts.get("list", "")))
    if not listed.meta.site or kind is None or not kind.visited:
        return []
    return [form_address(listed.meta.site, listed.meta.run, key) for key in keys_of(listed)]


def code_of(address: str, kind: str) -> bytes:
    """The address as a QR code that a telephone reads, as ``png`` or ``svg``: same bytes always."""
    import segno  # noqa: PLC0415 - only pages of a project with a site have one

    made = io.BytesIO()
    # Medium correction: a page is folded, and gets wet.
    if kind == "svg":
        segno.make_qr(address, error="m").save(made, kind="svg", xmldecl=False, nl=False)
    else:
        segno.make_qr(address, error="m").save(made, kind="png", scale=4)
    return made.getvalue()
