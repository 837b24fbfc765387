"""Closed lists of answers as dropdowns: a hidden sheet with the words, and who offers them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from screening.lists.form import Field
from screening.publish.workbook.book import put

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

SHEET = "Keuzes"
FIRST_DAY = dt.date(2000, 1, 1)
SEVERAL = "Kies er een, of zet er meer achter elkaar met een puntkomma."


class Choices:
    """The answers that the forms of one workbook offer."""

    def __init__(self, form: Sequence[Field]) -> None:
        lists = {each.codes: list(each.choices.values()) for each in form if each.codes}
        self._lists = {name: (index, words) for index, (name, words) in enumerate(lists.items())}

    def offer(self, sheet: Worksheet, first: int, last: int, index: int, field: Field) -> None:
        """Let the cells from line ``first`` to ``last`` in a column take answers to a question.

        One answer must be one of its words, a day must be a day; several answers are offered only.
        """
        if field.codes is not None:
            column, words = self._lists[field.codes]
            rule: dict[str, Any] = {"validate": "list", "source": _range(column, len(words))}
            if field.answer == "codes":
                rule |= {"show_error": False, "input_message": SEVERAL}
            else:
                rule |= {
                    "error_title": "Geen van de antwoorden",
                    "error_message": "Kies uit de lijst.",
                }
        elif field.answer == "date":
            rule = {
                "validate": "date", "criteria": ">=", "value": FIRST_DAY,
                "error_title": "Geen datum", "error_message": "Vul een datum in, zoals 31-12-2026.",
            }  # fmt: skip
        else:
            return
        sheet.data_validation(first, index, last, index, rule)

    def write(self, book: Any, styles: dict[str, Any]) -> None:
        """Add the hidden sheet with the words; after the sheets that people open."""
        if not self._lists:
            return
        sheet = book.add_worksheet(SHEET)
        for column, words in self._lists.values():
            for line, word in enumerate(words):
                put(sheet, line, column, word, styles["cell"])
        sheet.hide()


def _range(column: int, count: int) -> str:
    letter = chr(ord("A") + column)
    return f"={SHEET}!${letter}$1:${letter}${count}"
