"""Names of registers in files: any text is read, and editors know which there are."""

from __future__ import annotations

from typing import Annotated

from pydantic import WithJsonSchema

from screening.registers.schemas import REGISTERS

RegisterName = Annotated[str, WithJsonSchema({"type": "string", "enum": [*REGISTERS]})]
"""A name that is none is told where it is used, with the nearest one that is."""
