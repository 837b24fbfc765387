"""What somebody did with the data of a case, as it is recorded and in the words people read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from screening.reference.roles import roles

Seen = Literal[
    "case", "decide", "second", "consent", "suppress", "share", "trail", "agenda", "meeting",
    "vote", "vote_closed", "minutes", "minutes_file", "control", "visit_form", "result", "api rows",
    "api csv", "api cases", "api case", "api decisions",
]  # fmt: skip
SEEN: Mapping[Seen, str] = {
    "case": "casus gelezen",
    "decide": "stap genomen of voorgesteld",
    "second": "als tweede persoon geantwoord",
    "consent": "instemming vastgelegd",
    "suppress": "bladzijde om een signaal te onderdrukken",
    "share": "pakket gemaakt om te delen",
    "trail": "verantwoording gelezen",
    "agenda": "op een agenda gezet",
    "meeting": "gelezen in een vergadering",
    "vote": "gestemd",
    "vote_closed": "stemming gesloten",
    "minutes": "verslag gelezen",
    "minutes_file": "verslag als bestand meegenomen",
    "control": "gelezen bij een controle",
    "visit_form": "formulier van een bezoek geopend",
    "result": "uitkomst ingevuld",
    "api rows": "regel van de lijst aan een systeem gegeven",
    "api csv": "lijst als csv aan een systeem gegeven",
    "api cases": "casus in een overzicht aan een systeem gegeven",
    "api case": "hele casus aan een systeem gegeven",
    "api decisions": "besluiten aan een systeem gegeven",
}


def role_titles(held: str) -> str:
    """The words for the names of roles in a record; of many the last may be cut off there."""
    known = roles()
    names = held.split(",") if held else []
    told = [known[name].title for name in names if name in known]
    return ", ".join([*told, "en meer"] if len(told) < len(names) else told)
