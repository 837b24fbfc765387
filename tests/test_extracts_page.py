"""The page about extracts tells the limits as they are."""

from __future__ import annotations

import re
from pathlib import Path

from screening.registers.reading.limits import Limits

PAGE = Path(__file__).resolve().parents[1] / "docs" / "extracts.md"


def test_every_limit_stands_on_the_page_with_its_default() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ([\d ]+) \|", PAGE.read_text("utf-8"), re.MULTILINE)
    told = {name: int(value.replace(" ", "")) for name, value in rows}
    assert told == Limits().model_dump()
