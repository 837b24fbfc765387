from __future__ import annotations

from pathlib import Path

from screening.registers.schemas import REGISTERS
from screening.registers.schemas.dictionary import data_dictionary
from screening.registers.schemas.keys import FOREIGN_KEYS

PAGE = Path(__file__).resolve().parents[3] / "docs" / "data-dictionary.md"


def test_the_page_in_the_documentation_is_current():
    assert PAGE.read_text(encoding="utf-8") == data_dictionary(), (
        "run: python -m screening.registers.schemas.dictionary > docs/data-dictionary.md"
    )


def test_every_column_is_on_the_page():
    page = data_dictionary()
    for name, register in REGISTERS.items():
        section = page.split(f"## {name}\n")[1].split("\n## ")[0]
        assert section.count("\n| ") == len(register.columns) + 1


def test_foreign_keys_name_columns_that_exist():
    for key in FOREIGN_KEYS:
        assert key.column in REGISTERS[key.register].columns
        assert key.target_column in REGISTERS[key.target].key
