"""The session of Spark that queries run in: started once per process, or joined where it runs.

What a query means rests on settings of the session (ANSI mode, dates, constants), so these come
last and nothing a project passes on changes them.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Any

from screening.errors import EngineError, Problem
from screening.memory import DEFAULT_SHARE, free, used

_lock = Lock()
_LOCAL = "local[*]"
_LOG = Path(__file__).with_name("spark_log.properties")
_MEANING = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.caseSensitive": "true",
    "spark.sql.groupByOrdinal": "false",
    "spark.sql.orderByOrdinal": "false",
    "spark.sql.parser.escapedStringLiterals": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.variable.substitute": "false",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.storeAssignmentPolicy": "ANSI",
}
"""What may be set in a session and makes a query mean what it means in PostgreSQL."""
_HERE = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
}
"""On this machine alone: nothing listens to the network."""
_ALWAYS = {
    "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={_LOG.as_uri()}",
    "spark.driver.maxResultSize": "0",  # what comes back is held anyway
    "spark.log.level": "ERROR",
    "spark.scheduler.mode": "FAIR",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
_LEAST = 1_000_000_000
"""Bytes without which Spark does not start well."""


def session(said: Mapping[str, Any], max_memory: int | None = None) -> Any:
    """A session of its own, with the settings that queries need.

    ``said`` is what the project says: ``remote`` (sc://host:port), a server of Spark Connect;
    ``master``, a cluster or local[*]; and ``config``, which passes through, but for what a query
    means. Raises EngineError when Spark or Java is not there or does not start.
    """
    builder = _builder()
    remote, master = _where(said)
    passed = {name: _written(value) for name, value in (said.get("config") or {}).items()}
    if remote is None:
        _needs_java()
        here = {**_HERE, **_memory(max_memory)} if is_local(said) else {}
        passed = {**_ALWAYS, **here, **passed}
        builder = builder.master(master).appName("screening")
    else:
        builder = builder.remote(remote)
    for name, value in passed.items():
        builder = builder.config(name, value)
    try:
        with _lock:
            made = builder.getOrCreate().newSession()
            for name, value in {**passed, **_MEANING}.items():
                if name in _MEANING or made.conf.isModifiable(name):
                    made.conf.set(name, value)
    except Exception as error:
        raise EngineError(
            Problem(
                f"Spark could not be started or reached ({type(error).__name__})",
                expected=f"a session of Spark at {_place(remote or master)}",
                remedy="check 'spark' in screening.yaml, SPARK_REMOTE and SPARK_MASTER, and "
                "whether the cluster runs; or use --engine polars",
            )
        ) from error
    return made


def require(said: Mapping[str, Any]) -> None:
    """Raise EngineError when what a session needs on this machine is not there."""
    _builder()
    if _where(said)[0] is None:
        _needs_java()


def is_local(said: Mapping[str, Any]) -> bool:
    """Whether Spark is on this machine alone, and in this process or below it."""
    remote, master = _where(said)
    return (remote or master).startswith("local")


def _where(said: Mapping[str, Any]) -> tuple[str | None, str]:
    """The server of Spark Connect, if it is one, and else the master.

    As the project says; else as the environment says; else this machine.
    """
    remote, master = said.get("remote"), said.get("master")
    if remote is None and master is None:
        remote = os.environ.get("SPARK_REMOTE") or None
    return remote, master or os.environ.get("SPARK_MASTER") or _LOCAL


def _place(address: str) -> str:
    """Which server it is: without the account before its name, and the token behind it."""
    kind, mark, rest = address.partition("://")
    return f"{kind}{mark}{re.split('[/;?]', rest.rpartition('@')[2])[0]}"


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _builder() -> Any:
    try:
        import pyarrow as pa  # noqa: F401, PLC0415 - carries frames there and back
        from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra, and heavy
    except ImportError as error:
        raise EngineError(
            Problem(
                "the spark engine is not installed",
                expected="the packages pyspark and pyarrow",
                remedy="install screening[spark], or use --engine polars",
            )
        ) from error
    return SparkSession.builder


def _needs_java() -> None:
    home = os.environ.get("JAVA_HOME")
    if (home and (Path(home) / "bin" / "java").exists()) or shutil.which("java"):
        return
    raise EngineError(
        Problem(
            "Spark needs Java, and there is none on this machine",
            expected="Java 17 or newer, as openjdk-17-jre-headless of Debian",
            remedy="install it, set JAVA_HOME or SPARK_REMOTE, or use --engine polars",
        )
    )


def _memory(most: int | None) -> dict[str, str]:
    """Half of what is left, as the answers come back into this process."""
    left = int((free() or _LEAST * 4) * DEFAULT_SHARE)
    if most is not None:
        left = min(left, most - (used() or 0))
    return {"spark.driver.memory": f"{max(left // 2, _LEAST) // 2**20}m"}
