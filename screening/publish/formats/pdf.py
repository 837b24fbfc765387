"""A list on paper, as PDF/A-2b: cover, overview, a page per row with its form."""

from __future__ import annotations

from pathlib import Path

from screening.files.private import write_private
from screening.publish.paper.document import document_of
from screening.publish.paper.typeset import as_pdf
from screening.publish.published import Format, Published


def write_pdf(listed: Published, path: Path) -> None:
    """Write the list as PDF/A-2b; the same list gives the same bytes."""
    write_private(path, as_pdf(document_of(listed), listed.meta.as_of))


FORMAT = Format("pdf", write_pdf, on_request=True)
