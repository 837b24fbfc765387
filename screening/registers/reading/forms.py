"""The forms that identifiers and codes have, and what is said of what has another."""

from __future__ import annotations

from screening.registers.schemas.columns import (
    BAG_ID,
    EST_NR,
    KVK_NR,
    PAND_ID,
    POSTCODE,
    SBI,
)

_FORMS = {
    KVK_NR: "8 digits",
    EST_NR: "12 digits",
    BAG_ID: "16 digits, of which the fifth and sixth are 01, 02 or 03",
    PAND_ID: "16 digits, of which the fifth and sixth are 10",
    POSTCODE: "a postcode such as 1234AB",
    SBI: "an SBI code of 2 to 6 digits",
}


def wrong_form(regex: str | None) -> str:
    """What is said of a value that does not have the form of its column."""
    return f"not of the right form; expected {_FORMS.get(regex or '', regex)}"
