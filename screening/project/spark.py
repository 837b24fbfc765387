"""What a project says about Spark, for runs with ``--engine spark``."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from screening.documents.fields import Model, Scalar
from screening.registers.schemas.names import RegisterName

_Catalogued = Annotated[str, Field(pattern=r"^\w+(\.\w+){0,2}$", max_length=200)]


class Spark(Model):
    """How Spark is reached, and where it finds the registers (docs/scale.md)."""

    master: Annotated[str, Field(min_length=1)] | None = None
    """A cluster, as spark://host:7077, or local[*]; that of SPARK_MASTER, or this machine."""
    remote: Annotated[str, Field(pattern=r"^(sc://\S+|local(\[[^\]]+\])?)$")] | None = None
    """A server of Spark Connect, as sc://host:15002; that of SPARK_REMOTE unless set."""
    shared: Annotated[str, Field(min_length=1)] | None = None
    """Folder that this machine writes registers to and the workers read; sent along unless set."""
    tables: dict[RegisterName, _Catalogued] = {}
    """Register to the table of the catalog that holds the same rows, such as lake.bag.objects."""
    at_once: int = Field(default=4, ge=1, le=64)
    """Queries that Spark works on at the same time."""
    config: dict[Annotated[str, Field(pattern=r"^spark\.\S+$")], Scalar] = {}
    """Settings of Spark, each name: value, as spark.executor.memory: 4g."""
