"""What stands in every format of every list."""

from __future__ import annotations

NOTICE = (
    "Gemeentelijk signaal: een reden om te kijken, geen vaststelling. Te beoordelen door een mens. "
    "Niet overnemen in andere systemen."
)
"""Stands in every format of every list (T15, T60)."""
PROTECTED = (
    "Afgeschermde bijlage: alleen voor de coördinator en wie die aanwijst. Niet uitdelen, niet "
    "kopiëren, niet doorsturen; na de controle vernietigen."
)
"""Stands in every format of the annex that holds persons and safety."""
ANNEX = "-afgeschermd"
"""Ends the names of files with what few may read."""
