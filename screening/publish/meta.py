"""What every published list says about itself: purpose, recipient, date, versions, handling."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from screening.project.prepare import require_recipient
from screening.publish.notice import NOTICE


@dataclass(frozen=True)
class ListMeta:
    """The facts an export must carry (T46, T60), each in words a reader of the list knows."""

    run: str
    municipality: str
    purposes: tuple[str, ...]
    bases: tuple[str, ...]
    pack_versions: tuple[str, ...]
    recipient: str
    as_of: dt.date
    valid_until: dt.date
    sources: tuple[str, ...] = ()
    marking: str = ""
    """How a part of a list is to be handled that not everybody may read."""
    site: str = ""
    """The https:// address of the review site, where forms can be filled in; '' for none."""
    narrowed: str = ""
    """What the list was narrowed to, from how many candidates, and for which control."""

    def __post_init__(self) -> None:
        require_recipient(self.recipient)

    def lines(self) -> list[tuple[str, str]]:
        """Label and value per fact, in Dutch, in reading order."""
        return [
            ("Status", NOTICE),
            *([("Afgeschermd", self.marking)] if self.marking else []),
            *([("Versmald", self.narrowed)] if self.narrowed else []),
            ("Gemeente", self.municipality),
            ("Doel", "; ".join(each.rstrip(".") for each in self.purposes)),
            ("Grondslag", "; ".join(self.bases)),
            ("Ontvanger", self.recipient),
            ("Peildatum", dutch_date(self.as_of)),
            ("Geldig tot", dutch_date(self.valid_until)),
            ("Regelpakket", "; ".join(self.pack_versions)),
            ("Run", self.run),
            ("Bronnen", "; ".join(self.sources)),
        ]


def dutch_date(day: dt.date) -> str:
    """A date the Dutch way, such as 31-12-2025."""
    return f"{day.day:02d}-{day.month:02d}-{day.year}"
